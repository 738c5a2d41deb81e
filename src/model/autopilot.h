// What the device holds of its registration with Windows Autopilot: the registry's diagnostics values, the cached
// profile, the service's last answer, the offline profile, marks of device preparation and device association, and the
// events that tell what was asked and answered. Each in its own words; which of them holds is for the rules to say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/fact.h"
#include "model/personal.h"

namespace preflight {

// What a policy document (the service's answer, the cache, the offline file) is.
enum class PolicyKind : std::uint8_t {
  profile,    // it names a tenant
  noProfile,  // only when and how it was downloaded: the service answered, and had no profile
  refusal,    // ErrorCode: the service's reason why there is none
  blank,      // nothing in it
  other,      // fields, but neither a tenant nor an error
};
ENUM_NAMES(PolicyKind, profile, noProfile, refusal, blank, other);

// The profile's fields, by what they mean; the same keys stand in all three documents. Absent: the document was read
// and has no such key.
struct ProfileFacts {
  Fact<std::string> tenantId;              // CloudAssignedTenantId
  Fact<std::string> tenantDomain;          // CloudAssignedTenantDomain, also out of CloudAssignedAadServerData
  Fact<PersonalText> tenantUpn;            // CloudAssignedTenantUpn, also out of CloudAssignedAadServerData
  Fact<std::string> name;                  // DeploymentProfileName
  Fact<bool> explicitAssignment;           // IsExplicitProfileAssignment; false: the tenant's default profile
  Fact<std::uint64_t> oobeConfig;          // CloudAssignedOobeConfig, bits
  Fact<std::uint64_t> domainJoin;          // CloudAssignedDomainJoinMethod: 0 Entra, 1 hybrid
  Fact<std::uint64_t> forcedEnrollment;    // CloudAssignedForcedEnrollment, raw: holds rubbish on unregistered devices
  Fact<bool> skipDomainController;         // HybridJoinSkipDCConnectivityCheck
  Fact<std::uint64_t> deviceRegistration;  // CloudAssignedDeviceRegistration; 2 hints at device preparation
  Fact<bool> espEnabled;                   // CloudAssignedEspEnabled
  Fact<std::uint64_t> mode;                // AutopilotMode; 0 user-driven, others not documented
  Fact<bool> updateDisabled;               // CloudAssignedAutopilotUpdateDisabled
  Fact<std::uint64_t> updateTimeout;       // CloudAssignedAutopilotUpdateTimeout, milliseconds
  Fact<std::string> deviceName;            // CloudAssignedDeviceName, a template
  Fact<std::string> mdmId;                 // CloudAssignedMdmId
  Fact<std::string> language;              // CloudAssignedLanguage
  Fact<std::string> region;                // CloudAssignedRegion
  Fact<std::uint64_t> privacyDiagnostics;  // CloudAssignedPrivacyDiagnostics
  Fact<std::string> ztdRegistrationId;
  Fact<std::string> ztdCorrelationId;
  Fact<std::string> serviceCorrelationId;  // AutopilotServiceCorrelationId
  Fact<std::string> entraDeviceId;         // AadDeviceId
  Fact<std::string> comment;               // Comment_File: names the profile in an offline file
  FIELDS(ProfileFacts, tenantId, tenantDomain, tenantUpn, name, explicitAssignment, oobeConfig, domainJoin,
         forcedEnrollment, skipDomainController, deviceRegistration, espEnabled, mode, updateDisabled, updateTimeout,
         deviceName, mdmId, language, region, privacyDiagnostics, ztdRegistrationId, ztdCorrelationId,
         serviceCorrelationId, entraDeviceId, comment);
};

// One JSON document. `kind` says whether there is one and whether it could be read; the other facts share its error.
struct PolicyFacts {
  Fact<PolicyKind> kind;
  Fact<UtcTime> modified;               // the file's time; unsupported for the registry
  Fact<std::string> encoding;           // "UTF-16LE with BOM", "UTF-8", "ASCII", ...
  Fact<std::uint64_t> objects;          // JSON values one after the other; Windows ignores a file with more than one
  Fact<UtcTime> downloaded;             // PolicyDownloadDate
  Fact<UtcTime> created;                // AutopilotCreationDate
  Fact<std::string> correlationVector;  // PolicyDownloadCorrelationVector or AutopilotCorrelationVector, for support
  Fact<std::uint64_t> errorCode;        // ErrorCode: 807, 809, 815, 908, ...
  Fact<std::string> errorReason;        // ErrorReason: "HardwareMarkerMismatch, SerialNumberMismatch"
  ProfileFacts profile;
  FIELDS(PolicyFacts, kind, modified, encoding, objects, downloaded, created, correlationVector, errorCode, errorReason,
         profile);
};

// HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot. Windows keeps values of a profile that is gone.
struct DiagnosticsValueFacts {
  Fact<bool> present;                // the key itself
  Fact<std::string> tenantId;        // CloudAssignedTenantId
  Fact<std::string> tenantDomain;    // CloudAssignedTenantDomain
  Fact<std::string> signInTenantId;  // AadTenantId: of the user who signed in
  Fact<std::string> otherTenantId;   // TenantId
  Fact<PersonalText> tenantUpn;      // CloudAssignedTenantUpn
  Fact<std::string> profileName;     // DeploymentProfileName
  Fact<std::string> deviceName;      // CloudAssignedDeviceName
  Fact<std::uint64_t> oobeConfig;
  Fact<std::uint64_t> domainJoin;
  Fact<std::uint64_t> forcedEnrollment;  // raw, never a boolean
  Fact<bool> forcedEnrollmentEnabled;    // IsForcedEnrollmentEnabled
  Fact<bool> disabled;                   // IsAutoPilotDisabled: not registered, or the download failed
  Fact<bool> tenantMatched;              // TenantMatched
  Fact<bool> personalized;               // IsDevicePersonalized
  Fact<std::uint64_t> deviceRegistration;
  Fact<bool> espEnabled;
  Fact<std::string> mdmId;
  Fact<std::string> language;
  Fact<std::string> region;
  Fact<std::string> ztdCorrelationId;
  Fact<std::string> serviceCorrelationId;
  Fact<std::string> ztdRegistrationId;        // EstablishedCorrelations\ZtdRegistrationId
  Fact<std::string> managementId;             // EstablishedCorrelations\EntDMID
  Fact<std::vector<NamedText>> correlations;  // all texts of EstablishedCorrelations
  FIELDS(DiagnosticsValueFacts, present, tenantId, tenantDomain, signInTenantId, otherTenantId, tenantUpn, profileName,
         deviceName, oobeConfig, domainJoin, forcedEnrollment, forcedEnrollmentEnabled, disabled, tenantMatched,
         personalized, deviceRegistration, espEnabled, mdmId, language, region, ztdCorrelationId, serviceCorrelationId,
         ztdRegistrationId, managementId, correlations);
};

// HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache.
struct PolicyCacheFacts {
  Fact<bool> present;  // the key itself: no evidence of anything
  Fact<bool>
      profileAvailable;  // ProfileAvailable: false: answered "no profile", a restart asks again; absent: no evidence
  PolicyFacts policy;    // PolicyJsonCache; a profile field that it lacks may come from the key's own values
  FIELDS(PolicyCacheFacts, present, profileAvailable, policy);
};

// HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings. It is there on every Windows: its presence means nothing.
struct AutopilotSettingsFacts {
  Fact<std::string> serviceUri;          // DdsZtdUri
  Fact<std::string> conciergeUri;        // ConciergeUri
  Fact<std::uint64_t> timeDriftMinutes;  // AllowedTimeDriftDeltaMinutes
  Fact<std::string> preparationHint;     // AutopilotDevicePrepHint: any value hints at device preparation
  Fact<std::string>
      executionContext;    // DevicePreparation\BootstrapperAgent ExecutionContext: device preparation for certain
  Fact<bool> pageEnabled;  // DevicePreparation PageEnabled
  // DevicePreparation PageSettings (JSON)
  Fact<std::uint64_t> pageTimeoutSeconds;
  Fact<std::uint64_t> agentTimeoutSeconds;
  Fact<std::string> pageErrorMessage;
  Fact<bool> pageAllowsSkip;
  Fact<bool> pageAllowsDiagnostics;
  FIELDS(AutopilotSettingsFacts, serviceUri, conciergeUri, timeDriftMinutes, preparationHint, executionContext,
         pageEnabled, pageTimeoutSeconds, agentTimeoutSeconds, pageErrorMessage, pageAllowsSkip, pageAllowsDiagnostics);
};

// Device association: UEFI variables that survive a reset. The signed token itself is never read: the variable with the
// time of its last write comes and goes with it.
struct AssociationFacts {
  Fact<bool> present;             // the variable DeviceLinkId is there: an identity, of which no tenant need know
  Fact<std::string> id;           // its content, where it is a text
  Fact<std::string> createdText;  // DeviceLinkCreationTimeUtc
  Fact<bool> linked;              // DeviceLinkJwtLastWrite is there: a tenant's token was written
  Fact<std::string> tenantHint;   // <DeviceLinkId>_TenantIdHint of AutopilotSettings: the tenant was discovered
  Fact<std::string> tenantId;     // of the token
  Fact<UtcTime> expires;          // of the token
  FIELDS(AssociationFacts, present, id, createdText, linked, tenantHint, tenantId, expires);
};

// What the events say of the device's clock.
struct ClockFacts {
  Fact<UtcTime> wrongAt;     // event 753: when Windows found its clock wrong, by that clock
  Fact<UtcTime> serverTime;  // as 753 names it
  Fact<UtcTime> clientTime;
  Fact<bool> corrected;                 // 751 after the newest 753
  Fact<std::uint64_t> stepsBack;        // places where a later record of a log has an earlier time (by over 5 minutes)
  Fact<std::uint64_t> longestStepBack;  // seconds
  FIELDS(ClockFacts, wrongAt, serverTime, clientTime, corrected, stepsBack, longestStepBack);
};

struct AutopilotPart {
  DiagnosticsValueFacts diagnostics;
  PolicyCacheFacts cache;
  PolicyFacts answer;                       // %WINDIR%\ServiceState\wmansvc\AutopilotDDSZTDFile.json
  PolicyFacts offline;                      // %WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json
  Fact<std::vector<std::string>> misnamed;  // files beside it that hold a profile under a name that Windows ignores
  AutopilotSettingsFacts settings;
  AssociationFacts association;
  // Newest first within a channel: the Autopilot provider's channels, also under its name of 1803 and 1809. Event 100
  // is one record with its count.
  Fact<std::vector<EventFacts>> events;
  Fact<bool> eventsWhole;  // false: older ones may exist that were not read
  ClockFacts clock;
  FIELDS(AutopilotPart, diagnostics, cache, answer, offline, misnamed, settings, association, events, eventsWhole,
         clock);
};

}  // namespace preflight
