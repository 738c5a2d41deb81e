#include "export/tables/problems.h"

namespace preflight::tables {

void Problems::add(csv::Problem problem) {
  if (counts_[static_cast<std::size_t>(problem.rule)]++ < keptOfEach_) {
    kept_.push_back(std::move(problem));
  }
}

void Problems::add(Problems&& others) {
  for (csv::Problem& problem : others.kept_) {
    --others.counts_[static_cast<std::size_t>(problem.rule)];
    add(std::move(problem));
  }
  for (std::size_t rule = 0; rule < ruleCount; ++rule) {
    counts_[rule] += others.counts_[rule];
  }
}

void Problems::forget(csv::Rule rule) {
  std::erase_if(kept_, [&](const csv::Problem& problem) { return problem.rule == rule; });
  counts_[static_cast<std::size_t>(rule)] = 0;
}

std::size_t Problems::count(csv::Severity severity) const {
  std::size_t sum = 0;
  for (std::size_t rule = 0; rule < ruleCount; ++rule) {
    sum += csv::infoOf(static_cast<csv::Rule>(rule)).severity == severity ? counts_[rule] : 0;
  }
  return sum;
}

void Problems::sort() {
  std::ranges::stable_sort(kept_, {}, &csv::Problem::line);
}

}  // namespace preflight::tables
