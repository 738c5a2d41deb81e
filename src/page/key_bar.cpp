// The keys of what is shown, in one row.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "page/chrome.h"
#include "page/screens.h"
#include "page/widgets.h"

namespace preflight::page {
namespace {

// A key of the bar: with a label of its own where the table's does not say what it does here.
struct Entry {
  ActionId id;
  PageId label;
  std::string_view keys{};  // where several keys belong together
};

constexpr std::string_view sideways = "\u2190 \u2192";
constexpr std::string_view upDown = "\u2191 \u2193";

constexpr Entry overviewKeys[] = {
    {ActionId::exportHash, PageId::barExport}, {ActionId::qr, PageId::barQr},
    {ActionId::enter, PageId::barDetails},     {ActionId::readAgain, PageId::barReadAgain},
    {ActionId::record, PageId::barRecord},     {ActionId::copyValue, PageId::barCopySerial}};
constexpr Entry identityKeys[] = {{ActionId::enter, PageId::barEnter},   {ActionId::filter, PageId::barFilter},
                                  {ActionId::qr, PageId::barQr},         {ActionId::readAgain, PageId::barReadAgain},
                                  {ActionId::record, PageId::barRecord}, {ActionId::copyValue, PageId::barCopy}};
constexpr Entry registrationKeys[] = {{ActionId::enter, PageId::barEnter},
                                      {ActionId::showInLog, PageId::barShowInLog},
                                      {ActionId::readAgain, PageId::barReadAgain},
                                      {ActionId::record, PageId::barRecord},
                                      {ActionId::copyValue, PageId::barCopy}};
constexpr Entry logKeys[] = {{ActionId::filter, PageId::barFilter, "/"},
                             {ActionId::nextFailure, PageId::barNextFailure},
                             {ActionId::previousFailure, PageId::barPreviousFailure},
                             {ActionId::enter, PageId::barOpenEntry},
                             {ActionId::right, PageId::barWhatMatters, sideways},
                             {ActionId::back, PageId::barBack}};
constexpr Entry exportKeys[] = {{ActionId::exportHash, PageId::save},
                                {ActionId::nextItem, PageId::barNextField},
                                {ActionId::right, PageId::barChoose, sideways},
                                {ActionId::record, PageId::barRecord},
                                {ActionId::back, PageId::barBack}};
constexpr Entry receiptKeys[] = {{ActionId::enter, PageId::barProof},
                                 {ActionId::exportHash, PageId::saveAgain},
                                 {ActionId::record, PageId::barRecord},
                                 {ActionId::copyValue, PageId::barCopyProof},
                                 {ActionId::back, PageId::barCloseReceipt}};
constexpr Entry evidenceKeys[] = {{ActionId::showInLog, PageId::barShowInLog},
                                  {ActionId::record, PageId::barRecord},
                                  {ActionId::down, PageId::barRows, upDown},
                                  {ActionId::copyValue, PageId::barCopy},
                                  {ActionId::back, PageId::barBack}};
constexpr Entry helpKeys[] = {{ActionId::down, PageId::barRows, upDown}, {ActionId::back, PageId::barClose}};
constexpr Entry qrKeys[] = {{ActionId::back, PageId::barClose}};
constexpr Entry quitKeys[] = {{ActionId::enter, PageId::barPress}, {ActionId::back, PageId::stay}};
constexpr Entry openKeys[] = {
    {ActionId::enter, PageId::barPress}, {ActionId::nextItem, PageId::barNextField}, {ActionId::back, PageId::barBack}};
constexpr Entry confirmKeys[] = {{ActionId::confirm, PageId::barConfirm}, {ActionId::back, PageId::barCancel}};

std::span<const Entry> entriesOf(const PageState& state, const Session& session) {
  if (state.askedToConfirm) {
    return confirmKeys;
  }
  switch (state.overlay) {
    case Overlay::help:
      return helpKeys;
    case Overlay::evidence:
      return evidenceKeys;
    case Overlay::qr:
      return qrKeys;
    case Overlay::quit:
      return quitKeys;
    case Overlay::open:
      return openKeys;
    case Overlay::none:
      break;
  }
  switch (state.screen) {
    case Screen::overview:
      return overviewKeys;
    case Screen::identity:
      return identityKeys;
    case Screen::registration:
    case Screen::deployment:
      return registrationKeys;
    case Screen::log:
      return logKeys;
    case Screen::exportScreen:
      return session.exported() && *session.exported() ? std::span<const Entry>(receiptKeys) : exportKeys;
  }
  return overviewKeys;
}

bool isDead(const PageState& state, const Session& session, ActionId id) {
  return !whyNot(actionOf(id), state, session).empty();
}

// Labels of the keys at the right go first, then the last keys.
struct Plan {
  std::vector<BarKey> keys;
  std::vector<BarKey> fixed;
  bool fixedLabels = true;
};

float widthOf(Frame& frame, const BarKey& key, bool labelled) {
  return capsWidth(frame, key.keys) +
         (labelled ? frame.size.px(8) + frame.canvas.width(frame.size.small, key.label) : 0);
}

float widthOf(Frame& frame, const std::vector<BarKey>& keys, bool labelled) {
  float width = 0;
  for (const BarKey& key : keys) {
    width += (width > 0 ? frame.size.px(labelled ? 24 : 12) : 0) + widthOf(frame, key, labelled);
  }
  return width;
}

Plan planOf(Frame& frame) {
  Plan plan{barKeys(frame.state, frame.session), {}, !frame.size.large};
  for (const ActionId id : {ActionId::help, ActionId::quit}) {
    plan.fixed.push_back({id, std::string(keyOf(id)), say(*actionOf(id).barLabel), false});
  }
  const auto whole = [&] {
    return widthOf(frame, plan.keys, true) + frame.size.px(24) + widthOf(frame, plan.fixed, plan.fixedLabels);
  };
  plan.fixedLabels = plan.fixedLabels && whole() <= frame.column.width();
  while (!plan.keys.empty() && whole() > frame.column.width()) {
    plan.keys.pop_back();
  }
  return plan;
}

float drawKey(Frame& frame, const BarKey& key, float x, const Rect& bar, bool labelled) {
  const Sizes& size = frame.size;
  frame.canvas.owner("key " + key.keys);
  const float start = x;
  x = drawCaps(frame, x, std::floor((bar.y0 + bar.y1 - size.cap) / 2), key.keys,
               key.dead ? KeyLook::dead : KeyLook::plain);
  if (labelled) {
    const float y = std::floor((bar.y0 + bar.y1 - Sizes::high(size.small)) / 2);
    const float from = x + size.px(8);
    x = frame.canvas.text(size.small, from, y, key.dead ? frame.theme.dead : frame.theme.dim, key.label);
    if (key.dead && frame.theme.strong) {
      const float middle = std::floor((bar.y0 + bar.y1) / 2);
      frame.canvas.fill({from, middle, x, middle + 1}, frame.theme.dead);
    }
  }
  if (frame.mouse.pressed && Rect{start, bar.y0, x, bar.y1}.contains(frame.mouse.x, frame.mouse.y)) {
    frame.asked = key.id;
  }
  return x;
}

}  // namespace

std::vector<BarKey> barKeys(const PageState& state, const Session& session) {
  std::vector<BarKey> keys;
  for (const Entry& entry : entriesOf(state, session)) {
    const std::string_view caps = entry.keys.empty() ? keyOf(entry.id) : entry.keys;
    keys.push_back({entry.id, std::string(caps), say(entry.label), isDead(state, session, entry.id)});
  }
  const Action& restart = actionOf(ActionId::restart);
  if (state.overlay == Overlay::none && !isDead(state, session, ActionId::restart) && keys.size() < 6) {
    keys.push_back({restart.id, std::string(restart.keyLabel), say(*restart.barLabel), false});
  }
  return keys;
}

void drawKeyBar(Frame& frame, Rect& room) {
  const Sizes& size = frame.size;
  const Rect rect{room.x0, room.y1 - size.bar, room.x1, room.y1};
  room.y1 = rect.y0;
  frame.canvas.fill(rect, frame.theme.bar);
  if (frame.theme.strong) {
    frame.canvas.fill({rect.x0, rect.y0, rect.x1, rect.y0 + 1}, frame.theme.line);
  }
  const Plan plan = planOf(frame);
  float x = frame.column.x0;
  for (const BarKey& key : plan.keys) {
    x = drawKey(frame, key, x, rect, true) + size.px(24);
  }
  x = frame.column.x1 - widthOf(frame, plan.fixed, plan.fixedLabels);
  for (const BarKey& key : plan.fixed) {
    x = drawKey(frame, key, x, rect, plan.fixedLabels) + size.px(plan.fixedLabels ? 24 : 12);
  }
}

}  // namespace preflight::page
