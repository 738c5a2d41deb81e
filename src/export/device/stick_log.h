// The log on a stick, one JSON object a line: when which device was written, and the proof.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "export/device/device_export.h"

namespace preflight {

inline constexpr std::size_t mostLogBytes = 512U << 10;  // about 700 exports; the oldest lines go first

// With its line end.
std::string logLine(const Report& report, std::span<const Finding> findings, const CsvRequest& request,
                    const ExportProof& proof, const std::string& program, UtcTime now);

struct LogEntry {
  std::string time;  // "2026-03-22T14:03:00Z"
  std::string serialNumber;
  std::string model;
  std::string groupTag;
  std::string format;
  std::string hash;        // "good", "forced" or "none"
  std::string hashSha256;  // of the hash's text, to distinguish boards with one placeholder
};

// The entries of the log, oldest first; lines that are not understood are passed over.
std::vector<LogEntry> readLog(std::string_view text);

}  // namespace preflight
