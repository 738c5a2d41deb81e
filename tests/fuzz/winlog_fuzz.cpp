// The input is a log; its first byte tells in which bites it is read.
#include <algorithm>

#include "require.h"
#include "winlog/agent_log.h"
#include "winlog/event_data.h"
#include "winlog/log_index.h"

using namespace preflight;
using namespace preflight::winlog;

namespace {

class Bites final : public LogSource {
 public:
  Bites(std::string_view text, std::size_t most) : text_(text), most_(most) {}
  std::uint64_t size() const override { return text_.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> out) const override {
    return offset >= text_.size() ? 0 : text_.copy(out.data(), std::min(out.size(), most_), offset);
  }

 private:
  std::string_view text_;
  std::size_t most_;
};

LogIndex indexOf(const LogSource& source) {
  IndexBuilder builder(source);
  FUZZ_REQUIRE(builder.finish().has_value());
  return builder.take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  FUZZ_REQUIRE(eventData(text, 20).size() <= 20);
  const MemorySource whole(text);
  const LogIndex index = indexOf(whole);
  const LogIndex bitten = indexOf(Bites(text, 1U + data[0]));
  FUZZ_REQUIRE(index.size() == bitten.size());
  AgentReader reader;
  std::uint64_t before = 0;
  for (std::size_t each = 0; each < index.size(); ++each) {
    FUZZ_REQUIRE(index.offset(each) == bitten.offset(each) && index.time(each) == bitten.time(each));
    FUZZ_REQUIRE(each == 0 || index.offset(each) > before);
    FUZZ_REQUIRE(index.offset(each) < index.end(each) && index.end(each) <= text.size());
    before = index.offset(each);
    const auto entry = entryAt(whole, index, each, 100);
    FUZZ_REQUIRE(entry.has_value() && entry->message.size() <= 100 + 2048);
    reader.add(*entry);
  }
  FUZZ_REQUIRE(!clockSegments(index, {.lastWrite = UtcTime{0}, .zoneMinutes = 60}).empty());
  const auto page = lastEntries(whole, 5);
  FUZZ_REQUIRE(page.has_value() && page->size() == std::min<std::size_t>(5, index.size()));
  return 0;
}
