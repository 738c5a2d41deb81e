#include "diagnose/deployment/time_limit.h"

#include "base/tristate.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/labels.h"
#include "text/label_id.h"

namespace preflight::deployment {
namespace {

// What the ESP adds for a device that joins a domain.
constexpr std::int64_t hybridMinutes = 40;
constexpr std::int64_t mostMinutes = 60 * 24 * 7;

// The agent has a limit of its own, until the first app or script is known.
Fact<std::int64_t> limitOfPreparation(const DeploymentContext& context) {
  const Fact<PreparationPage>& page = context.part().preparation.page;
  const auto& seconds = context.items.empty() ? page.value.agentTimeoutSeconds : page.value.pageTimeoutSeconds;
  return page.known() && seconds ? knownFact(*seconds / 60, page.source) : Fact<std::int64_t>{};
}

void setStart(const DeploymentContext& context, TimeLimit& limit) {
  const StatusPagePart& page = context.part().page;
  const ShellPart& shell = context.part().shell;
  if (context.preparation) {
    limit.from = preparationStarted(context);
    limit.fromHow = shell.records.source;
    return;
  }
  if (page.countedFrom.known()) {
    limit.from = page.countedFrom.value;
    limit.fromHow = page.countedFromHow.known() ? page.countedFromHow.value : page.countedFrom.source;
  }
  // After pre-provisioning the user part counts by itself, perhaps months later.
  const bool userPart = context.phase != nullptr && context.phase->id == PhaseId::accountSetup;
  if (userPart && shell.preProvisioningAt.known() && limit.from < shell.preProvisioningAt.value) {
    limit.from = context.phase->started;
    limit.fromHow = context.phase->source;
  }
}

Text minutesText(std::int64_t minutes) {
  return {LabelId::minutes, {{"n", std::to_string(minutes)}}};
}

void addLimitEvidence(const TimeLimit& limit, Waiting& waiting) {
  if (limit.more > 0 && !limit.moreIsOpen) {
    waiting.evidence.push_back({DeploymentId::labelHybrid,
                                Text(DeploymentId::valueHybridLonger, {{"time", minutesText(limit.more)}}),
                                limit.moreSource});
  }
  waiting.evidence.push_back({DeploymentId::labelLimit, limitText(limit), limit.source});
}

}  // namespace

// That the join was not applied says nothing: it may be what is waited for.
Tristate joinsDomain(const DeploymentContext& context, std::string& source) {
  const HybridPart& hybrid = context.part().hybrid;
  const AutopilotPart& autopilot = context.report->autopilot;
  const bool blob = hybrid.blobState.known() && hybrid.blobState.value != "notConfigured";
  source = blob ? hybrid.blobState.source : hybrid.blobApplied.source;
  if (blob || (hybrid.blobApplied.known() && hybrid.blobApplied.value)) {
    return Tristate::yes;
  }
  for (const Fact<std::uint64_t>* method : {&autopilot.answer.profile.domainJoin, &autopilot.diagnostics.domainJoin,
                                            &autopilot.cache.policy.profile.domainJoin}) {
    source = method->source;
    if (method->known()) {
      return method->value == 1 ? Tristate::yes : Tristate::no;
    }
  }
  source = hybrid.blobState.source;
  return couldNotBeRead(hybrid.blobState.state) ? Tristate::unknown : Tristate::no;
}

TimeLimit limitOf(const DeploymentContext& context) {
  const StatusPagePart& page = context.part().page;
  const bool logged = page.appliedMinutes.known() && !context.preparation;
  const Fact<std::int64_t> minutes = context.preparation ? limitOfPreparation(context)
                                     : logged            ? page.appliedMinutes
                                                         : page.timeoutMinutes;
  TimeLimit limit;
  if (!minutes.known() || minutes.value <= 0 || minutes.value > mostMinutes) {
    return limit;
  }
  limit.minutes = minutes.value;
  limit.source = minutes.source;
  setStart(context, limit);
  // What the page applied may hold the domain join's minutes already.
  const bool holdsMore = logged && page.timeoutMinutes.known() && page.appliedMinutes.value > page.timeoutMinutes.value;
  if (!context.preparation && !holdsMore) {
    const Tristate joins = joinsDomain(context, limit.moreSource);
    limit.more = joins == Tristate::no ? 0 : hybridMinutes;
    limit.moreIsOpen = joins == Tristate::unknown;
  }
  return limit;
}

Text limitText(const TimeLimit& limit) {
  const Text longest = minutesText(*limit.minutes + limit.more);
  return limit.moreIsOpen ? Text(DeploymentId::limitOr, {{"limit", minutesText(*limit.minutes)}, {"hybrid", longest}})
                          : longest;
}

void setLimit(const DeploymentContext& context, Waiting& waiting) {
  using enum DeploymentId;
  const TimeLimit limit = limitOf(context);
  if (!limit.minutes) {
    return;
  }
  addLimitEvidence(limit, waiting);
  if (limit.moreIsOpen) {
    waiting.limit = {limitOpen,
                     {{"limit", minutesText(*limit.minutes)}, {"hybrid", minutesText(*limit.minutes + limit.more)}}};
    return;
  }
  waiting.limitMinutes = *limit.minutes + limit.more;
  const bool preparation = context.preparation;
  const std::optional<std::int64_t> gone = secondsSince(context, limit.from);
  if (!gone) {
    waiting.limit = {preparation ? preparationLimitStartUnknown : limitStartUnknown, {{"limit", limitText(limit)}}};
    return;
  }
  waiting.evidence.push_back({labelLimitFrom, timeText(context, limit.from), limit.fromHow});
  const std::int64_t left = *waiting.limitMinutes * 60 - *gone;
  waiting.leftSeconds = left;
  waiting.limit = left >= 0 ? Text(preparation ? preparationLimitLeft : limitLeft, {{"time", spanText(left)}})
                            : Text(preparation ? preparationLimitPassed : limitPassed,
                                   {{"limit", limitText(limit)}, {"time", spanText(-left)}});
}

}  // namespace preflight::deployment
