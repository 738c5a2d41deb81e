#include "app/view/subjects.h"

#include <algorithm>

#include "model/subject.h"

namespace preflight {
namespace {

bool isOfDeployment(FindingId id) {
  for (const FindingSlot& slot : entryOf(id).slots) {
    if (idOf(slot.verdict).starts_with("deployment-")) {
      return true;
    }
  }
  return false;
}

// The worst of the findings about a topic; `least` where none says more.
Mark worstFinding(const Diagnosis& diagnosis, Topic topic, Mark least) {
  Mark worst = least;
  for (const Finding& finding : diagnosis.findings) {
    if (topicOf(finding.id) == topic) {
      worst = worse(worst, markOf(finding, diagnosis));
    }
  }
  return worst;
}

Mark hashMark(const Situation& situation) {
  const FactState state = situation.report.hardwareHash.text.state;
  if (state == FactState::collecting) {
    return Mark::running;
  }
  return worstFinding(situation.diagnosis, Topic::hash, state == FactState::known ? Mark::ok : Mark::none);
}

Mark identityMark(const Situation& situation) {
  const Fact<std::string>& serial = situation.report.identity.serialNumber;
  if (serial.state == FactState::collecting) {
    return Mark::running;
  }
  const Mark own = serial.known() ? Mark::ok : isUnknown(serial.state) ? Mark::unknown : Mark::none;
  return worse(worstFinding(situation.diagnosis, Topic::identity, own), hashMark(situation));
}

// Registered and profile. That it is not enrolled yet is no fault, what went wrong with it is.
Mark autopilotMark(const Situation& situation) {
  const Diagnosis& diagnosis = situation.diagnosis;
  if (diagnosis.registration.stages.empty()) {
    const bool reads = situation.reading && situation.report.origin.system == SystemKind::windows;
    return reads ? Mark::running : worstFinding(diagnosis, Topic::autopilot, Mark::none);
  }
  Mark worst = Mark::ok;
  bool asked = false;
  for (const RegistrationStage& stage : diagnosis.registration.stages) {
    const Mark mark = markOf(stage, diagnosis);
    const bool counts = stage.id != "enrolled" || severityOf(mark) > severityOf(Mark::none);
    worst = counts ? worse(worst, mark) : worst;
    asked = asked || (counts && mark == Mark::ok);
  }
  // A device that an offline profile, a link or device preparation sets up needs no registration.
  if (worst == Mark::ok && !asked) {
    worst = Mark::skipped;
  }
  return worstFinding(diagnosis, Topic::autopilot, worst);
}

Mark deploymentMark(const Situation& situation) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const DeploymentStatus& deployment = diagnosis.deployment;
  const Mark least = deployment.state == DeploymentState::finished  ? Mark::ok
                     : deployment.state == DeploymentState::none    ? Mark::none
                     : deployment.state == DeploymentState::unknown ? Mark::unknown
                                                                    : Mark::info;
  return worstFinding(diagnosis, Topic::deployment, least);
}

Mark networkMark(const Situation& situation) {
  const Fact<std::vector<AdapterFacts>>& adapters = situation.report.network.adapters;
  if (!adapters.known()) {
    return adapters.state == FactState::collecting ? Mark::running : Mark::unknown;
  }
  const bool connected = std::ranges::any_of(adapters.value, &AdapterFacts::connected);
  return connected ? Mark::ok : Mark::none;
}

Mark stickMark(const Situation& situation) {
  if (situation.slowDrives || situation.drives.answer == Drives::Answer::failed) {
    return Mark::unknown;
  }
  if (situation.drives.answer == Drives::Answer::looking) {
    return Mark::running;
  }
  return situation.target != nullptr ? Mark::ok : Mark::waiting;
}

}  // namespace

Topic topicOf(FindingId id) {
  switch (subjectOfId(id)) {
    case Subject::serialNumber:
      return Topic::identity;
    case Subject::hardwareHash:
      return Topic::hash;
    default:
      break;
  }
  if (id == FindingId::hashChangedSinceExport) {
    return Topic::hash;
  }
  if (isOfDeployment(id)) {
    return Topic::deployment;
  }
  return entryOf(id).stage.empty() ? Topic::none : Topic::autopilot;
}

Mark markOf(const RegistrationStage& stage, const Diagnosis& diagnosis) {
  Mark mark = markOf(stage.state, stage.word);
  for (const FindingId id : stage.findings) {
    if (const Finding* finding = findFinding(diagnosis, id)) {
      mark = worse(mark, markOf(*finding, diagnosis));
    }
  }
  return mark;
}

Mark markOf(const DeploymentLine& line) {
  const Mark mark = markOf(line.state, line.word);
  return mark;
}

Subjects subjectsOf(const Situation& situation) {
  Subjects subjects;
  const auto set = [&](Topic topic, Mark mark) { subjects.marks[static_cast<std::size_t>(topic)] = mark; };
  set(Topic::identity, identityMark(situation));
  set(Topic::hash, hashMark(situation));
  set(Topic::autopilot, autopilotMark(situation));
  set(Topic::deployment, deploymentMark(situation));
  set(Topic::network, networkMark(situation));
  set(Topic::stick, stickMark(situation));
  // How ready the device is for each kind of deployment is not checked yet: its network is what is known.
  set(Topic::readiness, networkMark(situation));
  const Verdict& verdict = situation.diagnosis.verdict;
  set(Topic::none, verdict.id == VerdictId::reading ? Mark::running : markOf(verdict.state));
  subjects.verdict = subjects.of(Topic::none);
  if (verdict.finding) {
    subjects.verdictTopic = topicOf(*verdict.finding);
    const Finding* finding = findFinding(situation.diagnosis, *verdict.finding);
    const Mark own = finding == nullptr ? subjects.verdict : markOf(*finding, situation.diagnosis);
    const bool noGreener = severityOf(subjects.verdict) == severityOf(Mark::unknown);  // something could not be read
    subjects.verdict = noGreener ? worse(own, Mark::unknown) : own;
  }
  if (subjects.verdictTopic != Topic::none && severityOf(subjects.of(subjects.verdictTopic)) > 1) {
    subjects.verdict = worse(subjects.verdict, subjects.of(subjects.verdictTopic));
  }
  return subjects;
}

std::string worstStage(const Diagnosis& diagnosis) {
  std::string worst;
  int most = -1;
  for (const RegistrationStage& stage : diagnosis.registration.stages) {
    if (const int severity = severityOf(markOf(stage, diagnosis)); severity > most) {
      most = severity;
      worst = stage.id;
    }
  }
  return worst;
}

}  // namespace preflight
