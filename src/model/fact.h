// A fact about the device that may be unknown, and if so says why.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fields.h"
#include "base/result.h"

namespace preflight {

enum class FactState : std::uint8_t {
  known,
  absent,        // looked, and the device has none
  denied,        // the rights do not suffice
  unsupported,   // this system cannot know it
  timedOut,      // no answer before the deadline
  failed,        // the system reported an error, or gave something that is not in the expected form
  notCollected,  // the recording or archive does not hold it
  collecting,    // no answer yet
};
ENUM_NAMES(FactState, known, absent, denied, unsupported, timedOut, failed, notCollected, collecting);

FactState stateOf(ErrorKind kind);

// True for every state that leaves open what the device has: a rule must then say "unknown", never "no".
bool isUnknown(FactState state);
// True when the device was asked and gave no usable answer, or the recording lacks it. False while the answer is still
// awaited, and where this system cannot have the fact at all: neither is worth a warning.
bool couldNotBeRead(FactState state);

template <class T>
struct Fact {
  FactState state = FactState::collecting;
  T value{};
  std::string source;  // where it was read: "SMBIOS type 1", "WMI Win32_BIOS", a registry path
  Error error{};       // why there is no value; default when known

  bool known() const { return state == FactState::known; }
  friend bool operator==(const Fact&, const Fact&) = default;
};

template <class T>
Fact<T> knownFact(T value, std::string source) {
  return {FactState::known, std::move(value), std::move(source), {}};
}

template <class T>
Fact<T> unknownFact(Error error, std::string source) {
  const FactState state = stateOf(error.kind);
  return {state, T{}, std::move(source), std::move(error)};
}

// An error of the step "read {source}".
Error readError(ErrorKind kind, const std::string& source, Text words);

// The device was asked and has none.
template <class T>
Fact<T> absentFact(std::string source, Text words) {
  Error error = readError(ErrorKind::absent, source, std::move(words));
  return {FactState::absent, T{}, std::move(source), std::move(error)};
}

template <class T>
Fact<T> factOf(Result<T> result, std::string source) {
  if (result) {
    return knownFact(std::move(*result), std::move(source));
  }
  return unknownFact<T>(std::move(result.error()), std::move(source));
}

template <class T>
inline constexpr bool isFact = false;
template <class T>
inline constexpr bool isFact<Fact<T>> = true;

// Calls `visit` with every Fact of a part, those of the parts in it included; lists are not gone into.
template <HasFields Part, class Visit>
void visitFacts(Part& part, const Visit& visit) {
  visitFields(part, [&](const char* /*name*/, auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (isFact<Field>) {
      visit(field);
    } else if constexpr (HasFields<Field>) {
      visitFacts(field, visit);
    }
  });
}

// Every Fact of a part that is still `collecting` gets `error`: its collector will not answer any more.
template <HasFields Part>
void giveUpOn(Part& part, const Error& error) {
  visitFacts(part, [&](auto& fact) {
    if (fact.state == FactState::collecting) {
      fact.state = stateOf(error.kind);
      fact.error = error;
    }
  });
}

}  // namespace preflight
