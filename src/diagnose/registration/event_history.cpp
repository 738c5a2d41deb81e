#include "diagnose/registration/event_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "knowledge/knowledge.h"
#include "text/registration_id.h"

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

int profileState(std::string_view text) {
  constexpr std::array<std::string_view, 5> names{"unknown", "notprovisioned", "tpmattesting", "available",
                                                  "tpmnotavailable"};
  const std::string state = lower(trimmed(text));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (state == names[i] || state == fmt::format("{}", i)) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

// The state that event 153 says the profile has now; -1 when it names none, or two.
int profileState(const EventFacts& event) {
  std::optional<int> state;
  for (const NamedText& datum : event.data) {
    if (equalIgnoringCase(datum.name, "UpdateState")) {
      const int named = profileState(datum.value);
      state = state.value_or(named) == named ? named : -1;
    }
  }
  return state.value_or(-1);
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
  for (const NamedText& datum : event.data) {
    const std::string text = lower(datum.value);
    for (const ServiceWords& words : serviceWords) {
      if (text.find(words.part) != std::string::npos) {
        return words.code;
      }
    }
  }
  return 0;
}

enum class Mark : std::uint8_t {
  none,
  begin,
  question,
  network,
  noNetwork,
  answered,
  profile,
  empty,
  refusal,
  unreachable,
  unattested,
  attested,
  skipped,
  provisioned
};

struct MarkRow {
  std::uint64_t id;
  Mark mark;
};
constexpr std::array<MarkRow, 20> marks{
    {{705, Mark::begin},       {160, Mark::question},    {164, Mark::network},     {166, Mark::network},
     {165, Mark::noNetwork},   {167, Mark::noNetwork},   {161, Mark::answered},    {703, Mark::profile},
     {704, Mark::empty},       {314, Mark::empty},       {701, Mark::empty},       {706, Mark::unreachable},
     {707, Mark::unreachable}, {710, Mark::unreachable}, {171, Mark::unattested},  {172, Mark::unattested},
     {169, Mark::attested},    {162, Mark::skipped},     {163, Mark::provisioned}, {153, Mark::none}}};

Mark markOf(const EventFacts& event) {
  if (event.id == 153) {
    const int state = profileState(event);
    return state == 3 ? Mark::profile : state == 1 ? Mark::empty : Mark::none;
  }
  if (serviceCodeOf(event) != 0) {
    return Mark::refusal;
  }
  const auto row = std::ranges::find(marks, event.id, &MarkRow::id);
  const Mark mark = row == marks.end() ? Mark::none : row->mark;
  constexpr std::uint32_t cancelled = 0x800704CF;  // Windows' words for "no network yet"
  return mark == Mark::unreachable && failureCodeOf(event) == cancelled ? Mark::noNetwork : mark;
}

// No record is missing below the newest: the log was not cleared, and nothing was pushed out of it.
bool beginsAtFirst(const std::vector<const EventFacts*>& events) {
  std::uint64_t newest = 0;
  std::uint64_t read = 0;
  for (const EventFacts* event : events) {
    newest = std::max(newest, event->recordId);
    read += event->count;
  }
  return read >= newest;
}

bool namesAddress(const EventFacts& event) {
  return std::ranges::any_of(
      event.data, [](const NamedText& datum) { return startsWithIgnoringCase(trimmed(datum.value), "http"); });
}

// Reads one start, oldest record first.
class StartReader {
 public:
  void take(const EventFacts& event) {
    const Mark mark = markOf(event);
    switch (mark) {
      case Mark::begin:
        beginStart();
        break;
      case Mark::question:
        ask(event);
        break;
      case Mark::network:
        history_.network = &event;
        if (event.id == 164 && history_.asked == nullptr && !isSettled()) {
          ask(event);
        }
        break;
      case Mark::noNetwork:
        history_.noNetwork = &event;
        break;
      case Mark::skipped:
        history_.skipped = &event;
        break;
      case Mark::provisioned:
        history_.provisioned = &event;
        break;
      default:
        takeAnswer(event, mark);
    }
  }

  EventHistory take() { return history_; }

 private:
  // What the start before answered is history now.
  void beginStart() {
    EventHistory next;
    next.begun = true;
    next.answeredBefore = history_.answeredBefore || history_.answered != nullptr || history_.profile != nullptr ||
                          history_.empty != nullptr || history_.refusal != nullptr || history_.skipped != nullptr ||
                          history_.provisioned != nullptr || history_.unpaired;
    next.earlierProfile = history_.profile != nullptr ? history_.profile : history_.earlierProfile;
    next.earlierEmpty = history_.empty != nullptr ? history_.empty : history_.earlierEmpty;
    const bool unseen = history_.profile == nullptr && history_.empty == nullptr && history_.refusal == nullptr;
    next.earlierUnseen = unseen && history_.answered != nullptr ? history_.answered : history_.earlierUnseen;
    next.earlierRefusal = history_.refusal != nullptr ? history_.refusal : history_.earlierRefusal;
    history_ = next;
  }

  // Without a new question (160) a network that comes opens none.
  bool isSettled() const {
    return history_.skipped != nullptr || history_.provisioned != nullptr || history_.profile != nullptr ||
           history_.refusal != nullptr || history_.unpaired;
  }

  void ask(const EventFacts& event) {
    const bool answered = history_.answered != nullptr || history_.profile != nullptr || history_.empty != nullptr ||
                          history_.refusal != nullptr;
    if (answered || history_.unreachable != nullptr) {
      const EventHistory before = history_;
      beginStart();
      history_.begun = before.begun;
      history_.network = answered ? nullptr : before.network;
    }
    history_.asked = &event;
  }

  // 703 and the service's own reasons are answers by themselves: the log may begin after the question. The others are
  // also written where nobody asked.
  void takeAnswer(const EventFacts& event, Mark mark) {
    const bool asked = history_.asked != nullptr;
    if (mark == Mark::refusal) {
      history_.refusal = &event;
      history_.unreachable = nullptr;
    } else if (mark == Mark::profile && (asked || event.id == 703)) {
      history_.profile = &event;
      history_.unreachable = nullptr;
    } else if (mark == Mark::empty && asked) {
      // The state is "not provisioned" too before a profile that has come is set up.
      const bool comesUp = event.id == 153 && history_.profile != nullptr && history_.profile->id == 703;
      history_.empty = comesUp ? history_.empty : &event;
      history_.unreachable = nullptr;
    } else if (mark == Mark::answered && asked) {
      history_.answered = &event;
    } else if ((mark == Mark::empty && event.id != 153) || mark == Mark::answered) {
      history_.unpaired = !history_.begun;
    } else if (mark == Mark::unreachable && asked) {
      history_.unreachable = &event;
      history_.addressed = namesAddress(event) ? &event : history_.addressed;
    } else if (mark == Mark::unattested) {
      history_.unattested = &event;
    } else if (mark == Mark::attested) {
      history_.unattested = nullptr;
    }
  }

  EventHistory history_;
};

}  // namespace

std::uint64_t serviceCodeOf(const EventFacts& event) {
  const bool number = event.id == 807 || event.id == 809 || event.id == 815 || event.id == 908;
  if (!number && event.id != 709) {
    return 0;
  }
  if (event.level < 1 || event.level > 3) {
    return 0;
  }
  const std::uint64_t named = codeInData(event);
  if (!number) {
    return named;
  }
  // 26H1 has an 807 of its own that carries an HRESULT: only the service's words make that one an answer.
  const bool ownMessage = dataOf(event, "HRESULT") != nullptr || std::ranges::any_of(event.data, [](const auto& datum) {
                            return trimmed(datum.value).starts_with("0x") && knowledge::codeFrom(trimmed(datum.value));
                          });
  return named != 0 || !ownMessage ? event.id : 0;
}

EventHistory eventHistoryOf(const std::vector<EventFacts>& events) {
  const bool modern = std::ranges::any_of(
      events, [](const EventFacts& event) { return isOfAutopilotLog(event) && isModern(event) && event.id != 100; });
  std::vector<const EventFacts*> own;
  for (const EventFacts& event : events) {
    if (isOfAutopilotLog(event) && (!modern || isModern(event))) {
      own.push_back(&event);
    }
  }
  std::ranges::stable_sort(own, {}, &EventFacts::recordId);
  StartReader reader;
  for (const EventFacts* event : own) {
    reader.take(*event);
  }
  EventHistory history = reader.take();
  history.fromFirst = beginsAtFirst(own);
  history.holdsFirst = !own.empty() && (own.front()->recordId == 1 || own.front()->firstRecordId == 1);
  history.code = history.refusal == nullptr ? 0 : serviceCodeOf(*history.refusal);
  return history;
}

std::optional<std::uint32_t> failureCodeOf(const EventFacts& event) {
  constexpr std::uint32_t failure = 0x8000'0000U;
  for (const NamedText& datum : event.data) {
    const std::optional<std::uint32_t> code = knowledge::codeFrom(trimmed(datum.value));
    if (code && (*code & failure) != 0) {
      return code;
    }
  }
  return {};
}

Text eventText(const EventFacts& event) {
  const std::string id = fmt::format("{}", event.id);
  if (const int state = event.id == 153 ? profileState(event) : -1; state >= 0) {
    const auto named = knowledge::findEnum("autopilot.ProfileState", std::int64_t{state});
    return {RegistrationId::eventProfileState,
            {{"state", fmt::format("{}", state)}, {"meaning", named ? named->meaning : std::string_view()}}};
  }
  const knowledge::EventEntry* entry = knowledge::findEvent(event.provider, static_cast<std::uint32_t>(event.id),
                                                            static_cast<std::uint8_t>(event.level));
  if (entry == nullptr) {
    return {RegistrationId::eventPlain, {{"id", id}}};
  }
  const std::optional<std::uint32_t> code = failureCodeOf(event);
  return code ? Text(RegistrationId::eventMeaningCode,
                     {{"id", id}, {"code", fmt::format("0x{:08X}", *code)}, {"meaning", entry->meaning}})
              : Text(RegistrationId::eventMeaning, {{"id", id}, {"meaning", entry->meaning}});
}

}  // namespace preflight::registration
