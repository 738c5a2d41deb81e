// The one way in which anything here fails: a value or an Error. No exception crosses a folder's edge.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "base/fields.h"
#include "text/text.h"

namespace preflight {

// What a failure means for whoever asked. "could not read" (denied, unsupported, timedOut, failed, notCollected) is
// never "no": only `absent` says that the thing is not there.
enum class ErrorKind : std::uint8_t {
  absent,        // looked, and it is not there
  denied,        // there may be something, but the rights do not suffice
  unsupported,   // this system cannot know it
  timedOut,      // no answer before the deadline
  failed,        // the system reported an error
  notCollected,  // a recording or archive does not hold it
  invalid,       // what was read or given is not in the expected form
};

ENUM_NAMES(ErrorKind, absent, denied, unsupported, timedOut, failed, notCollected, invalid);

// Whose numbers an error code belongs to; decides how it is printed.
enum class CodeSpace : std::uint8_t { none, win32, hresult, posix };
ENUM_NAMES(CodeSpace, none, win32, hresult, posix);

struct Error {
  ErrorKind kind = ErrorKind::failed;
  Text step;   // what was being done, on what, as a verb and its object: "open E:\Preflight\a.csv"
  Text words;  // why it failed, a clause without a full stop; its row's hint says what to do
  CodeSpace space = CodeSpace::none;
  std::uint32_t code = 0;

  // What it says counts: an error that a recording kept as words equals itself.
  friend bool operator==(const Error& a, const Error& b);
};

template <class T>
using Result = tl::expected<T, Error>;

// An error without a system code, ready to be returned from a function that gives a Result.
tl::unexpected<Error> fail(ErrorKind kind, Text step, Text words);

// "cannot write E:\a.csv: the drive is full (error 112)", "(0x80041003)" or "(errno 28)"; parts that are empty are left
// out.
std::string describe(const Error& error);

// What to do about it, where the catalogue has it; else empty.
std::string hintOf(const Error& error);

// "error 112", "0x80041003", "errno 28", or nothing.
std::string codeText(const Error& error);

}  // namespace preflight

// TRY(const Clock clock, host.clock()); declares `clock`, or returns the error of the expression out of this function,
// whose own result may be of another type. TRY_VOID(...) is the same for an expression without a value.
#define TRY(declaration, ...) PREFLIGHT_TRY(PREFLIGHT_UNIQUE(result), declaration, __VA_ARGS__)
#define TRY_VOID(...)                                                    \
  do {                                                                   \
    if (auto&& done = (__VA_ARGS__); !done) {                            \
      return tl::unexpected(std::forward<decltype(done)>(done).error()); \
    }                                                                    \
  } while (false)

#define PREFLIGHT_TRY(result, declaration, ...)                            \
  auto&& result = (__VA_ARGS__);                                           \
  if (!result) {                                                           \
    return tl::unexpected(std::forward<decltype(result)>(result).error()); \
  }                                                                        \
  declaration = *std::forward<decltype(result)>(result)
#define PREFLIGHT_UNIQUE(name) PREFLIGHT_JOINED(name, __LINE__)
#define PREFLIGHT_JOINED(first, second) PREFLIGHT_JOINED_(first, second)
#define PREFLIGHT_JOINED_(first, second) first##second
