// What is on a stick after exports: the device's files, the batch, the log; with faults at every call.
#include <doctest/doctest.h>
#include <algorithm>

#include <nlohmann/json.hpp>
#include <set>

#include "csv/intune.h"
#include "export/device/device_export.h"
#include "export/device/refusals.h"
#include "export/device/stick_layout.h"
#include "export/device/stick_log.h"
#include "support/hash_builder.h"
#include "support/judged_export.h"
#include "text/command_id.h"
#include "unit/media/memory_files.h"

using namespace preflight;
using namespace preflight::test;
using media::Fault;
using media::MemoryFiles;

namespace {

const std::string stick = "/stick";
const std::string batch = "/stick/Preflight/autopilot.csv";
const std::string logFile = "/stick/Preflight/log.jsonl";

Report device(const std::string& serial, std::uint8_t seed) {
  Report report;
  HashFields fields;
  fields.serialNumber = serial;
  fields.ekSeed = seed;
  fields.uuid[0] = seed;
  report.hardwareHash.text = knownFact(hashText(fields), "WMI");
  report.identity.serialNumber = knownFact(serial, "SMBIOS type 1");
  report.identity.serialIsPlaceholder = knownFact(serial == "Default string", "SMBIOS type 1");
  report.identity.manufacturer = knownFact<std::string>("Contoso", "SMBIOS type 1");
  report.identity.productName = knownFact<std::string>("Contoso Book 14", "SMBIOS type 1");
  report.identity.model = report.identity.productName;
  return report;
}

CsvTarget stickTarget() {
  CsvTarget target;
  target.base = stick;
  target.onStick = true;
  target.volumeLabel = "CONTOSO";
  return target;
}

void plug(MemoryFiles& files) {
  files.addFolder("/");
  files.addFolder(stick);
  files.settle();
}

CsvRequest forced() {
  CsvRequest request;
  request.force = true;
  return request;
}

std::vector<std::string> serialsIn(const std::string& content) {
  std::vector<std::string> serials;
  if (content != "(none)") {
    const std::vector<csv::DeviceFields> devices = csv::readDevices(csv::Format::intune, content).value();
    for (const csv::DeviceFields& device : devices) {
      serials.push_back(device.serialNumber);
    }
  }
  return serials;
}

std::string allNotes(const ExportProof& proof) {
  std::string all;
  for (const std::string& each : proof.notes) {
    all += each + "\n";
  }
  return all;
}

std::string fullBatch(int rows) {
  std::string file = "Device Serial Number,Windows Product ID,Hardware Hash\r\n";
  for (int i = 0; i < rows; ++i) {
    file += "SN-" + std::to_string(i) + ",,AAAA\r\n";
  }
  return file;
}

// Paths are joined as the system that the test runs on does it.
std::string slashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

}  // namespace

TEST_CASE("an export to a stick leaves the device's file, its row in the batch and a line in the log") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  const auto proof = exportCsv(files, device("CB-1", 1), {"SALES", "", false}, stickTarget());
  REQUIRE(proof.has_value());
  CHECK(slashes(proof->written.path) == "/stick/Preflight/devices/CB-1.csv");
  REQUIRE(proof->batch.size() == 1);
  CHECK(slashes(proof->batch[0].written.path) == batch);
  CHECK(proof->batch[0].written.volumeLabel == "CONTOSO");
  CHECK(files.content(batch) == files.content("/stick/Preflight/devices/CB-1.csv"));
  CHECK(slashes(proof->log) == logFile);
  const auto line = nlohmann::json::parse(files.content(logFile));
  CHECK(line["serialNumber"] == "CB-1");
  CHECK(line["groupTag"] == "SALES");
  CHECK(line["hash"] == "good");
  CHECK(line["files"][1]["sha256"] == proof->batch[0].written.sha256Hex);
  CHECK(files.content("/stick/Preflight/preflight.lock") == "(none)");
}

TEST_CASE("the same device again replaces its row, another is added, and two boards with one placeholder are two") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  for (const auto& [serial, seed] : std::vector<std::pair<std::string, int>>{{"CB-1", 1},
                                                                             {"CB-2", 2},
                                                                             {"Default string", 3},
                                                                             {"Default string", 4},
                                                                             {"cb-1", 5},
                                                                             {"Default string", 3}}) {
    REQUIRE(exportCsv(files, device(serial, static_cast<std::uint8_t>(seed)), forced(), stickTarget()).has_value());
  }
  CHECK(serialsIn(files.content(batch)) ==
        std::vector<std::string>{"cb-1", "CB-2", "Default string", "Default string"});
  int placeholders = 0;
  for (const auto& [path, node] : files.namesNow) {
    placeholders += path.find("Default=20string") != std::string::npos ? 1 : 0;
  }
  CHECK(placeholders == 2);
  CHECK(readLog(files.content(logFile)).size() == 6);
}

TEST_CASE("the 501st device goes on in a second file, and a device of the first is replaced there") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  files.addFolder("/stick/Preflight");
  files.addFile(batch, fullBatch(500));
  const auto next = exportCsv(files, device("CB-1", 1), {}, stickTarget()).value();
  CHECK(slashes(next.batch[0].written.path) == "/stick/Preflight/autopilot-2.csv");
  CHECK(next.batchRows == 501);
  const auto old = exportCsv(files, device("SN-7", 2), {}, stickTarget()).value();
  CHECK(slashes(old.batch[0].written.path) == batch);
  CHECK(old.replaced);
  CHECK(old.batchRows == 501);
  CHECK(slashes(exportCsv(files, device("CB-3", 3), {}, stickTarget())->batch[0].written.path) ==
        "/stick/Preflight/autopilot-2.csv");
}

TEST_CASE("a device that is in two files of the batch is in the first alone afterwards") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  files.addFolder("/stick/Preflight");
  files.addFile(batch, fullBatch(3));
  files.addFile("/stick/Preflight/autopilot-2.csv", fullBatch(2));
  const auto proof = exportCsv(files, device("SN-1", 1), {}, stickTarget()).value();
  CHECK(proof.batch.size() == 2);
  CHECK(serialsIn(files.content(batch)) == std::vector<std::string>{"SN-0", "SN-1", "SN-2"});
  CHECK(serialsIn(files.content("/stick/Preflight/autopilot-2.csv")) == std::vector<std::string>{"SN-0"});
  CHECK(allNotes(proof).find("autopilot-2.csv: ") != std::string::npos);
}

TEST_CASE("a file of the batch that is not understood is left alone, and the skipped file is named") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  files.addFolder("/stick/Preflight");
  files.addFile(batch, "Serial;Hash\r\n");
  const auto proof = exportCsv(files, device("CB-1", 1), {}, stickTarget()).value();
  CHECK(slashes(proof.batch[0].written.path) == "/stick/Preflight/autopilot-2.csv");
  CHECK(files.content(batch) == "Serial;Hash\r\n");
  CHECK(allNotes(proof).find("autopilot.csv was skipped and not changed") != std::string::npos);
}

TEST_CASE("names of batch files are known by their number alone") {
  CHECK(batchNumber(csv::Format::intune, "autopilot.csv") == 1);
  CHECK(batchNumber(csv::Format::intune, "AUTOPILOT-12.CSV") == 12);
  for (const char* name : {"autopilot-1.csv", "autopilot-02.csv", "autopilot-.csv", "autopilot-2x.csv",
                           "autopilot2.csv", "autopilot-999999999999.csv", "partner.csv", "autopilot.csv.bak"}) {
    CHECK_FALSE(batchNumber(csv::Format::intune, name).has_value());
  }
}

TEST_CASE("partner and corporate rows have folders and batches of their own, also without a hash") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  Report report = device("CB.1", 1);
  report.hardwareHash.text =
      unknownFact<std::string>(Error{ErrorKind::unsupported, "read", "Linux has none", CodeSpace::none, 0}, "WMI");
  CsvRequest request;
  request.format = csv::Format::partner;
  REQUIRE(exportCsv(files, report, request, stickTarget()).has_value());
  CHECK(files.content("/stick/Preflight/partner.csv") ==
        "Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model\r\n"
        "CB.1,,,Contoso,Contoso Book 14\r\n");
  request.format = csv::Format::corporate;
  const auto corporate = exportCsv(files, report, request, stickTarget()).value();
  CHECK(files.content("/stick/Preflight/corporate.csv") == "Contoso,Contoso Book 14,CB1\r\n");
  CHECK(files.content("/stick/Preflight/corporate/CB.1.csv") == "Contoso,Contoso Book 14,CB1\r\n");
  CHECK(allNotes(corporate).find("CB.1") != std::string::npos);
  CHECK(allNotes(corporate).find("\"CB1\"") != std::string::npos);
  CHECK(exportCsv(files, report, request, stickTarget())->batchRows == 1);
  CHECK_FALSE(exportCsv(files, report, {}, stickTarget()).has_value());
}

TEST_CASE("a manufacturer with a comma in its name is left out of a partner row that has the hash") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  Report report = device("CB-1", 1);
  report.identity.manufacturer = knownFact<std::string>("Fabrikam International Co., Ltd.", "SMBIOS");
  CsvRequest request;
  request.format = csv::Format::partner;
  const auto proof = exportCsv(files, report, request, stickTarget());
  REQUIRE(proof.has_value());
  CHECK(files.content("/stick/Preflight/partner.csv").ends_with(",,Contoso Book 14\r\n"));
  CHECK(allNotes(*proof).find(say(CommandId::exportLeftEmpty,
                                  {{"column", "Manufacturer name"}, {"value", "Fabrikam International Co., Ltd."}})) !=
        std::string::npos);
  report.hardwareHash.text =
      unknownFact<std::string>(Error{ErrorKind::unsupported, "read", "Linux has none", CodeSpace::none, 0}, "WMI");
  const auto refused = exportCsv(files, report, request, stickTarget());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().advice == say(CommandId::exportPartnerCharacter));
}

TEST_CASE("a batch file that is too large is skipped with that reason") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  files.addFolder("/stick/Preflight");
  files.addFile("/stick/Preflight/autopilot.csv", std::string(9U << 20, 'x'));
  const auto proof = exportCsv(files, device("CB-1", 1), {}, stickTarget());
  REQUIRE(proof.has_value());
  CHECK(allNotes(*proof).find("autopilot.csv was skipped and not changed: it is larger than") != std::string::npos);
  CHECK(allNotes(*proof).find("xff") == std::string::npos);
}

TEST_CASE("a batch whose last row was cut is named by that row's serial number, unless it is replaced") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  REQUIRE(exportCsv(files, device("CB-1", 1), {}, stickTarget()).has_value());
  const std::string whole = files.content("/stick/Preflight/autopilot.csv");
  const std::string cut =
      whole.substr(0, whole.size() - 2 - 3600);  // in the records of the hash, between two groups of four
  files.addFile("/stick/Preflight/autopilot.csv", cut);
  const auto other = exportCsv(files, device("CB-2", 2), {}, stickTarget());
  REQUIRE(other.has_value());
  CHECK(allNotes(*other).find("of \"CB-1\", was cut") != std::string::npos);
  files.addFile("/stick/Preflight/autopilot.csv", cut);
  const auto same = exportCsv(files, device("CB-1", 1), {}, stickTarget());
  REQUIRE(same.has_value());
  CHECK(allNotes(*same).find("was cut") == std::string::npos);
}

TEST_CASE("page and command line refuse the same: placeholder, faulty hash, other device, other board") {
  Report board = device("CB-1", 1);
  board.identity.uuid = knownFact<std::string>("00000000-0000-0000-0000-000000000001", "SMBIOS");
  Report other = device("CB-1", 1);
  other.identity.serialNumber.value = "CB-2";
  Report cut = device("CB-1", 1);
  cut.hardwareHash.text.value[300] = cut.hardwareHash.text.value[300] == 'A' ? 'B' : 'A';
  for (const Report& report : {board, other, cut, device("Default string", 1)}) {
    MemoryFiles files(CodeSpace::posix);
    plug(files);
    REQUIRE(refusals(diagnose(report).findings, csv::Format::intune).size() == 1);
    const auto refused = exportCsv(files, report, {}, stickTarget());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().stage == ExportStage::input);
    CHECK(files.namesNow.size() == 2);
    const auto proof = exportCsv(files, report, forced(), stickTarget());
    REQUIRE(proof.has_value());
    CHECK(proof->notes.front().starts_with("Forced: "));
    CHECK(nlohmann::json::parse(files.content(logFile))["notes"][0] == proof->notes.front());
  }
  CHECK(refusals(diagnose(device("CB-1", 1)).findings, csv::Format::intune).empty());
  CHECK(refusals(diagnose(cut).findings, csv::Format::corporate).empty());
}

TEST_CASE("the log keeps its newest lines when it is full, and a line without end gets one") {
  MemoryFiles files(CodeSpace::posix);
  plug(files);
  files.addFolder("/stick/Preflight");
  std::string old;
  while (old.size() < mostLogBytes) {
    old += R"({"serialNumber":"OLD-)" + std::to_string(old.size()) + "\"}\n";
  }
  files.addFile(logFile, old + R"({"serialNumber":"LAST)");
  REQUIRE(exportCsv(files, device("CB-1", 1), {}, stickTarget()).has_value());
  const std::string log = files.content(logFile);
  CHECK(log.size() <= mostLogBytes);
  CHECK(log.size() > mostLogBytes / 2);
  const auto entries = readLog(log);
  CHECK(entries.front().serialNumber.starts_with("OLD-"));
  CHECK(entries.back().serialNumber == "CB-1");
}

namespace {

// A stick with a batch of two, and a third device that is added to them.
void prepare(MemoryFiles& files) {
  plug(files);
  REQUIRE(exportCsv(files, device("CB-1", 1), {}, stickTarget()).has_value());
  REQUIRE(exportCsv(files, device("CB-2", 2), {}, stickTarget()).has_value());
  files.settle();
}

struct Cause {
  std::uint32_t code;
  const char* words;
};

std::vector<Cause> causesOf(const std::string& call, CodeSpace space) {
  const bool windows = space == CodeSpace::win32;
  std::vector<Cause> causes{windows ? Cause{1117, "gone or failing"} : Cause{5, "gone or failing"},
                            windows ? Cause{1167, "gone or failing"} : Cause{19, "gone or failing"}};
  if (windows) {
    causes.push_back({21, "gone or failing"});
  }
  const bool writes = call == "write" || call == "flush" || call == "close" || call == "create" || call == "rename" ||
                      call == "make folder" || call == "hold" || call == "write lock" || call == "flush folder";
  if (writes) {
    causes.push_back(windows ? Cause{112, "the drive is full"} : Cause{28, "the drive is full"});
    causes.push_back(windows ? Cause{19, "write-protected"} : Cause{30, "write-protected"});
  }
  if (call == "create" || call == "rename" || call == "hold" || call == "open") {
    causes.push_back(windows ? Cause{32, "open in another program"} : Cause{16, "open in another program"});
    causes.push_back(windows ? Cause{5, "no permission"} : Cause{13, "no permission"});
  }
  return causes;
}

bool hasLock(const MemoryFiles& files) {
  return files.namesNow.contains("/stick/Preflight/preflight.lock");
}

// After any fault: the rows of before are there, and every file is whole.
void checkNothingLost(const MemoryFiles& files) {
  const std::vector<std::string> serials = serialsIn(files.content(batch));
  const std::set<std::string> all(serials.begin(), serials.end());
  CHECK(all.size() == serials.size());
  CHECK(all.contains("CB-1"));
  CHECK(all.contains("CB-2"));
  for (const auto& [path, node] : files.namesNow) {
    if (path.find("/devices/CB-") != std::string::npos) {
      CHECK(serialsIn(files.content(path)).size() == 1);
    }
  }
  for (const LogEntry& each : readLog(files.content(logFile))) {
    CHECK(each.serialNumber.starts_with("CB-"));
  }
}

std::vector<std::string> callsOf(CodeSpace space) {
  MemoryFiles files(space);
  prepare(files);
  REQUIRE(exportCsv(files, device("CB-3", 3), {}, stickTarget()).has_value());
  return files.calls;
}

std::size_t tryFault(CodeSpace space, std::size_t call, const std::string& name, const Cause& cause, Fault::Kind kind) {
  CAPTURE(call);
  CAPTURE(name);
  CAPTURE(cause.code);
  MemoryFiles files(space);
  prepare(files);
  files.fault = {kind, call, cause.code};
  const auto result = exportCsv(files, device("CB-3", 3), {}, stickTarget());
  if (!result) {
    CHECK(result.error().stage == ExportStage::write);
    CHECK(result.error().error.code == cause.code);
    CHECK(result.error().error.words.str().find(cause.words) != std::string::npos);
    const bool reported = files.content("/stick/Preflight/devices/CB-3.csv") == "(none)" ||
                          !result.error().done.empty() ||
                          result.error().error.words.str().find("in place") != std::string::npos;
    CHECK(reported);
  } else {
    CHECK(serialsIn(files.content(batch)).back() == "CB-3");
    // A log that was not kept is reported; a fault that the write got over is no news.
    const bool logged = readLog(files.content(logFile)).back().serialNumber == "CB-3";
    CHECK((logged || allNotes(*result).find("No line was added to the log") != std::string::npos));
  }
  checkNothingLost(files);
  const bool reported = !result;
  files.restart();
  REQUIRE(exportCsv(files, device("CB-3", 3), {}, stickTarget()).has_value());
  checkNothingLost(files);
  CHECK(serialsIn(files.content(batch)).size() == 3);
  CHECK(files.temporaries().empty());
  CHECK_FALSE(hasLock(files));
  return reported ? 1 : 0;
}

}  // namespace

TEST_CASE("every call of an export to a stick fails once, and for good: nothing is lost and the message is right") {
  std::size_t cases = 0;
  std::size_t reported = 0;
  for (const CodeSpace space : {CodeSpace::win32, CodeSpace::posix}) {
    const std::vector<std::string> calls = callsOf(space);
    for (std::size_t call = 0; call < calls.size(); ++call) {
      for (const Cause& cause : causesOf(calls[call], space)) {
        reported += tryFault(space, call, calls[call], cause, Fault::Kind::once);
        ++cases;
      }
      reported += tryFault(space, call, calls[call], causesOf(calls[call], space)[1], Fault::Kind::fromThenOn);
      ++cases;
    }
  }
  MESSAGE(cases << " faults in a whole export, " << reported << " of them reported as errors");
  CHECK(cases > 500);
  CHECK(reported > cases / 2);
}

TEST_CASE("an export that is killed before or after any call loses no row, and the next run leaves nothing behind") {
  std::size_t cases = 0;
  std::size_t takenOver = 0;
  for (const CodeSpace space : {CodeSpace::win32, CodeSpace::posix}) {
    const std::size_t calls = callsOf(space).size();
    for (std::size_t call = 0; call < calls; ++call) {
      for (const Fault::Kind kind : {Fault::Kind::killedBefore, Fault::Kind::killedAfter}) {
        CAPTURE(call);
        MemoryFiles files(space);
        prepare(files);
        files.fault = {kind, call, 0};
        try {
          (void)exportCsv(files, device("CB-3", 3), {}, stickTarget());
          CHECK(call + 1 == calls);  // only the removal of the lock, which is the last
        } catch (const MemoryFiles::Killed&) {
        }
        checkNothingLost(files);
        // Without a name in it, it may as well be one that a program lets go at that moment.
        const bool left = hasLock(files) && !files.content("/stick/Preflight/preflight.lock").empty();
        files.restart();
        const auto next = exportCsv(files, device("CB-4", 4), {}, stickTarget());
        REQUIRE(next.has_value());
        CHECK((allNotes(*next).find("Took over the lock") != std::string::npos) == left);
        takenOver += left ? 1 : 0;
        checkNothingLost(files);
        CHECK(files.temporaries().empty());
        CHECK_FALSE(hasLock(files));
        ++cases;
      }
    }
  }
  MESSAGE(cases << " kills, " << takenOver << " locks taken over");
  CHECK(takenOver > cases / 2);
}

TEST_CASE("while another program holds the lock nothing is written, and the error names that program") {
  MemoryFiles files(CodeSpace::posix);
  prepare(files);
  const auto held = files.hold("/stick/Preflight/preflight.lock").value();
  REQUIRE(held->setText("PC-9, process 77, since 2026-03-22T14:03:00Z\n").has_value());
  const auto refused = exportCsv(files, device("CB-3", 3), {}, stickTarget());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().error.words.str().find("PC-9, process 77") != std::string::npos);
  CHECK(serialsIn(files.content(batch)).size() == 2);
  std::chrono::milliseconds waited{0};
  for (const auto& each : files.pauses) {
    waited += each;
  }
  CHECK(waited >= std::chrono::seconds(20));
}
