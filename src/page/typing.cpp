// From what a person typed to actions, or into a text field.
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "page/view.h"

namespace preflight::page {
namespace {

constexpr std::size_t longestField = 1000;  // bytes; a longer one is refused by every rule for what it holds

bool isModifier(ImGuiKey key) {
  return key >= ImGuiKey_LeftCtrl && key <= ImGuiKey_RightSuper;
}

bool isLetter(ImGuiKey key) {
  return key >= ImGuiKey_A && key <= ImGuiKey_Z;
}

// Keys that also type a character.
bool isPrintable(ImGuiKey key) {
  return (key >= ImGuiKey_0 && key <= ImGuiKey_Z) || (key >= ImGuiKey_Apostrophe && key <= ImGuiKey_GraveAccent) ||
         key == ImGuiKey_Space ||
         (key >= ImGuiKey_Keypad0 && key <= ImGuiKey_KeypadEqual && key != ImGuiKey_KeypadEnter);
}

ImGuiKey mainKey(ImGuiKey key) {
  if (key >= ImGuiKey_Keypad0 && key <= ImGuiKey_Keypad9) {
    return static_cast<ImGuiKey>(ImGuiKey_0 + (key - ImGuiKey_Keypad0));
  }
  switch (key) {
    case ImGuiKey_KeypadEnter:
      return ImGuiKey_Enter;
    case ImGuiKey_KeypadAdd:
      return ImGuiKey_Equal;
    case ImGuiKey_KeypadSubtract:
      return ImGuiKey_Minus;
    default:
      return key;
  }
}

bool fitsChord(const Chord& chord, ImGuiKey key, Mods mods) {
  if (chord.key == ImGuiKey_None || chord.key != key) {
    return false;
  }
  // Where "+" or a letter needs Shift is the layout's business.
  const bool shiftIsFree = key == ImGuiKey_Equal || (isLetter(key) && mods == Mods::shift);
  const Mods counted = shiftIsFree ? static_cast<Mods>(static_cast<int>(mods) & static_cast<int>(Mods::ctrl)) : mods;
  return chord.mods == counted || chord.mods == mods;
}

const Action* actionForKey(ImGuiKey key, Mods mods) {
  const auto all = actions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Action& each) {
    return fitsChord(each.chord, key, mods) || fitsChord(each.twin, key, mods);
  });
  return found == all.end() ? nullptr : &*found;
}

const Action* actionForCharacter(char32_t character) {
  const auto all = actions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Action& each) {
    return character != 0 && (each.chord.character == character || each.twin.character == character);
  });
  return found == all.end() ? nullptr : &*found;
}

bool startsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// All that was selected goes.
bool clearWhole(TextField& field) {
  if (!std::exchange(field.whole, false)) {
    return false;
  }
  field.text.clear();
  field.caret = 0;
  return true;
}

void insert(TextField& field, std::string_view text) {
  clearWhole(field);
  if (field.text.size() + text.size() <= longestField) {
    field.text.insert(field.caret, text);
    field.caret += text.size();
  }
}

std::size_t before(const TextField& field) {
  std::size_t at = field.caret;
  while (at > 0 && !startsCharacter(field.text[--at])) {
  }
  return at;
}

std::size_t after(const TextField& field) {
  std::size_t at = std::min(field.caret + 1, field.text.size());
  while (at < field.text.size() && !startsCharacter(field.text[at])) {
    ++at;
  }
  return at;
}

}  // namespace

void View::handle(const InputEvent& event) {
  // Any other input cancels the pending jump to a log entry; a character only follows its key.
  if (event.down && event.kind != InputEvent::Kind::focusLost && event.kind != InputEvent::Kind::character) {
    state_.log.wanted.reset();
  }
  switch (event.kind) {
    case InputEvent::Kind::key:
      if (event.down && event.key != ImGuiKey_None && ImGui::IsKeyPressed(event.key, false)) {
        handleKey(event);
      }
      return;
    case InputEvent::Kind::character:
      for (const ImWchar each : ImGui::GetIO().InputQueueCharacters) {
        handleCharacter(static_cast<char32_t>(each));
      }
      return;
    case InputEvent::Kind::wheel:
      if (state_.overlay == Overlay::none && state_.screen == Screen::log) {
        const auto rows = static_cast<std::ptrdiff_t>(ImGui::GetIO().MouseWheel * 3);
        state_.log.top =
            static_cast<std::size_t>(std::max<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(state_.log.top) - rows, 0));
        state_.followFocus = false;
        return;
      }
      state_.scroll[state_.view()] -= ImGui::GetIO().MouseWheel * 3 * sizes().em;
      state_.followFocus = false;
      return;
    default:
      return;
  }
}

void View::handleKey(const InputEvent& event) {
  if (isModifier(event.key) || event.alt) {
    return;
  }
  const ImGuiKey key = mainKey(event.key);
  const bool ctrl = event.mods == Mods::ctrl || event.mods == Mods::ctrlShift;
  state_.toast.clear();
  swallowCharacter_ = false;
  const Action* action = actionForKey(key, event.mods);
  const bool asked = state_.askedToConfirm;
  const bool back = action != nullptr && (action->id == ActionId::back || (asked && action->id == ActionId::enter));
  state_.askedToConfirm = asked && action != nullptr && action->id == ActionId::confirm;
  if (back && (asked || closeReceipt())) {
    return;
  }
  if (state_.focusedField() != nullptr && (editField(event) || (!ctrl && isPrintable(event.key)))) {
    return;
  }
  swallowCharacter_ = isPrintable(event.key) && !ctrl && (action != nullptr || key != ImGuiKey_Slash);
  if (action != nullptr) {
    run(action->id);
  } else if (event.mods == Mods::none && key >= ImGuiKey_3 && key <= ImGuiKey_5) {
    state_.toast = say(PageId::noScreen, {{"n", std::to_string(key - ImGuiKey_0)}});
    swallowCharacter_ = true;
  } else {
    swallowCharacter_ = false;
  }
}

// What came of a save stays until Esc. True when there was something to close.
bool View::closeReceipt() {
  if (state_.overlay != Overlay::none || (!session_->exported() && !session_->recorded() && !session_->ejected())) {
    return false;
  }
  session_->forgetExport();
  session_->forgetRecord();
  session_->forgetEject();
  return true;
}

void View::handleCharacter(char32_t character) {
  if (swallowCharacter_) {
    swallowCharacter_ = false;
    return;
  }
  if (TextField* field = state_.focusedField()) {
    if (character >= 0x20 && character != 0x7F) {
      std::string text;
      appendUtf8(text, character);
      insert(*field, text);
      state_.typedTag = state_.typedTag || field == &state_.groupTag;
    }
    return;
  }
  if (const Action* action = actionForCharacter(character)) {
    state_.toast.clear();
    run(action->id);
  }
}

// True when the key meant the field's text.
bool View::editField(const InputEvent& event) {
  TextField& field = *state_.focusedField();
  field.caret = std::min(field.caret, field.text.size());
  const bool edits = editKey(field, event);
  state_.typedTag = state_.typedTag || (edits && &field == &state_.groupTag);
  return edits;
}

bool View::editKey(TextField& field, const InputEvent& event) {
  if (event.mods == Mods::ctrl && event.key == ImGuiKey_V) {
    std::string text = services_.clipboard ? services_.clipboard() : std::string();
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    isUtf8(text) ? insert(field, text) : void(state_.toast = say(PageId::clipboardNoText));
    return true;
  }
  if (event.mods != Mods::none && event.mods != Mods::shift) {
    return false;
  }
  if ((event.key == ImGuiKey_Backspace || event.key == ImGuiKey_Delete) && clearWhole(field)) {
    return true;
  }
  switch (event.key) {
    case ImGuiKey_LeftArrow:
      field.whole = false;
      field.caret = before(field);
      return true;
    case ImGuiKey_RightArrow:
      field.whole = false;
      field.caret = after(field);
      return true;
    case ImGuiKey_Home:
      field.whole = false;
      field.caret = 0;
      return true;
    case ImGuiKey_End:
      field.whole = false;
      field.caret = field.text.size();
      return true;
    case ImGuiKey_Backspace: {
      const std::size_t from = before(field);
      field.text.erase(from, field.caret - from);
      field.caret = from;
      return true;
    }
    case ImGuiKey_Delete:
      field.text.erase(field.caret, after(field) - field.caret);
      return true;
    default:
      return false;
  }
}

}  // namespace preflight::page
