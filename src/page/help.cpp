// F1: every key, what to do next, how to register a device and how to let go of it.
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

CardSpec stepsCard(const std::string& title, const std::string& right, std::initializer_list<std::string_view> steps) {
  CardSpec card{title, right, {}};
  int number = 0;
  for (const std::string_view each : steps) {
    ++number;
    card.rows.push_back(step(title + " " + std::to_string(number), std::to_string(number), std::string(each)));
  }
  return card;
}

CardSpec keysCard() {
  CardSpec card{"KEYS", "letters act only outside text fields", {}};
  for (const Action& each : actions()) {
    std::string keys(each.keyLabel);
    if (!each.twinLabel.empty()) {
      keys += " or " + std::string(each.twinLabel);
    }
    card.rows.push_back(step("key " + std::string(each.keyLabel), std::move(keys), std::string(each.label)));
  }
  return card;
}

}  // namespace

ActionId drawHelp(Frame& frame, const Banner& banner) {
  CardSpec next{"WHAT NEXT", "", {step("next", "Now", banner.sentence.empty() ? banner.word : banner.sentence)}};
  const CardSpec registering =
      stepsCard("REGISTER THIS DEVICE", "",
                {"F8 twice puts the hardware hash on the stick.",
                 "Intune admin center: Devices, Enrollment, Windows, Devices, Import; choose the CSV.",
                 "Wait until the device is listed and its profile is assigned; 15 minutes are usual.",
                 "Restart the device. It finds its profile when it is online on the first pages."});
  const CardSpec leaving =
      stepsCard("DEREGISTER", "when it goes to another tenant or owner",
                {"Intune admin center: delete the device under Devices, All devices.",
                 "Then delete it under Enrollment, Windows, Devices; this takes some minutes.",
                 "Delete what is left of it in Entra ID. Only then can another tenant register it."});
  drawCards(frame, {next, registering, keysCard(), leaving}, 27);
  return frame.asked;
}

}  // namespace preflight::page
