// What has the focus, where it moves, and that it stays in sight.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "page/screens.h"
#include "page/view.h"

namespace preflight::page {

void View::settleFocus(const std::string& start) {
  if (state_.items.empty()) {
    return;
  }
  // Until a person moves it, the focus follows what a screen begins with: that changes while the device is read.
  std::string& begun = state_.begun[state_.view()];
  const bool untouched = !start.empty() && state_.focused() == begun && begun != start;
  if (!untouched && state_.focusedItem() != nullptr) {
    return;
  }
  state_.focused() = start;
  if (state_.focusedItem() == nullptr) {
    state_.focused() = state_.items.front().id;
  }
  begun = start;
  state_.followFocus = true;  // at large sizes of text even the first row may not fit below what stands above it
  redraw_ = true;
}

void View::settleScroll(const Rect& room, float contentBottom) {
  room_ = room;
  float& scroll = state_.scroll[state_.view()];
  const float before = scroll;
  const Item* item = state_.focusedItem();
  if (state_.followFocus && item != nullptr) {
    const float margin = std::floor(sizes().em * 0.4F);
    const float top = item->rect.y0 + before - margin;  // as if nothing were scrolled
    const float bottom = item->rect.y1 + before + margin;
    scroll = std::max(scroll, bottom - room.y1);
    scroll = std::min(scroll, top - room.y0);
    if (item == &state_.items.front() && bottom <= room.y1) {
      scroll = 0;  // the first row brings what stands above it along
    }
  }
  scroll = std::floor(std::clamp(scroll, 0.0F, std::max(contentBottom - room.y1, 0.0F)));
  if (scroll != before) {
    redraw_ = true;
  } else if (!redraw_) {
    state_.followFocus = false;
  }
}

void View::moveTo(std::size_t index) {
  if (index < state_.items.size()) {
    state_.focused() = state_.items[index].id;
    state_.followFocus = true;
  }
}

void View::moveInOrder(int step) {
  const auto count = static_cast<int>(state_.items.size());
  if (count == 0) {
    return;
  }
  const Item* now = state_.focusedItem();
  int index = now == nullptr ? 0 : static_cast<int>(now - state_.items.data()) + step;
  for (int i = 0; i < count && state_.items[static_cast<std::size_t>((index % count + count) % count)].aside; ++i) {
    index += step;
  }
  moveTo(static_cast<std::size_t>((index % count + count) % count));
}

// In the log rows are counted, since only those in sight are laid out. False: not a move within its rows.
bool View::moveInLog(ActionId id) {
  const LogView* log = session_->log();
  if (state_.overlay != Overlay::none || state_.screen != Screen::log || log == nullptr || log->size() == 0) {
    return false;
  }
  const std::size_t last = log->size() - 1;
  const std::optional<std::size_t> row = logRowOf(state_.focused());
  const std::size_t page = std::max<std::size_t>(state_.log.visible, 2) - 1;
  std::size_t to = row.value_or(0);
  switch (id) {
    case ActionId::first:
      to = 0;
      break;
    case ActionId::last:
      to = last;
      break;
    case ActionId::up:
    case ActionId::previousItem:
      if (!row || *row == 0) {
        return false;
      }
      --to;
      break;
    case ActionId::down:
    case ActionId::nextItem:
      if (!row || (*row == last && id == ActionId::nextItem)) {
        return false;
      }
      ++to;
      break;
    case ActionId::pageUp:
      to -= std::min(to, page);
      break;
    case ActionId::pageDown:
      to += page;
      break;
    default:
      return false;
  }
  state_.focused() = "log " + std::to_string(std::min(to, last));
  state_.followFocus = true;
  return true;
}

void View::filterLog() {
  if (session_->log() != nullptr && state_.screen == Screen::log) {
    LogView& log = session_->openLog();
    log.show(state_.log.show);
    log.filter(state_.filtering ? state_.filter.text : "", appsNamed(state_.filtering ? state_.filter.text : ""));
  }
}

// The ids of apps with this in their name: lines of the agent hold ids alone.
std::vector<std::string> View::appsNamed(const std::string& text) const {
  std::vector<std::string> ids;
  if (text.empty()) {
    return ids;
  }
  const std::string needle = lower(text);
  for (const ItemName& name : session_->report().deployment.agent.names.value) {
    if (lower(name.name).find(needle) != std::string::npos) {
      ids.push_back(lower(name.id));
    }
  }
  return ids;
}

void View::showOfLog(int step) {
  constexpr int count = 3;
  state_.log.show = static_cast<LogShow>((static_cast<int>(state_.log.show) + step + count) % count);
  state_.followFocus = true;
  filterLog();
}

void View::toFirstHit() {
  if (session_->log() != nullptr && session_->log()->size() > 0) {
    state_.focused() = "log 0";
    state_.followFocus = true;
  }
}

void View::toFailure(int step) {
  const LogView& log = session_->openLog();
  if (const std::optional<std::size_t> row = log.nextFailure(logRowOf(state_.focused()), step)) {
    state_.focused() = "log " + std::to_string(*row);
    state_.followFocus = true;
  } else {
    state_.toast = say(PageId::logNoMoreFailures);
  }
}

// The log is read part by part: until all of it is there, what is wanted may move or be still to come.
void View::seekInLog() {
  LogPlace& place = state_.log;
  const LogView* log = session_->log();
  if (!place.wanted || log == nullptr || state_.screen != Screen::log || log->filtering()) {
    return;
  }
  if (const std::optional<std::size_t> row = log->find(*place.wanted)) {
    state_.focus[static_cast<int>(Screen::log)] = "log " + std::to_string(*row);
    state_.followFocus = true;
    place.version = log->version();
  } else if (!log->loading() && place.show != LogShow::all) {
    place.show = LogShow::all;  // it is not among what matters
    return filterLog();
  } else if (!log->loading()) {
    state_.toast = say(PageId::logEntryGone);
  }
  if (!log->loading()) {
    place.wanted.reset();
  }
}

void View::moveTowards(int dx, int dy) {
  if (dy != 0 && state_.overlay == Overlay::none && state_.screen == Screen::exportScreen &&
      moveInBatch(state_, *session_, dy)) {
    return;
  }
  const Item* now = state_.focusedItem();
  if (now == nullptr) {
    return moveTo(0);
  }
  const Rect from = now->rect;
  const Item* best = nullptr;
  float least = std::numeric_limits<float>::max();
  for (const Item& each : state_.items) {
    const Rect& to = each.rect;
    const float along = dy > 0   ? to.y0 - from.y1
                        : dy < 0 ? from.y0 - to.y1
                        : dx > 0 ? to.x0 - from.x1
                                 : from.x0 - to.x1;
    if (along < -0.5F || &each == now) {
      continue;
    }
    const bool beside = dy != 0 ? to.x0 < from.x1 && from.x0 < to.x1 : to.y0 < from.y1 && from.y0 < to.y1;
    if (dy != 0 && !beside) {
      continue;  // up and down stay in their column
    }
    const float across = dy != 0 ? std::abs(to.x0 - from.x0) : std::abs(to.y0 - from.y0);
    const float cost = along + (beside ? 0.0F : 100'000.0F) + across * 0.01F;
    if (cost < least) {
      least = cost;
      best = &each;
    }
  }
  if (best != nullptr) {
    moveTo(static_cast<std::size_t>(best - state_.items.data()));
  }
}

void View::movePage(int direction) {
  const Item* now = state_.focusedItem();
  if (now == nullptr) {
    return;
  }
  const float reach = std::max(room_.height() * 0.8F, 1.0F);
  const float target = now->rect.y0 + static_cast<float>(direction) * reach;
  const Item* best = now;
  for (const Item& each : state_.items) {
    const bool beside = each.rect.x0 < now->rect.x1 && now->rect.x0 < each.rect.x1;
    const bool further = direction > 0 ? each.rect.y0 > best->rect.y0 : each.rect.y0 < best->rect.y0;
    const bool inReach = direction > 0 ? each.rect.y0 <= target : each.rect.y0 >= target;
    if (beside && further && (inReach || best == now)) {
      best = &each;
    }
  }
  moveTo(static_cast<std::size_t>(best - state_.items.data()));
}

}  // namespace preflight::page
