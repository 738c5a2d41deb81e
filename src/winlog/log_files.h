// Which files of a folder are one log: the one that is written and those that were put aside before it.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace preflight::winlog {

struct LogFile {
  std::string name;
  std::uint64_t size = 0;
  UtcTime modified{};
  friend bool operator==(const LogFile&, const LogFile&) = default;
};

struct LogSeries {
  std::string name;            // "IntuneManagementExtension.log"
  std::vector<LogFile> files;  // oldest first; the last one is being written, if it is there
  friend bool operator==(const LogSeries&, const LogSeries&) = default;
};

// "IntuneManagementExtension-20260322-140322.log" (also with _ between) and "smsts-20260322-140322.log" were put aside
// and belong before the file without a stamp; "name.lo_" is the Configuration Manager client's way. Other files than
// .log and .lo_ are left out. Series are in the order of their names.
std::vector<LogSeries> logSeries(std::vector<LogFile> files);

}  // namespace preflight::winlog
