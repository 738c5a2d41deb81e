// Facts out of one registry key that was read once. A text that is empty is absent; a value that could not be read is
// never absent.
#pragma once

#include <string>
#include <string_view>

#include "host/host.h"
#include "model/fact.h"
#include "model/personal.h"

namespace preflight {

class KeyFacts {
 public:
  KeyFacts(const Host& host, std::string path, RegistryDepth depth = RegistryDepth::key)
      : path_(std::move(path)), key_(host.registry(path_, depth)) {}
  KeyFacts(Result<RegistryKey> key, std::string path) : path_(std::move(path)), key_(std::move(key)) {}

  const Result<RegistryKey>& key() const { return key_; }
  const std::string& path() const { return path_; }

  // Whether the key is there.
  Fact<bool> present() const;
  // A key below it, which was read with it.
  KeyFacts below(std::string_view name) const;

  Fact<std::string> text(std::string_view value) const;
  Fact<PersonalText> personal(std::string_view value) const;
  // REG_DWORD, REG_QWORD, or a text that is a number.
  Fact<std::uint64_t> number(std::string_view value) const;
  // A number that is 0 or 1; another one is an error that names it.
  Fact<bool> flag(std::string_view value) const;

  // The first texts of a list of keys below, or values, in code that needs no Fact: "" when there is none.
  std::string plainText(std::string_view value) const;

 private:
  std::string sourceOf(std::string_view value) const { return path_ + "\\" + std::string(value); }
  Result<const RegistryValue*> find(std::string_view value) const;

  std::string path_;
  Result<RegistryKey> key_;
};

// "817", "-2145910764" and "0x80180014" are numbers; negative ones are taken as 32 bits.
Result<std::uint64_t> numberFromText(std::string_view text);

// fooUser@ and autopilot@ stand in UPNs where the device itself joined.
bool isPlaceholderUser(std::string_view upn);

}  // namespace preflight
