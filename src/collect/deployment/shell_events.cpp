// What Windows' own pages wrote about themselves (Shell-Core 62404 to 62407): which page began and how it ended, the
// start and end of each step, a limit that was applied, "try again", pre-provisioning, device preparation's percentage,
// updates of Windows. Records about anything else, whose values hold addresses of sign-in pages, are left out.
#include <fmt/format.h>
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "model/fact.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::size_t mostRecords = 500;
constexpr std::size_t mostEvents = 4000;  // pages that only navigate are many
constexpr std::uint32_t pageStarted = 62404;
constexpr std::uint32_t pageEnded = 62405;  // with its result
constexpr std::uint32_t pageNavigated = 62406;
constexpr std::uint32_t pageSaid = 62407;
constexpr std::uint32_t preProvisioningChosen = 509;

const std::string& valueAt(const EventFacts& event, std::string_view name, std::size_t place) {
  static const std::string none;
  if (const std::string* found = dataOf(event, name)) {
    return *found;
  }
  return place < event.data.size() ? event.data[place].value : none;
}

// What a page said has a name and a value; of the page itself its name (CXID) is kept, and its result at its end. Where
// a page navigated to is left out: it may be an address of a sign-in.
ShellRecord recordOf(const EventFacts& event) {
  const bool said = event.id == pageSaid;
  ShellRecord record;
  record.id = static_cast<std::int64_t>(event.id);
  record.recordId = event.recordId;
  record.time = event.time;
  record.name = shortened(valueAt(event, said ? "Name" : "CXID", 0), 200);
  if (said || event.id == pageEnded) {
    record.value = shortened(valueAt(event, said ? "Value" : "Result", 1), 2000);
  }
  if (said) {
    nameStep(record);
  }
  return record;
}

// "... at 12 percent ..." of device preparation's page; it counts time, not work.
std::optional<std::int64_t> percentIn(const ShellRecord& record) {
  if (record.name.find("ProgressPercentage") == std::string::npos) {
    return std::nullopt;
  }
  const std::size_t end = record.value.find(" percent");
  if (end == std::string::npos) {
    return std::nullopt;
  }
  const std::size_t space = record.value.rfind(' ', end - 1);
  const char* begin = record.value.data() + (space == std::string::npos ? 0 : space + 1);
  std::int64_t percent = -1;
  std::from_chars(begin, record.value.data() + end, percent);
  return percent >= 0 && percent <= 100 ? std::optional(percent) : std::nullopt;
}

void notePreProvisioning(ShellPart& part, std::string_view state, UtcTime time, const std::string& source) {
  part.preProvisioning = knownFact(std::string(state), source);
  part.preProvisioningAt = knownFact(time, source);
}

void readPreProvisioning(const Host& host, ShellPart& part) {
  const Fact<std::vector<EventFacts>> chosen =
      readEventRecords(host, {.channels = {managementServiceChannel}, .ids = {preProvisioningChosen}, .limit = 10})
          .events;
  if (chosen.known() && !chosen.value.empty()) {
    notePreProvisioning(part, "begun", chosen.value.back().time, chosen.source + " 509");
  }
  for (const ShellRecord& record : part.records.value) {
    const std::string source = fmt::format("{} {}", shellChannel, record.id);
    if (record.name.ends_with("WhiteGlove_Success")) {
      notePreProvisioning(part, "succeeded", record.time, source);
    } else if (record.name.ends_with("WhiteGlove_Failed")) {
      notePreProvisioning(part, "failed", record.time, source);
    } else if (record.name.ends_with("WhiteGloveMode_True") && !part.preProvisioning.known()) {
      notePreProvisioning(part, "begun", record.time, source);
    }
  }
  if (!part.preProvisioning.known() && !chosen.known()) {  // "not begun" only of a log that was read
    part.preProvisioning = {chosen.state, {}, chosen.source, chosen.error};
  }
}

}  // namespace

ShellPart collectShellEvents(const Host& host, const CollectOptions&) {
  ShellPart part;
  const Fact<std::vector<EventFacts>> events =
      readEventRecords(
          host,
          {.channels = {shellChannel}, .ids = {pageStarted, pageEnded, pageNavigated, pageSaid}, .limit = mostEvents})
          .events;
  if (!events.known()) {
    giveUpOn(part, events.error);
    return part;
  }
  std::vector<ShellRecord> records;
  for (const EventFacts& event : events.value) {
    ShellRecord record = recordOf(event);
    if (event.id == pageSaid ? isDeploymentRecord(record.name) : !record.name.empty()) {
      records.push_back(std::move(record));
    }
  }
  if (records.size() > mostRecords) {
    std::erase_if(records, [](const ShellRecord& record) { return record.id == pageNavigated; });  // say the least
    const std::size_t tooMany = records.size() - std::min(mostRecords, records.size());
    records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(tooMany));
  }
  for (const ShellRecord& record : records) {
    if (const std::optional<std::int64_t> percent = percentIn(record)) {
      part.percent = knownFact(*percent, fmt::format("{} {}", events.source, record.id));
    }
  }
  part.records = knownFact(std::move(records), events.source);
  readPreProvisioning(host, part);
  giveUpOn(part, readError(ErrorKind::absent, events.source, ErrorId::whyNoRecord));
  return part;
}

}  // namespace preflight
