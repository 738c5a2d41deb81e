#include "base/names.h"
#include "base/text.h"
#include "model/autopilot.h"
#include "model/enrollment.h"
#include "model/join.h"

namespace preflight {
namespace {

constexpr NameTable<JoinKind, 4> joinWords{{{{JoinKind::none, "not joined"},
                                             {JoinKind::entra, "Entra joined"},
                                             {JoinKind::hybrid, "hybrid joined"},
                                             {JoinKind::domain, "domain joined"}}}};

}  // namespace

std::string_view words(JoinKind kind) {
  return joinWords.name(kind);
}

const std::string* dataOf(const EventFacts& event, std::string_view name) {
  for (const NamedText& each : event.data) {
    if (equalIgnoringCase(each.name, name)) {
      return &each.value;
    }
  }
  return nullptr;
}

const EventFacts* newestOf(const std::vector<EventFacts>& events, std::uint64_t id) {
  const EventFacts* newest = nullptr;
  for (const EventFacts& each : events) {
    if (each.id == id && (newest == nullptr || (each.channel == newest->channel && each.recordId > newest->recordId))) {
      newest = &each;
    }
  }
  return newest;
}

}  // namespace preflight
