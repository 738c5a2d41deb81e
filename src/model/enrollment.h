// Who manages the device, and which tries to enrol it were refused.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/fact.h"
#include "model/personal.h"

namespace preflight {

// HKLM\SOFTWARE\Microsoft\Enrollments\<guid> with a DiscoveryServiceFullURL or the provider "MS DM Server": some thirty
// keys of every Windows have neither and are no enrolment.
struct EnrollmentRecord {
  std::string id;                // the key's name
  std::string providerId;        // "MS DM Server": Intune
  Fact<std::uint64_t> type;      // 0 MDM only, 5 MAM, 6 MDM with Entra join, 13 user's MDM with Entra join
  Fact<std::uint64_t> state;     // 1 enrolled
  PersonalText user;             // UPN
  bool placeholderUser = false;  // fooUser@ or autopilot@
  std::string tenantId;          // AADTenantID
  std::string discoveryUrl;
  Fact<UtcTime> firstSeen;  // of the oldest event that names its id; absent when none does
  FIELDS(EnrollmentRecord, id, providerId, type, state, user, placeholderUser, tenantId, discoveryUrl, firstSeen);
};

// One refusal, wherever it was kept.
struct RefusalRecord {
  std::string source;       // "Enrollments\Status", "Provisioning\Diagnostics\Enrollment"
  std::string id;           // the enrolment's
  std::uint64_t code = 0;   // HRESULT
  std::string lastFailure;  // LifecycleNotificationLastFailure
  std::string traceId;      // LastSoapErrorTraceId, for support
  std::string time;         // as it was kept
  UtcTime at{};             // the same where its form is known; else zero
  FIELDS(RefusalRecord, source, id, code, lastFailure, traceId, time, at);
};

struct EnrollmentPart {
  Fact<std::vector<EnrollmentRecord>> enrollments;  // real ones; empty: the device is not enrolled
  Fact<std::uint64_t> otherKeys;                    // keys that are no enrolment
  Fact<std::vector<RefusalRecord>> refusals;        // out of the registry
  // DeviceManagement-Enterprise-Diagnostics-Provider, all its channels: 52 (the server's reason in words), 59, 71, 72,
  // 75, 76, 90, 91, 11, 3012, ...
  Fact<std::vector<EventFacts>> events;
  Fact<UtcTime> enrolledAt;        // of the newest event 72 or 75; absent when there is none
  Fact<bool> registrationBlocked;  // policy DisableRegistration
  Fact<bool> automaticByPolicy;    // policy AutoEnrollMDM
  FIELDS(EnrollmentPart, enrollments, otherKeys, refusals, events, enrolledAt, registrationBlocked, automaticByPolicy);
};

// The enrollment that manages the device; null when none is known. One for apps alone (MAM) does not manage it.
const EnrollmentRecord* managingEnrollment(const EnrollmentPart& part);

}  // namespace preflight
