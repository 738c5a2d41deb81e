#include "diagnose/deployment/blockers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "diagnose/deployment/evidence.h"

namespace preflight::deployment {
namespace {

constexpr const char* technician = "technician";
constexpr const char* administrator = "administrator of the tenant";
constexpr std::int64_t wrongClockSeconds = 300;  // Kerberos' and Autopilot's measure

Finding blobTimedOut(std::string source) {
  return {"odj-timeout",
          State::fail,
          "The device did not get its domain join in time.",
          {{"Offline domain join", "timed out", std::move(source)}},
          "The Intune connector did not deliver the join, or no domain controller could be reached.",
          "Check that the connector's service runs, that it may create computers in the OU, and that a domain "
          "join profile is assigned; then try again.",
          administrator};
}

Finding blobRejected(const Fact<std::string>& code, std::string source) {
  Finding finding{"odj-rejected",
                  State::fail,
                  "The domain join came, and Windows could not apply it.",
                  {{"Offline domain join", "could not be applied", std::move(source)}},
                  "The join may be damaged, or the name of the computer is taken in the domain.",
                  "Check the computer's object in the domain and how the profile names devices; then try again.",
                  administrator};
  if (code.known()) {
    explainCode(code.value, code.source, finding);
  }
  return finding;
}

void addBlob(const Scene& scene, std::vector<Finding>& findings) {
  const HybridPart& hybrid = scene.part().hybrid;
  if (!standsAtDomainJoin(scene)) {
    return;
  }
  const std::string& source = hybrid.blobState.source;
  Finding finding =
      hybrid.blobState.value == "rejected" ? blobRejected(hybrid.blobError, source) : blobTimedOut(source);
  // The page works on, or it could not be read whether it does.
  if (scene.course == Course::waits || scene.course == Course::unknown) {
    finding.state = State::warn;
  }
  if (const std::string buttons = buttonsText(scene.part().page); !buttons.empty()) {
    finding.action += " " + buttons;
  }
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

bool standsAtDomainJoin(const Scene& scene) {
  const HybridPart& hybrid = scene.part().hybrid;
  const bool ended =
      hybrid.blobState.known() && (hybrid.blobState.value == "timedOut" || hybrid.blobState.value == "rejected");
  const bool applied = hybrid.blobApplied.known() && hybrid.blobApplied.value;
  const bool later = scene.course == Course::finished || !scene.turn.empty() ||
                     (scene.phase != nullptr && scene.phase->id != PhaseId::devicePreparation);
  return ended && !applied && !later;
}

void addBeside(const Scene& scene, std::vector<Finding>& findings) {
  addEnrollment(scene, findings);
  addBlob(scene, findings);
  addClock(scene, findings);
  addPolicies(scene, findings);
}

}  // namespace preflight::deployment
