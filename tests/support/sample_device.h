// A healthy invented laptop in OOBE, from which tests take away or change what they are about.
#pragma once

#include "fake_host.h"
#include "hash_builder.h"
#include "smbios_builder.h"

namespace preflight::test {

inline std::string unpadded(std::string text) {
  while (!text.empty() && text.back() == '=') {
    text.pop_back();
  }
  return text;
}

inline WmiRow wmiRow(std::vector<std::pair<std::string, WmiValue>> properties) {
  return WmiRow{std::move(properties)};
}

inline constexpr const char* bridgeSpace = R"(root\cimv2\mdm\dmmap)";
inline constexpr const char* bridgeClass = "MDM_DevDetail_Ext01";

inline void setBridgeHash(FakeHost& host, WmiValue text) {
  host.setWmi(bridgeSpace, bridgeClass,
              {wmiRow({{"InstanceID", std::string("Ext")},
                       {"ParentID", std::string("./DevDetail")},
                       {"DeviceHardwareData", std::move(text)}})});
}

inline void setBridgeError(FakeHost& host, ErrorKind kind, std::uint32_t code, std::string words = "refused") {
  host.setWmiError(bridgeSpace, bridgeClass,
                   Error{kind, "query the MDM bridge", std::move(words), CodeSpace::hresult, code});
}

inline void makeLaptopInOobe(FakeHost& host) {
  ProcessFacts process;
  process.userName = "defaultuser0";
  process.computerName = "DESKTOP-CB14";
  process.elevated = true;
  process.localSystem = false;
  process.session = 1;
  process.programPath = R"(E:\preflight.exe)";
  process.systemFolder = R"(C:\Windows)";
  host.processFacts = process;
  host.firmwareLists.insert_or_assign("RSMB", std::vector<std::string>{""});
  host.firmwareLists.insert_or_assign("ACPI", std::vector<std::string>{"FACP", "MSDM", "TPM2"});
  host.firmwareBodies.insert_or_assign({"RSMB", ""}, buildSmbios({}));
  host.setWmi(R"(root\cimv2)", "Win32_BIOS", {wmiRow({{"SerialNumber", std::string("CB14-000123")}})});
  setBridgeHash(host, hashText({}));
  constexpr const char* version = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
  host.setText(version, "ProductName", "Windows 10 Pro");
  host.setText(version, "EditionID", "Professional");
  host.setText(version, "DisplayVersion", "24H2");
  host.setText(version, "CurrentBuild", "26100");
  host.setNumber(version, "UBR", 1742);
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)", "ImageState",
               "IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE");
  host.setNumber(R"(HKLM\SYSTEM\Setup)", "OOBEInProgress", 1);
  host.diskList = std::vector<Disk>{
      {R"(\\.\PhysicalDrive0)", "", "CONTOSO NVME 512", "  CD-0001", Bus::nvme, 512'110'190'592ULL, false}};
  host.adapterList =
      std::vector<NetworkAdapter>{{"Ethernet", "Contoso Ethernet", "00:00:5E:00:53:01", false, true, false},
                                  {"Wi-Fi", "Contoso Wireless", "00:00:5E:00:53:02", true, true, true}};
}

}  // namespace preflight::test
