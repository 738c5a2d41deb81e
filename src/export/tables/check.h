// preflight csv check: every rule of an import, for any number of files.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "csv/layout.h"
#include "csv/rules.h"

namespace preflight {

inline constexpr std::size_t csvRuleCount = static_cast<std::size_t>(csv::Rule::newestUnknown) + 1;

// The first problems of each rule, and how many there were.
class CsvProblems {
 public:
  explicit CsvProblems(std::size_t keptOfEach) : keptOfEach_(keptOfEach) {}

  void add(csv::Problem problem);
  const std::vector<csv::Problem>& kept() const { return kept_; }
  std::size_t count(csv::Rule rule) const { return counts_[static_cast<std::size_t>(rule)]; }
  std::size_t count(csv::Severity severity) const;
  std::size_t notKept(csv::Rule rule) const { return count(rule) - std::min(count(rule), keptOfEach_); }
  // Of those that are kept: by line, then as found.
  void sort();

 private:
  std::size_t keptOfEach_;
  std::vector<csv::Problem> kept_;
  std::array<std::size_t, csvRuleCount> counts_{};
};

struct CsvFileCheck {
  std::string file;
  std::optional<Error> unreadable;
  csv::Format format = csv::Format::unknown;
  std::size_t rows = 0;
  CsvProblems problems;
};

struct CsvCheckRequest {
  std::vector<std::string> files;  // "-": standard input
  std::optional<csv::Format> format;
  std::optional<UtcTime> now;
  std::size_t keptOfEach = 20;  // problems of one rule in one file
};

// Calls `sink` for each file in its turn. Devices are looked for within a file and across all of them, up to a million.
void checkCsv(const CsvCheckRequest& request, const std::function<void(CsvFileCheck&)>& sink);

}  // namespace preflight
