// What Windows' own pages wrote about themselves (Shell-Core 62404, 62407): the start and end of each step, a limit
// that was applied, "try again", pre-provisioning, device preparation's percentage. Records about anything else, whose
// values hold addresses of sign-in pages, are left out.
#include <fmt/format.h>
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "collect/deployment/mdm_events.h"
#include "collect/support/registry_values.h"
#include "model/fact.h"

namespace preflight {
namespace {

constexpr std::array<std::string_view, 1> shellChannel{"Microsoft-Windows-Shell-Core/Operational"};
constexpr std::array<std::string_view, 1> managementServiceChannel{
    "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/ManagementService"};
constexpr std::size_t mostRecords = 500;
constexpr std::uint32_t pageStarted = 62404;
constexpr std::uint32_t pageSaid = 62407;
constexpr std::uint32_t preProvisioningChosen = 509;

const std::string& valueAt(const EventFacts& event, std::string_view name, std::size_t place) {
  static const std::string none;
  if (const std::string* found = dataOf(event, name)) {
    return *found;
  }
  return place < event.data.size() ? event.data[place].value : none;
}

ShellRecord recordOf(const EventFacts& event) {
  ShellRecord record;
  record.id = static_cast<std::int64_t>(event.id);
  record.recordId = event.recordId;
  record.time = event.time;
  record.name = printable(valueAt(event, event.id == pageStarted ? "CXID" : "Name", 0), 200);
  if (event.id == pageSaid) {
    record.value = printable(valueAt(event, "Value", 1), 2000);
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
  EventQuery query;
  query.ids = {preProvisioningChosen};
  query.limit = 10;
  const Fact<std::vector<EventFacts>> chosen = recordsOf(host, managementServiceChannel, query);
  if (chosen.known() && !chosen.value.empty()) {
    notePreProvisioning(part, "begun", chosen.value.back().time, chosen.source + " 509");
  }
  for (const ShellRecord& each : part.records.value) {
    constexpr std::string_view mark = "WhiteGlove";
    const std::string source = fmt::format("{} {}", shellChannel.front(), each.id);
    if (each.name.find(mark) == std::string::npos) {
      continue;
    }
    if (each.name.ends_with("WhiteGlove_Success")) {
      notePreProvisioning(part, "succeeded", each.time, source);
    } else if (each.name.ends_with("WhiteGlove_Failed")) {
      notePreProvisioning(part, "failed", each.time, source);
    } else if (each.name.ends_with("WhiteGloveMode_True") && !part.preProvisioning.known()) {
      notePreProvisioning(part, "begun", each.time, source);
    }
  }
  if (!part.preProvisioning.known() && !chosen.known()) {  // "not begun" only of a log that was read
    part.preProvisioning = {chosen.state, {}, chosen.source, chosen.error};
  }
}

}  // namespace

ShellPart collectShell(const Host& host, const CollectOptions&) {
  ShellPart part;
  EventQuery query;
  query.ids = {pageStarted, pageSaid};
  query.limit = 4000;  // pages that only navigate are many
  const Fact<std::vector<EventFacts>> events = recordsOf(host, shellChannel, query);
  if (!events.known()) {
    giveUpOn(part, events.error);
    return part;
  }
  std::vector<ShellRecord> records;
  for (const EventFacts& each : events.value) {
    ShellRecord record = recordOf(each);
    if (each.id == pageStarted ? !record.name.empty() : isDeploymentRecord(record.name)) {
      records.push_back(std::move(record));
    }
  }
  if (records.size() > mostRecords) {
    records.erase(records.begin(), records.end() - mostRecords);
  }
  for (const ShellRecord& each : records) {
    if (const std::optional<std::int64_t> percent = percentIn(each)) {
      part.percent = knownFact(*percent, fmt::format("{} {}", events.source, each.id));
    }
  }
  part.records = knownFact(std::move(records), events.source);
  readPreProvisioning(host, part);
  giveUpOn(part, Error{ErrorKind::absent, "read " + events.source, "no record says so", CodeSpace::none, 0});
  return part;
}

}  // namespace preflight
