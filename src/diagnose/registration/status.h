// What the device's traces say of its registration, before anything is put into words. Only rules of this folder use
// it.
//
// The order of proof. Events first, those after the newest question (160): an explicit reason (807, 809, 815, 908), a
// profile (703, 153 with UpdateState 3), an answer without one (704, 314, 153 with UpdateState 1), a question that was
// skipped (162, 163). 161 alone proves nothing. Then the service's answer as it was saved, then the cache. Newer is
// told by record id, never by time. Where what would tell could not be read, the standing is `unreadable` and never a
// "no".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/report.h"

namespace preflight::registration {

enum class Standing : std::uint8_t {
  reading,     // the collectors have not ended
  unreadable,  // what would tell could not be read, or says nothing
  notAsked,    // the device has not asked the service
  asked,       // asked, and no answer is known since
  profile,     // the newest answer is a profile
  noProfile,   // the service answered and had no profile; it did not say why
  blank,       // "no profile" is kept from an earlier start; what is asked next is open
  refused,     // the service said why: `code`
};

// Device preparation ("v2"): certain, or there are only hints.
enum class Preparation : std::uint8_t { no, hint, yes };

struct Course {
  Standing standing = Standing::reading;
  std::uint64_t code = 0;          // of `refused`: 807, 809, 815, 908 or another
  std::string reason;              // in the service's words; may be empty
  UtcTime at{};                    // when the service answered; zero when not known
  bool networkSeen = false;        // of `notAsked`
  bool hadProfile = false;         // traces of a profile, whatever holds now
  UtcTime profileSeen{};           // when the newest one arrived; zero when not known
  std::vector<Evidence> evidence;  // what the standing stands on, the strongest first
};

Course courseOf(const Report& report);

Preparation preparationOf(const Report& report);
bool isAssociated(const Report& report);
// A valid offline profile is on the device; `ignored`: a file is there which Windows does not take.
bool hasOfflineProfile(const Report& report);
bool hasIgnoredOfflineFile(const Report& report);

// The profile that says most: the saved answer, the cache, the offline file, in this order; null when none is there.
struct ProfileSource {
  const ProfileFacts* facts = nullptr;
  const PolicyFacts* policy = nullptr;
  std::string_view name;
};
ProfileSource profileSource(const Report& report);

// The tenant's domain, else its id, and the profile's name, from wherever they stand; empty when not known.
std::string tenantOf(const Report& report);
std::string profileNameOf(const Report& report);

// "2026-03-22 14:03" in the device's zone, with " UTC" when that is not known; empty for no time.
std::string whenText(const Report& report, UtcTime time);

// A text's value, or nothing unless it is known.
std::string textOr(const Fact<std::string>& fact);

}  // namespace preflight::registration
