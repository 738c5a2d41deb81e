// Who is or was signed in: a person, or Windows' own account for setup.
#include <fmt/format.h>

#include "base/text.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view profilesKey = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)";
constexpr std::size_t mostPeople = 100;
constexpr std::size_t longestSid = 184;

// The name of an account: of the folder of its profile, else as its session has it.
Result<std::string> accountName(const Host& host, const KeyFacts& hive) {
  const KeyFacts profile(host, fmt::format("{}\\{}", profilesKey, hive.name()));
  if (const Fact<std::string> folder = profile.text("ProfileImagePath"); folder.known()) {
    return folder.value.substr(folder.value.find_last_of("\\/") + 1);
  }
  const Fact<std::string> session = KeyFacts(host, hive.path() + R"(\Volatile Environment)").text("USERNAME");
  if (session.known()) {
    return session.value;
  }
  return fail(ErrorKind::failed, ErrorId::stepHive, {ErrorId::whyHive, {{"account", hive.name()}}});
}

// People whose hives are loaded. Setup works under an account of its own (defaultuser0; its number varies), whose hive
// is loaded too and whose SID looks like any local account's.
Fact<std::vector<std::string>> loadedPeople(const Host& host) {
  const KeyFacts hives(host, "HKU");
  if (!hives.wasRead()) {
    return unknownFact<std::vector<std::string>>(hives.error(), hives.path());
  }
  std::vector<std::string> people;
  std::optional<Error> open;
  for (const KeyFacts& hive : hives.keys()) {
    const std::string& sid = hive.name();
    const bool entra = startsWithIgnoringCase(sid, "S-1-12-1-");
    const bool account = entra || startsWithIgnoringCase(sid, "S-1-5-21-");
    if (!account || lower(sid).ends_with("_classes") || sid.size() > longestSid || people.size() >= mostPeople) {
      continue;
    }
    const Result<std::string> name = entra ? Result<std::string>("") : accountName(host, hive);
    if (!name) {
      open = name.error();
    } else if (!startsWithIgnoringCase(*name, "defaultuser")) {
      people.push_back(sid);
    }
  }
  return people.empty() && open ? unknownFact<std::vector<std::string>>(*open, hives.path())
                                : knownFact(std::move(people), hives.path());
}

}  // namespace

DeploymentAccountPart collectAccounts(const Host& host, const CollectOptions&) {
  const KeyFacts logon(host, R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI)");
  const KeyFacts winlogon(host, R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)");
  return {logon.personal("LastLoggedOnUser"), winlogon.personal("DefaultUserName"), loadedPeople(host)};
}

}  // namespace preflight
