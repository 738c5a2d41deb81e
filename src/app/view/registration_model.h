// Screen 3: three stages with what each rests on, the profile's facts, and when Windows last asked.
#pragma once

#include <string>
#include <vector>

#include "app/view/situation.h"
#include "app/view/subjects.h"

namespace preflight {

struct StageCard {
  std::string id;     // of its row: "registered"
  std::string title;  // "1 Registered"
  std::string since;  // "since 13:31", "not yet"; may be empty
  Sign sign{};
  std::vector<std::string> lines;  // what holds, then what it rests on; at most three
  friend bool operator==(const StageCard&, const StageCard&) = default;
};

struct FactLine {
  std::string id;
  std::string label;
  std::string value;
  bool mono = false;
  friend bool operator==(const FactLine&, const FactLine&) = default;
};

struct RegistrationModel {
  std::vector<StageCard> stages;  // none where Autopilot is not known or not read yet
  std::size_t focus = 0;          // the stage on which the focus starts: the worst
  std::string factsTitle;
  std::string factsNote;  // the profile's name
  std::vector<FactLine> facts;
  Sign askedSign{};
  std::string asked;     // "14:00", "not asked yet"
  std::string askedAgo;  // "3 min ago, by Windows setup"; may be empty
  std::vector<FactLine> askedLines;
};
RegistrationModel registrationModel(const Situation& situation);

}  // namespace preflight
