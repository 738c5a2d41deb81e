// Who runs the program, and whether the device is in OOBE, audit mode, Windows PE, Setup or on its desktop.
// Signs: user defaultuser0 (its number varies) = OOBE; MiniNT key or system drive X: = Windows PE; ImageState;
// SYSTEM\Setup OOBEInProgress and SystemSetupInProgress; Setup\Status AuditBoot.
#include <array>

#include "base/text.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"
#include "text/label_id.h"

namespace preflight {
namespace {

constexpr std::string_view imageStateKey = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)";
constexpr std::string_view setupKey = R"(HKLM\SYSTEM\Setup)";

struct Phase {
  SetupPhase phase;
  std::string evidence;
  std::string source;
};

// What was asked and could not be answered; kept so that "no sign found" never passes for "desktop".
struct Signs {
  std::optional<Phase> found;
  std::optional<Error> firstError;

  void note(const Error& error) {
    if (error.kind != ErrorKind::absent && !firstError) {
      firstError = error;
    }
  }
  template <class T>
  void noteUnread(const Fact<T>& fact) {
    if (!fact.known()) {
      note(fact.error);
    }
  }
};

void lookForWindowsPe(const Host& host, const Result<ProcessFacts>& process, Signs& signs) {
  if (process && startsWithIgnoringCase(process->systemFolder, "X:\\")) {
    signs.found = Phase{SetupPhase::winpe, say(LabelId::howDriveX), "process"};
    return;
  }
  const Fact<bool> miniNt = KeyFacts(host, R"(HKLM\SYSTEM\CurrentControlSet\Control\MiniNT)").present();
  signs.noteUnread(miniNt);
  if (miniNt.known() && miniNt.value) {
    signs.found = Phase{SetupPhase::winpe, say(LabelId::howMiniNt), miniNt.source};
  }
}

void lookAtUser(const Result<ProcessFacts>& process, Signs& signs) {
  if (!process) {
    signs.note(process.error());
  } else if (startsWithIgnoringCase(process->userName, "defaultuser")) {
    signs.found = Phase{SetupPhase::oobe, say(LabelId::howUser, {{"name", process->userName}}), "process"};
  }
}

void lookAtImageState(const Host& host, Signs& signs) {
  struct State {
    std::string_view ending;
    SetupPhase phase;
  };
  constexpr std::array<State, 3> states{{{"_TO_AUDIT", SetupPhase::audit},
                                         {"_TO_OOBE", SetupPhase::oobe},
                                         {"IMAGE_STATE_UNDEPLOYABLE", SetupPhase::setup}}};
  const Fact<std::string> text = KeyFacts(host, imageStateKey).text("ImageState");
  signs.noteUnread(text);
  for (const State& state : states) {
    if (text.known() && lower(text.value).ends_with(lower(state.ending))) {
      signs.found =
          Phase{state.phase, say(LabelId::howImageState, {{"state", shortened(text.value, 80)}}), text.source};
      return;
    }
  }
}

void lookAtFlags(const Host& host, Signs& signs) {
  struct Flag {
    std::string_view key;
    std::string_view value;
    SetupPhase phase;
  };
  constexpr std::array<Flag, 3> flags{{{R"(HKLM\SYSTEM\Setup\Status)", "AuditBoot", SetupPhase::audit},
                                       {setupKey, "OOBEInProgress", SetupPhase::oobe},
                                       {setupKey, "SystemSetupInProgress", SetupPhase::setup}}};
  for (const Flag& flag : flags) {
    const Fact<std::uint64_t> number = KeyFacts(host, flag.key).number(flag.value);
    signs.noteUnread(number);
    if (number.known() && number.value == 1) {
      signs.found = Phase{flag.phase, say(LabelId::howFlag, {{"name", flag.value}}), number.source};
      return;
    }
  }
}

void setPhase(const Host& host, const Result<ProcessFacts>& process, SetupPart& part) {
  Signs signs;
  lookForWindowsPe(host, process, signs);
  if (!signs.found) {
    lookAtUser(process, signs);
  }
  if (!signs.found) {
    lookAtImageState(host, signs);
  }
  if (!signs.found) {
    lookAtFlags(host, signs);
  }
  if (!signs.found && signs.firstError) {
    part.phase = unknownFact<SetupPhase>(*signs.firstError, "registry");
    part.phaseEvidence = unknownFact<std::string>(*signs.firstError, "registry");
    return;
  }
  const Phase phase = signs.found.value_or(Phase{SetupPhase::desktop, say(LabelId::howNoSign), std::string(setupKey)});
  part.phase = knownFact(phase.phase, phase.source);
  part.phaseEvidence = knownFact(phase.evidence, phase.source);
}

}  // namespace

SetupPart collectSetup(const Host& host, const CollectOptions&) {
  SetupPart part;
  const Result<ProcessFacts> process = host.process();
  const auto fromProcess = [&]<class T>(T get) {
    using Value = decltype(get(*process));
    return process ? knownFact<Value>(get(*process), "process") : unknownFact<Value>(process.error(), "process");
  };
  part.userName = fromProcess([](const ProcessFacts& p) { return p.userName; });
  part.computerName = fromProcess([](const ProcessFacts& p) { return p.computerName; });
  part.elevated = process ? factOf(process->elevated, "process token") : unknownFact<bool>(process.error(), "process");
  part.localSystem =
      process ? factOf(process->localSystem, "process token") : unknownFact<bool>(process.error(), "process");
  part.utcOffsetMinutes =
      factOf(host.clock().map([](const Clock& clock) { return std::int64_t{clock.offsetMinutes}; }), "clock");
  if (host.info().system == System::linux) {
    part.phase = knownFact(SetupPhase::linux, "process");
    part.phaseEvidence = knownFact(say(LabelId::howLinux), "process");
  } else {
    setPhase(host, process, part);
  }
  return part;
}

}  // namespace preflight
