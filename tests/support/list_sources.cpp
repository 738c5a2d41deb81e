// Prints the table of sources: kind, source, of, who reads it, whether it is recorded, whether it is watched. The
// columns of docs/sources.md that people write are joined to it by kind and source.
#include <fmt/format.h>
#include <cstdio>

#include "support/source_table.h"

int main() {
  using namespace preflight;
  std::string text = "kind\tsource\tof\tcollectors\trecorded\twatched\n";
  for (const test::SourceRow& row : test::sourceTable()) {
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", test::name(row.source.kind), row.source.name, row.source.of,
                        fmt::join(row.collectors, ", "), row.swept ? "yes" : "no", row.source.isWatched ? "yes" : "no");
  }
  return std::fputs(text.c_str(), stdout) < 0 ? 1 : 0;
}
