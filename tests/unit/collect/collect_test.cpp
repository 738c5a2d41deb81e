#include <doctest/doctest.h>

#include "collect/parts.h"
#include "support/sample_device.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* imageStateKey = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)";

}  // namespace

TEST_CASE("a laptop in OOBE is told by its user, and the sign is named") {
  FakeHost host;
  makeLaptopInOobe(host);
  const SetupPart part = collectSetup(host, {});
  CHECK(part.phase.value == SetupPhase::oobe);
  CHECK(part.phaseEvidence.value == "user defaultuser0");
  CHECK(part.elevated.value);
  CHECK(part.utcOffsetMinutes.value == 60);
}

TEST_CASE("SYSTEM in OOBE is told by the image state, then by OOBEInProgress") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.processFacts->userName = "SYSTEM";
  CHECK(collectSetup(host, {}).phase.value == SetupPhase::oobe);
  host.setText(imageStateKey, "ImageState", "IMAGE_STATE_COMPLETE");
  const SetupPart part = collectSetup(host, {});
  CHECK(part.phase.value == SetupPhase::oobe);
  CHECK(part.phaseEvidence.value == "OOBEInProgress is 1");
}

TEST_CASE("audit mode, Windows PE and the desktop are told apart") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.processFacts->userName = "ada";
  host.setNumber(R"(HKLM\SYSTEM\Setup)", "OOBEInProgress", 0);
  host.setText(imageStateKey, "ImageState", "IMAGE_STATE_COMPLETE");
  CHECK(collectSetup(host, {}).phase.value == SetupPhase::desktop);
  host.setText(imageStateKey, "ImageState", "IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT");
  CHECK(collectSetup(host, {}).phase.value == SetupPhase::audit);
  host.processFacts->systemFolder = R"(X:\Windows)";
  CHECK(collectSetup(host, {}).phase.value == SetupPhase::winpe);
}

TEST_CASE("a registry that cannot be read never passes for a desktop") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.processFacts->userName = "ada";
  host.setRegistryError(R"(HKLM\SYSTEM)", denied());
  host.setText(imageStateKey, "ImageState", "IMAGE_STATE_COMPLETE");
  const SetupPart part = collectSetup(host, {});
  CHECK(part.phase.state == FactState::denied);
  CHECK(part.phase.error.code == 5);
}

TEST_CASE("a value of the wrong type is an error of that value, not a default") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.setNumber(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", "CurrentBuild", 26100);
  const WindowsPart part = collectWindows(host, {});
  CHECK(part.build.state == FactState::failed);
  CHECK(part.build.error.words.str().find("REG_DWORD") != std::string::npos);
  CHECK(part.edition.value == "Professional");
}

TEST_CASE("Windows 11 is told by its build, since the registry says 10") {
  FakeHost host;
  makeLaptopInOobe(host);
  CHECK(collectWindows(host, {}).productName.value == "Windows 11 Pro");
  CHECK(collectWindows(host, {}).build.value == "26100.1742");
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", "CurrentBuild", "19045");
  CHECK(collectWindows(host, {}).productName.value == "Windows 10 Pro");
}

TEST_CASE("the serial number is SMBIOS type 1 without outer blanks, and WMI's stays beside it") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, buildSmbios({.serialNumber = " CB 14 "}));
  const IdentityPart part = collectIdentity(host, {});
  CHECK(part.serialNumber.value == "CB 14");
  CHECK(part.smbiosSerialNumber.value == " CB 14 ");
  CHECK(part.wmiSerialNumber.value == "CB14-000123");
  CHECK(part.uuid.value == "00112233-4455-4677-8899-aabbccddeeff");
  CHECK(part.chassis.value == "Notebook");
}

TEST_CASE("without an SMBIOS table WMI gives the serial number, maker and model") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.firmwareBodies.clear();
  host.setWmi(R"(root\cimv2)", "Win32_ComputerSystem",
              {wmiRow({{"Manufacturer", std::string("Contoso")}, {"Model", std::string("Contoso Book 14")}})});
  const IdentityPart part = collectIdentity(host, {});
  CHECK(part.serialNumber.value == "CB14-000123");
  CHECK(part.serialNumber.source == "WMI Win32_BIOS.SerialNumber");
  CHECK(part.model.value == "Contoso Book 14");
}

TEST_CASE("a serial number that neither source could give keeps the reason") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, tl::unexpected(denied()));
  host.setWmiError(R"(root\cimv2)", "Win32_BIOS", timedOut());
  const IdentityPart part = collectIdentity(host, {});
  CHECK(part.serialNumber.state == FactState::denied);
  CHECK(part.serialIsPlaceholder.state == FactState::denied);
}

TEST_CASE("a serial number of blanks is absent, a placeholder is recognised") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.setWmi(R"(root\cimv2)", "Win32_BIOS", {wmiRow({{"SerialNumber", std::string("  ")}})});
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, buildSmbios({.serialNumber = "   "}));
  CHECK(collectIdentity(host, {}).serialNumber.state == FactState::absent);
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, buildSmbios({.serialNumber = "To be filled by O.E.M."}));
  CHECK(collectIdentity(host, {}).serialIsPlaceholder.value);
}

TEST_CASE("Lenovo's readable model stands in the version field") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.firmwareBodies.insert_or_assign(
      {"RSMB", ""}, buildSmbios({.manufacturer = "LENOVO", .productName = "20XX0001", .systemVersion = "Fabrikam X1"}));
  const IdentityPart part = collectIdentity(host, {});
  CHECK(part.model.value == "Fabrikam X1");
  CHECK(part.productName.value == "20XX0001");
}

TEST_CASE("a fact keeps the bytes of its source, control characters and what is no UTF-8 among them") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.firmwareBodies.insert_or_assign({"RSMB", ""},
                                       buildSmbios({.serialNumber = "AB\tC\xFF", .skuNumber = "\x1B[31m"}));
  IdentityPart part = collectIdentity(host, {});
  CHECK(part.serialNumber.value == "AB\tC\xFF");
  CHECK(part.skuNumber.value == "\x1B[31m");
  host.firmwareBodies.clear();
  host.setWmi(R"(root\cimv2)", "Win32_BIOS", {wmiRow({{"SerialNumber", std::string("AB\0CD", 5)}})});
  part = collectIdentity(host, {});
  CHECK(part.serialNumber.value == std::string("AB\0CD", 5));
  CHECK_FALSE(part.serialIsPlaceholder.value);
}

TEST_CASE("a serial number of erased flash is a placeholder, in the table and in WMI") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, buildSmbios({.serialNumber = std::string(12, '\xFF')}));
  CHECK(collectIdentity(host, {}).serialIsPlaceholder.value);
  host.firmwareBodies.clear();
  host.setWmi(R"(root\cimv2)", "Win32_BIOS", {wmiRow({{"SerialNumber", std::string("\xC3\xBF\xC3\xBF\xC3\xBF")}})});
  CHECK(collectIdentity(host, {}).serialIsPlaceholder.value);
  host.setWmi(R"(root\cimv2)", "Win32_BIOS", {wmiRow({{"SerialNumber", std::string(8, '\0')}})});
  CHECK(collectIdentity(host, {}).serialNumber.state == FactState::absent);
}

TEST_CASE("a firmware key is told from the list of tables, and a list that is refused is not 'no'") {
  FakeHost host;
  makeLaptopInOobe(host);
  CHECK(collectFirmwareKey(host, {}).present.value);
  host.firmwareLists.insert_or_assign("ACPI", std::vector<std::string>{"FACP"});
  CHECK_FALSE(collectFirmwareKey(host, {}).present.value);
  host.firmwareLists.insert_or_assign("ACPI", tl::unexpected(denied()));
  CHECK(collectFirmwareKey(host, {}).present.state == FactState::denied);
}

TEST_CASE("the hash comes from the MDM bridge as it is") {
  FakeHost host;
  makeLaptopInOobe(host);
  const HardwareHashPart part = collectHardwareHash(host, {});
  CHECK(part.text.value == hashText({}));
  CHECK(part.repairs.state == FactState::absent);
  CHECK(part.fallback.state == FactState::absent);
}

TEST_CASE("a hash without padding is padded and the repair is named") {
  FakeHost host;
  makeLaptopInOobe(host);
  Bytes bytes = buildHash({});
  bytes.push_back(0);
  setBridgeHash(host, unpadded(toBase64(bytes)));
  const HardwareHashPart part = collectHardwareHash(host, {});
  CHECK(part.text.value == toBase64(bytes));
  CHECK(part.repairs.value == "padding");
}

TEST_CASE("each refusal of the MDM bridge keeps its own code") {
  FakeHost host;
  makeLaptopInOobe(host);
  for (const std::uint32_t code : {0x8004100EU, 0x80041003U, 0x80041010U, 0x80041001U}) {
    setBridgeError(host, ErrorKind::failed, code);
    const HardwareHashPart part = collectHardwareHash(host, {});
    CHECK_FALSE(part.text.known());
    CHECK(part.text.error.code == code);
    CHECK(part.fallback.known());
  }
}

TEST_CASE("an empty, a NULL and a missing hash are absent, each in its own words") {
  FakeHost host;
  makeLaptopInOobe(host);
  setBridgeHash(host, std::monostate{});
  const std::string null = collectHardwareHash(host, {}).text.error.words.str();
  setBridgeHash(host, std::string("  "));
  const std::string empty = collectHardwareHash(host, {}).text.error.words.str();
  host.setWmi(bridgeSpace, bridgeClass, {});
  const std::string none = collectHardwareHash(host, {}).text.error.words.str();
  CHECK(null != empty);
  CHECK(empty != none);
  CHECK(collectHardwareHash(host, {}).text.state == FactState::absent);
}

TEST_CASE("when the bridge fails, the diagnostics tool's CSV gives the hash, and why stays told") {
  FakeHost host;
  makeLaptopInOobe(host);
  setBridgeError(host, ErrorKind::failed, 0x80041001);
  const std::string csv =
      "Device Serial Number,Windows Product ID,Hardware Hash\r\nCB14-000123,," + hashText({}) + "\r\n";
  host.diagnosticsAnswer = std::vector<ArchiveMember>{{"DeviceHash_X.csv", Bytes(csv.begin(), csv.end())}};
  const HardwareHashPart part = collectHardwareHash(host, {});
  CHECK(part.text.value == hashText({}));
  CHECK(part.text.source == "mdmdiagnosticstool");
  CHECK(part.fallback.value.find("0x80041001") != std::string::npos);
}

TEST_CASE("without rights the diagnostics tool is not even started") {
  FakeHost host;
  makeLaptopInOobe(host);
  host.processFacts->elevated = false;
  setBridgeError(host, ErrorKind::denied, 0x80041003);
  const std::string csv = "h\r\nCB14-000123,," + hashText({}) + "\r\n";
  host.diagnosticsAnswer = std::vector<ArchiveMember>{{"DeviceHash_X.csv", Bytes(csv.begin(), csv.end())}};
  CHECK(collectHardwareHash(host, {}).text.state == FactState::denied);
}

TEST_CASE("a text that is no base64, or far too long, is refused") {
  FakeHost host;
  makeLaptopInOobe(host);
  setBridgeHash(host, std::string("<html>error</html>"));
  CHECK(collectHardwareHash(host, {}).text.state == FactState::failed);
  setBridgeHash(host, std::string(200'000, 'A'));
  CHECK(collectHardwareHash(host, {}).text.state == FactState::failed);
}
