// What is known of a deployment that runs, has failed or is over: the enrollment status page (three phases), device
// preparation, everything they track, and what they may be waiting for. Each struct named *Part is filled by one
// collector; joinUp() then lets them complete one another. README.md in this folder lists the fields.
#pragma once

#include "model/deployment_items.h"
#include "model/event.h"
#include "model/fact.h"
#include "model/personal.h"

namespace preflight {

// FirstSync of one user of an enrollment. A node that is missing is not "no": account setup then waits for it.
struct UserSync {
  std::string account;  // SID
  std::optional<bool> syncDone;
  std::optional<bool> serverFinished;
  FIELDS(UserSync, account, syncDone, serverFinished);
};

// What one enrollment says about the status page (Enrollments\{GUID}\FirstSync).
struct StatusPageSettings {
  std::string enrollment;  // GUID
  std::string provider;    // ProviderID
  bool current = false;    // the enrollment that the page belongs to
  std::string currentWhy;  // how that was told
  std::optional<bool> deviceShown;
  std::optional<bool> userShown;
  std::optional<std::int64_t> timeoutMinutes;
  std::optional<std::int64_t> buttons;  // BlockInStatusPage: 1 reset, 2 try again, 4 continue
  std::optional<bool> syncDone;         // device scope
  std::optional<bool> serverFinished;   // device scope
  std::vector<UserSync> users;
  std::string source;
  FIELDS(StatusPageSettings, enrollment, provider, current, currentWhy, deviceShown, userShown, timeoutMinutes, buttons,
         syncDone, serverFinished, users, source);
};

// A value that Windows leaves behind: finished marks, pre-provisioning marks, flags of the page.
struct DeploymentMark {
  std::string name;
  std::string value;
  std::string source;
  FIELDS(DeploymentMark, name, value, source);
};

struct StatusPagePart {
  Fact<std::vector<DeploymentPhase>> phases;       // absent: none of the three was ever written
  Fact<std::vector<StatusPageSettings>> settings;  // every enrollment that has some, the current one first
  Fact<std::int64_t> timeoutMinutes;               // of the current one
  Fact<UtcTime> countedFrom;                       // from when the limit counts
  Fact<std::string> countedFromHow;                // "page start", "last try again", "first record of the phase"
  Fact<std::int64_t> appliedMinutes;               // the limit that the page itself said it applied, at `countedFrom`
  Fact<bool> allowReset;                           // shown after a failure
  Fact<bool> allowTryAgain;
  Fact<bool> allowContinue;
  Fact<bool> deviceShown;
  Fact<bool> userShown;
  Fact<bool> syncDone;
  Fact<bool> serverFinished;
  Fact<std::vector<UserSync>> users;
  Fact<std::vector<DeploymentMark>> marks;
  FIELDS(StatusPagePart, phases, settings, timeoutMinutes, countedFrom, countedFromHow, appliedMinutes, allowReset,
         allowTryAgain, allowContinue, deviceShown, userShown, syncDone, serverFinished, users, marks);
};

// Who delivers tracked apps: "Sidecar" is the Intune agent, "ConfigMgr" the Configuration Manager client.
struct PolicyProvider {
  std::string name;
  DeploymentScope scope = DeploymentScope::device;
  std::string account;
  WorkState installation = WorkState::unknown;
  std::string rawInstallation;
  std::string lastError;
  std::optional<std::int64_t> timeoutMinutes;
  std::optional<bool> tracksApps;
  std::optional<bool> listComplete;  // TrackingPoliciesCreated; nothing: not written, the page waits without a limit
  std::string source;
  FIELDS(PolicyProvider, name, scope, account, installation, rawInstallation, lastError, timeoutMinutes, tracksApps,
         listComplete, source);
};

// HasProvisioningCompleted of the device or of one user.
struct ProvisioningMark {
  DeploymentScope scope = DeploymentScope::device;
  std::string account;
  std::optional<bool> completed;
  std::string rawValue;
  std::string source;
  FIELDS(ProvisioningMark, scope, account, completed, rawValue, source);
};

struct DeploymentItemsPart {
  Fact<std::vector<PolicyProvider>> providers;
  Fact<std::vector<DeploymentItem>> tracked;   // EnrollmentStatusTracking\...\Setup\Apps\Tracking
  Fact<std::vector<DeploymentItem>> expected;  // ESPTrackingInfo\Diagnostics: the newest snapshot of each kind
  Fact<std::vector<DeploymentItem>> packages;  // MSI and Office as their own keys tell
  Fact<std::vector<ProvisioningMark>> completed;
  Fact<bool> whole;  // false: there is more than was read, or a key could not be read
  FIELDS(DeploymentItemsPart, providers, tracked, expected, packages, completed, whole);
};

// PageSettings of device preparation ("v2").
struct PreparationPage {
  std::optional<std::int64_t> agentTimeoutSeconds;
  std::optional<std::int64_t> pageTimeoutSeconds;
  std::optional<bool> allowSkip;
  std::optional<bool> allowDiagnostics;
  std::string errorMessage;
  FIELDS(PreparationPage, agentTimeoutSeconds, pageTimeoutSeconds, allowSkip, allowDiagnostics, errorMessage);
};

struct DevicePreparationPart {
  Fact<bool> running;  // this device is deployed by device preparation; the source says by which sign
  Fact<bool> hint;     // AutopilotDevicePrepHint is there
  Fact<PreparationPage> page;
  Fact<std::string> errorPhase;    // of the page when it failed: "agentDownload", "agentProvisioning", ...
  Fact<std::string> errorCode;     // "0x800705B4"
  Fact<std::string> errorDetails;  // as it stands; not localised
  Fact<std::vector<DeploymentItem>> workloads;
  Fact<std::vector<DeploymentItem>> scripts;  // PowerShell scripts of the Intune agent; run on v1 devices too
  FIELDS(DevicePreparationPart, running, hint, page, errorPhase, errorCode, errorDetails, workloads, scripts);
};

struct ItemName {
  std::string id;
  std::string name;
  std::string source;
  FIELDS(ItemName, id, name, source);
};

// The newest line of its kind that the agent's logs have about an app or a script. It explains, and never decides.
struct AgentLine {
  std::string app;   // GUID, lower case; empty: about none
  std::string kind;  // "downloading", "exitCode", ...: winlog/agent_log.h; "last": the last one of all
  std::string text;
  std::optional<std::int64_t> exitCode;
  std::optional<std::int64_t> bytes;  // of downloading
  std::optional<std::int64_t> ofBytes;
  UtcTime time{};       // estimated: the log tells no zone
  UtcTime since{};      // of downloading: since when `bytes` has not grown
  std::string written;  // the time as it stands, "2026-05-12 11:03:22"
  std::string file;
  std::uint64_t offset = 0;  // in the file
  FIELDS(AgentLine, app, kind, text, exitCode, bytes, ofBytes, time, since, written, file, offset);
};

inline LogEntryRef logEntryOf(const AgentLine& line) {
  return {{}, 0, line.file, line.offset, line.written};
}

// The Intune Management Extension, called Sidecar in Windows' tracking.
struct IntuneAgentPart {
  Fact<bool> installed;                    // its service is there
  Fact<std::int64_t> serviceStart;         // Start of the service: 2 automatic, 4 disabled
  Fact<std::string> trackingPhase;         // EspTrackingWin32AppPhase as it stands
  Fact<std::vector<DeploymentItem>> apps;  // what the agent says of each app: exit code, error, state
  Fact<std::vector<ItemName>> names;       // out of its logs
  Fact<std::string> logPhase;              // the last "In EspPhase:" of its log
  Fact<UtcTime> lastLogLine;               // estimated: the log tells no zone
  Fact<std::vector<AgentLine>> lines;      // the newest of each kind for each app
  Fact<bool> logsWhole;                    // false: there are older lines that were not read
  FIELDS(IntuneAgentPart, installed, serviceStart, trackingPhase, apps, names, logPhase, lastLogLine, lines, logsWhole);
};

// Hybrid join: the offline domain join blob (ODJ), the domain controller, the registration in Entra.
struct HybridPart {
  // "notConfigured", "waiting", "processed", "timedOut", "rejected" (108: it came and could not be applied); else the
  // raw number
  Fact<std::string> blobState;
  Fact<UtcTime> blobStateAt;
  Fact<std::string> blobError;          // of "rejected": "0x80070774"; absent: it names none
  Fact<bool> blobApplied;               // the key ODJApplied is there
  Fact<std::string> controllerContact;  // "reached", "notReached"; absent: not tried as far as the log goes
  Fact<UtcTime> controllerContactAt;
  Fact<std::string> registration;  // "succeeded" (306), "failed" (304, 305, 307 ...); absent: not tried
  Fact<std::string> registrationError;
  Fact<std::int64_t> registrationFailures;
  Fact<UtcTime> registrationAt;
  Fact<std::vector<EventFacts>> events;  // that the above were read from
  FIELDS(HybridPart, blobState, blobStateAt, blobError, blobApplied, controllerContact, controllerContactAt,
         registration, registrationError, registrationFailures, registrationAt, events);
};

// A URI that asked for a restart (event 2800). It is logged at every sync.
struct RestartRequest {
  std::string uri;
  std::int64_t count = 0;
  UtcTime first{};
  UtcTime last{};
  FIELDS(RestartRequest, uri, count, first, last);
};

// A number below UserOOBE. Microsoft names the key as the place where setup counts its restarts, and not the value.
struct SetupCount {
  std::string name;  // of the value; empty: the key's own
  std::int64_t number = 0;
  std::string source;
  FIELDS(SetupCount, name, number, source);
};

struct RestartsPart {
  Fact<std::vector<RestartRequest>> requests;
  Fact<std::vector<std::string>> pending;       // signs that Windows waits for a restart, by key or value
  Fact<std::vector<std::string>> listedUris;    // RebootRequiredURIs
  Fact<std::vector<SetupCount>> setupRestarts;  // of every user whose hive is loaded
  FIELDS(RestartsPart, requests, pending, listedUris, setupRestarts);
};

// For so long the device did nothing.
struct PowerGap {
  std::string kind;  // "sleep", "standby"; "powerLoss", "crash", "powerButton": it ended without shutting down
  UtcTime from{};    // 0: not known
  UtcTime to{};      // 0: it has not ended
  std::uint64_t recordId = 0;
  std::string source;  // "System, Kernel-Power 42"
  FIELDS(PowerGap, kind, from, to, recordId, source);
};

struct PowerPart {
  Fact<std::vector<PowerGap>> gaps;  // oldest first, the newest 100
  Fact<bool> onMains;                // by the newest change; absent: none was logged
  Fact<UtcTime> onMainsAt;
  FIELDS(PowerPart, gaps, onMains, onMainsAt);
};

// One record of the page that Windows shows (Shell-Core 62404, 62407).
struct ShellRecord {
  std::int64_t id = 0;
  std::uint64_t recordId = 0;
  UtcTime time{};
  std::string name;   // "CommercialOOBE_ESPProgress_Timeout"
  std::string value;  // as it stands; cut at 2 KB
  std::string step;   // raw name of the step when `value` names one
  std::string state;  // its state when `value` names one
  FIELDS(ShellRecord, id, recordId, time, name, value, step, state);
};

struct ShellPart {
  Fact<std::vector<ShellRecord>> records;  // oldest first, the newest 500
  Fact<std::string> preProvisioning;       // "begun", "succeeded", "failed"; absent: no sign of it in the log
  Fact<UtcTime> preProvisioningAt;
  Fact<std::int64_t> percent;  // of device preparation's page
  FIELDS(ShellPart, records, preProvisioning, preProvisioningAt, percent);
};

struct AttestationPart {
  Fact<std::string> aikError;  // AIKEnrollmentErrorCode, "0x00000000" when it went well
  Fact<std::string> firmwareAtProvision;
  Fact<bool> ekCertificatePresent;
  Fact<std::int64_t> storedCertificates;  // in EKCertStore and its sisters
  Fact<bool> eulaShown;                   // SetupDisplayedEula: gates the TPM maintenance task
  Fact<bool> measuredBootLog;             // IntegrityServices WBCL is there
  FIELDS(AttestationPart, aikError, firmwareAtProvision, ekCertificatePresent, storedCertificates, eulaShown,
         measuredBootLog);
};

// The clock was set, so that times before and after do not compare.
struct ClockJump {
  UtcTime before{};
  UtcTime after{};
  std::uint64_t recordId = 0;
  std::string source;
  FIELDS(ClockJump, before, after, recordId, source);
};

struct DeploymentClockPart {
  Fact<UtcTime> now;                 // the device's clock when this was read
  Fact<std::int64_t> offsetSeconds;  // server less device, as the last comparison said
  Fact<std::vector<ClockJump>> jumps;
  FIELDS(DeploymentClockPart, now, offsetSeconds, jumps);
};

struct DeploymentAccountPart {
  Fact<PersonalText> lastUser;                 // LogonUI; personal data
  Fact<PersonalText> automaticUser;            // Winlogon DefaultUserName: "defaultuser0" in OOBE
  Fact<std::vector<std::string>> loadedUsers;  // SIDs of people whose hives are loaded
  FIELDS(DeploymentAccountPart, lastUser, automaticUser, loadedUsers);
};

struct PolicyConflict {
  std::string policy;  // URI or area and name
  std::string detail;
  std::int64_t eventId = 0;
  std::int64_t count = 0;
  UtcTime last{};
  std::string source;
  FIELDS(PolicyConflict, policy, detail, eventId, count, last, source);
};

struct PolicyPart {
  Fact<bool> mdmWins;  // ControlPolicyConflict MDMWinsOverGP
  Fact<std::vector<PolicyConflict>> problems;
  Fact<bool> updatesInSetup;  // AllowOOBEUpdates: the ESP lets setup install Windows updates
  FIELDS(PolicyPart, mdmWins, problems, updatesInSetup);
};

struct DeploymentPart {
  StatusPagePart page;
  DeploymentItemsPart items;
  DevicePreparationPart preparation;
  IntuneAgentPart agent;
  HybridPart hybrid;
  RestartsPart restarts;
  ShellPart shell;
  AttestationPart attestation;
  DeploymentClockPart clock;
  DeploymentAccountPart account;
  PolicyPart policy;
  PowerPart power;
  FIELDS(DeploymentPart, page, items, preparation, agent, hybrid, restarts, shell, attestation, clock, account, policy,
         power);
};

// Lets the parts complete one another: start and end of steps out of the shell's records, names, exit codes and bytes
// of apps out of the agent's, from when the limit counts. May be called any number of times.
void joinUp(DeploymentPart& part);

// What is tracked in one scope, each thing once: `tracked` before `expected` before `packages`, of an app its newest
// revision. The pointers live as
// long as `part` is not changed.
std::vector<const DeploymentItem*> itemsOf(const DeploymentPart& part, DeploymentScope scope);

// What the agent's logs last said of an app or a script, of each kind once, the newest first.
std::vector<const AgentLine*> linesOf(const DeploymentPart& part, const DeploymentItem& item);

// The phase with this id, or null.
const DeploymentPhase* phaseOf(const DeploymentPart& part, PhaseId id);

}  // namespace preflight
