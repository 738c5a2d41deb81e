#include "page/driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "base/text.h"

namespace preflight::page {
namespace {

struct NamedKey {
  std::string_view name;
  ImGuiKey key;
};

constexpr std::array namedKeys{NamedKey{"Tab", ImGuiKey_Tab},
                               NamedKey{"Enter", ImGuiKey_Enter},
                               NamedKey{"Esc", ImGuiKey_Escape},
                               NamedKey{"Home", ImGuiKey_Home},
                               NamedKey{"End", ImGuiKey_End},
                               NamedKey{"PgUp", ImGuiKey_PageUp},
                               NamedKey{"PgDn", ImGuiKey_PageDown},
                               NamedKey{"Backspace", ImGuiKey_Backspace},
                               NamedKey{"Delete", ImGuiKey_Delete},
                               NamedKey{"\u2191", ImGuiKey_UpArrow},
                               NamedKey{"\u2193", ImGuiKey_DownArrow},
                               NamedKey{"\u2190", ImGuiKey_LeftArrow},
                               NamedKey{"\u2192", ImGuiKey_RightArrow},
                               NamedKey{"+", ImGuiKey_Equal},
                               NamedKey{"-", ImGuiKey_Minus},
                               NamedKey{"?", ImGuiKey_Slash},
                               NamedKey{"/", ImGuiKey_Slash}};

ImGuiKey keyNamed(std::string_view name) {
  if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z') {
    return static_cast<ImGuiKey>(ImGuiKey_A + (name[0] - 'A'));
  }
  if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') {
    return static_cast<ImGuiKey>(ImGuiKey_0 + (name[0] - '0'));
  }
  if (name.size() >= 2 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9') {
    const int number = std::atoi(std::string(name.substr(1)).c_str());
    return number <= 12 ? static_cast<ImGuiKey>(ImGuiKey_F1 + number - 1) : ImGuiKey_None;
  }
  const auto found =
      std::find_if(namedKeys.begin(), namedKeys.end(), [&](const NamedKey& each) { return each.name == name; });
  return found == namedKeys.end() ? ImGuiKey_None : found->key;
}

InputEvent eventOf(std::string_view text) {
  InputEvent event;
  int mods = 0;
  for (const auto& [prefix, mod] : {std::pair<std::string_view, int>{"Ctrl ", 1}, {"Shift ", 2}}) {
    if (text.starts_with(prefix)) {
      text.remove_prefix(prefix.size());
      mods += mod;
    }
  }
  event.mods = static_cast<Mods>(mods);
  event.key = keyNamed(text);
  const bool types = text.size() == 1 && (mods & 1) == 0;
  event.character = types ? static_cast<char32_t>(lower(text)[0]) : 0;
  return event;
}

}  // namespace

PageDriver::PageDriver(std::unique_ptr<Session> session, DriverOptions options)
    : view_(std::move(session), std::move(options.services), options.theme),
      width_(options.width),
      height_(options.height),
      scale_(options.scale) {
  frame();
}

bool PageDriver::push(std::string_view key) {
  InputEvent event = eventOf(key);
  if (event.key == ImGuiKey_None) {
    return false;
  }
  const char32_t character = std::exchange(event.character, 0);
  view_.push(event);
  if (character != 0) {
    InputEvent typed;
    typed.kind = InputEvent::Kind::character;
    typed.character = character;
    view_.push(typed);
  }
  return true;
}

bool PageDriver::press(std::string_view key) {
  if (!push(key)) {
    return false;
  }
  InputEvent event = eventOf(key);
  event.down = false;
  view_.push(event);
  frame();
  return true;
}

void PageDriver::type(std::string_view text) {
  while (!text.empty()) {
    InputEvent typed;
    typed.kind = InputEvent::Kind::character;
    typed.character = takeCodePoint(text);
    view_.push(typed);
  }
  frame();
}

void PageDriver::click(float x, float y) {
  InputEvent event;
  event.kind = InputEvent::Kind::mouseButton;
  event.x = x;
  event.y = y;
  view_.push(event);
  event.down = false;
  view_.push(event);
  frame();
}

void PageDriver::wheel(float notches) {
  InputEvent event;
  event.kind = InputEvent::Kind::wheel;
  event.y = notches;
  view_.push(event);
  frame();
}

ImDrawData& PageDriver::frame() {
  return view_.frame(width_, height_, scale_);
}

bool PageDriver::frameUntil(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  for (frame(); !done(); frame()) {
    if (std::chrono::steady_clock::now() > until) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

void PageDriver::resize(int width, int height, float scale) {
  width_ = width;
  height_ = height;
  scale_ = scale;
  frame();
}

bool PageDriver::shows(std::string_view text) const {
  const auto& log = view_.log();
  return std::any_of(log.begin(), log.end(),
                     [&](const TextRecord& each) { return each.text.find(text) != std::string::npos; });
}

std::string PageDriver::allText() const {
  std::string text;
  for (const TextRecord& each : view_.log()) {
    text += each.text + "\n";
  }
  return text;
}

std::string PageDriver::faults() const {
  return faultsOf(view_.log());
}

std::string faultsOf(const std::vector<TextRecord>& log) {
  constexpr float tolerance = 0.51F;  // positions are whole pixels
  const auto inside = [&](const Rect& rect, const Rect& clip) {
    return rect.x0 >= clip.x0 - tolerance && rect.y0 >= clip.y0 - tolerance && rect.x1 <= clip.x1 + tolerance &&
           rect.y1 <= clip.y1 + tolerance;
  };
  std::string found;
  for (std::size_t i = 0; i < log.size(); ++i) {
    const Rect& a = log[i].rect;
    if (!inside(a, log[i].clip)) {
      found += fmt::format("cut off: '{}' of {}: {} {} {} {} in {} {} {} {}\n", log[i].text.substr(0, 60), log[i].owner,
                           a.x0, a.y0, a.x1, a.y1, log[i].clip.x0, log[i].clip.y0, log[i].clip.x1, log[i].clip.y1);
    }
    for (std::size_t j = i + 1; j < log.size(); ++j) {
      const Rect& b = log[j].rect;
      if (a.x0 + tolerance < b.x1 && b.x0 + tolerance < a.x1 && a.y0 + tolerance < b.y1 && b.y0 + tolerance < a.y1) {
        found += fmt::format("overlap: '{}' of {} and '{}' of {}\n", log[i].text.substr(0, 60), log[i].owner,
                             log[j].text.substr(0, 60), log[j].owner);
      }
    }
  }
  return found;
}

}  // namespace preflight::page
