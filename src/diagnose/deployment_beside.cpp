#include "diagnose/deployment_beside.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "diagnose/deployment_codes.h"

namespace preflight::deployment {
namespace {

constexpr const char* technician = "technician";
constexpr const char* administrator = "administrator of the tenant";
constexpr std::int64_t wrongClockSeconds = 300;  // Kerberos' and Autopilot's measure

void addBlobTimeout(const Scene& scene, std::vector<Finding>& findings) {
  const HybridPart& hybrid = scene.part().hybrid;
  if (!hybrid.blobState.known() || hybrid.blobState.value != "timedOut") {
    return;
  }
  Finding finding{"odj-timeout",
                  State::fail,
                  "The device did not get its domain join in time.",
                  {{"Offline domain join", "timed out", hybrid.blobState.source}},
                  "The Intune connector did not deliver the join, or no domain controller could be reached.",
                  "Check that the connector's service runs, that it may create computers in the OU, and that a domain "
                  "join profile is assigned; then try again. " +
                      buttonsText(scene.part().page),
                  administrator};
  if (const auto ago = secondsSince(scene, hybrid.blobStateAt.value)) {
    finding.evidence.push_back({"When", fmt::format("{} ago", spanText(*ago)), hybrid.blobStateAt.source});
  }
  findings.push_back(std::move(finding));
}

void addClock(const Scene& scene, std::vector<Finding>& findings) {
  const Fact<std::int64_t>& offset = scene.part().clock.offsetSeconds;
  const Fact<bool>& corrected = scene.report->autopilot.clock.corrected;
  if (!offset.known() || (corrected.known() && corrected.value) || std::abs(offset.value) < wrongClockSeconds ||
      (scene.course != Course::waits && scene.course != Course::failed)) {
    return;
  }
  Finding finding{
      "clock-wrong",
      State::warn,
      fmt::format("The device's clock is {} {}.", spanText(std::abs(offset.value)), offset.value > 0 ? "slow" : "fast"),
      {{"Server less device", fmt::format("{} s", offset.value), offset.source}},
      "Certificates and sign-ins are refused while the clock is wrong.",
      "Set the clock (w32tm /resync /force, else in the firmware), then restart the device.",
      technician};
  for (const ClockJump& jump : scene.part().clock.jumps.value) {
    finding.evidence.push_back(
        {"Clock was set", fmt::format("from {} to {}", isoText(jump.before), isoText(jump.after)), jump.source});
  }
  findings.push_back(std::move(finding));
}

// Only where policies hold the page up: refused settings stand in the log of healthy devices too.
void addPolicies(const Scene& scene, std::vector<Finding>& findings) {
  const Fact<std::vector<PolicyConflict>>& problems = scene.part().policy.problems;
  std::vector<PolicyConflict> refused = problems.value;  // settings of templates fail on healthy devices too
  std::erase_if(refused,
                [](const PolicyConflict& each) { return lower(each.policy).find("admx") != std::string::npos; });
  const bool atPolicies = scene.step != nullptr && scene.step->id == "securityPolicies" &&
                          (scene.course == Course::failed || scene.course == Course::waits);
  if (!atPolicies || !problems.known() || refused.empty()) {
    return;
  }
  constexpr std::size_t shown = 8;
  Finding finding{"policy-conflict",
                  State::warn,
                  fmt::format("Windows refuses a policy: {}.", printable(refused.front().policy, 120)),
                  {},
                  "While a tracked policy is refused, the page does not get past its security policies.",
                  "Correct or remove the policy in Intune, then sync or restart.",
                  administrator};
  for (std::size_t i = 0; i < refused.size() && i < shown; ++i) {
    const PolicyConflict& each = refused[i];
    finding.evidence.push_back(
        {printable(each.policy, 200),
         fmt::format("{}{}", printable(each.detail, 200), each.count > 1 ? fmt::format(", {} times", each.count) : ""),
         each.source});
  }
  findings.push_back(std::move(finding));
}

}  // namespace

void addBeside(const Scene& scene, std::vector<Finding>& findings) {
  addEnrollment(scene, findings);
  addBlobTimeout(scene, findings);
  addClock(scene, findings);
  addPolicies(scene, findings);
}

}  // namespace preflight::deployment
