// Screen 4: one time axis with the limit, what the deployment is at, and the steps that remain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/view/situation.h"
#include "app/view/subjects.h"

namespace preflight {

// A phase, with its part of the axis. Places are from 0 (the start) to 1 (the end of what is drawn).
struct AxisPhase {
  std::string id;  // of its row: "phase deviceSetup"
  std::string name;
  Sign sign{};
  std::string took;  // "6 min", "15 min so far", "not started"
  float from = -1;   // less than 0: not on the axis
  float to = -1;
  friend bool operator==(const AxisPhase&, const AxisPhase&) = default;
};

struct DeploymentAxis {
  bool known = false;  // a phase, a start or a limit is
  std::string title;   // "Enrollment Status Page"
  std::string note;    // "21 of 60 min used"
  std::string start;   // "13:42 start", "start not known"
  std::string now;     // "now 14:03"; empty: it does not go on
  std::string limit;   // "ESP limit 14:42"; empty: none that could be placed
  float nowAt = -1;
  float limitAt = -1;
  std::vector<AxisPhase> phases;
  friend bool operator==(const DeploymentAxis&, const DeploymentAxis&) = default;
};

struct CulpritFact {
  std::string label;
  std::string value;
  friend bool operator==(const CulpritFact&, const CulpritFact&) = default;
};

struct CulpritCard {
  std::string id;    // of the row whose evidence it opens
  std::string name;  // "Contoso VPN"
  std::string note;  // "app 2 of 3"
  Sign sign{};
  std::string time;   // "14 min"; may be empty
  float done = -1;    // 0 to 1; less: not known
  std::string bytes;  // "214 of 944 MB"
  std::vector<CulpritFact> facts;
  friend bool operator==(const CulpritCard&, const CulpritCard&) = default;
};

struct DeploymentRow {
  std::string id;
  Sign sign{};
  std::string step;
  std::string detail;
  std::string since;
  std::string took;
  friend bool operator==(const DeploymentRow&, const DeploymentRow&) = default;
};

struct DeploymentModel {
  std::string none;  // why there is nothing to show; empty: there is
  DeploymentAxis axis;
  std::optional<CulpritCard> culprit;
  std::vector<DeploymentRow> open;  // failed and waiting first
  std::vector<DeploymentRow> done;
  std::optional<DeploymentRow> folded;  // all of `done` in one row
};
DeploymentModel deploymentModel(const Situation& situation);

// The id of the one row for everything that is done.
inline constexpr std::string_view foldedRowId = "doneSteps";

}  // namespace preflight
