#include "collect/deployment/msi_and_office.h"

#include <fmt/format.h>

#include "base/text.h"
#include "collect/deployment/item_list.h"
#include "collect/deployment/parse.h"
#include "collect/support/registry_facts.h"
#include "text/error_id.h"
#include "text/label_id.h"

namespace preflight {
namespace {

// Keys of an enrollment that is gone may still be here.
constexpr std::string_view msiKey = R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement)";
constexpr std::string_view officeKey = R"(HKLM\SOFTWARE\Microsoft\OfficeCSP)";
// The SID that means the device.
constexpr std::string_view deviceAccount = "S-0-0-00-0000000000-0000000000-000000000-000";

void takeState(DeploymentItem& item, const KeyFacts& key, std::string_view value) {
  item.rawState = key.written(value).value;
  if (const Fact<std::uint64_t> state = key.number(value); state.known()) {
    item.state = packageState(state.value);
  }
  const Fact<std::uint64_t> error = key.number("LastError");
  item.errorCode = error.known() && error.value != 0 ? errorCodeOf(error.value) : "";
}

UtcTime fileTimeIn(const KeyFacts& key, std::string_view value) {
  const Fact<std::uint64_t> number = key.number(value);
  // Before 1970 and after 9999 is no time of an installation.
  constexpr std::uint64_t first = 116'444'736'000'000'000ULL;
  constexpr std::uint64_t last = 2'650'467'744'000'000'000ULL;
  const bool plausible = number.known() && number.value > first && number.value < last;
  return plausible ? utcTimeFromFileTime(number.value) : UtcTime{};
}

DeploymentItem msiItem(const KeyFacts& key, const std::string& account) {
  DeploymentItem item;
  item.kind = ItemKind::msi;
  item.rawName = key.name();
  item.id = percentDecoded(key.name());
  const bool device = equalIgnoringCase(account, deviceAccount);
  item.scope = device ? DeploymentScope::device : DeploymentScope::user;
  item.account = device ? "" : account;
  takeState(item, key, "Status");
  // Windows Installer's own code; an HRESULT is Windows' about it.
  if (const Fact<std::uint64_t> error = key.number("LastError"); error.known() && error.value <= 0xFFFF) {
    item.exitCode = error.value == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(error.value));
  }
  item.download = withoutQuery(key.written("CurrentDownloadUrl").value);
  if (const std::size_t slash = item.download.rfind('/'); slash != std::string::npos) {
    const bool agent = equalIgnoringCase(item.download.substr(slash + 1), "IntuneWindowsAgent.msi");
    item.name = agent ? "Intune Management Extension" : percentDecoded(item.download.substr(slash + 1));
    item.nameSource = item.name.empty() ? std::string() : say(LabelId::howFileName);
  }
  if (const Fact<std::uint64_t> attempts = key.number("EnforcementRetryIndex");
      attempts.known() && attempts.value <= INT32_MAX) {
    item.attempts = static_cast<std::int64_t>(attempts.value);
  }
  item.started = fileTimeIn(key, "EnforcementStartTime");
  item.source = key.path();
  return item;
}

void readMsi(const KeyFacts& msi, ItemList& list) {
  for (const KeyFacts& account : msi.keys()) {
    for (const KeyFacts& package : account.below("MSI").keys()) {
      if (!list.add(msiItem(package, account.name()))) {
        return;
      }
    }
  }
}

void readOffice(const KeyFacts& office, ItemList& list) {
  for (const KeyFacts& installation : office.keys()) {
    DeploymentItem item;
    item.kind = ItemKind::office;
    item.rawName = installation.name();
    item.id = percentDecoded(installation.name());
    item.name = "Microsoft 365 Apps";
    item.nameSource = "OfficeCSP";
    takeState(item, installation, installation.stored("FinalStatus").known() ? "FinalStatus" : "Status");
    item.source = installation.path();
    if (!list.add(std::move(item))) {
      return;
    }
  }
}

}  // namespace

Fact<std::vector<DeploymentItem>> packageItems(const Host& host, bool& whole) {
  const KeyFacts msi(host, msiKey, RegistryDepth::tree);
  const KeyFacts office(host, officeKey, RegistryDepth::tree);
  ItemList list;
  readMsi(msi, list);
  readOffice(office, list);
  for (const KeyFacts* key : {&msi, &office}) {
    const bool absent = !key->wasRead() && key->error().kind == ErrorKind::absent;
    whole = whole && list.whole && (absent || key->isWhole());
    if (list.items.empty() && !key->wasRead() && !absent) {
      return unknownFact<std::vector<DeploymentItem>>(key->error(), key->path());
    }
  }
  return list.items.empty() ? absentFact<std::vector<DeploymentItem>>(msi.path(), ErrorId::whyNoMsi)
                            : knownFact(std::move(list.items), msi.path());
}

}  // namespace preflight
