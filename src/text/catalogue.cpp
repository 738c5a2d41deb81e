#include "text/catalogue.h"

#include <algorithm>

namespace preflight {
namespace {

bool given(std::string_view names, const Args& args) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    if (catalogue::valueOf(names.substr(0, end), args).empty()) {
      return false;
    }
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return true;
}

}  // namespace

std::string_view name(Who who) {
  switch (who) {
    case Who::you:
      return "technician";
    case Who::user:
      return "user";
    case Who::admin:
      return "administrator of the tenant";
    case Who::network:
      return "network team";
    case Who::vendor:
      return "manufacturer";
    case Who::partner:
      return "partner";
    case Who::support:
      return "Microsoft support";
  }
  return "";
}

const FindingRow& rowFor(FindingId id, const Args& args) {
  const std::span<const FindingRow> rows = entryOf(id).rows;
  const auto found = std::ranges::find_if(rows, [&](const FindingRow& row) { return given(row.when, args); });
  return found == rows.end() ? rows.back() : *found;
}

const StepEntry* findStep(std::string_view id) {
  const auto found = std::ranges::find(steps(), id, &StepEntry::id);
  return found == steps().end() ? nullptr : &*found;
}

}  // namespace preflight
