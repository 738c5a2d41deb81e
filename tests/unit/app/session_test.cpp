#include "app/session/session.h"

#include <doctest/doctest.h>

#include <atomic>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "support/fake_host.h"
#include "support/hash_builder.h"
#include "support/smbios_builder.h"
#include "support/temp_folder.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr std::chrono::seconds patience{60};

std::shared_ptr<FakeHost> makeDevice() {
  auto host = std::make_shared<FakeHost>();
  host->processFacts = ProcessFacts{};
  host->setFirmware("RSMB", "", buildSmbios({}));
  host->setWmi("root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01",
               {{{{"InstanceID", std::string("Ext")},
                  {"ParentID", std::string("./DevDetail")},
                  {"DeviceHardwareData", hashText()}}}});
  return host;
}

Volume makeStick(const std::string& root, const std::string& label) {
  Volume volume;
  volume.root = root;
  volume.label = label;
  volume.fileSystem = "FAT32";
  volume.type = VolumeType::removable;
  volume.bus = Bus::usb;
  return volume;
}

SessionOptions optionsFor(std::shared_ptr<const Host> device, std::shared_ptr<const Host> live) {
  SessionOptions options;
  options.device = std::move(device);
  options.live = std::move(live);
  options.collectors = collectors();
  options.driveInterval = std::chrono::milliseconds(5);
  return options;
}

bool until(Session& session, const std::function<bool()>& done) {
  const auto limit = std::chrono::steady_clock::now() + patience;
  for (session.update(); !done(); session.update()) {
    if (std::chrono::steady_clock::now() > limit) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

bool settle(Session& session) {
  return until(session, [&] { return !session.reading() && session.drives().answer != Drives::Answer::looking; });
}

}  // namespace

TEST_CASE("a replayed device is written to a stick of this machine, never to a volume that the replay describes") {
  const TempFolder stick;
  const auto device = makeDevice();
  device->hostInfo.kind = HostKind::recording;
  device->volumeList = std::vector<Volume>{makeStick("E:\\", "RECORDED")};
  const auto live = std::make_shared<FakeHost>();
  live->volumeList = std::vector<Volume>{makeStick(stick.text(), "LIVE")};
  Session session(optionsFor(device, live));
  REQUIRE(settle(session));
  REQUIRE(session.target() != nullptr);
  CHECK(session.target()->label == "LIVE");
  REQUIRE(session.startExport({}));
  CHECK_FALSE(session.startExport({}));  // one at a time
  REQUIRE(until(session, [&] { return session.exported().has_value(); }));
  REQUIRE(session.exported()->has_value());
  CHECK(session.writtenTo() == (**session.exported()).written.path);
  CHECK(session.writtenTo().find(stick.text()) == 0);
  session.forgetExport();
  CHECK_FALSE(session.exported().has_value());
  CHECK_FALSE(session.writtenTo().empty());
}

TEST_CASE("a named folder stands for the stick, and its recordings are listed") {
  const TempFolder stick;
  std::filesystem::create_directories(stick.path() / "Preflight" / "devices");
  std::filesystem::create_directories(stick.path() / "Preflight" / "folder-recording");
  std::ofstream(stick.path() / "Preflight" / "a.zip") << "x";
  std::ofstream(stick.path() / "Preflight" / "b.txt") << "x";
  std::ofstream(stick.path() / "Preflight" / "folder-recording" / "recording.json") << "{}";
  SessionOptions options = optionsFor(makeDevice(), std::make_shared<FakeHost>());
  options.stick = stick.text();
  Session session(std::move(options));
  REQUIRE(settle(session));
  REQUIRE(session.target() != nullptr);
  CHECK(session.target()->root == stick.text());
  REQUIRE(session.target()->recordings.size() == 2);
  CHECK(session.target()->recordings[0].ends_with("a.zip"));
  CHECK(session.target()->recordings[1].ends_with("folder-recording"));
}

TEST_CASE("a named folder that is not there is an error, not a target") {
  const TempFolder stick;
  SessionOptions options = optionsFor(makeDevice(), std::make_shared<FakeHost>());
  options.stick = stick.text() + "/missing";
  Session session(std::move(options));
  REQUIRE(settle(session));
  CHECK(session.drives().answer == Drives::Answer::failed);
  CHECK(session.target() == nullptr);
  CHECK_FALSE(session.startExport({}));
  CHECK_FALSE(session.startRecord());
}

TEST_CASE("reading again is refused while the device is being read and gives the new state afterwards") {
  const auto device = makeDevice();
  const auto gate = std::make_shared<Gate>();
  device->setWmiPause("root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01", {{}, gate});
  Session session(optionsFor(device, std::make_shared<FakeHost>()));
  REQUIRE(until(session, [&] { return session.report().identity.serialNumber.known(); }));
  CHECK(session.reading());
  CHECK_FALSE(session.readAgain());
  CHECK(session.diagnosis().verdict.id == VerdictId::reading);
  CHECK(session.hasLeftBehind());
  gate->open();
  REQUIRE(settle(session));
  CHECK(session.diagnosis().verdict.state == State::pass);
  CHECK(session.readAgain());  // the new reading may be over before anybody can look
  REQUIRE(settle(session));
  CHECK(session.report().hardwareHash.text.known());
}

TEST_CASE("a session ends while collectors and drives hang, and nobody is woken afterwards") {
  const auto device = makeDevice();
  const auto gate = std::make_shared<Gate>();
  device->setWmiPause("root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01", {{}, gate});
  const auto live = std::make_shared<FakeHost>();
  live->pauses["volumes"] = {{}, gate};
  auto wakes = std::make_shared<std::atomic<int>>(0);
  {
    SessionOptions options = optionsFor(device, live);
    options.wake = [wakes] { ++*wakes; };
    Session session(std::move(options));
    REQUIRE(gate->waitForVisitor(patience));
    CHECK(session.hasLeftBehind());
  }
  const int before = *wakes;
  gate->open();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(*wakes == before);
}

TEST_CASE("a recording is called after the serial number and the time, whatever the serial number holds") {
  Report report;
  report.identity.serialNumber = knownFact<std::string>("A/B", "SMBIOS");
  const std::string path = recordingPath("/stick", report, {1'774'000'000'123});
  CHECK(path.find("A/B") == std::string::npos);
  CHECK(path.ends_with("-20260320T094640Z.zip"));
  CHECK(recordingPath("/stick", Report{}, {0}).find("device-19700101T000000Z.zip") != std::string::npos);
}
