// What was recorded is answered as the device answered it, and what was not recorded is never "absent".
#include <thread>

#include "recording_support.h"
#include "support/fill.h"

using namespace preflight;
using namespace preflight::test;

namespace {

void checkSame(const RegistryKey& a, const RegistryKey& b) {
  CAPTURE(a.name);
  CHECK(a.name == b.name);
  CHECK(a.values == b.values);
  CHECK(a.contentKnown == b.contentKnown);
  CHECK(a.problems == b.problems);
  REQUIRE(a.subkeys.size() == b.subkeys.size());
  for (std::size_t i = 0; i < a.subkeys.size(); ++i) {
    checkSame(a.subkeys[i], b.subkeys[i]);
  }
}

void checkRegistry(const Host& a, const Host& b, std::string_view path, RegistryDepth depth) {
  CAPTURE(std::string(path));
  const auto x = a.registry(path, depth);
  const auto y = b.registry(path, depth);
  REQUIRE(x.has_value() == y.has_value());
  if (x) {
    checkSame(*x, *y);
  } else {
    CHECK(x.error().kind == y.error().kind);
  }
}

template <class T, class Same = std::equal_to<T>>
void checkList(const Result<std::vector<T>>& a, const Result<std::vector<T>>& b, Same same = {}) {
  REQUIRE(a.has_value() == b.has_value());
  if (!a) {
    CHECK(a.error() == b.error());
    return;
  }
  REQUIRE(a->size() == b->size());
  for (std::size_t i = 0; i < a->size(); ++i) {
    CHECK(same((*a)[i], (*b)[i]));
  }
}

void checkEvents(const Host& a, const Host& b, const EventQuery& query) {
  CAPTURE(query.channel);
  CAPTURE(query.provider);
  const auto x = a.events(query);
  const auto y = b.events(query);
  REQUIRE(x.has_value() == y.has_value());
  if (!x) {
    CHECK(x.error() == y.error());
    return;
  }
  CHECK(x->complete == y->complete);
  CHECK(x->problems == y->problems);
  CHECK(x->records == y->records);
}

void checkFile(const Host& a, const Host& b, std::string_view path, const FileRead& read) {
  CAPTURE(std::string(path));
  CAPTURE(read.maxBytes);
  const auto x = a.file(path, read);
  const auto y = b.file(path, read);
  REQUIRE_MESSAGE(x.has_value() == y.has_value(), (y ? std::string() : describe(y.error())));
  if (!x) {
    CHECK(x.error().kind == y.error().kind);
    return;
  }
  CHECK(x->bytes == y->bytes);
  CHECK(x->size == y->size);
  CHECK(x->modified == y->modified);
  CHECK(x->whole == y->whole);
}

bool sameRow(const WmiRow& a, const WmiRow& b) {
  return a.properties == b.properties;
}

void checkMachine(const Host& a, const Host& b) {
  CHECK(a.process() == b.process());
  CHECK(a.clock() == b.clock());
  checkList(a.volumes(), b.volumes());
  checkList(a.disks(), b.disks());
  checkList(a.networkAdapters(), b.networkAdapters());
  CHECK(*a.firmwareTables("RSMB") == *b.firmwareTables("RSMB"));
  CHECK(*a.firmwareTables("ACPI") == *b.firmwareTables("ACPI"));
  CHECK(*a.firmwareTable({"RSMB", ""}) == *b.firmwareTable({"RSMB", ""}));
  checkList(a.diagnostics({}), b.diagnostics({}));
}

void checkAllSame(const Host& device, const Host& recording) {
  checkMachine(device, recording);
  for (const RegistryDepth depth : {RegistryDepth::key, RegistryDepth::tree}) {
    for (const char* path :
         {R"(HKLM\SOFTWARE\Microsoft\Provisioning)", R"(hkey_local_machine\software\microsoft\provisioning\)",
          R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot)",
          R"(HKLM\SOFTWARE\Microsoft\Provisioning\Missing\Below)",
          R"(HKLM\SOFTWARE\Microsoft\Provisioning\Refused\Below)", R"(HKLM\SOFTWARE\Microsoft\Enrollments\x)",
          R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo)",
          R"(HKU\S-1-12-1-1\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin)", R"(HKU\S-1-none\SOFTWARE)"}) {
      checkRegistry(device, recording, path, depth);
    }
  }
  checkRegistry(device, recording, R"(HKLM\SYSTEM\Setup)", RegistryDepth::key);
  const WmiQuery bios{"root\\cimv2", "Win32_BIOS", {}, {}};
  checkList(device.wmi(bios), recording.wmi(bios), sameRow);
  for (const WmiQuery& each :
       {WmiQuery{"ROOT\\CIMV2", "win32_bios", {"serialnumber", "Load"}, {{"SERIALNUMBER", "CB-2"}}},
        WmiQuery{"root\\cimv2", "Win32_BIOS", {}, {{"Size", "-5"}}},
        WmiQuery{"root\\cimv2", "Win32_BIOS", {}, {{"SerialNumber", "cb-1"}}},
        WmiQuery{"root\\cimv2", "Win32_Battery", {}, {}}, WmiQuery{"root\\cimv2", "Win32_BaseBoard", {}, {}},
        WmiQuery{"root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01", {"DeviceHardwareData"}, {{"InstanceID", "Ext"}}}}) {
    checkList(device.wmi(each), recording.wmi(each), sameRow);
  }
  for (const std::size_t limit : {std::size_t{0}, std::size_t{1}, std::size_t{9}, std::size_t{30}, std::size_t{1000}}) {
    checkEvents(device, recording, {autopilotChannel, "", {}, {}, limit});
    checkEvents(device, recording, {autopilotChannel, autopilotProvider, {161}, {}, limit});
    checkEvents(device, recording, {"", autopilotProvider, {}, {1, 2}, limit});
    checkEvents(device, recording, {"", "Microsoft-Windows-AAD", {}, {}, limit});
    checkEvents(device, recording, {"Microsoft-Windows-Shell-Core/Operational", "", {}, {}, limit});
    checkEvents(device, recording, {"microsoft-windows-aad/operational", "", {}, {}, limit});
    checkEvents(device, recording, {"System", "Microsoft-Windows-TPM-WMI", {}, {}, limit});
    for (const bool fromEnd : {false, true}) {
      for (const char* name : {"\\AppWorkload.log", "\\Empty.log", "\\Long.log", "\\None.log"}) {
        checkFile(device, recording, std::string(agentLogs) + name, {limit, fromEnd});
        checkFile(device, recording, std::string(agentLogs) + name, {4U << 20, fromEnd});
      }
      checkFile(device, recording, ddsFile, {limit, fromEnd});
    }
  }
  CHECK(*device.channels(autopilotProvider) == *recording.channels(autopilotProvider));
  checkFile(device, recording, R"(%windir%\servicestate\WMANSVC\odd.json)", {});
  checkFile(device, recording, R"(%WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json)", {});
  checkFile(device, recording, R"(%WINDIR%\Panther\setupact.log)", {});
  checkFile(device, recording, R"(%WINDIR%\System32\dsregcmd.exe)", {0, false});
  checkList(device.folder(agentLogs), recording.folder(agentLogs));
}

}  // namespace

TEST_CASE("No field of what a device answers is lost in a recording") {
  for (const bool errors : {false, true}) {
    CAPTURE(errors);
    FakeHost device;
    plantEverything(device);
    Filler filler(errors);
    const auto fill = [&](auto& answer) {
      answer.emplace();
      filler.fill(*answer);
    };
    fill(device.processFacts);
    fill(device.clockNow);
    fill(device.joinAnswer);
    fill(device.volumeList);
    fill(device.diskList);
    fill(device.adapterList);
    fill(device.diagnosticsAnswer);
    device.joinAnswer->joined = true;
    const auto recording = replay(record(device));
    CHECK(recording->process() == device.process());
    CHECK(recording->clock() == device.clock());
    CHECK(recording->joinInformation() == device.joinInformation());
    CHECK(recording->volumes() == device.volumes());
    CHECK(recording->disks() == device.disks());
    CHECK(recording->networkAdapters() == device.networkAdapters());
    CHECK(recording->diagnostics({}) == device.diagnostics({}));
  }
}

TEST_CASE("A recording in memory answers every question as the device did") {
  FakeHost device;
  plantEverything(device);
  checkAllSame(device, *replay(record(device)));
}

TEST_CASE("A recording in a folder or a zip file whose name is not ASCII answers as the device did") {
  FakeHost device;
  plantEverything(device);
  const TemporaryFolder temporary("replay");
  for (const bool zip : {false, true}) {
    const std::string path = temporary.file(zip ? "r \xC3\xA4.zip" : "r \xC3\xA4");
    {
      auto sink = zip ? zipSink(path, UtcTime{1'774'000'000'000}) : folderSink(path);
      REQUIRE_MESSAGE(sink, (sink ? std::string() : describe(sink.error())));
      const auto summary = sweep(device, **sink, {});
      REQUIRE_MESSAGE(summary, (summary ? std::string() : describe(summary.error())));
      CHECK(summary->bytes > 10'000);
      CHECK(std::count(summary->problems.begin(), summary->problems.end(), denied("ask disks")) == 1);
    }
    const auto host = openRecording(path);
    REQUIRE_MESSAGE(host, (host ? std::string() : describe(host.error())));
    CHECK((*host)->info().kind == HostKind::recording);
    CHECK((*host)->info().where == path);
    CHECK((*host)->info().recordedAt == device.clockNow->now);
    checkAllSame(device, **host);
  }
  CHECK(temporary.count() == 2);
}

TEST_CASE("What was not swept is not collected, never absent") {
  FakeHost device;
  plantEverything(device);
  const auto recording = replay(record(device));
  const auto kindOf = [](const auto& answer) { return answer ? ErrorKind::invalid : answer.error().kind; };
  CHECK(kindOf(recording->registry(R"(HKLM\SOFTWARE\Contoso)", RegistryDepth::key)) == ErrorKind::notCollected);
  CHECK(kindOf(recording->registry(R"(HKLM\SOFTWARE\Microsoft)", RegistryDepth::tree)) == ErrorKind::notCollected);
  CHECK(kindOf(recording->registry(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts)", RegistryDepth::key)) ==
        ErrorKind::notCollected);
  CHECK(kindOf(recording->registry(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\NoSuchKey)",
                                   RegistryDepth::key)) == ErrorKind::absent);
  CHECK(kindOf(recording->registry(R"(HKU\S-1-12-1-1\SOFTWARE\Contoso)", RegistryDepth::key)) ==
        ErrorKind::notCollected);
  CHECK(kindOf(recording->registry(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Cut\More)", RegistryDepth::key)) ==
        ErrorKind::failed);
  CHECK(kindOf(recording->wmi({"root\\cimv2", "Win32_Fan", {}, {}})) == ErrorKind::notCollected);
  CHECK(kindOf(recording->firmwareTables("FIRM")) == ErrorKind::notCollected);
  CHECK(kindOf(recording->firmwareTable({"ACPI", "FACP"})) == ErrorKind::notCollected);
  CHECK(kindOf(recording->firmwareTable({"ACPI", "NONE"})) == ErrorKind::absent);
  CHECK(kindOf(recording->events(logQuery("Contoso/Operational"))) == ErrorKind::notCollected);
  CHECK(kindOf(recording->events(logQuery("System"))) == ErrorKind::notCollected);
  CHECK(kindOf(recording->events(logQuery("System", "Contoso-Driver"))) == ErrorKind::notCollected);
  CHECK(kindOf(recording->channels("Contoso-Unheard")) == ErrorKind::notCollected);
  CHECK(*recording->channels("contoso-other") == std::vector<std::string>{autopilotChannel});
  CHECK(kindOf(recording->file(R"(C:\Contoso\a.txt)", {})) == ErrorKind::notCollected);
  CHECK(kindOf(recording->file(R"(%WINDIR%\Provisioning\Autopilot\other.xml)", {})) == ErrorKind::notCollected);
  CHECK(kindOf(recording->file(R"(%WINDIR%\Provisioning\Autopilot\none.xml)", {})) == ErrorKind::absent);
  CHECK(kindOf(recording->file(R"(%WINDIR%\IMECache\a\b)", {})) == ErrorKind::absent);
  CHECK(kindOf(recording->file(R"(%WINDIR%\System32\dsregcmd.exe)", {})) == ErrorKind::notCollected);
  CHECK(kindOf(recording->folder(R"(%WINDIR%\System32)")) == ErrorKind::notCollected);
  DiagnosticsRequest other;
  other.member = "*.etl";
  CHECK(kindOf(recording->diagnostics(other)) == ErrorKind::notCollected);
  const auto tree = recording->registry(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", RegistryDepth::tree);
  REQUIRE(tree);
  const RegistryKey* fonts = tree->subkey("Fonts");
  REQUIRE(fonts != nullptr);
  CHECK(!fonts->contentKnown);
  REQUIRE(fonts->problems.size() == 1);
  CHECK(fonts->problems[0].kind == ErrorKind::notCollected);
}

TEST_CASE("Logs and channels larger than the limit keep their newest part and say so") {
  FakeHost device;
  plantEverything(device);
  SweepOptions options;
  options.logLimitBytes = 1'000;
  options.eventLimit = 12;
  const auto recording = replay(record(device, options));
  const auto events = recording->events({autopilotChannel, "", {}, {}, 1000});
  REQUIRE(events);
  CHECK(!events->complete);
  REQUIRE(events->records.size() >= 2);
  CHECK(events->records.size() < 12);
  CHECK(events->records[0].recordId == 30);
  const std::string log = std::string(agentLogs) + "\\Long.log";
  const auto tail = recording->file(log, {10, true});
  REQUIRE(tail);
  CHECK(std::string(tail->bytes.begin(), tail->bytes.end()) == std::string(5, '\x01') + "\nend\n");
  CHECK(tail->size == 1'300'011);
  CHECK(!tail->whole);
  CHECK(recording->file(log, {4U << 20, true})->bytes.size() == 1'000);
  CHECK(recording->file(log, {10, false}).error().kind == ErrorKind::notCollected);
}

TEST_CASE("A refused registry is recorded as refused, and a Linux device says unsupported for every key") {
  FakeHost device;
  device.hostInfo.system = System::linux;
  device.setFile("/etc/os-release", "ID=contoso\n");
  device.setFile("/sys/class/dmi/id/sys_vendor", "Contoso\n");
  for (const char* root : {"HKLM", "HKU", "HKCU"}) {
    device.setRegistryError(root, errorOf(ErrorKind::unsupported, "registry", "Linux has none"));
  }
  const auto recording = replay(record(device));
  CHECK(recording->info().system == System::linux);
  CHECK(recording->registry(R"(HKLM\Any\Key)", RegistryDepth::key).error().kind == ErrorKind::unsupported);
  CHECK(recording->file("/etc/os-release", {})->size == 11);
  CHECK(recording->file("/sys/class/dmi/id/sys_vendor", {})->size == 8);
  CHECK(recording->file("/sys/class/dmi/id/none", {}).error().kind == ErrorKind::absent);
  CHECK(recording->file("/ETC/os-release", {}).error().kind == ErrorKind::notCollected);
}

TEST_CASE("Several threads may ask a recording for the first time at once") {
  FakeHost device;
  plantEverything(device);
  const auto recording = replay(record(device));
  std::vector<std::thread> threads;
  std::array<bool, 8> good{};
  for (bool& each : good) {
    threads.emplace_back([&each, &recording] {
      const auto events = recording->events(logQuery(autopilotChannel));
      each = test::registryTextAt(*recording, R"(HKLM\SYSTEM\Setup)", "cmdline").has_value() && events &&
             events->records.size() == 30;
    });
  }
  for (std::thread& each : threads) {
    each.join();
  }
  CHECK(std::count(good.begin(), good.end(), true) == 8);
}

TEST_CASE("The sweep tells its progress in order and to the end") {
  FakeHost device;
  plantEverything(device);
  std::vector<std::size_t> numbers;
  std::size_t last = 0;
  SweepOptions options;
  options.progress = [&](std::string_view step, std::size_t number, std::size_t total) {
    CHECK(!step.empty());
    numbers.push_back(number);
    last = total;
  };
  record(device, options);
  REQUIRE(!numbers.empty());
  CHECK(std::is_sorted(numbers.begin(), numbers.end()));
  CHECK(numbers.front() == 0);
  CHECK(numbers.back() == last - 1);
  CHECK(numbers.size() == last);
}
