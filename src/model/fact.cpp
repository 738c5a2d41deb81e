#include "model/fact.h"

#include "text/error_id.h"

namespace preflight {
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

Error readError(ErrorKind kind, const std::string& source, Text words) {
  return {kind, {ErrorId::stepRead, {{"what", source}}}, std::move(words), CodeSpace::none, 0};
}

bool isUnknown(FactState state) {
  return state != FactState::known && state != FactState::absent;
}

bool couldNotBeRead(FactState state) {
  return isUnknown(state) && state != FactState::unsupported && state != FactState::collecting;
}

}  // namespace preflight
