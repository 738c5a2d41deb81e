// Screen 6: event channels and agent logs on one axis, newest first: what happened, by meaning. Only the rows in sight
// are laid out, so that half a million cost no more than forty.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

constexpr std::string_view rowPrefix = "log ";

std::string timeText(const LogData& data, const LogRow& row, int zone, bool withDate) {
  if (row.time == 0) {
    return "";
  }
  const UtcTime time{row.time};
  return (withDate ? dateText(time, zone).substr(5, 5) + " " : "") +
         clockText({row.time / 1000 * 1000}, zone).substr(0, 8) + (data.estimated(row) ? " ~" : "");
}

const IntuneAgentPart& agentOf(const Frame& frame) {
  return frame.session.report().deployment.agent;
}

// The date is worth its room only where it is not that of the clock.
bool isOfToday(const Frame& frame, const LogRow& row) {
  const int zone = zoneOf(frame.session.report());
  return row.time == 0 || dateText({row.time}, zone).substr(0, 10) == dateText(frame.session.now(), zone).substr(0, 10);
}

// Where the columns begin, from the card's inner left edge; 0: there is no room for it.
struct Columns {
  float sign = 0, text = 0, source = 0;
  bool dated = false;  // some of the rows in sight are of another day
};

Columns columnsFor(Frame& frame, float width, bool dated) {
  const Sizes& size = frame.size;
  Columns columns;
  const bool wide = !size.large && width > size.px(640);
  columns.dated = wide && dated;
  columns.sign =
      frame.canvas.width(wide ? size.mono : size.monoSmall, columns.dated ? "00-00 00:00:00 ~" : "00:00:00 ~") +
      size.px(12);
  columns.text = columns.sign + size.em + size.px(12);
  columns.source = wide ? width - size.px(220) : 0;
  return columns;
}

// The text with what was searched for marked in it.
void drawMarked(Frame& frame, const std::string& text, const std::string& needle, float x, float y, float room) {
  const Style style = frame.size.body;
  const std::string shown = frame.canvas.elide(style, text, room);
  if (!needle.empty()) {
    const std::string folded = lower(shown);
    for (std::size_t at = folded.find(needle); at != std::string::npos; at = folded.find(needle, at + needle.size())) {
      const float x0 = x + frame.canvas.width(style, std::string_view(shown).substr(0, at));
      const float x1 = x0 + frame.canvas.width(style, std::string_view(shown).substr(at, needle.size()));
      frame.canvas.fill({x0, y, x1, y + frame.size.em + frame.size.px(2)}, frame.theme.mark);
    }
  }
  frame.canvas.textIn(style, x, y, room, frame.theme.text, text);
}

struct RowPlace {
  std::size_t number;
  Rect rect;
};

void drawLogRow(Frame& frame, const Columns& columns, const LogRow& row, const RowPlace& place) {
  const LogView& log = *frame.session.log();
  const LogData& data = log.data();
  const Sizes& size = frame.size;
  const Rect& rect = place.rect;
  const std::string id = std::string(rowPrefix) + std::to_string(place.number);
  const int zone = zoneOf(frame.session.report());
  const std::string text = frame.shown(data.sentence(row, agentOf(frame), 400));
  const std::string copied = fmt::format("{}\t{}\t{}\t{}", timeText(data, row, zone, true), data.label(row),
                                         data.number(row), frame.shown(data.text(row, 8000)));
  const Rect box{rect.x0 + size.px(8), rect.y0, rect.x1 - size.px(8), rect.y1};
  if (frame.item({id, box, copied, false, true})) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("row " + id);
  if (frame.hasFocus(id)) {
    drawFocus(frame, box, size.px(8));
  } else {
    frame.canvas.fill({rect.x0 + size.pad, rect.y0, rect.x1 - size.pad, rect.y0 + 1}, frame.theme.line);
  }
  const float left = rect.x0 + size.pad;
  const float right = rect.x1 - size.pad;
  const float y = std::floor(rect.y0 + (rect.height() - size.em) / 2);
  const bool wide = columns.source > 0;
  const Style clock = wide ? size.mono : size.monoSmall;
  frame.canvas.textIn(clock, left, y + std::floor((size.em - Sizes::high(clock)) / 2), columns.sign - size.px(6),
                      frame.theme.dim, timeText(data, row, zone, columns.dated));
  const Sign sign = log.meaning(place.number).sign;
  if (sign != Sign::info || row.jump) {
    frame.canvas.text(size.body, left + columns.sign, y, frame.theme.of(sign), row.jump ? "\u2194" : glyphOf(sign));
  }
  float end = right;
  if (wide) {
    const std::string source = data.label(row) + (data.number(row).empty() ? "" : " " + data.number(row));
    const std::string shown = frame.canvas.elide(size.small, source, right - left - columns.source - size.px(12));
    end = right - frame.canvas.width(size.small, shown);
    frame.canvas.text(size.small, end, y + std::floor((size.em - Sizes::high(size.small)) / 2), frame.theme.dim, shown);
    end -= size.px(16);
  }
  const std::string needle = frame.state.filtering ? lower(frame.state.filter.text) : std::string();
  drawMarked(frame, text, needle, left + columns.text, y, end - left - columns.text);
}

// --- what is around the rows ---------------------------------------------------------------------------------------

std::string emptyText(const LogView& log, const PageState& state) {
  if (log.loading() || log.filtering()) {
    return say(PageId::reading);
  }
  if (state.filtering && !state.filter.text.empty()) {
    return say(PageId::logNoMatch, {{"text", printable(state.filter.text, 100)}, {"key", keyOf(ActionId::back)}});
  }
  if (!log.data().rows().empty()) {
    return say(log.shown() == LogShow::failures ? PageId::logNoFailure : PageId::logNothingMatters,
               {{"key", keyOf(ActionId::right)}});
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
struct SourceCounts {
  std::size_t all = 0, read = 0, unread = 0, part = 0;
};

SourceCounts countSources(const LogView& log) {
  SourceCounts counts;
  for (const LogPart& part : log.data().parts()) {
    const bool unread = isUnknown(part.state) || (part.state != FactState::known && part.state != FactState::absent);
    counts.all += 1;
    counts.unread += unread ? 1 : 0;
    counts.read += part.state == FactState::known && part.size() > 0 ? 1 : 0;
    counts.part += part.whole ? 0 : 1;
  }
  return counts;
}

std::string countsText(const SourceCounts& counts) {
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
  const SourceCounts counts = countSources(log);
  row.value = countsText(counts);
  for (const LogPart& part : log.data().parts()) {
    row.evidence.push_back({part.label, entriesText(part), part.name});
  }
  if (counts.unread > 0) {
    row.sign = Sign::unknown;
  }
  return row;
}

// "36 rows hidden · 5 of 26 logs have entries"
std::string headNote(const LogView& log) {
  const std::string sources = countsText(countSources(log));
  if (log.loading()) {
    return say(PageId::logStillReading, {{"sources", sources}});
  }
  const std::size_t hidden = log.data().rows().size() - log.size();
  return log.filtering() ? sources
                         : say(hidden == 1 ? PageId::logHiddenOne : PageId::logHidden,
                               {{"n", std::to_string(hidden)}, {"sources", sources}});
}

struct ShowChip {
  LogShow show;
  PageId plain;
  PageId counted;
};
constexpr std::array<ShowChip, 3> showChips{{{LogShow::matters, PageId::logMatters, PageId::logMattersN},
                                             {LogShow::failures, PageId::logFailures, PageId::logFailuresN},
                                             {LogShow::all, PageId::logAll, PageId::logAllN}}};

std::string chipText(const LogView& log, const ShowChip& chip) {
  const std::optional<LogCounts> counts = log.counts();
  if (!counts && chip.show != LogShow::all) {
    return say(chip.plain);
  }
  const std::size_t n = chip.show == LogShow::matters    ? counts->matters
                        : chip.show == LogShow::failures ? counts->failures
                                                         : log.data().rows().size();
  return say(chip.counted, {{"n", std::to_string(n)}});
}

// The field to type into; before "/" is pressed, what it is for.
void drawFilter(Frame& frame, const Rect& box) {
  const Sizes& size = frame.size;
  const bool open = frame.state.filtering;
  if (open) {
    frame.item({"filter", box, frame.state.filter.text, true});
  } else if (frame.mouse.pressed && box.contains(frame.mouse.x, frame.mouse.y)) {
    frame.asked = ActionId::filter;
  }
  const bool focused = open && frame.hasFocus("filter");
  frame.canvas.fill(box, frame.theme.ground, size.px(4));
  frame.canvas.frame(box, focused ? frame.theme.focus : frame.theme.field, focused ? size.ring : 1, size.px(4));
  frame.canvas.owner("row filter");
  const float y = std::floor((box.y0 + box.y1 - size.em) / 2);
  float x = frame.canvas.text(size.body, box.x0 + size.px(12), y, frame.theme.dim, say(PageId::filter)) + size.px(12);
  const std::string key(keyOf(ActionId::filter) == "Ctrl F" ? "/" : keyOf(ActionId::filter));
  const float cap = capsWidth(frame, key);
  const float right = box.x1 - size.px(12) - cap;
  if (open) {
    drawField(frame, "filter", frame.state.filter, "", x, y, right - size.px(12) - x);
  }
  drawCaps(frame, right, std::floor((box.y0 + box.y1 - size.cap) / 2), key, KeyLook::plain);
}

void drawHead(Frame& frame, const LogView& log) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  const bool wide = !size.large && content.width() >= size.px(900);
  const float height = size.row;
  const float field = wide ? size.px(432) : content.width();
  drawFilter(frame, {content.x0, frame.y, content.x0 + field, frame.y + height});
  float x = content.x0 + (wide ? field + size.px(16) : 0);
  float y = frame.y;
  if (!wide) {
    y += height + size.px(8);
  }
  const float chip = Sizes::high(size.small) + size.px(8);
  const float top = wide ? y + std::floor((height - chip) / 2) : y;
  frame.canvas.owner("log chips");
  for (const ShowChip& each : showChips) {
    const std::string text = chipText(log, each);
    if (x + chipWidth(frame, text) > content.x1) {
      break;
    }
    x = drawChip(frame, x, top, text, log.shown() == each.show) + size.px(8);
  }
  const std::string note = headNote(log);
  const float noteWidth = frame.canvas.width(size.small, note);
  const std::string id = "sources";
  const float noteTop = top + size.px(4);
  if (x + size.px(8) + noteWidth <= content.x1) {
    const Rect box{content.x1 - noteWidth - size.px(6), top, content.x1, top + chip};
    if (frame.item({id, box, note, false, true, {}, {}, ActionId::none, true})) {
      frame.asked = ActionId::enter;
    }
    if (frame.hasFocus(id)) {
      drawFocus(frame, box, size.px(4));
    }
    frame.canvas.owner("log note");
    frame.canvas.text(size.small, box.x0 + size.px(3), noteTop, frame.theme.dim, note);
  } else {
    y += wide ? 0 : chip + size.px(6);
    const Rect box{content.x0, wide ? y + height + size.px(4) : y, content.x1,
                   (wide ? y + height + size.px(4) : y) + Sizes::high(size.small) + size.px(4)};
    if (frame.item({id, box, note, false, true, {}, {}, ActionId::none, true})) {
      frame.asked = ActionId::enter;
    }
    if (frame.hasFocus(id)) {
      drawFocus(frame, box, size.px(4));
    }
    frame.canvas.owner("log note");
    frame.canvas.textIn(size.small, box.x0 + size.px(3), box.y0 + size.px(2), box.width() - size.px(6), frame.theme.dim,
                        note);
    frame.y = box.y1 + size.gap;
    return;
  }
  frame.y = (wide ? frame.y + height : y + chip) + size.gap;
}

// The entry that has the focus, as it was written.
float writtenHeight(const Sizes& size) {
  return size.large ? 0 : size.px(12) + Sizes::high(size.small) + size.px(8) + Sizes::high(size.mono) + size.px(14);
}

void drawWritten(Frame& frame, const LogRow& row, const Rect& box) {
  const Sizes& size = frame.size;
  const LogData& data = frame.session.log()->data();
  frame.canvas.fill(box, frame.theme.ground, size.px(6));
  if (frame.theme.strong) {
    frame.canvas.frame(box, frame.theme.line, 1, size.px(6));
  }
  frame.canvas.owner("as written");
  const float x = box.x0 + size.px(14);
  const float right = box.x1 - size.px(14);
  float y = box.y0 + size.px(12);
  const std::string label = say(PageId::asWritten);
  const float wide = frame.canvas.width(size.small, label);
  const std::string time = timeText(data, row, zoneOf(frame.session.report()), true);
  const std::string where = data.parts()[row.source].name;
  frame.canvas.textIn(size.small, x, y, right - wide - size.px(16) - x, frame.theme.dim,
                      time.empty() ? where : time + " \u00B7 " + where);
  frame.canvas.text(size.small, right - wide, y, frame.theme.dim, label);
  y += Sizes::high(size.small) + size.px(8);
  frame.canvas.textIn(size.mono, x, y, right - x, frame.theme.text, frame.shown(data.text(row, 400)));
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

void drawRows(Frame& frame, const LogView& log) {
  const Sizes& size = frame.size;
  PageState& state = frame.state;
  const float height = std::floor(size.em + size.px(12));
  const float bottom = frame.content.y1 - size.gap;
  const float head = size.large ? 0 : Sizes::high(size.small) + size.px(14);
  const float written = writtenHeight(size);
  const bool showsWritten = written > 0 && bottom - frame.y - head - written > height * 4;
  const float room = bottom - frame.y - head - (showsWritten ? written + size.px(16) : 0) - size.px(8);
  const auto visible = static_cast<std::size_t>(std::max(std::floor(room / height), 1.0F));
  state.log.visible = visible;
  const std::size_t count = log.size();
  settleTop(state, count, visible);
  const std::size_t shown = std::min(visible, count - std::min(count, state.log.top));
  const Rect card{frame.content.x0, frame.y, frame.content.x1, std::max(bottom, frame.y + head + height + size.px(8))};
  drawCardBox(frame, card);
  bool dated = false;
  for (std::size_t i = state.log.top; i < state.log.top + shown; ++i) {
    dated = dated || !isOfToday(frame, log.row(i));
  }
  const Columns columns = columnsFor(frame, card.width() - 2 * size.pad, dated);
  float y = card.y0 + size.px(4);
  if (head > 0) {
    frame.canvas.owner("log heads");
    const float x = card.x0 + size.pad;
    frame.canvas.text(size.small, x, card.y0 + size.px(8), frame.theme.dim, say(PageId::columnTime));
    frame.canvas.text(size.small, x + columns.text, card.y0 + size.px(8), frame.theme.dim, say(PageId::columnHappened));
    if (columns.source > 0) {
      const std::string source = say(PageId::columnSource);
      frame.canvas.text(size.small, card.x1 - size.pad - frame.canvas.width(size.small, source), card.y0 + size.px(8),
                        frame.theme.dim, source);
    }
    y = card.y0 + head;
  }
  const float top = y;
  if (shown > 0) {
    frame.start = std::string(rowPrefix) + std::to_string(state.log.top);
  }
  for (std::size_t i = state.log.top; i < state.log.top + shown; ++i, y += height) {
    drawLogRow(frame, columns, log.row(i), {i, {card.x0, y, card.x1, y + height}});
  }
  if (shown == 0) {
    frame.canvas.owner("log");
    const Fitted text = frame.canvas.wrap(size.body, emptyText(log, state), card.width() - 2 * size.pad, 3);
    float line = y + size.px(8);
    for (const std::string& each : text.lines) {
      frame.canvas.text(size.body, card.x0 + size.pad, line, frame.theme.dim, each);
      line += size.line;
    }
  }
  if (count > visible) {  // how far down this is
    const float all = height * static_cast<float>(visible);
    const float long_ = std::max(all * static_cast<float>(visible) / static_cast<float>(count), size.em);
    const double share = static_cast<double>(state.log.top) / static_cast<double>(count - visible);
    const float at = top + static_cast<float>(share) * (all - long_);
    frame.canvas.fill({card.x1 - size.px(6), at, card.x1 - size.px(2), at + long_}, frame.theme.field, size.px(2));
  }
  const std::optional<std::size_t> focus = logRowOf(state.focused());
  state.log.focused = focus && *focus < count ? std::optional(log.row(*focus)) : std::nullopt;
  if (showsWritten && state.log.focused) {
    drawWritten(frame, *state.log.focused,
                {card.x0 + size.pad, card.y1 - written - size.px(16), card.x1 - size.pad, card.y1 - size.px(16)});
  }
  frame.y = std::min(card.y1 + size.gap, std::max(frame.content.y1, card.y1));
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

// What Enter opens: the sources, and the entry itself.
std::vector<CardSpec> logCards(Frame& frame) {
  const LogView* log = frame.session.log();
  if (log == nullptr) {
    return {};
  }
  CardSpec card{say(PageId::cardLog), "", {sourcesRow(*log)}};
  const std::optional<LogRow>& row = frame.state.log.opened;
  if (frame.state.overlay == Overlay::evidence && row && row->source < log->data().parts().size() &&
      row->entry < log->data().parts()[row->source].size()) {
    RowSpec spec;
    spec.id = frame.state.evidenceOf;
    spec.label = log->data().label(*row);
    spec.value = log->data().sentence(*row, agentOf(frame));
    spec.evidence = log->data().details(*row, zoneOf(frame.session.report()));
    if (logRowOf(spec.id)) {
      card.rows.push_back(std::move(spec));
    }
  }
  return {std::move(card)};
}

ActionId drawLog(Frame& frame) {
  const LogView* log = frame.session.log();
  if (log == nullptr) {
    return frame.asked;
  }
  drawHead(frame, *log);
  follow(frame.state, *log);
  drawRows(frame, *log);
  return frame.asked;
}

}  // namespace preflight::page
