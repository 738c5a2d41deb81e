// Fills every field of a struct by walking its list of fields (base/fields.h), no two alike, so that nothing is lost or
// mixed up on a way there and back without a test seeing it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/fields.h"
#include "base/result.h"
#include "base/time.h"

namespace preflight::test {

class Filler {
 public:
  // `errors`: where there can be an error in the place of a value, there is one.
  explicit Filler(bool errors = false) : errors_(errors) {}

  std::size_t count() const { return count_; }

  template <class T>
  void fill(T& value) {
    if constexpr (HasFields<T>) {
      visitFields(value, [&](const char* /*name*/, auto& field) { fill(field); });
    } else if constexpr (std::is_enum_v<T>) {
      constexpr auto values = enumValues(T{});
      value = values[++count_ % values.size()];
    } else if constexpr (std::is_same_v<T, bool>) {
      value = ++count_ % 2 == 0;
    } else if constexpr (std::is_arithmetic_v<T>) {
      value = static_cast<T>(++count_);
    } else {
      fillOther(value);
    }
  }

 private:
  void fillOther(std::string& text) { text = "t\xC3\xA9xt \"" + std::to_string(++count_) + "\"\n"; }
  void fillOther(UtcTime& time) { time = UtcTime{1'774'000'000'000 + static_cast<std::int64_t>(++count_)}; }
  void fillOther(Bytes& bytes) { bytes = {static_cast<std::uint8_t>(++count_), 0, 0xFF}; }
  void fillOther(Error& error) {
    error = {ErrorKind::denied, "", "", CodeSpace::hresult, 0x8000'0000U + static_cast<std::uint32_t>(++count_)};
    fill(error.kind);
    std::string text;
    fill(text);
    error.step = text;
    fill(text);
    error.words = text;
  }
  template <class T>
  void fillOther(std::optional<T>& value) {
    fill(value.emplace());
  }
  template <class T>
  void fillOther(std::vector<T>& list) {
    list.resize(2);
    for (std::size_t i = 0; i < list.size(); ++i) {
      fill(list[i]);
    }
  }
  template <class T>
  void fillOther(Result<T>& result) {
    if (errors_) {
      Error error;
      fill(error);
      result = tl::unexpected(error);
    } else {
      result.emplace();
      fill(*result);
    }
  }
  // Fact, PersonalText
  template <class T>
  requires requires(T& value) { value.source; }
  void fillOther(T& fact) {
    if (errors_) {
      fill(fact.error);
      fact.state = stateOf(fact.error.kind);
    } else {
      fill(fact.value);
      fact.state = decltype(fact.state)::known;
    }
    fill(fact.source);
  }
  template <class T>
  requires requires(T& value) { value.text; }
  void fillOther(T& personal) { fill(personal.text); }

  bool errors_;
  std::size_t count_ = 0;
};

// A `T` in which nothing has its default value, but for true and false.
template <class T>
T filled(bool errors = false) {
  T value{};
  Filler(errors).fill(value);
  return value;
}

}  // namespace preflight::test
