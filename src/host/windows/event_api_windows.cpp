#include "host/windows/event_api_windows.h"

namespace preflight::windows {

const EventApi& eventApi() {
  static const EventApi functions;
  return functions;
}

bool eventServiceAnswers() {
  if (!eventApi().canQuery()) {
    return false;
  }
  SetLastError(ERROR_SUCCESS);
  const EventHandle results(eventApi().query(nullptr, L"System", L"*", EvtQueryChannelPath));
  return results || GetLastError() != ERROR_SUCCESS;
}

}  // namespace preflight::windows
