#include "collect/support/registry_facts.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace preflight {
namespace {

// Why a value that is not among the key's may still be there. A recording names each value that it leaves out.
const Error* problemOf(const RegistryKey& key, std::string_view value) {
  for (const Error& each : key.problems) {
    const std::string_view step = each.step;
    if (each.kind != ErrorKind::notCollected || !step.starts_with("value ") ||
        startsWithIgnoringCase(step.substr(6), fmt::format("{} of ", value))) {
      return &each;
    }
  }
  return nullptr;
}

}  // namespace

Fact<bool> KeyFacts::present() const {
  if (key_) {
    return knownFact(true, path_);
  }
  return key_.error().kind == ErrorKind::absent ? knownFact(false, path_) : unknownFact<bool>(key_.error(), path_);
}

KeyFacts KeyFacts::below(std::string_view name) const {
  std::string path = sourceOf(name);
  if (!key_) {
    return {key_, std::move(path)};
  }
  const std::string step = "open registry key " + path;
  const RegistryKey* found = key_->subkey(name);
  if (found == nullptr) {
    // A key whose list is not whole may have it; the empty name fits no value that was left out.
    if (const Error* problem = problemOf(*key_, "")) {
      return {tl::unexpected(*problem), std::move(path)};
    }
    return {fail(ErrorKind::absent, step, "the key does not exist"), std::move(path)};
  }
  if (!found->contentKnown) {
    return {found->problems.empty() ? Result<RegistryKey>(fail(ErrorKind::notCollected, step, "it was not read"))
                                    : Result<RegistryKey>(tl::unexpected(found->problems.front())),
            std::move(path)};
  }
  return {*found, std::move(path)};
}

Result<const RegistryValue*> KeyFacts::find(std::string_view value) const {
  if (!key_) {
    return tl::unexpected(key_.error());
  }
  if (const RegistryValue* found = key_->value(value)) {
    return found;
  }
  if (const Error* problem = problemOf(*key_, value)) {
    return tl::unexpected(*problem);
  }
  return fail(ErrorKind::absent, "read registry value " + sourceOf(value), "the value does not exist");
}

Fact<std::string> KeyFacts::text(std::string_view value) const {
  const auto read = find(value).and_then([&](const RegistryValue* found) -> Result<std::string> {
    const std::string step = "read registry value " + sourceOf(value);
    Result<std::string> text = asText(*found);
    if (!text) {
      return fail(ErrorKind::invalid, step, text.error().words);
    }
    *text = std::string(trimmed(*text));
    return text->empty() ? Result<std::string>(fail(ErrorKind::absent, step, "the value is empty")) : text;
  });
  return factOf(read, sourceOf(value));
}

Fact<PersonalText> KeyFacts::personal(std::string_view value) const {
  Fact<std::string> plain = text(value);
  return {plain.state, {std::move(plain.value)}, std::move(plain.source), std::move(plain.error)};
}

Fact<std::uint64_t> KeyFacts::number(std::string_view value) const {
  const auto read = find(value).and_then([&](const RegistryValue* found) -> Result<std::uint64_t> {
    const std::string step = "read registry value " + sourceOf(value);
    Result<std::uint64_t> number = asNumber(*found);
    if (const Result<std::string> text = asText(*found); !number && text) {
      if (trimmed(*text).empty()) {
        return fail(ErrorKind::absent, step, "the value is empty");
      }
      number = numberFromText(*text);
    }
    return number ? number : Result<std::uint64_t>(fail(ErrorKind::invalid, step, number.error().words));
  });
  return factOf(read, sourceOf(value));
}

Fact<bool> KeyFacts::flag(std::string_view value) const {
  const Fact<std::uint64_t> raw = number(value);
  if (!raw.known()) {
    return {raw.state, false, raw.source, raw.error};
  }
  if (raw.value > 1) {
    return unknownFact<bool>(Error{ErrorKind::invalid, "read registry value " + raw.source,
                                   fmt::format("holds {:#x}, 0 or 1 was expected", raw.value), CodeSpace::none, 0},
                             raw.source);
  }
  return knownFact(raw.value == 1, raw.source);
}

std::string KeyFacts::plainText(std::string_view value) const {
  return printable(text(value).value);
}

Result<std::uint64_t> numberFromText(std::string_view text) {
  std::string_view digits = trimmed(text);
  const bool negative = digits.starts_with('-');
  const bool hex = startsWithIgnoringCase(digits, "0x");
  digits.remove_prefix(negative ? 1 : hex ? 2 : 0);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() ||
      (negative && number > 0x8000'0000ULL)) {
    return fail(ErrorKind::invalid, "read a number",
                fmt::format("'{}' is not a whole number", printable(trimmed(text), 40)));
  }
  return negative ? (0x1'0000'0000ULL - number) & 0xFFFF'FFFFULL : number;
}

bool isPlaceholderUser(std::string_view upn) {
  return startsWithIgnoringCase(upn, "fooUser@") || startsWithIgnoringCase(upn, "autopilot@");
}

}  // namespace preflight
