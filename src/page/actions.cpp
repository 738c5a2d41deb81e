#include "page/actions.h"

#include <algorithm>
#include <array>

#include "app/session/session.h"
#include "page/screens.h"
#include "page/state.h"

namespace preflight::page {
namespace {

std::string whyNoReading(const PageState&, const Session& session) {
  return session.reading() ? "The device is still being read." : "";
}

std::string whyNoQr(const PageState&, const Session& session) {
  return shownSerial(session.report()).empty() ? "No serial number was read." : "";
}

std::string whyNoRecord(const PageState&, const Session& session) {
  if (!session.canRecord()) {
    return "Recording is not possible here.";
  }
  if (session.recording()) {
    return "A recording is being written.";
  }
  return session.target() == nullptr ? "There is no stick to write to: " + drivesText(session.drives()) + "." : "";
}

std::string whyNoWindow(const PageState& state, const Session&) {
  return state.canToggleWindow ? "" : "The system does not let the window change its size.";
}

std::string whyNoCopy(const PageState& state, const Session&) {
  const Item* item = state.focusedItem();
  return item == nullptr || item->copy.empty() ? "Nothing is chosen that could be copied." : "";
}

std::string whyNoFilter(const PageState& state, const Session&) {
  const bool list = state.screen == Screen::identity || state.screen == Screen::log;
  return state.overlay == Overlay::none && list ? "" : "There is no list here; 2 and 6 open one.";
}

std::string whyNoLogEntry(const PageState& state, const Session&) {
  if (state.overlay != Overlay::evidence) {
    return "L works in the evidence of a row: Enter opens it.";
  }
  return state.logEntry() == nullptr ? "No entry of the log is named here." : "";
}

std::string whyNoEnter(const PageState& state, const Session&) {
  return state.focusedItem() == nullptr ? "Nothing is chosen." : "";
}

std::string whyNotLarger(const PageState& state, const Session&) {
  return state.textPercent >= mostTextPercent ? "The text is as large as it gets." : "";
}

std::string whyNotSmaller(const PageState& state, const Session&) {
  return state.textPercent <= leastTextPercent ? "The text is as small as it gets." : "";
}

constexpr Chord key(ImGuiKey k, Mods mods = Mods::none) {
  return {k, mods, 0};
}
constexpr Chord character(char32_t c) {
  return {ImGuiKey_None, Mods::none, c};
}

constexpr Action table[] = {
    {ActionId::help, "This help", "Help", "F1", key(ImGuiKey_F1), "?", character(U'?')},
    {ActionId::overview, "Screen Overview", "", "1", key(ImGuiKey_1), "", {}},
    {ActionId::identity, "Screen Identity", "", "2", key(ImGuiKey_2), "", {}},
    {ActionId::registration, "Screen Registration", "", "3", key(ImGuiKey_3), "", {}},
    {ActionId::deployment, "Screen Deployment", "", "4", key(ImGuiKey_4), "", {}},
    {ActionId::log, "Screen Log", "", "6", key(ImGuiKey_6), "", {}},
    {ActionId::exportScreen, "Screen Export", "", "7", key(ImGuiKey_7), "", {}},
    {ActionId::previousScreen, "Screen before", "", "Ctrl PgUp", key(ImGuiKey_PageUp, Mods::ctrl), "", {}},
    {ActionId::nextScreen, "Screen after", "", "Ctrl PgDn", key(ImGuiKey_PageDown, Mods::ctrl), "", {}},
    {ActionId::nextItem, "To the next row", "", "Tab", key(ImGuiKey_Tab), "", {}, nullptr, true},
    {ActionId::previousItem,
     "To the row before",
     "",
     "Shift Tab",
     key(ImGuiKey_Tab, Mods::shift),
     "",
     {},
     nullptr,
     true},
    {ActionId::up, "Up", "", "\u2191", key(ImGuiKey_UpArrow), "", {}, nullptr, true},
    {ActionId::down, "Down", "", "\u2193", key(ImGuiKey_DownArrow), "", {}, nullptr, true},
    {ActionId::left, "Left; the stick before", "", "\u2190", key(ImGuiKey_LeftArrow), "", {}, nullptr, true},
    {ActionId::right, "Right; the next stick", "", "\u2192", key(ImGuiKey_RightArrow), "", {}, nullptr, true},
    {ActionId::first, "To the first row", "", "Home", key(ImGuiKey_Home), "", {}, nullptr, true},
    {ActionId::last, "To the last row", "", "End", key(ImGuiKey_End), "", {}, nullptr, true},
    {ActionId::pageUp, "A page up", "", "PgUp", key(ImGuiKey_PageUp), "", {}, nullptr, true},
    {ActionId::pageDown, "A page down", "", "PgDn", key(ImGuiKey_PageDown), "", {}, nullptr, true},
    {ActionId::readAgain, "Read the device again", "Read again", "F5", key(ImGuiKey_F5), "R", key(ImGuiKey_R),
     whyNoReading},
    {ActionId::qr, "Serial number and QR code, full screen", "QR", "F7", key(ImGuiKey_F7), "Q", key(ImGuiKey_Q),
     whyNoQr},
    {ActionId::exportHash, "Export: once to get there, once more to write", "Export hash", "F8", key(ImGuiKey_F8), "E",
     key(ImGuiKey_E)},
    {ActionId::record, "Record the device for the desk", "Record for the desk", "F9", key(ImGuiKey_F9), "N",
     key(ImGuiKey_N), whyNoRecord},
    {ActionId::enter,
     "Evidence of the row; press the button",
     "Evidence",
     "Enter",
     key(ImGuiKey_Enter),
     "",
     {},
     whyNoEnter,
     true},
    {ActionId::copyValue, "Copy the value of the row", "Copy", "Ctrl C", key(ImGuiKey_C, Mods::ctrl), "C",
     key(ImGuiKey_C), whyNoCopy},
    {ActionId::copyReport, "Copy the whole report", "", "Ctrl Shift C", key(ImGuiKey_C, Mods::ctrlShift), "", {}},
    {ActionId::showInLog,
     "Evidence: show it in the log",
     "Show in the log",
     "L",
     key(ImGuiKey_L),
     "",
     {},
     whyNoLogEntry},
    {ActionId::back, "Back; never quits", "Back", "Esc", key(ImGuiKey_Escape), "", {}, nullptr, true},
    {ActionId::window, "Window or whole work area", "", "F11", key(ImGuiKey_F11), "W", key(ImGuiKey_W), whyNoWindow},
    {ActionId::theme, "Dark, light, high contrast", "", "T", key(ImGuiKey_T), "", {}},
    {ActionId::larger, "Larger text", "", "Ctrl +", key(ImGuiKey_Equal, Mods::ctrl), "", {}, whyNotLarger},
    {ActionId::smaller, "Smaller text", "", "Ctrl -", key(ImGuiKey_Minus, Mods::ctrl), "", {}, whyNotSmaller},
    {ActionId::normalSize, "Normal text", "", "Ctrl 0", key(ImGuiKey_0, Mods::ctrl), "", {}},
    {ActionId::mask, "Mask what identifies the device", "", "M", key(ImGuiKey_M), "", {}},
    {ActionId::filter, "Filter the list", "", "Ctrl F", key(ImGuiKey_F, Mods::ctrl), "/", character(U'/'), whyNoFilter},
    {ActionId::open, "Open a recording", "", "Ctrl O", key(ImGuiKey_O, Mods::ctrl), "", {}},
    {ActionId::quit, "Quit, asks once", "Quit", "F10", key(ImGuiKey_F10), "Ctrl Q", key(ImGuiKey_Q, Mods::ctrl)},
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
