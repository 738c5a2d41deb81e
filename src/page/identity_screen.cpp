// Screen 2: everything that was read, with where it came from.
#include <algorithm>

#include "base/text.h"
#include "model/subject.h"
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
  drawCards(frame, cards, 44);
  return frame.asked;
}

std::string_view identityMark(const Frame& frame, State& state) {
  const Report& report = frame.session.report();
  if (report.identity.serialNumber.state == FactState::collecting) {
    return "";
  }
  state = report.identity.serialNumber.known() ? State::pass : State::unknown;
  for (const Finding& finding : frame.session.diagnosis().findings) {
    if (subjectOf(finding) == Subject::serialNumber) {
      state = finding.state;
    }
  }
  return glyphOf(state);
}

}  // namespace preflight::page
