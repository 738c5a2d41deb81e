// EvtSubscribe without a callback: the event log sets an event when a channel has got records. What they say is read by
// who wants to know; here they are only taken out of the way.
#include <array>

#include "host/windows/event_api_windows.h"
#include "host/windows/watch_parts_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr int mostBatches = 64;   // a channel that is written without end: the rest next time
constexpr DWORD patience = 1000;  // ms; the answer is there at once as a rule, also that nothing waits

class WatchedChannel final : public WatchedPart {
 public:
  WatchedChannel(const std::string& channel, Handle event) : event_(std::move(event)) {
    if (eventApi().canSubscribe() && eventServiceAnswers()) {
      subscription_.reset(eventApi().subscribe(nullptr, event_.get(), wide(channel).c_str(), L"*", nullptr, nullptr,
                                               nullptr, EvtSubscribeToFutureEvents));
      taken();  // the event may be set from the begin on
    }
  }
  HANDLE event() const override { return event_.get(); }
  bool told() override { return taken(); }
  bool tells() const override { return subscription_ != nullptr; }

 private:
  // Takes all records that wait; true when there was one. The event first: one that comes meanwhile sets it anew.
  bool taken() {
    ResetEvent(event_.get());
    for (int i = 0; i < mostBatches; ++i) {
      std::array<EVT_HANDLE, 64> events{};
      DWORD count = 0;
      if (!subscription_ || eventApi().next(subscription_.get(), static_cast<DWORD>(events.size()), events.data(),
                                            patience, 0, &count) == 0) {
        return end(subscription_ ? GetLastError() : ERROR_NO_MORE_ITEMS) || i > 0;
      }
      for (DWORD k = 0; k < count && k < events.size(); ++k) {
        const EventHandle event(events.at(k));
      }
    }
    SetEvent(event_.get());
    return true;
  }

  // Whether more than "nothing waits" was said. Any other error, say that the channel was taken away, ends the telling.
  bool end(DWORD code) {
    if (code != ERROR_NO_MORE_ITEMS && code != ERROR_TIMEOUT) {
      subscription_.reset();
    }
    return code != ERROR_NO_MORE_ITEMS;
  }

  Handle event_;  // outlives the subscription
  EventHandle subscription_;
};

}  // namespace

Result<std::unique_ptr<WatchedPart>> watchChannel(const std::string& channel) {
  Handle event(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!event) {
    return failWin32({ErrorId::stepWatchSource, {{"what", channel}}}, GetLastError());
  }
  return std::make_unique<WatchedChannel>(channel, std::move(event));
}

}  // namespace preflight::windows
