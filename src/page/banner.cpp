// What the banner says: the verdict and its next action, or what is being saved and what came of it.
#include <algorithm>
#include <optional>

#include "app/view/banner_model.h"
#include "app/view/export_model.h"
#include "base/text.h"
#include "page/chrome.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

BannerKey keyFor(ActionId id, PageId label, std::optional<PageId> brief = {}) {
  return {id, std::string(page::keyOf(id)), say(label), brief ? say(*brief) : std::string()};
}

// Something that a person does and no key.
BannerKey chip(std::string label, std::string brief = {}) {
  return {ActionId::none, "", std::move(label), std::move(brief)};
}

bool canAct(ActionId id, const PageState& state, const Session& session) {
  return whyNot(actionOf(id), state, session).empty();
}

void addOther(Banner& banner, BannerKey key) {
  constexpr std::size_t most = 3;
  const bool known = std::ranges::any_of(banner.keys, [&](const BannerKey& each) { return each.id == key.id; });
  if (!known && banner.keys.size() < most) {
    banner.keys.push_back(std::move(key));
  }
}

// --- what was saved -------------------------------------------------------------------------------------------------

Banner proofBanner(const Session& session, const ExportProof& proof) {
  Banner banner{Sign::ok, say(PageId::saved)};
  banner.fact = receiptOf(proof, situationOf(session)).fact;
  banner.keys = {chip(say(session.recording() ? PageId::keepStick : PageId::pullStick))};
  addOther(banner, keyFor(ActionId::enter, PageId::barProof));
  addOther(banner, keyFor(ActionId::back, PageId::barCloseReceipt, PageId::barClose));
  return banner;
}

// What went wrong, and what to do about it.
Banner failureBanner(PageId title, const Error& error, const std::string& advice) {
  Banner banner{Sign::failed, say(title)};
  banner.fact = say(PageId::sentence, {{"words", printable(describe(error), 1500)}});
  const std::string hint = advice.empty() ? hintOf(error) : advice;
  banner.keys = {hint.empty() ? chip(say(PageId::tryAgainChip))
                              : chip(printable(hint, 300), say(PageId::tryAgainChip))};
  return banner;
}

Banner exportFailure(const PageState& state, const Session& session, const ExportError& error) {
  Banner banner = failureBanner(PageId::notSaved, error.error, error.advice);
  for (const std::string& done : error.done) {
    banner.more += (banner.more.empty() ? "" : " ") + printable(done, 500);
  }
  if (canAct(ActionId::exportHash, state, session)) {
    addOther(banner, keyFor(ActionId::exportHash, PageId::barTryAgain));
  }
  addOther(banner, keyFor(ActionId::back, PageId::barClose));
  return banner;
}

Banner recordBanner(const Result<RecordProof>& recorded) {
  if (!recorded) {
    Banner banner = failureBanner(PageId::recordingNotSaved, recorded.error(), "");
    addOther(banner, keyFor(ActionId::record, PageId::barTryAgain));
    addOther(banner, keyFor(ActionId::back, PageId::barClose));
    return banner;
  }
  Banner banner{Sign::ok, say(PageId::recordingSaved)};
  banner.fact =
      say(PageId::recordingProof, {{"path", printable(recorded->path, 1000)}, {"size", sizeText(recorded->bytes)}});
  banner.keys = {chip(say(PageId::pullStick)), keyFor(ActionId::back, PageId::barClose)};
  return banner;
}

Banner ejectBanner(const Result<std::string>& ejected) {
  if (!ejected) {
    Banner banner = failureBanner(PageId::notEjected, ejected.error(), say(PageId::pullAnyway));
    banner.sign = Sign::warning;
    addOther(banner, keyFor(ActionId::back, PageId::barClose));
    return banner;
  }
  Banner banner{Sign::ok, say(PageId::ejected), {}, say(PageId::ejectedFact)};
  banner.keys = {chip(say(PageId::pullStick)), keyFor(ActionId::back, PageId::barClose)};
  return banner;
}

// What is under way, or came of it and has not been closed with Esc.
std::optional<Banner> workBanner(const PageState& state, const Session& session) {
  const Banner keep{
      Sign::running, say(PageId::saving), {}, say(PageId::savingFact), {}, {chip(say(PageId::keepStick))}};
  if (session.exporting()) {
    return keep;
  }
  if (session.exported()) {
    return *session.exported() ? proofBanner(session, **session.exported())
                               : exportFailure(state, session, session.exported()->error());
  }
  if (session.recorded()) {
    return recordBanner(*session.recorded());
  }
  if (session.ejecting()) {
    return Banner{
        Sign::running, say(PageId::ejecting), {}, say(PageId::ejectingFact), {}, {chip(say(PageId::keepStick))}};
  }
  return session.ejected() ? std::optional(ejectBanner(*session.ejected())) : std::nullopt;
}

// --- the verdict ----------------------------------------------------------------------------------------------------

// The focus is on the row that the verdict is about: Enter opens its cause.
bool isOnVerdict(const PageState& state, const Session& session) {
  const Item* item = state.focusedItem();
  const Topic topic = subjectsOf(situationOf(session)).verdictTopic;
  if (item == nullptr) {
    return false;
  }
  if (state.screen == Screen::deployment && topic == Topic::deployment) {
    return item->id == "deploymentState" || item->id == "deploymentWait";
  }
  return state.screen == Screen::registration && topic == Topic::autopilot &&
         item->id == worstStage(session.diagnosis());
}

// The key that the model offers, as far as it can act on this screen; nothing where there is no such key.
std::optional<BannerKey> keyOf(const preflight::BannerKey& offered, const PageState& state, const Session& session) {
  const ActionId id = actionOfKey(offered.key);
  if (id == ActionId::none) {
    return BannerKey{id, std::string(offered.key), offered.label, offered.shortLabel, false};
  }
  const ScreenEntry* screen = screenOf(id);
  if (screen != nullptr && screen->screen == state.screen && state.overlay == Overlay::none) {
    return keyFor(ActionId::enter, PageId::barEnter);  // it is this screen already
  }
  const bool causeIsHere =
      state.screen == Screen::overview || state.overlay != Overlay::none || isOnVerdict(state, session);
  if (id == ActionId::enter && !causeIsHere) {
    return keyFor(ActionId::overview, PageId::barWhatToDo);  // there Enter is about the verdict; here about a row
  }
  BannerKey key{id, std::string(offered.key), offered.label, offered.shortLabel};
  key.dead = !canAct(id, state, session);
  if (const Target* target = session.target(); target != nullptr && id == ActionId::exportHash) {
    key.label = say(PageId::barExportTo, {{"drive", driveName(*target)}});
    key.brief = say(PageId::barExportTo, {{"drive", driveLetter(*target)}});
  }
  return key;
}

// The verdict's action in words, for whom it is when that is not the reader.
BannerKey wordsOf(const Verdict& verdict) {
  const std::string action = printable(verdict.action.str(), 400);
  std::string label =
      verdict.who == Who::you ? action : say(PageId::whoDoes, {{"who", whoWord(verdict.who)}, {"action", action}});
  while (!label.empty() && label.back() == '.') {  // a label, no sentence
    label.pop_back();
  }
  return chip(std::move(label), say(PageId::seeDoNext));
}

// What the next action is on this screen, and what else can be done here.
void addHere(Banner& banner, const PageState& state, const Session& session) {
  const auto add = [&](ActionId id, PageId label, std::optional<PageId> brief = {}) {
    if (canAct(id, state, session)) {
      addOther(banner, keyFor(id, label, brief));
    }
  };
  if (state.overlay == Overlay::evidence) {
    std::erase_if(banner.keys, [](const BannerKey& key) { return key.id == ActionId::enter; });  // it is open
    if (banner.keys.empty() && !session.diagnosis().verdict.action.empty()) {
      banner.keys.push_back(wordsOf(session.diagnosis().verdict));
    }
    banner.keys.resize(std::min<std::size_t>(banner.keys.size(), 1));
    add(ActionId::showInLog, PageId::barShowInLog);
    add(ActionId::back, PageId::barCloseEvidence, PageId::barClose);
  } else if (state.screen == Screen::exportScreen) {
    banner.keys.resize(std::min<std::size_t>(banner.keys.size(), 1));
    add(ActionId::nextItem, PageId::barNextField);
    add(ActionId::back, PageId::screenOverview);
  }
}

// On the form: what a save does, or why it cannot be.
void formBanner(Banner& banner, const PageState& state, const Session& session) {
  const std::string why = whyNoWrite(state, session);
  if (!why.empty()) {
    if (session.target() == nullptr || banner.next() == ActionId::exportHash) {
      banner.keys = {chip(why)};
    }
    return;
  }
  const Target& target = *session.target();
  BannerKey key = keyFor(ActionId::exportHash, PageId::save);
  key.label = say(PageId::saveTo, {{"drive", driveName(target)}});
  key.brief = say(PageId::saveTo, {{"drive", driveLetter(target)}});
  banner.keys = {std::move(key)};
  banner.fact = exportModel(situationOf(session), tagOf(state, session)).fact;
}

Banner verdictBanner(const PageState& state, const Session& session) {
  const BannerModel model = bannerModel(situationOf(session));
  Banner banner{model.sign, model.capitals, model.rest, model.fact};
  if (!model.chip.empty()) {
    banner.keys.push_back(chip(model.chip));
  }
  for (const preflight::BannerKey& offered : model.keys) {
    std::optional<BannerKey> key = keyOf(offered, state, session);
    const bool first = banner.keys.empty();
    if (key && !(first && key->dead)) {
      addOther(banner, std::move(*key));
    } else if (first && key && !session.diagnosis().verdict.action.empty()) {
      banner.keys.push_back(wordsOf(session.diagnosis().verdict));
    }
  }
  // A key that cannot act stays in sight only where what it waits for is the next step.
  const bool waits = !banner.keys.empty() && banner.keys.front().keys.empty();
  std::erase_if(banner.keys,
                [&](const BannerKey& key) { return key.dead && !(waits && key.id == ActionId::exportHash); });
  if (state.screen == Screen::exportScreen && state.overlay == Overlay::none) {
    formBanner(banner, state, session);
  }
  addHere(banner, state, session);
  return banner;
}

}  // namespace

Banner bannerOf(const PageState& state, const Session& session) {
  const std::optional<Banner> work = workBanner(state, session);
  return work ? *work : verdictBanner(state, session);
}

}  // namespace preflight::page
