#include "page/chrome.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "page/screens.h"
#include "page/widgets.h"

namespace preflight::page {
namespace {

float leastWidth(const Sizes& size) {
  return 14 * size.em;
}

// One row must be in sight.
float leastHeight(const Sizes& size) {
  return size.header + size.banner + size.tabs + size.bar + size.row + 2 * size.gap;
}

std::string joined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += part.empty() ? "" : (text.empty() ? "" : " \u00B7 ") + part;
  }
  return text;
}

std::string whoAndWhere(const Session& session) {
  const SetupPart& setup = session.report().setup;
  return joined(
      {setup.phase.known() ? std::string(words(setup.phase.value)) : "",
       !setup.elevated.known() ? "" : say(setup.elevated.value ? PageId::administrator : PageId::notAdministrator),
       session.device().kind != HostKind::live ? say(PageId::recordingSign) : ""});
}

// What is at the right, the least important first.
std::vector<std::string> signsOf(const Frame& frame) {
  const Session& session = frame.session;
  std::vector<std::string> signs;
  if (frame.state.masked) {
    signs.push_back(say(PageId::serialsHidden));
  }
  const Fact<std::string>& name = session.report().setup.computerName;
  if (name.known()) {
    signs.push_back(frame.shown(printable(name.value, 100)));
  }
  const Target* target = session.target();
  signs.push_back(target == nullptr ? say(PageId::noStick) : driveName(*target));
  const int zone = zoneOf(session.report());
  const UtcTime recorded = session.now();  // of a series that of the step that is shown
  signs.push_back(session.device().kind == HostKind::live ? timeWithZone(frame.now, zone)
                  : recorded == UtcTime{}                 ? say(PageId::recorded)
                                          : say(PageId::recordedAt, {{"date", dateText(recorded, zone)}}));
  return signs;
}

}  // namespace

std::string timeWithZone(UtcTime time, int zoneMinutes) {
  const int size = std::abs(zoneMinutes);
  const std::string zone = size == 0 ? "UTC"
                           : size % 60 == 0
                               ? fmt::format("UTC{}{}", zoneMinutes < 0 ? '-' : '+', size / 60)
                               : fmt::format("UTC{}{}:{:02}", zoneMinutes < 0 ? '-' : '+', size / 60, size % 60);
  return dateText(time, zoneMinutes).substr(11) + " " + zone;
}

void drawHeader(Frame& frame, Rect& room) {
  const Sizes& size = frame.size;
  if (size.header <= 0) {
    return;
  }
  const Rect rect{room.x0, room.y0, room.x1, room.y0 + size.header};
  room.y0 = rect.y1;
  frame.canvas.fill(rect, frame.theme.bar);
  const float y = std::floor((rect.y0 + rect.y1 - Sizes::high(size.small)) / 2);
  const Rect& column = frame.column;
  frame.canvas.owner("header, name");
  float left = frame.canvas.text(size.small, column.x0, y, frame.theme.text, "\u2708") + size.px(10);
  left = frame.canvas.text(size.smallBold, left, y, frame.theme.text, "Preflight") + size.px(12);
  float right = column.x1;
  const std::vector<std::string> signs = signsOf(frame);
  for (auto sign = signs.rbegin(); sign != signs.rend(); ++sign) {
    const float room_ = std::min(right - left - size.px(24), column.width() * 0.35F);
    if (room_ < size.em * 2) {
      break;
    }
    frame.canvas.owner("header, sign");
    const std::string text = frame.canvas.elide(size.small, *sign, room_);
    right -= frame.canvas.width(size.small, text);
    frame.canvas.text(size.small, right, y, frame.theme.dim, text);
    right -= size.px(24);
  }
  frame.canvas.owner("header, who");
  const std::string who = frame.shown(whoAndWhere(frame.session));
  if (frame.canvas.width(size.small, who) <= right - left) {
    frame.canvas.text(size.small, left, y, frame.theme.dim, who);
  }
}

namespace {

// One screen's name, as it is drawn and measured.
struct Tab {
  const ScreenEntry& entry;
  bool shown;
  std::optional<Sign> sign;
  float number, name, glyph;  // widths
  float width(const Sizes& size, bool named) const {
    const float gap = size.px(8);
    return number + (named ? gap + name : 0) + (sign ? gap + glyph : 0) + size.px(size.large ? 28 : 32);
  }
};

Tab tabOf(Frame& frame, const ScreenEntry& entry) {
  const Sizes& size = frame.size;
  Tab tab{entry, entry.screen == frame.state.screen, {}, 0, 0, 0};
  tab.sign = entry.mark == nullptr ? std::nullopt : entry.mark(frame);
  tab.number = frame.canvas.width(size.bold, entry.number);
  tab.name = frame.canvas.width(tab.shown ? size.bold : size.body, say(entry.name));
  tab.glyph = tab.sign ? frame.canvas.width(size.small, glyphOf(*tab.sign)) : 0;
  return tab;
}

void drawTab(Frame& frame, const Tab& tab, const Rect& rect, bool named) {
  const Sizes& size = frame.size;
  Canvas& canvas = frame.canvas;
  const Colour colour = tab.shown || frame.theme.strong ? frame.theme.text : frame.theme.dim;
  const float edge = size.px(size.large ? 14 : 16);
  if (tab.shown) {
    canvas.fill({rect.x0 + edge, rect.y1 - size.px(3), rect.x1 - edge, rect.y1}, frame.theme.text);
  }
  canvas.owner("screen " + std::string(tab.entry.number));
  const float y = std::floor((rect.y0 + rect.y1 - size.em) / 2);
  float x = canvas.text(size.bold, rect.x0 + edge, y, colour, tab.entry.number) + size.px(8);
  if (named) {
    x = canvas.text(tab.shown ? size.bold : size.body, x, y, colour, say(tab.entry.name)) + size.px(8);
  }
  if (tab.sign) {
    const int turn = *tab.sign == Sign::running ? frame.turn() : 0;
    canvas.text(size.small, x, y + std::floor((size.em - Sizes::high(size.small)) / 2), frame.theme.of(*tab.sign),
                glyphOf(*tab.sign, turn));
  }
  if (frame.mouse.pressed && rect.contains(frame.mouse.x, frame.mouse.y)) {
    frame.asked = tab.entry.action;
  }
}

}  // namespace

void drawTabs(Frame& frame, Rect& room) {
  const Sizes& size = frame.size;
  const Rect rect{room.x0, room.y0, room.x1, room.y0 + size.tabs};
  room.y0 = rect.y1;
  frame.canvas.fill({rect.x0, rect.y1 - 1, rect.x1, rect.y1}, frame.theme.line);
  std::vector<Tab> tabs;
  float whole = 0;
  for (const ScreenEntry& entry : screens()) {
    tabs.push_back(tabOf(frame, entry));
    whole += tabs.back().width(size, true);
  }
  const float edge = size.px(size.large ? 14 : 16);
  // Else only the screen that is shown has its name.
  const bool named = !size.large && whole <= frame.column.width() + 2 * edge;
  float x = frame.column.x0 - edge;
  for (const Tab& tab : tabs) {
    const Rect box{x, rect.y0, x + tab.width(size, named || tab.shown), rect.y1};
    if (box.x1 > rect.x1) {
      break;
    }
    drawTab(frame, tab, box, named || tab.shown);
    x = box.x1;
  }
}

void drawToast(Frame& frame, const Rect& room) {
  if (frame.state.toast.empty()) {
    return;
  }
  const Sizes& size = frame.size;
  const Fitted text =
      frame.canvas.wrap(size.body, frame.shown(frame.state.toast), frame.column.width() - 2 * size.pad, 2);
  const float height = size.line * static_cast<float>(text.lines.size()) + size.px(16);
  const Rect rect{frame.column.x0, room.y1 - height - size.px(8), frame.column.x1, room.y1 - size.px(8)};
  frame.canvas.cover(rect);
  frame.canvas.fill(rect, frame.theme.raised, size.px(8));
  frame.canvas.frame(rect, frame.theme.field, 1, size.px(8));
  frame.canvas.owner("toast");
  float y = rect.y0 + size.px(8) + std::floor((size.line - size.em) / 2);
  for (const std::string& line : text.lines) {
    if (&line == &text.lines.back() && text.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(size.body, rect.x0 + size.pad, y, frame.theme.text, line);
    y += size.line;
  }
}

bool fits(const Frame& frame) {
  return frame.whole.width() >= leastWidth(frame.size) && frame.whole.height() >= leastHeight(frame.size);
}

void drawTooSmall(Frame& frame) {
  const float width = frame.whole.width();
  const auto pixels = [](float value) { return std::to_string(static_cast<int>(std::ceil(value))); };
  const std::string text = say(frame.state.textPercent > leastTextPercent ? PageId::tooSmallText : PageId::tooSmall,
                               {{"width", pixels(leastWidth(frame.size))},
                                {"height", pixels(leastHeight(frame.size))},
                                {"key", keyOf(ActionId::smaller)}});
  // Whatever size is left: the message itself must be readable.
  const Style style{Face::sans, std::clamp(static_cast<int>(width / 16), 9, std::max(frame.size.body.pixels, 9))};
  const float high = Sizes::high(style);
  const float edge = std::min(high * 0.5F, 6.0F);
  const float line = std::floor(high * 1.2F);
  const auto most = static_cast<std::size_t>(std::max((frame.whole.height() - edge) / line, 1.0F));
  frame.canvas.owner("too small");
  float y = edge;
  if (y + high > frame.whole.height()) {
    return;
  }
  const Fitted fitted = frame.canvas.wrap(style, text, std::max(width - 2 * edge, 1.0F), most);
  for (const std::string& each : fitted.lines) {
    if (&each == &fitted.lines.back() && fitted.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(style, edge, y, frame.theme.text, each);
    y += line;
  }
}

}  // namespace preflight::page
