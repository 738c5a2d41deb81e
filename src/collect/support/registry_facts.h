// Facts out of registry keys, each key read once: the one way from a key, a value or a list of keys to a Fact. An empty
// text is absent; what could not be read is never absent.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collect/support/facts.h"
#include "host/host.h"
#include "model/fact.h"
#include "model/personal.h"

namespace preflight {

class KeyFacts {
 public:
  KeyFacts(const Host& host, std::string_view path, RegistryDepth depth = RegistryDepth::key)
      : KeyFacts(host.registry(path, depth), std::string(path)) {}
  KeyFacts(Result<RegistryKey> key, std::string path);

  const std::string& path() const { return path_; }
  // The last part of the path, in the device's own case.
  const std::string& name() const { return name_; }
  bool wasRead() const { return key_ != nullptr; }
  // Why it was not read; absent when the key is not there.
  const Error& error() const { return error_; }

  // Whether the key is there.
  Fact<bool> present() const;
  // The key along `path` ("Setup\Apps") below this one, which was read with it.
  KeyFacts below(std::string_view path) const;
  // Every key directly below, those that were not read among them; none where this one was not read.
  std::vector<KeyFacts> keys() const;
  // A key of this name is below, read or not.
  bool hasKey(std::string_view name) const;
  // Nothing below could be left out: no value, no key.
  bool isWhole() const;

  Fact<std::string> text(std::string_view value) const;
  Fact<PersonalText> personal(std::string_view value) const;
  // As it is written: a text, or a number as digits; the beginning of a long one.
  Fact<std::string> written(std::string_view value) const;
  // REG_DWORD, REG_QWORD, or a text that is a number.
  Fact<std::uint64_t> number(std::string_view value) const;
  // 0 is no, 1 and 0xFFFFFFFF are yes, as numbers or texts, and so are "false" and "true"; another value is an error
  // that names it.
  Fact<bool> flag(std::string_view value) const;
  // As it is stored.
  Fact<RegistryValue> stored(std::string_view value) const;
  // All values by name, as stored; none where the key was not read.
  const std::vector<std::pair<std::string, RegistryValue>>& values() const;

 private:
  KeyFacts(std::shared_ptr<const RegistryKey> key, std::string path);
  std::string sourceOf(std::string_view value) const { return path_ + "\\" + std::string(value); }
  KeyFacts child(std::string_view name) const;
  KeyFacts childOf(const RegistryKey& found, std::string path) const;
  Result<const RegistryValue*> find(std::string_view value) const;
  template <class T, class Make>
  Fact<T> read(std::string_view value, const Make& make) const;

  std::string path_;
  std::string name_;
  std::shared_ptr<const RegistryKey> key_;  // shares the tree that was read
  Error error_{};
};

// One record for each key directly below: none where the key is not there, unknown where one of them was not read.
template <class Record, class Make>
Fact<std::vector<Record>> listBelow(const KeyFacts& key, std::size_t most, const Make& make) {
  using List = std::vector<Record>;
  if (!key.wasRead() && key.error().kind != ErrorKind::absent) {
    return unknownFact<List>(key.error(), key.path());
  }
  List list;
  for (const KeyFacts& below : key.keys()) {
    if (!below.wasRead()) {
      return unknownFact<List>(below.error(), below.path());
    }
    if (list.size() < most) {
      list.push_back(make(below));
    }
  }
  return knownFact(std::move(list), key.path());
}

// A stored value as it is written: a text, trimmed, or a number as digits; empty when it is neither.
std::string writtenText(const RegistryValue& value);
// A stored value as a number: REG_DWORD, REG_QWORD, or a text that is one.
Result<std::uint64_t> numberOf(const RegistryValue& value);

}  // namespace preflight
