// The one table of what can be done: it feeds the key bar, the help, the dispatch of keys and the tests.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "text/page_id.h"

namespace preflight {
class Session;
}

namespace preflight::page {

struct PageState;

enum class ActionId : std::uint8_t {
  none,
  help,
  overview,
  identity,
  registration,
  deployment,
  log,
  exportScreen,
  previousScreen,
  nextScreen,
  nextItem,
  previousItem,
  up,
  down,
  left,
  right,
  first,
  last,
  pageUp,
  pageDown,
  enter,
  back,
  readAgain,
  qr,
  exportHash,
  record,
  quit,
  restart,
  confirm,
  window,
  copyValue,
  copyReport,
  showInLog,
  nextFailure,
  previousFailure,
  theme,
  larger,
  smaller,
  normalSize,
  mask,
  filter,
  open,
};

enum class Mods : std::uint8_t { none = 0, ctrl = 1, shift = 2, ctrlShift = 3 };

struct Chord {
  ImGuiKey key = ImGuiKey_None;
  Mods mods = Mods::none;
  char32_t character = 0;  // instead of a key: wherever the layout has it
};

struct Action {
  ActionId id = ActionId::none;
  PageId label = PageId::none;     // in the help: "Read the device again"
  std::optional<PageId> barLabel;  // in the key bar; empty: not there
  std::string_view keyLabel;       // "F5"
  Chord chord;
  std::string_view twinLabel;  // "R"; empty: none
  Chord twin;
  // Why it cannot act now, a sentence; empty when it can.
  std::string (*whyNot)(const PageState&, const Session&) = nullptr;
  // Acts though an overlay is open or a text field has the focus.
  bool movesFocus = false;
};

std::span<const Action> actions();
const Action& actionOf(ActionId id);
std::string whyNot(const Action& action, const PageState& state, const Session& session);

// "F5": how sentences name the key of an action.
inline std::string_view keyOf(ActionId id) {
  return actionOf(id).keyLabel;
}

// The action with this key ("F8"), as findings name theirs; none where no action has it.
ActionId actionOfKey(std::string_view key);

}  // namespace preflight::page
