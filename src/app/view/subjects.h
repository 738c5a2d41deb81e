// One state for each subject, the worst that is known of it. It decides the tab's glyph, the tile, the row and the
// banner alike.
#pragma once

#include <array>
#include <string>

#include "app/view/mark.h"
#include "app/view/situation.h"

namespace preflight {

enum class Topic : std::uint8_t { identity, hash, autopilot, deployment, network, stick, readiness, none };
inline constexpr std::size_t topicCount = 8;

// What a finding is about. Of the serial number and the hash: `identity` and `hash`; `none` for the whole device.
Topic topicOf(FindingId id);

struct Subjects {
  std::array<Mark, topicCount> marks{};
  Topic verdictTopic = Topic::none;  // what the verdict is about
  Mark verdict = Mark::unknown;      // never better than the subject that the verdict is about

  Mark of(Topic topic) const { return marks[static_cast<std::size_t>(topic)]; }
};
Subjects subjectsOf(const Situation& situation);

// A stage of the registration as its row shows it: its own state, or that of a finding about it when that is worse.
Mark markOf(const RegistrationStage& stage, const Diagnosis& diagnosis);
// A phase, step or item of a deployment. What is at work and takes too long is late.
Mark markOf(const DeploymentLine& line);

// The row on which the focus of the registration screen starts: the worst one.
std::string worstStage(const Diagnosis& diagnosis);

}  // namespace preflight
