// A deployment as people read it: its phases, the steps of the one it is at, and what is tracked there. The same for
// `preflight status` and for screen 4.
#pragma once

#include <string>
#include <vector>

#include "app/view/rows.h"

namespace preflight {

// One phase as a bar.
struct PhaseBar {
  std::string name;  // "Device setup"
  State state = State::unknown;
  std::string word;  // "DONE", "WAITS", "FAILED", "NOT STARTED"
  std::string when;  // "11:03 - now, 22 min"
  float done = 0;    // 0 to 1
};

struct DeploymentView {
  std::string heading;  // "status page, limit 60 min, on failure: try again"; empty: none known
  std::vector<PhaseBar> phases;
  // "deployment": the phases and what is waited for; "deploymentSteps"; "deploymentItems", failed first. None without
  // a deployment.
  std::vector<Section> sections;
};

DeploymentView deploymentView(const Report& report, const Diagnosis& diagnosis);

// The state of the whole deployment, for the mark beside the screen's name; nothing when there is none to speak of.
const Finding* deploymentFinding(const Diagnosis& diagnosis);

}  // namespace preflight
