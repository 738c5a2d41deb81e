// The fields of the registration's parts by their JSON names; report_fields.h includes this.
#pragma once

#include <type_traits>

#include "model/autopilot.h"
#include "model/enrollment.h"
#include "model/join.h"

namespace preflight {

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, NamedText> {
  v("name", part.name);
  v("value", part.value);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, EventFacts> {
  v("provider", part.provider);
  v("channel", part.channel);
  v("id", part.id);
  v("level", part.level);
  v("recordId", part.recordId);
  v("time", part.time);
  v("count", part.count);
  v("firstRecordId", part.firstRecordId);
  v("firstTime", part.firstTime);
  v("countIsWhole", part.countIsWhole);
  v("data", part.data);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, ProfileFacts> {
  v("tenantId", part.tenantId);
  v("tenantDomain", part.tenantDomain);
  v("tenantUpn", part.tenantUpn);
  v("name", part.name);
  v("explicitAssignment", part.explicitAssignment);
  v("oobeConfig", part.oobeConfig);
  v("domainJoin", part.domainJoin);
  v("forcedEnrollment", part.forcedEnrollment);
  v("skipDomainController", part.skipDomainController);
  v("deviceRegistration", part.deviceRegistration);
  v("espEnabled", part.espEnabled);
  v("mode", part.mode);
  v("updateDisabled", part.updateDisabled);
  v("updateTimeout", part.updateTimeout);
  v("deviceName", part.deviceName);
  v("mdmId", part.mdmId);
  v("language", part.language);
  v("region", part.region);
  v("privacyDiagnostics", part.privacyDiagnostics);
  v("ztdRegistrationId", part.ztdRegistrationId);
  v("ztdCorrelationId", part.ztdCorrelationId);
  v("serviceCorrelationId", part.serviceCorrelationId);
  v("entraDeviceId", part.entraDeviceId);
  v("comment", part.comment);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, PolicyFacts> {
  v("kind", part.kind);
  v("modified", part.modified);
  v("encoding", part.encoding);
  v("objects", part.objects);
  v("downloaded", part.downloaded);
  v("created", part.created);
  v("correlationVector", part.correlationVector);
  v("errorCode", part.errorCode);
  v("errorReason", part.errorReason);
  v("profile", part.profile);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DiagnosticsValueFacts> {
  v("present", part.present);
  v("tenantId", part.tenantId);
  v("tenantDomain", part.tenantDomain);
  v("signInTenantId", part.signInTenantId);
  v("otherTenantId", part.otherTenantId);
  v("tenantUpn", part.tenantUpn);
  v("profileName", part.profileName);
  v("deviceName", part.deviceName);
  v("oobeConfig", part.oobeConfig);
  v("domainJoin", part.domainJoin);
  v("forcedEnrollment", part.forcedEnrollment);
  v("forcedEnrollmentEnabled", part.forcedEnrollmentEnabled);
  v("disabled", part.disabled);
  v("tenantMatched", part.tenantMatched);
  v("personalized", part.personalized);
  v("deviceRegistration", part.deviceRegistration);
  v("espEnabled", part.espEnabled);
  v("mdmId", part.mdmId);
  v("language", part.language);
  v("region", part.region);
  v("ztdCorrelationId", part.ztdCorrelationId);
  v("serviceCorrelationId", part.serviceCorrelationId);
  v("ztdRegistrationId", part.ztdRegistrationId);
  v("managementId", part.managementId);
  v("correlations", part.correlations);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, PolicyCacheFacts> {
  v("present", part.present);
  v("profileAvailable", part.profileAvailable);
  v("policy", part.policy);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, AutopilotSettingsFacts> {
  v("serviceUri", part.serviceUri);
  v("conciergeUri", part.conciergeUri);
  v("timeDriftMinutes", part.timeDriftMinutes);
  v("preparationHint", part.preparationHint);
  v("executionContext", part.executionContext);
  v("pageEnabled", part.pageEnabled);
  v("pageTimeoutSeconds", part.pageTimeoutSeconds);
  v("agentTimeoutSeconds", part.agentTimeoutSeconds);
  v("pageErrorMessage", part.pageErrorMessage);
  v("pageAllowsSkip", part.pageAllowsSkip);
  v("pageAllowsDiagnostics", part.pageAllowsDiagnostics);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, AssociationFacts> {
  v("present", part.present);
  v("id", part.id);
  v("createdText", part.createdText);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, ClockFacts> {
  v("wrongAt", part.wrongAt);
  v("serverTime", part.serverTime);
  v("clientTime", part.clientTime);
  v("corrected", part.corrected);
  v("stepsBack", part.stepsBack);
  v("longestStepBack", part.longestStepBack);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, AutopilotPart> {
  v("diagnostics", part.diagnostics);
  v("cache", part.cache);
  v("answer", part.answer);
  v("offline", part.offline);
  v("settings", part.settings);
  v("association", part.association);
  v("events", part.events);
  v("eventsWhole", part.eventsWhole);
  v("clock", part.clock);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, JoinRecord> {
  v("thumbprint", part.thumbprint);
  v("tenantId", part.tenantId);
  v("user", part.user);
  v("placeholderUser", part.placeholderUser);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, TenantRecord> {
  v("tenantId", part.tenantId);
  v("displayName", part.displayName);
  v("mdmEnrollmentUrl", part.mdmEnrollmentUrl);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, WorkplaceJoin> {
  v("hive", part.hive);
  v("thumbprint", part.thumbprint);
  v("tenantId", part.tenantId);
  v("user", part.user);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, JoinPart> {
  v("kind", part.kind);
  v("domainJoined", part.domainJoined);
  v("domain", part.domain);
  v("joinType", part.joinType);
  v("tenantId", part.tenantId);
  v("tenantName", part.tenantName);
  v("deviceId", part.deviceId);
  v("user", part.user);
  v("placeholderUser", part.placeholderUser);
  v("mdmEnrollmentUrl", part.mdmEnrollmentUrl);
  v("records", part.records);
  v("tenants", part.tenants);
  v("workplaceJoins", part.workplaceJoins);
  v("events", part.events);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, EnrollmentRecord> {
  v("id", part.id);
  v("providerId", part.providerId);
  v("type", part.type);
  v("state", part.state);
  v("user", part.user);
  v("placeholderUser", part.placeholderUser);
  v("tenantId", part.tenantId);
  v("discoveryUrl", part.discoveryUrl);
  v("firstSeen", part.firstSeen);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, RefusalRecord> {
  v("source", part.source);
  v("id", part.id);
  v("code", part.code);
  v("lastFailure", part.lastFailure);
  v("traceId", part.traceId);
  v("time", part.time);
  v("at", part.at);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, EnrollmentPart> {
  v("enrollments", part.enrollments);
  v("otherKeys", part.otherKeys);
  v("refusals", part.refusals);
  v("events", part.events);
  v("enrolledAt", part.enrolledAt);
  v("registrationBlocked", part.registrationBlocked);
  v("automaticByPolicy", part.automaticByPolicy);
}

}  // namespace preflight
