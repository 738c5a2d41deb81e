// Names of providers and channels that several collectors ask.
#pragma once

#include <string_view>
#include <vector>

namespace preflight {

inline constexpr std::string_view managementProvider =
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider";
// Until 23H2 nearly all is in Admin; 24H2 writes enrollment and sync into channels of their own. Provider and id
// identify a record, never the channel.
inline constexpr std::string_view managementAdmin =
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin";
inline constexpr std::string_view managementEnrollment =
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Enrollment";
inline constexpr std::string_view managementSync =
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Sync";
inline constexpr std::string_view managementOperational =
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Operational";
inline constexpr std::string_view managementAutopilot =
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Autopilot";
inline std::vector<std::string_view> managementChannels() {
  return {managementAdmin, managementEnrollment, managementSync, managementOperational, managementAutopilot};
}

inline constexpr std::string_view autopilotProvider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
inline constexpr std::string_view autopilotChannel =
    "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot";
inline constexpr std::string_view managementServiceChannel =
    "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/ManagementService";
// The same provider up to Windows 10 1809.
inline constexpr std::string_view oldAutopilotProvider = "Microsoft-Windows-Provisioning-Diagnostics-Provider";
inline constexpr std::string_view oldAutopilotChannel = "Microsoft-Windows-Provisioning-Diagnostics-Provider/AutoPilot";

inline constexpr std::string_view registrationProvider = "Microsoft-Windows-User Device Registration";
inline constexpr std::string_view registrationChannel = "Microsoft-Windows-User Device Registration/Admin";
inline constexpr std::string_view signInProvider = "Microsoft-Windows-AAD";
inline constexpr std::string_view signInChannel = "Microsoft-Windows-AAD/Operational";
inline constexpr std::string_view shellChannel = "Microsoft-Windows-Shell-Core/Operational";
inline constexpr std::string_view systemChannel = "System";
inline constexpr std::string_view kernelProvider = "Microsoft-Windows-Kernel-General";
inline constexpr std::string_view powerProvider = "Microsoft-Windows-Kernel-Power";

}  // namespace preflight
