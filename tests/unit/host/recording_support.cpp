#include "recording_support.h"

#include "support/smbios_builder.h"

namespace preflight::test {

void plantRegistry(FakeHost& host) {
  const char* autopilot = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot)";
  host.setText(autopilot, "CloudAssignedTenantDomain", "contoso.example");
  host.setText(autopilot, "", "the default value");
  host.setNumber(autopilot, "CloudAssignedOobeConfig", 0xb2d285f0);
  host.setValue(autopilot, "Expand", {RegistryType::expandText, registryText("%WINDIR%\\x").data});
  host.setValue(autopilot, "Umlaut", registryText("K\xC3\xB6ln \xF0\x9F\x92\xBB"));
  host.setValue(autopilot, "Empty", registryText(""));
  host.setValue(autopilot, "NoFinalNul", {RegistryType::text, {'a', 0, 'b', 0}});
  host.setValue(autopilot, "TwoNuls", {RegistryType::text, {'a', 0, 0, 0, 0, 0}});
  host.setValue(autopilot, "NulInside", {RegistryType::text, {'a', 0, 0, 0, 'b', 0, 0, 0}});
  host.setValue(autopilot, "Odd", {RegistryType::text, {'a', 0, 'b'}});
  host.setValue(autopilot, "HalfPair", {RegistryType::text, {0x3D, 0xD8, 0, 0}});
  host.setValue(autopilot, "Many", {RegistryType::multiText, {'a', 0, 0, 0, 'b', 0, 0, 0, 0, 0}});
  host.setValue(autopilot, "ManyUnended", {RegistryType::multiText, {'a', 0, 0, 0}});
  host.setValue(autopilot, "NoBytes", {RegistryType::text, {}});
  host.setValue(autopilot, "Qword", {RegistryType::qword, {1, 2, 3, 4, 5, 6, 7, 0xFF}});
  host.setValue(autopilot, "ShortDword", {RegistryType::dword, {1, 2}});
  host.setValue(autopilot, "Binary", {RegistryType::binary, {0, 255, 128}});
  host.setValue(autopilot, "None", {RegistryType::none, {}});
  host.setValue(autopilot, "Strange", {static_cast<RegistryType>(0xFFFF0011U), {9}});
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot\EstablishedCorrelations)", "EntDMID", "7");
  host.key(R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM\SyncML\ODJApplied)");
  host.key(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Refused\Below)");
  host.setRegistryError(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Refused)", denied("open key Refused"));
  host.setRegistryError(R"(HKLM\SOFTWARE\Microsoft\Enrollments)", timedOut("open key Enrollments"));
  auto& cut = host.key(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Cut)");
  cut.problems.push_back(errorOf(ErrorKind::failed, "read tree", "has more keys than are read"));
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", "EditionID", "Professional");
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts)", "Arial", "arial.ttf");
  host.setText(R"(HKU\S-1-12-1-1\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo)", "x", "y");
  host.setText(R"(HKU\S-1-12-1-1_Classes\SOFTWARE)", "x", "y");
  host.setText(R"(HKLM\SYSTEM\Setup)", "CmdLine", "oobe\\windeploy.exe");
}

void plantRest(FakeHost& host) {
  ProcessFacts process{"defaultuser0", "DESKTOP-1", true, false, 1U, R"(E:\preflight.exe)", R"(C:\Windows)"};
  process.localSystem = tl::unexpected(denied("open token"));
  host.processFacts = process;
  host.volumeList = std::vector<Volume>{
      {R"(C:\)",
       R"(\\.\C:)",
       "Windows",
       "NTFS",
       VolumeType::fixed,
       Bus::nvme,
       1U << 30,
       1U << 20,
       false,
       true,
       false,
       {}},
      {R"(E:\)", R"(\\.\E:)", "", "", VolumeType::removable, Bus::usb, 0, 0, true, false, true, denied("ask volume")}};
  host.diskList = tl::unexpected(denied("ask disks"));
  host.adapterList = std::vector<NetworkAdapter>{{"Ethernet", "Contoso NIC", "00:11:22:33:44:55", false, true, true}};
  host.setFirmware("RSMB", "", buildSmbios());
  host.setFirmware("ACPI", "FACP", Bytes{1});
  host.setFirmware("ACPI", "MSDM", Bytes{'k', 'e', 'y'});
  host.setWmi("root\\cimv2", "Win32_BIOS",
              {{{{"SerialNumber", std::string("CB-1")},
                 {"Null", std::monostate()},
                 {"Primary", true},
                 {"Size", std::int64_t{-5}},
                 {"Load", 3.0},
                 {"Parts", std::vector<std::string>{"a", std::string("b\0c", 3)}}}},
               {{{"SerialNumber", std::string("CB-2")}}}});
  host.setWmi("root\\cimv2", "Win32_Battery", {});
  host.setWmiError("root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01",
                   errorOf(ErrorKind::denied, "query", "no rights", CodeSpace::hresult, 0x80041003));
  for (std::uint32_t i = 0; i < 30; ++i) {
    host.addEvent(autopilotChannel, i % 3 == 0 ? "Contoso-Other" : autopilotProvider, i % 2 == 0 ? 100 : 161,
                  "<Event n='" + std::to_string(i) + "'>\"\\\n</Event>", UtcTime{1'774'000'000'123 - i},
                  static_cast<std::uint8_t>(i % 5));
  }
  host.eventChannels["Microsoft-Windows-AAD/Operational"].error = denied("read log");
  host.providers["Microsoft-Windows-AAD"] = {"Microsoft-Windows-AAD/Operational", "Microsoft-Windows-AAD/Analytic"};
  host.addEvent("Microsoft-Windows-Shell-Core/Operational", "Microsoft-Windows-Shell-Core", 62404);
  host.eventChannels["Microsoft-Windows-Shell-Core/Operational"].complete = false;
  host.addEvent("System", "Microsoft-Windows-TPM-WMI", 1025);
  host.addEvent("System", "Contoso-Driver", 7);
  std::string dds = "\xFF\xFE";
  for (const char16_t unit : std::u16string_view(u"{\r\n\"PolicyDownloadDate\": \"\u00e4\"}\r\n")) {
    dds += static_cast<char>(unit & 0xFF);
    dds += static_cast<char>(unit >> 8);
  }
  host.setFile(ddsFile, dds, UtcTime{1'774'000'000'001});
  host.setFile(R"(%WINDIR%\ServiceState\wmansvc\odd.json)",
               "\xFF\xFE"
               "a");
  host.setFile(R"(%WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json)", "{\n \"Version\": 2049\n}");
  host.setFile(R"(%WINDIR%\Provisioning\Autopilot\other.xml)", "<x/>");
  host.setFileError(R"(%WINDIR%\Panther\setupact.log)", denied("open setupact.log"));
  host.setFile(std::string(agentLogs) + R"(\AppWorkload.log)",
               std::string("<![LOG[one]LOG]!>\r\ntwo\nthree\r\r\n\xFF\xFE bytes\r\n\r\n\0 nul\r\nno end", 56));
  host.setFile(std::string(agentLogs) + R"(\Empty.log)", "");
  host.setFile(std::string(agentLogs) + R"(\Long.log)", "short\n" + std::string(1'300'000, '\x01') + "\nend\n");
  host.setFile(R"(%WINDIR%\System32\dsregcmd.exe)", "MZ program", UtcTime{5});
  host.diagnosticsAnswer = std::vector<ArchiveMember>{{"DeviceHash_X.csv", Bytes{'a', 0, 255}}};
}

}  // namespace preflight::test
