// The device as a row of each format; for src/export alone.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "csv/append.h"
#include "export/device/device_export.h"

namespace preflight {

// Refuses what refusals() names unless it is forced; notes say what was forced, and what a format wants otherwise.
ExportResult<csv::DeviceRow> deviceRow(const Report& report, std::span<const Finding> findings,
                                       const CsvRequest& request, std::vector<std::string>& notes);

}  // namespace preflight
