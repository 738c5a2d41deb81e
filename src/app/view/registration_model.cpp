#include "app/view/registration_model.h"

#include <algorithm>

#include "base/text.h"
#include "text/view_id.h"

namespace preflight {
namespace {

constexpr std::size_t mostLines = 3;

std::string sinceText(const Situation& situation, const RegistrationStage& stage, Sign sign) {
  if (stage.at != UtcTime{} && severityOf(sign) == 0) {
    return say(ViewId::since, {{"start", clockAt(situation, stage.at)}});
  }
  return sign == Sign::none || sign == Sign::waiting ? say(ViewId::notYet) : std::string();
}

void addLine(std::vector<std::string>& lines, std::string line) {
  if (!line.empty() && lines.size() < mostLines && std::ranges::find(lines, line) == lines.end()) {
    lines.push_back(std::move(line));
  }
}

StageCard cardOf(const Situation& situation, const RegistrationStage& stage, std::size_t number) {
  const Diagnosis& diagnosis = situation.diagnosis;
  StageCard card;
  card.id = stage.id;
  card.title = say(ViewId::numbered, {{"n", std::to_string(number)}, {"name", stage.label}});
  card.sign = signOf(stage, diagnosis);
  card.since = sinceText(situation, stage, card.sign);
  // What makes it worse than its own answer comes first.
  const bool own = card.sign == signOf(stage.state, stage.word);
  for (const FindingId id : stage.findings) {
    const Finding* finding = findFinding(diagnosis, id);
    if (finding != nullptr && !own && signOf(*finding, diagnosis) == card.sign) {
      addLine(card.lines, printable(finding->title(), 200));
    }
  }
  addLine(card.lines, printable(stage.sentence.str(), 200));
  for (const Evidence& evidence : stage.evidence) {
    addLine(card.lines,
            printable(say(ViewId::evidenceLine, {{"label", evidence.label}, {"value", evidence.value}}), 200));
  }
  return card;
}

void addAsked(const Situation& situation, RegistrationModel& model) {
  const RegistrationStatus& registration = situation.diagnosis.registration;
  const UtcTime asked = registration.askedAt != UtcTime{} ? registration.askedAt : registration.answeredAt;
  const auto add = [&](const char* id, ViewId label, std::string value) {
    if (!value.empty()) {
      model.askedLines.push_back({id, say(label), std::move(value)});
    }
  };
  model.asked = clockAt(situation, asked);
  if (model.asked.empty()) {
    const bool never = registration.answer == RegistrationAnswer::notAsked;
    model.asked = say(never ? ViewId::tileNotAsked : ViewId::unknown);
    model.askedSign = never ? Sign::waiting : Sign::unknown;
  } else {
    const std::int64_t age = situation.now.milliseconds - asked.milliseconds;
    model.askedAgo = age < 0 ? "" : say(ViewId::askedAgo, {{"time", durationText(age)}});
    model.askedSign = registration.answer == RegistrationAnswer::asked ? Sign::waiting : Sign::ok;
  }
  if (!registration.stages.empty()) {
    add("askedAnswer", ViewId::askedAnswer, printable(registration.stages.front().sentence.str(), 200));
  }
  add("askedAt", ViewId::askedAnswered, clockAt(situation, registration.answeredAt));
  const Fact<std::string>& service = situation.report.autopilot.settings.serviceUri;
  if (service.known() && !service.value.empty()) {
    model.askedLines.push_back({"askedService", say(ViewId::askedService), printable(service.value, 120), true});
  }
  add("askedAgain", ViewId::askedAgain, say(ViewId::askedAtRestart));
}

}  // namespace

RegistrationModel registrationModel(const Situation& situation) {
  RegistrationModel model;
  const RegistrationStatus& registration = situation.diagnosis.registration;
  const std::string worst = worstStage(situation.diagnosis);
  for (const RegistrationStage& stage : registration.stages) {
    model.focus = stage.id == worst ? model.stages.size() : model.focus;
    model.stages.push_back(cardOf(situation, stage, model.stages.size() + 1));
  }
  model.factsTitle =
      registration.profile.lines.empty() ? say(ViewId::noProfileTitle) : registration.profile.title.str();
  for (const ProfileLine& line : registration.profile.lines) {
    model.facts.push_back({"profile-" + line.id, line.label.str(), printable(line.value.str(), 400)});
    model.factsNote = line.id == "name" ? model.facts.back().value : model.factsNote;
  }
  if (!model.stages.empty()) {
    addAsked(situation, model);
  }
  return model;
}

}  // namespace preflight
