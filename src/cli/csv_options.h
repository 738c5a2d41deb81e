// preflight csv check, merge, split, convert: what the command line says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"

namespace preflight {

struct CsvOptions {
  enum class Action : std::uint8_t { check, merge, split, convert };
  Action action = Action::check;
  std::vector<std::string> inputs;  // of check and merge: files; for merge also folders and sticks
  std::string input;                // of split and convert: one file
  std::string format;               // empty: as recognised (check, split), intune (merge, convert)
  std::string from;                 // of the inputs; empty: as recognised
  std::string to;                   // a file; a folder for split
  std::size_t rows = 0;             // devices in one file at most; 0: as many as its reader takes
  std::optional<std::string> groupTag;
  std::vector<std::string> only;
  std::string report;
  bool force = false;
  bool json = false;
};

Exit runCsv(const CsvOptions& options, Console& console);

}  // namespace preflight
