// The enrollment status page: its three phases (AutopilotSettings), what the enrollment says about it (FirstSync), and
// the marks that Windows leaves behind. From when its limit counts is told later, by joinUp, out of the shell's
// records.
#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "collect/support/registry_values.h"
#include "model/fact.h"

namespace preflight {
namespace {

constexpr std::string_view settingsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr std::string_view enrollmentsKey = R"(HKLM\SOFTWARE\Microsoft\Enrollments)";
constexpr std::string_view accountsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM\Accounts)";
constexpr std::string_view agentKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Agent)";
constexpr std::size_t mostMarks = 100;

struct PhaseValue {
  PhaseId id;
  std::string_view value;
};
constexpr std::array<PhaseValue, 3> phaseValues{{{PhaseId::devicePreparation, "DevicePreparationCategory.Status"},
                                                 {PhaseId::deviceSetup, "DeviceSetupCategory.Status"},
                                                 {PhaseId::accountSetup, "AccountSetupCategory.Status"}}};

DeploymentPhase readPhase(const PhaseValue& which, const RegistryValue& value) {
  const std::string source = fmt::format("{}\\{}", settingsKey, which.value);
  const Result<DeploymentPhase> read =
      asText(value).and_then([&](const std::string& text) { return phaseFromJson(which.id, text); });
  DeploymentPhase phase;
  if (read) {
    phase = *read;
  } else {
    phase.id = which.id;
    phase.shape = "damaged";
    phase.text = printable(read.error().words, 300);
  }
  phase.source = source;
  return phase;
}

void readPhases(const Result<RegistryKey>& settings, StatusPagePart& part) {
  if (!settings) {
    part.phases = unknownFact<std::vector<DeploymentPhase>>(settings.error(), std::string(settingsKey));
    return;
  }
  std::vector<DeploymentPhase> phases;
  for (const PhaseValue& each : phaseValues) {
    const RegistryValue* value = settings->value(each.value);
    // Empty is what a reset page leaves behind: as good as not there.
    if (value != nullptr && !(asText(*value) && trimmed(*asText(*value)).empty())) {
      phases.push_back(readPhase(each, *value));
    }
  }
  part.phases = phases.empty() ? absentFact<std::vector<DeploymentPhase>>(std::string(settingsKey),
                                                                          "no phase of the status page was written")
                               : knownFact(std::move(phases), std::string(settingsKey));
}

UserSync userSync(const RegistryKey& key) {
  UserSync user;
  user.account = printable(key.name, 200);
  user.syncDone = flagIn(key, "IsSyncDone");
  user.serverFinished = flagIn(key, "IsServerProvisioningDone");
  if (!user.serverFinished) {
    user.serverFinished = flagIn(key, "ServerHasFinishedProvisioning");
  }
  return user;
}

std::optional<bool> shown(const RegistryKey& key, std::string_view skipValue) {
  const std::optional<bool> skipped = flagIn(key, skipValue);
  return skipped ? std::optional(!*skipped) : std::nullopt;
}

std::optional<std::int64_t> signedNumber(std::optional<std::uint64_t> number) {
  return number && *number <= INT64_MAX ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

StatusPageSettings readSettings(const RegistryKey& enrollment, const RegistryKey& firstSync) {
  StatusPageSettings settings;
  settings.enrollment = printable(enrollment.name, 100);
  settings.provider = textIn(enrollment, "ProviderID");
  settings.deviceShown = shown(firstSync, "SkipDeviceStatusPage");
  settings.userShown = shown(firstSync, "SkipUserStatusPage");
  settings.timeoutMinutes = signedNumber(numberIn(firstSync, "SyncFailureTimeout"));
  settings.buttons = signedNumber(numberIn(firstSync, "BlockInStatusPage"));
  const UserSync device = userSync(firstSync);
  settings.syncDone = device.syncDone;
  settings.serverFinished = device.serverFinished;
  for (const RegistryKey& each : firstSync.subkeys) {
    if (const std::optional<ScopeName> scope = scopeOf(each.name);
        scope && scope->scope == DeploymentScope::user && settings.users.size() < mostMarks) {
      settings.users.push_back(userSync(each));
    }
  }
  settings.source = fmt::format("{}\\{}\\FirstSync", enrollmentsKey, settings.enrollment);
  return settings;
}

bool isEnrollment(const RegistryKey& key) {
  return !textIn(key, "DiscoveryServiceFullURL").empty() ||
         equalIgnoringCase(textIn(key, "ProviderID"), "MS DM Server");
}

// Which enrollment the page belongs to: one with an account that manages it now; else the only one that is enrolled.
void markCurrent(const Host& host, const RegistryKey& enrollments, std::vector<StatusPageSettings>& all) {
  const Result<RegistryKey> accounts = host.registry(accountsKey, RegistryDepth::key);
  const auto fitting = [&](auto fits, std::string_view why) {
    const auto count = std::count_if(all.begin(), all.end(), fits);
    const auto found = std::find_if(all.begin(), all.end(), fits);
    if (count == 1) {
      found->current = true;
      found->currentWhy = why;
    }
    return count == 1;
  };
  const auto hasAccount = [&](const StatusPageSettings& each) {
    return accounts && accounts->subkey(each.enrollment) != nullptr;
  };
  const auto enrolled = [&](const StatusPageSettings& each) {
    const RegistryKey* key = enrollments.subkey(each.enrollment);
    return key != nullptr && isEnrollment(*key) && numberIn(*key, "EnrollmentState") == 1;
  };
  const auto real = [&](const StatusPageSettings& each) {
    const RegistryKey* key = enrollments.subkey(each.enrollment);
    return key != nullptr && isEnrollment(*key);
  };
  fitting([&](const auto& each) { return hasAccount(each) && real(each); }, "it has a management account") ||
      fitting(enrolled, "it is the only one that is enrolled") || fitting(real, "it is the only one with a server") ||
      fitting([](const auto&) { return true; }, "it is the only one with settings");
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.current && !b.current; });
}

// A value of the current enrollment; of all of them when they agree; else it can not be known.
template <class T, class Get>
Fact<T> settled(const std::vector<StatusPageSettings>& all, Get get, std::string_view value) {
  const std::string source = all.front().source + "\\" + std::string(value);
  const bool same = all.front().current || std::all_of(all.begin(), all.end(), [&](const StatusPageSettings& each) {
                      return get(each) == get(all.front());
                    });
  if (!same) {
    return unknownFact<T>(
        Error{ErrorKind::failed, "read " + std::string(value),
              "several enrollments say different things, and none is known to be the current one", CodeSpace::none, 0},
        source);
  }
  const auto found = get(all.front());
  return found ? knownFact(T(*found), source) : absentFact<T>(source, "the value is not written");
}

void settle(StatusPagePart& part) {
  const std::vector<StatusPageSettings>& all = part.settings.value;
  const auto button = [&](std::int64_t bit) {
    return settled<bool>(
        all,
        [bit](const StatusPageSettings& each) {
          return each.buttons ? std::optional((*each.buttons & bit) != 0) : std::nullopt;
        },
        "BlockInStatusPage");
  };
  part.timeoutMinutes = settled<std::int64_t>(
      all, [](const auto& each) { return each.timeoutMinutes; }, "SyncFailureTimeout");
  part.allowReset = button(1);
  part.allowTryAgain = button(2);
  part.allowContinue = button(4);
  part.deviceShown = settled<bool>(
      all, [](const auto& each) { return each.deviceShown; }, "SkipDeviceStatusPage");
  part.userShown = settled<bool>(
      all, [](const auto& each) { return each.userShown; }, "SkipUserStatusPage");
  part.syncDone = settled<bool>(
      all, [](const auto& each) { return each.syncDone; }, "IsSyncDone");
  part.serverFinished = settled<bool>(
      all, [](const auto& each) { return each.serverFinished; }, "IsServerProvisioningDone");
  part.users = knownFact(all.front().users, all.front().source);
}

void readEnrollments(const Host& host, StatusPagePart& part) {
  const Result<RegistryKey> enrollments = host.registry(enrollmentsKey, RegistryDepth::tree);
  std::vector<StatusPageSettings> all;
  for (const RegistryKey& each : enrollments ? enrollments->subkeys : std::vector<RegistryKey>{}) {
    if (const RegistryKey* firstSync = each.subkey("FirstSync"); firstSync != nullptr && all.size() < mostMarks) {
      all.push_back(readSettings(each, *firstSync));
    }
  }
  if (all.empty()) {
    const std::string source(enrollmentsKey);
    const Error none{ErrorKind::absent, "read FirstSync", "no enrollment holds settings of the status page",
                     CodeSpace::none, 0};
    const Error error = enrollments ? none : enrollments.error();
    part.settings = unknownFact<std::vector<StatusPageSettings>>(error, source);
    giveUpOn(part, error);
    return;
  }
  markCurrent(host, *enrollments, all);
  part.settings = knownFact(std::move(all), std::string(enrollmentsKey));
  settle(part);
}

void addMarks(const RegistryKey& key, std::string_view path, std::vector<DeploymentMark>& marks) {
  for (const auto& [valueName, value] : key.values) {
    const std::string text = textIn(value);
    const bool isPhase = valueName.size() > 7 && valueName.ends_with(".Status");
    const bool isCommands = equalIgnoringCase(valueName, "EspCommandsJson");
    if (!text.empty() && !isPhase && !isCommands && marks.size() < mostMarks) {
      marks.push_back({printable(valueName, 200), printable(text, 300), std::string(path)});
    }
  }
}

// The page's flags, the provisioning agent's last event, and what else stands beside the current FirstSync.
void readMarks(const Host& host, const Result<RegistryKey>& settings, StatusPagePart& part) {
  std::vector<DeploymentMark> marks;
  if (settings) {
    for (const auto& [valueName, value] : settings->values) {
      const bool flag = startsWithIgnoringCase(valueName, "Global.") || startsWithIgnoringCase(valueName, "Show") ||
                        startsWithIgnoringCase(valueName, "DevicePrep.");
      if (flag && marks.size() < mostMarks) {
        marks.push_back({printable(valueName, 200), printable(textIn(value), 300), std::string(settingsKey)});
      }
    }
  }
  if (const Result<RegistryKey> agent = host.registry(agentKey, RegistryDepth::key)) {
    addMarks(*agent, agentKey, marks);
  }
  if (part.settings.known() && !part.settings.value.empty()) {
    const std::string& source = part.settings.value.front().source;
    if (const Result<RegistryKey> firstSync = host.registry(source, RegistryDepth::key)) {
      addMarks(*firstSync, source, marks);
    }
  }
  if (!settings && marks.empty()) {
    part.marks = unknownFact<std::vector<DeploymentMark>>(settings.error(), std::string(settingsKey));
    return;
  }
  part.marks = knownFact(std::move(marks), std::string(settingsKey));
}

}  // namespace

StatusPagePart collectStatusPage(const Host& host, const CollectOptions&) {
  StatusPagePart part;
  const Error later{ErrorKind::absent, "read the shell's records", "no record says so", CodeSpace::none, 0};
  part.countedFrom = unknownFact<UtcTime>(later, "Shell-Core");
  part.countedFromHow = unknownFact<std::string>(later, "Shell-Core");
  part.appliedMinutes = unknownFact<std::int64_t>(later, "Shell-Core");
  const Result<RegistryKey> settings = host.registry(settingsKey, RegistryDepth::key);
  readPhases(settings, part);
  readEnrollments(host, part);
  readMarks(host, settings, part);
  return part;
}

}  // namespace preflight
