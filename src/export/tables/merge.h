// preflight csv merge, split, convert: many tables of devices in any form become files that an import takes. Nothing is
// guessed: a row that cannot be saved is left out and named, a value that is not needed and cannot be saved is left
// empty and named; what was repaired is counted and named.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "csv/layout.h"
#include "export/tables/problems.h"
#include "media/durable_write.h"

namespace preflight::tables {

struct MergeRequest {
  std::vector<std::string> inputs;    // files, folders (their *.csv), sticks (their top, and what Preflight put there)
  std::string to;                     // a file; a folder when `intoFolder`
  bool intoFolder = false;            // split: TO/NAME-1.csv, TO/NAME-2.csv, ... after the input's name
  std::optional<csv::Format> format;  // nothing: that of the first input
  std::optional<csv::Format> from;    // of the inputs; nothing: as each looks
  std::size_t rowsPerFile = 0;        // 0: as many as the reader of the format takes
  std::optional<std::string> groupTag;  // of every device instead of its own; "": none
  std::vector<std::string> only;        // serial numbers; empty: all
  std::string report;                   // a file that writeReport will be asked for; empty: none
  bool force = false;                   // write over files that are there
  std::optional<UtcTime> now;
};

struct MergeInput {
  std::string file;
  csv::Format format = csv::Format::unknown;
  std::size_t rows = 0;
  Problems problems;  // all that was found; those that are repairable were repaired
};

// A row that is in no output.
struct LeftOut {
  std::size_t input = 0;  // index
  std::size_t line = 0;
  std::string serialNumber;
  csv::Rule rule = csv::Rule::notCsv;
  std::string message;
};

// A value that the new file cannot hold and does not need: the device is in it without.
struct Emptied {
  std::size_t input = 0;  // index
  std::size_t line = 0;
  std::string serialNumber;
  csv::Column column = csv::Column::productId;
  std::string value;
  csv::Rule rule = csv::Rule::notCsv;
  std::string message;
};

// A row of a device of which another row was taken.
struct Superseded {
  std::size_t input = 0, line = 0;
  std::size_t byInput = 0, byLine = 0;  // the one that was taken
  std::string serialNumber;
  std::vector<std::string> notes;  // sentences: why, and what else differed
};

struct WrittenFile {
  media::Proof proof;
  std::size_t rows = 0;
};

struct Merged {
  csv::Format format = csv::Format::intune;
  std::vector<MergeInput> inputs;
  std::vector<LeftOut> leftOut;  // the first two hundred thousand
  std::size_t leftOutCount = 0;
  std::vector<Emptied> emptied;  // likewise
  std::size_t emptiedCount = 0;
  std::vector<Superseded> superseded;
  std::vector<std::string> notFound;  // of `only`
  std::vector<std::string> notes;     // sentences: what was changed or could not be kept
  std::size_t devices = 0;
  bool lostWishes = false;  // a group tag or user is among what was left empty
  std::vector<WrittenFile> written;

  // Every device of every input is in an output, with the group tag and user that it should have.
  bool complete() const;
};

enum class MergeStage : std::uint8_t { usage, input, write };

struct MergeError {
  MergeStage stage = MergeStage::input;
  Error error;
  std::string advice;
};

// Nothing is written unless every input can be read; an input is never written over. `merged` is filled as far as it
// went, also when an error is given.
std::optional<MergeError> merge(const MergeRequest& request, Merged& merged);

// Writes a report about the merge: durably, never over an input or output, over another file only when forced.
std::optional<Error> writeReport(const std::string& path, const std::string& text, const Merged& merged, bool force);

// "all.csv" for the first, "all-2.csv" for the second, ...
std::string numberedName(const std::string& path, std::size_t number);

}  // namespace preflight::tables
