#include "diagnose/deployment/windows_hello.h"

#include <algorithm>

#include "diagnose/deployment/evidence.h"

namespace preflight::deployment {
namespace {

constexpr std::uint64_t keyRegistered = 300;
constexpr std::uint64_t keyFailed = 301;

// The newest try of the key behind a PIN; null when it succeeded or there was none.
const EventFacts* newestFailure(const Report& report) {
  const EventFacts* newest = nullptr;
  for (const EventFacts& event : report.join.events.value) {
    const bool tried = event.id == keyRegistered || event.id == keyFailed;
    if (tried && (newest == nullptr || event.recordId > newest->recordId)) {
      newest = &event;
    }
  }
  return report.join.events.known() && newest != nullptr && newest->id == keyFailed ? newest : nullptr;
}

// A desktop may try again months later: that is no part of its deployment.
bool isOfDeployment(const DeploymentContext& context, const EventFacts& event) {
  const Fact<SetupPhase>& phase = context.report->setup.phase;
  const DeploymentPhase* account = phaseOf(context.part(), PhaseId::accountSetup);
  constexpr std::int64_t twoHours = 2LL * 60 * 60 * 1000;
  const bool soon = account != nullptr && account->ended != UtcTime{} &&
                    event.time.milliseconds <= account->ended.milliseconds + twoHours;
  return (phase.known() && phase.value == SetupPhase::oobe) || soon;
}

}  // namespace

void addHello(const DeploymentContext& context, std::vector<Finding>& findings) {
  const EventFacts* event = newestFailure(*context.report);
  const bool during = context.state == DeploymentState::waits && context.isAtStep("prepareMultifactorAuth");
  if (event == nullptr || (context.state != DeploymentState::finished && !during) || !isOfDeployment(context, *event)) {
    return;
  }
  const std::string code = failureCodeIn(*event);
  Finding finding = makeFinding(FindingId::helloFailed, {{"code", code}, {"during", during ? "yes" : ""}});
  finding.evidence.push_back(
      {DeploymentId::labelWhen, timeText(context, event->time), event->channel, logEntryOf(*event)});
  addCode(code, event->channel, WithAction::yes, finding.evidence);
  findings.push_back(std::move(finding));
}

}  // namespace preflight::deployment
