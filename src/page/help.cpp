// F1: what to do next, every key, how to register a device and how to let go of it; over the dimmed screen.
#include <algorithm>
#include <cmath>

#include "knowledge/knowledge.h"
#include "page/dialog.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

RowSpec stepRow(const knowledge::Step& step) {
  RowSpec row;
  row.id = std::string(step.topic) + std::string(step.number);
  row.label = step.number;
  row.value = step.text;
  row.source = step.who;
  return row;
}

// One card for each way to register, deregister or deploy again, in the order of the table.
std::vector<CardSpec> stepCards() {
  std::vector<CardSpec> cards;
  std::string_view topic;
  for (const knowledge::Step& step : knowledge::steps()) {
    if (step.topic != topic) {
      topic = step.topic;
      cards.push_back({upper(std::string(step.title)), "", {}});
    }
    cards.back().rows.push_back(stepRow(step));
  }
  return cards;
}

CardSpec keysCard() {
  CardSpec card{say(PageId::helpKeys), say(PageId::helpKeysNote), {}};
  for (const Action& action : actions()) {
    RowSpec row;
    row.id = "key " + std::string(action.keyLabel);
    row.keys = action.keyLabel;
    row.twin = action.twinLabel;
    row.value = say(action.label);
    card.rows.push_back(std::move(row));
  }
  return card;
}

}  // namespace

void drawHelp(Frame& frame, const Rect& room) {
  const Sizes& size = frame.size;
  const float width = std::min(frame.column.width(), size.px(880));
  const float top = size.px(size.large ? 12 : 32);
  const Rect box = centred(room, width, room.height() - 2 * top);
  openDialog(frame, box);
  std::vector<CardSpec> cards = stepCards();
  // The keys follow the way that this program is for.
  cards.insert(cards.begin() + (cards.empty() ? 0 : 1), keysCard());
  const Rect inner{box.x0 + 2, box.y0 + size.px(12), box.x1 - 2, box.y1 - size.px(12)};
  scrollInto(frame, inner, [&] { drawCards(frame, cards, 1000); });
}

}  // namespace preflight::page
