#include "model/report.h"

namespace preflight {
std::string_view words(SetupPhase phase) {
  switch (phase) {
    case SetupPhase::unknown:
      return "phase not known";
    case SetupPhase::oobe:
      return "OOBE";
    case SetupPhase::audit:
      return "audit mode";
    case SetupPhase::desktop:
      return "desktop";
    case SetupPhase::winpe:
      return "Windows PE";
    case SetupPhase::setup:
      return "Windows Setup";
    case SetupPhase::linux:
      return "Linux";
  }
  return "phase not known";
}

}  // namespace preflight
