// MSI packages and Office as their own keys tell: state, download, error, attempts. Keys of an enrollment that is gone
// may still stand here.
#include <fmt/format.h>

#include "base/text.h"
#include "collect/support/registry_values.h"

namespace preflight {
namespace {

constexpr std::string_view msiKey = R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement)";
constexpr std::string_view officeKey = R"(HKLM\SOFTWARE\Microsoft\OfficeCSP)";
// The SID that stands for the device.
constexpr std::string_view deviceAccount = "S-0-0-00-0000000000-0000000000-000000000-000";

void takeState(DeploymentItem& item, const RegistryKey& key, std::string_view value) {
  item.rawState = textIn(key, value);
  if (const std::optional<std::uint64_t> state = numberIn(key, value)) {
    item.state = packageState(*state);
  }
  const std::optional<std::uint64_t> error = numberIn(key, "LastError");
  item.errorCode = error && *error != 0 ? errorCodeOf(static_cast<std::int64_t>(*error)) : "";
}

UtcTime fileTimeIn(const RegistryKey& key, std::string_view value) {
  const RegistryValue* found = key.value(value);
  if (found == nullptr) {
    return {};
  }
  const Result<std::uint64_t> number = asNumber(*found);
  // Before 1970 and after 9999 is no time of an installation.
  constexpr std::uint64_t first = 116'444'736'000'000'000ULL;
  constexpr std::uint64_t last = 2'650'467'744'000'000'000ULL;
  return number && *number > first && *number < last ? utcTimeFromFileTime(*number) : UtcTime{};
}

DeploymentItem msiItem(const RegistryKey& key, std::string_view account) {
  DeploymentItem item;
  item.kind = ItemKind::msi;
  item.rawName = printable(key.name, 500);
  item.id = printable(percentDecoded(key.name), 500);
  const bool device = equalIgnoringCase(account, deviceAccount);
  item.scope = device ? DeploymentScope::device : DeploymentScope::user;
  item.account = device ? "" : printable(account, 200);
  takeState(item, key, "Status");
  item.download = withoutQuery(textIn(key, "CurrentDownloadUrl"));
  if (const std::size_t slash = item.download.rfind('/'); slash != std::string::npos) {
    const bool agent = equalIgnoringCase(item.download.substr(slash + 1), "IntuneWindowsAgent.msi");
    item.name = agent ? "Intune Management Extension" : percentDecoded(item.download.substr(slash + 1));
    item.nameSource = item.name.empty() ? "" : "file name of the download";
  }
  if (const std::optional<std::uint64_t> attempts = numberIn(key, "EnforcementRetryIndex");
      attempts && *attempts <= INT32_MAX) {
    item.attempts = static_cast<std::int64_t>(*attempts);
  }
  item.started = fileTimeIn(key, "EnforcementStartTime");
  item.source = fmt::format(R"({}\{}\MSI\{})", msiKey, printable(account, 200), item.rawName);
  return item;
}

void readMsi(const RegistryKey& root, ItemList& list) {
  for (const RegistryKey& account : root.subkeys) {
    const RegistryKey* packages = account.subkey("MSI");
    for (const RegistryKey& each : packages != nullptr ? packages->subkeys : std::vector<RegistryKey>{}) {
      if (!list.add(msiItem(each, account.name))) {
        return;
      }
    }
  }
}

void readOffice(const RegistryKey& root, ItemList& list) {
  for (const RegistryKey& each : root.subkeys) {
    DeploymentItem item;
    item.kind = ItemKind::office;
    item.rawName = printable(each.name, 500);
    item.id = printable(percentDecoded(each.name), 500);
    item.name = "Microsoft 365 Apps";
    item.nameSource = "OfficeCSP";
    takeState(item, each, each.value("FinalStatus") != nullptr ? "FinalStatus" : "Status");
    item.source = fmt::format(R"({}\{})", officeKey, item.rawName);
    if (!list.add(std::move(item))) {
      return;
    }
  }
}

}  // namespace

Fact<std::vector<DeploymentItem>> packageItems(const Host& host, bool& whole) {
  ItemList list;
  const Result<RegistryKey> msi = host.registry(msiKey, RegistryDepth::tree);
  const Result<RegistryKey> office = host.registry(officeKey, RegistryDepth::tree);
  if (msi) {
    readMsi(*msi, list);
  }
  if (office) {
    readOffice(*office, list);
  }
  whole = whole && list.whole && (!msi || msi->problems.empty()) && (!office || office->problems.empty());
  const std::string source(msiKey);
  if (!list.items.empty()) {
    return knownFact(std::move(list.items), source);
  }
  for (const Result<RegistryKey>* each : {&msi, &office}) {
    if (!*each && each->error().kind != ErrorKind::absent) {
      return unknownFact<std::vector<DeploymentItem>>(each->error(), source);
    }
  }
  return absentFact<std::vector<DeploymentItem>>(source, "no MSI package and no Office is delivered");
}

}  // namespace preflight
