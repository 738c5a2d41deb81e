// The profile as the device holds it, every field in words.
#include <fmt/format.h>

#include "base/text.h"
#include "diagnose/registration/event_history.h"
#include "diagnose/registration/stages.h"
#include "diagnose/registration/status.h"
#include "knowledge/knowledge.h"
#include "text/registration_id.h"

namespace preflight::registration {
namespace {

class Lines {
 public:
  void add(std::string id, Text label, Text value, std::string source) {
    if (!value.empty()) {
      lines.push_back({std::move(id), std::move(label), std::move(value), std::move(source), false});
    }
  }
  void add(std::string id, RegistrationId label, const Fact<std::string>& fact) {
    add(std::move(id), label, textOr(fact), fact.source);
  }
  void addIdentifying(std::string id, RegistrationId label, const Fact<std::string>& fact) {
    const std::size_t before = lines.size();
    add(std::move(id), label, fact);
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

Text modeText(const Report& report, const ProfileFacts& facts, bool offline) {
  if (preProvisioningStarted(report)) {
    return RegistrationId::modePreprovisioning;
  }
  if (facts.oobeConfig.known() && deploysItself(facts.oobeConfig.value)) {
    return RegistrationId::modeSelfDeploying;
  }
  if (offline) {
    return RegistrationId::modeFile;
  }
  if (facts.mode.known() && facts.mode.value != 0) {
    return {RegistrationId::modeUnknown, {{"mode", fmt::format("{}", facts.mode.value)}}};
  }
  return facts.oobeConfig.known() || facts.mode.known() ? Text(RegistrationId::modeUserDriven) : Text();
}

Text joinText(const ProfileFacts& facts) {
  const std::uint64_t method = facts.domainJoin.value;
  if (method == 0) {
    return RegistrationId::joinEntra;
  }
  const bool skips = facts.skipDomainController.known() && facts.skipDomainController.value;
  return method == 1 ? Text(skips ? RegistrationId::joinHybridSkip : RegistrationId::joinHybrid)
                     : Text(RegistrationId::joinMethodUnknown, {{"method", fmt::format("{}", method)}});
}

void addJoin(const ProfileFacts& facts, Lines& lines) {
  if (facts.domainJoin.known()) {
    lines.add("join", RegistrationId::joinMethod, joinText(facts), facts.domainJoin.source);
  }
}

void addName(const Report& report, const ProfileFacts& facts, Lines& lines) {
  const bool byDomain = facts.domainJoin.known() && facts.domainJoin.value == 1;
  const auto name = facts.deviceName.known() && !byDomain ? nameFromTemplate(textOr(facts.deviceName), report)
                                                          : std::optional<std::string>();
  if (name) {
    lines.add("deviceNameResult", RegistrationId::nameResult, name->substr(0, longestName), facts.deviceName.source);
    lines.lines.back().identifies = true;
  }
}

void addBits(const ProfileFacts& facts, Lines& lines) {
  if (!facts.oobeConfig.known()) {
    return;
  }
  const std::uint64_t value = facts.oobeConfig.value;
  lines.add("oobeConfig", RegistrationId::setupPages, fmt::format("{} (0x{:X})", value, value),
            facts.oobeConfig.source);
  std::uint64_t rest = value;
  for (const knowledge::OobeBit& bit : knowledge::oobeBits()) {
    const bool set = (value & bit.bit) != 0;
    lines.add(
        fmt::format("oobe-bit-{}", bit.bit), std::string(bit.name), std::string(set ? bit.set : bit.clear),
        say(set ? RegistrationId::oobeBitSet : RegistrationId::oobeBitClear, {{"bit", fmt::format("{}", bit.bit)}}));
    rest &= ~std::uint64_t{bit.bit};
  }
  if (rest != 0) {
    lines.add("oobe-bits-unknown", RegistrationId::otherBits,
              Text(RegistrationId::otherBitsUnknown, {{"bits", fmt::format("0x{:X}", rest)}}), facts.oobeConfig.source);
  }
}

void addAssignment(const ProfileFacts& facts, Lines& lines) {
  if (facts.explicitAssignment.known()) {
    lines.add("assignment", RegistrationId::assigned,
              facts.explicitAssignment.value ? RegistrationId::assignedGroup : RegistrationId::assignedDefault,
              facts.explicitAssignment.source);
  }
}

// Holds rubbish on devices without a profile: only 0 and 1 in a profile mean something.
void addForced(const ProfileFacts& facts, Lines& lines) {
  if (facts.forcedEnrollment.known() && facts.forcedEnrollment.value <= 1) {
    lines.add(
        "forcedEnrollment", RegistrationId::forcedEnrollment,
        facts.forcedEnrollment.value == 1 ? RegistrationId::forcedEnrollmentYes : RegistrationId::forcedEnrollmentNo,
        facts.forcedEnrollment.source);
  }
}

void addSupport(const ProfileFacts& facts, const PolicyFacts* policy, const Report& report, Lines& lines) {
  lines.addIdentifying("ztdRegistrationId", RegistrationId::registrationId, facts.ztdRegistrationId);
  lines.addIdentifying("entraDeviceId", RegistrationId::entraDeviceId, facts.entraDeviceId);
  lines.add("ztdCorrelationId", RegistrationId::correlationId, facts.ztdCorrelationId);
  lines.add("serviceCorrelationId", RegistrationId::serviceCorrelationId, facts.serviceCorrelationId);
  if (policy != nullptr) {
    lines.add("correlationVector", RegistrationId::correlationVector, policy->correlationVector);
    if (policy->downloaded.known()) {
      lines.add("downloaded", RegistrationId::downloaded, whenText(report, policy->downloaded.value),
                policy->downloaded.source);
    }
  }
}

ProfileView viewOf(const Report& report, const ProfileFacts& facts, const PolicyFacts* policy, RegistrationId title) {
  const bool offline = title == RegistrationId::profileOfflineTitle;
  const bool byComment = offline && !facts.name.known();
  Lines lines;
  lines.add("tenant", RegistrationId::tenant, facts.tenantDomain);
  lines.addIdentifying("tenantId", RegistrationId::tenantId, facts.tenantId);
  lines.add("name", byComment ? RegistrationId::profileComment : RegistrationId::profileName,
            byComment ? facts.comment : facts.name);
  addAssignment(facts, lines);
  lines.add("mode", RegistrationId::mode, modeText(report, facts, offline), facts.oobeConfig.source);
  addJoin(facts, lines);
  lines.add("deviceName", RegistrationId::nameTemplate, facts.deviceName);
  addName(report, facts, lines);
  lines.add("language", RegistrationId::language, facts.language);
  lines.add("region", RegistrationId::region, facts.region);
  if (policy != nullptr) {
    addForced(facts, lines);
  }
  addBits(facts, lines);
  addSupport(facts, policy, report, lines);
  return {title, std::move(lines.lines)};
}

// A profile is gone only when an answer says so, or Windows' own mark.
bool isGone(RegistrationAnswer answer) {
  return answer == RegistrationAnswer::noProfile || answer == RegistrationAnswer::blank ||
         answer == RegistrationAnswer::refused;
}

}  // namespace

ProfileView profileOf(const Report& report, const ServiceAnswer& answer) {
  const ProfileSource source = profileSource(report);
  const ProfileFacts kept = keptFacts(report.autopilot.diagnostics);
  if (source.facts != nullptr) {
    if (source.facts == &report.autopilot.offline.profile) {
      return viewOf(report, *source.facts, source.policy, RegistrationId::profileOfflineTitle);
    }
    ProfileFacts facts = *source.facts;
    fillFrom(kept, facts);
    return viewOf(report, facts, source.policy,
                  isGone(answer.state) ? RegistrationId::profileGoneTitle : RegistrationId::profileTitle);
  }
  // Windows writes OobeConfig on every device: only a tenant or a name is a sign of a profile.
  if (textOr(kept.tenantId).empty() && textOr(kept.tenantDomain).empty() && textOr(kept.name).empty()) {
    return {};
  }
  return viewOf(report, kept, nullptr,
                answer.state == RegistrationAnswer::profile ? RegistrationId::profileTitle
                : isGone(answer.state)                      ? RegistrationId::profileGoneTitle
                                                            : RegistrationId::profileKeptTitle);
}

}  // namespace preflight::registration
