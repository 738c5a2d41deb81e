#include "page/actions.h"

#include <algorithm>
#include <array>

#include "app/session/session.h"
#include "page/screens.h"
#include "page/state.h"

namespace preflight::page {
namespace {

std::string whyNoReading(const PageState&, const Session& session) {
  return session.reading() ? say(PageId::whyReading) : "";
}

std::string whyNoQr(const PageState&, const Session& session) {
  return shownSerial(session.report()).empty() ? say(PageId::whyNoSerial) : "";
}

// Without a stick there is nothing to save to; the screen with the form opens by its number.
std::string whyNoExport(const PageState&, const Session& session) {
  return session.drives().targets.empty() ? say(PageId::whyNoStick) : "";
}

std::string whyNoRecord(const PageState&, const Session& session) {
  if (!session.canRecord()) {
    return say(PageId::whyNoRecorder);
  }
  if (session.recording()) {
    return say(PageId::whyRecording);
  }
  return session.target() == nullptr ? say(PageId::whyNoStickRecord, {{"drives", drivesText(session.drives())}}) : "";
}

std::string whyNoWindow(const PageState& state, const Session&) {
  return state.canToggleWindow ? "" : say(PageId::whyWindowFixed);
}

std::string whyNoCopy(const PageState& state, const Session& session) {
  if (state.overlay == Overlay::none && state.screen == Screen::overview) {
    return shownSerial(session.report()).empty() ? say(PageId::whyNoCopy) : "";
  }
  const Item* item = state.focusedItem();
  return item == nullptr || item->copy.empty() ? say(PageId::whyNoCopy) : "";
}

// "2 Identity".
std::string nameWithKey(Screen screen) {
  const ScreenEntry& entry = entryOf(screen);
  return std::string(entry.number) + " " + say(entry.name);
}

std::string whyNoFilter(const PageState& state, const Session&) {
  const bool list = state.screen == Screen::identity || state.screen == Screen::log;
  return state.overlay == Overlay::none && list ? ""
                                                : say(PageId::whyNoFilter, {{"identity", nameWithKey(Screen::identity)},
                                                                            {"log", nameWithKey(Screen::log)}});
}

std::string whyNoLogEntry(const PageState& state, const Session&) {
  if (state.overlay != Overlay::evidence) {
    return say(PageId::whyLogNeedsEvidence, {{"enter", keyOf(ActionId::enter)}});
  }
  return state.logEntry() == nullptr ? say(PageId::whyNoLogEntry) : "";
}

std::string whyNoLogHere(const PageState& state, const Session&) {
  return state.overlay == Overlay::none && state.screen == Screen::log
             ? ""
             : say(PageId::whyNoLogHere, {{"log", nameWithKey(Screen::log)}});
}

std::string whyNoEnter(const PageState& state, const Session&) {
  return state.focusedItem() == nullptr ? say(PageId::whyNoChoice) : "";
}

std::string whyNotLarger(const PageState& state, const Session&) {
  return state.textPercent >= mostTextPercent ? say(PageId::whyLargest) : "";
}

std::string whyNotSmaller(const PageState& state, const Session&) {
  return state.textPercent <= leastTextPercent ? say(PageId::whySmallest) : "";
}

std::string whyNoRestart(const PageState& state, const Session& session) {
  const Fact<bool>& elevated = session.report().setup.elevated;
  if (!state.canRestart || session.device().kind != HostKind::live) {
    return say(PageId::whyNoRestart);
  }
  return elevated.known() && !elevated.value ? "" : say(PageId::whyAdministrator);
}

std::string whyNoConfirm(const PageState& state, const Session&) {
  return state.askedToConfirm ? "" : say(PageId::whyNoQuestion);
}

constexpr Chord key(ImGuiKey k, Mods mods = Mods::none) {
  return {k, mods, 0};
}
constexpr Chord character(char32_t c) {
  return {ImGuiKey_None, Mods::none, c};
}

constexpr std::optional<PageId> noBar;

constexpr Action table[] = {
    {ActionId::help, PageId::actionHelp, PageId::barHelp, "F1", key(ImGuiKey_F1), "?", character(U'?')},
    {ActionId::restart, PageId::actionRestart, PageId::barRestart, "A", key(ImGuiKey_A), "", {}, whyNoRestart},
    {ActionId::overview, PageId::screenOverview, noBar, "1", key(ImGuiKey_1), "", {}},
    {ActionId::identity, PageId::screenIdentity, noBar, "2", key(ImGuiKey_2), "", {}},
    {ActionId::registration, PageId::screenRegistration, noBar, "3", key(ImGuiKey_3), "", {}},
    {ActionId::deployment, PageId::screenDeployment, noBar, "4", key(ImGuiKey_4), "", {}},
    {ActionId::log, PageId::screenLog, noBar, "6", key(ImGuiKey_6), "", {}},
    {ActionId::exportScreen, PageId::screenExport, noBar, "7", key(ImGuiKey_7), "", {}},
    {ActionId::previousScreen,
     PageId::actionPreviousScreen,
     noBar,
     "Ctrl PgUp",
     key(ImGuiKey_PageUp, Mods::ctrl),
     "",
     {}},
    {ActionId::nextScreen, PageId::actionNextScreen, noBar, "Ctrl PgDn", key(ImGuiKey_PageDown, Mods::ctrl), "", {}},
    {ActionId::nextItem, PageId::actionNextItem, noBar, "Tab", key(ImGuiKey_Tab), "", {}, nullptr, true},
    {ActionId::previousItem,
     PageId::actionPreviousItem,
     noBar,
     "Shift Tab",
     key(ImGuiKey_Tab, Mods::shift),
     "",
     {},
     nullptr,
     true},
    {ActionId::up, PageId::actionUp, noBar, "\u2191", key(ImGuiKey_UpArrow), "", {}, nullptr, true},
    {ActionId::down, PageId::actionDown, noBar, "\u2193", key(ImGuiKey_DownArrow), "", {}, nullptr, true},
    {ActionId::left, PageId::actionLeft, noBar, "\u2190", key(ImGuiKey_LeftArrow), "", {}, nullptr, true},
    {ActionId::right, PageId::actionRight, noBar, "\u2192", key(ImGuiKey_RightArrow), "", {}, nullptr, true},
    {ActionId::first, PageId::actionFirst, noBar, "Home", key(ImGuiKey_Home), "", {}, nullptr, true},
    {ActionId::last, PageId::actionLast, noBar, "End", key(ImGuiKey_End), "", {}, nullptr, true},
    {ActionId::pageUp, PageId::actionPageUp, noBar, "PgUp", key(ImGuiKey_PageUp), "", {}, nullptr, true},
    {ActionId::pageDown, PageId::actionPageDown, noBar, "PgDn", key(ImGuiKey_PageDown), "", {}, nullptr, true},
    {ActionId::readAgain, PageId::actionReadAgain, PageId::barReadAgain, "F5", key(ImGuiKey_F5), "R", key(ImGuiKey_R),
     whyNoReading},
    {ActionId::qr, PageId::actionQr, PageId::barQr, "F7", key(ImGuiKey_F7), "Q", key(ImGuiKey_Q), whyNoQr},
    {ActionId::exportHash, PageId::actionExport, PageId::barExport, "F8", key(ImGuiKey_F8), "E", key(ImGuiKey_E),
     whyNoExport},
    {ActionId::confirm, PageId::actionConfirm, PageId::barConfirm, "Y", key(ImGuiKey_Y), "", {}, whyNoConfirm},
    {ActionId::record, PageId::actionRecord, PageId::barRecord, "F9", key(ImGuiKey_F9), "S", key(ImGuiKey_S),
     whyNoRecord},
    {ActionId::enter, PageId::actionEnter, PageId::barEnter, "Enter", key(ImGuiKey_Enter), "", {}, whyNoEnter, true},
    {ActionId::copyValue, PageId::actionCopy, PageId::barCopy, "Ctrl C", key(ImGuiKey_C, Mods::ctrl), "C",
     key(ImGuiKey_C), whyNoCopy},
    {ActionId::copyReport, PageId::actionCopyReport, noBar, "Ctrl Shift C", key(ImGuiKey_C, Mods::ctrlShift), "", {}},
    {ActionId::showInLog, PageId::actionShowInLog, PageId::barShowInLog, "L", key(ImGuiKey_L), "", {}, whyNoLogEntry},
    // Before its neighbour without Shift: a letter alone is taken with Shift too.
    {ActionId::previousFailure,
     PageId::actionPreviousFailure,
     noBar,
     "Shift N",
     key(ImGuiKey_N, Mods::shift),
     "",
     {},
     whyNoLogHere},
    {ActionId::nextFailure, PageId::actionNextFailure, noBar, "N", key(ImGuiKey_N), "", {}, whyNoLogHere},
    {ActionId::back, PageId::actionBack, PageId::barBack, "Esc", key(ImGuiKey_Escape), "", {}, nullptr, true},
    {ActionId::window, PageId::actionWindow, noBar, "F11", key(ImGuiKey_F11), "W", key(ImGuiKey_W), whyNoWindow},
    {ActionId::theme, PageId::actionTheme, noBar, "T", key(ImGuiKey_T), "", {}},
    {ActionId::larger, PageId::actionLarger, noBar, "Ctrl +", key(ImGuiKey_Equal, Mods::ctrl), "", {}, whyNotLarger},
    {ActionId::smaller, PageId::actionSmaller, noBar, "Ctrl -", key(ImGuiKey_Minus, Mods::ctrl), "", {}, whyNotSmaller},
    {ActionId::normalSize, PageId::actionNormalSize, noBar, "Ctrl 0", key(ImGuiKey_0, Mods::ctrl), "", {}},
    {ActionId::mask, PageId::actionMask, noBar, "M", key(ImGuiKey_M), "", {}},
    {ActionId::filter, PageId::actionFilter, noBar, "Ctrl F", key(ImGuiKey_F, Mods::ctrl), "/", character(U'/'),
     whyNoFilter},
    {ActionId::open, PageId::actionOpen, noBar, "Ctrl O", key(ImGuiKey_O, Mods::ctrl), "", {}},
    {ActionId::quit, PageId::actionQuit, PageId::barQuit, "F10", key(ImGuiKey_F10), "Ctrl Q",
     key(ImGuiKey_Q, Mods::ctrl)},
};

}  // namespace

std::span<const Action> actions() {
  return table;
}

const Action& actionOf(ActionId id) {
  static constexpr Action none{};
  const auto found =
      std::find_if(std::begin(table), std::end(table), [&](const Action& each) { return each.id == id; });
  return found == std::end(table) ? none : *found;
}

std::string whyNot(const Action& action, const PageState& state, const Session& session) {
  return action.whyNot == nullptr ? std::string() : action.whyNot(state, session);
}

ActionId actionOfKey(std::string_view key) {
  const auto found = std::ranges::find(table, key, &Action::keyLabel);
  const bool any = !key.empty() && found != std::end(table);
  return any ? found->id : ActionId::none;
}

}  // namespace preflight::page
