// One state for each subject, the worst that is known of it. It decides the tab's glyph, the tile, the row and the
// banner alike.
#pragma once

#include <array>
#include <string>

#include "app/view/sign.h"
#include "app/view/situation.h"

namespace preflight {

enum class Topic : std::uint8_t { identity, hash, autopilot, deployment, network, stick, readiness, none };
inline constexpr std::size_t topicCount = 8;

// What a finding is about. Of the serial number and the hash: `identity` and `hash`; `none` for the whole device.
Topic topicOf(FindingId id);

struct Subjects {
  std::array<Sign, topicCount> signs{};
  Topic verdictTopic = Topic::none;  // what the verdict is about
  Sign verdict = Sign::unknown;      // never better than the subject that the verdict is about

  Sign of(Topic topic) const { return signs[static_cast<std::size_t>(topic)]; }
};
Subjects subjectsOf(const Situation& situation);

// How bad it is: 0 is good or only a fact, 1 not done yet, 2 not known, 3 to be looked at, 4 failed.
int severityOf(Sign sign);
// Where one is more severe, that one; else the first.
Sign moreSevere(Sign a, Sign b);

// Of a finding. What matters only at the next reset is none on a device that is being deployed or works.
Sign signOf(const Finding& finding, const Diagnosis& diagnosis);
// A stage of the registration as its row shows it: its own state, or that of a finding about it when that is worse.
Sign signOf(const RegistrationStage& stage, const Diagnosis& diagnosis);
// A phase, step or item of a deployment.
inline Sign signOf(const DeploymentLine& line) {
  return signOf(line.state, line.word);
}
// For the colour of what shows only states.
State stateOf(Sign sign);

// The row on which the focus of the registration screen starts: the worst one.
std::string worstStage(const Diagnosis& diagnosis);

}  // namespace preflight
