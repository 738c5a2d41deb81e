// The device's own file, the batch and the log, on one stick; for src/export alone.
#pragma once

#include "export/device/device_export.h"

namespace preflight {

ExportResult<ExportProof> exportToStick(media::FileSystem& files, const Report& report,
                                        std::span<const Finding> findings, const CsvRequest& request,
                                        const csv::DeviceRow& row, const CsvTarget& target, ExportProof proof);

}  // namespace preflight
