// The problems of one file: the first ones of each rule, and how many there were.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "csv/rules.h"

namespace preflight::tables {

inline constexpr std::size_t ruleCount = static_cast<std::size_t>(csv::Rule::newestUnknown) + 1;

class Problems {
 public:
  explicit Problems(std::size_t keptOfEach) : keptOfEach_(keptOfEach) {}

  void add(csv::Problem problem);
  // Those of another list behind its own.
  void add(Problems&& others);
  // What does not matter any more.
  void forget(csv::Rule rule);
  const std::vector<csv::Problem>& kept() const { return kept_; }
  std::size_t count(csv::Rule rule) const { return counts_[static_cast<std::size_t>(rule)]; }
  std::size_t count(csv::Severity severity) const;
  std::size_t notKept(csv::Rule rule) const { return count(rule) - std::min(count(rule), keptOfEach_); }
  // Of those that are kept: by line, then as found.
  void sort();

 private:
  std::size_t keptOfEach_;
  std::vector<csv::Problem> kept_;
  std::array<std::size_t, ruleCount> counts_{};
};

}  // namespace preflight::tables
