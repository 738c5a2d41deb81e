#include "collect/collector.h"

#include <algorithm>
#include <array>

#include "collect/parts.h"
#include "collect/support/event_channels.h"
#include "model/fact.h"

namespace preflight {
namespace {

using std::chrono::seconds;

constexpr std::array setupSources{
    systemAsked("process"),
    systemAsked("clock"),
    keyAt(R"(HKLM\SYSTEM\CurrentControlSet\Control\MiniNT)"),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)").watched(),
    keyAt(R"(HKLM\SYSTEM\Setup)").watched(),
    keyAt(R"(HKLM\SYSTEM\Setup\Status)"),
};
constexpr std::array identitySources{
    tableOf("RSMB"),
    wmiClass(R"(root\cimv2)", "Win32_BIOS"),
    wmiClass(R"(root\cimv2)", "Win32_ComputerSystem"),
    wmiClass(R"(root\cimv2)", "Win32_ComputerSystemProduct"),
    wmiClass(R"(root\cimv2)", "Win32_BaseBoard"),
    fileAt("/sys/class/dmi/id/*"),
};
constexpr std::array hashSources{
    wmiClass(R"(root\cimv2\mdm\dmmap)", "MDM_DevDetail_Ext01"),
    systemAsked("process"),
    systemAsked("diagnostics"),
};
constexpr std::array autopilotSources{
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache)").watched(),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)").watched(),
    fileAt(R"(%WINDIR%\ServiceState\wmansvc\AutopilotDDSZTDFile.json)").watched(),
    fileAt(R"(%WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json)"),
    fileAt(R"(%WINDIR%\Provisioning\Autopilot\*.json)"),
    variableOf("{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkId"),
    variableOf("{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkCreationTimeUtc"),
    variableOf("{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkJwtLastWrite"),
    variableOf("{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkJwtClaims"),
    channelsOf(autopilotProvider),
    channelOf(autopilotChannel).watched(),
    channelOf(managementServiceChannel),
    channelsOf(oldAutopilotProvider),
    channelOf(oldAutopilotChannel),
};
constexpr std::array joinSources{
    systemAsked("join"),
    treeAt(R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin)").watched(),
    keyAt("HKU"),
    treeAt(R"(HKU\*\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo)"),
    wmiClass(R"(root\cimv2)", "Win32_ComputerSystem"),
    channelsOf(registrationProvider),
    channelOf(registrationChannel).watched(),
    channelsOf(signInProvider),
    channelOf(signInChannel).watched(),
};
constexpr std::array enrollmentSources{
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Enrollments)").watched(),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\Enrollment)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\MDM)"),
    channelsOf(managementProvider),
    channelOf(managementAdmin).watched(),
    channelOf(managementEnrollment).watched(),
    channelOf(managementSync).watched(),
    channelOf(managementOperational),
    channelOf(managementAutopilot),
};
constexpr std::array windowsSources{keyAt(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)")};
constexpr std::array storageSources{systemAsked("disks")};
constexpr std::array networkSources{systemAsked("adapters")};
constexpr std::array firmwareKeySources{tableOf("ACPI")};
constexpr std::array statusPageSources{
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)").watched(),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Enrollments)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM\Accounts)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Agent)"),
};
constexpr std::array trackedItemsSources{
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking)").watched(),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement)").watched(),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\OfficeCSP)").watched(),
};
constexpr std::array devicePreparationSources{
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension\Win32Apps\ProvisioningProgress)").watched(),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension\Policies)").watched(),
};
// The agent's logs are followed line by line: see AgentLogs.
constexpr std::array intuneAgentSources{
    keyAt(R"(HKLM\SYSTEM\CurrentControlSet\Services\IntuneManagementExtension)").watched(),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)").watched(),
    folderAt(R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)"),
    fileAt(R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\*.log)"),
    systemAsked("clock"),
};
constexpr std::array hybridJoinSources{
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM\SyncML\ODJApplied)").watched(),
    channelsOf(managementProvider),
    channelOf(managementAdmin).watched(),
    channelOf(managementEnrollment).watched(),
    channelOf(managementSync).watched(),
    channelOf(managementOperational),
    channelOf(managementAutopilot),
    channelOf(registrationChannel).watched(),
};
constexpr std::array restartsSources{
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired)").watched(),
    keyAt(R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager)"),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Provisioning\SyncML\RebootRequiredURIs)").watched(),
    keyAt("HKU"),
    keyAt(R"(HKU\*\SOFTWARE\Microsoft\Windows\CurrentVersion)"),
    keyAt(R"(HKU\*\SOFTWARE\Microsoft\Windows\CurrentVersion\UserOOBE)"),
    channelsOf(managementProvider),
    channelOf(managementAdmin).watched(),
    channelOf(managementEnrollment).watched(),
    channelOf(managementSync).watched(),
    channelOf(managementOperational),
    channelOf(managementAutopilot),
};
constexpr std::array pageRecordsSources{
    channelOf(shellChannel).watched(),
    channelOf(managementServiceChannel),
};
constexpr std::array attestationSources{
    treeAt(R"(HKLM\SYSTEM\CurrentControlSet\Services\TPM\WMI)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\OOBE)"),
    keyAt(R"(HKLM\SYSTEM\CurrentControlSet\Control\IntegrityServices)"),
};
constexpr std::array clockSources{
    systemAsked("clock"),
    channelOf(systemChannel, kernelProvider),
    channelOf(autopilotChannel).watched(),
};
constexpr std::array accountsSources{
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)"),
    treeAt(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)"),
    keyAt("HKU"),
    keyAt(R"(HKU\*\Volatile Environment)"),
};
constexpr std::array policyProblemsSources{
    keyAt(R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\ControlPolicyConflict)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\System)").watched(),
    keyAt(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\OOBE)"),
    channelsOf(managementProvider),
    channelOf(managementAdmin).watched(),
    channelOf(managementEnrollment).watched(),
    channelOf(managementSync).watched(),
    channelOf(managementOperational),
    channelOf(managementAutopilot),
};

constexpr std::array powerSources{channelOf(systemChannel, powerProvider)};

// A table row: `collect` gives a part, `member` is where it goes.
template <auto member, auto collect>
constexpr Collector row(std::string_view id, std::string_view label, std::chrono::milliseconds deadline,
                        std::span<const Source> sources) {
  return {id,
          label,
          deadline,
          [](const Host& host, const CollectOptions& options) -> Fill {
            return [part = collect(host, options)](Report& report) { report.*member = part; };
          },
          [](Report& report, const Error& error) { giveUpOn(report.*member, error); },
          sources};
}

// A part of the deployment: the parts then complete one another.
template <auto member, auto collect>
constexpr Collector deployment(std::string_view id, std::string_view label, std::chrono::milliseconds deadline,
                               std::span<const Source> sources) {
  return {id,
          label,
          deadline,
          [](const Host& host, const CollectOptions& options) -> Fill {
            return [part = collect(host, options)](Report& report) {
              report.deployment.*member = part;
              joinUp(report.deployment);
            };
          },
          [](Report& report, const Error& error) { giveUpOn(report.deployment.*member, error); },
          sources};
}

// The hash may need Microsoft's tool, which is given 180 s; the rest answers at once on a healthy device.
constexpr std::array<Collector, 22> table{{
    row<&Report::setup, collectSetup>("setup", "Setup phase", seconds(10), setupSources),
    row<&Report::identity, collectIdentity>("identity", "Identity", seconds(20), identitySources),
    row<&Report::hardwareHash, collectHardwareHash>("hardwareHash", "Hardware hash", seconds(240), hashSources),
    row<&Report::autopilot, collectAutopilot>("autopilot", "Autopilot registration", seconds(30), autopilotSources),
    row<&Report::join, collectJoin>("join", "Join", seconds(30), joinSources),
    row<&Report::enrollment, collectEnrollment>("enrollment", "Enrollment", seconds(30), enrollmentSources),
    row<&Report::windows, collectWindows>("windows", "Windows", seconds(10), windowsSources),
    row<&Report::storage, collectStorage>("storage", "Disks", seconds(20), storageSources),
    row<&Report::network, collectNetwork>("network", "Network adapters", seconds(20), networkSources),
    row<&Report::firmwareKey, collectFirmwareKey>("firmwareKey", "Firmware key", seconds(10), firmwareKeySources),
    deployment<&DeploymentPart::page, collectStatusPage>("statusPage", "Enrollment status page", seconds(20),
                                                         statusPageSources),
    deployment<&DeploymentPart::items, collectTrackedItems>("trackedItems", "Tracked apps and policies", seconds(30),
                                                            trackedItemsSources),
    deployment<&DeploymentPart::preparation, collectDevicePreparation>("devicePreparation", "Device preparation",
                                                                       seconds(20), devicePreparationSources),
    deployment<&DeploymentPart::agent, collectIntuneAgent>("intuneAgent", "Intune agent", seconds(30),
                                                           intuneAgentSources),
    deployment<&DeploymentPart::hybrid, collectHybridJoin>("hybridJoin", "Hybrid join", seconds(40), hybridJoinSources),
    deployment<&DeploymentPart::restarts, collectRestarts>("restarts", "Restarts", seconds(40), restartsSources),
    deployment<&DeploymentPart::shell, collectShellEvents>("pageRecords", "Records of the page", seconds(40),
                                                           pageRecordsSources),
    deployment<&DeploymentPart::attestation, collectAttestation>("attestation", "TPM attestation", seconds(20),
                                                                 attestationSources),
    deployment<&DeploymentPart::clock, collectDeviceClock>("clock", "Clock", seconds(40), clockSources),
    deployment<&DeploymentPart::account, collectAccounts>("accounts", "Accounts", seconds(20), accountsSources),
    deployment<&DeploymentPart::policy, collectPolicyProblems>("policyProblems", "Policy problems", seconds(40),
                                                               policyProblemsSources),
    deployment<&DeploymentPart::power, collectPower>("power", "Sleep and power", seconds(40), powerSources),
}};

}  // namespace

std::span<const Collector> collectors() {
  return table;
}

const Collector* findCollector(std::string_view id) {
  const auto found = std::ranges::find(table, id, &Collector::id);
  return found == table.end() ? nullptr : &*found;
}

Report emptyReport(const Host& host) {
  const HostInfo info = host.info();
  Report report;
  report.origin.system = info.system == System::windows ? SystemKind::windows : SystemKind::linux;
  report.origin.origin = info.kind == HostKind::live        ? ReportOrigin::live
                         : info.kind == HostKind::recording ? ReportOrigin::recording
                                                            : ReportOrigin::archive;
  report.origin.where = info.where;
  report.origin.capturedAt = info.recordedAt;
  if (info.kind == HostKind::live) {
    if (const Result<Clock> clock = host.clock()) {
      report.origin.capturedAt = clock->now;
    }
  }
  return report;
}

}  // namespace preflight
