// What is in a file before it is written again; for src/export alone.
#pragma once

#include <string>

#include "csv/append.h"
#include "export/device/device_export.h"

namespace preflight {

inline constexpr int triesAgainstOthers = 20;  // programs that do not know the lock, before giving up

struct OldFile {
  std::string bytes;
  std::string sha256;  // empty: there is no file
};

// Not there is no error.
Result<OldFile> readOld(media::FileSystem& files, const std::string& path);

// How serial numbers and hashes are compared.
csv::DeviceTests deviceTests();

// Where the request wants it: gives the row the group tag that the device has in the files. The tag, or nothing.
std::string keepTag(const CsvRequest& request, std::span<const csv::SetFile> files, csv::DeviceRow& row);
// Says so in the proof.
void noteKeptTag(const std::string& tag, ExportProof& proof);

}  // namespace preflight
