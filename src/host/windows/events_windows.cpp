#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/windows/event_api_windows.h"
#include "host/windows/event_xml.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

using Clock = std::chrono::steady_clock;

constexpr DWORD maxEventBytes = 1U << 20;
constexpr DWORD maxChannels = 256;
constexpr DWORD boundsError = 1734;  // RPC_S_INVALID_BOUND: one batch of large events does not fit into one answer

// A function that gives nothing and names no error is a stub: the service is not there.
tl::unexpected<Error> eventError(const Text& step, DWORD code) {
  if (code == ERROR_SUCCESS) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyEventService);
  }
  return failWin32(step, code);
}

// The records of one channel, newest first.
class ChannelReader {
 public:
  ChannelReader(const EventQuery& query, const std::string& channel)
      : query_(query), channel_(channel), step_(ErrorId::stepEvents, {{"what", printable(channel, 200)}}) {}

  Result<EventAnswer> read(Clock::time_point deadline) {
    const Result<std::string> xml = eventQueryXml(query_, channel_);
    if (!xml) {
      return tl::unexpected(xml.error());
    }
    SetLastError(ERROR_SUCCESS);
    const EventHandle results(
        eventApi().query(nullptr, nullptr, wide(*xml).c_str(), EvtQueryChannelPath | EvtQueryReverseDirection));
    if (!results) {
      return eventError(step_, GetLastError());
    }
    if (std::optional<Error> error = readAll(results.get(), deadline)) {
      answer_.complete = false;
      if (answer_.records.empty()) {
        return tl::unexpected(std::move(*error));
      }
      answer_.problems.push_back(std::move(*error));
      answer_.matchingWhole = false;
    }
    answer_.matching = answer_.records.size() + counted_;
    return std::move(answer_);
  }

 private:
  // Until the end, the limit or an error, which is given back.
  std::optional<Error> readAll(EVT_HANDLE results, Clock::time_point deadline) {
    DWORD batch = 64;
    while (answer_.records.size() < query_.limit) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      if (left <= 0) {
        return Error{ErrorKind::timedOut, step_, ErrorId::whyNotAllEvents, CodeSpace::none, 0};
      }
      std::array<EVT_HANDLE, 64> events{};
      DWORD count = 0;
      const auto wanted = static_cast<DWORD>(std::min<std::size_t>(batch, query_.limit - answer_.records.size()));
      if (eventApi().next(results, wanted, events.data(), static_cast<DWORD>(std::min<long long>(left, 600'000)), 0,
                          &count) == 0) {
        const DWORD code = GetLastError();
        if (code == ERROR_NO_MORE_ITEMS) {
          return std::nullopt;
        }
        if (code == boundsError && batch > 1) {
          batch = 1;
          continue;
        }
        return win32Error(step_, code);
      }
      for (DWORD i = 0; i < std::min<DWORD>(count, wanted); ++i) {
        const EventHandle event(events[i]);
        take(event.get());
      }
    }
    answer_.complete = false;  // older ones may follow
    if (query_.count) {
      countRest(results, deadline);
    }
    return std::nullopt;
  }

  // What is left, without rendering it.
  void countRest(EVT_HANDLE results, Clock::time_point deadline) {
    std::array<EVT_HANDLE, 512> events{};
    DWORD batch = events.size();
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      DWORD count = 0;
      if (left <= 0 || eventApi().next(results, batch, events.data(),
                                       static_cast<DWORD>(std::min<long long>(left, 600'000)), 0, &count) == 0) {
        const DWORD code = left <= 0 ? ERROR_TIMEOUT : GetLastError();
        if (code == boundsError && batch > 1) {
          batch = 1;
          continue;
        }
        answer_.matchingWhole = code == ERROR_NO_MORE_ITEMS;
        return;
      }
      for (DWORD i = 0; i < std::min(count, batch); ++i) {
        const EventHandle event(events[i]);
        ++counted_;
      }
    }
  }

  void take(EVT_HANDLE event) {
    Result<EventRecord> record =
        renderXml(event).and_then([](std::string xml) { return eventRecordFromXml(std::move(xml)); });
    if (record) {
      answer_.records.push_back(std::move(*record));
      return;
    }
    answer_.complete = false;
    if (answer_.problems.empty()) {  // one for each channel says enough
      answer_.problems.push_back(record.error());
    }
  }

  Result<std::string> renderXml(EVT_HANDLE event) {
    DWORD used = 0;
    DWORD properties = 0;
    for (;;) {
      const auto size = static_cast<DWORD>(buffer_.size() * sizeof(wchar_t));
      if (eventApi().render(nullptr, event, EvtRenderEventXml, size, buffer_.data(), &used, &properties) != 0) {
        return utf8(buffer_.data(), std::min<std::size_t>(used / sizeof(wchar_t), buffer_.size()));
      }
      const DWORD code = GetLastError();
      if (code != ERROR_INSUFFICIENT_BUFFER || used <= size) {
        return failWin32({ErrorId::stepEvent, {{"what", channel_}}}, code);
      }
      if (used > maxEventBytes) {
        return fail(ErrorKind::invalid, {ErrorId::stepEvent, {{"what", channel_}}},
                    {ErrorId::whyTooLarge, {{"size", "1 MB"}}});
      }
      buffer_.resize(used / sizeof(wchar_t) + 1);
    }
  }

  const EventQuery& query_;
  const std::string& channel_;
  Text step_;
  EventAnswer answer_;
  std::uint64_t counted_ = 0;
  std::vector<wchar_t> buffer_ = std::vector<wchar_t>(8192);
};

// The path of one channel reference, which lies in a buffer that begins with an EVT_VARIANT.
Result<std::string> channelPath(EVT_HANDLE array, DWORD index, const Text& step) {
  std::vector<EVT_VARIANT> buffer(64);
  DWORD used = 0;
  for (;;) {
    const auto size = static_cast<DWORD>(buffer.size() * sizeof(EVT_VARIANT));
    if (eventApi().arrayProperty(array, EvtPublisherMetadataChannelReferencePath, index, 0, size, buffer.data(),
                                 &used) != 0) {
      const EVT_VARIANT& value = buffer.front();
      return value.Type == EvtVarTypeString && value.StringVal != nullptr ? utf8(value.StringVal) : std::string();
    }
    const DWORD code = GetLastError();
    if (code != ERROR_INSUFFICIENT_BUFFER || used <= size || used > maxEventBytes) {
      return failWin32(step, code);
    }
    buffer.resize(used / sizeof(EVT_VARIANT) + 1);
  }
}

Result<EventAnswer> readAllChannels(const EventQuery& query, Clock::time_point deadline) {
  const Result<std::vector<std::string>> names = listChannels(query.provider);
  if (!names) {
    return tl::unexpected(names.error());
  }
  EventAnswer all;
  std::vector<std::vector<EventRecord>> records;
  std::size_t total = 0;
  for (const std::string& name : *names) {
    Result<EventAnswer> one = ChannelReader(query, name).read(deadline);
    if (!one) {
      all.problems.push_back(one.error());
      continue;
    }
    all.complete = all.complete && one->complete;
    all.problems.insert(all.problems.end(), one->problems.begin(), one->problems.end());
    all.matching += one->matching;
    all.matchingWhole = all.matchingWhole && one->matchingWhole;
    total += one->records.size();
    records.push_back(std::move(one->records));
  }
  if (records.empty() && !all.problems.empty()) {
    return tl::unexpected(all.problems.front());
  }
  all.records = mergeNewestFirst(std::move(records), query.limit);
  all.complete = all.complete && all.problems.empty() && total == all.records.size();
  return all;
}

}  // namespace

Result<std::vector<std::string>> listChannels(std::string_view provider) {
  const Text step(ErrorId::stepChannels, {{"what", printable(provider, 200)}});
  if (!eventApi().canListChannels() || !eventServiceAnswers()) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyEventService);
  }
  SetLastError(ERROR_SUCCESS);
  const EventHandle metadata(eventApi().openPublisher(nullptr, wide(provider).c_str(), nullptr, 0, 0));
  if (!metadata) {
    return eventError(step, GetLastError());
  }
  EVT_VARIANT value{};
  DWORD used = 0;
  SetLastError(ERROR_SUCCESS);
  if (eventApi().publisherProperty(metadata.get(), EvtPublisherMetadataChannelReferences, 0, sizeof(value), &value,
                                   &used) == 0 ||
      value.Type != EvtVarTypeEvtHandle) {
    return eventError(step, GetLastError());
  }
  const EventHandle array(value.EvtHandleVal);
  DWORD count = 0;
  if (eventApi().arraySize(array.get(), &count) == 0) {
    return eventError(step, GetLastError());
  }
  std::vector<std::string> names;
  for (DWORD i = 0; i < std::min(count, maxChannels); ++i) {
    Result<std::string> path = channelPath(array.get(), i, step);
    if (!path) {
      return tl::unexpected(path.error());
    }
    if (!path->empty()) {
      names.push_back(std::move(*path));
    }
  }
  return names;
}

Result<EventAnswer> readEvents(const EventQuery& query) {
  const std::string& about = query.channel.empty() ? query.provider : query.channel;
  if (!eventApi().canQuery()) {
    return fail(ErrorKind::unsupported, {ErrorId::stepEvents, {{"what", printable(about, 200)}}},
                ErrorId::whyEventService);
  }
  const auto deadline = Clock::now() + query.timeout;
  return query.channel.empty() ? readAllChannels(query, deadline) : ChannelReader(query, query.channel).read(deadline);
}

}  // namespace preflight::windows
