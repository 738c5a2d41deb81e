#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "page/chrome.h"
#include "page/widgets.h"

namespace preflight::page {
namespace {

struct Entry {
  ActionId id;
  std::string_view key;
  std::string label;
  KeyLook look;
  int keep;  // those with the lowest number go first when there is no room
};

std::string exportLabel(const Frame& frame) {
  if (frame.state.screen == Screen::exportScreen && frame.hasFocus("write")) {
    return say(frame.session.writtenTo().empty() ? PageId::save : PageId::saveAgain);
  }
  const Target* target = frame.session.target();
  if (target == nullptr) {
    return say(PageId::barExport);
  }
  // "E: KINGSTON"; where sticks have long paths, the label alone.
  std::string root = target->root;
  while (root.size() > 2 && (root.back() == '\\' || root.back() == '/')) {
    root.pop_back();
  }
  const std::string label = printable(target->label, 20);
  if (root.size() > 3) {
    return label.empty() ? say(PageId::barExportStick) : say(PageId::barExportTo, {{"drive", label}});
  }
  return say(PageId::barExportTo, {{"drive", root + (label.empty() ? "" : " " + label)}});
}

std::string enterLabel(const Frame& frame) {
  const Item* item = frame.state.focusedItem();
  if (item == nullptr || item->hasEvidence) {
    return say(PageId::barEnter);
  }
  return say(item->field ? PageId::barNext : PageId::barPress);
}

// Without a stick there is nothing to save to: the key opens the form and stays dim.
bool isDead(const Frame& frame, const Action& action) {
  if (action.id == ActionId::exportHash && frame.session.drives().targets.empty()) {
    return true;
  }
  return !whyNot(action, frame.state, frame.session).empty();
}

bool isShown(const Frame& frame, ActionId id) {
  if (id == ActionId::restart || id == ActionId::confirm) {
    return !isDead(frame, actionOf(id));
  }
  if (frame.state.overlay == Overlay::none) {
    return (id != ActionId::back || frame.state.filtering) && id != ActionId::showInLog;
  }
  return id == ActionId::back || id == ActionId::quit ||
         (id == ActionId::showInLog && frame.state.logEntry() != nullptr) ||
         (id == ActionId::copyValue && frame.state.overlay != Overlay::qr && frame.state.overlay != Overlay::quit) ||
         (id == ActionId::enter && frame.state.overlay != Overlay::help && frame.state.overlay != Overlay::qr &&
          frame.state.overlay != Overlay::evidence);
}

int keepOf(ActionId id) {
  switch (id) {
    case ActionId::help:
    case ActionId::back:
      return 9;
    case ActionId::exportHash:
      return 8;
    case ActionId::quit:
    case ActionId::restart:
      return 7;
    case ActionId::readAgain:
      return 6;
    case ActionId::enter:
      return 5;
    case ActionId::qr:
      return 4;
    case ActionId::record:
      return 3;
    default:
      return 2;
  }
}

std::vector<Entry> entriesOf(const Frame& frame, const Banner& banner) {
  std::vector<Entry> entries;
  for (const Action& each : actions()) {
    if (!each.barLabel || !isShown(frame, each.id)) {
      continue;
    }
    const bool named = banner.named == each.id;
    const bool dead = isDead(frame, each);
    std::string label = say(*each.barLabel);
    if (each.id == ActionId::exportHash) {
      label = exportLabel(frame);
    } else if (each.id == ActionId::enter) {
      label = enterLabel(frame);
    }
    entries.push_back({each.id, each.keyLabel, std::move(label),
                       dead    ? KeyLook::dead
                       : named ? KeyLook::named
                               : KeyLook::plain,
                       named ? 10 : keepOf(each.id)});
  }
  return entries;
}

float widthOf(Frame& frame, const Entry& entry) {
  return keyCapWidth(frame, entry.key) + frame.size.em * 0.35F + frame.canvas.width(frame.size.small, entry.label) +
         frame.size.em * 1.2F;
}

// How many lines the entries take.
int linesOf(Frame& frame, const std::vector<Entry>& entries, float room) {
  int lines = 1;
  float used = 0;
  for (const Entry& each : entries) {
    const float width = widthOf(frame, each);
    if (used > 0 && used + width > room) {
      ++lines;
      used = 0;
    }
    used += width;
  }
  return lines;
}

}  // namespace

void drawKeyBar(Frame& frame, const Banner& banner, Rect& room) {
  const Sizes& size = frame.size;
  std::vector<Entry> entries = entriesOf(frame, banner);
  const float left = room.x0 + size.em * 0.65F;
  const float wide = room.x1 - size.em * 0.2F - left;
  const int most = frame.whole.height() >= size.em * 26 ? 2 : 1;
  if (linesOf(frame, entries, wide) > most) {
    for (Entry& each : entries) {
      each.label = each.id == ActionId::exportHash && each.label.size() > 12 ? say(PageId::barExportShort) : each.label;
    }
  }
  while (entries.size() > 1 && linesOf(frame, entries, wide) > most) {
    entries.erase(std::min_element(entries.begin(), entries.end(),
                                   [](const Entry& a, const Entry& b) { return a.keep < b.keep; }));
  }
  const int lines = linesOf(frame, entries, wide);
  const float pitch = std::floor(size.em * 1.6F);
  const float height = pitch * static_cast<float>(lines) + std::floor(size.em * 0.4F);
  const Rect rect{room.x0, room.y1 - height, room.x1, room.y1};
  room.y1 = rect.y0;
  frame.canvas.fill(rect, frame.theme.bar);
  frame.canvas.fill({rect.x0, rect.y0, rect.x1, rect.y0 + 1}, frame.theme.line);
  float x = left;
  float y = std::floor(rect.y0 + size.em * 0.2F + (pitch - static_cast<float>(size.key.pixels)) / 2);
  for (const Entry& each : entries) {
    const float width = widthOf(frame, each);
    if (x > left && x + width > left + wide) {
      x = left;
      y += pitch;
    }
    frame.canvas.owner("key " + std::string(each.key));
    const float end = drawKeyCap(frame, x, y, each.key, each.look) + size.em * 0.35F;
    frame.canvas.textIn(size.small, end, y, left + wide - end,
                        each.look == KeyLook::named ? frame.theme.text : frame.theme.dim, each.label);
    if (frame.mouse.pressed &&
        Rect{x, y - size.em * 0.3F, x + width, y + pitch}.contains(frame.mouse.x, frame.mouse.y)) {
      frame.asked = each.id;
    }
    x += width;
  }
}

}  // namespace preflight::page
