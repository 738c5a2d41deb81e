#include "base/result.h"

#include <fmt/format.h>

#include "base/names.h"

namespace preflight {
namespace {

constexpr NameTable<ErrorKind, 7> errorKinds{{{
    {ErrorKind::absent, "absent"},
    {ErrorKind::denied, "denied"},
    {ErrorKind::unsupported, "unsupported"},
    {ErrorKind::timedOut, "timedOut"},
    {ErrorKind::failed, "failed"},
    {ErrorKind::notCollected, "notCollected"},
    {ErrorKind::invalid, "invalid"},
}}};

constexpr NameTable<CodeSpace, 4> codeSpaces{{{
    {CodeSpace::none, "none"},
    {CodeSpace::win32, "win32"},
    {CodeSpace::hresult, "hresult"},
    {CodeSpace::posix, "posix"},
}}};

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

std::string_view name(ErrorKind kind) {
  return errorKinds.name(kind);
}

Result<ErrorKind> errorKindFromName(std::string_view text) {
  return errorKinds.value(text, "kind of error");
}

std::string_view name(CodeSpace space) {
  return codeSpaces.name(space);
}

Result<CodeSpace> codeSpaceFromName(std::string_view text) {
  return codeSpaces.value(text, "kind of code");
}

}  // namespace preflight
