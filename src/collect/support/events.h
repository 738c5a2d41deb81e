// Events of the log as facts: their data by name, all channels of a provider at once, folded or each for itself.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"
#include "model/event.h"
#include "model/fact.h"

namespace preflight {

struct EventAsk {
  std::string_view provider = {};  // empty: every provider in the channels
  // Channels by name: a Windows that lacks the provider may still hold its log, and a recording its channel. All others
  // that the provider names are read too. Must not be empty.
  std::vector<std::string_view> channels = {};
  std::vector<std::uint32_t> ids = {};
  std::vector<std::uint8_t> levels = {};  // empty: all
  // Of these only the newest record and how many there are: they are logged by the hundred thousand and say little.
  std::vector<std::uint32_t> counted = {};
  // Of these each record stays one for itself: what was written between two of them matters.
  std::vector<std::uint32_t> single = {};
  // Data that is new in every record (a correlation vector) and does not make two events different ones.
  std::vector<std::string_view> ignored = {};
  bool onlyThese = false;                   // no channels but those named, though the provider may write to others
  std::size_t limit = 500;                  // of records of each channel
  std::chrono::milliseconds timeout{8000};  // of each channel
};

struct EventsRead {
  // Known when one channel at least could be read; absent when there is no such log at all.
  Fact<std::vector<EventFacts>> events;
  // False: older ones may exist. Unknown when a channel that is there could not be read.
  Fact<bool> whole;
};

// Newest first within a channel, channels in the order of `ask`, then by name.
EventsRead readEventFacts(const Host& host, const EventAsk& ask);

// Every record for itself, oldest first within a channel; nothing is folded or counted.
EventsRead readEventRecords(const Host& host, const EventAsk& ask);

// Both results as one; for a provider that has changed its name.
EventsRead joined(EventsRead a, EventsRead b);

// The data of one event; nothing when its XML is damaged. Localised text is not looked at.
std::vector<NamedText> eventData(std::string_view xml);

EventFacts eventFacts(const EventRecord& record);

// The first value that is named like a result ("HRESULT", "Status") and is a number, else the last that is one.
std::optional<std::uint64_t> resultIn(const EventFacts& event);

// Records that say the same become one: the newest, with how many there are and when the oldest was. The order stays.
std::vector<EventFacts> foldEvents(std::vector<EventFacts> newestFirst, std::span<const std::string_view> ignored,
                                   std::span<const std::uint32_t> single = {});

}  // namespace preflight
