#include "app/view/banner_model.h"

#include <algorithm>
#include <array>

#include "app/view/culprit.h"
#include "app/view/overview_model.h"
#include "base/text.h"
#include "text/view_id.h"

namespace preflight {
namespace {

std::size_t wordsIn(const std::string& text) {
  return text.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

// As many of the sentences, in their order, as a fact has room for; always the first.
std::string factOf(const std::vector<Text>& sentences) {
  std::string fact;
  for (const Text& sentence : sentences) {
    const std::string words = printable(sentence.str());
    if (words.empty() || (!fact.empty() && wordsIn(fact) + wordsIn(words) > mostFactWords)) {
      continue;
    }
    fact += (fact.empty() ? "" : " ") + words;
  }
  return fact;
}

BannerKey keyOf(std::string_view key, ViewId label) {
  return {key, say(label), say(label)};
}

BannerKey saveKey(const Situation& situation) {
  if (situation.target == nullptr) {
    return keyOf("F8", situation.drives.targets.empty() ? ViewId::keySave : ViewId::keyChooseStick);
  }
  return {"F8", say(ViewId::keySaveTo, {{"drive", nameOf(*situation.target)}}),
          say(ViewId::keySaveTo, {{"drive", shortRoot(situation.target->root)}})};
}

// A headline is its state in capitals, then a colon and the name.
void setTitle(const Text& headline, BannerModel& banner) {
  const std::string title = printable(headline.str());
  const std::size_t end = title.find(": ");
  banner.capitals = title.substr(0, end);
  banner.rest = end == std::string::npos ? "" : title.substr(end);
}

// --- the hash is to be saved ---------------------------------------------------------------------------------------

void savedBanner(const SavedBefore& before, BannerModel& banner) {
  banner.sign = Sign::waiting;
  banner.capitals = say(ViewId::bannerImport);
  const bool timed = !before.time.empty();
  const ViewId words = timed ? (before.tag.empty() ? ViewId::bannerSavedAt : ViewId::bannerSavedAtTag)
                             : (before.tag.empty() ? ViewId::bannerSaved : ViewId::bannerSavedTag);
  banner.fact = say(words, {{"time", before.time}, {"tag", before.tag}});
  banner.chip = say(ViewId::chipImport);
  banner.keys = {keyOf("F7", ViewId::keyQr), keyOf("F8", ViewId::keySaveAgain)};
}

void exportBanner(const Situation& situation, BannerModel& banner) {
  if (const std::optional<SavedBefore> before = savedBefore(situation)) {
    savedBanner(*before, banner);
    return;
  }
  const Verdict& verdict = situation.diagnosis.verdict;
  if (situation.drives.targets.empty()) {
    banner.sign = Sign::waiting;
    banner.capitals = say(ViewId::bannerNoStick);
    banner.fact = say(ViewId::bannerNoStickFact);
    banner.chip = say(ViewId::chipPlugIn);
    banner.keys = {saveKey(situation), keyOf("F7", ViewId::keyQr)};
    return;
  }
  banner.sign = verdict.state == State::unknown ? Sign::unknown : Sign::ok;
  banner.capitals = say(ViewId::bannerReady);
  const bool isNew = verdict.finding == FindingId::notRegistered;
  banner.fact = factOf({ViewId::bannerReadyFact, isNew ? Text(ViewId::bannerNewDevice) : verdict.next});
  banner.keys = {saveKey(situation), keyOf("F7", ViewId::keyQr), keyOf("F9", ViewId::keyRecord)};
}

// --- the verdict ---------------------------------------------------------------------------------------------------

// What a person does who needs no key for it.
struct Chip {
  FindingId finding;
  ViewId words;
};
constexpr std::array<Chip, 12> chips{{
    {FindingId::waitingForNetwork, ViewId::chipNetwork},
    {FindingId::notAskedYet, ViewId::chipNetwork},
    {FindingId::signInFailed, ViewId::chipSignIn},
    {FindingId::appDownloadingStalled, ViewId::chipCable},
    {FindingId::rebootPending, ViewId::chipRestart},
    {FindingId::identifyingAppsStuck, ViewId::chipRestart},
    {FindingId::blankProfileCached, ViewId::chipRestart},
    {FindingId::domainUnreachable, ViewId::chipCompanyNetwork},
    {FindingId::clockWrong, ViewId::chipClock},
    {FindingId::preprovisioningExpired, ViewId::chipReset},
    {FindingId::serialNumberMissing, ViewId::chipSerial},
    {FindingId::deviceAssociation, ViewId::chipNetwork},
}};

std::string chipOf(const Situation& situation) {
  const Verdict& verdict = situation.diagnosis.verdict;
  const auto* chip = std::ranges::find_if(chips, [&](const Chip& each) { return each.finding == verdict.finding; });
  if (chip != chips.end()) {
    return say(chip->words);
  }
  const std::optional<Waiting>& waiting = situation.diagnosis.deployment.waiting;
  if (verdict.id != VerdictId::deploymentWaits || !waiting) {
    return "";
  }
  switch (waiting->id) {
    case WaitId::signIn:
    case WaitId::accountStart:
    case WaitId::appUser:
      return say(ViewId::chipSignInUser);
    case WaitId::reseal:
    case WaitId::resealOrSignIn:
      return say(ViewId::chipReseal);
    case WaitId::secondFactor:
      return say(ViewId::chipScreen);
    default:
      return waiting->overdue ? "" : say(ViewId::chipWait);
  }
}

bool isForAnother(Who who) {
  return who != Who::you && who != Who::user;
}

// The key of the verdict's action, in words.
std::optional<BannerKey> actionKey(const Situation& situation) {
  const std::string_view key = situation.diagnosis.verdict.key;
  if (key == "F8") {
    return saveKey(situation);
  }
  struct Named {
    std::string_view key;
    ViewId label;
  };
  constexpr std::array<Named, 6> named{{{"F5", ViewId::keyReadAgain},
                                        {"F9", ViewId::keyRecordAdmin},
                                        {"A", ViewId::keyRestart},
                                        {"4", ViewId::keyApp},
                                        {"6", ViewId::keyLog},
                                        {"Enter", ViewId::keyEvidence}}};
  const auto* found = std::ranges::find(named, key, &Named::key);
  return found == named.end() ? std::nullopt : std::optional(keyOf(found->key, found->label));
}

void setKeys(const Situation& situation, BannerModel& banner) {
  const Verdict& verdict = situation.diagnosis.verdict;
  const bool canRecord = situation.recorded == nullptr && situation.target != nullptr;
  const auto add = [&](BannerKey key) {
    const bool there = std::ranges::find(banner.keys, key.key, &BannerKey::key) != banner.keys.end();
    if (!there && banner.keys.size() < 3) {
      banner.keys.push_back(std::move(key));
    }
  };
  if (const std::optional<BannerKey> key = actionKey(situation)) {
    if (key->key == "F8" && situation.drives.targets.empty()) {
      banner.chip = say(ViewId::chipPlugIn);
    }
    add(*key);
  } else {
    banner.chip = isForAnother(verdict.who) ? "" : chipOf(situation);
  }
  const bool good = severityOf(banner.sign) == 0;
  if (good && verdict.id == VerdictId::registered) {
    add({"Alt Tab", say(ViewId::keyBackToSetup), say(ViewId::keyBackToSetup)});
  }
  if (isForAnother(verdict.who) && canRecord) {
    add(keyOf("F9", verdict.who == Who::admin ? ViewId::keyRecordAdmin : ViewId::keyRecord));
  }
  add(keyOf("Enter", good ? ViewId::keyEvidence : ViewId::keyCause));
  if (situation.recorded == nullptr) {
    add(keyOf("F5", ViewId::keyReadAgain));
  }
  add(keyOf("F7", ViewId::keyQr));
}

void waitTitle(const Situation& situation, BannerModel& banner) {
  const Waiting& waiting = *situation.diagnosis.deployment.waiting;
  const Text name = culpritText(situation.diagnosis);
  setTitle(waiting.headline, banner);
  if (name.empty()) {
    return;
  }
  if (waiting.overdue || banner.capitals == wordOf(Sign::waiting)) {
    banner.capitals = wordOf(banner.sign);
  }
  const bool named = situation.diagnosis.deployment.culprit && !situation.diagnosis.deployment.culprit->kind.empty();
  const std::string time = culpritTime(situation.diagnosis);
  const std::string shown = named || banner.rest.empty() ? printable(name.str()) : banner.rest.substr(2);
  banner.rest = time.empty() ? say(ViewId::titleName, {{"name", shown}})
                             : say(ViewId::titleNameTime, {{"name", shown}, {"time", time}});
}

// Who is waited for and since when is in the title: the fact gives what it does not.
std::vector<Text> waitFacts(const Situation& situation) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const Waiting& waiting = *diagnosis.deployment.waiting;
  const Text stuck = stuckText(diagnosis);
  const bool named =
      diagnosis.deployment.culprit && !diagnosis.deployment.culprit->kind.empty() && waiting.elapsedSeconds.has_value();
  const Finding* finding = findFinding(diagnosis, *diagnosis.deployment.wait);
  const Text action = finding != nullptr && finding->advice ? finding->advice->action : diagnosis.verdict.action;
  if (!stuck.empty()) {
    return {stuck, waiting.limit, action};
  }
  if (named) {
    return waiting.limit.empty() ? std::vector<Text>{action, diagnosis.verdict.next}
                                 : std::vector<Text>{waiting.limit, action};
  }
  return {waiting.sentence, waiting.limit, action};
}

void failTitle(const Situation& situation, BannerModel& banner) {
  const std::optional<DeploymentCulprit>& culprit = situation.diagnosis.deployment.culprit;
  if (culprit && !culprit->kind.empty() && !banner.rest.empty()) {
    banner.rest = say(ViewId::titleName, {{"name", printable(culpritText(situation.diagnosis).str())}});
  }
}

void verdictBanner(const Situation& situation, BannerModel& banner) {
  const Diagnosis& diagnosis = situation.diagnosis;
  const Verdict& verdict = diagnosis.verdict;
  setTitle(verdict.headline, banner);
  const bool ofWait = diagnosis.deployment.waiting && verdict.finding && verdict.finding == diagnosis.deployment.wait;
  if (ofWait && verdict.finding != FindingId::sidecarMissing) {
    waitTitle(situation, banner);
    banner.fact = factOf(waitFacts(situation));
    return;
  }
  if (verdict.id == VerdictId::deploymentFailed) {
    failTitle(situation, banner);
  }
  const bool bad =
      severityOf(banner.sign) > severityOf(Sign::unknown);  // then what to do matters more than what else holds
  banner.fact =
      bad ? factOf({verdict.sentence, verdict.action}) : factOf({verdict.sentence, verdict.next, verdict.action});
}

}  // namespace

BannerModel bannerModel(const Situation& situation) {
  BannerModel banner;
  if (situation.diagnosis.verdict.id != VerdictId::reading && asksForExport(situation)) {
    exportBanner(situation, banner);
    return banner;
  }
  banner.sign = subjectsOf(situation).verdict;
  verdictBanner(situation, banner);
  if (situation.diagnosis.verdict.id != VerdictId::reading) {
    setKeys(situation, banner);
  }
  return banner;
}

}  // namespace preflight
