#include "diagnose/deployment/power_gaps.h"

#include <algorithm>

#include "diagnose/deployment/evidence.h"

namespace preflight::deployment {
namespace {

constexpr std::int64_t worthNaming = 5 * 60;  // seconds
constexpr std::size_t shown = 8;

bool isSleep(const PowerGap& gap) {
  return gap.kind == "sleep" || gap.kind == "standby";
}

// When the device that is deployed began with it, as far as anything shows.
UtcTime begunAt(const DeploymentContext& context) {
  UtcTime first{};
  const auto consider = [&](UtcTime time) {
    if (time != UtcTime{} && (first == UtcTime{} || time < first)) {
      first = time;
    }
  };
  for (const DeploymentPhase& phase : context.part().page.phases.value) {
    consider(phase.started);
    for (const DeploymentStep& step : phase.steps) {
      consider(step.started);
    }
  }
  consider(context.report->enrollment.enrolledAt.value);
  if (!context.part().shell.records.value.empty()) {
    consider(context.part().shell.records.value.front().time);
  }
  return first;
}

// The part of a gap that is between two moments, in milliseconds.
std::int64_t overlap(const DeploymentContext& context, const PowerGap& gap, UtcTime from, UtcTime to) {
  const UtcTime begun = std::max(onClockOfNow(context, gap.from), onClockOfNow(context, from));
  const UtcTime ended = gap.to == UtcTime{} ? to : std::min(onClockOfNow(context, gap.to), to);
  return std::max<std::int64_t>(ended.milliseconds - begun.milliseconds, 0);
}

std::vector<const PowerGap*> sleepsBetween(const DeploymentContext& context, UtcTime from, UtcTime to) {
  std::vector<const PowerGap*> found;
  const Fact<std::vector<PowerGap>>& gaps = context.part().power.gaps;
  for (const PowerGap& gap : gaps.value) {
    if (gaps.known() && from != UtcTime{} && isSleep(gap) && overlap(context, gap, from, to) > 0) {
      found.push_back(&gap);
    }
  }
  return found;
}

void addSleep(const DeploymentContext& context, UtcTime begun, std::vector<Finding>& findings) {
  const std::int64_t slept = sleptSeconds(context, begun, context.now);
  if (slept >= worthNaming) {
    findings.push_back(
        makeFinding(FindingId::deviceSlept, {{"slept", spanText(slept)}}, sleepEvidence(context, begun, context.now)));
  }
}

void addLoss(const DeploymentContext& context, UtcTime begun, std::vector<Finding>& findings) {
  if (const PowerGap* loss = lossSince(context, begun)) {
    findings.push_back(makeFinding(FindingId::powerLost,
                                   {{"at", clockOf(context, loss->to)},
                                    {"crash", loss->kind == "crash" ? "yes" : ""},
                                    {"button", loss->kind == "powerButton" ? "yes" : ""}},
                                   {{DeploymentId::labelWhen, timeText(context, loss->to), loss->source}}));
  }
}

}  // namespace

std::int64_t sleptSeconds(const DeploymentContext& context, UtcTime from, UtcTime to) {
  std::int64_t milliseconds = 0;
  for (const PowerGap* gap : sleepsBetween(context, from, to)) {
    milliseconds += overlap(context, *gap, from, to);
  }
  return milliseconds / 1000;
}

const PowerGap* lossSince(const DeploymentContext& context, UtcTime from) {
  const Fact<std::vector<PowerGap>>& gaps = context.part().power.gaps;
  const auto last = std::find_if(gaps.value.rbegin(), gaps.value.rend(), [&](const PowerGap& gap) {
    return !isSleep(gap) && onClockOfNow(context, gap.to) > onClockOfNow(context, from);
  });
  return gaps.known() && from != UtcTime{} && last != gaps.value.rend() ? &*last : nullptr;
}

std::vector<Evidence> sleepEvidence(const DeploymentContext& context, UtcTime from, UtcTime to) {
  std::vector<Evidence> evidence;
  for (const PowerGap* gap : sleepsBetween(context, from, to)) {
    const Text when =
        gap->to == UtcTime{}
            ? Text(DeploymentId::valueSleptSince, {{"from", clockOf(context, gap->from)}})
            : Text(DeploymentId::valueSlept, {{"from", clockOf(context, gap->from)},
                                              {"to", clockOf(context, gap->to)},
                                              {"time", spanText(overlap(context, *gap, from, to) / 1000)}});
    if (evidence.size() < shown) {
      evidence.push_back({DeploymentId::labelSlept, when, gap->source});
    }
  }
  const PowerPart& power = context.part().power;
  if (power.onMains.known() && !power.onMains.value) {
    const bool timed = power.onMainsAt.known();
    evidence.push_back({DeploymentId::labelPower,
                        timed
                            ? Text(DeploymentId::valueOnBatterySince, {{"at", clockOf(context, power.onMainsAt.value)}})
                            : Text(DeploymentId::valueOnBattery),
                        power.onMains.source});
  }
  return evidence;
}

void addPowerGaps(const DeploymentContext& context, std::vector<Finding>& findings) {
  const UtcTime begun = begunAt(context);
  const bool open = context.state == DeploymentState::waits || context.state == DeploymentState::failed;
  if (open && begun != UtcTime{}) {
    addSleep(context, begun, findings);
    addLoss(context, begun, findings);
  }
}

}  // namespace preflight::deployment
