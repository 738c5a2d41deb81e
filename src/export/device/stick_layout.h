// Names on a stick.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "csv/append.h"

namespace preflight {

// The stick's own folder of the program; nothing is written elsewhere on a stick.
inline constexpr std::string_view stickFolder = "Preflight";
inline constexpr std::string_view stickLogName = "log.jsonl";
inline constexpr std::string_view stickLockName = "preflight.lock";
inline constexpr std::size_t mostBatchFiles = 100;

// "Preflight/devices" for Intune's import files, "Preflight/partner", "Preflight/corporate".
std::string deviceFolder(csv::Format format);
// "autopilot.csv", "autopilot-2.csv", ...; "partner.csv", "corporate.csv". `number` from 1.
std::string batchName(csv::Format format, std::size_t number);
// The number of such a name, letters' case aside; nothing for any other.
std::optional<std::size_t> batchNumber(csv::Format format, std::string_view name);

}  // namespace preflight
