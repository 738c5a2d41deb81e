// preflight csv check: every rule of an import, for any number of files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "csv/layout.h"
#include "export/tables/problems.h"

namespace preflight::tables {

struct FileCheck {
  std::string file;
  std::optional<Error> unreadable;
  csv::Format format = csv::Format::unknown;
  std::size_t rows = 0;
  Problems problems;
};

struct CheckRequest {
  std::vector<std::string> files;  // "-": standard input
  std::optional<csv::Format> format;
  std::optional<UtcTime> now;
  std::size_t keptOfEach = 20;  // problems of one rule in one file
};

// Calls `sink` for each file in its turn. Devices are looked for within a file and across all of them, up to a million.
void check(const CheckRequest& request, const std::function<void(FileCheck&)>& sink);

}  // namespace preflight::tables
