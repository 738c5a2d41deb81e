// Looks on a stick for hashes of one device that were exported earlier.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "diagnose/hash/earlier_exports.h"

namespace preflight {

struct EarlierScan {
  std::vector<EarlierExport> found;  // newest capture first
  std::size_t files = 0;             // that were read
  std::vector<std::string> notes;    // sentences: what was not looked at, and why
};

// Reads CSV files of `root`: its own, those in Preflight and Preflight/devices, those with the serial number in their
// name first. Bounded in files, bytes and time. `hash` is the base64 of now. Each file is open only while `stick` is
// held, so that nobody else meets it open. Never fails: what cannot be read is noted.
EarlierScan findEarlierHashes(const std::string& root, const std::string& serial, const std::string& hash,
                              std::timed_mutex& stick);

}  // namespace preflight
