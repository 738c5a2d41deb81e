#include "model/report.h"

#include "base/names.h"

namespace preflight {
namespace {

constexpr NameTable<SetupPhase, 7> phases{{{{SetupPhase::unknown, "unknown"},
                                            {SetupPhase::oobe, "oobe"},
                                            {SetupPhase::audit, "audit"},
                                            {SetupPhase::desktop, "desktop"},
                                            {SetupPhase::winpe, "winpe"},
                                            {SetupPhase::setup, "setup"},
                                            {SetupPhase::linux, "linux"}}}};
constexpr NameTable<SystemKind, 2> systems{{{{SystemKind::windows, "windows"}, {SystemKind::linux, "linux"}}}};
constexpr NameTable<ReportOrigin, 3> origins{
    {{{ReportOrigin::live, "live"}, {ReportOrigin::recording, "recording"}, {ReportOrigin::archive, "archive"}}}};

}  // namespace

std::string_view name(SetupPhase phase) {
  return phases.name(phase);
}
std::string_view name(SystemKind kind) {
  return systems.name(kind);
}
std::string_view name(ReportOrigin origin) {
  return origins.name(origin);
}
Result<SetupPhase> setupPhaseFromName(std::string_view text) {
  return phases.value(text, "setup phase");
}
Result<SystemKind> systemKindFromName(std::string_view text) {
  return systems.value(text, "system");
}
Result<ReportOrigin> reportOriginFromName(std::string_view text) {
  return origins.value(text, "origin of a report");
}

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
