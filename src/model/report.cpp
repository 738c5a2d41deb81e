#include "model/report.h"

#include "text/label_id.h"

namespace preflight {
namespace {

LabelId labelOf(SetupPhase phase) {
  switch (phase) {
    case SetupPhase::unknown:
      break;
    case SetupPhase::oobe:
      return LabelId::phaseOobe;
    case SetupPhase::audit:
      return LabelId::phaseAudit;
    case SetupPhase::desktop:
      return LabelId::phaseDesktop;
    case SetupPhase::winpe:
      return LabelId::phaseWinpe;
    case SetupPhase::setup:
      return LabelId::phaseSetup;
    case SetupPhase::linux:
      return LabelId::phaseLinux;
  }
  return LabelId::phaseUnknown;
}

}  // namespace

std::string_view words(SetupPhase phase) {
  return catalogue::sentence(rowOf(labelOf(phase)));
}

}  // namespace preflight
