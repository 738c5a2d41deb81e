#include "page/receipt_card.h"

#include <algorithm>
#include <cmath>

#include "page/screens.h"
#include "text/page_id.h"

namespace preflight::page {
namespace {

void drawReceiptLine(Frame& frame, const ReceiptLine& line, float x, float y, float right, float labels) {
  const Sizes& size = frame.size;
  frame.canvas.fill({x, y, right, y + 1}, frame.theme.line);
  const float top = y + std::floor((size.row - size.em) / 2);
  frame.canvas.owner("receipt " + line.id);
  frame.canvas.textIn(size.body, x, top, labels - size.px(8), frame.theme.dim, line.label);
  std::string value = line.value;
  std::string dim = line.dim;
  if (line.id == "receiptSha" && value.size() > 8) {
    dim = say(PageId::shaPart);
    value = value.substr(0, 4) + " " + value.substr(4, 4);
  }
  const Style style = line.mono ? size.mono : line.id == "receiptStick" ? size.bold : size.body;
  float end = frame.canvas.text(style, x + labels, top, frame.theme.text,
                                frame.canvas.elide(style, frame.shown(value), right - x - labels)) +
              size.px(12);
  if (!dim.empty() && frame.canvas.width(size.body, dim) <= right - end) {
    frame.canvas.text(size.body, end, top, frame.theme.dim, dim);
  }
}

// Optional: only for who wants the drive gone before it is pulled.
void drawEject(Frame& frame, float y, float right) {
  const Sizes& size = frame.size;
  const std::string label = say(PageId::eject);
  const float width = frame.canvas.width(size.body, label) + size.px(24);
  const Rect box{right - width, y + size.px(4), right, y + size.row - size.px(4)};
  if (frame.item({"eject", box, label, false, false})) {
    frame.asked = ActionId::enter;
  }
  frame.canvas.owner("row eject");
  frame.canvas.fill(box, frame.theme.raised, size.px(6));
  if (frame.hasFocus("eject")) {
    drawFocus(frame, box, size.px(6));
  } else if (frame.theme.strong) {
    frame.canvas.frame(box, frame.theme.line, 1, size.px(6));
  }
  const bool dead = !frame.session.whyNoEject().empty();
  frame.canvas.text(size.body, box.x0 + size.px(12), std::floor((box.y0 + box.y1 - size.em) / 2),
                    dead ? frame.theme.dead : frame.theme.text, label);
}

}  // namespace

float drawReceipt(Frame& frame, const Rect& rect, const Receipt& receipt) {
  const Sizes& size = frame.size;
  const float x = rect.x0 + size.px(20);
  const float right = rect.x1 - size.px(20);
  float y = rect.y0 + size.px(20);
  if (frame.item({"proof", rect, receipt.proof, false, true})) {
    frame.asked = ActionId::enter;
  }
  frame.start = "proof";
  frame.canvas.owner("row proof");
  const std::string_view glyph = glyphOf(Sign::ok);
  const float column = std::max(frame.canvas.width(size.tick, glyph), size.px(64));
  frame.canvas.text(size.tick, x + std::floor((column - frame.canvas.width(size.tick, glyph)) / 2), y - size.px(6),
                    frame.theme.ok, glyph);
  const float text = x + column + size.px(20);
  frame.canvas.textIn(size.title, text, y + size.px(4), right - text, frame.theme.text, say(PageId::savedTitle));
  frame.canvas.textIn(size.body, text, y + size.px(10) + Sizes::high(size.title), right - text, frame.theme.dim,
                      receipt.written);
  y += std::max(Sizes::high(size.tick), Sizes::high(size.title) + size.em + size.px(16)) + size.px(12);
  float labels = size.px(120);
  for (const ReceiptLine& line : receipt.lines) {
    labels = std::max(labels, frame.canvas.width(size.body, line.label));
  }
  const float pitch = std::max(size.px(28), size.em + size.px(8));
  const float high =
      size.px(32) + Sizes::high(size.lead) + size.px(12) + pitch * static_cast<float>(receipt.next.size());
  for (const ReceiptLine& line : receipt.lines) {
    // What no technician reads off the screen is behind Enter, notes only where there is no room for them.
    const bool note = line.id == "receiptNote";
    if (line.id == "receiptBytes" || line.id == "receiptDevice" ||
        (note && y + size.row + size.px(28) + high > rect.y1)) {
      continue;
    }
    float end = right;
    if (line.id == "receiptStick") {
      drawEject(frame, y, right);
      end -= frame.canvas.width(size.body, say(PageId::eject)) + size.px(36);
    }
    drawReceiptLine(frame, line, x, y, end, labels + size.px(16));
    y += size.row;
  }
  y = std::max(y + size.px(12), rect.y1 - size.px(16) - high);
  const Rect box{rect.x0 + size.pad, y, rect.x1 - size.pad, y + high};
  frame.canvas.fill(box, frame.theme.raised, size.px(8));
  frame.canvas.owner("next laptop");
  float at = box.y0 + size.px(16);
  frame.canvas.text(size.lead, box.x0 + size.px(20), at, frame.theme.text, say(PageId::nextLaptop));
  at += Sizes::high(size.lead) + size.px(12);
  for (std::size_t i = 0; i < receipt.next.size(); ++i) {
    const float end = frame.canvas.text(size.body, box.x0 + size.px(20), at, frame.theme.dim, std::to_string(i + 1));
    frame.canvas.textIn(size.body, end + size.px(10), at, box.x1 - size.pad - end - size.px(10), frame.theme.text,
                        frame.shown(receipt.next[i]));
    at += pitch;
  }
  return box.y1 + size.px(16);
}

}  // namespace preflight::page
