// Screen 1: three tiles, which device this is, what to do next, and the stick.
#include <algorithm>
#include <cmath>

#include "app/view/overview_model.h"
#include "base/text.h"
#include "page/screens.h"
#include "text/label_id.h"

namespace preflight::page {
namespace {

// --- tiles ----------------------------------------------------------------------------------------------------------

void drawTile(Frame& frame, const Tile& tile, const Rect& rect) {
  const Sizes& size = frame.size;
  if (frame.item({tile.id, rect, frame.shown(tile.line), false, true})) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("tile " + tile.id);
  drawCardBox(frame, rect, tile.sign, frame.hasFocus(tile.id));
  const float x = rect.x0 + size.px(20);
  float y = rect.y0 + size.px(12);
  drawHeading(frame, x, y, upper(tile.title), frame.theme.dim);
  y += Sizes::high(size.small) + size.px(6);
  drawState(frame, x, y, tile.sign, size.lead);
  y += Sizes::high(size.lead) + size.px(6);
  frame.canvas.textIn(size.body, x, y, rect.x1 - size.pad - x, frame.theme.text, frame.shown(tile.line));
}

void drawTiles(Frame& frame, const std::vector<Tile>& tiles) {
  const Sizes& size = frame.size;
  const float height = size.px(36) + Sizes::high(size.small) + Sizes::high(size.lead) + size.em;
  const auto count = static_cast<float>(std::max<std::size_t>(tiles.size(), 1));
  const float width = (frame.content.width() - size.gap * (count - 1)) / count;
  float x = frame.content.x0;
  for (const Tile& tile : tiles) {
    drawTile(frame, tile, {std::floor(x), frame.y, std::floor(x + width), frame.y + height});
    x += width + size.gap;
  }
  frame.y += height + size.gap;
}

// Where text is large: a row each.
void drawTileRows(Frame& frame, const std::vector<Tile>& tiles) {
  CardSpec card;
  for (const Tile& tile : tiles) {
    RowSpec row;
    row.id = tile.id;
    row.label = tile.title;
    row.sign = tile.sign;
    row.value = frame.isSaid(tile.line) ? std::string() : tile.line;
    row.always = true;
    card.rows.push_back(std::move(row));
  }
  drawCards(frame, {card}, 1000);
}

// --- the device -----------------------------------------------------------------------------------------------------

// As large as it fits into `room`, down to the body's text; then on several lines.
Style serialStyle(Frame& frame, const std::string& serial, float room) {
  const Sizes& size = frame.size;
  const float wide = frame.canvas.spacedWidth(size.serial, serial, size.px(2));
  if (wide <= room) {
    return size.serial;
  }
  const int pixels = static_cast<int>(Sizes::high(size.serial) * room / wide) - 1;
  return {Face::mono, std::max(pixels, size.body.pixels)};
}

// Returns where it ends.
float drawSerial(Frame& frame, const SerialStrip& strip, float x, const Rect& rect, float room) {
  const Sizes& size = frame.size;
  const float top = rect.y0 + size.px(12);
  float headed = frame.size.large ? 0 : Sizes::high(size.small) + size.px(4);
  if (headed > 0) {
    drawHeading(frame, x, top, upper(say(PageId::serialNumber)), frame.theme.dim);
  }
  frame.canvas.owner("row serialNumber");
  const float box = rect.y1 - size.px(8) - (top + headed);
  if (strip.serial.empty()) {
    return frame.canvas.text(size.body, x, top + headed + std::floor((box - size.em) / 2), frame.theme.dim,
                             frame.canvas.elide(size.body, frame.shown(strip.why), room));
  }
  const std::string serial = frame.shown(strip.serial);
  const Colour colour = strip.placeholder ? frame.theme.warn : frame.theme.text;
  float left = x;
  if (strip.placeholder) {
    left = frame.canvas.text({Face::sans, size.lead.pixels}, x,
                             top + headed + std::floor((box - Sizes::high(size.lead)) / 2), colour,
                             glyphOf(Sign::warning)) +
           size.px(12);
    room -= left - x;
  }
  const Style style = serialStyle(frame, serial, room);
  const float spacing = style == size.serial ? size.px(2) : 0;
  if (frame.canvas.spacedWidth(style, serial, spacing) <= room) {
    const float y = top + headed + std::floor((box - Sizes::high(style)) / 2);
    return frame.canvas.spaced(style, left, y, colour, serial, spacing);
  }
  const Fitted fitted = frame.canvas.wrap(style, serial, room, 2);
  float y = top + headed;
  for (const std::string& line : fitted.lines) {
    if (&line == &fitted.lines.back() && fitted.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(style, left, y, colour, line);
    y += std::floor(Sizes::high(style) * 1.1F);
  }
  return left + room;
}

void drawBlock(Frame& frame, const std::string& head, const std::string& value, const std::string& detail, float x,
               const Rect& rect, float room) {
  const Sizes& size = frame.size;
  frame.canvas.fill({x, rect.y0 + size.px(13), x + 1, rect.y1 - size.px(13)}, frame.theme.line);
  x += size.px(32);
  room -= size.px(32);
  float y = rect.y0 + size.px(13);
  drawHeading(frame, x, y, head, frame.theme.dim);
  y += Sizes::high(size.small) + size.px(7);
  frame.canvas.textIn(size.bold, x, y, room, frame.theme.text, frame.shown(value));
  y += size.em + size.px(7);
  frame.canvas.textIn(size.body, x, y, room, frame.theme.dim, frame.shown(detail));
}

void drawStrip(Frame& frame, const SerialStrip& strip) {
  const Sizes& size = frame.size;
  const float height = size.large ? Sizes::high(size.serial) + size.px(24)
                                  : size.px(24) + Sizes::high(size.small) + Sizes::high(size.serial);
  const Rect rect{frame.content.x0, frame.y, frame.content.x1, frame.y + height};
  const std::string id = "serialNumber";
  if (frame.item({id, rect, frame.shown(strip.serial), false, true})) {
    frame.asked = ActionId::enter;
  }
  drawCardBox(frame, rect, {}, frame.hasFocus(id));
  const float x = rect.x0 + size.px(20);
  const float inside = rect.x1 - size.px(20) - x;
  const bool blocks = !size.large && !strip.model.empty();
  float end = drawSerial(frame, strip, x, rect, blocks ? inside * 0.42F : size.large ? inside * 0.6F : inside);
  frame.canvas.owner("device");
  if (size.large) {
    const float left = rect.x1 - size.px(20) - end - size.px(24);
    if (left > size.em * 4) {
      frame.canvas.textIn(size.body, end + size.px(24), std::floor((rect.y0 + rect.y1 - size.em) / 2), left,
                          frame.theme.dim, frame.shown(strip.model));
    }
  } else if (blocks) {
    end += size.px(40);
    const float room = rect.x1 - size.px(20) - end;
    const bool network = !strip.network.empty() && room > size.px(420);
    const float least = std::max({frame.canvas.width(size.bold, strip.model),
                                  frame.canvas.width(size.body, strip.parts), size.px(120)}) +
                        size.px(64);
    const float first = network ? std::min(least, std::floor(room * 0.56F)) : room;
    drawBlock(frame, upper(say(PageId::model)), strip.model, strip.parts, end, rect, first - size.px(network ? 32 : 0));
    if (network) {
      drawBlock(frame, say(PageId::headNetwork), strip.network, strip.networkLine, end + first + size.px(8), rect,
                room - first - size.px(8));
    }
  }
  frame.y = rect.y1 + size.gap;
}

// --- do next --------------------------------------------------------------------------------------------------------

std::string chordOf(const NextStep& step) {
  std::string keys;
  for (const std::string& key : step.keys) {
    keys += (keys.empty() ? "" : " ") + key;
  }
  return keys;
}

void drawNumber(Frame& frame, const NextStep& step, float x, float middle) {
  const Sizes& size = frame.size;
  const float radius = std::floor((size.em + size.px(size.large ? 8 : 12)) / 2);
  const float centre = x + radius;
  if (step.done) {
    const Style style{Face::sans, size.lead.pixels};
    const std::string_view glyph = glyphOf(Sign::ok);
    frame.canvas.text(style, centre - frame.canvas.width(style, glyph) / 2, middle - Sizes::high(style) / 2,
                      frame.theme.ok, glyph);
    return;
  }
  if (step.current) {
    frame.canvas.disc(centre, middle, radius, frame.theme.text);
  } else {
    frame.canvas.circle(centre, middle, radius, frame.theme.field, 1);
  }
  const std::string number = std::to_string(step.number);
  frame.canvas.text(size.bold, centre - frame.canvas.width(size.bold, number) / 2, middle - size.em / 2,
                    step.current ? frame.theme.ground : frame.theme.dim, number);
}

// Where a step's words begin.
float textInset(const Sizes& size) {
  return size.em + size.px(size.large ? 32 : 44);
}

// What is dim below a step's title, in two lines where it must be; not what the banner says, nor where text is large.
Fitted noteOf(Frame& frame, const NextStep& step, float width) {
  const Sizes& size = frame.size;
  if (size.large || step.note.empty() || frame.isSaid(step.note)) {
    return {};
  }
  const float keys = step.current && !step.keys.empty() ? capsWidth(frame, chordOf(step)) + size.px(12) : 0;
  return frame.canvas.wrap(size.small, frame.shown(step.note), width - textInset(size) - size.pad - keys, 2);
}

void drawStep(Frame& frame, const NextStep& step, const Rect& rect) {
  const Sizes& size = frame.size;
  const std::string id = "step " + std::to_string(step.number);
  const std::optional<FindingId>& finding = frame.session.diagnosis().verdict.finding;
  Item item{id, rect, frame.shown(step.title), false, step.current && finding.has_value()};
  if (step.current && finding) {
    item.evidence = "finding " + std::string(idOf(*finding));
  }
  if (step.current) {
    frame.start = id;
    item.action = step.keys.empty() ? ActionId::none : actionOfKey(step.keys.front());
  }
  if (frame.item(std::move(item))) {
    frame.asked = ActionId::enter;
  }
  if (frame.hasFocus(id)) {
    drawFocus(frame, rect, size.px(8));
  }
  frame.canvas.owner("row " + id);
  const float middle = std::floor((rect.y0 + rect.y1) / 2);
  if (frame.canvas.clip().holds(rect)) {  // half a circle says nothing
    drawNumber(frame, step, rect.x0 + size.px(16), middle);
  }
  const float x = rect.x0 + textInset(size);
  float right = rect.x1 - size.pad;
  if (step.current && !step.keys.empty()) {
    const std::string keys = chordOf(step);
    right -= capsWidth(frame, keys);
    drawCaps(frame, right, middle - std::floor(size.cap / 2), keys, KeyLook::plain);
    right -= size.px(12);
  }
  const Style style = step.current ? size.bold : size.body;
  const Fitted note = noteOf(frame, step, rect.width());
  const auto lines = static_cast<float>(note.lines.size());
  const float pitch = Sizes::high(size.small) + size.px(2);
  float y = middle - std::floor((size.em + lines * pitch + (lines > 0 ? size.px(2) : 0)) / 2);
  frame.canvas.textIn(style, x, y, right - x, frame.theme.text, frame.shown(step.title));
  y += size.em + size.px(4);
  for (const std::string& line : note.lines) {
    if (&line == &note.lines.back() && note.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(size.small, x, y, frame.theme.dim, line);
    y += pitch;
  }
}

float leastStep(Frame& frame, const NextStep& step, float width) {
  const Sizes& size = frame.size;
  if (size.large) {
    return size.em + size.px(20);
  }
  const auto lines = static_cast<float>(std::max<std::size_t>(noteOf(frame, step, width).lines.size(), 1));
  return size.em + lines * (Sizes::high(size.small) + size.px(2)) + size.px(14);
}

float nextHeight(Frame& frame, const OverviewModel& model, float width) {
  float height = frame.size.head + frame.size.px(8);
  for (const NextStep& step : model.steps) {
    height += leastStep(frame, step, width - frame.size.px(16));
  }
  return height;
}

void drawNext(Frame& frame, const OverviewModel& model, const Rect& rect) {
  const Sizes& size = frame.size;
  float y = rect.y0 + size.px(10);
  if (size.large) {
    drawCardBox(frame, rect);
  } else {
    y = drawCardFrame(frame, rect, say(PageId::headNext), model.stepsNote);
  }
  const auto count = static_cast<float>(std::max<std::size_t>(model.steps.size(), 1));
  const float spare = rect.height() - nextHeight(frame, model, rect.width());
  const float more = std::clamp(std::floor(spare / count), 0.0F, size.px(22));
  for (const NextStep& step : model.steps) {
    const float high = leastStep(frame, step, rect.width() - size.px(16)) + more;
    drawStep(frame, step, {rect.x0 + size.px(8), y, rect.x1 - size.px(8), y + high});
    y += high;
  }
}

// --- the stick ------------------------------------------------------------------------------------------------------

void drawEmptyStick(Frame& frame, const StickCard& stick, const Rect& rect, float y) {
  const Sizes& size = frame.size;
  const float room = rect.width() - 2 * size.pad;
  const auto put = [&](Style style, Colour colour, std::string_view text) {
    const std::string line = frame.canvas.elide(style, text, room);
    frame.canvas.text(style, std::floor((rect.x0 + rect.x1 - frame.canvas.width(style, line)) / 2), y, colour, line);
    y += Sizes::high(style);
  };
  const float needed = Sizes::high(size.mark) + Sizes::high(size.lead) + size.px(56) + 2 * size.line;
  if (rect.y1 - y > needed) {
    y += size.px(20);
    put(size.mark, frame.theme.of(stick.sign) == frame.theme.text ? frame.theme.dim : frame.theme.of(stick.sign),
        glyphOf(stick.sign));
    y += size.px(16);
  }
  put(size.lead, frame.theme.text, stick.emptyTitle);
  y += size.px(12);
  for (const std::string& line : stick.emptyLines) {
    const Fitted fitted = frame.canvas.wrap(size.body, frame.shown(line), room, 3);
    for (const std::string& part : fitted.lines) {
      put(size.body, frame.theme.dim, part);
      y += size.px(4);
    }
  }
}

void drawStickLine(Frame& frame, const StickLine& line, const Rect& rect, float labels) {
  const Sizes& size = frame.size;
  frame.canvas.owner("stick " + line.id);
  frame.canvas.fill({rect.x0, rect.y0, rect.x1, rect.y0 + 1}, frame.theme.line);
  const float y = std::floor((rect.y0 + rect.y1 - size.em) / 2);
  frame.canvas.text(size.body, rect.x0, y, frame.theme.dim, line.label);
  float x = rect.x0 + labels;
  if (line.sign) {
    x = drawState(frame, x, y, *line.sign, size.body) + size.px(12);
  }
  if (!line.value.empty()) {
    x = frame.canvas.text(size.body, x, y, frame.theme.text,
                          frame.canvas.elide(size.body, frame.shown(line.value), rect.x1 - x)) +
        size.px(6);
  }
  if (!line.dim.empty() && rect.x1 - x > size.em * 2) {
    const bool fits = frame.canvas.width(size.body, line.dim) <= rect.x1 - x;
    frame.canvas.textIn(fits ? size.body : size.small, x, fits ? y : y + size.px(3), rect.x1 - x, frame.theme.dim,
                        frame.shown(line.dim));
  }
}

// Below the lines, where there is room.
void drawStickNote(Frame& frame, const std::string& note, float x, float right, float y, float bottom) {
  const Sizes& size = frame.size;
  frame.canvas.owner("stick note");
  const float pitch = Sizes::high(size.small) + size.px(4);
  for (const std::string& line : frame.canvas.wrap(size.small, note, right - x, 3).lines) {
    if (y + pitch > bottom) {
      return;
    }
    frame.canvas.text(size.small, x, y, frame.theme.dim, line);
    y += pitch;
  }
}

float stickHeight(const Sizes& size, const StickCard& stick) {
  if (stick.name.empty()) {
    return size.head + size.px(24) + Sizes::high(size.lead) + 3 * size.line;
  }
  return size.head + Sizes::high(size.lead) + size.px(48) + size.row * static_cast<float>(stick.lines.size());
}

void drawStick(Frame& frame, const StickCard& stick, const Rect& rect) {
  const Sizes& size = frame.size;
  const std::string id = "stick";
  if (frame.item({id, rect, frame.shown(stick.name), false, true})) {
    frame.asked = ActionId::enter;
  }
  float y = drawCardFrame(frame, rect, say(PageId::headStick), "", stick.sign);
  if (frame.hasFocus(id)) {
    frame.canvas.frame(rect, frame.theme.focus, size.ring, size.px(12));
  }
  frame.canvas.owner("row " + id);
  if (stick.name.empty()) {
    return drawEmptyStick(frame, stick, rect, y);
  }
  const float x = rect.x0 + size.pad;
  const float right = rect.x1 - size.pad;
  y += size.px(4);
  const float space = stick.space.empty() ? 0 : frame.canvas.width(size.body, stick.space);
  const bool beside = space > 0 && space < (right - x) * 0.6F;
  frame.canvas.textIn(size.lead, x, y, right - x - (beside ? space + size.px(12) : 0), frame.theme.text,
                      frame.shown(stick.name));
  if (beside) {
    frame.canvas.text(size.body, right - space, y + Sizes::high(size.lead) - size.em - size.px(1), frame.theme.dim,
                      stick.space);
  }
  y += Sizes::high(size.lead) + size.px(14);
  if (stick.used >= 0) {
    drawBar(frame, {x, y, right, y + size.px(8)}, stick.used);
    y += size.px(24);
  }
  float labels = size.px(120);
  for (const StickLine& line : stick.lines) {
    labels = std::max(labels, frame.canvas.width(size.body, line.label));
  }
  const auto count = static_cast<float>(std::max<std::size_t>(stick.lines.size(), 1));
  const float high = std::clamp(std::floor((rect.y1 - size.px(4) - y) / count), size.row - size.px(4), size.px(54));
  for (const StickLine& line : stick.lines) {
    drawStickLine(frame, line, {x, y, right, y + high}, labels + size.px(16));
    y += high;
  }
  drawStickNote(frame, stick.note, x, right, y + size.px(8), rect.y1 - size.px(4));
}

void drawLower(Frame& frame, const OverviewModel& model) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  const float split = std::floor(content.x0 + (content.width() - size.gap) * 656 / 1104);
  const float right = stickHeight(size, model.stick);
  if (size.large || content.width() < size.px(720)) {
    const float left = nextHeight(frame, model, content.width());
    drawNext(frame, model, {content.x0, frame.y, content.x1, frame.y + left + (size.large ? size.px(2) : 0)});
    frame.y += left + size.gap;
    drawStick(frame, model.stick, {content.x0, frame.y, content.x1, frame.y + right});
    frame.y += right + size.gap;
    return;
  }
  const float room = content.y1 - size.gap - frame.y;
  const float height = std::max({nextHeight(frame, model, split - content.x0), right, room});
  drawNext(frame, model, {content.x0, frame.y, split, frame.y + height});
  drawStick(frame, model.stick, {split + size.gap, frame.y, content.x1, frame.y + height});
  frame.y += height + size.gap;
}

}  // namespace

// What Enter opens here: the stick, and what the findings say.
std::vector<CardSpec> overviewCards(Frame& frame) {
  RowSpec stick;
  stick.id = "stick";
  stick.label = say(PageId::stick);
  const Target* target = frame.session.target();
  stick.value = target != nullptr ? targetText(*target) : drivesText(frame.session.drives());
  stick.evidence = {{PageId::stick, stick.value, say(PageId::drives)}};
  CardSpec card{say(PageId::headStick), "", {std::move(stick)}};
  for (const Finding& finding : frame.session.diagnosis().findings) {
    card.rows.push_back(rowOf(finding));
  }
  return {std::move(card)};
}

ActionId drawOverview(Frame& frame) {
  OverviewModel model = overviewModel(situationOf(frame.session));
  if (frame.size.large) {
    // What is done is no news where there is little room.
    std::erase_if(model.steps, [](const NextStep& step) { return step.done; });
    drawStrip(frame, model.strip);
    drawTileRows(frame, model.tiles);
  } else {
    drawTiles(frame, model.tiles);
    drawStrip(frame, model.strip);
  }
  drawLower(frame, model);
  return frame.asked;
}

}  // namespace preflight::page
