#include "diagnose/deployment/status.h"

#include <algorithm>
#include <compare>

#include "diagnose/deployment/agent_log_status.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/culprit.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/enrollment_refused.h"
#include "diagnose/deployment/failures.h"
#include "diagnose/deployment/labels.h"
#include "diagnose/deployment/power_gaps.h"
#include "diagnose/deployment/sign_in.h"
#include "diagnose/deployment/status_lines.h"
#include "diagnose/deployment/unreadable.h"
#include "diagnose/deployment/wait_report.h"
#include "diagnose/deployment/windows_hello.h"

namespace preflight {
namespace deployment {
namespace {

Finding finished(const DeploymentContext& context) {
  Finding finding = context.preparation ? preparationFinished(context) : makeFinding(FindingId::finished);
  if (context.skipped != nullptr) {
    finding.args.push_back({"skipped", phaseName(context.skipped->id)});
  }
  for (const DeploymentPhase& phase : context.part().page.phases.value) {
    finding.evidence.push_back({phaseName(phase.id), stateName(stateOf(phase)), phase.source});
  }
  return finding;
}

// Where a finding counts for the verdict; the lower, the more it says.
struct Place {
  std::size_t verdict = std::string_view::npos;  // in the order of the verdicts; npos: it fills no slot
  std::size_t rank = 0;
  auto operator<=>(const Place&) const = default;
};

Place placeOf(const Finding& finding) {
  Place best;
  for (const FindingSlot& slot : entryOf(finding.id).slots) {
    if (slot.counts(finding.state)) {
      best = std::min(best, Place{static_cast<std::size_t>(slot.verdict), slot.rank});
    }
  }
  return best;
}

void addFindings(const DeploymentContext& context, DeploymentStatus& status, std::vector<Finding>& findings) {
  switch (context.state) {
    case DeploymentState::waits:
      status.waiting = waitingOf(context);
      findings.push_back(findingOf(context, *status.waiting));
      status.wait = findings.back().id;
      break;
    case DeploymentState::finished:
      findings.push_back(finished(context));
      break;
    case DeploymentState::unknown:
      if (std::optional<Finding> logged = agentLogFinding(context)) {
        findings.push_back(*std::move(logged));
      } else {
        findings.push_back(unreadable(context));
      }
      break;
    case DeploymentState::failed:
    case DeploymentState::none:
      break;
  }
  addFailures(context, findings);
  addEnrollment(context, findings);
  addBlockers(context, findings);
  addPowerGaps(context, findings);
  addSignIn(context, findings);
  addHello(context, findings);
}

}  // namespace
}  // namespace deployment

DeploymentStatus judgeDeployment(const Report& report, UtcTime now, std::vector<Finding>& findings) {
  using namespace deployment;
  const DeploymentContext context = contextOf(report, now);
  DeploymentStatus status;
  status.state = context.state;
  status.preparation = context.preparation;
  std::vector<Finding> own;
  addFindings(context, status, own);
  if (!own.empty()) {
    status.finding = std::ranges::min_element(own, {}, placeOf)->id;
  }
  fillLines(context, status);
  fillCulprit(context, status);
  findings.insert(findings.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  return status;
}

}  // namespace preflight
