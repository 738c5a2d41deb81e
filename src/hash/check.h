// What is wrong with a hardware hash, before anything is uploaded. A right checksum proves that nothing was damaged on
// the way, not that the hash is genuine, and nothing here promises that the service takes it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "hash/base64_text.h"
#include "hash/container.h"

namespace preflight::hash {

enum class Severity : std::uint8_t { error, warning, info };
// "error", "warning", "info".
std::string_view name(Severity severity);
Severity severityOf(ProblemCode code);

// What the hash itself cannot know.
struct CheckContext {
  std::optional<UtcTime> now;  // nothing: a time in the future is not looked for
  // The serial number of the hash's row in a CSV; empty: none.
  std::string_view serialNumber;
  // The serial says nothing ("Default string"); none: only blank ones are reported.
  std::function<bool(std::string_view serial)> isPlaceholder;
};

struct Checked {
  Bytes bytes;                    // empty when the text is no base64
  Records records;                // into `bytes`
  std::vector<Problem> problems;  // errors first, then warnings, then information
  std::vector<Repair> repairs;    // what had to be done to the text
  std::size_t characters = 0;     // of base64 in the text as given, with "="
  bool valid = false;             // no error

  Checked() = default;
  Checked(const Checked&) = delete;  // `records` points into `bytes`: a vector that is moved keeps its place
  Checked& operator=(const Checked&) = delete;
  Checked(Checked&&) = default;
  Checked& operator=(Checked&&) = default;
  ~Checked() = default;
};

// Reads, repairs and checks one base64 text. Never fails: what cannot be read has a problem that says so.
Checked check(std::string_view base64, const CheckContext& context);
// The same, using again what `checked` has room for: for many hashes in turn.
void check(std::string_view base64, const CheckContext& context, Checked& checked);

}  // namespace preflight::hash
