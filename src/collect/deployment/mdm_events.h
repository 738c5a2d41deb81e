// Events for the deployment's collectors: every record with its data, in the order of the log.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "host/host.h"
#include "model/event.h"
#include "model/fact.h"

namespace preflight {

inline constexpr std::string_view managementProvider =
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider";
// Until 23H2 nearly all stands in Admin; 24H2 writes enrollment and sync into channels of their own. Provider and id
// tell a record, never the channel.
inline constexpr std::array<std::string_view, 5> managementChannels{
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin",
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Enrollment",
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Sync",
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Operational",
    "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Autopilot"};

// Oldest first within each channel. Known when one channel at least could be read; absent when none of them is there.
Fact<std::vector<EventFacts>> recordsOf(const Host& host, std::span<const std::string_view> channels,
                                        const EventQuery& like);

// The first value that names something like it ("result", "hr"), or the last that reads as a number or HRESULT.
std::optional<std::int64_t> resultIn(const EventFacts& event);

}  // namespace preflight
