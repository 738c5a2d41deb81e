// wevtapi.dll by name: WinPE lacks it, and Wine's has only a part.
#pragma once

#include <windows.h>
// After windows.h, which it needs.
#include <winevt.h>

#include "host/windows/system_windows.h"

namespace preflight::windows {

struct EventApi {
  decltype(&EvtQuery) query = systemFunction<decltype(EvtQuery)>(L"wevtapi.dll", "EvtQuery");
  decltype(&EvtSubscribe) subscribe = systemFunction<decltype(EvtSubscribe)>(L"wevtapi.dll", "EvtSubscribe");
  decltype(&EvtNext) next = systemFunction<decltype(EvtNext)>(L"wevtapi.dll", "EvtNext");
  decltype(&EvtRender) render = systemFunction<decltype(EvtRender)>(L"wevtapi.dll", "EvtRender");
  decltype(&EvtClose) close = systemFunction<decltype(EvtClose)>(L"wevtapi.dll", "EvtClose");
  decltype(&EvtOpenPublisherMetadata) openPublisher =
      systemFunction<decltype(EvtOpenPublisherMetadata)>(L"wevtapi.dll", "EvtOpenPublisherMetadata");
  decltype(&EvtGetPublisherMetadataProperty) publisherProperty =
      systemFunction<decltype(EvtGetPublisherMetadataProperty)>(L"wevtapi.dll", "EvtGetPublisherMetadataProperty");
  decltype(&EvtGetObjectArraySize) arraySize =
      systemFunction<decltype(EvtGetObjectArraySize)>(L"wevtapi.dll", "EvtGetObjectArraySize");
  decltype(&EvtGetObjectArrayProperty) arrayProperty =
      systemFunction<decltype(EvtGetObjectArrayProperty)>(L"wevtapi.dll", "EvtGetObjectArrayProperty");

  bool canQuery() const { return query != nullptr && next != nullptr && render != nullptr && close != nullptr; }
  bool canSubscribe() const { return canQuery() && subscribe != nullptr; }
  bool canListChannels() const {
    return openPublisher != nullptr && publisherProperty != nullptr && arraySize != nullptr &&
           arrayProperty != nullptr && close != nullptr;
  }
};

const EventApi& eventApi();

struct CloseEventHandle {
  void operator()(EVT_HANDLE handle) const { eventApi().close(handle); }
};
using EventHandle = std::unique_ptr<void, CloseEventHandle>;

// Some systems export these functions and have nothing behind them; all but the one that this asks then end the
// program.
bool eventServiceAnswers();

}  // namespace preflight::windows
