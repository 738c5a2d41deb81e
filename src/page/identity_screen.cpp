// Screen 2: everything that was read, with where it came from.
#include <algorithm>

#include "app/view/subjects.h"
#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

bool holds(std::string_view text, std::string_view part) {
  return lower(text).find(lower(part)) != std::string::npos;
}

}  // namespace

std::vector<CardSpec> identityCards(Frame& frame) {
  std::vector<CardSpec> cards;
  for (const Section& section : frame.session.sections()) {
    if (section.id == "registration" || section.id == "profile" || section.id.starts_with("deployment")) {
      continue;  // screens of their own
    }
    CardSpec card{upper(section.title), "", {}};
    for (const Row& row : section.rows) {
      card.rows.push_back(rowOf(row));
    }
    cards.push_back(std::move(card));
  }
  numberRepeated(cards);
  if (frame.state.filtering) {
    const std::string& part = frame.state.filter.text;
    for (CardSpec& card : cards) {
      std::erase_if(card.rows, [&](const RowSpec& row) {
        return !holds(row.label, part) && !holds(frame.shown(row.value), part);
      });
    }
    std::erase_if(cards, [](const CardSpec& card) { return card.rows.empty(); });
    RowSpec field;
    field.id = "filter";
    field.label = say(PageId::filter);
    field.field = &frame.state.filter;
    field.hint = say(PageId::filterIdentity, {{"key", keyOf(ActionId::back)}});
    cards.insert(cards.begin(),
                 CardSpec{say(PageId::cardFilter), cards.empty() ? say(PageId::filterNoMatch) : "", {field}});
  }
  return cards;
}

ActionId drawIdentity(Frame& frame) {
  std::vector<CardSpec> cards = identityCards(frame);
  if (frame.state.filtering && !cards.empty()) {
    drawCards(frame, {cards.front()}, 1000);
    cards.erase(cards.begin());
  }
  drawCards(frame, cards, 27);
  return frame.asked;
}

std::optional<Sign> identityMark(const Frame& frame) {
  return subjectsOf(situationOf(frame.session)).of(Topic::identity);
}

}  // namespace preflight::page
