#include "page/batch_card.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "app/view/export_model.h"
#include "base/text.h"
#include "export/device/stick_layout.h"
#include "page/screens.h"
#include "text/label_id.h"
#include "text/page_id.h"

namespace preflight::page {
namespace {

// Where the columns begin, from the rows' left edge.
struct Columns {
  float tag, saved;
};

Columns columnsFor(const Frame& frame, float width) {
  const Sizes& size = frame.size;
  const float most = width / size.px(416);
  return {std::floor(std::max(size.px(144) * most, size.em * 4)),
          std::floor(std::max(size.px(280) * most, size.em * 8))};
}

bool isAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void drawCells(Frame& frame, const BatchRow& row, const Columns& columns, float x, float y, float right) {
  const Sizes& size = frame.size;
  const std::string serial = frame.state.masked ? std::string("\u2022\u2022\u2022\u2022") : row.serial;
  const Style serialStyle = row.pinned && isAscii(serial) ? Style{Face::monoBold, size.body.pixels} : size.mono;
  const Style style = row.pinned ? size.bold : size.body;
  const float gap = size.px(12);
  frame.canvas.textIn(serialStyle, x, y, columns.tag - gap, frame.theme.text, serial);
  const bool saved = row.pinned && frame.session.exported() && frame.session.exported()->has_value();
  if (right - x - columns.saved < size.em * 2) {
    return;
  }
  frame.canvas.textIn(style, x + columns.tag, y, columns.saved - columns.tag - gap, frame.theme.text, row.tag);
  float at = x + columns.saved;
  if (saved || row.sign == Sign::failed) {
    const Sign sign = saved ? Sign::ok : row.sign;
    if (stateWidth(frame, sign, size.body) < right - at) {
      at = drawState(frame, at, y, sign, size.body) + gap;
    }
  }
  const std::string time =
      saved ? timeWithZone(frame.session.savedAt(), zoneOf(frame.session.report())).substr(0, 5) : row.saved;
  if (right - at > size.em) {
    const bool fits = frame.canvas.width(style, time) <= right - at;
    frame.canvas.textIn(fits ? style : size.small, at, fits ? y : y + (size.em - Sizes::high(size.small)) / 2,
                        right - at, row.pinned ? frame.theme.text : frame.theme.dim, time);
  }
}

void drawHead(Frame& frame, const Columns& columns, float x, float y, float right) {
  const Sizes& size = frame.size;
  const float top = y + std::floor((Sizes::high(size.small) + size.px(16) - Sizes::high(size.small)) / 2);
  frame.canvas.textIn(size.small, x, top, columns.tag - size.px(12), frame.theme.dim, say(PageId::columnSerial));
  if (right - x - columns.saved < size.em * 2) {
    return;
  }
  frame.canvas.textIn(size.small, x + columns.tag, top, columns.saved - columns.tag - size.px(12), frame.theme.dim,
                      say(PageId::groupTag));
  frame.canvas.textIn(size.small, x + columns.saved, top, right - x - columns.saved, frame.theme.dim,
                      say(PageId::savedAt));
}

void drawPinned(Frame& frame, const BatchRow& row, const Columns& columns, const Rect& rect) {
  const Sizes& size = frame.size;
  const Rect box{rect.x0 + size.px(8), rect.y0, rect.x1 - size.px(8), rect.y1};
  frame.canvas.owner("row " + row.id);
  frame.canvas.fill(box, frame.theme.raised, size.px(8));
  frame.canvas.frame(box, frame.theme.strong ? frame.theme.line : frame.theme.track, frame.theme.strong ? 2 : 1,
                     size.px(8));
  drawCells(frame, row, columns, rect.x0 + size.pad, std::floor((rect.y0 + rect.y1 - size.em) / 2), rect.x1 - size.pad);
}

void drawRow(Frame& frame, const BatchRow& row, const Columns& columns, const Rect& rect, bool lined) {
  const Sizes& size = frame.size;
  const Rect box{rect.x0 + size.px(8), rect.y0, rect.x1 - size.px(8), rect.y1};
  Item item{row.id, box, frame.state.masked ? std::string() : row.serial, false, true};
  item.aside = true;
  if (frame.item(std::move(item))) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("row " + row.id);
  if (frame.hasFocus(row.id)) {
    drawFocus(frame, box, size.px(8));
  } else if (lined) {
    frame.canvas.fill({rect.x0 + size.pad, rect.y0, rect.x1 - size.pad, rect.y0 + 1}, frame.theme.line);
  }
  drawCells(frame, row, columns, rect.x0 + size.pad, std::floor((rect.y0 + rect.y1 - size.em) / 2), rect.x1 - size.pad);
}

// A file of the batch that stays as it is, and why.
float drawSkipped(Frame& frame, const std::string& problem, std::size_t number, const Rect& rect) {
  const Sizes& size = frame.size;
  const std::string id = fmt::format("batch problem {}", number);
  const float x = rect.x0 + size.pad;
  const float room = rect.width() - 2 * size.pad;
  const Fitted text = frame.canvas.wrap(size.small, problem, room, 2);
  const float pitch = Sizes::high(size.small) + size.px(4);
  const float high = size.em + size.px(16) + pitch * static_cast<float>(text.lines.size());
  const Rect box{rect.x0 + size.px(8), rect.y0, rect.x1 - size.px(8), rect.y0 + high};
  Item item{id, box, problem, false, true};
  item.aside = true;
  if (frame.item(std::move(item))) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("row " + id);
  if (frame.hasFocus(id)) {
    drawFocus(frame, box, size.px(8));
  }
  float y = rect.y0 + size.px(6);
  drawState(frame, x, y, Sign::skipped, size.body);
  y += size.em + size.px(4);
  for (const std::string& line : text.lines) {
    if (&line == &text.lines.back() && text.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(size.small, x, y, frame.theme.dim, line);
    y += pitch;
  }
  return rect.y0 + high;
}

ExportModel modelOf(const Frame& frame) {
  return exportModel(situationOf(frame.session), tagOf(frame.state, frame.session));
}

// The first row in sight, so that the focused one is.
std::size_t settleTop(PageState& state, const std::vector<BatchRow>& rows, std::size_t pinned, std::size_t visible) {
  const auto found = std::ranges::find(rows, state.focused(), &BatchRow::id);
  const std::size_t count = rows.size() - pinned;
  if (found != rows.end()) {
    const auto at = static_cast<std::size_t>(found - rows.begin()) - pinned;
    state.batchTop = std::min(state.batchTop, at);
    state.batchTop = std::max(state.batchTop, at + 1 > visible ? at + 1 - visible : 0);
  }
  state.batchTop = std::min(state.batchTop, count > visible ? count - visible : 0);
  return state.batchTop;
}

}  // namespace

float batchHeight(Frame& frame, std::size_t rows) {
  const Sizes& size = frame.size;
  const ExportModel model = modelOf(frame);
  const auto shown = static_cast<float>(std::min(rows, model.rows.size()));
  const float head = size.head + Sizes::high(size.small) + size.px(16);
  const float skipped =
      static_cast<float>(frame.session.batch().problems.size()) * (size.em + 2 * Sizes::high(size.small) + size.px(32));
  return head + size.row * std::max(shown, 1.0F) + size.px(12) + Sizes::high(size.small) + size.px(24) + skipped;
}

void drawBatch(Frame& frame, const Rect& rect) {
  const Sizes& size = frame.size;
  const ExportModel model = modelOf(frame);
  const Target* target = frame.session.target();
  float y = drawCardFrame(
      frame, rect,
      target == nullptr ? say(PageId::cardBatchNone) : say(PageId::cardBatch, {{"drive", driveLetter(*target)}}),
      target == nullptr ? "" : model.count);
  const float x = rect.x0 + size.pad;
  const float right = rect.x1 - size.pad;
  const Columns columns = columnsFor(frame, right - x);
  frame.canvas.owner("batch");
  drawHead(frame, columns, x, y, right);
  y += Sizes::high(size.small) + size.px(16);
  std::size_t pinned = 0;
  if (!model.rows.empty() && model.rows.front().pinned) {
    drawPinned(frame, model.rows.front(), columns, {rect.x0, y, rect.x1, y + size.row + size.px(2)});
    y += size.row + size.px(4);
    pinned = 1;
  }
  const std::vector<std::string>& problems = frame.session.batch().problems;
  for (std::size_t i = 0; i < problems.size(); ++i) {
    y = drawSkipped(frame, printable(problems[i], 600), i, {rect.x0, y, rect.x1, rect.y1});
  }
  const float below = Sizes::high(size.small) + size.px(24);
  const std::size_t count = model.rows.size() - pinned;
  const auto visible = static_cast<std::size_t>(std::max(std::floor((rect.y1 - below - y) / size.row), 1.0F));
  const std::size_t top = settleTop(frame.state, model.rows, pinned, visible);
  frame.state.batchVisible = visible;
  const std::size_t end = std::min(top + visible, count);
  bool lined = false;
  for (std::size_t i = top; i < end; ++i) {
    const BatchRow& row = model.rows[pinned + i];
    drawRow(frame, row, columns, {rect.x0, y, rect.x1, y + size.row}, lined);
    lined = !frame.hasFocus(row.id);
    y += size.row;
  }
  const std::size_t more = frame.session.batch().entries.size() - std::min(frame.session.batch().entries.size(), end);
  if (count > end) {
    frame.canvas.owner("batch");
    frame.canvas.textIn(size.small, x, rect.y1 - below + size.px(6), right - x, frame.theme.dim,
                        say(PageId::batchMore, {{"n", std::to_string(std::max<std::size_t>(more, count - end))}}));
  }
}

bool moveInBatch(PageState& state, const Session& session, int step) {
  const ExportModel model = exportModel(situationOf(session), "");
  const auto now = std::ranges::find(model.rows, state.focused(), &BatchRow::id);
  if (now == model.rows.end() || now->pinned) {
    return false;
  }
  const std::ptrdiff_t to = now - model.rows.begin() + step;
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(model.rows.size()) ||
      model.rows[static_cast<std::size_t>(to)].pinned) {
    return false;
  }
  state.focused() = model.rows[static_cast<std::size_t>(to)].id;
  return true;
}

CardSpec batchEvidence(Frame& frame) {
  CardSpec card;
  const auto said = [&](const std::string& text) {
    return frame.state.masked ? std::string("\u2022\u2022\u2022\u2022") : printable(text, 120);
  };
  const std::vector<BatchEntry>& entries = frame.session.batch().entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const BatchEntry& entry = entries[i];
    RowSpec row;
    row.id = fmt::format("batch {}", i + 1);
    if (row.id != frame.state.evidenceOf) {
      continue;
    }
    row.label = said(entry.serialNumber);
    const Result<UtcTime> time = utcTimeFromIso(entry.time);
    const bool good = entry.hash == BatchEntry::Hash::good;
    const bool none = entry.hash == BatchEntry::Hash::none;
    row.evidence = {{PageId::serialNumber, said(entry.serialNumber), entry.file},
                    {PageId::model, printable(entry.model, 120), std::string(stickLogName)},
                    {PageId::groupTag, printable(entry.groupTag, 200), entry.file},
                    {PageId::savedAt, time ? dateText(*time, zoneOf(frame.session.report())) : std::string(),
                     std::string(stickLogName)},
                    {PageId::exportHash,
                     good ? say(PageId::hashValid) : say(none ? PageId::hashNone : PageId::hashInvalid), entry.file},
                    {PageId::finding, printable(entry.problem, 400), entry.file}};
    card.rows.push_back(std::move(row));
  }
  const std::vector<std::string>& problems = frame.session.batch().problems;
  for (std::size_t i = 0; i < problems.size(); ++i) {
    RowSpec row;
    row.id = fmt::format("batch problem {}", i);
    row.label = say(PageId::batchSkipped);
    row.value = printable(problems[i], 600);
    row.sign = Sign::skipped;
    row.evidence = {{row.label, row.value, ""},
                    {PageId::meaning, PageId::batchSkippedMeaning, ""},
                    {PageId::whatToDo, PageId::batchSkippedAction, ""}};
    card.rows.push_back(std::move(row));
  }
  return card;
}

}  // namespace preflight::page
