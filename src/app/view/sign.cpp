#include "app/view/sign.h"

#include <array>

#include "text/label_id.h"

namespace preflight {
namespace {

std::string_view word(LabelId id) {
  return catalogue::sentence(rowOf(id));
}

constexpr std::array<LabelId, 10> words{
    LabelId::stateInfo,    LabelId::stateOk,      LabelId::stateNone,    LabelId::stateSkipped, LabelId::stateRunning,
    LabelId::stateWaiting, LabelId::stateUnknown, LabelId::stateWaiting, LabelId::stateWarning, LabelId::stateFailed};

}  // namespace

std::string_view wordOf(Sign sign) {
  return word(words[static_cast<std::size_t>(sign)]);
}

Sign signOf(State state, std::string_view named) {
  for (const Sign sign : {Sign::none, Sign::skipped, Sign::running, Sign::waiting}) {
    if (!named.empty() && named == wordOf(sign)) {
      return sign == Sign::waiting && state == State::warn ? Sign::late : sign;
    }
  }
  switch (state) {
    case State::pass:
      return Sign::ok;
    case State::warn:
      return Sign::warning;
    case State::fail:
      return Sign::failed;
    case State::info:
      return Sign::info;
    case State::unknown:
      break;
  }
  return Sign::unknown;
}

}  // namespace preflight
