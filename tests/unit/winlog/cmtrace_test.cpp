#include <doctest/doctest.h>

#include "winlog/cmtrace.h"

using namespace preflight::winlog;

namespace {

constexpr std::string_view line =
    R"(<![LOG[Get policies]LOG]!><time="14:03:22.1234567" date="3-22-2026" component="AppWorkload" context="" type="2" thread="7" file="x.cpp">)";

}  // namespace

TEST_CASE("An entry in CMTrace's form gives its message, time, type, component, thread and file") {
  const LogEntry entry = parseEntry(40, line);
  CHECK(entry.offset == 40);
  CHECK(entry.message == "Get policies");
  REQUIRE(entry.time);
  CHECK(wallText(*entry.time) == "2026-03-22 14:03:22");
  CHECK(entry.time->milliseconds % 1000 == 123);
  CHECK_FALSE(entry.biasMinutes);
  CHECK(entry.type == EntryType::warning);
  CHECK(entry.component == "AppWorkload");
  CHECK(entry.thread == "7");
  CHECK(entry.file == "x.cpp");
  CHECK(entry.whole);
}

TEST_CASE("A writer that knows its zone gives the minutes to UTC") {
  const auto biasOf = [](std::string_view clock) {
    return trailerOf(std::string("]LOG]!><time=\"") + std::string(clock) + "\" date=\"3-22-2026\" type=\"1\">")
        ->biasMinutes;
  };
  CHECK(biasOf("14:03:22.123+480") == 480);
  CHECK(biasOf("14:03:22.123-60") == -60);
  CHECK(biasOf("14:03:22-60") == -60);
  CHECK_FALSE(biasOf("14:03:22.123"));
}

TEST_CASE("A message of several lines, with marks inside, keeps all of them") {
  const std::string text =
      "<![LOG[first\r\nsecond ]LOG]! <time=\r\nthird]LOG]!><time=\"01:02:03.4\" date=\"1-2-2026\" type=\"3\">\r\n";
  const LogEntry entry = parseEntry(0, text);
  CHECK(entry.message == "first\r\nsecond ]LOG]! <time=\r\nthird");
  CHECK(entry.type == EntryType::error);
  CHECK(entry.whole);
}

TEST_CASE("An entry that is cut says so and keeps what is there") {
  for (std::size_t length = 0; length < line.size(); ++length) {
    const LogEntry entry = parseEntry(0, line.substr(0, length));
    CHECK_FALSE(entry.whole);
    CHECK(entry.message.size() <= length);
  }
  const LogEntry tail = parseEntry(0, line.substr(10));
  CHECK(tail.structured);
  CHECK_FALSE(tail.whole);
  CHECK(tail.message == " policies");
}

TEST_CASE("A trailer with an impossible date or clock has no time, but its other values") {
  for (const std::string_view bad :
       {R"(]LOG]!><time="25:00:00.0" date="3-22-2026" type="1">)",
        R"(]LOG]!><time="14:03:22.0" date="2-30-2026" type="1">)", R"(]LOG]!><time="14:03" date="3-22-2026" type="1">)",
        R"(]LOG]!><time="" date="" type="1">)", R"(]LOG]!><time="14:03:22.0" date="22.3.2026" type="1">)",
        R"(]LOG]!><time="14:03:22.0" type="1">)"}) {
    const auto trailer = trailerOf(bad);
    REQUIRE(trailer);
    CHECK_FALSE(trailer->time);
    CHECK(trailer->type == EntryType::information);
  }
}

TEST_CASE("A plain line is an entry without time or type") {
  const LogEntry entry = parseEntry(0, "Installing module\r\n");
  CHECK(entry.message == "Installing module");
  CHECK_FALSE(entry.structured);
  CHECK_FALSE(entry.time);
  CHECK(entry.type == EntryType::none);
}
