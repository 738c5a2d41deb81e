#include "page/chrome.h"
#include "page/screens.h"
#include "page/widgets.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace preflight::page {
namespace {

constexpr float leastEmsWide = 16;
constexpr float leastEmsHigh = 12;

std::string whoAndWhere(const Session& session) {
  const SetupPart& setup = session.report().setup;
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) {
      text += (text.empty() ? "" : " \u00B7 ") + part;
    }
  };
  add(setup.phase.known() ? std::string(words(setup.phase.value)) : "");
  add(setup.userName.known() ? printable(setup.userName.value, 100) : "");
  add(!setup.elevated.known() ? "" : say(setup.elevated.value ? PageId::administrator : PageId::notAdministrator));
  if (session.device().kind != HostKind::live) {
    add(say(PageId::recordingSign));
  }
  return text;
}

std::string clockOf(const Frame& frame) {
  const int zone = zoneOf(frame.session.report());
  if (frame.session.device().kind == HostKind::live) {
    return clockText({frame.now.milliseconds / 1000 * 1000}, zone);
  }
  const UtcTime recorded = frame.session.report().origin.capturedAt;
  return recorded == UtcTime{} ? say(PageId::recorded) : say(PageId::recordedAt, {{"date", dateText(recorded, zone)}});
}

}  // namespace

void drawTopLine(Frame& frame, Rect& room) {
  const Sizes& size = frame.size;
  const float height = std::floor(size.em * 2);
  const Rect rect{room.x0, room.y0, room.x1, room.y0 + height};
  room.y0 = rect.y1;
  frame.canvas.fill(rect, frame.theme.bar);
  frame.canvas.fill({rect.x0, rect.y1 - 1, rect.x1, rect.y1}, frame.theme.line);
  const float y = std::floor(rect.y0 + (height - static_cast<float>(size.small.pixels)) / 2);
  const float left = rect.x0 + size.em * 0.9F;
  const float right = rect.x1 - size.em * 0.9F;
  const float all = right - left;
  frame.canvas.owner("top line, clock");
  const std::string clock = frame.canvas.elide(size.small, clockOf(frame), all * 0.55F);
  float x = right - frame.canvas.width(size.small, clock);
  frame.canvas.text(size.small, x, y, frame.theme.dim, clock);
  frame.canvas.owner("top line, name");
  const std::string product = "Preflight " PREFLIGHT_VERSION;
  float end = left;
  if (frame.canvas.width(size.key, product) < x - left - size.em) {
    end = frame.canvas.text(size.key, left, y, frame.theme.text, product) + size.em * 0.9F;
  }
  const Fact<std::string>& name = frame.session.report().setup.computerName;
  const float nameRoom = std::min(x - end - size.em, all * 0.3F);
  if (name.known() && nameRoom > size.em * 5) {
    const std::string text = frame.canvas.elide(size.small, frame.shown(printable(name.value, 100)), nameRoom);
    x -= frame.canvas.width(size.small, text) + size.em * 0.8F;
    frame.canvas.owner("top line, computer");
    frame.canvas.text(size.small, x, y, frame.theme.dim, text);
  }
  if (x - end - size.em > size.em * 5) {
    frame.canvas.owner("top line, who");
    frame.canvas.textIn(size.small, end, y, x - end - size.em, frame.theme.dim,
                        frame.shown(whoAndWhere(frame.session)));
  }
}

void drawBanner(Frame& frame, const Banner& banner, Rect& room) {
  const Sizes& size = frame.size;
  Canvas& canvas = frame.canvas;
  const bool tight = frame.whole.height() < size.em * 22;
  const float edge = std::floor(size.em * 0.5F);
  const bool narrow = frame.whole.width() < size.em * 30;
  const float markWidth =
      std::max(canvas.width(size.mark, glyphOf(banner.state)), static_cast<float>(size.mark.pixels) * 0.7F);
  const float left =
      std::floor(room.x0 + edge + size.em * (narrow ? 0.5F : 1.0F) + markWidth + size.em * (narrow ? 0.5F : 1.0F));
  const float wide = room.x1 - left - size.em * 0.9F;
  const Fitted title = canvas.wrap(size.title, frame.shown(banner.word), wide, 2);
  const Fitted text = canvas.wrap(size.body, frame.shown(banner.sentence), wide, tight ? 3 : 4);
  const auto titlePixels = std::floor(static_cast<float>(size.title.pixels) * 1.15F);
  const float inside = titlePixels * static_cast<float>(title.lines.size()) +
                       size.line * static_cast<float>(text.lines.size()) + std::floor(size.em * 0.1F);
  const float around = std::floor(size.em * (tight ? 0.4F : 0.8F));
  const float height = std::max(inside, static_cast<float>(size.mark.pixels)) + 2 * around;
  const Rect rect{room.x0, room.y0, room.x1, room.y0 + height};
  room.y0 = rect.y1;
  canvas.fill(rect, frame.theme.band(banner.state));
  canvas.fill({rect.x0, rect.y0, rect.x0 + edge, rect.y1}, frame.theme.of(banner.state));
  canvas.owner("verdict");
  const float middle = std::floor((rect.y0 + rect.y1) / 2);
  canvas.text(size.mark, left - markWidth - size.em * (narrow ? 0.5F : 1.0F),
              middle - std::floor(static_cast<float>(size.mark.pixels) / 2), frame.theme.of(banner.state),
              glyphOf(banner.state));
  float y = std::floor(middle - inside / 2);
  for (std::size_t i = 0; i < title.lines.size(); ++i) {
    if (i + 1 == title.lines.size() && title.elided) {
      canvas.markElided();
    }
    canvas.text(size.title, left, y, frame.theme.text, title.lines[i]);
    y += titlePixels;
  }
  y += std::floor(size.em * 0.1F);
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    if (i + 1 == text.lines.size() && text.elided) {
      canvas.markElided();
    }
    canvas.text(size.body, left, y, frame.theme.text, text.lines[i]);
    y += size.line;
  }
}

namespace {

// One screen's name at the top, as it is drawn and measured.
struct Tab {
  const ScreenEntry& entry;
  bool shown;
  bool named;  // the verdict names its key
  std::string_view mark;
  State state;
  float number, name, end;  // widths: the number, the name with its gap, the mark with its gap
  float width(const Sizes& size, bool withName) const { return number + (withName ? name : 0) + end + size.em * 1.7F; }
};

Tab tabOf(Frame& frame, const Banner& banner, const ScreenEntry& entry) {
  const Sizes& size = frame.size;
  Tab tab{entry, entry.screen == frame.state.screen, banner.named == entry.action, {}, State{}, 0, 0, 0};
  tab.mark = entry.mark == nullptr ? "" : entry.mark(frame, tab.state);
  tab.number = tab.named ? keyCapWidth(frame, entry.number) : frame.canvas.width(size.bold, entry.number);
  tab.name = frame.canvas.width(size.body, say(entry.name)) + size.em * 0.35F;
  tab.end = tab.mark.empty() ? 0 : frame.canvas.width(size.small, tab.mark) + size.em * 0.45F;
  return tab;
}

void drawTab(Frame& frame, const Tab& tab, const Rect& rect, bool withName) {
  const Sizes& size = frame.size;
  Canvas& canvas = frame.canvas;
  const bool open = tab.shown && frame.state.overlay == Overlay::none;
  if (open) {
    canvas.fill(rect, frame.theme.ground);
    canvas.fill({rect.x0, rect.y0, rect.x1, rect.y0 + size.ring + 1}, frame.theme.focus);
  }
  canvas.owner("screen " + std::string(tab.entry.number));
  const float y = std::floor((rect.y0 + rect.y1 - size.em) / 2);
  float at = rect.x0 + size.em * 0.85F;
  if (tab.named) {
    drawKeyCap(frame, at, y + size.em * 0.1F, tab.entry.number, KeyLook::named);
  } else {
    canvas.text(size.bold, at, y, frame.theme.focus, tab.entry.number);
  }
  at += tab.number + size.em * 0.35F;
  if (withName) {
    at =
        canvas.text(size.body, at, y, open ? frame.theme.text : frame.theme.dim, say(tab.entry.name)) + size.em * 0.45F;
  }
  if (!tab.mark.empty()) {
    canvas.text(size.small, at, y + size.em * 0.12F, frame.theme.of(tab.state), tab.mark);
  }
  if (frame.mouse.pressed && rect.contains(frame.mouse.x, frame.mouse.y)) {
    frame.asked = tab.entry.action;
  }
}

}  // namespace

void drawTabs(Frame& frame, const Banner& banner, Rect& room) {
  const Sizes& size = frame.size;
  const float height = std::floor(size.em * 2);
  const Rect rect{room.x0, room.y0, room.x1, room.y0 + height};
  room.y0 = rect.y1;
  frame.canvas.fill(rect, frame.theme.tab);
  frame.canvas.fill({rect.x0, rect.y1 - 1, rect.x1, rect.y1}, frame.theme.line);
  std::vector<Tab> tabs;
  float whole = 0;
  for (const ScreenEntry& each : screens()) {
    tabs.push_back(tabOf(frame, banner, each));
    whole += tabs.back().width(size, true);
  }
  const bool wordsFit = whole <= rect.width();  // else only the screen that is shown has its name
  const auto widthOf = [&](const Tab& each) { return each.width(size, wordsFit || each.shown); };
  const auto shown = std::find_if(tabs.begin(), tabs.end(), [](const Tab& each) { return each.shown; });
  float upToShown = 0;
  for (auto at = tabs.begin(); at != tabs.end() && at <= shown; ++at) {
    upToShown += widthOf(*at);
  }
  auto first = tabs.begin();
  for (; first < shown && upToShown > rect.width(); ++first) {  // not even the numbers fit: the left ones go
    upToShown -= widthOf(*first);
  }
  float x = rect.x0;
  for (; first != tabs.end(); ++first) {
    const Rect tab{x, rect.y0, x + widthOf(*first), rect.y1};
    if (tab.x1 > rect.x1) {
      break;
    }
    drawTab(frame, *first, tab, wordsFit || first->shown);
    x = tab.x1;
  }
}

void drawToast(Frame& frame, Rect& room) {
  if (frame.state.toast.empty()) {
    return;
  }
  const Sizes& size = frame.size;
  const Fitted text = frame.canvas.wrap(size.body, frame.shown(frame.state.toast), room.width() - size.em * 1.8F, 2);
  const float height = size.line * static_cast<float>(text.lines.size()) + std::floor(size.em * 0.6F);
  const Rect rect{room.x0, room.y1 - height, room.x1, room.y1};
  room.y1 = rect.y0;
  frame.canvas.fill(rect, frame.theme.band(State::info));
  frame.canvas.fill({rect.x0, rect.y0, rect.x1, rect.y0 + 1}, frame.theme.info);
  frame.canvas.owner("toast");
  float y = rect.y0 + std::floor(size.em * 0.35F);
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    if (i + 1 == text.lines.size() && text.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(size.body, rect.x0 + size.em * 0.9F, y, frame.theme.text, text.lines[i]);
    y += size.line;
  }
}

bool fits(const Frame& frame) {
  return frame.whole.width() >= leastEmsWide * frame.size.em && frame.whole.height() >= leastEmsHigh * frame.size.em;
}

void drawTooSmall(Frame& frame) {
  const float width = frame.whole.width();
  const auto pixelsFor = [&](float ems) { return std::to_string(static_cast<int>(std::ceil(ems * frame.size.em))); };
  const std::string text =
      say(frame.state.textPercent > leastTextPercent ? PageId::tooSmallText : PageId::tooSmall,
          {{"width", pixelsFor(leastEmsWide)}, {"height", pixelsFor(leastEmsHigh)}, {"key", keyOf(ActionId::smaller)}});
  // Whatever size is left: the message itself must be readable.
  const Style style{Face::sans, std::clamp(static_cast<int>(width / 16), 9, frame.size.px)};
  const auto pixels = static_cast<float>(style.pixels);
  const float edge = std::min(pixels * 0.5F, 6.0F);
  const float line = std::floor(pixels * 1.2F);
  const auto most = static_cast<std::size_t>(std::max((frame.whole.height() - edge) / line, 1.0F));
  frame.canvas.owner("too small");
  float y = edge;
  if (y + pixels > frame.whole.height()) {
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
