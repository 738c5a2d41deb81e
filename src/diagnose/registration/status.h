// What the device's traces show of its registration, before anything is put into words. Only rules of this folder use
// it.
//
// The order of proof. The newest answer of the newest start in the Autopilot log (event_history.h): an explicit reason
// (807, 809, 815, 908), a profile (703, 153 with UpdateState 3), an answer without one (704, 314, 153 with UpdateState
// 1), a service that was not reached (710, 706), a question that was skipped (162). 161 and 705 alone prove nothing.
// Then the service's answer as Windows saved it, then the cache. Where nothing of these could be read the answer is
// `unreadable`, never a "no". Facts: the Autopilot provider's message table and captures of real devices.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight::registration {

// Device preparation ("v2"): certain, or there are only hints.
enum class Preparation : std::uint8_t { no, hint, yes };

struct ServiceAnswer {
  RegistrationAnswer state = RegistrationAnswer::reading;
  std::uint64_t code = 0;    // of `refused`: 807, 809, 815, 908 or another; of `unreachable`: an HRESULT
  std::string reason;        // in the service's words; may be empty
  std::string address;       // of `unreachable`: what was asked; may be empty
  UtcTime at{};              // when the service answered; zero when not known
  UtcTime askedAt{};         // when Windows last asked it
  bool networkSeen = false;  // of `notAsked`
  bool hadProfile = false;   // traces of a profile, whatever holds now
  std::optional<std::uint32_t> attestation;  // HRESULT of a TPM attestation that failed after the profile came
  std::vector<Evidence> evidence;            // what it rests on, the strongest first
};

ServiceAnswer serviceAnswerOf(const Report& report);

// Everything that could hold an answer was read, and holds none.
bool isSilent(const Report& report, const ServiceAnswer& answer);

Preparation preparationOf(const Report& report);
// Device association. An identity alone says nothing: only the tenant knows whether it was imported.
enum class DeviceLink : std::uint8_t { none, identity, discovered, associated };
DeviceLink deviceLinkOf(const Report& report);
// A tenant is behind the link: it comes before a registration.
bool isAssociated(const Report& report);
// The profile has the device join by itself: TPM attestation, and nobody signs in.
bool deploysItself(std::uint64_t oobeConfig);
bool deploysItself(const Report& report);
// A technician started pre-provisioning on this device (event 509).
bool preProvisioningStarted(const Report& report);
// A running desktop that is managed, and not by an enrollment that a join lacks: nothing waits for a registration.
bool isAtWork(const Report& report);
// An offline profile is on the device that Windows takes.
bool hasOfflineProfile(const Report& report);
// Why Windows does not take the offline profile file that is there. Documented: it must be ANSI, with one object.
enum class OfflineFault : std::uint8_t { none, encoding, objects, damaged, empty, noTenant };
OfflineFault offlineFaultOf(const Report& report);

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

// The name that a template gives this device: %SERIAL% is its serial number, %RAND:5% five digits, shown as #. Windows
// cuts it at `longestName`. Nothing when the serial number is needed and not known.
inline constexpr std::size_t longestName = 15;
std::optional<std::string> nameFromTemplate(std::string_view text, const Report& report);
// The template of the profile that holds; empty when there is none, or when a domain join names the device.
std::string nameTemplateOf(const Report& report);

// "2026-03-22 14:03" in the device's zone, with " UTC" when that is not known; empty for no time.
std::string whenText(const Report& report, UtcTime time);

// A text's value, or nothing unless it is known.
std::string textOr(const Fact<std::string>& fact);

}  // namespace preflight::registration
