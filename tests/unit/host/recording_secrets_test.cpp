// Product keys, passwords and other secrets never reach a recording, wherever a device holds them.
#include "base/text.h"
#include "host/recording/sweep_set.h"
#include "recording_support.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* productKey = "ABCDE-12345-FGHIJ-67890-KLMNO";
constexpr const char* secret = "Tr0ub4dor-secret";

std::string everything(const MemberMap& members) {
  std::string all;
  for (const auto& [name, bytes] : members) {
    all += name + "\n" + bytes + "\n";
  }
  return all;
}

// The forms in which a text can stand in a recording: plain, and as bytes of one or two per character in base64 at
// each of the three offsets.
void checkAbsent(const std::string& all, std::string_view text) {
  CAPTURE(std::string(text));
  CHECK(all.find(text) == std::string::npos);
  for (const Bytes& bytes : {Bytes(text.begin(), text.end()), registryText(text).data}) {
    for (std::size_t skip = 0; skip < 3; ++skip) {
      const std::size_t size = (bytes.size() - skip) / 3 * 3;
      const std::string base64 = toBase64(ByteView(bytes).subspan(skip, size));
      CHECK(all.find(base64) == std::string::npos);
    }
  }
}

void plantSecrets(FakeHost& host) {
  const char* windows = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
  host.setValue(windows, "DigitalProductId", {RegistryType::binary, registryText(secret).data});
  host.setValue(windows, "DigitalProductId4", {RegistryType::binary, Bytes(secret, secret + 16)});
  host.setText(windows, "SomethingElse", std::string("key is ") + productKey + ".");
  host.setText(windows, "ProductId", "00330-80000-00000-AA123");
  host.setText(std::string(windows) + "\\Winlogon", "DefaultPassword", secret);
  host.setText(std::string(windows) + "\\Winlogon", "DefaultUserName", "tech");
  const char* provisioning = R"(HKLM\SOFTWARE\Microsoft\Provisioning)";
  host.setText(std::string(provisioning) + R"(\NodeCache\CSP\Device\MS DM Server\Nodes\1)", "ExpectedValue", secret);
  host.setText(std::string(provisioning) + R"(\NodeCache\CSP\Device\MS DM Server\Nodes\1)", "NodeUri", "./Vendor/a");
  host.setText(std::string(provisioning) + R"(\OMADM\Accounts\1\Protected)", "AAuthSecret", secret);
  host.setText(std::string(provisioning) + R"(\OMADM\OfflineDomainJoin\x)", "Data", secret);
  host.setText(std::string(provisioning) + R"(\OMADM\SyncML)", "OdjBlob", secret);
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Enrollments\1)", "RefreshTokenX", secret);
  host.setText(R"(HKLM\SYSTEM\CurrentControlSet\Services\TPM\WMI\Admin)", "OwnerAuthFull", secret);
  host.setText(R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock)", "MinDevicePasswordLength", "8");
  host.setText(R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\WiFi)", "Key", secret);
  host.setText(R"(HKLM\SECURITY\Policy\Secrets)", "x", secret);
  host.setFirmware("ACPI", "MSDM", Bytes(productKey, productKey + 29));
  host.setWmi("root\\cimv2", "SoftwareLicensingService",
              {{{{"OA3xOriginalProductKey", std::string(productKey)},
                 {"OA3xOriginalProductKeyDescription", std::string("[4.0] Professional OEM:DM")},
                 {"Version", std::string("10.0")}}}});
  host.setWmi("root\\cimv2", "Win32_BIOS",
              {{{{"OemProductKey", std::string(secret)}, {"Name", std::string(productKey)}}}});
  host.addEvent(autopilotChannel, autopilotProvider, 1, std::string("<Data>") + productKey + "</Data>");
  host.setFile(std::string(agentLogs) + "\\a.log", std::string("line ") + productKey + "\n");
  std::string wide = "\xFF\xFE";
  const Bytes units = registryText(productKey).data;
  wide.append(units.begin(), units.end());
  host.setFile(ddsFile, wide);
  host.setFile(R"(%WINDIR%\Setup\Scripts\SetupComplete.cmd)", secret);
  host.setFile(R"(%WINDIR%\Panther\unattend.xml)", secret);
  host.diagnosticsAnswer = std::vector<ArchiveMember>{{"DeviceHash_1.csv", Bytes(productKey, productKey + 29)}};
}

}  // namespace

TEST_CASE("No planted secret is found in any file of a recording") {
  FakeHost device;
  plantSecrets(device);
  const MemberMap members = record(device);
  const std::string all = everything(members);
  checkAbsent(all, productKey);
  checkAbsent(all, secret);
  CHECK(all.find("MinDevicePasswordLength") != std::string::npos);
  CHECK(all.find("00330-80000-00000-AA123") != std::string::npos);
  CHECK(all.find("./Vendor/a") != std::string::npos);
  CHECK(all.find("SetupComplete.cmd") != std::string::npos);
  CHECK(all.find("OEM:DM") != std::string::npos);
  CHECK(all.find("key is XXXXX-XXXXX-XXXXX-XXXXX-XXXXX.") != std::string::npos);
}

TEST_CASE("The bodies of firmware tables other than SMBIOS are never asked for") {
  FakeHost device;
  plantSecrets(device);
  record(device);
  const auto questions = device.questions();
  CHECK(std::count(questions.begin(), questions.end(), "firmwareTables ACPI") == 1);
  CHECK(std::count(questions.begin(), questions.end(), "firmwareTable RSMB ") == 1);
  CHECK(std::count_if(questions.begin(), questions.end(),
                      [](const std::string& each) { return each.starts_with("firmwareTable ACPI"); }) == 0);
}

TEST_CASE("What was left out is not collected, and what lies beside it still answers") {
  FakeHost device;
  plantSecrets(device);
  const auto host = replay(record(device));
  const std::string winlogon = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)";
  CHECK(test::registryTextAt(*host, winlogon, "DefaultPassword").error().kind == ErrorKind::notCollected);
  CHECK(*test::registryTextAt(*host, winlogon, "DefaultUserName") == "tech");
  CHECK(host->registry(winlogon + "\\None", RegistryDepth::key).error().kind == ErrorKind::absent);
  CHECK(host->registry(R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM\OfflineDomainJoin\x)", RegistryDepth::key)
            .error()
            .kind == ErrorKind::notCollected);
  const auto ask = [&](const char* space, const char* className, std::vector<std::string> properties) {
    return host->wmi({space, className, std::move(properties), {}});
  };
  CHECK(ask("root\\cimv2", "SoftwareLicensingService", {"OA3xOriginalProductKey"}).error().kind ==
        ErrorKind::notCollected);
  CHECK(ask("root\\cimv2", "SoftwareLicensingService", {"OA3xOriginalProductKeyDescription"}));
  CHECK(ask("root\\cimv2", "Win32_BIOS", {"OemProductKey"}).error().kind == ErrorKind::notCollected);
  CHECK(ask("root\\cimv2", "Win32_BIOS", {"NoSuchProperty"}));
}

TEST_CASE("Nothing that is swept by name falls under an exclusion") {
  for (const RegistrySweep& each : registrySweeps(System::windows)) {
    CAPTURE(std::string(each.path));
    CHECK(parseRegistryPath(each.path));
    CHECK(exclusionOf(each.path, "*") == nullptr);
  }
  CHECK(exclusionOf(R"(HKLM\SECURITY\Policy)", "x") != nullptr);
  CHECK(exclusionOf(R"(HKLM\SOFTWARE\X)", "digitalproductid4") != nullptr);
  CHECK(exclusionOf(R"(HKLM\SOFTWARE\X)", "ProductName") == nullptr);
}

TEST_CASE("Texts in the shape of a product key are hidden, others stay as they are") {
  const auto hidden = [](std::string text) {
    hideProductKeys(text);
    return text;
  };
  CHECK(hidden("ABCDE-12345-FGHIJ-67890-KLMNO") == "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX");
  CHECK(hidden("(abcde-12345-fghij-67890-klmno)") == "(XXXXX-XXXXX-XXXXX-XXXXX-XXXXX)");
  for (const char* kept : {"00330-80000-00000-AA123", "ABCDE-12345-FGHIJ-67890-KLMNOP", "ABCDE-12345-FGHIJ-67890-KLMN",
                           "AABCDE-12345-FGHIJ-67890-KLMNO", "ABCDE-12345-FGHIJ-67890-KLMNO-PQRST", "-----", "a-b",
                           "11111111-2222-3333-4444-555555555555", "ABCDE-12345-FGHIJ_67890-KLMNO"}) {
    CHECK(hidden(kept) == kept);
  }
  const Bytes units = registryText("x ABCDE-12345-FGHIJ-67890-KLMNO").data;
  CHECK(utf8FromUtf16(utf16FromBytes(viewOf(hidden(std::string(units.begin(), units.end()))))) ==
        std::string("x XXXXX-XXXXX-XXXXX-XXXXX-XXXXX\0", 32));
}
