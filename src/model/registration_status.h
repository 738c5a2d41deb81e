// Where a device stands with Windows Autopilot, for people: the ladder of three rungs and the profile in words. Filled
// by diagnose/, shown by page and command line.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "model/evidence.h"

namespace preflight {

struct Rung {
  std::string id;     // "registered", "profile", "enrolled"
  std::string label;  // "Registered with Autopilot"
  State state = State::unknown;
  std::string word;      // "YES", "NO", "NOT KNOWN", "NOT NEEDED", "NOT YET"
  std::string sentence;  // what holds
  UtcTime at{};          // since when, as far as it is known; zero: not known
  std::vector<Evidence> evidence;
  friend bool operator==(const Rung&, const Rung&) = default;
};

struct ProfileLine {
  std::string id;     // stable: "tenant", "oobe-bit-2"
  std::string label;  // "Account type"
  std::string value;  // "The first user is a standard user."
  std::string source;
  bool identifies = false;  // tells this device or tenant from others
  friend bool operator==(const ProfileLine&, const ProfileLine&) = default;
};

// The profile as the device holds it; no lines when it holds none.
struct ProfileView {
  std::string title;  // "Profile", "Profile that is gone", "Offline profile"
  std::vector<ProfileLine> lines;
  friend bool operator==(const ProfileView&, const ProfileView&) = default;
};

}  // namespace preflight
