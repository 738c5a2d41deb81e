// What the batch on a stick holds, for people: each device with its model, its tag, when it was written, and whether
// its hash is whole.
#pragma once

#include <string>
#include <vector>

#include "csv/append.h"
#include "media/file_system.h"
#include "model/report.h"

namespace preflight {

struct BatchEntry {
  enum class Hash : std::uint8_t { good, faulty, none } hash = Hash::none;
  std::string serialNumber;
  std::string model;  // out of the log or the row; empty: not known
  std::string groupTag;
  std::string time;     // "2026-03-22T14:03:00Z", out of the log; empty: not known
  std::string file;     // "autopilot-2.csv"
  std::string problem;  // what is wrong with the hash, a clause
  friend bool operator==(const BatchEntry&, const BatchEntry&) = default;
};

struct BatchList {
  std::vector<BatchEntry> entries;    // as the files have them
  std::vector<std::string> problems;  // sentences: files that could not be read or are not understood
  friend bool operator==(const BatchList&, const BatchList&) = default;
};

// No folder or no file is an empty list.
BatchList readBatchList(media::FileSystem& files, const std::string& root, csv::Format format);

// Whether the serial number shows that this row is of this device. A placeholder, which other boards have too, does
// not.
bool isOfDevice(const BatchEntry& entry, const IdentityPart& identity);

}  // namespace preflight
