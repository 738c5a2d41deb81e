// The enrollment status page: its three phases (AutopilotSettings), what the enrollment says about it (FirstSync), and
// the marks that Windows leaves behind. From when its limit counts is added later, by joinUp, from the shell's records.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "collect/deployment/item_list.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"
#include "model/fact.h"
#include "text/error_id.h"
#include "text/label_id.h"

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

DeploymentPhase phaseFrom(PhaseId id, const Fact<std::string>& text) {
  Result<DeploymentPhase> read =
      text.known() ? phaseFromJson(id, text.value) : Result<DeploymentPhase>(tl::unexpected(text.error));
  DeploymentPhase phase;
  if (read) {
    phase = *std::move(read);
  } else {
    phase.id = id;
    phase.shape = "damaged";
    phase.text = read.error().words.str();
  }
  phase.source = text.source;
  return phase;
}

void readPhases(const KeyFacts& settings, StatusPagePart& part) {
  if (!settings.wasRead()) {
    part.phases = unknownFact<std::vector<DeploymentPhase>>(settings.error(), settings.path());
    return;
  }
  std::vector<DeploymentPhase> phases;
  for (const auto& [id, value] : phaseValues) {
    // Empty is what a reset page leaves behind: as good as not there.
    if (const Fact<std::string> text = settings.text(value); text.state != FactState::absent) {
      phases.push_back(phaseFrom(id, text));
    }
  }
  part.phases = phases.empty() ? absentFact<std::vector<DeploymentPhase>>(settings.path(), ErrorId::whyNoPhase)
                               : knownFact(std::move(phases), settings.path());
}

UserSync userSync(const KeyFacts& firstSync) {
  UserSync user;
  user.account = firstSync.name();
  user.syncDone = optionalOf(firstSync.flag("IsSyncDone"));
  user.serverFinished = optionalOf(firstSync.flag("IsServerProvisioningDone"));
  if (!user.serverFinished) {
    user.serverFinished = optionalOf(firstSync.flag("ServerHasFinishedProvisioning"));
  }
  return user;
}

std::optional<bool> shown(const KeyFacts& firstSync, std::string_view skipValue) {
  return optionalOf(mapped(firstSync.flag(skipValue), std::logical_not<bool>()));
}

std::optional<std::int64_t> signedNumber(const Fact<std::uint64_t>& number) {
  return number.known() && number.value <= INT64_MAX ? std::optional(static_cast<std::int64_t>(number.value))
                                                     : std::nullopt;
}

StatusPageSettings readSettings(const KeyFacts& enrollment, const KeyFacts& firstSync) {
  StatusPageSettings settings;
  settings.enrollment = enrollment.name();
  settings.provider = enrollment.written("ProviderID").value;
  settings.deviceShown = shown(firstSync, "SkipDeviceStatusPage");
  settings.userShown = shown(firstSync, "SkipUserStatusPage");
  settings.timeoutMinutes = signedNumber(firstSync.number("SyncFailureTimeout"));
  settings.buttons = signedNumber(firstSync.number("BlockInStatusPage"));
  const UserSync device = userSync(firstSync);
  settings.syncDone = device.syncDone;
  settings.serverFinished = device.serverFinished;
  for (const KeyFacts& user : firstSync.keys()) {
    const std::optional<ScopeName> scope = scopeOf(user.name());
    if (scope && scope->scope == DeploymentScope::user && settings.users.size() < mostMarks) {
      settings.users.push_back(userSync(user));
    }
  }
  settings.source = firstSync.path();
  return settings;
}

// One with a server; some thirty keys of every Windows have none.
bool isEnrollment(const KeyFacts& enrollment) {
  return enrollment.text("DiscoveryServiceFullURL").known() ||
         equalIgnoringCase(enrollment.text("ProviderID").value, "MS DM Server");
}

// Which enrollment the page belongs to: one with an account that manages it now; else the only one that is enrolled.
void markCurrent(const Host& host, const KeyFacts& enrollments, std::vector<StatusPageSettings>& all) {
  const KeyFacts accounts(host, accountsKey);
  const auto onlyOne = [&](auto fits, LabelId why) {
    const auto found = std::ranges::find_if(all, fits);
    const bool one = std::ranges::count_if(all, fits) == 1;
    if (one) {
      found->current = true;
      found->currentWhy = say(why);
    }
    return one;
  };
  const auto real = [&](const StatusPageSettings& settings) {
    return isEnrollment(enrollments.below(settings.enrollment));
  };
  const auto managed = [&](const StatusPageSettings& settings) {
    return real(settings) && accounts.hasKey(settings.enrollment);
  };
  const auto enrolled = [&](const StatusPageSettings& settings) {
    return real(settings) && enrollments.below(settings.enrollment).number("EnrollmentState").value == 1;
  };
  onlyOne(managed, LabelId::howManagementAccount) || onlyOne(enrolled, LabelId::howEnrolled) ||
      onlyOne(real, LabelId::howServer) ||
      onlyOne([](const StatusPageSettings&) { return true; }, LabelId::howSettings);
  std::ranges::stable_sort(all, std::greater(), &StatusPageSettings::current);
}

// A value of the current enrollment; of all of them when they agree; else it can not be known.
template <class T, class Get>
Fact<T> settled(const std::vector<StatusPageSettings>& all, Get get, std::string_view value) {
  const std::string source = all.front().source + "\\" + std::string(value);
  const bool same = all.front().current || std::ranges::all_of(all, [&](const StatusPageSettings& settings) {
                      return get(settings) == get(all.front());
                    });
  if (!same) {
    return unknownFact<T>(readError(ErrorKind::failed, std::string(value), ErrorId::whyEnrollmentsDiffer), source);
  }
  const auto found = get(all.front());
  return found ? knownFact(T(*found), source) : absentFact<T>(source, ErrorId::whyValueMissing);
}

void settle(StatusPagePart& part) {
  const std::vector<StatusPageSettings>& all = part.settings.value;
  const auto button = [&](std::int64_t bit) {
    return settled<bool>(
        all,
        [bit](const StatusPageSettings& settings) {
          return settings.buttons ? std::optional((*settings.buttons & bit) != 0) : std::nullopt;
        },
        "BlockInStatusPage");
  };
  part.timeoutMinutes = settled<std::int64_t>(
      all, [](const auto& settings) { return settings.timeoutMinutes; }, "SyncFailureTimeout");
  part.allowReset = button(1);
  part.allowTryAgain = button(2);
  part.allowContinue = button(4);
  part.deviceShown = settled<bool>(
      all, [](const auto& settings) { return settings.deviceShown; }, "SkipDeviceStatusPage");
  part.userShown = settled<bool>(
      all, [](const auto& settings) { return settings.userShown; }, "SkipUserStatusPage");
  part.syncDone = settled<bool>(
      all, [](const auto& settings) { return settings.syncDone; }, "IsSyncDone");
  part.serverFinished = settled<bool>(
      all, [](const auto& settings) { return settings.serverFinished; }, "IsServerProvisioningDone");
  part.users = knownFact(all.front().users, all.front().source);
}

void readEnrollments(const Host& host, StatusPagePart& part) {
  const KeyFacts enrollments(host, enrollmentsKey, RegistryDepth::tree);
  std::vector<StatusPageSettings> all;
  for (const KeyFacts& enrollment : enrollments.keys()) {
    if (const KeyFacts firstSync = enrollment.below("FirstSync"); firstSync.wasRead() && all.size() < mostMarks) {
      all.push_back(readSettings(enrollment, firstSync));
    }
  }
  if (all.empty()) {
    const Error none = readError(ErrorKind::absent, "FirstSync", ErrorId::whyNoStatusPage);
    const Error error = enrollments.wasRead() ? none : enrollments.error();
    part.settings = unknownFact<std::vector<StatusPageSettings>>(error, enrollments.path());
    giveUpOn(part, error);
    return;
  }
  markCurrent(host, enrollments, all);
  part.settings = knownFact(std::move(all), enrollments.path());
  settle(part);
}

void addMark(const std::string& name, const RegistryValue& value, const KeyFacts& key,
             std::vector<DeploymentMark>& marks) {
  if (const std::string text = writtenText(value); !text.empty() && marks.size() < mostMarks) {
    marks.push_back({shortened(name, 200), shortened(text, 300), key.path()});
  }
}

void addMarks(const KeyFacts& key, std::vector<DeploymentMark>& marks) {
  for (const auto& [name, value] : key.values()) {
    const bool isPhase = name.ends_with(".Status");
    const bool isCommands = equalIgnoringCase(name, "EspCommandsJson");
    if (!isPhase && !isCommands) {
      addMark(name, value, key, marks);
    }
  }
}

// The page's flags, the provisioning agent's last event, and the other values of the current FirstSync.
void readMarks(const Host& host, const KeyFacts& settings, StatusPagePart& part) {
  std::vector<DeploymentMark> marks;
  for (const auto& [name, value] : settings.values()) {
    const bool flag = startsWithIgnoringCase(name, "Global.") || startsWithIgnoringCase(name, "Show") ||
                      startsWithIgnoringCase(name, "DevicePrep.");
    if (flag) {
      addMark(name, value, settings, marks);
    }
  }
  addMarks(KeyFacts(host, agentKey), marks);
  if (part.settings.known() && !part.settings.value.empty()) {
    addMarks(KeyFacts(host, part.settings.value.front().source), marks);
  }
  part.marks = settings.wasRead() || !marks.empty()
                   ? knownFact(std::move(marks), settings.path())
                   : unknownFact<std::vector<DeploymentMark>>(settings.error(), settings.path());
}

}  // namespace

StatusPagePart collectStatusPage(const Host& host, const CollectOptions&) {
  StatusPagePart part;
  part.countedFrom = absentFact<UtcTime>("Shell-Core", ErrorId::whyNoRecord);
  part.countedFromHow = absentFact<std::string>("Shell-Core", ErrorId::whyNoRecord);
  part.appliedMinutes = absentFact<std::int64_t>("Shell-Core", ErrorId::whyNoRecord);
  const KeyFacts settings(host, settingsKey);
  readPhases(settings, part);
  readEnrollments(host, part);
  readMarks(host, settings, part);
  return part;
}

}  // namespace preflight
