// What the actions do.
#include <algorithm>
#include <array>

#include "app/page_names.h"
#include "app/view/deployment_model.h"
#include "base/text.h"
#include "model/json.h"
#include "page/screens.h"
#include "page/view.h"

namespace preflight::page {
namespace {

PageId themeWord(ThemeKind theme) {
  return theme == ThemeKind::dark    ? PageId::themeDark
         : theme == ThemeKind::light ? PageId::themeLight
                                     : PageId::themeContrast;
}

}  // namespace

void View::goTo(Screen screen) {
  state_.overlay = Overlay::none;
  state_.screen = screen;
  state_.log.from.reset();
  if (screen == Screen::log) {
    session_->openLog();
    filterLog();
  }
  state_.items.clear();
  state_.followFocus = !state_.focused().empty();  // the first time a screen is shown from its top
}

void View::showInLog() {
  state_.log.wanted = *state_.logEntry();
  const LogPlace::From from{state_.screen, state_.evidenceOf, state_.focused()};
  state_.filtering = false;
  state_.filter = {};
  goTo(Screen::log);
  state_.log.from = from;
  filterLog();
  seekInLog();
}

void View::openOverlay(Overlay overlay) {
  state_.overlay = state_.overlay == overlay ? Overlay::none : overlay;
  state_.items.clear();
  if (state_.overlay != Overlay::none) {
    state_.focused().clear();
    state_.scroll[state_.view()] = 0;
  }
  state_.followFocus = true;
}

void View::goBack() {
  if (state_.overlay != Overlay::none) {
    state_.overlay = Overlay::none;
  } else if (state_.filtering) {
    state_.filtering = false;
    state_.filter = {};
  } else if (state_.screen == Screen::log && state_.log.from) {
    const LogPlace::From from = *state_.log.from;
    goTo(from.screen);
    state_.evidenceOf = from.evidenceOf;
    openOverlay(Overlay::evidence);
    state_.focused() = from.focus;
    return;
  } else {
    state_.screen = Screen::overview;
  }
  state_.items.clear();
  state_.followFocus = true;
}

void View::pressEnter() {
  const Item* item = state_.focusedItem();
  if (item == nullptr || state_.overlay == Overlay::qr || state_.overlay == Overlay::help ||
      state_.overlay == Overlay::evidence) {
    return goBack();
  }
  constexpr std::string_view recording = "recording ";
  const std::string id = item->id;
  if (id == "write") {
    write();
  } else if (id == "eject") {
    eject();
  } else if (id == "quit") {
    state_.quit = true;
  } else if (id == "stay") {
    goBack();
  } else if (id == "path") {
    openRecording(state_.openPath.text);
  } else if (id.starts_with(recording)) {
    openRecording(id.substr(recording.size()));
  } else if (id == foldedRowId) {
    state_.stepsUnfolded = !state_.stepsUnfolded;
  } else if (id == "filter" && state_.screen == Screen::log) {
    toFirstHit();
  } else if (item->field) {
    moveInOrder(1);
  } else if (item->action != ActionId::none && item->action != ActionId::enter) {
    run(item->action);
  } else if (item->hasEvidence) {
    state_.evidenceOf = item->evidence.empty() ? id : item->evidence;
    state_.log.opened = state_.log.focused;
    openOverlay(Overlay::evidence);
  } else {
    state_.toast = say(PageId::nothingMore);
  }
}

void View::eject() {
  const std::string why = session_->whyNoEject();
  if (!why.empty()) {
    state_.toast = why;
    return;
  }
  session_->forgetExport();
  session_->forgetRecord();
  session_->startEject();
}

void View::write() {
  const std::string problem = whyNoWrite(state_, *session_);
  if (!problem.empty()) {
    state_.toast = problem;
  } else if (!toBeConfirmed(*session_).empty()) {
    state_.askedToConfirm = true;
    state_.focused() = "cancel";
  } else {
    writeNow(false);
  }
}

void View::writeNow(bool force) {
  CsvRequest request = requestOf(state_, *session_);
  request.force = force;
  state_.askedToConfirm = false;
  session_->forgetRecord();
  session_->forgetEject();
  session_->startExport(request);
}

// The window closes when the new one has started.
void View::restart() {
  if (const Result<void> started = services_.restartElevated(); !started) {
    state_.toast = say(PageId::notRestarted, {{"why", printable(describe(started.error()), 300)}});
    return;
  }
  state_.quit = true;
}

void View::copy(const std::string& text, const std::string& what) {
  if (!services_.setClipboard) {
    state_.toast = say(PageId::notCopied, {{"why", PageId::noClipboard}});
    return;
  }
  const Result<void> done = services_.setClipboard(text);
  state_.toast = done ? say(PageId::copied, {{"what", what}})
                      : say(PageId::notCopied, {{"why", printable(describe(done.error()), 300)}});
}

void View::openRecording(const std::string& path) {
  if (path.empty()) {
    state_.openProblem = say(PageId::openNoPath);
    return;
  }
  if (!services_.open) {
    state_.openProblem = say(PageId::openImpossible);
    return;
  }
  Result<std::unique_ptr<Session>> opened = services_.open(path);
  if (!opened) {
    state_.openProblem = printable(describe(opened.error()), 2000);
    return;
  }
  leftBehind_ = leftBehind_ || session_->hasLeftBehind();
  session_ = std::move(*opened);
  state_.openProblem.clear();
  state_.focus.clear();
  state_.scroll.clear();
  state_.log = {};
  goTo(Screen::overview);
  state_.toast = say(PageId::opened, {{"path", printable(path, 300)}});
}

void View::resize(int percent) {
  state_.textPercent = std::clamp(percent, leastTextPercent, mostTextPercent);
  state_.followFocus = true;
  state_.toast = say(PageId::textSize, {{"n", std::to_string(state_.textPercent)}});
}

void View::run(ActionId id) {
  const Action& action = actionOf(id);
  if (const std::string why = whyNot(action, state_, *session_); !why.empty()) {
    const bool leaves = id == ActionId::enter && state_.items.empty();
    leaves ? goBack() : void(state_.toast = why);
    return;
  }
  const auto screen = [&](int step) {
    const auto all = screens();
    const auto now = std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.screen == state_.screen; });
    const auto count = static_cast<int>(all.size());
    goTo(all[static_cast<std::size_t>((static_cast<int>(now - all.begin()) + step + count) % count)].screen);
  };
  if (moveInLog(id)) {
    return;
  }
  switch (id) {
    case ActionId::none:
      return;
    case ActionId::help:
      return openOverlay(Overlay::help);
    case ActionId::overview:
    case ActionId::identity:
    case ActionId::registration:
    case ActionId::deployment:
    case ActionId::log:
    case ActionId::exportScreen:
      return goTo(screenOf(id)->screen);
    case ActionId::previousScreen:
      return screen(-1);
    case ActionId::nextScreen:
      return screen(1);
    case ActionId::nextItem:
      return moveInOrder(1);
    case ActionId::previousItem:
      return moveInOrder(-1);
    case ActionId::up:
      return moveTowards(0, -1);
    case ActionId::down:
      return moveTowards(0, 1);
    case ActionId::left:
    case ActionId::right:
      if (state_.overlay == Overlay::none && state_.screen == Screen::exportScreen &&
          chooseOnExport(state_, *session_, id == ActionId::right ? 1 : -1)) {
        return;
      }
      if (state_.overlay == Overlay::none && state_.screen == Screen::log) {
        return showOfLog(id == ActionId::right ? 1 : -1);
      }
      return moveTowards(id == ActionId::right ? 1 : -1, 0);
    case ActionId::first:
      return moveTo(0);
    case ActionId::last:
      return moveTo(state_.items.empty() ? 0 : state_.items.size() - 1);
    case ActionId::pageUp:
      return movePage(-1);
    case ActionId::pageDown:
      return movePage(1);
    case ActionId::enter:
      return pressEnter();
    case ActionId::back:
      return goBack();
    case ActionId::readAgain:
      session_->readAgain();
      state_.toast = say(PageId::readingAgain);
      return;
    case ActionId::qr:
      return openOverlay(Overlay::qr);
    case ActionId::exportHash: {
      const bool here = state_.overlay == Overlay::none && state_.screen == Screen::exportScreen;
      const bool receipt = session_->exported() && session_->exported()->has_value();
      if (here && (state_.focused() == "write" || receipt || state_.focusedField() != nullptr)) {
        return write();
      }
      goTo(Screen::exportScreen);
      state_.focused() = session_->target() == nullptr ? "to" : receipt ? "proof" : "write";
      state_.followFocus = true;
      return;
    }
    case ActionId::confirm:
      return writeNow(true);
    case ActionId::restart:
      return restart();
    case ActionId::record:
      session_->forgetExport();
      session_->forgetEject();
      session_->startRecord();
      state_.toast = say(PageId::savingRecording);
      return;
    case ActionId::quit:
      if (state_.overlay == Overlay::quit) {
        state_.quit = true;
        return;
      }
      openOverlay(Overlay::quit);
      state_.focused() = "quit";
      return;
    case ActionId::window:
      return services_.toggleWindow();
    case ActionId::copyValue:
      if (state_.overlay == Overlay::none && state_.screen == Screen::overview) {
        const std::string serial = shownSerial(session_->report());
        return copy(serial, printable(serial, 60));
      }
      return copy(state_.focusedItem()->copy, printable(state_.focusedItem()->copy, 60));
    case ActionId::showInLog:
      return showInLog();
    case ActionId::nextFailure:
      return toFailure(1);
    case ActionId::previousFailure:
      return toFailure(-1);
    case ActionId::copyReport: {
      const std::string text = statusJson(session_->report(), session_->diagnosis(), PREFLIGHT_VERSION);
      const auto secrets =
          state_.masked ? secretsOf(session_->report(), session_->sections()) : std::vector<std::string>();
      return copy(hidden(text, secrets), say(state_.masked ? PageId::theReportHidden : PageId::theReport));
    }
    case ActionId::theme:
      state_.theme = nextTheme(state_.theme);
      state_.toast = say(PageId::theme, {{"name", themeWord(state_.theme)}});
      return;
    case ActionId::larger:
      return resize(state_.textPercent + 25);
    case ActionId::smaller:
      return resize(state_.textPercent - 25);
    case ActionId::normalSize:
      return resize(100);
    case ActionId::mask:
      state_.masked = !state_.masked;
      state_.toast = state_.masked ? say(PageId::masked, {{"key", keyOf(ActionId::mask)}}) : say(PageId::unmasked);
      return;
    case ActionId::filter:
      state_.filtering = true;
      state_.focused() = "filter";
      state_.followFocus = true;
      return;
    case ActionId::open:
      state_.openProblem.clear();
      openOverlay(Overlay::open);
      state_.focused() = "path";
      return;
  }
}

Result<void> View::show(std::string_view name) {
  if (name == "evidence") {
    state_.evidenceOf = "hardwareHash";
    openOverlay(Overlay::evidence);
    return {};
  }
  struct Place {
    std::string_view name;
    ActionId action;
  };
  constexpr std::array<Place, 4> overlays{
      {{"help", ActionId::help}, {"qr", ActionId::qr}, {"open", ActionId::open}, {"quit", ActionId::quit}}};
  const auto all = screens();
  const auto screen = std::find_if(all.begin(), all.end(), [&](const ScreenEntry& each) { return each.word == name; });
  const auto over =
      std::find_if(overlays.begin(), overlays.end(), [&](const Place& each) { return each.name == name; });
  if (screen == all.end() && over == overlays.end()) {
    return fail(ErrorKind::invalid, Text(PageId::stepShowScreen, {{"name", printable(name, 60)}}),
                Text(PageId::whyNoScreen, {{"names", pageNamesText()}}));
  }
  run(screen != all.end() ? screen->action : over->action);
  return {};
}

}  // namespace preflight::page
