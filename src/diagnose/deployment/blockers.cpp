#include "diagnose/deployment/blockers.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/text.h"
#include "base/tristate.h"
#include "diagnose/deployment/esp_buttons.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/deployment/time_limit.h"
#include "diagnose/deployment/update_page.h"
#include "diagnose/deployment/wait_advice.h"

namespace preflight::deployment {
namespace {

constexpr std::int64_t wrongClockSeconds = 300;  // Kerberos' and Autopilot's measure

// When the device began to wait for the join that ran out of time: event 109, state 1.
UtcTime joinAskedAt(const HybridPart& hybrid) {
  UtcTime asked{};
  for (const EventFacts& event : hybrid.events.value) {
    const bool began = event.id == 109 && !event.data.empty() && event.data.front().value == "1";
    if (began && event.time <= hybrid.blobStateAt.value) {
      asked = std::max(asked, event.firstTime == UtcTime{} ? event.time : event.firstTime);
    }
  }
  return asked;
}

Finding joinTimedOut(const DeploymentContext& context) {
  const HybridPart& hybrid = context.part().hybrid;
  const std::string code = context.step == nullptr ? "" : context.step->errorCode;
  const UtcTime asked = joinAskedAt(hybrid);
  Finding finding =
      makeFinding(FindingId::odjTimeout,
                  {{"asked", asked == UtcTime{} ? "" : clockOf(context, asked)},
                   {"ended", hybrid.blobStateAt.known() ? clockOf(context, hybrid.blobStateAt.value) : ""},
                   {"code", codeAlone(code)}},
                  {{DeploymentId::labelDomainJoin, DeploymentId::valueTimedOut, hybrid.blobState.source}});
  if (asked != UtcTime{}) {
    finding.evidence.push_back({DeploymentId::labelAsked, timeText(context, asked), hybrid.events.source});
  }
  if (context.phase != nullptr) {
    addCode(code, context.phase->source, WithAction::no, finding.evidence);
  }
  // Only its server has the version.
  finding.evidence.push_back({DeploymentId::labelConnector, DeploymentId::valueConnector, ""});
  return finding;
}

Finding joinRejected(const HybridPart& hybrid) {
  const bool coded = hybrid.blobError.known();
  Finding finding =
      makeFinding(FindingId::odjRejected, {{"code", coded ? codeAlone(hybrid.blobError.value) : ""}},
                  {{DeploymentId::labelDomainJoin, DeploymentId::valueRejected, hybrid.blobState.source}});
  if (coded) {
    explainCode(hybrid.blobError.value, hybrid.blobError.source, finding);
  }
  return finding;
}

void addDomainJoin(const DeploymentContext& context, std::vector<Finding>& findings) {
  if (!isAtDomainJoin(context)) {
    return;
  }
  const HybridPart& hybrid = context.part().hybrid;
  Finding finding = hybrid.blobState.value == "rejected" ? joinRejected(hybrid) : joinTimedOut(context);
  // The ESP works on, or it could not be read whether it does.
  if (context.state == DeploymentState::waits || context.state == DeploymentState::unknown) {
    finding.state = State::warn;
  }
  addButtonsNote(context.part().page, finding);
  if (const auto ago = secondsSince(context, hybrid.blobStateAt.value)) {
    finding.evidence.push_back(
        {DeploymentId::labelEnded, timeText(context, hybrid.blobStateAt.value), hybrid.blobStateAt.source});
    finding.evidence.push_back(
        {DeploymentId::labelWhen, Text(DeploymentId::ago, {{"time", spanText(*ago)}}), hybrid.blobStateAt.source});
  }
  findings.push_back(std::move(finding));
}

void addClock(const DeploymentContext& context, std::vector<Finding>& findings) {
  const Fact<std::int64_t>& offset = context.part().clock.offsetSeconds;
  const Fact<bool>& corrected = context.report->autopilot.clock.corrected;
  if (!offset.known() || (corrected.known() && corrected.value) || std::abs(offset.value) < wrongClockSeconds ||
      (context.state != DeploymentState::waits && context.state != DeploymentState::failed)) {
    return;
  }
  Finding finding = makeFinding(
      FindingId::clockWrong, {{"span", spanText(std::abs(offset.value))}, {"slow", offset.value > 0 ? "yes" : ""}},
      {{DeploymentId::labelClock,
        Text(offset.value > 0 ? DeploymentId::valueClockBehind : DeploymentId::valueClockAhead,
             {{"time", spanText(std::abs(offset.value))}}),
        offset.source}});
  for (const ClockJump& jump : context.part().clock.jumps.value) {
    finding.evidence.push_back(
        {DeploymentId::labelClockSet,
         Text(DeploymentId::fromTo, {{"from", timeText(context, jump.before)}, {"to", timeText(context, jump.after)}}),
         jump.source});
  }
  findings.push_back(std::move(finding));
}

// Only where policies hold the ESP up: healthy devices log rejected settings too.
void addPolicies(const DeploymentContext& context, std::vector<Finding>& findings) {
  const Fact<std::vector<PolicyConflict>>& problems = context.part().policy.problems;
  std::vector<PolicyConflict> rejected = problems.value;
  std::erase_if(rejected, [](const PolicyConflict& policy) {  // settings of templates fail on healthy devices too
    return lower(policy.policy).find("admx") != std::string::npos;
  });
  const bool atPolicies = context.isAtStep("securityPolicies") &&
                          (context.state == DeploymentState::failed || context.state == DeploymentState::waits);
  if (!atPolicies || !problems.known() || rejected.empty()) {
    return;
  }
  constexpr std::size_t shown = 8;
  Finding finding = makeFinding(FindingId::policyConflict, {{"policy", policyName(rejected.front().policy)}});
  rejected.resize(std::min(rejected.size(), shown));
  for (const PolicyConflict& policy : rejected) {
    const std::string detail = printable(policy.detail, 200);
    const std::string times = std::to_string(policy.count);
    finding.evidence.push_back(
        {printable(policy.policy, 200),
         policy.count > 1 ? Text(DeploymentId::valueTimes, {{"value", detail}, {"n", times}}) : Text(detail),
         policy.source});
  }
  findings.push_back(std::move(finding));
}

// The technician part is good for six months.
void addPreProvisioning(const DeploymentContext& context, std::vector<Finding>& findings) {
  const ShellPart& shell = context.part().shell;
  const bool succeeded = shell.preProvisioning.known() && shell.preProvisioning.value == "succeeded";
  const std::int64_t age =
      shell.preProvisioningAt.known() ? secondsSince(context, shell.preProvisioningAt.value).value_or(0) : 0;
  const bool open = context.state == DeploymentState::waits || context.state == DeploymentState::failed;
  constexpr std::int64_t day = 24 * 60 * 60;
  if (!succeeded || !open || age < 183 * day) {
    return;
  }
  const std::int64_t months = age * 12 / (365 * day);
  findings.push_back(makeFinding(FindingId::preprovisioningExpired, {{"months", std::to_string(months)}},
                                 {{DeploymentId::labelPreprovisioning, timeText(context, shell.preProvisioningAt.value),
                                   shell.preProvisioningAt.source}}));
}

struct Build {
  std::uint64_t build = 0;
  std::uint64_t revision = 0;
};

std::optional<std::uint64_t> numberIn(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<Build> buildOf(const Report& report) {
  const Fact<std::string>& text = report.windows.build;
  const std::size_t dot = text.known() ? text.value.find('.') : std::string::npos;
  if (dot == std::string::npos) {
    return {};
  }
  const auto build = numberIn(std::string_view(text.value).substr(0, dot));
  const auto revision = numberIn(std::string_view(text.value).substr(dot + 1));
  return build && revision ? std::optional(Build{*build, *revision}) : std::nullopt;
}

// Since KB5041571 (26100.1457) the scan for updates in setup times out on a device that joins a domain; KB5079473
// (26100.8037, 26200.8037) fixed it.
bool scansInVain(const Report& report) {
  const std::optional<Build> windows = buildOf(report);
  constexpr std::uint64_t broken = 1457;
  constexpr std::uint64_t fixed = 8037;
  return windows && ((windows->build == 26100 && windows->revision >= broken) || windows->build == 26200) &&
         windows->revision < fixed;
}

// Whether setup installs updates: by its own record of the policy, else by the policy.
bool updatesInSetup(const DeploymentContext& context) {
  const Fact<bool>& policy = context.part().policy.updatesInSetup;
  for (const ShellRecord& record : context.part().shell.records.value) {
    if (record.name.find("isNDUPAllowedByCSP") != std::string::npos) {
      return lower(record.value).find("true") != std::string::npos;
    }
  }
  return policy.known() && policy.value;
}

void addUpdateScan(const DeploymentContext& context, std::vector<Finding>& findings) {
  const UpdatePage page = updatePageOf(context.part());
  const bool scans = page.open && (page.step == UpdateStep::begun || page.step == UpdateStep::searching ||
                                   page.step == UpdateStep::failing);
  std::string source;
  const bool goesOn = context.state == DeploymentState::waits || context.state == DeploymentState::failed;
  if (!goesOn || !scansInVain(*context.report) || (!scans && !updatesInSetup(context)) ||
      joinsDomain(context, source) != Tristate::yes) {
    return;
  }
  const Fact<std::string>& build = context.report->windows.build;
  Finding finding = makeFinding(FindingId::updateScanFault, {{"build", build.value}, {"open", scans ? "yes" : ""}},
                                {{DeploymentId::labelBuild, build.value, build.source}});
  finding.state = scans ? State::warn : State::info;
  findings.push_back(std::move(finding));
}

}  // namespace

bool isAtDomainJoin(const DeploymentContext& context) {
  const HybridPart& hybrid = context.part().hybrid;
  const bool ended =
      hybrid.blobState.known() && (hybrid.blobState.value == "timedOut" || hybrid.blobState.value == "rejected");
  const bool applied = hybrid.blobApplied.known() && hybrid.blobApplied.value;
  const bool later = context.state == DeploymentState::finished || context.between != BetweenPhases::no ||
                     (context.phase != nullptr && context.phase->id != PhaseId::devicePreparation);
  return ended && !applied && !later;
}

void addBlockers(const DeploymentContext& context, std::vector<Finding>& findings) {
  addDomainJoin(context, findings);
  addClock(context, findings);
  addPolicies(context, findings);
  addPreProvisioning(context, findings);
  addUpdateScan(context, findings);
}

}  // namespace preflight::deployment
