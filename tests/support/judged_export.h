// Exports with the findings that the rules make of the report, as page and command line do.
#pragma once

#include "diagnose/diagnose.h"
#include "export/device/device_export.h"

namespace preflight::test {

inline ExportResult<ExportProof> exportCsv(const Report& report, const CsvRequest& request, const CsvTarget& target) {
  return preflight::exportCsv(report, diagnose(report).findings, request, target);
}

inline ExportResult<ExportProof> exportCsv(media::FileSystem& files, const Report& report, const CsvRequest& request,
                                           const CsvTarget& target) {
  return preflight::exportCsv(files, report, diagnose(report).findings, request, target);
}

}  // namespace preflight::test
