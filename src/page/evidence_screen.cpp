// What is behind a row: at the right of its screen where there is room, else over it. The cause comes first, then what
// to do, the line of a log, and the raw sources.
#include <algorithm>
#include <cmath>

#include "app/view/evidence_model.h"
#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

constexpr std::size_t linesOfPiece = 3;  // that have the focus together
constexpr std::size_t mostLines = 100'000;

Row rowOfSpec(const RowSpec& spec) {
  Row row;
  row.id = spec.id;
  row.label = spec.label;
  row.value = spec.field != nullptr ? spec.field->text : spec.value;
  row.findings = spec.findings;
  row.evidence = spec.evidence;
  row.details = spec.details;
  return row;
}

bool isBeside(const Frame& frame) {
  return !frame.size.large && frame.content.width() >= frame.size.px(1040);
}

// Lines that break behind blanks and, in a path, behind its separators.
std::vector<std::string> linesOf(Frame& frame, Style style, std::string_view text, float room) {
  std::vector<std::string> lines;
  for (const std::string& line : frame.canvas.wrap(style, text, 1.0e9F, mostLines).lines) {
    std::string current;
    const auto flush = [&] {
      if (!current.empty()) {
        lines.push_back(std::string(trimmed(current)));
        current.clear();
      }
    };
    // Words first; a word that is too long in the pieces of its path.
    std::string_view rest = line;
    while (!rest.empty()) {
      const std::size_t blank = rest.find(' ');
      const std::string_view word = rest.substr(0, blank == std::string_view::npos ? rest.size() : blank + 1);
      rest.remove_prefix(word.size());
      if (frame.canvas.width(style, current + std::string(trimmed(word))) <= room) {
        current += word;
        continue;
      }
      for (const std::string_view piece : pathPieces(word)) {
        if (!current.empty() && frame.canvas.width(style, current + std::string(trimmed(piece))) > room) {
          flush();
        }
        if (frame.canvas.width(style, trimmed(piece)) <= room) {
          current += piece;
          continue;
        }
        Fitted cut = frame.canvas.wrap(style, trimmed(piece), room, mostLines);
        for (std::size_t i = 0; i + 1 < cut.lines.size(); ++i) {
          lines.push_back(cut.lines[i]);
        }
        current += cut.lines.empty() ? std::string() : cut.lines.back();
      }
    }
    flush();
  }
  if (lines.empty()) {
    lines.emplace_back();
  }
  return lines;
}

// The card while it is drawn: pieces are below each other, and each can have the focus.
class Panel {
 public:
  Panel(Frame& frame, const Rect& rect) : frame_(frame), rect_(rect), y_(rect.y0) {}

  float y() const { return y_; }
  void gap(float drawn) { y_ += frame_.size.px(drawn); }

  void crumb(const std::vector<std::string>& parts) {
    const Sizes& size = frame_.size;
    frame_.canvas.owner("crumb");
    const float height = Sizes::high(size.small) + size.px(22);
    const float y = y_ + size.px(11);
    float x = rect_.x0 + size.pad;
    const float right = rect_.x1 - size.pad;
    frame_.canvas.fill({rect_.x0, y_ + height - 1, rect_.x1, y_ + height}, frame_.theme.line);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool last = i + 1 == parts.size();
      const float kept = last ? 0 : frame_.canvas.width(size.smallBold, parts.back()) + size.px(40);
      x = frame_.canvas.textIn(last ? size.smallBold : size.small, x, y, std::max(right - x - kept, size.em),
                               last ? frame_.theme.text : frame_.theme.dim, frame_.shown(parts[i]));
      if (!last) {
        x = frame_.canvas.text(size.small, x + size.px(8), y, frame_.theme.dim, "\u203A") + size.px(8);
      }
    }
    y_ += height;
  }

  void heading(std::string_view text) {
    gap(16);
    frame_.canvas.owner("heading");
    drawHeading(frame_, left(), y_, text, frame_.theme.dim);
    y_ += Sizes::high(frame_.size.small) + frame_.size.px(10);
  }

  // A text of however many lines; `copy` is what Ctrl+C takes.
  void text(Style style, Colour colour, const std::string& text, const std::string& copy = {},
            const LogEntryRef& entry = {}, float indent = 0) {
    const std::vector<std::string> lines = linesOf(frame_, style, frame_.shown(text), right() - left() - indent);
    const float pitch = std::floor(Sizes::high(style) * 1.3F);
    for (std::size_t at = 0; at < lines.size(); at += linesOfPiece) {
      const std::size_t end = std::min(at + linesOfPiece, lines.size());
      const std::string id = piece();
      const Rect box{rect_.x0 + frame_.size.px(6), y_ - frame_.size.px(2), rect_.x1 - frame_.size.px(6),
                     y_ + pitch * static_cast<float>(end - at) + frame_.size.px(1)};
      frame_.item({id, box, frame_.shown(copy.empty() ? text : copy), false, false, entry});
      if (frame_.hasFocus(id)) {
        drawFocus(frame_, box, frame_.size.px(6));
      }
      frame_.canvas.owner("row " + id);
      const float low = std::floor((pitch - Sizes::high(style)) / 2);
      for (std::size_t i = at; i < end; ++i) {
        frame_.canvas.text(style, left() + indent, y_ + low, colour, lines[i]);
        y_ += pitch;
      }
    }
  }

  // A label at the left and a text beside it, or below it where there is little room.
  void labelled(const std::string& label, Style labelStyle, Style style, const std::string& text, float column,
                const LogEntryRef& entry = {}) {
    const bool below = right() - left() < frame_.size.em * 16;
    frame_.canvas.owner("label");
    const float y = y_ + std::floor((std::floor(Sizes::high(style) * 1.3F) - Sizes::high(labelStyle)) / 2);
    if (below) {
      if (!label.empty()) {
        this->text(labelStyle, frame_.theme.dim, label);
      }
      this->text(style, frame_.theme.text, text, {}, entry);
      return;
    }
    this->text(style, frame_.theme.text, text, {}, entry, column);
    frame_.canvas.owner("label");
    frame_.canvas.textIn(labelStyle, left(), y, column - frame_.size.px(8),
                         labelStyle == frame_.size.bold ? frame_.theme.text : frame_.theme.dim, frame_.shown(label));
  }

  void logLine(const EvidenceLine& line) {
    const Sizes& size = frame_.size;
    const float x = left();
    const std::string id = piece();
    const std::string text = frame_.shown(line.value);
    const float inside = right() - x - size.px(28);
    std::vector<std::string> lines = linesOf(frame_, size.mono, text, inside);
    const bool more = lines.size() > 4;
    lines.resize(std::min<std::size_t>(lines.size(), 4));
    const float pitch = std::floor(Sizes::high(size.mono) * 1.2F);
    const float height = size.px(14) + size.cap + size.px(8) + pitch * static_cast<float>(lines.size()) + size.px(10);
    const Rect box{x, y_, right(), y_ + height};
    if (frame_.item({id, box, text, false, false, line.logEntry})) {
      frame_.asked = ActionId::showInLog;
    }
    frame_.canvas.fill(box, frame_.theme.ground, size.px(6));
    if (frame_.hasFocus(id)) {
      frame_.canvas.frame(box, frame_.theme.focus, size.ring, size.px(6));
    } else if (frame_.theme.strong) {
      frame_.canvas.frame(box, frame_.theme.line, 1, size.px(6));
    }
    frame_.canvas.owner("row " + id);
    const std::string open = say(PageId::evidenceOpen);
    const std::string key(keyOf(ActionId::showInLog));
    const float wide = capsWidth(frame_, key) + size.px(8) + frame_.canvas.width(size.small, open);
    float y = y_ + size.px(10);
    const float low = y + std::floor((size.cap - Sizes::high(size.small)) / 2);
    const std::string when = line.logEntry.written.empty() ? line.label : line.logEntry.written;
    frame_.canvas.textIn(size.small, x + size.px(14), low, inside - wide - size.px(12), frame_.theme.dim,
                         frame_.shown(line.source.empty() ? when : when + " \u00B7 " + line.source));
    const float end = drawCaps(frame_, right() - size.px(14) - wide, y, key, KeyLook::plain);
    frame_.canvas.text(size.small, end + size.px(8), low, frame_.theme.dim, open);
    y += size.cap + size.px(8);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (more && i + 1 == lines.size()) {
        frame_.canvas.markElided();
      }
      frame_.canvas.text(
          size.mono, x + size.px(14), y, frame_.theme.text,
          more && i + 1 == lines.size() ? frame_.canvas.elide(size.mono, lines[i] + " \u2026", inside) : lines[i]);
      y += pitch;
    }
    y_ += height;
  }

 private:
  float left() const { return rect_.x0 + frame_.size.px(20); }
  float right() const { return rect_.x1 - frame_.size.px(20); }
  std::string piece() { return "evidence " + std::to_string(number_++); }

  Frame& frame_;
  Rect rect_;
  float y_;
  int number_ = 0;
};

void drawFacts(Frame& frame, Panel& panel, const std::vector<EvidenceLine>& facts) {
  const Sizes& size = frame.size;
  std::string source;
  float column = size.px(140);
  for (const EvidenceLine& fact : facts) {
    column = std::max(column, frame.canvas.width(size.small, frame.shown(fact.label)) + size.px(24));
  }
  column = std::min(column, frame.content.width() * 0.42F);
  for (const EvidenceLine& fact : facts) {
    panel.labelled(fact.label, size.small, size.small, fact.value, column, fact.logEntry);
    if (!fact.source.empty() && fact.source != source) {
      panel.text(size.monoSmall, frame.theme.dim, fact.source);
      source = fact.source;
    }
    panel.gap(6);
  }
}

std::vector<std::string> crumbOf(const Frame& frame, const EvidenceModel& model) {
  const ScreenEntry& screen = entryOf(frame.state.screen);
  return {std::string(screen.number) + " " + say(screen.name), model.name, say(PageId::evidence)};
}

void drawPanel(Frame& frame, Panel& panel, const EvidenceModel& model) {
  const Sizes& size = frame.size;
  panel.crumb(crumbOf(frame, model));
  panel.heading(say(PageId::headCause));
  for (std::size_t i = 0; i < model.cause.size(); ++i) {
    panel.text(size.body, i == 0 ? frame.theme.text : frame.theme.dim, model.cause[i]);
  }
  if (!model.actions.empty()) {
    panel.heading(say(PageId::headDo));
    float column = size.px(72);
    for (const EvidenceAction& action : model.actions) {
      column = std::max(column, frame.canvas.width(size.bold, action.who) + size.px(16));
    }
    for (const EvidenceAction& action : model.actions) {
      panel.labelled(action.who, size.bold, size.body, action.action, column);
      panel.gap(6);
    }
  }
  if (model.logLine) {
    panel.heading(say(PageId::headLogLine));
    panel.logLine(*model.logLine);
  }
  if (!model.facts.empty()) {
    panel.heading(say(PageId::headRaw));
    drawFacts(frame, panel, model.facts);
  }
  for (const RowDetails& group : model.details) {
    panel.heading(upper(frame.shown(group.title)));
    panel.text(size.small, frame.theme.dim, group.note);
    panel.gap(4);
    Row row;
    row.evidence = group.lines;
    drawFacts(frame, panel, evidenceModel(row).facts);
  }
  panel.gap(12);
}

// The screen goes on being shown at the left; nothing on it can have the focus.
void drawScreenBeside(Frame& frame) {
  const Rect whole = frame.content;
  const float y = frame.y;
  const Mouse mouse = std::exchange(frame.mouse, {});
  const ActionId asked = frame.asked;
  frame.content.x1 = whole.x0 + std::floor((whole.width() - frame.size.gap) * 448 / 1104);
  frame.state.overlay = Overlay::none;
  frame.y = frame.region.y0 + frame.size.gap - frame.state.scroll[frame.state.view()];
  entryOf(frame.state.screen).draw(frame);
  frame.state.overlay = Overlay::evidence;
  frame.items.clear();
  frame.start.clear();
  frame.mouse = mouse;
  frame.asked = asked;
  frame.content = whole;
  frame.content.x0 = whole.x0 + std::floor((whole.width() - frame.size.gap) * 448 / 1104) + frame.size.gap;
  frame.y = y;
}

}  // namespace

RowSpec evidenceRow(Frame& frame) {
  const std::string& id = frame.state.evidenceOf;
  for (const CardSpec& card : entryOf(frame.state.screen).cards(frame)) {
    for (const RowSpec& row : card.rows) {
      if (row.id == id) {
        return row;
      }
    }
  }
  if (const Row* row = findRow(frame.session.sections(), id)) {
    return rowOf(*row);
  }
  for (const Finding& finding : frame.session.diagnosis().findings) {
    if (id == "finding " + std::string(idOf(finding.id))) {
      return rowOf(finding);
    }
  }
  return {};
}

ActionId drawEvidence(Frame& frame) {
  const RowSpec found = evidenceRow(frame);
  EvidenceModel model = evidenceModel(rowOfSpec(found));
  if (found.id.empty()) {
    model.cause = {say(PageId::evidenceGone)};
  }
  if (isBeside(frame)) {
    drawScreenBeside(frame);
  }
  const Sizes& size = frame.size;
  // The card's height is known when it is drawn: that of the frame before serves, and another frame follows.
  const float least = frame.region.y1 - size.gap - (frame.region.y0 + size.gap);
  const float height = std::max(frame.state.evidenceHeight, least);
  const Rect card{frame.content.x0, frame.y, frame.content.x1, frame.y + height};
  drawCardBox(frame, card);
  Panel panel(frame, card);
  drawPanel(frame, panel, model);
  const float needed = panel.y() - card.y0;
  if (needed != frame.state.evidenceHeight) {
    frame.state.evidenceHeight = needed;
    frame.again = frame.again || needed > height;
  }
  frame.y = card.y0 + std::max(needed, least) + size.gap;
  return frame.asked;
}

}  // namespace preflight::page
