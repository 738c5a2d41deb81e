// The question before quitting or exporting anyway, and opening a recording.
#include <algorithm>

#include "base/text.h"
#include "page/dialog.h"
#include "page/screens.h"

namespace preflight::page {
void openDialog(Frame& frame, const Rect& box) {
  frame.canvas.cover(box);
  frame.canvas.fill(box, frame.theme.card, frame.size.px(12));
  frame.canvas.frame(box, frame.theme.field, 1, frame.size.px(12));
}

namespace {

// A title, sentences, and buttons with their keys; as high as it must be.
struct Question {
  Sign sign = Sign::info;
  std::string title;
  std::vector<std::string> sentences;
  struct Button {
    std::string id;
    std::string keys;
    std::string label;
    ActionId action;
  };
  std::vector<Button> buttons;
};

void drawButtons(Frame& frame, const Question& question, float x, float y, float right) {
  const Sizes& size = frame.size;
  const float start = x;
  for (const Question::Button& button : question.buttons) {
    const float width =
        capsWidth(frame, button.keys) + size.px(10) + frame.canvas.width(size.bold, button.label) + size.px(24);
    if (x > start && x + width > right) {
      x = start;
      y += size.chip + size.px(8);
    }
    const Rect box{x, y, x + width, y + size.chip};
    if (frame.item({button.id, box, button.label})) {
      frame.asked = button.action;
    }
    frame.canvas.owner("button " + button.id);
    frame.canvas.fill(box, frame.theme.raised, size.px(6));
    if (frame.hasFocus(button.id)) {
      drawFocus(frame, box, size.px(6));
    } else if (frame.theme.strong) {
      frame.canvas.frame(box, frame.theme.line, 1, size.px(6));
    }
    const float end =
        drawCaps(frame, x + size.px(6), y + std::floor((size.chip - size.cap) / 2), button.keys, KeyLook::plain);
    frame.canvas.text(size.bold, end + size.px(10), y + std::floor((size.chip - size.em) / 2), frame.theme.text,
                      button.label);
    x = box.x1 + size.px(16);
  }
}

void drawQuestion(Frame& frame, const Rect& room, const Question& question) {
  const Sizes& size = frame.size;
  const float width = std::min(frame.column.width(), size.px(size.large ? 900 : 560));
  const float inside = width - 2 * size.px(24);
  std::vector<Fitted> texts;
  float height = size.px(24) + Sizes::high(size.title) + size.px(12);
  for (const std::string& sentence : question.sentences) {
    texts.push_back(frame.canvas.wrap(size.body, frame.shown(sentence), inside, 6));
    height += size.line * static_cast<float>(texts.back().lines.size()) + size.px(4);
  }
  float needed = -size.px(16);
  for (const Question::Button& button : question.buttons) {
    needed += capsWidth(frame, button.keys) + size.px(10) + frame.canvas.width(size.bold, button.label) + size.px(40);
  }
  const float lines = needed > inside ? static_cast<float>(question.buttons.size()) : 1;
  height += size.px(16) + lines * (size.chip + size.px(8)) + size.px(16);
  const Rect box = centred(room, width, height);
  openDialog(frame, box);
  frame.region = box;
  frame.bottom = box.y1;
  frame.canvas.owner("question");
  float x = box.x0 + size.px(24);
  float y = box.y0 + size.px(24);
  const Style style = frame.canvas.width(size.title, question.title) + size.px(40) > inside ? size.bold : size.title;
  const float end =
      frame.canvas.text({Face::sans, style.pixels}, x, y, frame.theme.of(question.sign), glyphOf(question.sign));
  frame.canvas.textIn(style, end + size.px(12), y, box.x1 - size.px(24) - end - size.px(12), frame.theme.text,
                      question.title);
  y += Sizes::high(size.title) + size.px(12);
  for (const Fitted& text : texts) {
    for (const std::string& line : text.lines) {
      frame.canvas.text(size.body, x, y, frame.theme.text, line);
      y += size.line;
    }
    y += size.px(4);
  }
  drawButtons(frame, question, x, y + size.px(16), box.x1 - size.px(24));
}

}  // namespace

void drawQuit(Frame& frame, const Rect& room) {
  const bool saving = frame.session.exporting() || frame.session.recording();
  Question question{saving ? Sign::warning : Sign::info, say(PageId::cardQuit), {}, {}};
  question.sentences = {say(saving ? PageId::quitSavingFact : PageId::quitFact)};
  question.buttons = {{"quit", std::string(keyOf(ActionId::quit)), say(PageId::quit), ActionId::quit},
                      {"stay", std::string(keyOf(ActionId::back)), say(PageId::stay), ActionId::back}};
  drawQuestion(frame, room, question);
}

void drawConfirm(Frame& frame, const Rect& room) {
  Question question{Sign::warning, say(PageId::confirm), {toBeConfirmed(frame.session)}, {}};
  question.buttons = {{"confirm", std::string(keyOf(ActionId::confirm)), say(PageId::barConfirm), ActionId::confirm},
                      {"cancel", std::string(keyOf(ActionId::back)), say(PageId::barCancel), ActionId::back}};
  drawQuestion(frame, room, question);
}

ActionId drawOpen(Frame& frame) {
  CardSpec card{say(PageId::cardOpen), say(PageId::cardOpenNote), {}};
  RowSpec path;
  path.id = "path";
  path.label = say(PageId::openPath);
  path.field = &frame.state.openPath;
  path.hint = say(PageId::openPathHint);
  if (!frame.state.openProblem.empty()) {
    path.sign = Sign::failed;
  }
  card.rows.push_back(std::move(path));
  std::vector<CardSpec> cards{card};
  if (!frame.state.openProblem.empty()) {
    RowSpec problem;
    problem.id = "problem";
    problem.label = say(PageId::openWhy);
    problem.value = frame.state.openProblem;
    cards.front().rows.push_back(std::move(problem));
  }
  CardSpec list{say(PageId::cardRecordings), "", {}};
  for (const Target& target : frame.session.drives().targets) {
    for (const std::string& each : target.recordings) {
      RowSpec row;
      row.id = "recording " + each;
      row.label = say(PageId::recording);
      row.value = printable(each, 1000);
      list.rows.push_back(std::move(row));
    }
  }
  if (!list.rows.empty()) {
    cards.push_back(std::move(list));
  }
  drawCards(frame, cards, 1000);
  return frame.asked;
}

}  // namespace preflight::page
