// What Windows and the Intune agent write about a deployment, from text to plain structs. No Host; every input is
// hostile. Names and values as seen in Windows' own setup pages and in captures; of localised text only numbers and
// error codes are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/deployment.h"

namespace preflight {

struct DeploymentLimits {
  static constexpr std::size_t steps = 100;  // of one phase
  static constexpr std::size_t items = 20'000;
  static constexpr std::size_t text = 2000;  // bytes of one text
};

// "inProgress" and the other states, in any case; unknown for what was never seen.
WorkState workStateOf(std::string_view raw);

// A value of AutopilotSettings such as "DeviceSetupCategory.Status": JSON in which each step is an object
// {subcategoryState, subcategoryStatusText} or a text, or some of both. An error when it is no JSON object.
Result<DeploymentPhase> phaseFromJson(PhaseId id, std::string_view json);

// "Apps (1 of 4 installed)": the two numbers inside the last brackets; nothing when there are not exactly two.
struct StepCount {
  std::int64_t done = 0;
  std::int64_t total = 0;
};
std::optional<StepCount> countIn(std::string_view text);
// "0x80070652" out of a text, in upper case; empty when there is none.
std::string errorCodeIn(std::string_view text);
// "0x80070652" for a number as registry or JSON have it, negative or not.
std::string errorCodeOf(std::uint64_t number);

// %7B becomes {; what is not a percent code stays. One pass: a name that holds a percent sign is not decoded twice.
std::string percentDecoded(std::string_view text);

// A tracked LocURI ("./Device/Vendor/MSFT/EnterpriseDesktopAppManagement/MSI/%7B...%7D/DownloadInstall").
struct TrackedUri {
  ItemKind kind = ItemKind::policy;
  std::string id;        // product code, app id, package family, or the whole URI, decoded
  std::string provider;  // "Sidecar"; empty: Windows itself
};
TrackedUri trackedUri(std::string_view uri);

// "Win32App_<guid>_<revision>" and "<guid>_<revision>" to the guid; other names stay as they are.
std::string appIdOf(std::string_view itemName);

// Times as the agent and device preparation write them: ISO 8601 with Z, an offset or nothing (then UTC), up to nine
// digits of fraction; "03/22/2026 14:03:22"; "/Date(1774000000000)/". Zero when it is none of these.
UtcTime timeFromText(std::string_view text);

// ProvisioningProgress of device preparation: {"Workloads": [{WorkloadId, FriendlyName, WorkloadState, ...}]}.
Result<std::vector<DeploymentItem>> workloadsFromJson(std::string_view json);
Result<PreparationPage> preparationPageFromJson(std::string_view json);

// EnforcementStateMessage of an app: {"EnforcementState": 5000, "ErrorCode": -2016345060}.
struct Enforcement {
  std::optional<std::int64_t> state;
  std::optional<std::int64_t> errorCode;
};
Result<Enforcement> enforcementFromJson(std::string_view json);

// The states of items by their numbers, which differ by source.
WorkState trackingState(std::uint64_t raw);      // 1 not installed, 2 in progress, 3 completed, 4 error
WorkState providerState(std::uint64_t raw);      // 1 not installed, 2 not required, 3 completed, 4 error
WorkState packageState(std::uint64_t raw);       // MSI and Office: 0, 10, 20 ... 70
WorkState workloadState(std::int64_t raw);       // device preparation: 0 to 7
WorkState enforcementState(std::int64_t raw);    // the agent: 1000s installed, 2000s on the way, 5000s failed
WorkState statusReportState(std::uint64_t raw);  // the agent's report for the page: 1000, 1001, 2000s, 3000

// Whether a Shell-Core record is about the deployment, and which step it names. `value` is its JSON {"message", ...}.
bool isDeploymentRecord(std::string_view name);
void nameStep(ShellRecord& record);

// "https://host/path" without query and fragment, which may hold a signature.
std::string withoutQuery(std::string_view url);

}  // namespace preflight
