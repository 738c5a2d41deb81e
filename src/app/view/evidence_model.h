// What is behind a row: the cause first, then what to do, the line of a log that shows it, and the raw sources last.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/view/rows.h"

namespace preflight {

struct EvidenceAction {
  std::string who;  // "You", "Admin"
  std::string action;
  friend bool operator==(const EvidenceAction&, const EvidenceAction&) = default;
};

struct EvidenceLine {
  std::string label;
  std::string value;
  std::string source;
  LogEntryRef logEntry{};
  friend bool operator==(const EvidenceLine&, const EvidenceLine&) = default;
};

struct EvidenceModel {
  std::string name;                     // of the row: the crumb's second part
  std::vector<std::string> cause;       // the first is the fact, the others explain it
  std::vector<EvidenceAction> actions;  // who does what
  std::optional<EvidenceLine> logLine;  // the first that can be opened in the log
  std::vector<EvidenceLine> facts;      // what was read, in the row's order
  std::vector<RowDetails> details;
};
EvidenceModel evidenceModel(const Row& row);

// Where a path or an address may be broken: each piece but the last ends at a separator.
std::vector<std::string_view> pathPieces(std::string_view text);

}  // namespace preflight
