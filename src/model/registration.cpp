#include "base/text.h"
#include "model/autopilot.h"
#include "model/enrollment.h"
#include "model/join.h"
#include "text/label_id.h"

namespace preflight {
namespace {

LabelId labelOf(JoinKind kind) {
  switch (kind) {
    case JoinKind::none:
      break;
    case JoinKind::entra:
      return LabelId::joinEntra;
    case JoinKind::hybrid:
      return LabelId::joinHybrid;
    case JoinKind::domain:
      return LabelId::joinDomain;
  }
  return LabelId::joinNone;
}

}  // namespace

std::string_view words(JoinKind kind) {
  return catalogue::sentence(rowOf(labelOf(kind)));
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
