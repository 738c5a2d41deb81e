// The steps of a deployment and the things it tracks, each with its state: what deployment.h is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/result.h"
#include "base/time.h"

namespace preflight {

// How far a phase, a step or an item is. What Windows wrote stands beside it as `rawState`; `unknown` is a state that
// was never seen before, or none written at all.
enum class WorkState : std::uint8_t {
  unknown,
  notStarted,
  inProgress,
  downloading,
  downloaded,
  installing,
  retrying,      // failed once, will be tried again
  waitsForUser,  // until a user has signed in
  restartRequired,
  succeeded,
  notRequired,
  skipped,
  failed,
  failedBefore,  // not tried, since an earlier step or phase failed
  cancelled,
  uninstalled,
};
ENUM_NAMES(WorkState, unknown, notStarted, inProgress, downloading, downloaded, installing, retrying, waitsForUser,
           restartRequired, succeeded, notRequired, skipped, failed, failedBefore, cancelled, uninstalled);

enum class PhaseId : std::uint8_t { devicePreparation, deviceSetup, accountSetup };
ENUM_NAMES(PhaseId, devicePreparation, deviceSetup, accountSetup);
enum class DeploymentScope : std::uint8_t { device, user };
ENUM_NAMES(DeploymentScope, device, user);
enum class ItemKind : std::uint8_t {
  app,  // Win32, by the Intune agent
  msi,
  office,
  storeApp,
  policy,
  certificate,
  networkProfile,
  script,
  taskSequence,
  workload,  // of device preparation
  other,
};
ENUM_NAMES(ItemKind, app, msi, office, storeApp, policy, certificate, networkProfile, script, taskSequence, workload,
           other);

// One line of a phase: "Apps (1 of 4 installed)".
struct DeploymentStep {
  std::string id;       // "apps", "certificates"; lower camel case of the name without "Subcategory"
  std::string rawName;  // "DeviceSetup.AppsSubcategory"
  WorkState state = WorkState::unknown;
  std::string rawState;              // "inProgress"; empty: no state was written, it was told from the text
  std::string text;                  // as it stands; in the device's language
  std::optional<std::int64_t> done;  // out of the text
  std::optional<std::int64_t> total;
  std::string errorCode;  // "0x80070652" out of the text
  UtcTime started{};      // 0: not known
  UtcTime ended{};
  std::string timesFrom;  // "Shell-Core 62407"; empty when no time is known
  FIELDS(DeploymentStep, id, rawName, state, rawState, text, done, total, errorCode, started, ended, timesFrom);
};

struct DeploymentPhase {
  PhaseId id = PhaseId::devicePreparation;
  WorkState state = WorkState::unknown;
  std::string rawState;           // empty: not written (25H2 leaves it out even at the end)
  std::string text;               // categoryStatusText or categoryStatusMessage
  std::optional<bool> succeeded;  // categorySucceeded as it was written
  std::string shape;              // how the steps were written: "objects", "texts", "mixed", "none"
  std::vector<DeploymentStep> steps;
  UtcTime started{};  // by the records of its steps
  UtcTime ended{};
  std::string source;
  FIELDS(DeploymentPhase, id, state, rawState, text, succeeded, shape, steps, started, ended, source);
};

// One thing that is tracked: an app, a policy, a certificate, a script.
struct DeploymentItem {
  ItemKind kind = ItemKind::other;
  std::string id;          // GUID of an app, product code, URI of a policy (decoded)
  std::string rawName;     // the key or value it was read from
  std::string name;        // for people; empty when no source tells it
  std::string nameSource;  // where `name` comes from: "IntuneManagementExtension.log", "FriendlyName"
  std::string provider;    // "Sidecar" (the Intune agent), "ConfigMgr"; empty: Windows itself
  DeploymentScope scope = DeploymentScope::device;
  std::string account;  // SID in user scope
  WorkState state = WorkState::unknown;
  std::string rawState;  // "2"
  std::optional<std::int64_t> exitCode;
  std::string errorCode;  // "0x87D1041C"
  std::optional<std::int64_t> attempts;
  std::string restart;  // "none", "soft", "hard"; empty: not said
  UtcTime started{};
  UtcTime ended{};
  UtcTime changed{};                            // of the last snapshot or record that names it
  std::string download;                         // where it is loaded from, without query
  std::optional<std::int64_t> downloadedBytes;  // by the agent's log
  std::optional<std::int64_t> totalBytes;
  UtcTime progressed{};  // when `downloadedBytes` last grew
  std::string source;
  FIELDS(DeploymentItem, kind, id, rawName, name, nameSource, provider, scope, account, state, rawState, exitCode,
         errorCode, attempts, restart, started, ended, changed, download, downloadedBytes, totalBytes, progressed,
         source);
};

// The revision that stands behind an app's id ("Win32App_<id>_4"); -1 when none does.
std::int64_t revisionIn(std::string_view rawName, std::string_view appId);

// True for states after which nothing more happens: succeeded, notRequired, skipped, failed, ...
bool isOver(WorkState state);
bool isFailure(WorkState state);

}  // namespace preflight
