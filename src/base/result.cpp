#include "base/result.h"

#include <fmt/format.h>

#include "base/names.h"
#include "base/text.h"

namespace preflight {
namespace {

std::string listed(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view each : names) {
    text += text.empty() ? "" : ", ";
    text += each;
  }
  return text;
}

}  // namespace

tl::unexpected<Error> fail(ErrorKind kind, std::string step, std::string words) {
  return tl::unexpected<Error>(Error{kind, std::move(step), std::move(words), CodeSpace::none, 0});
}

std::string codeText(const Error& error) {
  switch (error.space) {
    case CodeSpace::none:
      return {};
    case CodeSpace::win32:
      return fmt::format("error {}", error.code);
    case CodeSpace::hresult:
      return fmt::format("0x{:08X}", error.code);
    case CodeSpace::posix:
      return fmt::format("errno {}", error.code);
  }
  return {};
}

std::string describe(const Error& error) {
  std::string text = error.step;
  if (!error.words.empty()) {
    if (!text.empty()) {
      text += ": ";
    }
    text += error.words;
  }
  if (const std::string code = codeText(error); !code.empty()) {
    text += text.empty() ? code : fmt::format(" ({})", code);
  }
  return text;
}

tl::unexpected<Error> unknownName(std::string_view text, std::span<const std::string_view> known) {
  return fail(ErrorKind::invalid, "look up a name",
              fmt::format("'{}' is none of {}", printable(text, 60), listed(known)));
}

}  // namespace preflight
