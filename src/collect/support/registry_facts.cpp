#include "collect/support/registry_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "collect/support/number_text.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::size_t longestWritten = 2000;
constexpr std::uint64_t allBits = 0xFFFF'FFFF;

bool isWholeTree(const RegistryKey& key) {
  return key.contentKnown && key.problems.empty() && key.leftOut.empty() &&
         std::ranges::all_of(key.subkeys, isWholeTree);
}

Result<bool> flagOf(const RegistryValue& value) {
  if (const Result<std::string> text = asText(value)) {
    const std::string word = lower(trimmed(*text));
    if (word == "true" || word == "false") {
      return word == "true";
    }
  }
  return numberOf(value).and_then([](std::uint64_t number) -> Result<bool> {
    if (number > 1 && number != allBits) {
      return fail(ErrorKind::invalid, ErrorId::stepRegistryValue,
                  {ErrorId::whyNotFlag, {{"value", fmt::format("{:#x}", number)}}});
    }
    return number != 0;
  });
}

bool isEmptyText(const RegistryValue& value) {
  const Result<std::string> text = asText(value);
  return text && trimmed(*text).empty();
}

}  // namespace

KeyFacts::KeyFacts(Result<RegistryKey> key, std::string path)
    : path_(std::move(path)), name_(path_.substr(path_.rfind('\\') + 1)) {
  if (key) {
    key_ = std::make_shared<const RegistryKey>(std::move(*key));
  } else {
    error_ = std::move(key.error());
  }
}

KeyFacts::KeyFacts(std::shared_ptr<const RegistryKey> key, std::string path)
    : path_(std::move(path)), name_(key->name), key_(std::move(key)) {}

Fact<bool> KeyFacts::present() const {
  if (wasRead()) {
    return knownFact(true, path_);
  }
  return error_.kind == ErrorKind::absent ? knownFact(false, path_) : unknownFact<bool>(error_, path_);
}

KeyFacts KeyFacts::childOf(const RegistryKey& found, std::string path) const {
  if (found.contentKnown) {
    return {std::shared_ptr<const RegistryKey>(key_, &found), std::move(path)};
  }
  const Error notRead{ErrorKind::notCollected,
                      {ErrorId::stepRegistryKey, {{"what", path}}},
                      ErrorId::whyNotCollected,
                      CodeSpace::none,
                      0};
  return {tl::unexpected(found.problems.empty() ? notRead : found.problems.front()), std::move(path)};
}

KeyFacts KeyFacts::child(std::string_view name) const {
  std::string path = sourceOf(name);
  if (!wasRead()) {
    return {tl::unexpected(error_), std::move(path)};
  }
  if (const RegistryKey* found = key_->subkey(name)) {
    return childOf(*found, std::move(path));
  }
  if (!key_->problems.empty()) {  // a list that is not whole may have it
    return {tl::unexpected(key_->problems.front()), std::move(path)};
  }
  Error missing{ErrorKind::absent, {ErrorId::stepRegistryKey, {{"what", path}}}, ErrorId::whyNoKey, CodeSpace::none, 0};
  return {tl::unexpected(std::move(missing)), std::move(path)};
}

KeyFacts KeyFacts::below(std::string_view path) const {
  const std::size_t end = std::min(path.find('\\'), path.size());
  const KeyFacts next = child(path.substr(0, end));
  return end == path.size() ? next : next.below(path.substr(end + 1));
}

std::vector<KeyFacts> KeyFacts::keys() const {
  std::vector<KeyFacts> all;
  if (wasRead()) {
    all.reserve(key_->subkeys.size());
    for (const RegistryKey& subkey : key_->subkeys) {
      all.push_back(childOf(subkey, sourceOf(subkey.name)));
    }
  }
  return all;
}

bool KeyFacts::hasKey(std::string_view name) const {
  return wasRead() && key_->subkey(name) != nullptr;
}

bool KeyFacts::isWhole() const {
  return wasRead() && isWholeTree(*key_);
}

Result<const RegistryValue*> KeyFacts::find(std::string_view value) const {
  if (!wasRead()) {
    return tl::unexpected(error_);
  }
  if (const RegistryValue* found = key_->value(value)) {
    return found;
  }
  if (const std::optional<Error> problem = key_->problemOf(value, path_)) {
    return tl::unexpected(*problem);
  }
  return fail(ErrorKind::absent, {ErrorId::stepRead, {{"what", sourceOf(value)}}}, ErrorId::whyValueMissing);
}

template <class T, class Make>
Fact<T> KeyFacts::read(std::string_view value, const Make& make) const {
  const auto result = find(value).and_then([&](const RegistryValue* found) -> Result<T> {
    const Text step(ErrorId::stepRead, {{"what", sourceOf(value)}});
    if (isEmptyText(*found)) {
      return fail(ErrorKind::absent, step, ErrorId::whyValueEmpty);
    }
    Result<T> made = make(*found);
    return made ? std::move(made) : fail(ErrorKind::invalid, step, made.error().words);
  });
  return factOf(result, sourceOf(value));
}

Fact<std::string> KeyFacts::text(std::string_view value) const {
  return read<std::string>(value, [](const RegistryValue& found) {
    return asText(found).map([](const std::string& text) { return std::string(trimmed(text)); });
  });
}

Fact<PersonalText> KeyFacts::personal(std::string_view value) const {
  Fact<std::string> plain = text(value);
  return {plain.state, {std::move(plain.value)}, std::move(plain.source), std::move(plain.error)};
}

Fact<std::string> KeyFacts::written(std::string_view value) const {
  return read<std::string>(value, [](const RegistryValue& found) -> Result<std::string> {
    std::string text = writtenText(found);
    return text.empty() ? fail(ErrorKind::invalid, ErrorId::stepRegistryValue,
                               {ErrorId::whyNotTextOrNumber, {{"type", typeName(found.type)}}})
                        : Result<std::string>(std::move(text));
  });
}

Fact<std::uint64_t> KeyFacts::number(std::string_view value) const {
  return read<std::uint64_t>(value, numberOf);
}

Fact<bool> KeyFacts::flag(std::string_view value) const {
  return read<bool>(value, flagOf);
}

Fact<RegistryValue> KeyFacts::stored(std::string_view value) const {
  return factOf(find(value).map([](const RegistryValue* found) { return *found; }), sourceOf(value));
}

const std::vector<std::pair<std::string, RegistryValue>>& KeyFacts::values() const {
  static const std::vector<std::pair<std::string, RegistryValue>> none;
  return wasRead() ? key_->values : none;
}

std::string writtenText(const RegistryValue& value) {
  if (const Result<std::string> text = asText(value)) {
    return shortened(trimmed(*text), longestWritten);
  }
  const Result<std::uint64_t> number = asNumber(value);
  return number ? std::to_string(*number) : std::string();
}

Result<std::uint64_t> numberOf(const RegistryValue& value) {
  const Result<std::string> text = asText(value);
  return text ? numberFromText(*text) : asNumber(value);
}

}  // namespace preflight
