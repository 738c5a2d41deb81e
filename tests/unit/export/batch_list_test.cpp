#include "export/device/batch_list.h"

#include <doctest/doctest.h>

#include "export/device/device_export.h"
#include "support/hash_builder.h"
#include "support/judged_export.h"
#include "unit/media/memory_files.h"

using namespace preflight;
using namespace preflight::test;
using media::MemoryFiles;

namespace {

Report device(const std::string& serial, std::uint8_t seed) {
  Report report;
  HashFields fields;
  fields.serialNumber = serial;
  fields.ekSeed = seed;
  report.hardwareHash.text = knownFact(hashText(fields), "WMI");
  report.identity.serialNumber = knownFact(serial, "SMBIOS type 1");
  report.identity.serialIsPlaceholder = knownFact(serial == "Default string", "SMBIOS type 1");
  report.identity.manufacturer = knownFact<std::string>("Contoso", "SMBIOS type 1");
  report.identity.productName = knownFact("Book " + std::to_string(seed), "SMBIOS type 1");
  report.identity.model = report.identity.productName;
  return report;
}

CsvTarget onStick() {
  CsvTarget target;
  target.base = "/stick";
  target.onStick = true;
  return target;
}

}  // namespace

TEST_CASE("the batch lists each device with model, tag, time and state of its hash") {
  MemoryFiles files(CodeSpace::posix);
  files.addFolder("/");
  files.addFolder("/stick");
  CHECK(readBatchList(files, "/stick", csv::Format::intune) == BatchList{});
  CsvRequest request{"SALES", "", true};
  for (const auto& [serial, seed] :
       std::vector<std::pair<std::string, int>>{{"CB-1", 1}, {"Default string", 2}, {"Default string", 3}}) {
    REQUIRE(exportCsv(files, device(serial, static_cast<std::uint8_t>(seed)), request, onStick()).has_value());
  }
  Report cut = device("CB-4", 4);
  cut.hardwareHash.text.value[500] = cut.hardwareHash.text.value[500] == 'A' ? 'B' : 'A';
  REQUIRE(exportCsv(files, cut, request, onStick()).has_value());
  const BatchList list = readBatchList(files, "/stick", csv::Format::intune);
  REQUIRE(list.entries.size() == 4);
  CHECK(list.problems.empty());
  CHECK(list.entries[0].serialNumber == "CB-1");
  CHECK(list.entries[0].hash == BatchEntry::Hash::good);
  CHECK(list.entries[1].model == "Book 2");  // boards with one placeholder are distinguished by their hashes
  CHECK(list.entries[2].model == "Book 3");
  CHECK(list.entries[3].hash == BatchEntry::Hash::faulty);
  CHECK_FALSE(list.entries[3].problem.empty());
  for (const BatchEntry& each : list.entries) {
    CHECK(each.groupTag == "SALES");
    CHECK(each.time.ends_with("Z"));
    CHECK(each.file == "autopilot.csv");
  }
  CHECK(readBatchList(files, "/stick", csv::Format::partner).entries.empty());
}

TEST_CASE("a batch that is not understood and a log that is damaged are reported or ignored, never fatal") {
  MemoryFiles files(CodeSpace::posix);
  files.addFolder("/");
  files.addFolder("/stick");
  REQUIRE(exportCsv(files, device("CB-1", 1), {}, onStick()).has_value());
  files.addFile("/stick/Preflight/log.jsonl", "{\"serialNumber\":[[[[[[1]]]]]]}\nnull\n{\"time\":3}\nxx");
  files.addFile("/stick/Preflight/autopilot-2.csv", "Serial;Hash\r\n");
  const BatchList list = readBatchList(files, "/stick", csv::Format::intune);
  REQUIRE(list.entries.size() == 1);
  CHECK(list.entries[0].time.empty());
  REQUIRE(list.problems.size() == 1);
  CHECK(list.problems[0].starts_with("autopilot-2.csv: line 1"));
}

TEST_CASE("a row is of this device by its serial number, never by a placeholder that other boards share") {
  BatchEntry entry;
  entry.serialNumber = "CB-14";
  IdentityPart identity;
  CHECK_FALSE(isOfDevice(entry, identity));
  identity.serialNumber = knownFact(std::string(" CB-14 "), "SMBIOS");
  identity.serialIsPlaceholder = knownFact(false, "SMBIOS");
  CHECK(isOfDevice(entry, identity));
  entry.serialNumber = "CB-15";
  CHECK_FALSE(isOfDevice(entry, identity));
  entry.serialNumber = "Default string";
  identity.serialNumber = knownFact(std::string("Default string"), "SMBIOS");
  identity.serialIsPlaceholder = knownFact(true, "SMBIOS");
  CHECK_FALSE(isOfDevice(entry, identity));
}
