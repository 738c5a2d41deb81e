// The profile as the device holds it, every field in words.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/registration/event_history.h"
#include "diagnose/registration/stages.h"
#include "diagnose/registration/status.h"
#include "knowledge/knowledge.h"

namespace preflight {
namespace {

using namespace registration;

constexpr std::uint64_t tpmAttestation = 32;
constexpr std::uint64_t deviceSignsIn = 64;

class Lines {
 public:
  void add(std::string id, std::string label, std::string value, std::string source) {
    if (!value.empty()) {
      lines.push_back({std::move(id), std::move(label), std::move(value), std::move(source), false});
    }
  }
  void add(std::string id, std::string label, const Fact<std::string>& fact) {
    add(std::move(id), std::move(label), textOr(fact), fact.source);
  }
  void addIdentifying(std::string id, std::string label, const Fact<std::string>& fact) {
    const std::size_t before = lines.size();
    add(std::move(id), std::move(label), fact);
    if (lines.size() > before) {
      lines.back().identifies = true;
    }
  }
  std::vector<ProfileLine> lines;
};

// The profile's fields, from the document that holds them or, when the profile is gone, from what the registry keeps.
ProfileFacts keptFacts(const DiagnosticsValueFacts& values) {
  ProfileFacts facts;
  facts.tenantId = values.tenantId;
  facts.tenantDomain = values.tenantDomain;
  facts.name = values.profileName;
  facts.oobeConfig = values.oobeConfig;
  facts.domainJoin = values.domainJoin;
  facts.forcedEnrollment = values.forcedEnrollment;
  facts.deviceName = values.deviceName;
  facts.language = values.language;
  facts.region = values.region;
  facts.ztdRegistrationId = values.ztdRegistrationId;
  facts.ztdCorrelationId = values.ztdCorrelationId;
  facts.serviceCorrelationId = values.serviceCorrelationId;
  return facts;
}

// A field that the document lacks may stand in the registry.
void fillFrom(const ProfileFacts& other, ProfileFacts& facts) {
  const auto fill = [](auto& field, const auto& from) {
    if (!field.known() && from.known()) {
      field = from;
    }
  };
  fill(facts.tenantDomain, other.tenantDomain);
  fill(facts.tenantId, other.tenantId);
  fill(facts.name, other.name);
  fill(facts.oobeConfig, other.oobeConfig);
  fill(facts.domainJoin, other.domainJoin);
  fill(facts.deviceName, other.deviceName);
  fill(facts.language, other.language);
  fill(facts.region, other.region);
  fill(facts.ztdRegistrationId, other.ztdRegistrationId);
  fill(facts.ztdCorrelationId, other.ztdCorrelationId);
  fill(facts.serviceCorrelationId, other.serviceCorrelationId);
}

bool preProvisioningStarted(const Report& report) {
  constexpr std::uint64_t chosen = 509;
  const Fact<std::vector<EventFacts>>& events = report.autopilot.events;
  return events.known() && std::any_of(events.value.begin(), events.value.end(), [](const EventFacts& each) {
           return each.id == chosen && lower(each.channel).ends_with("/managementservice");
         });
}

std::string modeText(const Report& report, const ProfileFacts& facts, bool offline) {
  const bool byItself = facts.oobeConfig.known() && (facts.oobeConfig.value & tpmAttestation) != 0 &&
                        (facts.oobeConfig.value & deviceSignsIn) != 0;
  if (preProvisioningStarted(report)) {
    return "pre-provisioning: a technician started it on this device";
  }
  if (byItself) {
    return "self-deploying: the device joins by itself, nobody signs in";
  }
  if (offline) {
    return "existing devices: a file brings the profile";
  }
  if (facts.mode.known() && facts.mode.value != 0) {
    return fmt::format("mode {}, which is not documented", facts.mode.value);
  }
  return facts.oobeConfig.known() || facts.mode.known() ? "user-driven: a user signs in" : "";
}

void addJoin(const ProfileFacts& facts, Lines& lines) {
  if (!facts.domainJoin.known()) {
    return;
  }
  const std::uint64_t join = facts.domainJoin.value;
  std::string text = fmt::format("method {}, which is not known", join);
  if (join == 0) {
    text = "joins Microsoft Entra";
  } else if (join == 1) {
    const bool skips = facts.skipDomainController.known() && facts.skipDomainController.value;
    text = skips ? "hybrid: joins Active Directory and Entra, without waiting for a domain controller"
                 : "hybrid: joins Active Directory and Entra; needs to reach a domain controller";
  }
  lines.add("join", "Join", std::move(text), facts.domainJoin.source);
}

void addBits(const ProfileFacts& facts, Lines& lines) {
  if (!facts.oobeConfig.known()) {
    return;
  }
  const std::uint64_t value = facts.oobeConfig.value;
  lines.add("oobeConfig", "Set-up pages", fmt::format("{} (0x{:X})", value, value), facts.oobeConfig.source);
  std::uint64_t rest = value;
  for (const knowledge::OobeBit& each : knowledge::oobeBits()) {
    const bool set = (value & each.bit) != 0;
    lines.add(fmt::format("oobe-bit-{}", each.bit), std::string(each.name), std::string(set ? each.set : each.clear),
              fmt::format("bit {} of CloudAssignedOobeConfig is {}", each.bit, set ? "set" : "not set"));
    rest &= ~std::uint64_t{each.bit};
  }
  if (rest != 0) {
    lines.add("oobe-bits-unknown", "Other bits", fmt::format("0x{:X}, which are not known", rest),
              facts.oobeConfig.source);
  }
}

void addAssignment(const ProfileFacts& facts, Lines& lines) {
  if (facts.explicitAssignment.known()) {
    lines.add("assignment", "Assigned",
              facts.explicitAssignment.value ? "to this device's group" : "no: it is the tenant's default profile",
              facts.explicitAssignment.source);
  }
}

// Holds rubbish on devices without a profile: only 0 and 1 beside a profile mean something.
void addForced(const ProfileFacts& facts, Lines& lines) {
  if (facts.forcedEnrollment.known() && facts.forcedEnrollment.value <= 1) {
    lines.add("forcedEnrollment", "Enrollment",
              facts.forcedEnrollment.value == 1 ? "must be done in set-up" : "may be left out in set-up",
              facts.forcedEnrollment.source);
  }
}

void addSupport(const ProfileFacts& facts, const PolicyFacts* policy, const Report& report, Lines& lines) {
  lines.addIdentifying("ztdRegistrationId", "Registration id", facts.ztdRegistrationId);
  lines.addIdentifying("entraDeviceId", "Entra device id", facts.entraDeviceId);
  lines.add("ztdCorrelationId", "Correlation id", facts.ztdCorrelationId);
  lines.add("serviceCorrelationId", "Service correlation id", facts.serviceCorrelationId);
  if (policy != nullptr) {
    lines.add("correlationVector", "Correlation vector", policy->correlationVector);
    if (policy->downloaded.known()) {
      lines.add("downloaded", "Downloaded", whenText(report, policy->downloaded.value), policy->downloaded.source);
    }
  }
}

ProfileView viewOf(const Report& report, const ProfileFacts& facts, const PolicyFacts* policy, std::string title,
                   bool offline) {
  Lines lines;
  lines.add("tenant", "Tenant", facts.tenantDomain);
  lines.addIdentifying("tenantId", "Tenant id", facts.tenantId);
  lines.add("name", offline && !facts.name.known() ? "Comment in the file" : "Profile",
            offline && !facts.name.known() ? facts.comment : facts.name);
  addAssignment(facts, lines);
  lines.add("mode", "Mode", modeText(report, facts, offline), facts.oobeConfig.source);
  addJoin(facts, lines);
  lines.add("deviceName", "Name template", facts.deviceName);
  lines.add("language", "Language", facts.language);
  lines.add("region", "Region", facts.region);
  if (policy != nullptr) {
    addForced(facts, lines);
  }
  addBits(facts, lines);
  addSupport(facts, policy, report, lines);
  return {std::move(title), std::move(lines.lines)};
}

}  // namespace

ProfileView profileInWords(const Report& report) {
  if (report.origin.system != SystemKind::windows) {
    return {};
  }
  const ProfileSource source = profileSource(report);
  const ProfileFacts kept = keptFacts(report.autopilot.diagnostics);
  const Standing standing = courseOf(report).standing;
  if (source.facts != nullptr) {
    const bool offline = source.facts == &report.autopilot.offline.profile;
    const bool gone = !offline && standing != Standing::profile && standing != Standing::unreadable;
    ProfileFacts facts = *source.facts;
    if (!offline) {
      fillFrom(kept, facts);
    }
    return viewOf(report, facts, source.policy,
                  offline ? "Offline profile"
                  : gone  ? "Profile that is gone"
                          : "Profile",
                  offline);
  }
  // Windows writes OobeConfig on every device: only a tenant or a name speaks of a profile.
  if (textOr(kept.tenantId).empty() && textOr(kept.tenantDomain).empty() && textOr(kept.name).empty()) {
    return {};
  }
  return viewOf(report, kept, nullptr, standing == Standing::profile ? "Profile" : "Profile that is gone", false);
}

}  // namespace preflight
