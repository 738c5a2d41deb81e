// All commands of the program, and what each takes.
#pragma once

#include "cli/arguments.h"
#include "cli/csv_options.h"

namespace preflight {

// The options of all commands; the one that was chosen is run after the whole line was understood.
struct Choice {
  ShowOptions show;
  StatusOptions status;
  ExportOptions exporting;
  RecordOptions record;
  DrivesOptions drives;
  HashOptions hash;
  CsvOptions csv;
  bool version = false;
  bool licences = false;
};

// The table points into `choice`, which has to stay where it is.
Command programTable(Choice& choice, const ShowPage& showPage);
Command csvTable(CsvOptions& options);

}  // namespace preflight
