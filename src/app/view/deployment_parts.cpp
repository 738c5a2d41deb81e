#include "app/view/deployment_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/evidence.h"

namespace preflight::deployment {
namespace {

// "11:03", in the device's zone.
std::string clock(const Scene& scene, UtcTime time) {
  const Fact<std::int64_t>& offset = scene.report->setup.utcOffsetMinutes;
  const int zone = offset.known() ? static_cast<int>(std::clamp<std::int64_t>(offset.value, -1440, 1440)) : 0;
  return dateText(time, zone).substr(11);
}

}  // namespace

Looks looksOf(WorkState state) {
  switch (state) {
    case WorkState::succeeded:
      return {State::pass, "DONE"};
    case WorkState::notRequired:
      return {State::info, "NONE"};
    case WorkState::skipped:
      return {State::info, "SKIPPED"};
    case WorkState::failed:
      return {State::fail, "FAILED"};
    case WorkState::failedBefore:
      return {State::info, "NOT TRIED"};
    case WorkState::cancelled:
      return {State::warn, "CANCELLED"};
    case WorkState::uninstalled:
      return {State::info, "REMOVED"};
    case WorkState::restartRequired:
      return {State::warn, "RESTART"};
    case WorkState::retrying:
      return {State::warn, "AGAIN"};
    case WorkState::notStarted:
      return {State::info, "WAITS"};
    case WorkState::unknown:
      return {State::unknown, "UNKNOWN"};
    default:
      return {State::info, "RUNS"};
  }
}

std::string spanBetween(const Scene& scene, UtcTime start, UtcTime end) {
  if (start == UtcTime{}) {
    return end == UtcTime{} ? "" : fmt::format("until {}", clock(scene, end));
  }
  if (end != UtcTime{} && end >= start) {
    return fmt::format("{} - {}, {}", clock(scene, start), clock(scene, end),
                       spanText((end.milliseconds - start.milliseconds) / 1000));
  }
  const auto seconds = secondsSince(scene, start);
  return seconds ? fmt::format("since {}, {}", clock(scene, start), spanText(*seconds))
                 : fmt::format("since {}", clock(scene, start));
}

void addCode(const std::string& code, const std::string& source, Row& row) {
  Finding finding;
  explainCode(code, source, finding);
  row.evidence.insert(row.evidence.end(), finding.evidence.begin(), finding.evidence.end());
  if (!finding.action.empty()) {
    row.evidence.push_back({"What to do", finding.action, finding.who});
  }
}

}  // namespace preflight::deployment
