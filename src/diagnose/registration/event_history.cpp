#include "diagnose/registration/event_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "knowledge/knowledge.h"

namespace preflight::registration {
namespace {

constexpr std::string_view modernProvider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
constexpr std::string_view autopilotChannel = "/autopilot";

bool isOfAutopilotLog(const EventFacts& event) {
  return lower(event.channel).ends_with(autopilotChannel);
}

bool isModern(const EventFacts& event) {
  return startsWithIgnoringCase(event.channel, modernProvider);
}

// The state that event 153 says the profile has now, or -1.
int profileState(const EventFacts& event) {
  constexpr std::array<std::string_view, 5> names{"unknown", "notprovisioned", "tpmattesting", "available",
                                                  "tpmnotavailable"};
  const std::string* text = dataOf(event, "UpdateState");
  if (text == nullptr) {
    return -1;
  }
  const std::string state = lower(trimmed(*text));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (state == names[i] || state == fmt::format("{}", i)) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

struct ServiceWords {
  std::string_view part;
  std::uint64_t code;
};
constexpr std::array<ServiceWords, 5> serviceWords{{{"ztddeviceisnotregistered", 807},
                                                    {"ztddevicehasnoassignedprofile", 815},
                                                    {"serialnumbermismatch", 908},
                                                    {"productkeyidmismatch", 908},
                                                    {"hardwaremarkermismatch", 908}}};

std::uint64_t codeInData(const EventFacts& event) {
  for (const NamedText& each : event.data) {
    const std::string text = lower(each.value);
    for (const ServiceWords& words : serviceWords) {
      if (text.find(words.part) != std::string::npos) {
        return words.code;
      }
    }
  }
  return 0;
}

void keepNewest(const EventFacts*& slot, const EventFacts& event) {
  if (slot == nullptr || event.recordId > slot->recordId) {
    slot = &event;
  }
}

// Where the events that need no closer look go.
struct Plain {
  std::uint64_t id;
  const EventFacts* Story::*slot;
};
constexpr std::array<Plain, 12> plain{{{160, &Story::asked},
                                       {164, &Story::network},
                                       {166, &Story::network},
                                       {165, &Story::noNetwork},
                                       {167, &Story::noNetwork},
                                       {703, &Story::profile},
                                       {704, &Story::empty},
                                       {314, &Story::empty},
                                       {701, &Story::empty},
                                       {705, &Story::empty},
                                       {162, &Story::skipped},
                                       {163, &Story::provisioned}}};

void add(const EventFacts& event, Story& story) {
  for (const Plain& each : plain) {
    if (each.id == event.id) {
      keepNewest(story.*each.slot, event);
      return;
    }
  }
  if (event.id == 153) {
    const int state = profileState(event);
    if (state == 3) {
      keepNewest(story.profile, event);
    } else if (state == 1) {
      keepNewest(story.empty, event);
    }
  } else if (serviceCodeOf(event) != 0) {
    keepNewest(story.refusal, event);
  }
}

}  // namespace

std::uint64_t serviceCodeOf(const EventFacts& event) {
  const bool number = event.id == 807 || event.id == 809 || event.id == 815 || event.id == 908;
  if (!number && event.id != 709) {
    return 0;
  }
  if (event.level < 1 || event.level > 3) {
    return 0;
  }
  const std::uint64_t told = codeInData(event);
  if (!number) {
    return told;
  }
  // 26H1 has an 807 of its own that carries an HRESULT: only the service's words make that one an answer.
  const bool ownMessage = dataOf(event, "HRESULT") != nullptr;
  return told != 0 || !ownMessage ? event.id : 0;
}

Story storyOf(const std::vector<EventFacts>& events) {
  const bool modern = std::any_of(events.begin(), events.end(), [](const EventFacts& each) {
    return isOfAutopilotLog(each) && isModern(each) && each.id != 100;
  });
  Story story;
  for (const EventFacts& each : events) {
    if (isOfAutopilotLog(each) && (!modern || isModern(each))) {
      add(each, story);
    }
  }
  story.code = story.refusal == nullptr ? 0 : serviceCodeOf(*story.refusal);
  return story;
}

std::string eventText(const EventFacts& event) {
  const knowledge::EventEntry* entry = knowledge::findEvent(event.provider, static_cast<std::uint32_t>(event.id),
                                                            static_cast<std::uint8_t>(event.level));
  if (const int state = event.id == 153 ? profileState(event) : -1; state >= 0) {
    const auto named = knowledge::findEnum("autopilot.ProfileState", std::int64_t{state});
    return fmt::format("event 153: the state of the profile is now {} ({})", state, named ? named->meaning : "");
  }
  const std::string meaning = entry == nullptr ? std::string() : fmt::format(": {}", entry->meaning);
  return fmt::format("event {}{}", event.id, meaning);
}

}  // namespace preflight::registration
