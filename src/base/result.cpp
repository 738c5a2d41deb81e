#include "base/result.h"

#include <fmt/format.h>

#include "base/names.h"
#include "base/text.h"
#include "text/error_id.h"

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

bool operator==(const Error& a, const Error& b) {
  return a.kind == b.kind && a.space == b.space && a.code == b.code && a.step.str() == b.step.str() &&
         a.words.str() == b.words.str();
}

tl::unexpected<Error> fail(ErrorKind kind, Text step, Text words) {
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
  Text why = error.words;
  // A number of POSIX says nothing that its words do not say.
  const bool saysAll = error.space == CodeSpace::posix && !why.empty();
  if (const std::string code = codeText(error); !code.empty() && !saysAll) {
    why = why.empty() ? Text(code) : Text(ErrorId::withCode, {{"why", std::move(why)}, {"code", code}});
  }
  if (error.step.empty()) {
    return why.str();
  }
  return why.empty() ? say(ErrorId::cannotPlain, {{"step", error.step}})
                     : say(ErrorId::cannot, {{"step", error.step}, {"why", std::move(why)}});
}

std::string hintOf(const Error& error) {
  std::string hint = error.words.hint();
  return hint.empty() ? error.step.hint() : hint;
}

tl::unexpected<Error> unknownName(std::string_view text, std::span<const std::string_view> known) {
  const std::string shown = printable(text, 60);
  return fail(ErrorKind::invalid, {ErrorId::stepName, {{"what", shown}}},
              {ErrorId::whyUnknownName, {{"text", shown}, {"known", listed(known)}}});
}

}  // namespace preflight
