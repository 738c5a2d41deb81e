#include "app/view/subjects.h"

#include <algorithm>

#include "model/subject.h"

namespace preflight {
namespace {

// On a device that is being deployed, or works, its registration matters at the next reset only.
bool isManaged(const Diagnosis& diagnosis) {
  const VerdictId verdict = diagnosis.verdict.id;
  return verdict == VerdictId::enrolled || idOf(verdict).starts_with("deployment-");
}

bool isOfDeployment(FindingId id) {
  for (const FindingSlot& slot : entryOf(id).slots) {
    if (idOf(slot.verdict).starts_with("deployment-")) {
      return true;
    }
  }
  return false;
}

// The worst of the findings about a topic; `least` where none says more.
Sign worstFinding(const Diagnosis& diagnosis, Topic topic, Sign least) {
  Sign worst = least;
  for (const Finding& finding : diagnosis.findings) {
    if (topicOf(finding.id) == topic) {
      worst = moreSevere(worst, signOf(finding, diagnosis));
    }
  }
  return worst;
}

Sign hashSign(const Situation& situation) {
  const FactState state = situation.report.hardwareHash.text.state;
  if (state == FactState::collecting) {
    return Sign::running;
  }
  return worstFinding(situation.diagnosis, Topic::hash, state == FactState::known ? Sign::ok : Sign::none);
}

Sign identitySign(const Situation& situation) {
  const Fact<std::string>& serial = situation.report.identity.serialNumber;
  if (serial.state == FactState::collecting) {
    return Sign::running;
  }
  const Sign own = serial.known() ? Sign::ok : isUnknown(serial.state) ? Sign::unknown : Sign::none;
  return moreSevere(worstFinding(situation.diagnosis, Topic::identity, own), hashSign(situation));
}

// Registered and profile. That it is not enrolled yet is no fault, what went wrong with it is.
Sign autopilotSign(const Situation& situation) {
  const Diagnosis& diagnosis = situation.diagnosis;
  if (diagnosis.registration.stages.empty()) {
    const bool reads = situation.reading && situation.report.origin.system == SystemKind::windows;
    return reads ? Sign::running : worstFinding(diagnosis, Topic::autopilot, Sign::none);
  }
  Sign worst = Sign::ok;
  bool asked = false;
  for (const RegistrationStage& stage : diagnosis.registration.stages) {
    const Sign sign = signOf(stage, diagnosis);
    const bool counts = stage.id != "enrolled" || severityOf(sign) > severityOf(Sign::none);
    worst = counts ? moreSevere(worst, sign) : worst;
    asked = asked || (counts && sign == Sign::ok);
  }
  // A device that an offline profile, a link or device preparation sets up needs no registration.
  if (worst == Sign::ok && !asked) {
    worst = Sign::skipped;
  }
  return worstFinding(diagnosis, Topic::autopilot, worst);
}

Sign deploymentSign(const Situation& situation) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const DeploymentStatus& deployment = diagnosis.deployment;
  const Sign least = deployment.state == DeploymentState::finished  ? Sign::ok
                     : deployment.state == DeploymentState::none    ? Sign::none
                     : deployment.state == DeploymentState::unknown ? Sign::unknown
                                                                    : Sign::info;
  return worstFinding(diagnosis, Topic::deployment, least);
}

Sign networkSign(const Situation& situation) {
  const Fact<std::vector<AdapterFacts>>& adapters = situation.report.network.adapters;
  if (!adapters.known()) {
    return adapters.state == FactState::collecting ? Sign::running : Sign::unknown;
  }
  const bool connected = std::ranges::any_of(adapters.value, &AdapterFacts::connected);
  return connected ? Sign::ok : Sign::none;
}

Sign stickSign(const Situation& situation) {
  if (situation.slowDrives || situation.drives.answer == Drives::Answer::failed) {
    return Sign::unknown;
  }
  if (situation.drives.answer == Drives::Answer::looking) {
    return Sign::running;
  }
  return situation.target != nullptr ? Sign::ok : Sign::waiting;
}

}  // namespace

int severityOf(Sign sign) {
  switch (sign) {
    case Sign::info:
    case Sign::ok:
    case Sign::skipped:
      return 0;
    case Sign::none:
    case Sign::running:
    case Sign::waiting:
      return 1;
    case Sign::unknown:
      return 2;
    case Sign::late:
    case Sign::warning:
      return 3;
    case Sign::failed:
      break;
  }
  return 4;
}

Sign moreSevere(Sign a, Sign b) {
  return severityOf(b) > severityOf(a) ? b : a;
}

State stateOf(Sign sign) {
  switch (sign) {
    case Sign::ok:
      return State::pass;
    case Sign::late:
    case Sign::warning:
      return State::warn;
    case Sign::failed:
      return State::fail;
    case Sign::unknown:
      return State::unknown;
    default:
      return State::info;
  }
}

Sign signOf(const Finding& finding, const Diagnosis& diagnosis) {
  const DeploymentStatus& deployment = diagnosis.deployment;
  if (deployment.waiting && deployment.wait == finding.id && finding.state != State::fail) {
    const bool works = deployment.culprit && !deployment.culprit->kind.empty();  // an app or script is at work
    return finding.state == State::warn ? Sign::late : works ? Sign::running : Sign::waiting;
  }
  switch (finding.id) {
    case FindingId::notRegistered:  // every device is new once: the next step says what to do
      return Sign::none;
    case FindingId::notAskedYet:
      return Sign::waiting;
    case FindingId::askedNoAnswer:
      return finding.state == State::warn ? Sign::late : Sign::waiting;
    default:
      break;
  }
  const bool laterOnly = entryOf(finding.id).atReset && isManaged(diagnosis);
  return laterOnly && finding.state != State::unknown ? Sign::none : signOf(finding.state);
}

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

Sign signOf(const RegistrationStage& stage, const Diagnosis& diagnosis) {
  Sign sign = signOf(stage.state, stage.word);
  for (const FindingId id : stage.findings) {
    if (const Finding* finding = findFinding(diagnosis, id)) {
      sign = moreSevere(sign, signOf(*finding, diagnosis));
    }
  }
  return sign;
}

Subjects subjectsOf(const Situation& situation) {
  Subjects subjects;
  const auto set = [&](Topic topic, Sign sign) { subjects.signs[static_cast<std::size_t>(topic)] = sign; };
  set(Topic::identity, identitySign(situation));
  set(Topic::hash, hashSign(situation));
  set(Topic::autopilot, autopilotSign(situation));
  set(Topic::deployment, deploymentSign(situation));
  set(Topic::network, networkSign(situation));
  set(Topic::stick, stickSign(situation));
  // How ready the device is for each kind of deployment is not checked yet: its network is what is known.
  set(Topic::readiness, networkSign(situation));
  const Verdict& verdict = situation.diagnosis.verdict;
  set(Topic::none, verdict.id == VerdictId::reading ? Sign::running : signOf(verdict.state));
  subjects.verdict = subjects.of(Topic::none);
  if (verdict.finding) {
    subjects.verdictTopic = topicOf(*verdict.finding);
    const Finding* finding = findFinding(situation.diagnosis, *verdict.finding);
    const Sign own = finding == nullptr ? subjects.verdict : signOf(*finding, situation.diagnosis);
    const bool noGreener = severityOf(subjects.verdict) == severityOf(Sign::unknown);  // something could not be read
    subjects.verdict = noGreener ? moreSevere(own, Sign::unknown) : own;
  }
  if (subjects.verdictTopic != Topic::none && severityOf(subjects.of(subjects.verdictTopic)) > 1) {
    subjects.verdict = moreSevere(subjects.verdict, subjects.of(subjects.verdictTopic));
  }
  return subjects;
}

std::string worstStage(const Diagnosis& diagnosis) {
  std::string worst;
  int most = -1;
  for (const RegistrationStage& stage : diagnosis.registration.stages) {
    if (const int severity = severityOf(signOf(stage, diagnosis)); severity > most) {
      most = severity;
      worst = stage.id;
    }
  }
  return worst;
}

}  // namespace preflight
