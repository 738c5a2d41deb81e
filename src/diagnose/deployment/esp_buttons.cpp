#include "diagnose/deployment/esp_buttons.h"

#include "diagnose/deployment/labels.h"

namespace preflight::deployment {
namespace {

struct Buttons {
  std::vector<Text> offered;
  std::vector<Text> unknown;
};

Buttons buttonsOf(const StatusPagePart& page) {
  Buttons buttons;
  const auto add = [&](const Fact<bool>& allowed, DeploymentId name) {
    if (!allowed.known()) {
      buttons.unknown.emplace_back(name);
    } else if (allowed.value) {
      buttons.offered.emplace_back(name);
    }
  };
  add(page.allowTryAgain, DeploymentId::buttonTryAgain);
  add(page.allowReset, DeploymentId::buttonReset);
  add(page.allowContinue, DeploymentId::buttonContinue);
  return buttons;
}

}  // namespace

Text buttonNames(const StatusPagePart& page) {
  const Buttons buttons = buttonsOf(page);
  if (!buttons.unknown.empty()) {
    return {};
  }
  return buttons.offered.empty() ? Text(DeploymentId::buttonNone) : listText(buttons.offered);
}

Text buttonsText(const StatusPagePart& page) {
  const Buttons buttons = buttonsOf(page);
  if (buttons.unknown.size() == 3) {
    return page.allowTryAgain.state == FactState::absent ? Text() : Text(DeploymentId::buttonsUnread);
  }
  if (buttons.offered.empty() && buttons.unknown.empty()) {
    return DeploymentId::buttonsNone;
  }
  std::vector<Text> sentences;
  if (!buttons.offered.empty()) {
    sentences.emplace_back(DeploymentId::buttons, Args{{"buttons", listText(buttons.offered)}});
  }
  if (!buttons.unknown.empty()) {
    sentences.emplace_back(DeploymentId::buttonsOpen, Args{{"buttons", listText(buttons.unknown)}});
  }
  return Text::sequence(std::move(sentences));
}

void addButtonsNote(const StatusPagePart& page, Finding& finding) {
  if (Text buttons = buttonsText(page); !buttons.empty()) {
    finding.notes.push_back(std::move(buttons));
  }
}

}  // namespace preflight::deployment
