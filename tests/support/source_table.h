// What reads a source and what records it: the collectors' sources and the sweep of a recording, one row a source.
#pragma once

#include <string>
#include <vector>

#include "collect/collector.h"
#include "support/asking_host.h"

namespace preflight::test {

// The source allows this question.
bool covers(const Source& source, const Question& question);

// A recording made on this system can answer it.
bool isSwept(const Question& question, System system);

struct SourceRow {
  Source source;
  std::vector<std::string_view> collectors;  // empty: recorded, and read by nothing
  bool swept = false;
};
// Every source of every collector, and everything that is swept, each once, by kind and name.
std::vector<SourceRow> sourceTable();

// "registry", "wmi", ...
std::string_view name(SourceKind kind);

}  // namespace preflight::test
