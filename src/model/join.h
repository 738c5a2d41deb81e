// Whom the device belongs to: Entra join, domain join, and work accounts that users added.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/fact.h"
#include "model/personal.h"

namespace preflight {

enum class JoinKind : std::uint8_t { none, entra, hybrid, domain };
ENUM_NAMES(JoinKind, none, entra, hybrid, domain);

// HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\<thumbprint>.
struct JoinRecord {
  std::string thumbprint;
  std::string tenantId;
  PersonalText user;             // UserEmail
  bool placeholderUser = false;  // fooUser@ or autopilot@: the device joined itself
  FIELDS(JoinRecord, thumbprint, tenantId, user, placeholderUser);
};

// CloudDomainJoin\TenantInfo\<tenant>; may be left over from an earlier tenant.
struct TenantRecord {
  std::string tenantId;
  std::string displayName;
  std::string mdmEnrollmentUrl;
  FIELDS(TenantRecord, tenantId, displayName, mdmEnrollmentUrl);
};

// A personal registration (Entra registered): HKU\<user>\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin.
struct WorkplaceJoin {
  std::string hive;  // the user's SID
  std::string thumbprint;
  std::string tenantId;
  PersonalText user;
  FIELDS(WorkplaceJoin, hive, thumbprint, tenantId, user);
};

struct JoinPart {
  Fact<JoinKind> kind;  // out of what follows; unknown when one half of it could not be asked
  Fact<bool> domainJoined;
  Fact<std::string> domain;
  // NetGetAadJoinInformation. 0 unknown, 1 device join, 2 workplace join of the current user; absent: not joined.
  Fact<std::uint64_t> joinType;
  Fact<std::string> tenantId;
  Fact<std::string> tenantName;
  Fact<std::string> deviceId;
  Fact<PersonalText> user;
  Fact<bool> placeholderUser;
  Fact<std::string> mdmEnrollmentUrl;
  Fact<std::vector<JoinRecord>> records;
  Fact<std::vector<TenantRecord>> tenants;
  Fact<std::vector<WorkplaceJoin>> workplaceJoins;  // of every loaded user hive; empty: none of them has one
  Fact<std::vector<EventFacts>> events;             // User Device Registration: joins, refusals, roll-backs
  Fact<std::vector<EventFacts>> signInErrors;       // of the AAD log, each record for itself, oldest first
  FIELDS(JoinPart, kind, domainJoined, domain, joinType, tenantId, tenantName, deviceId, user, placeholderUser,
         mdmEnrollmentUrl, records, tenants, workplaceJoins, events, signInErrors);
};

// "not joined", "Entra joined", "hybrid joined", "domain joined".
std::string_view words(JoinKind kind);

}  // namespace preflight
