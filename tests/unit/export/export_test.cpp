#include <doctest/doctest.h>

#include <set>

#include "base/sha256.h"
#include "export/device/device_export.h"
#include "export/device/target.h"
#include "support/judged_export.h"
#include "support/sample_device.h"
#include "support/temp_folder.h"

using namespace preflight;
using namespace preflight::test;

namespace {

Report deviceReport(std::string serial = "CB14-000123", std::uint8_t ekSeed = 1) {
  Report report;
  HashFields fields;
  fields.serialNumber = serial;
  fields.ekSeed = ekSeed;
  fields.uuid[0] = ekSeed;
  report.hardwareHash.text = knownFact(hashText(fields), "WMI");
  report.identity.serialNumber = knownFact(std::move(serial), "SMBIOS type 1");
  report.identity.serialIsPlaceholder = knownFact(false, "SMBIOS type 1");
  return report;
}

CsvTarget folderTarget(const TempFolder& folder) {
  CsvTarget target;
  target.base = folder.text();
  return target;
}

CsvTarget appendTarget(const TempFolder& folder) {
  CsvTarget target = folderTarget(folder);
  target.fileName = "batch.csv";
  target.append = true;
  return target;
}

}  // namespace

TEST_CASE("a device becomes a CSV with the exact bytes, and the proof has them") {
  const TempFolder folder;
  const auto proof = exportCsv(deviceReport(), {}, folderTarget(folder));
  REQUIRE(proof.has_value());
  HashFields fields;
  fields.serialNumber = "CB14-000123";
  fields.uuid[0] = 1;
  const std::string wanted =
      "Device Serial Number,Windows Product ID,Hardware Hash\r\nCB14-000123,," + hashText(fields) + "\r\n";
  CHECK(readFile(folder.text("CB14-000123.csv")) == wanted);
  CHECK(proof->written.bytes == wanted.size());
  CHECK(proof->written.sha256Hex == sha256Hex(viewOf(wanted)));
  CHECK(proof->rows == 1);
}

TEST_CASE("tag and user make the fourth and fifth column") {
  const TempFolder folder;
  REQUIRE(exportCsv(deviceReport(), {"SALES", "", false}, folderTarget(folder)).has_value());
  CHECK(readFile(folder.text("CB14-000123.csv")).find("Hash,Group Tag\r\n") != std::string::npos);
  REQUIRE(exportCsv(deviceReport(), {"", "ada@contoso.com", false}, folderTarget(folder)).has_value());
  const std::string five = readFile(folder.text("CB14-000123.csv"));
  CHECK(five.find("Hash,Group Tag,Assigned User\r\n") != std::string::npos);
  CHECK(five.find(",,ada@contoso.com\r\n") != std::string::npos);
}

TEST_CASE("a tag or user that a spreadsheet takes for a formula is written, and the proof warns") {
  const TempFolder folder;
  const auto proof = exportCsv(deviceReport(), {"=SALES", "+ada@contoso.com", false}, folderTarget(folder));
  REQUIRE(proof.has_value());
  REQUIRE(proof->notes.size() == 2);
  CHECK(proof->notes[0].find("Group Tag \"=SALES\"") == 0);
  CHECK(proof->notes[1].find("Assigned User \"+ada@contoso.com\"") == 0);
  CHECK(readFile(folder.text("CB14-000123.csv")).find(",=SALES,+ada@contoso.com\r\n") != std::string::npos);
  CHECK(exportCsv(deviceReport(), {"SALES", "ada@contoso.com", false}, folderTarget(folder))->notes.empty());
}

TEST_CASE("what a CSV may not hold is refused before a device is read") {
  CHECK_FALSE(checkInput({"A,B", "", false}).has_value());
  CHECK_FALSE(checkInput({"", "ada", false}).has_value());
  CHECK(checkInput({"", "", false}).has_value());
  const auto refused =
      checkInput({"Gr\xC3\xB6\xC3\x9F"
                  "e",
                  "", false});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().stage == ExportStage::input);
  CHECK(describe(refused.error().error).find("U+00F6") != std::string::npos);
}

TEST_CASE("a serial number with a comma is refused and nothing is written") {
  const TempFolder folder;
  const auto proof = exportCsv(deviceReport("AB,CD"), {}, folderTarget(folder));
  REQUIRE_FALSE(proof.has_value());
  CHECK(proof.error().stage == ExportStage::input);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a serial number with a tab or with bytes that are no text is refused, and shown escaped") {
  const TempFolder folder;
  for (const auto& [serial, shown] : {std::pair{"AB\tCD", "U+0009"}, std::pair{"AB\xFFQ", "\\xff"}}) {
    const auto proof = exportCsv(deviceReport(serial), {"", "", true}, folderTarget(folder));
    REQUIRE_FALSE(proof.has_value());
    CHECK(proof.error().stage == ExportStage::input);
    const std::string words = describe(proof.error().error);
    CHECK(words.find(serial) == std::string::npos);
    CAPTURE(words);
    CHECK(words.find(shown) != std::string::npos);
    CHECK(std::filesystem::is_empty(folder.path()));
  }
}

TEST_CASE("a placeholder serial number needs force, and the proof then says so") {
  const TempFolder folder;
  Report report = deviceReport("Default string");
  report.identity.serialIsPlaceholder.value = true;
  const auto refused = exportCsv(report, {}, folderTarget(folder));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().stage == ExportStage::input);
  const auto forced = exportCsv(report, {"", "", true}, folderTarget(folder));
  REQUIRE(forced.has_value());
  CHECK(forced->notes.front().find("Default string") != std::string::npos);
}

TEST_CASE("an empty serial number is refused, with force too") {
  const TempFolder folder;
  Report report = deviceReport();
  report.identity.serialNumber =
      unknownFact<std::string>(Error{ErrorKind::absent, "read", "none", CodeSpace::none, 0}, "SMBIOS");
  const auto refused = exportCsv(report, {"", "", true}, folderTarget(folder));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().stage == ExportStage::device);
}

TEST_CASE("a damaged hash is refused with its reason unless forced") {
  const TempFolder folder;
  Report report = deviceReport();
  report.hardwareHash.text.value[200] = report.hardwareHash.text.value[200] == 'A' ? 'B' : 'A';
  const auto refused = exportCsv(report, {}, folderTarget(folder));
  REQUIRE_FALSE(refused.has_value());
  CHECK(describe(refused.error().error).find("digest-mismatch") != std::string::npos);
  CHECK(exportCsv(report, {"", "", true}, folderTarget(folder)).has_value());
}

TEST_CASE("appending keeps other rows, replaces the same device, and adds a board that shares a placeholder") {
  const TempFolder folder;
  const CsvTarget target = appendTarget(folder);
  REQUIRE(exportCsv(deviceReport("AB1", 1), {}, target).has_value());
  REQUIRE(exportCsv(deviceReport("CD2", 2), {}, target).has_value());
  const std::string before = readFile(folder.text("batch.csv"));
  const auto again = exportCsv(deviceReport("AB1", 3), {}, target);
  REQUIRE(again.has_value());
  CHECK(again->rows == 2);
  CHECK(again->replaced);
  const std::string after = readFile(folder.text("batch.csv"));
  CHECK(after.substr(after.rfind("\r\nCD2")) == before.substr(before.rfind("\r\nCD2")));
  for (const std::uint8_t seed : {10, 11}) {
    Report board = deviceReport("Default string", seed);
    board.identity.serialIsPlaceholder.value = true;
    REQUIRE(exportCsv(board, {"", "", true}, target).has_value());
  }
  const auto same = exportCsv(
      [] {
        Report board = deviceReport("Default string", 11);
        board.identity.serialIsPlaceholder.value = true;
        return board;
      }(),
      {"", "", true}, target);
  REQUIRE(same.has_value());
  CHECK(same->rows == 4);
  CHECK(same->replaced);
}

TEST_CASE("a file that is not understood is refused and stays as it is") {
  const TempFolder folder;
  writeFile(folder.text("batch.csv"), "Serial;Hash\r\n1;2\r\n");
  CHECK_FALSE(checkAppendFile(folder.text("batch.csv")).has_value());
  const auto proof = exportCsv(deviceReport(), {}, appendTarget(folder));
  REQUIRE_FALSE(proof.has_value());
  CHECK(proof.error().stage == ExportStage::input);
  CHECK(readFile(folder.text("batch.csv")) == "Serial;Hash\r\n1;2\r\n");
  CHECK(checkAppendFile(folder.text("none.csv")).has_value());
}

TEST_CASE("a target folder that is missing is never made") {
  const TempFolder folder;
  CsvTarget target;
  target.base = folder.text("gone");
  target.onStick = true;
  CHECK(checkTarget(target).error().stage == ExportStage::target);
  CHECK_FALSE(exportCsv(deviceReport(), {}, target).has_value());
  CHECK_FALSE(std::filesystem::exists(folder.path() / "gone"));
}

TEST_CASE("on a stick the file goes into the program's own folder, with any name in between") {
  const TempFolder folder;
  std::filesystem::create_directories(pathOf(folder.text("Stick \xC3\xA4 1")));
  CsvTarget target;
  target.base = folder.text("Stick \xC3\xA4 1");
  target.onStick = true;
  const auto proof = exportCsv(deviceReport(), {}, target);
  REQUIRE(proof.has_value());
  CHECK(std::filesystem::exists(pathOf(folder.text("Stick \xC3\xA4 1/Preflight/devices/CB14-000123.csv"))));
}

TEST_CASE("serial numbers become file names without collisions or reserved names") {
  CHECK(fileNameFor("7F3K9Q2") == "7F3K9Q2");
  CHECK(fileNameFor("VMware-56 4d") == "VMware-56=204d==" + sha256Hex(viewOf("VMware-56 4d")).substr(0, 16));
  CHECK(fileNameFor("A B,C") == "A=20B=2CC");
  CHECK(fileNameFor("a/b") != fileNameFor("a\\b"));
  CHECK(fileNameFor("CON") != "CON");
  CHECK(fileNameFor("com1.x") != "com1.x");
  CHECK(fileNameFor("..") == "=2E=2E");
  CHECK(fileNameFor("a=b") != fileNameFor("a=3Db"));
  std::set<std::string> names;
  const std::string longSerial(300, 'x');
  for (const std::string& serial : {longSerial, longSerial + "y", longSerial.substr(0, 299), std::string("x"),
                                    std::string("x."), std::string(" x"), std::string("x ")}) {
    CHECK(names.insert(fileNameFor(serial)).second);
    CHECK(fileNameFor(serial).size() <= 110);
  }
}

TEST_CASE("the target is the program's own stick, else the only one, else a choice") {
  FakeHost live;
  live.volumeList = std::vector<Volume>{};
  CHECK(chooseTarget({"", "", "", true}, live).error().problem == TargetProblem::none);
  Volume stick;
  stick.root = "E:\\";
  stick.label = "CONTOSO";
  stick.type = VolumeType::removable;
  stick.totalBytes = 16ULL << 30;
  stick.freeBytes = 8ULL << 30;
  live.volumeList = std::vector<Volume>{stick};
  CHECK(chooseTarget({"", "", "", true}, live)->base == "E:\\");
  Volume other = stick;
  other.root = "F:\\";
  live.volumeList = std::vector<Volume>{stick, other};
  CHECK(chooseTarget({"", "", "", false}, live).error().problem == TargetProblem::choice);
  other.holdsProgram = true;
  live.volumeList = std::vector<Volume>{stick, other};
  CHECK(chooseTarget({"", "", "", true}, live)->base == "F:\\");
}
