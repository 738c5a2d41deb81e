// What surrounds a deployment: attestation of the TPM as the registry holds it, the clock, who is signed in, and
// policies that Windows could not set.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "collect/deployment/mdm_events.h"
#include "collect/support/registry_values.h"
#include "model/fact.h"

namespace preflight {
namespace {

constexpr std::string_view tpmKey = R"(HKLM\SYSTEM\CurrentControlSet\Services\TPM\WMI)";
constexpr std::string_view integrityKey = R"(HKLM\SYSTEM\CurrentControlSet\Control\IntegrityServices)";
constexpr std::string_view oobeKey = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\OOBE)";
constexpr std::string_view logonKey = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI)";
constexpr std::string_view winlogonKey = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)";
constexpr std::string_view profilesKey = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)";
constexpr std::string_view conflictKey =
    R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\ControlPolicyConflict)";
constexpr std::array<std::string_view, 1> autopilotChannel{
    "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot"};
constexpr std::array<std::string_view, 1> systemChannel{"System"};
constexpr std::int64_t smallestJump = 120'000;  // milliseconds; less is a clock being kept right
constexpr std::size_t mostJumps = 50;
constexpr std::size_t mostProblems = 300;

std::int64_t storedCertificates(const RegistryKey& tpm) {
  std::int64_t count = 0;
  const RegistryKey* endorsement = tpm.subkey("Endorsement");
  for (const RegistryKey& store : endorsement != nullptr ? endorsement->subkeys : std::vector<RegistryKey>{}) {
    if (const RegistryKey* certificates = store.subkey("Certificates")) {
      count += static_cast<std::int64_t>(certificates->subkeys.size());
    }
  }
  return count;
}

UtcTime timeIn(const EventFacts& event, std::string_view part) {
  for (const NamedText& each : event.data) {
    if (lower(each.name).find(part) != std::string::npos) {
      if (const UtcTime time = timeFromText(each.value); time != UtcTime{}) {
        return time;
      }
    }
  }
  return {};
}

void readJumps(const Host& host, DeploymentClockPart& part) {
  EventQuery query;
  query.provider = "Microsoft-Windows-Kernel-General";
  query.ids = {1};
  const Fact<std::vector<EventFacts>> set = recordsOf(host, systemChannel, query);
  query.provider.clear();
  query.ids = {751, 753};
  query.limit = 100;
  const Fact<std::vector<EventFacts>> drift = recordsOf(host, autopilotChannel, query);
  std::vector<ClockJump> jumps;
  for (const EventFacts& each : set.value) {
    const UtcTime before = timeIn(each, "oldtime");
    const UtcTime after = timeIn(each, "newtime");
    const bool far = std::abs(after.milliseconds - before.milliseconds) >= smallestJump;
    if (before != UtcTime{} && after != UtcTime{} && far) {
      jumps.push_back({before, after, each.recordId, "System, Kernel-General 1"});
    }
  }
  for (const EventFacts& each : drift.value) {
    const UtcTime server = timeIn(each, "server");
    const UtcTime client = timeIn(each, "client");
    if (each.id == 753 && server != UtcTime{} && client != UtcTime{}) {
      part.offsetSeconds = knownFact((server.milliseconds - client.milliseconds) / 1000, drift.source + " 753");
      jumps.push_back({client, server, each.recordId, drift.source + " 753"});
    }
  }
  if (jumps.size() > mostJumps) {
    jumps.erase(jumps.begin(), jumps.end() - mostJumps);
  }
  const Fact<std::vector<EventFacts>>& any = set.known() ? set : drift;
  part.jumps = any.known() ? knownFact(std::move(jumps), any.source)
                           : Fact<std::vector<ClockJump>>{any.state, {}, any.source, any.error};
}

// The name of an account: of the folder of its profile, else as its session has it.
Result<std::string> accountName(const Host& host, const std::string& sid) {
  const Result<std::string> folder = registryTextAt(host, fmt::format("{}\\{}", profilesKey, sid), "ProfileImagePath");
  if (folder && !trimmed(*folder).empty()) {
    const std::string_view path = trimmed(*folder);
    return std::string(path.substr(path.find_last_of("\\/") + 1));
  }
  const Result<std::string> session =
      registryTextAt(host, fmt::format(R"(HKU\{}\Volatile Environment)", sid), "USERNAME");
  if (session && !trimmed(*session).empty()) {
    return std::string(trimmed(*session));
  }
  return fail(ErrorKind::failed, "tell whose hive is loaded",
              fmt::format("the account {} may be a person's or set-up's own", sid));
}

// People whose hives are loaded. Set-up works under an account of its own (defaultuser0; its number varies), whose
// hive is loaded too and whose SID looks like any local account's.
Result<std::vector<std::string>> loadedPeople(const Host& host) {
  const Result<RegistryKey> hives = host.registry("HKU", RegistryDepth::key);
  if (!hives) {
    return tl::unexpected(hives.error());
  }
  std::vector<std::string> people;
  std::optional<Error> open;
  for (const RegistryKey& each : hives->subkeys) {
    const bool entra = startsWithIgnoringCase(each.name, "S-1-12-1-");
    const bool account = entra || startsWithIgnoringCase(each.name, "S-1-5-21-");
    if (!account || each.name.find("_Classes") != std::string::npos || each.name.size() > 184 || people.size() >= 100) {
      continue;
    }
    const Result<std::string> named = entra ? Result<std::string>("") : accountName(host, each.name);
    if (!named) {
      open = named.error();
    } else if (!startsWithIgnoringCase(*named, "defaultuser")) {
      people.push_back(printable(each.name, 200));
    }
  }
  if (people.empty() && open) {
    return tl::unexpected(*open);
  }
  return people;
}

// What a policy's event is about: the URI, or area and policy.
std::string policyIn(const EventFacts& event) {
  for (const NamedText& each : event.data) {
    if (each.value.starts_with("./")) {
      return printable(each.value, 500);
    }
  }
  const std::string* area = dataOf(event, "Area");
  const std::string* policy = dataOf(event, "Policy");
  if (area != nullptr && policy != nullptr) {
    return printable(*area + "/" + *policy, 500);
  }
  return event.data.empty() ? std::string() : printable(event.data.front().value, 500);
}

}  // namespace

AttestationPart collectAttestation(const Host& host, const CollectOptions&) {
  AttestationPart part;
  const std::string source(tpmKey);
  const Result<RegistryKey> tpm = host.registry(tpmKey, RegistryDepth::tree);
  if (tpm) {
    const std::optional<std::uint64_t> error = numberIn(*tpm, "AIKEnrollmentErrorCode");
    const std::string firmware = textIn(*tpm, "FirmwareVersionAtLastProvision");
    const RegistryKey* tasks = tpm->subkey("taskStates");
    const std::optional<bool> present = tasks != nullptr ? flagIn(*tasks, "EkCertificatePresent") : std::nullopt;
    part.aikError = error ? knownFact(errorCodeOf(static_cast<std::int64_t>(*error)), source)
                          : absentFact<std::string>(source, "AIKEnrollmentErrorCode is not written");
    part.firmwareAtProvision = firmware.empty() ? absentFact<std::string>(source, "no firmware version is written")
                                                : knownFact(firmware, source);
    part.ekCertificatePresent = present ? knownFact(*present, source + R"(\taskStates)")
                                        : absentFact<bool>(source, "EkCertificatePresent is not written");
    part.storedCertificates = knownFact(storedCertificates(*tpm), source + R"(\Endorsement)");
  }
  part.eulaShown =
      factOf(registryNumberAt(host, oobeKey, "SetupDisplayedEula").map([](std::uint64_t n) { return n != 0; }),
             std::string(oobeKey));
  const Result<RegistryKey> integrity = host.registry(integrityKey, RegistryDepth::key);
  part.measuredBootLog = factOf(integrity.map([](const RegistryKey& key) { return key.value("WBCL") != nullptr; }),
                                std::string(integrityKey));
  if (!tpm) {
    giveUpOn(part, tpm.error());
  }
  return part;
}

DeploymentClockPart collectDeploymentClock(const Host& host, const CollectOptions&) {
  DeploymentClockPart part;
  part.now = factOf(host.clock().map([](const Clock& clock) { return clock.now; }), "clock");
  readJumps(host, part);
  giveUpOn(part, Error{ErrorKind::absent, "read the clock", "no event compares it with a server", CodeSpace::none, 0});
  return part;
}

DeploymentAccountPart collectDeploymentAccount(const Host& host, const CollectOptions&) {
  const auto personal = [&](std::string_view key, std::string_view value) {
    return factOf(registryTextAt(host, key, value).map([](const std::string& text) {
      return PersonalText{printable(text, 300)};
    }),
                  fmt::format("{}\\{}", key, value));
  };
  DeploymentAccountPart part;
  part.lastUser = personal(logonKey, "LastLoggedOnUser");
  part.automaticUser = personal(winlogonKey, "DefaultUserName");
  part.loadedUsers = factOf(loadedPeople(host), "HKU");
  return part;
}

PolicyPart collectPolicyProblems(const Host& host, const CollectOptions&) {
  PolicyPart part;
  part.mdmWins =
      factOf(registryNumberAt(host, conflictKey, "MDMWinsOverGP").map([](std::uint64_t n) { return n == 1; }),
             std::string(conflictKey) + R"(\MDMWinsOverGP)");
  EventQuery query;
  query.provider = managementProvider;
  query.levels = {1, 2, 3};
  query.ids = {404, 454, 806, 807, 808, 809, 810, 811, 812, 817, 820, 821, 822, 824, 825, 826, 827, 828};
  const Fact<std::vector<EventFacts>> events = recordsOf(host, managementChannels, query);
  std::map<std::pair<std::string, std::uint64_t>, PolicyConflict> found;
  for (const EventFacts& each : events.value) {
    const std::string policy = policyIn(each);
    const auto [at, isNew] = found.try_emplace({policy, each.id});
    if (isNew && found.size() > mostProblems) {
      found.erase(at);
      continue;
    }
    const std::optional<std::int64_t> result = resultIn(each);
    at->second = {policy,
                  result && *result != 0 ? errorCodeOf(*result) : "",
                  static_cast<std::int64_t>(each.id),
                  at->second.count + 1,
                  each.time,
                  each.channel};
  }
  std::vector<PolicyConflict> problems;
  problems.reserve(found.size());
  for (auto& [key, problem] : found) {
    problems.push_back(std::move(problem));
  }
  part.problems = events.known() ? knownFact(std::move(problems), events.source)
                                 : Fact<std::vector<PolicyConflict>>{events.state, {}, events.source, events.error};
  return part;
}

}  // namespace preflight
