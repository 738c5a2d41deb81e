#include "diagnose/hash/match_device.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/hash_builder.h"

using namespace preflight;

namespace {

constexpr std::int64_t minute = 60'000;

Report device(const test::HashFields& fields = {}) {
  Report report;
  report.origin.capturedAt = {fields.capturedAt.milliseconds + 2 * minute};
  report.setup.elevated = knownFact(true, "token");
  report.identity.serialNumber = knownFact<std::string>("CB14-000123", "SMBIOS type 1");
  report.identity.serialIsPlaceholder = knownFact(false, "SMBIOS type 1");
  report.identity.uuid = knownFact<std::string>("00112233-4455-4677-8899-aabbccddeeff", "SMBIOS type 1");
  report.identity.manufacturer = knownFact<std::string>("Contoso", "SMBIOS type 1");
  report.identity.productName = knownFact<std::string>("Contoso Book 14 ", "SMBIOS type 1");
  report.identity.boardProduct = knownFact<std::string>("CB14-MB", "SMBIOS type 2");
  report.storage.disks = knownFact<std::vector<DiskFacts>>(
      {{"PhysicalDrive0", "", "CONTOSO NVME 256", "CD-0001", "NVMe", 256'000'000'000ULL, false}}, "disks");
  report.network.adapters = knownFact<std::vector<AdapterFacts>>(
      {{"Ethernet", "Contoso Gigabit", "00:00:5e:00:53:01", false, true, true}}, "network adapters");
  report.hardwareHash.text = knownFact(test::hashText(fields), "WMI");
  return report;
}

std::string phraseOf(const Report& report) {
  const hash::Checked checked = checkHash(report);
  return hashPhrase(report, checked, hash::decode(checked.records)).str();
}

FieldCheck fieldOf(const Report& report, DeviceField id) {
  const hash::Checked checked = checkHash(report);
  for (const FieldCheck& field : compareWithDevice(report, hash::decode(checked.records))) {
    if (field.id == id) {
      return field;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("a good hash of this device is told in one phrase, its age counted from the report") {
  CHECK(phraseOf(device()) == "valid, matches this device, read 2 min ago");
  Report old = device();
  old.origin.capturedAt.milliseconds += 72LL * 60 * minute;
  CHECK(phraseOf(old).find("read 3 days ago") != std::string::npos);
  Report noClock = device();
  noClock.origin.capturedAt = {};
  CHECK(phraseOf(noClock).find("read 2026-03-20 10:46") != std::string::npos);
  Report ahead = device();
  ahead.origin.capturedAt.milliseconds -= 122 * minute;
  CHECK(phraseOf(ahead).find("2 h ahead of the device's clock") != std::string::npos);
}

TEST_CASE("a capture time that cannot be right is called so") {
  test::HashFields fields;
  fields.capturedAt = {1'200'000'000'000};  // 2008
  Report report = device(fields);
  CHECK(phraseOf(report).find("read time impossible (2008-01-10") != std::string::npos);
  report = device();
  report.origin.capturedAt.milliseconds -= 49LL * 60 * minute;
  CHECK(phraseOf(report).find("impossible (2026-03-20") != std::string::npos);
}

TEST_CASE("what is wrong with a hash is told in one phrase") {
  Report report = device();
  report.hardwareHash.text.value.resize(1000);
  CHECK(phraseOf(report).starts_with("cut: 750 of "));
  report = device();
  report.hardwareHash.text.value[300] = report.hardwareHash.text.value[300] == 'A' ? 'B' : 'A';
  CHECK(phraseOf(report) == "damaged: the checksum does not match");
  report = device();
  report.identity.serialNumber.value = "OTHER";
  CHECK(phraseOf(report) == "from another device: serial CB14-000123");
  report = device();
  report.identity.uuid.value[0] = '9';
  CHECK(phraseOf(report) == "from another board (UUID differs: 00112233-4455-4677-8899-aabbccddeeff)");
  report = device();
  report.hardwareHash.text.value = "not base64!";
  CHECK(phraseOf(report).starts_with("not usable: "));
}

TEST_CASE("each field of the hash is compared with the device") {
  for (const DeviceField label : {DeviceField::serialNumber, DeviceField::uuid, DeviceField::manufacturer,
                                  DeviceField::model, DeviceField::board, DeviceField::network, DeviceField::disks}) {
    CAPTURE(static_cast<int>(label));
    CHECK(fieldOf(device(), label).match == FieldMatch::same);
    CHECK(fieldOf(device(), label).words.str().starts_with("same: "));
  }
  Report report = device();
  report.identity.manufacturer.value = "Fabrikam";
  CHECK(fieldOf(report, DeviceField::manufacturer).words.str() == "hash Contoso, device Fabrikam");
  const Diagnosis diagnosis = diagnose(report);
  REQUIRE(findFinding(diagnosis, FindingId::hashLabelDiffers) != nullptr);
  CHECK(findFinding(diagnosis, FindingId::hashLabelDiffers)->state == State::warn);
  CHECK(findFinding(diagnose(device()), FindingId::hashLabelDiffers) == nullptr);
}

TEST_CASE("what could not be read, or is on one side only, is never called different") {
  for (const ErrorKind kind : {ErrorKind::absent, ErrorKind::denied, ErrorKind::unsupported, ErrorKind::timedOut,
                               ErrorKind::failed, ErrorKind::notCollected}) {
    const Error error{kind, "read", "no answer", CodeSpace::none, 0};
    Report report = device();
    for (Fact<std::string>* fact : {&report.identity.serialNumber, &report.identity.uuid, &report.identity.manufacturer,
                                    &report.identity.productName, &report.identity.boardProduct}) {
      *fact = unknownFact<std::string>(error, "SMBIOS");
    }
    report.storage.disks = unknownFact<std::vector<DiskFacts>>(error, "disks");
    report.network.adapters = unknownFact<std::vector<AdapterFacts>>(error, "network");
    const hash::Checked checked = checkHash(report);
    for (const FieldCheck& each : compareWithDevice(report, hash::decode(checked.records))) {
      CAPTURE(each.label.str());
      CHECK(each.match == FieldMatch::notCompared);
      CHECK(each.words.str().starts_with("not compared: "));
    }
    CHECK(phraseOf(report).find("device not compared") != std::string::npos);
  }
  Report report = device();
  for (const FieldCheck& each : compareWithDevice(report, {})) {
    CHECK(each.match == FieldMatch::notCompared);
  }
}

TEST_CASE("a dongle, a dock, a missing driver and addresses made up by software are no alarm") {
  Report report = device();
  report.network.adapters.value.push_back({"Ethernet 2", "Dock", "00:00:5e:00:53:77", false, true, true});
  report.network.adapters.value.push_back({"Wi-Fi 2", "Virtual", "02:00:5e:00:53:78", true, true, false});
  FieldCheck field = fieldOf(report, DeviceField::network);
  CHECK(field.match == FieldMatch::same);
  CHECK(field.words.str().find("00:00:5e:00:53:77 (dock, dongle or another card)") != std::string::npos);
  CHECK(field.words.str().find("02:00") == std::string::npos);
  report.network.adapters.value.erase(report.network.adapters.value.begin());
  field = fieldOf(report, DeviceField::network);
  CHECK(field.match == FieldMatch::notCompared);
  CHECK(field.words.str().find("driver missing") != std::string::npos);
  CHECK(diagnose(report).verdict.state == State::pass);
  report.network.adapters.value.clear();
  CHECK(fieldOf(report, DeviceField::network).match == FieldMatch::notCompared);
}

TEST_CASE("another disk is told, and no alarm: drivers write its serial number in more than one form") {
  Report report = device();
  report.storage.disks.value[0].serialNumber = "CD-0002";
  CHECK(fieldOf(report, DeviceField::disks).match == FieldMatch::differs);
  CHECK(diagnose(report).verdict.state == State::pass);
  report.storage.disks.value.push_back({"PhysicalDrive1", "", "", "CD-0001", "SATA", 1, false});
  CHECK(fieldOf(report, DeviceField::disks).match == FieldMatch::same);
  report.storage.disks.value.back().removable = true;
  report.storage.disks.value.erase(report.storage.disks.value.begin());
  CHECK(fieldOf(report, DeviceField::disks).match == FieldMatch::notCompared);
}

TEST_CASE("a blank UUID in the hash says nothing about the board") {
  test::HashFields fields;
  fields.uuid.fill(0);
  CHECK(fieldOf(device(fields), DeviceField::uuid).match == FieldMatch::notCompared);
  CHECK(diagnose(device(fields)).verdict.state == State::pass);
  CHECK(phraseOf(device(fields)).find("matches this serial") != std::string::npos);
}
