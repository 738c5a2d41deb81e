// Screen 3: how far the device is with Windows Autopilot (registered, profile, enrolled), the profile in words, and
// what the rules say of both.
#include <algorithm>

#include "base/text.h"
#include "page/screens.h"
#include "text/label_id.h"

namespace preflight::page {
namespace {

const Section* findSection(const Frame& frame, std::string_view id) {
  const auto& all = frame.session.sections();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Section& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

CardSpec cardOf(const Section& section, std::string title, std::string right) {
  CardSpec card{std::move(title), std::move(right), {}};
  for (const Row& row : section.rows) {
    card.rows.push_back(rowOf(row));
  }
  return card;
}

CardSpec nothingCard(const Frame& frame) {
  const bool reading = frame.session.reading();
  const bool windows = frame.session.report().origin.system == SystemKind::windows;
  RowSpec row;
  row.id = "noRegistration";
  row.label = say(PageId::registration);
  row.known = false;
  row.value = say(reading ? PageId::reading : windows ? PageId::registrationUnknown : PageId::registrationWindowsOnly);
  row.status = State::unknown;
  row.word = say(reading ? LabelId::stateRunning : windows ? LabelId::stateUnknown : LabelId::stateNone);
  row.evidence = {{row.label, row.value, ""}};
  return {say(PageId::cardRegistration), "", {std::move(row)}};
}

// What the rules of registration say; identity, hash and deployment have screens of their own.
CardSpec findingsCard(const Frame& frame) {
  const Diagnosis& diagnosis = frame.session.diagnosis();
  const auto isOwn = [&](const Finding& finding) {
    return std::ranges::any_of(diagnosis.registration.stages, [&](const RegistrationStage& stage) {
      return std::ranges::find(stage.findings, finding.id) != stage.findings.end();
    });
  };
  CardSpec card{say(PageId::cardFindings), say(PageId::findingsNote, {{"key", keyOf(ActionId::enter)}}), {}};
  for (const Finding& finding : diagnosis.findings) {
    if (isOwn(finding)) {
      card.rows.push_back(rowOf(finding));
    }
  }
  return card;
}

}  // namespace

std::vector<CardSpec> registrationCards(Frame& frame) {
  std::vector<CardSpec> cards;
  const Section* stages = findSection(frame, "registration");
  cards.push_back(stages == nullptr ? nothingCard(frame) : cardOf(*stages, say(PageId::cardRegistration), ""));
  if (CardSpec findings = findingsCard(frame); !findings.rows.empty()) {
    cards.push_back(std::move(findings));
  }
  if (const Section* profile = findSection(frame, "profile")) {
    cards.push_back(cardOf(*profile, upper(frame.shown(profile->title)), say(PageId::profileNote)));
  }
  numberRepeated(cards);
  return cards;
}

std::string_view registrationMark(const Frame& frame, State& state) {
  const std::vector<RegistrationStage>& stages = frame.session.diagnosis().registration.stages;
  if (stages.empty()) {
    return "";
  }
  // The first stage that is not reached decides: no later one can hold.
  const auto open = std::ranges::find_if(stages, [](const auto& stage) { return stage.state != State::pass; });
  state = open == stages.end() ? State::pass : open->state;
  return glyphOf(state);
}

ActionId drawRegistration(Frame& frame) {
  drawCards(frame, registrationCards(frame), 44);
  return frame.asked;
}

}  // namespace preflight::page
