// Screen 6: event channels and agent logs on one axis, newest first. Only the rows in sight are laid out, so that half
// a million cost no more than forty.
#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

constexpr std::string_view rowPrefix = "log ";

std::string timeText(const LogData& data, const LogRow& row, int zone) {
  if (row.time == 0) {
    return "";
  }
  const UtcTime time{row.time};
  return dateText(time, zone).substr(5, 5) + " " + clockText({row.time / 1000 * 1000}, zone).substr(0, 8) +
         (data.estimated(row) ? " ~" : "");
}

// Where the columns begin, from the card's inner left edge; 0: there is no room for it.
struct Columns {
  float mark = 0, time = 0, source = 0, number = 0, text = 0;
};

Columns columnsFor(Frame& frame, float width) {
  const float em = frame.size.em;
  Columns columns;
  columns.time = em * 1.2F;
  float x = columns.time + frame.canvas.width(frame.size.small, "00-00 00:00:00 ~") + em * 0.8F;
  if (width > em * 40) {
    columns.source = x;
    x += em * 8;
    columns.number = x;
    x += em * 3.6F;
  }
  columns.text = x;
  return columns;
}

void drawLogRow(Frame& frame, const Columns& columns, const LogRow& row, std::size_t number, const Rect& rect) {
  const LogData& data = frame.session.log()->data();
  const Sizes& size = frame.size;
  const std::string id = std::string(rowPrefix) + std::to_string(number);
  const int zone = zoneOf(frame.session.report());
  const std::string time = timeText(data, row, zone);
  const std::string text = frame.shown(data.text(row, 400));
  const std::string name = data.label(row);
  const std::string copied =
      fmt::format("{}\t{}\t{}\t{}", time, name, data.number(row), frame.shown(data.text(row, 8000)));
  if (frame.item({id, rect, copied, false, true})) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("row " + id);
  if (frame.hasFocus(id)) {
    frame.canvas.fill(rect, frame.theme.focusGround);
  }
  const float left = rect.x0 + size.pad;
  const float right = rect.x1 - size.pad;
  const float y = std::floor(rect.y0 + (rect.height() - static_cast<float>(size.small.pixels)) / 2);
  const State state = data.state(row);
  if (state != State::pass) {
    frame.canvas.text(size.small, left, y, frame.theme.of(signOf(state)), row.jump ? "\u2194" : glyphOf(signOf(state)));
  }
  const auto cell = [&](float from, float to, Colour colour, const std::string& value) {
    frame.canvas.textIn(size.small, left + from, y, to - from - size.em * 0.5F, colour, value);
  };
  cell(columns.time, columns.source > 0 ? columns.source : columns.text, frame.theme.dim, time);
  if (columns.source > 0) {
    cell(columns.source, columns.number, frame.theme.dim, name);
    cell(columns.number, columns.text, frame.theme.dim, data.number(row));
  }
  const std::string shown = columns.source > 0 || row.jump ? text : name + ": " + text;
  cell(columns.text, right - left + size.em * 0.5F, row.jump ? frame.theme.run : frame.theme.text, shown);
  if (frame.hasFocus(id)) {
    frame.canvas.frame(rect, frame.theme.focus, size.ring, size.px(8));
  }
}

std::string countText(const LogView& log, bool filtered) {
  const std::string all = std::to_string(log.data().rows().size());
  const Text rows = filtered ? Text(PageId::rowsOf, {{"n", std::to_string(log.size())}, {"all", all}})
                             : Text(PageId::rows, {{"n", all}});
  return say(log.loading()     ? PageId::logReading
             : log.filtering() ? PageId::logFiltering
                               : PageId::logRows,
             {{"rows", rows}});
}

std::string emptyText(const LogView& log, const PageState& state) {
  if (log.loading() || log.filtering()) {
    return say(PageId::reading);
  }
  if (!log.data().rows().empty()) {
    return say(PageId::logNoMatch, {{"text", printable(state.filter.text, 100)}, {"key", keyOf(ActionId::back)}});
  }
  const auto& parts = log.data().parts();
  const bool denied = std::ranges::any_of(parts, [](const LogPart& part) { return isUnknown(part.state); });
  return say(denied ? PageId::logUnreadable : PageId::logNone);
}

Text entriesText(const LogPart& part) {
  const std::string count = std::to_string(part.size());
  if (part.state != FactState::known) {
    return {PageId::logNotRead, {{"state", stateWord(part.state)}, {"why", part.words}}};
  }
  if (part.size() == 0) {
    return PageId::logNoEntries;
  }
  return {part.whole ? PageId::logEntries : PageId::logNewestEntries, {{"n", count}}};
}

// How many logs there are, and what was read of them.
struct LogCounts {
  std::size_t all = 0, read = 0, unread = 0, part = 0;
};

std::string countsText(const LogCounts& counts) {
  const PageId text = counts.part > 0     ? (counts.unread > 0 ? PageId::logReadPartUnread : PageId::logReadPart)
                      : counts.unread > 0 ? PageId::logReadUnread
                                          : PageId::logRead;
  return say(text, {{"n", std::to_string(counts.read)},
                    {"all", std::to_string(counts.all)},
                    {"part", std::to_string(counts.part)},
                    {"unread", std::to_string(counts.unread)}});
}

RowSpec sourcesRow(const LogView& log) {
  RowSpec row;
  row.id = "sources";
  row.label = say(PageId::logSources);
  LogCounts counts;
  for (const LogPart& part : log.data().parts()) {
    const bool unread = isUnknown(part.state) || (part.state != FactState::known && part.state != FactState::absent);
    counts.all += 1;
    counts.unread += unread ? 1 : 0;
    counts.read += part.state == FactState::known && part.size() > 0 ? 1 : 0;
    counts.part += part.whole ? 0 : 1;
    row.evidence.push_back({part.label, entriesText(part), part.name});
  }
  row.value = countsText(counts);
  if (counts.unread > 0) {
    row.sign = Sign::unknown;
  }
  return row;
}

// The first row in sight, so that the focused one is.
void settleTop(PageState& state, std::size_t count, std::size_t visible) {
  LogPlace& place = state.log;
  const std::size_t last = count > visible ? count - visible : 0;
  const std::optional<std::size_t> focus = logRowOf(state.focused());
  if (state.followFocus && focus) {
    place.top = std::min(place.top, *focus);
    place.top = std::max(place.top, *focus + 1 > visible ? *focus + 1 - visible : 0);
  }
  place.top = std::min(place.top, last);
  if (focus && count > 0) {  // the wheel may have moved the rows away from it
    const std::size_t seen = std::clamp(*focus, place.top, std::min(place.top + visible, count) - 1);
    state.focused() = std::string(rowPrefix) + std::to_string(seen);
  }
}

// Rows have moved: the focus stays on what it was on.
void follow(PageState& state, const LogView& log) {
  LogPlace& place = state.log;
  if (place.version == log.version()) {
    return;
  }
  place.version = log.version();
  const std::optional<std::size_t> focus = logRowOf(state.focused());
  if (focus && *focus > 0 && place.focused) {
    state.focused() = std::string(rowPrefix) + std::to_string(log.find(*place.focused));
    state.followFocus = true;
  } else if (focus) {
    state.focused() = std::string(rowPrefix) + "0";
    place.top = 0;
  }
}

}  // namespace

std::optional<std::size_t> logRowOf(std::string_view id) {
  if (!id.starts_with(rowPrefix)) {
    return {};
  }
  std::size_t number = 0;
  const auto [end, problem] = std::from_chars(id.data() + rowPrefix.size(), id.data() + id.size(), number);
  return problem == std::errc() && end == id.data() + id.size() ? std::optional(number) : std::nullopt;
}

std::vector<CardSpec> logCards(Frame& frame) {
  const LogView* log = frame.session.log();
  if (log == nullptr) {
    return {};
  }
  CardSpec head{say(PageId::cardLog), countText(*log, !frame.state.filter.text.empty()), {}};
  if (frame.state.filtering) {
    RowSpec field;
    field.id = "filter";
    field.label = say(PageId::filter);
    field.field = &frame.state.filter;
    field.hint = say(PageId::filterLog, {{"key", keyOf(ActionId::back)}});
    head.rows.push_back(std::move(field));
  }
  head.rows.push_back(sourcesRow(*log));
  const std::optional<LogRow>& row = frame.state.log.opened;
  if (frame.state.overlay == Overlay::evidence && row && row->source < log->data().parts().size() &&
      row->entry < log->data().parts()[row->source].size()) {
    RowSpec spec;
    spec.id = frame.state.evidenceOf;
    spec.label = log->data().label(*row);
    spec.evidence = log->data().details(*row, zoneOf(frame.session.report()));
    if (logRowOf(spec.id)) {
      head.rows.push_back(std::move(spec));
    }
  }
  return {std::move(head)};
}

ActionId drawLog(Frame& frame) {
  const LogView* log = frame.session.log();
  if (log == nullptr) {
    return frame.asked;
  }
  const Sizes& size = frame.size;
  PageState& state = frame.state;
  drawCards(frame, logCards(frame), 1000);
  follow(state, *log);
  const float height = std::floor(static_cast<float>(size.small.pixels) * 1.5F);
  const float bottom = frame.content.y1 - size.gap;
  const float room = bottom - frame.y - 4;
  const auto visible = static_cast<std::size_t>(std::max(std::floor(room / height), 1.0F));
  state.log.visible = visible;
  const std::size_t count = log->size();
  settleTop(state, count, visible);
  const std::size_t shown = std::min(visible, count - std::min(count, state.log.top));
  const Rect card{frame.content.x0, frame.y, frame.content.x1,
                  frame.y + 4 + height * static_cast<float>(std::max<std::size_t>(shown, 1))};
  drawCardBox(frame, card);
  const Columns columns = columnsFor(frame, card.width() - 2 * size.pad);
  float y = card.y0 + 2;
  for (std::size_t i = state.log.top; i < state.log.top + shown; ++i, y += height) {
    drawLogRow(frame, columns, log->row(i), i, {card.x0 + 1, y, card.x1 - 1, y + height});
  }
  if (shown == 0) {
    frame.canvas.owner("log");
    frame.canvas.textIn(size.small, card.x0 + size.pad, y + height * 0.15F, card.width() - 2 * size.pad,
                        frame.theme.dim, emptyText(*log, state));
  }
  if (count > visible) {  // how far down this is
    const float all = card.height() - 4;
    const float long_ = std::max(all * static_cast<float>(visible) / static_cast<float>(count), size.em);
    const double share = static_cast<double>(state.log.top) / static_cast<double>(count - visible);
    const float top = card.y0 + 2 + static_cast<float>(share) * (all - long_);
    frame.canvas.fill({card.x1 - 5, top, card.x1 - 2, top + long_}, frame.theme.field, 1);
  }
  const std::optional<std::size_t> focus = logRowOf(state.focused());
  state.log.focused = focus && *focus < count ? std::optional(log->row(*focus)) : std::nullopt;
  frame.y = std::min(card.y1 + size.gap, frame.content.y1);
  return frame.asked;
}

}  // namespace preflight::page
