// F1: every key, what to do next, how to register a device and how to let go of it.
#include "knowledge/knowledge.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

RowSpec step(const std::string& id, std::string label, std::string value) {
  RowSpec row;
  row.id = id;
  row.label = std::move(label);
  row.value = std::move(value);
  return row;
}

// One card for each way to register, deregister or deploy again, in the order of the table.
std::vector<CardSpec> stepCards() {
  std::vector<CardSpec> cards;
  std::string_view topic;
  for (const knowledge::Step& each : knowledge::steps()) {
    if (each.topic != topic) {
      topic = each.topic;
      cards.push_back({std::string(each.title), "", {}});
    }
    RowSpec row =
        step(std::string(each.topic) + std::string(each.number), std::string(each.number), std::string(each.text));
    row.source = each.who;
    cards.back().rows.push_back(std::move(row));
  }
  return cards;
}

CardSpec keysCard() {
  CardSpec card{say(PageId::helpKeys), say(PageId::helpKeysNote), {}};
  for (const Action& each : actions()) {
    std::string keys(each.keyLabel);
    if (!each.twinLabel.empty()) {
      keys = say(PageId::keyOr, {{"key", each.keyLabel}, {"twin", each.twinLabel}});
    }
    card.rows.push_back(step("key " + std::string(each.keyLabel), std::move(keys), say(each.label)));
  }
  return card;
}

}  // namespace

ActionId drawHelp(Frame& frame, const Banner& banner) {
  CardSpec next{say(PageId::helpNext),
                "",
                {step("next", say(PageId::helpNow), banner.sentence.empty() ? banner.word : banner.sentence)}};
  std::vector<CardSpec> cards{next, keysCard()};
  std::vector<CardSpec> ways = stepCards();
  // The way that this program is for follows what is next.
  const std::size_t first = ways.empty() ? 0 : 1;
  cards.insert(cards.begin() + 1, ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(first));
  cards.insert(cards.end(), ways.begin() + static_cast<std::ptrdiff_t>(first), ways.end());
  drawCards(frame, cards, 27);
  return frame.asked;
}

}  // namespace preflight::page
