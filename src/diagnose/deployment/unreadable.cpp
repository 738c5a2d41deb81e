#include "diagnose/deployment/unreadable.h"

#include <algorithm>

#include "diagnose/deployment/labels.h"

namespace preflight::deployment {
namespace {

// The device part is done. Whether a user has to follow is open.
Finding unreadableEnd(const DeploymentContext& context) {
  Finding finding = makeFinding(FindingId::deploymentUnreadable, {{"end", "yes"}});
  if (const auto& bits = context.report->autopilot.diagnostics.oobeConfig; !bits.known()) {
    finding.evidence.push_back({DeploymentId::labelProfile, describe(bits.error), bits.source});
  }
  if (const auto& sealed = context.part().shell.preProvisioning; !sealed.known()) {
    finding.evidence.push_back({DeploymentId::labelPreprovisioning, describe(sealed.error), sealed.source});
  }
  return finding;
}

// Reading again helps where Windows was slow or refused; not what a recording lacks, nor what is damaged.
template <class T>
Finding unreadFact(const DeploymentContext& context, DeploymentId sentence, DeploymentId label, const Fact<T>& fact) {
  const auto flag = [](bool holds) { return Text(holds ? "yes" : ""); };
  return makeFinding(FindingId::deploymentUnreadable,
                     {{"unread", sentence},
                      {"damaged", flag(fact.error.kind == ErrorKind::invalid)},
                      {"notCollected", flag(fact.error.kind == ErrorKind::notCollected)},
                      {"recording", flag(context.report->origin.origin != ReportOrigin::live)}},
                     {{label, describe(fact.error), fact.source}});
}

Finding unreadPreparation(const DeploymentContext& context) {
  using enum DeploymentId;
  const DevicePreparationPart& prepared = context.part().preparation;
  const auto& work = prepared.workloads;
  const bool open = context.items.empty() ||
                    std::ranges::any_of(context.items, [](const DeploymentItem* item) { return !isOver(item->state); });
  const bool workUnread = !work.known() && work.state != FactState::absent;
  Finding finding = workUnread ? unreadFact(context, unreadPreparationWork, labelPreparation, work)
                    : open ? unreadFact(context, unreadPreparationResult, labelPreparationResult, prepared.errorCode)
                           : unreadFact(context, unreadPreparationEnd, labelEspRecord, context.part().shell.records);
  if (!catalogue::valueOf("damaged", finding.args).empty()) {
    finding.state = State::warn;
  }
  return finding;
}

}  // namespace

Finding unreadable(const DeploymentContext& context) {
  if (context.preparation) {
    return unreadPreparation(context);
  }
  const auto& phases = context.part().page.phases;
  return phases.known() ? unreadableEnd(context)
                        : unreadFact(context, DeploymentId::unreadDeployment, DeploymentId::labelEsp, phases);
}

}  // namespace preflight::deployment
