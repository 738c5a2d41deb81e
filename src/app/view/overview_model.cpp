#include "app/view/overview_model.h"

#include <algorithm>

#include "app/view/culprit.h"
#include "base/text.h"
#include "csv/intune.h"
#include "text/view_id.h"

namespace preflight {
namespace {

// --- tiles ---------------------------------------------------------------------------------------------------------

// The finding that makes a subject as bad as it is; null where none does.
const Finding* worstOf(const Situation& situation, Topic topic, Sign sign) {
  for (const Finding& finding : situation.diagnosis.findings) {
    if (topicOf(finding.id) == topic && severityOf(signOf(finding, situation.diagnosis)) == severityOf(sign)) {
      return &finding;
    }
  }
  return nullptr;
}

std::string hashLine(const Situation& situation, Sign sign) {
  if (sign == Sign::running) {
    return say(ViewId::reading);
  }
  const Finding* finding = worstOf(situation, Topic::hash, sign);
  if (finding == nullptr) {
    return say(ViewId::tileHashNone);
  }
  switch (finding->id) {
    case FindingId::hardwareHashRead:
      return say(ViewId::tileHashValid);
    case FindingId::hashNotElevated:
    case FindingId::hashDenied:
      return say(ViewId::tileHashAdministrator);
    case FindingId::hashFaulty:
      return say(ViewId::tileHashInvalid);
    case FindingId::hashOtherBoard:
      return say(ViewId::tileHashOtherBoard);
    case FindingId::hashLabelDiffers:
      return say(ViewId::tileHashLabel);
    case FindingId::hashChangedSinceExport:
      return say(ViewId::tileHashChanged);
    case FindingId::hashNotCollected:
      return say(ViewId::tileHashNotRecorded);
    case FindingId::hashNotWindows:
      return say(ViewId::tileHashNone);
    default:
      return say(ViewId::tileHashNotRead);
  }
}

// What the service answered, with when.
Text answerLine(const Situation& situation) {
  const RegistrationStatus& registration = situation.diagnosis.registration;
  const Arg asked{
      "time", clockAt(situation, registration.askedAt != UtcTime{} ? registration.askedAt : registration.answeredAt)};
  const bool timed = !asked.value.empty();
  const auto either = [&](ViewId with, ViewId without) { return timed ? Text(with, {asked}) : Text(without); };
  switch (registration.answer) {
    case RegistrationAnswer::reading:
      return ViewId::reading;
    case RegistrationAnswer::unreadable:
      return ViewId::tileAnswerUnknown;
    case RegistrationAnswer::notAsked:
      return ViewId::tileNotAsked;
    case RegistrationAnswer::asked:
      return either(ViewId::tileAskedAt, ViewId::tileAsked);
    case RegistrationAnswer::answered:
      return ViewId::tileAnswerUnread;
    case RegistrationAnswer::unreachable:
      return either(ViewId::tileUnreachableAt, ViewId::tileUnreachable);
    case RegistrationAnswer::profile:
      return either(ViewId::tileProfileAt, ViewId::tileProfile);
    case RegistrationAnswer::noProfile:
    case RegistrationAnswer::blank:
      return either(ViewId::tileNoProfileAt, ViewId::tileNoProfile);
    case RegistrationAnswer::refused:
      break;
  }
  return either(ViewId::tileRefusedAt, ViewId::tileRefused);
}

// A finding that says more than the service's answer, in a few words.
std::optional<ViewId> shortOf(FindingId id) {
  switch (id) {
    case FindingId::registeredNoProfile:
      return ViewId::tileRegisteredOnly;
    case FindingId::profileDeleted:
      return ViewId::tileProfileDeleted;
    case FindingId::profileLost:
      return ViewId::tileProfileGone;
    case FindingId::hardwareMismatch:
    case FindingId::staleRegistration:
      return ViewId::tileHardwareChanged;
    case FindingId::otherTenant:
      return ViewId::tileOtherTenant;
    case FindingId::mustNotRegisterWorkplaceJoined:
    case FindingId::mustNotRegisterMdmOnly:
      return ViewId::tileMustNotRegister;
    case FindingId::entraObjectMissing:
      return ViewId::tileEntraDeleted;
    case FindingId::profileFileIgnored:
    case FindingId::profileFileUnsupported:
      return ViewId::tileFileIgnored;
    case FindingId::deviceName:
      return ViewId::tileNameCut;
    case FindingId::offlineProfile:
      return ViewId::tileOfflineProfile;
    case FindingId::devicePreparation:
      return ViewId::tileDevicePreparation;
    case FindingId::deviceAssociation:
      return ViewId::tileDeviceLink;
    default:
      return {};
  }
}

std::string autopilotLine(const Situation& situation, Sign sign) {
  const Diagnosis& diagnosis = situation.diagnosis;
  if (situation.report.origin.system != SystemKind::windows) {
    return say(ViewId::tileWindowsOnly);
  }
  if (findFinding(diagnosis, FindingId::notRegistered) != nullptr && sign == Sign::none) {
    const std::string time = clockAt(situation, diagnosis.registration.answeredAt);
    return time.empty() ? say(ViewId::tileNotRegistered) : say(ViewId::tileNotRegisteredAt, {{"time", time}});
  }
  for (const Finding& finding : diagnosis.findings) {
    const std::optional<ViewId> words = shortOf(finding.id);
    if (words && topicOf(finding.id) == Topic::autopilot &&
        severityOf(signOf(finding, diagnosis)) == severityOf(sign)) {
      return say(*words);
    }
  }
  const Finding* finding = severityOf(sign) > 2 ? worstOf(situation, Topic::autopilot, sign) : nullptr;
  const bool ofAnswer = finding == nullptr || finding->id == FindingId::answeredNoProfile ||
                        finding->id == FindingId::serviceUnreachable || finding->id == FindingId::serviceRefused ||
                        finding->id == FindingId::askedNoAnswer || finding->id == FindingId::blankProfileCached;
  return ofAnswer ? answerLine(situation).str() : printable(finding->title());
}

std::string deploymentLine(const Situation& situation, Sign sign) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const DeploymentStatus& deployment = diagnosis.deployment;
  if (sign == Sign::none && deployment.state == DeploymentState::none) {
    return say(situation.reading ? ViewId::reading : ViewId::tileNotStarted);
  }
  if (deployment.state == DeploymentState::finished && sign == Sign::ok) {
    return say(ViewId::tileFinished);
  }
  const Text name = culpritText(diagnosis);
  if (deployment.state == DeploymentState::waits && !name.empty() && deployment.finding == deployment.wait) {
    const std::string time = culpritTime(diagnosis);
    return printable(time.empty() ? name.str() : say(ViewId::nameTimed, {{"name", name}, {"time", time}}));
  }
  if (deployment.state == DeploymentState::failed && deployment.culprit) {
    return printable(say(ViewId::nameValue, {{"name", name}, {"value", deployment.culprit->value}}));
  }
  const Finding* finding = deployment.finding ? findFinding(diagnosis, *deployment.finding) : nullptr;
  return finding == nullptr ? say(ViewId::unknown) : printable(finding->title());
}

// --- the device ----------------------------------------------------------------------------------------------------

std::string partsOf(const Report& report) {
  std::string text;
  const auto add = [&](const std::string& part) {
    text += part.empty() ? "" : (text.empty() ? "" : " \u00B7 ") + part;
  };
  if (report.identity.skuNumber.known()) {
    add(say(ViewId::skuIs, {{"sku", printable(trimmed(report.identity.skuNumber.value), 60)}}));
  }
  for (const DiskFacts& disk : report.storage.disks.value) {
    add(disk.removable ? "" : sizeText(disk.sizeBytes) + " " + disk.bus);
  }
  return text;
}

// The connected adapter, wherever it is in the list; a physical one before others.
const AdapterFacts* connectedAdapter(const std::vector<AdapterFacts>& adapters) {
  const AdapterFacts* best = nullptr;
  for (const AdapterFacts& adapter : adapters) {
    if (adapter.connected && (best == nullptr || (adapter.physical && !best->physical))) {
      best = &adapter;
    }
  }
  return best;
}

void addNetwork(const Report& report, SerialStrip& strip) {
  const Fact<std::vector<AdapterFacts>>& adapters = report.network.adapters;
  if (!adapters.known()) {
    strip.network = say(adapters.state == FactState::collecting ? ViewId::reading : ViewId::unknown);
    strip.networkLine = adapters.state == FactState::collecting ? "" : printable(adapters.error.words.str(), 120);
    strip.networkSign = adapters.state == FactState::collecting ? Sign::running : Sign::unknown;
    return;
  }
  const AdapterFacts* adapter = connectedAdapter(adapters.value);
  strip.networkSign = adapter == nullptr ? Sign::none : Sign::ok;
  if (adapter == nullptr) {
    strip.network = say(ViewId::networkNone);
    strip.networkLine = say(ViewId::networkNoneLine);
    return;
  }
  strip.network = printable(adapter->description.empty() ? adapter->name : adapter->description, 120);
  strip.networkLine = say(adapter->wireless ? ViewId::networkWireless : ViewId::networkWired);
}

// --- what to do next -----------------------------------------------------------------------------------------------

class Steps {
 public:
  void add(ViewId title, std::string note, std::vector<std::string> keys = {}, bool done = false) {
    add(say(title), std::move(note), std::move(keys), done);
  }
  void add(std::string title, std::string note, std::vector<std::string> keys, bool done) {
    NextStep step;
    step.number = static_cast<int>(steps_.size()) + 1;
    step.title = std::move(title);
    step.note = std::move(note);
    step.keys = std::move(keys);
    step.done = done;
    steps_.push_back(std::move(step));
  }
  // The first that is not done is the current one.
  std::vector<NextStep> take() {
    const auto current = std::ranges::find(steps_, false, &NextStep::done);
    if (current != steps_.end()) {
      current->current = true;
    }
    return std::move(steps_);
  }

 private:
  std::vector<NextStep> steps_;
};

void addExport(const Situation& situation, Steps& steps) {
  if (const std::optional<SavedBefore> saved = savedBefore(situation)) {
    const ViewId words = saved->time.empty() ? (saved->tag.empty() ? ViewId::savedPlain : ViewId::savedTag)
                                             : (saved->tag.empty() ? ViewId::savedAt : ViewId::savedAtTag);
    steps.add(ViewId::nextExport, say(words, {{"time", saved->time}, {"tag", saved->tag}}), {}, true);
    return;
  }
  const std::size_t sticks = situation.drives.targets.size();
  if (situation.target != nullptr) {
    const std::string drive = nameOf(*situation.target);
    const std::string tag = situation.batch.entries.empty() ? "" : situation.batch.entries.back().groupTag;
    steps.add(ViewId::nextExport,
              tag.empty() ? say(ViewId::nextExportNote, {{"drive", drive}})
                          : say(ViewId::nextExportNoteTag, {{"drive", drive}, {"tag", printable(tag, 60)}}),
              {"F8", "F8"});
  } else if (sticks > 1) {
    steps.add(ViewId::nextChooseStick, say(ViewId::nextChooseStickNote, {{"n", std::to_string(sticks)}}), {"F8"});
  } else {
    steps.add(ViewId::nextPlugIn, say(ViewId::nextPlugInNote));
  }
}

void registerSteps(const Situation& situation, Steps& steps) {
  addExport(situation, steps);
  steps.add(ViewId::nextImport, say(ViewId::nextImportNote));
  steps.add(ViewId::nextProfile, say(ViewId::nextProfileNote));
  steps.add(ViewId::nextRestart, say(ViewId::nextRestartNote));
}

void profileSteps(const Situation& situation, Steps& steps) {
  const Verdict& verdict = situation.diagnosis.verdict;
  const std::string time = clockAt(situation, situation.diagnosis.registration.answeredAt);
  steps.add(ViewId::nextRegistered, time.empty() ? "" : say(ViewId::answeredAt, {{"time", time}}), {}, true);
  steps.add(ViewId::nextContinue, printable(verdict.action.str()), {"Alt", "Tab"});
  steps.add(ViewId::nextFollow, say(ViewId::nextFollowNote), {"4"});
  steps.add(ViewId::nextHandOver, say(ViewId::nextHandOverNote));
}

void waitingSteps(const Situation& situation, Steps& steps) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const std::string action = printable(diagnosis.verdict.action.str());
  bool at = false;
  for (const DeploymentLine& phase : diagnosis.deployment.phases) {
    const Sign sign = signOf(phase);
    const bool done = !at && severityOf(sign) == 0;
    const std::string took = phase.started != UtcTime{} && phase.ended > phase.started
                                 ? durationText(phase.ended.milliseconds - phase.started.milliseconds)
                                 : std::string();
    const bool current = !done && !at;
    at = at || current;
    steps.add(printable(phase.label.str()),
              current                 ? action
              : done && !took.empty() ? say(ViewId::tookTime, {{"time", took}})
                                      : phase.value.str(),
              current ? std::vector<std::string>{"4"} : std::vector<std::string>{}, done);
  }
  if (!at) {
    steps.add(ViewId::nextWait, action, {"4"});
  }
  steps.add(ViewId::nextHandOver, say(ViewId::nextHandOverNote));
}

// A cause, who can help, and how to continue.
void problemSteps(const Situation& situation, Steps& steps) {
  const Verdict& verdict = situation.diagnosis.verdict;
  const bool you = verdict.who == Who::you || verdict.who == Who::user;
  const std::string action = printable(verdict.action.str());
  steps.add(ViewId::nextCause, printable(verdict.sentence.str()), {"Enter"});
  if (!you) {
    steps.add(ViewId::nextRecord, say(ViewId::nextRecordNote), {"F9"});
  }
  if (!action.empty()) {
    steps.add(you ? say(ViewId::nextFix) : say(ViewId::nextFixOther, {{"who", whoWord(verdict.who)}}), action,
              verdict.key.empty() || verdict.key == "Enter" ? std::vector<std::string>{}
                                                            : std::vector{std::string(verdict.key)},
              false);
  }
  const bool failed = situation.diagnosis.deployment.state == DeploymentState::failed;
  if (failed) {
    steps.add(ViewId::nextTryAgain, say(ViewId::nextTryAgainNote));
  } else if (situation.recorded == nullptr) {
    steps.add(ViewId::nextReadAgain, say(ViewId::nextReadAgainNote), {"F5"});
  }
}

// --- the stick -----------------------------------------------------------------------------------------------------

UtcTime timeOf(const BatchEntry& entry) {
  const Result<UtcTime> time = utcTimeFromIso(entry.time);
  return time ? *time : UtcTime{};
}

// The device that was saved last; the order of the rows decides where the log knows no times.
const BatchEntry& newestOf(const std::vector<BatchEntry>& entries) {
  const BatchEntry* newest = &entries.back();
  for (const BatchEntry& entry : entries) {
    newest = timeOf(entry) > timeOf(*newest) ? &entry : newest;
  }
  return *newest;
}

StickLine deviceLine(const Situation& situation) {
  StickLine line{"stickDevice", say(ViewId::stickDevice), Sign::none, "", say(ViewId::stickNotSaved)};
  if (situation.readingBatch) {
    line.sign = Sign::running;
    line.dim = say(ViewId::reading);
  }
  if (const std::optional<SavedBefore> saved = savedBefore(situation)) {
    const ViewId words = saved->time.empty() ? (saved->tag.empty() ? ViewId::savedPlain : ViewId::savedTag)
                                             : (saved->tag.empty() ? ViewId::savedAt : ViewId::savedAtTag);
    line.sign = Sign::ok;
    line.value = say(words, {{"time", saved->time}, {"tag", saved->tag}});
    line.dim.clear();
  }
  return line;
}

void addBatch(const Situation& situation, StickCard& card) {
  const std::vector<BatchEntry>& entries = situation.batch.entries;
  const auto line = [&](const char* id, ViewId label, std::string value, std::string dim) {
    card.lines.push_back({id, say(label), {}, std::move(value), std::move(dim)});
  };
  const std::string count = std::to_string(entries.size());
  line("stickBatch", ViewId::stickBatch,
       entries.size() == 1 ? say(ViewId::oneDevice) : say(ViewId::devices, {{"n", count}}),
       say(ViewId::ofMost, {{"n", std::to_string(csv::maximumRows)}}));
  if (entries.empty()) {
    return;
  }
  const BatchEntry& newest = newestOf(entries);
  const std::string time = clockAt(situation, timeOf(newest));
  line("stickLast", ViewId::stickLast, printable(newest.serialNumber, 60),
       time.empty() ? "" : say(ViewId::atTime, {{"time", time}}));
  line("stickTag", ViewId::stickTag, newest.groupTag.empty() ? say(ViewId::none) : printable(newest.groupTag, 60), "");
}

std::string spaceText(const Target& target) {
  const auto free = static_cast<std::int64_t>(target.freeBytes);
  const auto total = static_cast<std::int64_t>(target.totalBytes);
  return total > 0  ? say(ViewId::spaceFree, {{"space", amountText(free, total)}})
         : free > 0 ? say(ViewId::spaceFree, {{"space", sizeText(target.freeBytes)}})
                    : std::string();
}

// The drives of the recording: shown, and nothing more.
void addRecorded(const Situation& situation, StickCard& card) {
  for (const Target& target : situation.recorded->targets) {
    card.lines.push_back(
        {"recordedDrive " + target.root, say(ViewId::recordedDrive), Sign::info, nameOf(target), spaceText(target)});
  }
  if (situation.recorded->targets.empty()) {
    card.lines.push_back({"recordedDrive", say(ViewId::recordedDrive), Sign::none, "", say(ViewId::noStick)});
    return;
  }
  card.note = say(ViewId::recordedNote);
}

void addEmpty(const Situation& situation, StickCard& card) {
  const std::size_t sticks = situation.drives.targets.size();
  if (card.sign == Sign::running) {
    card.emptyTitle = say(ViewId::stickLooking);
  } else if (card.sign == Sign::unknown) {
    card.emptyTitle = say(ViewId::stickUnknown);
    card.emptyLines = {situation.slowDrives ? say(ViewId::stickSlow) : printable(situation.drives.words, 300)};
  } else if (sticks > 1) {
    card.emptyTitle = say(ViewId::stickSeveral, {{"n", std::to_string(sticks)}});
    card.emptyLines = {say(ViewId::stickSeveralLine)};
    for (const Target& target : situation.drives.targets) {
      card.emptyLines.push_back(nameOf(target));
    }
  } else {
    card.emptyTitle = say(ViewId::stickNone);
    card.emptyLines = {say(ViewId::stickNoneLine), say(ViewId::stickNonePort)};
  }
}

}  // namespace

std::optional<SavedBefore> savedBefore(const Situation& situation) {
  if (situation.savedAt != UtcTime{}) {
    return SavedBefore{clockAt(situation, situation.savedAt), printable(situation.savedTag, 60)};
  }
  if (const BatchEntry* own = ownEntry(situation)) {
    return SavedBefore{clockAt(situation, timeOf(*own)), printable(own->groupTag, 60)};
  }
  return {};
}

bool asksForExport(const Situation& situation) {
  const Verdict& verdict = situation.diagnosis.verdict;
  if (!verdict.finding || !hashIsReady(situation)) {
    return false;
  }
  const Finding* finding = findFinding(situation.diagnosis, *verdict.finding);
  const bool isNew = verdict.finding == FindingId::notRegistered && finding != nullptr &&
                     finding->state == State::warn;  // on a managed desktop it is a note
  return isNew || verdict.finding == FindingId::hardwareHashRead;
}

std::vector<Tile> tilesOf(const Situation& situation) {
  const Subjects subjects = subjectsOf(situation);
  const Sign hash = subjects.of(Topic::hash);
  const Sign autopilot = subjects.of(Topic::autopilot);
  const Sign deployment = subjects.of(Topic::deployment);
  const std::optional<FindingId>& most = situation.diagnosis.deployment.finding;
  const bool waits = most && most == situation.diagnosis.deployment.wait;
  return {{Topic::hash, "hardwareHash", say(ViewId::tileHash), hash, hashLine(situation, hash)},
          {Topic::autopilot, worstStage(situation.diagnosis), say(ViewId::tileAutopilot), autopilot,
           autopilotLine(situation, autopilot)},
          {Topic::deployment, waits ? "deploymentWait" : "deploymentState", say(ViewId::sectionDeployment), deployment,
           deploymentLine(situation, deployment)}};
}

SerialStrip serialStripOf(const Report& report) {
  SerialStrip strip;
  const Fact<std::string>& serial = report.identity.serialNumber;
  strip.serial = shownSerial(report);
  if (strip.serial.empty()) {
    strip.why = serial.state == FactState::collecting ? say(ViewId::reading)
                : serial.error.words.empty()          ? say(ViewId::none)
                                                      : printable(serial.error.words.str(), 200);
  }
  strip.placeholder = report.identity.serialIsPlaceholder.known() && report.identity.serialIsPlaceholder.value;
  strip.model = makerAndModel(report);
  strip.parts = partsOf(report);
  addNetwork(report, strip);
  return strip;
}

std::vector<NextStep> nextStepsOf(const Situation& situation) {
  const Verdict& verdict = situation.diagnosis.verdict;
  Steps steps;
  if (verdict.id == VerdictId::reading) {
    steps.add(ViewId::nextReading, say(ViewId::nextReadingNote));
  } else if (asksForExport(situation)) {
    registerSteps(situation, steps);
  } else if (verdict.id == VerdictId::registered && verdict.state == State::pass) {
    profileSteps(situation, steps);
  } else if (verdict.id == VerdictId::deploymentWaits) {
    waitingSteps(situation, steps);
  } else if (verdict.id == VerdictId::deploymentFinished && verdict.state == State::pass) {
    steps.add(ViewId::tileFinished, printable(verdict.sentence.str()), {}, true);
    steps.add(ViewId::nextHandOver, say(ViewId::nextHandOverNow));
  } else if (verdict.id == VerdictId::enrolled && verdict.state == State::pass) {
    steps.add(ViewId::nextNothing, printable(verdict.sentence.str()), {}, true);
  } else {
    problemSteps(situation, steps);
  }
  return steps.take();
}

StickCard stickCardOf(const Situation& situation) {
  StickCard card;
  card.sign = subjectsOf(situation).of(Topic::stick);
  if (situation.recorded != nullptr) {
    addRecorded(situation, card);
  }
  const Target* target = situation.target;
  if (target == nullptr) {
    addEmpty(situation, card);
    return card;
  }
  card.name = nameOf(*target);
  card.space = spaceText(*target);
  if (target->totalBytes > 0) {
    card.used = 1.0F - static_cast<float>(target->freeBytes) / static_cast<float>(target->totalBytes);
  }
  card.lines.insert(card.lines.begin(), deviceLine(situation));
  addBatch(situation, card);
  return card;
}

OverviewModel overviewModel(const Situation& situation) {
  OverviewModel model{tilesOf(situation), serialStripOf(situation.report), nextStepsOf(situation), "",
                      stickCardOf(situation)};
  for (const NextStep& step : model.steps) {
    if (step.current) {
      model.stepsNote =
          say(ViewId::stepOf, {{"n", std::to_string(step.number)}, {"all", std::to_string(model.steps.size())}});
    }
  }
  return model;
}

}  // namespace preflight
