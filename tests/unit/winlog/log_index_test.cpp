#include <doctest/doctest.h>
#include <fmt/format.h>

#include "winlog/log_index.h"

using namespace preflight;
using namespace preflight::winlog;

namespace {

std::string entryLine(std::string_view message, std::string_view clock = "10:00:00.0",
                      std::string_view date = "3-22-2026", int type = 1) {
  return fmt::format(
      "<![LOG[{}]LOG]!><time=\"{}\" date=\"{}\" component=\"C\" context=\"\" type=\"{}\" thread=\"1\" file=\"\">\r\n",
      message, clock, date, type);
}

LogIndex indexOf(std::string_view text) {
  const MemorySource source(text);
  IndexBuilder builder(source);
  REQUIRE(builder.finish());
  return builder.take();
}

std::vector<std::string> messagesOf(std::string_view text) {
  const MemorySource source(text);
  const LogIndex index = indexOf(text);
  std::vector<std::string> messages;
  for (std::size_t each = 0; each < index.size(); ++each) {
    messages.push_back(entryAt(source, index, each)->message);
  }
  return messages;
}

// Gives at most `most` bytes at a time, and a log that grows.
class GrowingSource final : public LogSource {
 public:
  std::string text;
  std::size_t most = 7;
  std::uint64_t size() const override { return text.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> out) const override {
    return offset >= text.size() ? 0 : text.copy(out.data(), std::min(out.size(), most), offset);
  }
};

}  // namespace

TEST_CASE("Entries, plain lines between them and messages of several lines are found in their order") {
  const std::string text =
      entryLine("a") + "plain\r\n\r\n" + entryLine("b\nb2\nb3") + entryLine("c", "10:00:01.5", "3-22-2026", 3);
  CHECK(messagesOf(text) == std::vector<std::string>{"a", "plain", "b\nb2\nb3", "c"});
  const LogIndex index = indexOf(text);
  CHECK(index.type(3) == EntryType::error);
  CHECK(index.time(3)->milliseconds - index.time(0)->milliseconds == 1000);
  CHECK_FALSE(index.time(1));
  CHECK(index.indexedBytes() == text.size());
}

TEST_CASE("An entry that never ends does not swallow the next one") {
  CHECK(messagesOf("<![LOG[cut\nrest\n" + entryLine("b")) == std::vector<std::string>{"cut\nrest", "b"});
}

TEST_CASE("A log read in small bites gives the same index as one read at once") {
  GrowingSource source;
  source.text = entryLine("a") + "plain\n" + entryLine("b\nb2") + "<![LOG[being written";
  for (source.most = 1; source.most < 200; ++source.most) {
    IndexBuilder builder(source);
    REQUIRE(builder.finish());
    const LogIndex whole = indexOf(source.text);
    REQUIRE(builder.index().size() == whole.size());
    for (std::size_t each = 0; each < whole.size(); ++each) {
      CHECK(builder.index().offset(each) == whole.offset(each));
      CHECK(builder.index().time(each) == whole.time(each));
    }
  }
}

TEST_CASE("A log that is being written goes on where it was, in the middle of an entry too") {
  GrowingSource source;
  const std::string all = entryLine("a") + entryLine("b\nb2", "11:00:00.0") + entryLine("c");
  source.most = 1000;
  const LogIndex whole = indexOf(all);
  for (std::size_t cut = 0; cut < all.size(); ++cut) {
    source.text = all.substr(0, cut);
    IndexBuilder builder(source);
    REQUIRE(builder.finish());
    source.text = all;
    REQUIRE(builder.finish());
    REQUIRE(builder.index().size() == whole.size());
    for (std::size_t each = 0; each < whole.size(); ++each) {
      CHECK(builder.index().offset(each) == whole.offset(each));
      CHECK(builder.index().time(each) == whole.time(each));
    }
  }
}

TEST_CASE("One line of 50 MB is one entry with its time, and its text is bounded") {
  const std::string text =
      entryLine("before") + entryLine(std::string(50U << 20, 'x'), "12:00:00.0") + entryLine("after");
  const MemorySource source(text);
  IndexBuilder builder(source);
  REQUIRE(builder.finish());
  const LogIndex& index = builder.index();
  REQUIRE(index.size() == 3);
  CHECK(wallText(*index.time(1)) == "2026-03-22 12:00:00");
  const Result<LogEntry> entry = entryAt(source, index, 1, 1000);
  REQUIRE(entry);
  CHECK(entry->message.size() <= 1000);
  CHECK(entry->message.size() + entry->leftOut == (50U << 20));
  CHECK(entry->time == index.time(1));
  CHECK(entryAt(source, index, 2)->message == "after");
}

TEST_CASE("The last page is the same as the index' last entries") {
  std::string text;
  for (int each = 0; each < 20'000; ++each) {
    text += entryLine(fmt::format("line {}{}", each, each % 7 == 0 ? "\nsecond" : ""));
  }
  const MemorySource source(text);
  const LogIndex index = indexOf(text);
  for (const std::size_t count :
       {std::size_t{1}, std::size_t{50}, std::size_t{5000}, index.size(), index.size() + 10}) {
    const auto page = lastEntries(source, count);
    REQUIRE(page);
    REQUIRE(page->size() == std::min(count, index.size()));
    for (std::size_t each = 0; each < page->size(); ++each) {
      CHECK((*page)[each] == *entryAt(source, index, index.size() - page->size() + each));
    }
  }
}

TEST_CASE("A log of bytes that are no text, and an empty one, give what they hold") {
  CHECK(messagesOf("").empty());
  CHECK(messagesOf(std::string(1000, '\0')).empty());
  std::string noise;
  for (int each = 0; each < 100'000; ++each) {
    noise += static_cast<char>((each * 7919) >> 3);
  }
  CHECK_FALSE(messagesOf(noise).empty());
  CHECK(lastEntries(MemorySource(noise), 10));
}

TEST_CASE("A clock that set-up moves to another zone is told, and each part gets its offset") {
  const std::string text = entryLine("oobe", "06:00:00.0") + entryLine("oobe", "06:00:30.0") +
                           entryLine("zone set", "15:00:40.0") + entryLine("later", "15:10:00.0");
  const UtcTime written{indexOf(text).time(3)->milliseconds - 2 * 3'600'000};  // the file system knows UTC: here +02:00
  const auto segments = clockSegments(indexOf(text), {.lastWrite = written});
  REQUIRE(segments.size() == 2);
  CHECK(segments[0] == ClockSegment{0, 120 - 540, false});
  CHECK(segments[1] == ClockSegment{2, 120, true});
}

TEST_CASE("A clock that runs back is told even when it is by no whole quarter") {
  const auto segments = clockSegments(indexOf(entryLine("a", "10:00:00.0") + entryLine("b", "09:55:00.0")));
  REQUIRE(segments.size() == 2);
  CHECK(segments[1].first == 1);
  CHECK_FALSE(segments[1].anchored);
}

TEST_CASE("Early in a log the clock moves from Pacific time to the device's zone, though minutes went by meanwhile") {
  const std::string text = entryLine("begin", "06:00:00.0") + entryLine("zone set", "15:08:49.0");
  const LogIndex index = indexOf(text);
  const ClockHints hints{.lastWrite = UtcTime{index.time(1)->milliseconds - 2 * 3'600'000}};
  const auto segments = clockSegments(index, hints);
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].offsetMinutes == -7 * 60);
  CHECK(segments[1].offsetMinutes == 2 * 60);

  // The same gap is a night when the writer was started behind it, in another zone, or late in the log.
  ClockHints started = hints;
  started.startsAt = [](std::size_t entry) { return entry == 1; };
  CHECK(clockSegments(index, started).size() == 1);
  CHECK(clockSegments(index, {.zoneMinutes = 60}).size() == 1);
  CHECK(clockSegments(index, {.zoneMinutes = 120}).size() == 2);
  CHECK(clockSegments(indexOf(entryLine("old", "01:20:17.0") + text), {.zoneMinutes = 120}).size() == 1);
}

TEST_CASE("Pacific time is an hour earlier in winter") {
  const auto winter = [](const char* message, const char* time) {
    return std::string("<![LOG[") + message + "]LOG]!><time=\"" + time + "\" date=\"12-1-2026\" component=\"x\">\r\n";
  };
  const LogIndex index = indexOf(winter("begin", "06:00:00.0") + winter("zone set", "15:20:00.0"));
  const auto segments = clockSegments(index, {.zoneMinutes = 60});
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].offsetMinutes == -8 * 60);
}

TEST_CASE("A clock that was set back by an hour is told by the hour though seconds went by meanwhile") {
  const auto segments = clockSegments(indexOf(entryLine("a", "10:00:00.0") + entryLine("b", "09:04:00.0")));
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].offsetMinutes == 60);
}

TEST_CASE("A last write that fits no zone is a copy's, and the device's zone counts") {
  const LogIndex index = indexOf(entryLine("a", "10:00:00.0"));
  const UtcTime copied{index.time(0)->milliseconds + 40LL * 86'400'000};
  const auto segments = clockSegments(index, {.lastWrite = copied, .zoneMinutes = 60});
  REQUIRE(segments.size() == 1);
  CHECK(segments[0] == ClockSegment{0, 60, false});
}

TEST_CASE("A clock that is set at every line of a hostile log stays a number") {
  std::string text;
  for (int year = 0; year < 200; ++year) {
    text += std::string("<![LOG[x]LOG]!><time=\"00:00:00.0\" date=\"1-1-") + (year % 2 == 0 ? "2130" : "2001") +
            "\" component=\"x\">\r\n";
  }
  CHECK_FALSE(clockSegments(indexOf(text)).empty());
}

TEST_CASE("An idle hour and a half is no jump of the clock") {
  CHECK(clockSegments(indexOf(entryLine("a", "10:00:00.0") + entryLine("b", "11:31:17.0"))).size() == 1);
}

TEST_CASE("An index takes 9 bytes an entry, and no more than twice that while it grows") {
  std::string text;
  for (int each = 0; each < 100'000; ++each) {
    text += entryLine("x");
  }
  const LogIndex index = indexOf(text);
  CHECK(index.size() == 100'000);
  CHECK(index.memoryBytes() <= index.size() * 18);
}
