// The one judgement of a device, made once a change. Page, command line and exports show what is here and judge
// nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "hash/describe.h"
#include "model/finding.h"
#include "model/report.h"

namespace preflight {

// --- hardware hash -------------------------------------------------------------------------------------------------

// The hash that was read; all empty when none was.
struct HashStatus {
  Text phrase;                              // "valid, matches this device, read just now", or what is wrong with it
  std::vector<hash::DescribedGroup> parts;  // what is in it
  std::vector<std::string> identifying;     // texts in it that distinguish this device from others
  friend bool operator==(const HashStatus&, const HashStatus&) = default;
};

// --- registration --------------------------------------------------------------------------------------------------

// What the Autopilot service is known to have answered, by the device's own traces.
enum class RegistrationAnswer : std::uint8_t {
  reading,      // the collectors have not ended
  unreadable,   // what would show it could not be read, or holds nothing
  notAsked,     // the device has not asked the service
  asked,        // asked, and no answer is known since
  answered,     // an answer came; what it was is not in what was read
  unreachable,  // asked, and the service could not be reached: `code`
  profile,      // the newest answer is a profile
  noProfile,    // the service answered and had no profile; it did not say why
  blank,        // "no profile" is kept from an earlier start; what is asked next is open
  refused,      // the service gave a reason: `code`
};

// One of the three stages: registered, profile, enrolled.
struct RegistrationStage {
  std::string id;  // stable, in JSON: "registered"
  Text label;
  State state = State::unknown;
  std::string_view word;  // of the closed list of states: "OK", "NONE"
  Text sentence;          // what holds
  UtcTime at{};           // since when, as far as it is known; zero: not known
  std::vector<Evidence> evidence;
  std::vector<FindingId> findings;  // that speak about this stage
  friend bool operator==(const RegistrationStage&, const RegistrationStage&) = default;
};

struct ProfileLine {
  std::string id;  // stable: "tenant", "oobe-bit-2"
  Text label;      // "Account type"
  Text value;      // "The first user is a standard user."
  std::string source;
  bool identifies = false;  // distinguishes this device or tenant from others
  friend bool operator==(const ProfileLine&, const ProfileLine&) = default;
};

// The profile as the device holds it; no lines when it holds none.
struct ProfileView {
  Text title;  // "Profile", "Profile (gone)", "Offline profile"
  std::vector<ProfileLine> lines;
  friend bool operator==(const ProfileView&, const ProfileView&) = default;
};

struct RegistrationStatus {
  RegistrationAnswer answer = RegistrationAnswer::reading;
  UtcTime askedAt{};                      // when Windows last asked the service; zero: not known
  UtcTime answeredAt{};                   // when the service last answered
  std::vector<RegistrationStage> stages;  // empty where Autopilot is not known or not read yet
  ProfileView profile;
  friend bool operator==(const RegistrationStatus&, const RegistrationStatus&) = default;
};

// --- deployment ----------------------------------------------------------------------------------------------------

enum class DeploymentState : std::uint8_t {
  none,     // no trace of a deployment
  unknown,  // what would show it could not be read
  waits,
  failed,  // it stopped at a failure
  finished,
};

// A row of what is tracked or done in a deployment, ready to be shown: its state and times are judged already.
struct DeploymentLine {
  std::string id;  // stable: "deviceSetup", "apps", "item 3"
  Text label;      // "Device setup", "Contoso VPN"
  Text value;      // "3 of 7", "installing"
  State state = State::unknown;
  std::string_view word;  // of the closed list of states
  bool known = false;
  UtcTime started{};  // on the clock of now; zero: not known
  UtcTime ended{};
  float done = 0;  // 0 to 1
  std::vector<Evidence> evidence;
  friend bool operator==(const DeploymentLine&, const DeploymentLine&) = default;
};

// How long a deployment may take, and since when that counts.
struct DeploymentLimit {
  UtcTime from{};                       // zero: not known
  std::optional<std::int64_t> minutes;  // nothing: not known, or two limits are possible
  friend bool operator==(const DeploymentLimit&, const DeploymentLimit&) = default;
};

// The one thing that a deployment waits for, or at which it failed.
struct DeploymentCulprit {
  std::string line;                   // id of its line in `items`, `steps` or `phases`; empty: it has none
  Text name;                          // "Contoso VPN"
  Text kind;                          // "App"; empty for steps and phases
  std::optional<std::int64_t> place;  // of the apps: this is number 2 ...
  std::optional<std::int64_t> count;  // ... of 3
  Text value;                         // "downloading", "exit code 1603"
  UtcTime since{};                    // zero: not known
  UtcTime ended{};
  UtcTime lastData{};  // when a download last got something
  std::optional<std::int64_t> bytes;
  std::optional<std::int64_t> totalBytes;
  friend bool operator==(const DeploymentCulprit&, const DeploymentCulprit&) = default;
};

struct DeploymentStatus {
  DeploymentState state = DeploymentState::none;
  bool preparation = false;          // device preparation ("v2") rather than the Enrollment Status Page
  Text heading;                      // "Enrollment Status Page, limit 60 min"; empty: none
  std::optional<FindingId> finding;  // that says most about it; nothing where there is none to speak of
  std::optional<FindingId> wait;     // the finding of what it waits for
  std::optional<Waiting> waiting;    // nothing: no deployment waits, as far as is known
  DeploymentLimit limit;
  std::optional<DeploymentCulprit> culprit;  // nothing where it neither waits nor failed, or at nothing that has a name
  std::vector<DeploymentLine> phases;
  Text stepsTitle;  // the phase that `steps` belong to
  std::vector<DeploymentLine> steps;
  Text itemsTitle;
  std::vector<DeploymentLine> items;  // failed first
  friend bool operator==(const DeploymentStatus&, const DeploymentStatus&) = default;
};

// -------------------------------------------------------------------------------------------------------------------

// Of the hashes of this device that were exported earlier, the one that counts.
struct EarlierStatus {
  std::size_t index = 0;  // in what was given to the rules
  Text advice;            // whether to register again
  friend bool operator==(const EarlierStatus&, const EarlierStatus&) = default;
};

struct Diagnosis {
  Verdict verdict;
  std::vector<Finding> findings;
  HashStatus hash;
  DeploymentStatus deployment;
  RegistrationStatus registration;
  std::optional<EarlierStatus> earlier;  // nothing: none is known
  UtcTime judgedAt{};                    // what durations are counted up to
  friend bool operator==(const Diagnosis&, const Diagnosis&) = default;
};

// The finding with this id; null when it is not listed.
const Finding* findFinding(const std::vector<Finding>& findings, FindingId id);
inline const Finding* findFinding(const Diagnosis& diagnosis, FindingId id) {
  return findFinding(diagnosis.findings, id);
}

}  // namespace preflight
