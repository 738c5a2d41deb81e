#include "app/view/deployment_model.h"

#include <algorithm>
#include <array>

#include "app/view/culprit.h"
#include "base/text.h"
#include "text/view_id.h"

namespace preflight {
namespace {

constexpr std::int64_t minute = 60'000;

std::string clockOf(const Situation& situation, UtcTime time) {
  return time == UtcTime{} ? "" : dateText(time, situation.zone()).substr(11);
}

std::string lengthOf(UtcTime from, UtcTime to) {
  return durationText(to.milliseconds - from.milliseconds);
}

// --- axis ----------------------------------------------------------------------------------------------------------

// What the axis runs over, in milliseconds of UTC.
struct Span {
  std::int64_t from = 0, to = 0;
  float at(UtcTime time) const {
    const double share = static_cast<double>(time.milliseconds - from) / static_cast<double>(to - from);
    return static_cast<float>(std::clamp(share, 0.0, 1.0));
  }
};

UtcTime earliestStart(const DeploymentStatus& deployment) {
  UtcTime first{};
  for (const DeploymentLine& phase : deployment.phases) {
    if (phase.started != UtcTime{} && (first == UtcTime{} || phase.started < first)) {
      first = phase.started;
    }
  }
  return first;
}

UtcTime latestEnd(const DeploymentStatus& deployment) {
  UtcTime last{};
  for (const DeploymentLine& phase : deployment.phases) {
    last = std::max({last, phase.ended, phase.started});
  }
  return last;
}

bool goesOn(const DeploymentStatus& deployment) {
  return deployment.state == DeploymentState::waits || deployment.state == DeploymentState::failed;
}

AxisPhase phaseOf(const Situation& situation, const DeploymentLine& line, const Span* span) {
  AxisPhase phase{"phase " + line.id, printable(line.label.str()), signOf(line), printable(line.value.str()), -1, -1};
  const UtcTime now = situation.diagnosis.judgedAt;
  if (line.started == UtcTime{}) {
    return phase;
  }
  const bool over = line.ended != UtcTime{};
  const UtcTime end = over ? line.ended : std::max(now, line.started);
  phase.took = over ? lengthOf(line.started, end) : say(ViewId::soFar, {{"time", lengthOf(line.started, end)}});
  if (span != nullptr && end.milliseconds > span->from) {
    phase.from = span->at(line.started);
    phase.to = span->at(end);
  }
  return phase;
}

std::string noteOf(const DeploymentStatus& deployment, UtcTime start, UtcTime now) {
  if (!deployment.limit.minutes) {
    return say(ViewId::axisNoLimit);
  }
  const std::string limit = std::to_string(*deployment.limit.minutes);
  if (start == UtcTime{} || now < start) {
    return say(ViewId::axisLimitOnly, {{"limit", limit}});
  }
  return say(ViewId::axisUsed,
             {{"n", std::to_string((now.milliseconds - start.milliseconds) / minute)}, {"limit", limit}});
}

// From the start of the ESP, or its last "try again", to its limit. Without a start there is no limit to show, and
// the phases' own times are all there is.
DeploymentAxis axisOf(const Situation& situation) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const DeploymentStatus& deployment = diagnosis.deployment;
  const UtcTime now = diagnosis.judgedAt;
  const UtcTime start = deployment.limit.from;
  const bool lasts = goesOn(deployment);
  DeploymentAxis axis;
  axis.title = say(deployment.preparation ? ViewId::axisPreparation : ViewId::axisEsp);
  const UtcTime end = lasts ? now : latestEnd(deployment);
  axis.note = lasts ? noteOf(deployment, start, now) : std::string();
  const UtcTime first = start != UtcTime{} ? start : earliestStart(deployment);
  axis.start = start != UtcTime{} ? say(ViewId::axisStart, {{"time", clockOf(situation, start)}})
                                  : say(ViewId::axisStartUnknown);
  std::optional<Span> span;
  if (first != UtcTime{} && end > first) {
    span = Span{first.milliseconds, end.milliseconds};
    if (lasts && start != UtcTime{} && deployment.limit.minutes) {
      const UtcTime limit{start.milliseconds + *deployment.limit.minutes * minute};
      span->to = std::max(limit, end).milliseconds;
      axis.limitAt = span->at(limit);
      axis.limit = say(deployment.preparation ? ViewId::axisLimitPreparation : ViewId::axisLimit,
                       {{"time", clockOf(situation, limit)}});
    }
    if (lasts) {
      axis.nowAt = span->at(now);
      axis.now = say(ViewId::axisNow, {{"time", clockOf(situation, now)}});
    }
  }
  axis.known = !deployment.phases.empty() || start != UtcTime{} || deployment.limit.minutes.has_value();
  for (const DeploymentLine& phase : deployment.phases) {
    axis.phases.push_back(phaseOf(situation, phase, span ? &*span : nullptr));
  }
  return axis;
}

// --- culprit -------------------------------------------------------------------------------------------------------

std::string noteOf(const DeploymentCulprit& culprit, const DeploymentStatus& deployment) {
  if (culprit.kind.empty()) {
    return deployment.stepsTitle.empty() ? "" : say(ViewId::stepIn, {{"phase", deployment.stepsTitle}});
  }
  if (!culprit.place && culprit.kind == culprit.name) {
    return "";
  }
  return culprit.place ? say(ViewId::kindPlace, {{"kind", culprit.kind},
                                                 {"n", std::to_string(*culprit.place)},
                                                 {"all", std::to_string(*culprit.count)}})
                       : culprit.kind.str();
}

// It failed itself; a time-out ends what was still at work.
bool hasFailed(const DeploymentStatus& deployment, const DeploymentCulprit& culprit) {
  return std::ranges::any_of(std::array{&deployment.items, &deployment.steps, &deployment.phases},
                             [&](const auto* lines) {
                               const auto line = std::ranges::find(*lines, culprit.line, &DeploymentLine::id);
                               return line != lines->end() && line->state == State::fail;
                             });
}

void addFacts(const Situation& situation, const DeploymentCulprit& culprit, CulpritCard& card) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const bool failed = diagnosis.deployment.state == DeploymentState::failed;
  const auto add = [&](ViewId label, const std::string& value) {
    if (!value.empty()) {
      card.facts.push_back({say(label), printable(value, 400)});
    }
  };
  if (failed) {
    add(hasFailed(diagnosis.deployment, culprit) ? ViewId::culpritFailed : ViewId::culpritNow, culprit.value.str());
    add(ViewId::culpritAt, clockOf(situation, culprit.ended));
  } else {
    add(ViewId::culpritSince, clockOf(situation, culprit.since));
    if (culprit.lastData != UtcTime{}) {
      add(ViewId::culpritData, say(ViewId::timeAgo, {{"time", clockOf(situation, culprit.lastData)},
                                                     {"span", lengthOf(culprit.lastData, diagnosis.judgedAt)}}));
    } else if (!culprit.value.empty()) {
      add(ViewId::culpritNow, culprit.value.str());
    }
  }
  const std::optional<FindingId>& id = failed ? diagnosis.deployment.finding : diagnosis.deployment.wait;
  if (const Finding* finding = id ? findFinding(diagnosis, *id) : nullptr) {
    const std::string action = finding->action();
    add(ViewId::culpritDo, finding->who() == Who::you || action.empty()
                               ? action
                               : say(ViewId::whoDoes, {{"who", whoWord(finding->who())}, {"action", action}}));
  }
}

std::optional<CulpritCard> culpritOf(const Situation& situation) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const DeploymentStatus& deployment = diagnosis.deployment;
  if (!goesOn(deployment) || !deployment.finding) {
    return {};
  }
  const bool failed = deployment.state == DeploymentState::failed;
  CulpritCard card;
  card.id = !failed && deployment.wait != deployment.finding ? "deploymentWait" : "deploymentState";
  card.sign = subjectsOf(situation).of(Topic::deployment);
  card.time = failed ? "" : culpritTime(diagnosis);
  if (!deployment.culprit) {
    const Text name = culpritText(diagnosis);
    const std::optional<FindingId>& id = failed ? deployment.finding : deployment.wait;
    const Finding* finding = id ? findFinding(diagnosis, *id) : nullptr;
    card.name = !name.empty()                   ? printable(name.str())
                : !failed && deployment.waiting ? printable(deployment.waiting->sentence.str())
                : finding == nullptr            ? ""
                                                : printable(finding->title());
    addFacts(situation, {}, card);
    return card;
  }
  const DeploymentCulprit& culprit = *deployment.culprit;
  card.name = printable(culprit.name.str());
  card.note = noteOf(culprit, deployment);
  if (culprit.bytes && !failed) {
    card.done = std::clamp(static_cast<float>(*culprit.bytes) / static_cast<float>(*culprit.totalBytes), 0.0F, 1.0F);
    card.bytes = amountText(*culprit.bytes, *culprit.totalBytes);
  }
  addFacts(situation, culprit, card);
  return card;
}

// --- steps ---------------------------------------------------------------------------------------------------------

DeploymentRow rowOf(const Situation& situation, const DeploymentLine& line, std::string id) {
  DeploymentRow row{std::move(id),
                    signOf(line),
                    printable(line.label.str()),
                    printable(line.value.str()),
                    clockOf(situation, line.started),
                    ""};
  if (line.started != UtcTime{} && line.ended > line.started) {
    row.took = lengthOf(line.started, line.ended);
  } else if (line.started == UtcTime{} && line.ended != UtcTime{}) {
    row.since = clockOf(situation, line.ended);
  }
  return row;
}

// Failed, then late, then what is at work or waits, then what is skipped or not known.
int orderOf(const DeploymentRow& row) {
  switch (row.sign) {
    case Sign::failed:
      return 0;
    case Sign::late:
    case Sign::warning:
      return 1;
    case Sign::running:
    case Sign::waiting:
      return 2;
    case Sign::skipped:
    case Sign::unknown:
      return 3;
    default:
      return 4;
  }
}

void addRows(const Situation& situation, DeploymentModel& model) {
  const DeploymentStatus& deployment = situation.diagnosis.deployment;
  const std::string pinned = deployment.culprit ? deployment.culprit->line : "";
  const auto add = [&](const DeploymentLine& line, std::string id) {
    if (line.id == pinned && !pinned.empty()) {
      return;
    }
    DeploymentRow row = rowOf(situation, line, std::move(id));
    (row.sign == Sign::ok ? model.done : model.open).push_back(std::move(row));
  };
  for (const DeploymentLine& item : deployment.items) {
    add(item, item.id);
  }
  const bool ofItem = deployment.culprit && !deployment.culprit->kind.empty();
  for (const DeploymentLine& step : deployment.steps) {
    const Sign sign = signOf(step);
    const bool said = ofItem && deployment.waiting && (sign == Sign::running || sign == Sign::late);
    if (!said) {  // the step of the app that is pinned
      add(step, "step " + step.id);
    }
  }
  std::ranges::stable_sort(model.open, {}, orderOf);
  if (!model.done.empty()) {
    std::string names;
    for (const DeploymentRow& row : model.done) {
      names += (names.empty() ? "" : ", ") + row.step;
    }
    const std::string n = std::to_string(model.done.size());
    model.folded = DeploymentRow{std::string(foldedRowId),
                                 Sign::ok,
                                 model.done.size() == 1 ? say(ViewId::stepDone) : say(ViewId::stepsDone, {{"n", n}}),
                                 std::move(names),
                                 "",
                                 ""};
  }
}

}  // namespace

DeploymentModel deploymentModel(const Situation& situation) {
  DeploymentModel model;
  const Diagnosis& diagnosis = situation.diagnosis;
  const DeploymentStatus& deployment = diagnosis.deployment;
  const bool nothing = deployment.phases.empty() && deployment.items.empty() && !deployment.waiting;
  if (deployment.state == DeploymentState::none || (nothing && !goesOn(deployment))) {
    const Finding* finding = deployment.finding ? findFinding(diagnosis, *deployment.finding) : nullptr;
    model.none = finding != nullptr ? printable(finding->title())
                                    : say(situation.reading ? ViewId::reading : ViewId::tileNotStarted);
    return model;
  }
  model.axis = axisOf(situation);
  model.culprit = culpritOf(situation);
  addRows(situation, model);
  return model;
}

}  // namespace preflight
