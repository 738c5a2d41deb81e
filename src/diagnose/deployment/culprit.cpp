#include "diagnose/deployment/culprit.h"

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/labels.h"
#include "diagnose/deployment/status_lines.h"
#include "diagnose/deployment/time_limit.h"
#include "diagnose/deployment/user_phase.h"
#include "diagnose/deployment/wait_reason.h"

namespace preflight::deployment {
namespace {

const DeploymentLine* findLine(const std::vector<DeploymentLine>& lines, const std::string& id) {
  const auto found = std::ranges::find(lines, id, &DeploymentLine::id);
  return found == lines.end() ? nullptr : &*found;
}

DeploymentCulprit ofLine(const DeploymentLine& line) {
  DeploymentCulprit culprit;
  culprit.line = line.id;
  culprit.name = line.label;
  culprit.value = line.value;
  culprit.since = line.started;
  culprit.ended = line.ended;
  return culprit;
}

DeploymentCulprit ofItem(const DeploymentContext& context, const DeploymentStatus& status, const DeploymentItem& item) {
  const std::string id = lineIdOf(item);
  const DeploymentLine* line = findLine(status.items, id);
  DeploymentCulprit culprit = line == nullptr ? DeploymentCulprit{} : ofLine(*line);
  culprit.name = headlineName(item);  // an id alone says nothing to people
  culprit.kind = kindName(item.kind);
  if (const std::optional<AppPlace> place = appPlaceOf(context, item)) {
    culprit.place = place->place;
    culprit.count = place->count;
  }
  if (item.totalBytes.value_or(0) > 0 && item.downloadedBytes.value_or(-1) >= 0) {
    culprit.bytes = item.downloadedBytes;
    culprit.totalBytes = item.totalBytes;
    culprit.lastData = onClockOfNow(context, item.progressed);
  }
  return culprit;
}

// The item that the wait or the failure is about; null where it is a step or a phase.
const DeploymentItem* culpritItem(const DeploymentContext& context) {
  if (context.state == DeploymentState::waits) {
    return waitReasonOf(context).item;
  }
  const bool atApps = context.step == nullptr || context.isAtStep("apps");
  if (!context.failed.empty() && (context.preparation || atApps)) {
    return context.failed.front();
  }
  return atApps ? activeApp(context.items) : nullptr;
}

std::optional<DeploymentCulprit> culpritOf(const DeploymentContext& context, const DeploymentStatus& status) {
  if (context.state != DeploymentState::waits && context.state != DeploymentState::failed) {
    return {};
  }
  if (const DeploymentItem* item = culpritItem(context)) {
    return ofItem(context, status, *item);
  }
  if (context.between != BetweenPhases::no || context.updates || context.seeksNetwork) {
    return {};  // no step is at work
  }
  const DeploymentLine* step = context.step == nullptr ? nullptr : findLine(status.steps, context.step->id);
  const DeploymentLine* phase =
      context.phase == nullptr ? nullptr : findLine(status.phases, std::string(name(context.phase->id)));
  if (step == nullptr && phase == nullptr) {
    return {};
  }
  return ofLine(step != nullptr ? *step : *phase);
}

}  // namespace

std::optional<AppPlace> appPlaceOf(const DeploymentContext& context, const DeploymentItem& item) {
  AppPlace place{1, 0};
  for (const DeploymentItem* other : context.items) {
    const bool untracked = isOver(other->state) && isPackage(context.part(), *other);  // of an earlier time, perhaps
    if (isApp(*other) && !untracked) {
      place.count += 1;
      const bool alsoFailed = isFailure(item.state) && isFailure(other->state);  // the first of several is named
      place.place += isOver(other->state) && other != &item && !alsoFailed ? 1 : 0;
    }
  }
  return isApp(item) && place.count > 1 ? std::optional(AppPlace{std::min(place.place, place.count), place.count})
                                        : std::nullopt;
}

void fillCulprit(const DeploymentContext& context, DeploymentStatus& status) {
  status.culprit = culpritOf(context, status);
  if (status.culprit && status.waiting && status.culprit->since == UtcTime{}) {
    status.culprit->since = status.waiting->since;
  }
  const TimeLimit limit = limitOf(context);
  if (limit.minutes && !limit.moreIsOpen) {
    status.limit.minutes = *limit.minutes + limit.more;
  }
  if (limit.from != UtcTime{} && secondsSince(context, limit.from)) {
    status.limit.from = onClockOfNow(context, limit.from);
  }
}

}  // namespace preflight::deployment
