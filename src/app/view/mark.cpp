#include "app/view/mark.h"

#include <array>

#include "app/view/rows.h"
#include "text/label_id.h"

namespace preflight {
namespace {

struct MarkEntry {
  LabelId word;
  std::string_view glyph;
  State state;
  int severity;
};

constexpr std::array<MarkEntry, 10> table{{
    {LabelId::stateOk, "\u2713", State::pass, 0},
    {LabelId::stateInfo, "\u25CF", State::unknown, 0},
    {LabelId::stateSkipped, "\u00BB", State::unknown, 0},
    {LabelId::stateNone, "\u2013", State::unknown, 1},
    {LabelId::stateRunning, "\u25D0", State::info, 1},
    {LabelId::stateWaiting, "\u25CB", State::info, 1},
    {LabelId::stateUnknown, "?", State::unknown, 2},
    {LabelId::stateWaiting, "\u25CB", State::warn, 3},
    {LabelId::stateWarning, "\u25B2", State::warn, 3},
    {LabelId::stateFailed, "\u2717", State::fail, 4},
}};

const MarkEntry& entryOf(Mark mark) {
  return table[static_cast<std::size_t>(mark)];
}

// On a device that is being deployed, or works, its registration matters at the next reset only.
bool isManaged(const Diagnosis& diagnosis) {
  const VerdictId verdict = diagnosis.verdict.id;
  return verdict == VerdictId::enrolled || idOf(verdict).starts_with("deployment-");
}

}  // namespace

std::string_view wordOf(Mark mark) {
  return catalogue::sentence(rowOf(entryOf(mark).word));
}

std::string_view glyphOf(Mark mark) {
  return entryOf(mark).glyph;
}

State stateOf(Mark mark) {
  return entryOf(mark).state;
}

Mark markOf(State state) {
  switch (state) {
    case State::pass:
      return Mark::ok;
    case State::warn:
      return Mark::warning;
    case State::fail:
      return Mark::failed;
    case State::info:
      return Mark::info;
    case State::unknown:
      break;
  }
  return Mark::unknown;
}

Mark markOf(State state, std::string_view word) {
  if (word == wordOf(Mark::waiting)) {
    return state == State::warn ? Mark::late : Mark::waiting;
  }
  for (const Mark mark : {Mark::ok, Mark::info, Mark::skipped, Mark::none, Mark::running, Mark::unknown, Mark::warning,
                          Mark::failed}) {
    if (word == wordOf(mark)) {
      return mark;
    }
  }
  return markOf(state);
}

Mark markOf(const Finding& finding, const Diagnosis& diagnosis) {
  const DeploymentStatus& deployment = diagnosis.deployment;
  if (deployment.waiting && deployment.wait == finding.id && finding.state != State::fail) {
    const bool forPerson = entryOf(deployment.waiting->id).usual.empty();
    return finding.state == State::warn ? Mark::late : forPerson ? Mark::waiting : Mark::running;
  }
  switch (finding.id) {
    case FindingId::notRegistered:  // a device has to be new once: the next step says what to do
      return Mark::none;
    case FindingId::notAskedYet:
      return Mark::waiting;
    case FindingId::askedNoAnswer:
      return finding.state == State::warn ? Mark::late : Mark::waiting;
    default:
      break;
  }
  const bool laterOnly = entryOf(finding.id).atReset && isManaged(diagnosis);
  return laterOnly && finding.state != State::unknown ? Mark::none : markOf(finding.state);
}

int severityOf(Mark mark) {
  return entryOf(mark).severity;
}

Mark worse(Mark a, Mark b) {
  return severityOf(b) > severityOf(a) ? b : a;
}

}  // namespace preflight
