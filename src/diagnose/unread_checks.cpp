#include "diagnose/unread_checks.h"

#include <algorithm>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "text/label_id.h"

namespace preflight {
namespace {

class UnreadChecks {
 public:
  explicit UnreadChecks(const Report& report) : report_(report) {}

  // Registering would do harm to a device that a user or another management has taken.
  void mayRegister() {
    const Fact<JoinKind>& join = report_.join.kind;
    const bool joined = join.known() && (join.value == JoinKind::entra || join.value == JoinKind::hybrid);
    if (!joined) {
      add(join, report_.join.workplaceJoins, report_.enrollment.enrollments);
    }
  }

  // A profile is here: whether it is of this hardware and of the tenant that signs in, and can still be used.
  void profileFits() {
    add(report_.autopilot.diagnostics.tenantMatched);
    if (managingEnrollment(report_.enrollment) == nullptr) {
      add(report_.hardwareHash.text, report_.identity.serialNumber, report_.identity.uuid, report_.join.events);
    }
    if (isInSetup() && managingEnrollment(report_.enrollment) == nullptr) {
      add(report_.join.signInErrors, report_.deployment.restarts.setupRestarts);
    }
  }

  // No profile is known: the service may have given a reason.
  void serviceAnswered() {
    const AutopilotPart& autopilot = report_.autopilot;
    add(autopilot.events, autopilot.answer.kind, autopilot.cache.profileAvailable, autopilot.association.present,
        autopilot.offline.kind, autopilot.misnamed);
  }

  // A wait that looks usual may have failed, or take too long.
  void deploymentGoesOn() {
    const DeploymentPart& part = report_.deployment;
    add(part.page.phases, part.page.settings, part.shell.records, part.items.providers, part.items.tracked,
        part.items.expected, part.preparation.workloads, part.agent.apps, part.agent.lines, part.restarts.requests,
        part.hybrid.blobState, part.policy.problems, report_.enrollment.events);
    if (isInSetup() && managingEnrollment(report_.enrollment) == nullptr) {
      add(report_.join.signInErrors);
    }
  }

  // Something may have been skipped on the way.
  void deploymentEnded() {
    const DeploymentPart& part = report_.deployment;
    add(part.page.phases, part.shell.records, part.preparation.workloads);
  }

  std::vector<Evidence> take() { return std::move(evidence_); }

 private:
  bool isInSetup() const {
    const Fact<SetupPhase>& phase = report_.setup.phase;
    return !phase.known() || phase.value == SetupPhase::oobe;
  }
  template <class... T>
  void add(const Fact<T>&... facts) {
    (addOne(facts), ...);
  }
  template <class T>
  void addOne(const Fact<T>& fact) {
    const bool known = std::ranges::any_of(evidence_, [&](const Evidence& e) { return e.source == fact.source; });
    if (couldNotBeRead(fact.state) && !known) {
      evidence_.push_back({LabelId::notRead, describe(fact.error), fact.source});
    }
  }

  const Report& report_;
  std::vector<Evidence> evidence_;
};

}  // namespace

void addUnreadChecks(const Report& report, Diagnosis& diagnosis) {
  if (report.origin.system != SystemKind::windows || diagnosis.registration.answer == RegistrationAnswer::reading) {
    return;
  }
  UnreadChecks checks(report);
  if (diagnosis.registration.answer == RegistrationAnswer::profile) {
    checks.profileFits();
  } else {
    checks.mayRegister();
    checks.serviceAnswered();
  }
  if (diagnosis.deployment.state == DeploymentState::waits) {
    checks.deploymentGoesOn();
  } else if (diagnosis.deployment.state == DeploymentState::finished) {
    checks.deploymentEnded();
  }
  if (std::vector<Evidence> evidence = checks.take(); !evidence.empty()) {
    diagnosis.findings.push_back(makeFinding(FindingId::checkUnread, {}, std::move(evidence)));
  }
}

}  // namespace preflight
