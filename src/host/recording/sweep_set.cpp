#include "host/recording/sweep_set.h"

#include <array>

namespace preflight {
namespace {

constexpr RegistryDepth key = RegistryDepth::key;

// Sources: Microsoft's Autopilot and enrollment troubleshooting articles, the public diagnostics scripts, and captures
// of real devices. Names of keys that only some builds have are fine: "absent" is an answer too.
constexpr std::array windowsRegistry{
    // Who and what the device is
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)"},
    RegistrySweep{R"(HKLM\HARDWARE\DESCRIPTION\System\BIOS)"},
    RegistrySweep{R"(HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor\0)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\SystemInformation)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\ComputerName)"},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation)"},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters)", key},
    // Which phase of set-up it is in
    RegistrySweep{R"(HKLM\SYSTEM\Setup)", key},
    RegistrySweep{R"(HKLM\SYSTEM\Setup\Status)"},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\MiniNT)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\OOBE)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\OOBE)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI)", key},
    // Autopilot: registration, profile, provisioning
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Provisioning)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot)"},
    // Join
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\CDJ)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WorkplaceJoin)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Policies\PassportForWork)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Policies\Microsoft\PassportForWork)"},
    RegistrySweep{R"(HKU\*\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin)"},
    RegistrySweep{R"(HKU\*\Volatile Environment)", key},
    RegistrySweep{R"(HKU\*\SOFTWARE\Microsoft\Windows\CurrentVersion)", key},
    RegistrySweep{R"(HKU\*\SOFTWARE\Microsoft\Windows\CurrentVersion\UserOOBE)"},
    RegistrySweep{R"(HKU\*\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings)", key},
    RegistrySweep{R"(HKCU\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin)"},
    RegistrySweep{R"(HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\UserOOBE)"},
    RegistrySweep{R"(HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings)", key},
    // Enrollment and management
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Enrollments)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\EnterpriseResourceManager)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\OnlineManagement)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\MDM)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\OfficeCSP)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\CCM)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\CCMSetup)", key},
    // Policies: areas that hold no secrets, and the names of all areas
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\ApplicationManagement)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Authentication)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\ControlPolicyConflict)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\DeliveryOptimization)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Experience)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\LocalPoliciesSecurityOptions)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Security)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\System)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Update)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\OOBE)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\Providers\*\default\Device)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\Providers\*\default\Device\DeviceLock)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\PolicyManager\Providers\*\default\Device\Update)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Policies\Microsoft\WindowsStore)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate)"},
    // Waiting for a restart
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending)"},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired)"},
    // Readiness: TPM, Secure Boot, S mode, services, network
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\TPM)"},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\IntegrityServices)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\SecureBoot)"},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\CI\Policy)"},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Control\DeviceGuard)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\wlidsvc)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\dmwappushservice)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\DmEnrollmentSvc)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\wmansvc)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\IntuneManagementExtension)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\W32Time)"},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\BITS)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\DoSvc)", key},
    RegistrySweep{R"(HKLM\SYSTEM\CurrentControlSet\Services\wuauserv)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings)", key},
    RegistrySweep{R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections)", key},
};

// Linux has no registry; that it says so is recorded once for each root.
constexpr std::array linuxRegistry{RegistrySweep{"HKLM", key}, RegistrySweep{"HKU", key}, RegistrySweep{"HKCU", key}};

constexpr std::array wmi{
    WmiSweep{R"(root\cimv2)", "Win32_BIOS"},
    WmiSweep{R"(root\cimv2)", "Win32_ComputerSystem"},
    WmiSweep{R"(root\cimv2)", "Win32_ComputerSystemProduct"},
    WmiSweep{R"(root\cimv2)", "Win32_OperatingSystem"},
    WmiSweep{R"(root\cimv2)", "Win32_SystemEnclosure"},
    WmiSweep{R"(root\cimv2)", "Win32_BaseBoard"},
    WmiSweep{R"(root\cimv2)", "Win32_Processor"},
    WmiSweep{R"(root\cimv2)", "Win32_DiskDrive"},
    WmiSweep{R"(root\cimv2)", "Win32_NetworkAdapterConfiguration"},
    WmiSweep{R"(root\cimv2)", "Win32_Battery"},
    WmiSweep{R"(root\cimv2)", "Win32_TimeZone"},
    // The class holds the product key itself: nothing but these two properties is asked for.
    WmiSweep{R"(root\cimv2)", "SoftwareLicensingService", "Version,OA3xOriginalProductKeyDescription"},
    WmiSweep{R"(root\cimv2\mdm\dmmap)", "MDM_DevDetail_Ext01"},
    WmiSweep{R"(root\cimv2\mdm\dmmap)", "MDM_EnrollmentStatusTracking_Setup01"},
    WmiSweep{R"(root\cimv2\Security\MicrosoftTpm)", "Win32_Tpm"},
    WmiSweep{R"(root\cimv2\Security\MicrosoftVolumeEncryption)", "Win32_EncryptableVolume"},
    WmiSweep{R"(root\Microsoft\Windows\DeviceGuard)", "Win32_DeviceGuard"},
};

// Device association. Of the token only tenant and expiry are given by the host (device_link.h), never the token.
constexpr std::array variables{
    FirmwareVariableSweep{"{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkId"},
    FirmwareVariableSweep{"{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkCreationTimeUtc"},
    FirmwareVariableSweep{"{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkJwtLastWrite"},
    FirmwareVariableSweep{"{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkJwtClaims"},
};

constexpr std::array<std::string_view, 8> eventProviders{
    "Microsoft-Windows-ModernDeployment-Diagnostics-Provider",
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider",
    "Microsoft-Windows-Provisioning-Diagnostics-Provider",
    "Microsoft-Windows-User Device Registration",
    "Microsoft-Windows-AAD",
    "Microsoft-Windows-Shell-Core",
    "Microsoft-Windows-HelloForBusiness",
    "Microsoft-Autopilot-BootstrapperAgent",
};

// Beside the channels of those providers: the same by name (a provider that is gone leaves its log), and others.
constexpr std::array events{
    EventSweep{"Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot"},
    EventSweep{"Microsoft-Windows-ModernDeployment-Diagnostics-Provider/ManagementService"},
    EventSweep{"Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Diagnostics"},
    EventSweep{"Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin"},
    EventSweep{"Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Operational"},
    EventSweep{"Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Autopilot"},
    EventSweep{"Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Enrollment"},
    EventSweep{"Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Sync"},
    EventSweep{"Microsoft-Windows-Provisioning-Diagnostics-Provider/Admin"},
    EventSweep{"Microsoft-Windows-Provisioning-Diagnostics-Provider/AutoPilot"},
    EventSweep{"Microsoft-Windows-User Device Registration/Admin"},
    EventSweep{"Microsoft-Windows-AAD/Operational"},
    EventSweep{"Microsoft-Windows-Shell-Core/Operational"},
    EventSweep{"Microsoft-Windows-HelloForBusiness/Operational"},
    EventSweep{"Microsoft-Autopilot-BootstrapperAgent/BootstrapperAgentServiceLogProvider"},
    EventSweep{"Microsoft-Windows-Time-Service/Operational"},
    // Large and mostly about other things: what these providers wrote there.
    EventSweep{"System", "Microsoft-Windows-TPM-WMI"},
    EventSweep{"System", "Microsoft-Windows-Time-Service"},
    EventSweep{"System", "Microsoft-Windows-Kernel-General"},
    EventSweep{"System", "Microsoft-Windows-Kernel-Power"},
    EventSweep{"System", "EventLog"},
    EventSweep{"System", "User32"},
    EventSweep{"Application", "Microsoft-Windows-CertificateServicesClient-CertEnroll"},
    EventSweep{"Application", "MsiInstaller"},
    EventSweep{"Microsoft-Windows-TaskScheduler/Operational"},
};

constexpr std::array windowsFiles{
    FileSweep{R"(%WINDIR%\ServiceState)", FileKind::folder},
    FileSweep{R"(%WINDIR%\ServiceState\wmansvc\*.json)"},
    FileSweep{R"(%WINDIR%\ServiceState\wmansvc\AutopilotDDSZTDFile.json)"},
    FileSweep{R"(%WINDIR%\ServiceState\Autopilot\*.json)"},
    FileSweep{R"(%WINDIR%\Provisioning\Autopilot\*.json)"},
    FileSweep{R"(%WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json)"},
    FileSweep{R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\*.log)", FileKind::log},
    FileSweep{R"(%ProgramFiles(x86)%\Microsoft Intune Management Extension)", FileKind::folder},
    FileSweep{R"(%ProgramFiles(x86)%\Microsoft Intune Management Extension\Content\Incoming)", FileKind::folder},
    FileSweep{R"(%WINDIR%\IMECache)", FileKind::folder},
    FileSweep{R"(%WINDIR%\Panther)", FileKind::folder},
    FileSweep{R"(%WINDIR%\Panther\setupact.log)", FileKind::log},
    FileSweep{R"(%WINDIR%\Panther\setuperr.log)", FileKind::log},
    FileSweep{R"(%WINDIR%\Panther\UnattendGC)", FileKind::folder},
    FileSweep{R"(%WINDIR%\Panther\UnattendGC\setupact.log)", FileKind::log},
    FileSweep{R"(%WINDIR%\Panther\UnattendGC\setuperr.log)", FileKind::log},
    FileSweep{R"(%WINDIR%\CCM\Logs\SMSTS\smsts.log)", FileKind::log},
    FileSweep{R"(%WINDIR%\debug\NetSetup.LOG)", FileKind::log},
    FileSweep{R"(%WINDIR%\Logs\SetupDiag\SetupDiagResults.xml)"},
    FileSweep{R"(%WINDIR%\Logs\MeasuredBoot)", FileKind::folder},
    // Scripts may hold passwords: their names only.
    FileSweep{R"(%WINDIR%\Setup\Scripts)", FileKind::folder},
    FileSweep{R"(%WINDIR%\Setup\Scripts\DisableCMDRequest.TAG)", FileKind::presence},
    FileSweep{R"(%PUBLIC%\Documents\MDMDiagnostics)", FileKind::folder},
    FileSweep{R"(%TEMP%\MDMDiagnostics)", FileKind::folder},
    FileSweep{R"(%SystemDrive%\HWID)", FileKind::folder},
    FileSweep{R"(%WINDIR%\System32\MDMDiagnosticsTool.exe)", FileKind::presence},
    FileSweep{R"(%WINDIR%\System32\dsregcmd.exe)", FileKind::presence},
    FileSweep{R"(%WINDIR%\System32\autopilot.dll)", FileKind::presence},
    FileSweep{R"(%WINDIR%\System32\wmansvc.dll)", FileKind::presence},
};

constexpr std::array linuxFiles{
    FileSweep{"/etc/os-release"},
    FileSweep{"/proc/cpuinfo"},
    FileSweep{"/proc/meminfo"},
    FileSweep{"/sys/class/dmi/id/*"},
    FileSweep{"/sys/firmware", FileKind::folder},
    FileSweep{"/sys/firmware/efi", FileKind::folder},
    FileSweep{"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"},
    FileSweep{"/sys/class/tpm", FileKind::folder},
    FileSweep{"/sys/class/tpm/tpm0/tpm_version_major"},
};

}  // namespace

std::span<const RegistrySweep> registrySweeps(System system) {
  return system == System::windows ? std::span<const RegistrySweep>(windowsRegistry)
                                   : std::span<const RegistrySweep>(linuxRegistry);
}

std::span<const WmiSweep> wmiSweeps() {
  return wmi;
}

std::span<const FirmwareVariableSweep> firmwareVariableSweeps() {
  return variables;
}

std::span<const EventSweep> eventSweeps() {
  return events;
}

std::span<const std::string_view> eventProviderSweeps() {
  return eventProviders;
}

std::span<const FileSweep> fileSweeps(System system) {
  return system == System::windows ? std::span<const FileSweep>(windowsFiles) : std::span<const FileSweep>(linuxFiles);
}

}  // namespace preflight
