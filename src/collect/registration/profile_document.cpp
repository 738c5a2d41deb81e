#include "collect/registration/profile_document.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "collect/support/json_text.h"
#include "model/fact.h"
#include "text/error_id.h"

namespace preflight {
namespace {

template <class T>
struct Field {
  Fact<T> ProfileFacts::*member;
  std::string_view key;
};

constexpr std::array texts{
    Field<std::string>{&ProfileFacts::tenantId, "CloudAssignedTenantId"},
    Field<std::string>{&ProfileFacts::tenantDomain, "CloudAssignedTenantDomain"},
    Field<std::string>{&ProfileFacts::name, "DeploymentProfileName"},
    Field<std::string>{&ProfileFacts::deviceName, "CloudAssignedDeviceName"},
    Field<std::string>{&ProfileFacts::mdmId, "CloudAssignedMdmId"},
    Field<std::string>{&ProfileFacts::language, "CloudAssignedLanguage"},
    Field<std::string>{&ProfileFacts::region, "CloudAssignedRegion"},
    Field<std::string>{&ProfileFacts::ztdRegistrationId, "ZtdRegistrationId"},
    Field<std::string>{&ProfileFacts::ztdCorrelationId, "ZtdCorrelationId"},
    Field<std::string>{&ProfileFacts::serviceCorrelationId, "AutopilotServiceCorrelationId"},
    Field<std::string>{&ProfileFacts::entraDeviceId, "AadDeviceId"},
    Field<std::string>{&ProfileFacts::comment, "Comment_File"},
};
constexpr std::array numbers{
    Field<std::uint64_t>{&ProfileFacts::oobeConfig, "CloudAssignedOobeConfig"},
    Field<std::uint64_t>{&ProfileFacts::domainJoin, "CloudAssignedDomainJoinMethod"},
    Field<std::uint64_t>{&ProfileFacts::forcedEnrollment, "CloudAssignedForcedEnrollment"},
    Field<std::uint64_t>{&ProfileFacts::deviceRegistration, "CloudAssignedDeviceRegistration"},
    Field<std::uint64_t>{&ProfileFacts::mode, "AutopilotMode"},
    Field<std::uint64_t>{&ProfileFacts::updateTimeout, "CloudAssignedAutopilotUpdateTimeout"},
    Field<std::uint64_t>{&ProfileFacts::privacyDiagnostics, "CloudAssignedPrivacyDiagnostics"},
};
constexpr std::array flags{
    Field<bool>{&ProfileFacts::explicitAssignment, "IsExplicitProfileAssignment"},
    Field<bool>{&ProfileFacts::skipDomainController, "HybridJoinSkipDCConnectivityCheck"},
    Field<bool>{&ProfileFacts::espEnabled, "CloudAssignedEspEnabled"},
    Field<bool>{&ProfileFacts::updateDisabled, "CloudAssignedAutopilotUpdateDisabled"},
};

// A JSON object and the registry have the same keys.
template <class From>
ProfileFacts profileFrom(const From& from) {
  ProfileFacts profile;
  profile.tenantUpn = from.personal("CloudAssignedTenantUpn");
  for (const auto& field : texts) {
    profile.*field.member = from.text(field.key);
  }
  for (const auto& field : numbers) {
    profile.*field.member = from.number(field.key);
  }
  for (const auto& field : flags) {
    profile.*field.member = from.flag(field.key);
  }
  return profile;
}

template <class T>
void fillIn(Fact<T>& fact, const Fact<T>& other) {
  if (!fact.known() && (other.known() || (fact.state == FactState::absent && other.state != FactState::absent))) {
    fact = other;
  }
}

// CloudAssignedAadServerData: a text that is JSON again, with the tenant in ZeroTouchConfig.
void addServerData(const JsonFacts& json, ProfileFacts& profile) {
  const Fact<std::string> text = json.text("CloudAssignedAadServerData");
  if (!text.known()) {
    return;
  }
  const Result<Json> data = readJsonObject(text.value, text.source);
  if (!data) {
    // It may name the tenant: what the outer document lacks is then not known to be absent.
    fillIn(profile.tenantDomain, unknownFact<std::string>(data.error(), text.source));
    fillIn(profile.tenantUpn, unknownFact<PersonalText>(data.error(), text.source));
    return;
  }
  const Json* config = JsonFacts(*data, text.source).find("ZeroTouchConfig");
  if (config == nullptr || !config->isObject()) {
    return;
  }
  const JsonFacts inner(*config, text.source + ", ZeroTouchConfig");
  fillIn(profile.tenantDomain, inner.text("CloudAssignedTenantDomain"));
  fillIn(profile.tenantUpn, inner.personal("CloudAssignedTenantUpn"));
  fillIn(profile.forcedEnrollment, inner.number("ForcedEnrollment"));
}

bool namesTenant(const ProfileFacts& profile) {
  return profile.tenantId.known() || profile.tenantDomain.known();
}

// Keys about the download, not about a profile.
bool isAboutDownload(std::string_view key) {
  return startsWithIgnoringCase(key, "PolicyDownload") || equalIgnoringCase(key, "AutopilotCorrelationVector") ||
         equalIgnoringCase(key, "AutopilotCreationDate") || equalIgnoringCase(key, "AutopilotServiceCorrelationId");
}

bool saysNothing(const Json& value) {
  return value.isNull() || (value.isText() && trimmed(*value.text()).empty()) ||
         ((value.isObject() || value.isList()) && value.size() == 0);
}

PolicyKind kindOf(const Json& json, const PolicyFacts& policy) {
  if (policy.errorCode.state != FactState::absent || policy.errorReason.known()) {
    return PolicyKind::refusal;
  }
  if (namesTenant(policy.profile)) {
    return PolicyKind::profile;
  }
  bool anything = false;
  for (const auto& [key, value] : json.members()) {
    if (!isAboutDownload(key) && !saysNothing(value)) {
      return PolicyKind::other;
    }
    anything = anything || !saysNothing(value);
  }
  return anything ? PolicyKind::noProfile : PolicyKind::blank;
}

void takeText(std::string_view text, const std::string& where, PolicyFacts& policy) {
  const JsonShape shape = shapeOfJson(trimmed(text));
  policy.objects = knownFact<std::uint64_t>(shape.values, where);
  if (shape.values == 0) {
    policy.kind = knownFact(PolicyKind::blank, where);
    giveUpOn(policy, readError(ErrorKind::absent, where, ErrorId::whyEmpty));
    return;
  }
  const Result<Json> json = readJsonObject(text, where);
  if (!json) {
    return giveUpOn(policy, json.error());
  }
  const JsonFacts facts(*json, where);
  policy.downloaded = facts.time("PolicyDownloadDate");
  policy.created = facts.time("AutopilotCreationDate");
  policy.correlationVector = facts.text("PolicyDownloadCorrelationVector");
  fillIn(policy.correlationVector, facts.text("AutopilotCorrelationVector"));
  policy.errorCode = facts.number("ErrorCode");
  policy.errorReason = facts.list("ErrorReason");
  policy.profile = profileFrom(facts);
  addServerData(facts, policy.profile);
  policy.kind = knownFact(kindOf(*json, policy), where);
}

template <class T>
Fact<T> notOfRegistry(const std::string& where) {
  return unknownFact<T>(readError(ErrorKind::unsupported, where, ErrorId::whyRegistryHasNone), where);
}

}  // namespace

PolicyFacts policyFromFile(const Result<FileContent>& file, const std::string& where) {
  PolicyFacts policy;
  if (!file) {
    giveUpOn(policy, file.error());
    visitFacts(policy, [&](auto& fact) { fact.source = where; });
    return policy;
  }
  policy.modified = file->modified == UtcTime{} ? unknownFact<UtcTime>(Error{ErrorKind::notCollected,
                                                                             {ErrorId::stepTimeOf, {{"what", where}}},
                                                                             ErrorId::whyNotCollected,
                                                                             CodeSpace::none,
                                                                             0},
                                                                       where)
                                                : knownFact(file->modified, where);
  if (!file->whole) {
    giveUpOn(policy,
             readError(ErrorKind::invalid, where, {ErrorId::whyTooLarge, {{"size", sizeText(deviceJson.bytes)}}}));
  } else {
    DecodedText decoded = decodeText(file->bytes);
    policy.encoding = knownFact(std::move(decoded.encoding), where);
    takeText(decoded.text, where, policy);
  }
  visitFacts(policy, [&](auto& fact) { fact.source = fact.source.empty() ? where : fact.source; });
  return policy;
}

PolicyFacts policyFromCache(const KeyFacts& key, std::string_view value) {
  PolicyFacts policy;
  const Fact<std::string> text = key.text(value);
  policy.modified = notOfRegistry<UtcTime>(text.source);
  policy.encoding = notOfRegistry<std::string>(text.source);
  if (text.known()) {
    takeText(text.value, text.source, policy);
  } else {
    giveUpOn(policy, text.error);
  }
  visitFacts(policy, [&](auto& fact) { fact.source = fact.source.empty() ? text.source : fact.source; });
  const ProfileFacts own = profileFrom(key);
  const auto fill = [&](const auto& fields) {
    for (const auto& field : fields) {
      fillIn(policy.profile.*field.member, own.*field.member);
    }
  };
  fillIn(policy.profile.tenantUpn, own.tenantUpn);
  fill(texts);
  fill(numbers);
  fill(flags);
  return policy;
}

}  // namespace preflight
