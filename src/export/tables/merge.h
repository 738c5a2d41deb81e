// preflight csv merge, split, convert: many tables of devices in any form become files that an import takes. Nothing is
// guessed: a row that cannot be saved stays out and is named; what was put right is counted and said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "csv/layout.h"
#include "export/tables/check.h"
#include "media/durable_write.h"

namespace preflight {

struct CombineRequest {
  std::vector<std::string> inputs;    // files, folders (their *.csv), sticks (their top, and what Preflight put there)
  std::string to;                     // a file; a folder when `intoFolder`
  bool intoFolder = false;            // split: TO/NAME-1.csv, TO/NAME-2.csv, ... after the input's name
  std::optional<csv::Format> format;  // nothing: that of the first input
  std::optional<csv::Format> from;    // of the inputs; nothing: as each looks
  std::size_t rowsPerFile = 0;        // 0: as many as the reader of the format takes
  std::optional<std::string> groupTag;  // of every device instead of its own; "": none
  std::vector<std::string> only;        // serial numbers; empty: all
  std::string report;                   // a file that writeCsvReport will be asked for; empty: none
  bool force = false;                   // write over files that are there
  std::optional<UtcTime> now;
};

struct CombineInput {
  std::string file;
  csv::Format format = csv::Format::unknown;
  std::size_t rows = 0;
  CsvProblems problems;  // all that was found; those that are mendable were put right
};

// A row that is in no output.
struct LeftOut {
  std::size_t input = 0;  // index
  std::size_t line = 0;
  std::string serialNumber;
  csv::Rule rule = csv::Rule::notCsv;
  std::string message;
};

// A row whose device another row tells, captured later.
struct Superseded {
  std::size_t input = 0, line = 0;      // the older capture
  std::size_t byInput = 0, byLine = 0;  // the one that was taken
  std::string serialNumber;
  std::vector<std::string> notes;  // sentences: what else differed
};

struct WrittenCsv {
  media::Proof proof;
  std::size_t rows = 0;
};

struct Combined {
  csv::Format format = csv::Format::intune;
  std::vector<CombineInput> inputs;
  std::vector<LeftOut> leftOut;  // the first two hundred thousand
  std::size_t leftOutCount = 0;
  std::vector<Superseded> superseded;
  std::vector<std::string> notFound;  // of `only`
  std::vector<std::string> notes;     // sentences: what was changed or could not be kept
  std::size_t devices = 0;
  std::vector<WrittenCsv> written;

  // Every row of every input is in an output, or a newer one of its device is.
  bool complete() const;
};

enum class CombineStage : std::uint8_t { usage, input, write };

struct CombineError {
  CombineStage stage = CombineStage::input;
  Error error;
  std::string advice;
};

// Nothing is written unless every input can be read; an input is never written over. `done` is filled as far as it
// went, also when an error is given.
std::optional<CombineError> combineCsv(const CombineRequest& request, Combined& done);

// Writes a report beside what was combined: durably, never over an input or output, over another file only when forced.
std::optional<Error> writeCsvReport(const std::string& path, const std::string& text, const Combined& done, bool force);

// "all.csv" for the first, "all-2.csv" for the second, ...
std::string numberedName(const std::string& path, std::size_t number);

}  // namespace preflight
