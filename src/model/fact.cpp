#include "model/fact.h"

#include "base/names.h"

namespace preflight {
namespace {

constexpr NameTable<FactState, 8> states{{{{FactState::known, "known"},
                                           {FactState::absent, "absent"},
                                           {FactState::denied, "denied"},
                                           {FactState::unsupported, "unsupported"},
                                           {FactState::timedOut, "timedOut"},
                                           {FactState::failed, "failed"},
                                           {FactState::notCollected, "notCollected"},
                                           {FactState::collecting, "collecting"}}}};

}  // namespace

std::string_view name(FactState state) {
  return states.name(state);
}

Result<FactState> factStateFromName(std::string_view text) {
  return states.value(text, "state of a fact");
}

FactState stateOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::absent:
      return FactState::absent;
    case ErrorKind::denied:
      return FactState::denied;
    case ErrorKind::unsupported:
      return FactState::unsupported;
    case ErrorKind::timedOut:
      return FactState::timedOut;
    case ErrorKind::notCollected:
      return FactState::notCollected;
    case ErrorKind::failed:
    case ErrorKind::invalid:
      return FactState::failed;
  }
  return FactState::failed;
}

bool isUnknown(FactState state) {
  return state != FactState::known && state != FactState::absent;
}

bool couldNotBeRead(FactState state) {
  return isUnknown(state) && state != FactState::unsupported && state != FactState::collecting;
}

}  // namespace preflight
