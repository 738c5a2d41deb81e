// Facts out of other facts: what was not known stays so, for the same reason.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "model/fact.h"

namespace preflight {

template <class T, class Make>
auto mapped(const Fact<T>& fact, const Make& make) -> Fact<std::decay_t<decltype(std::invoke(make, fact.value))>> {
  using Made = std::decay_t<decltype(std::invoke(make, fact.value))>;
  return {fact.state, fact.known() ? std::invoke(make, fact.value) : Made{}, fact.source, fact.error};
}

// Whether the device has it, whatever its value.
template <class T>
Fact<bool> presenceOf(const Fact<T>& fact) {
  return fact.state == FactState::absent ? knownFact(false, fact.source) : mapped(fact, [](const T&) { return true; });
}

// For a struct whose fields may be missing.
template <class T>
std::optional<T> optionalOf(const Fact<T>& fact) {
  return fact.known() ? std::optional(fact.value) : std::nullopt;
}

}  // namespace preflight
