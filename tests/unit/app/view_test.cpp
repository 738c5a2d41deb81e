// What the screens are made of: plain data out of a report, its diagnosis, the drives and the batch.
#include <doctest/doctest.h>

#include <algorithm>

#include "app/view/banner_model.h"
#include "app/view/deployment_model.h"
#include "app/view/evidence_model.h"
#include "app/view/export_model.h"
#include "app/view/overview_model.h"
#include "app/view/registration_model.h"

using namespace preflight;

namespace {

constexpr UtcTime noon{1'774'180'800'000};  // 2026-03-22 12:00 UTC

UtcTime at(int minutes) {
  return {noon.milliseconds + minutes * 60'000LL};
}

DeploymentLine lineOf(const char* id, const char* label, const char* value, State state, std::string_view word) {
  DeploymentLine line;
  line.id = id;
  line.label = Text(label);
  line.value = Text(value);
  line.state = state;
  line.word = word;
  return line;
}

// A device as a rule would judge it: hash read, nothing known of Autopilot, no deployment.
struct Device {
  Report report;
  Diagnosis diagnosis;
  Drives drives;
  Drives recorded;
  BatchList batch;
  bool isRecorded = false;
  UtcTime savedAt{};
  std::string savedTag;

  Device() {
    report.identity.serialNumber = knownFact<std::string>("7F3K9Q2", "SMBIOS");
    report.identity.serialIsPlaceholder = knownFact(false, "SMBIOS");
    report.identity.manufacturer = knownFact<std::string>("Contoso", "SMBIOS");
    report.identity.model = knownFact<std::string>("Laptop 5", "SMBIOS");
    report.hardwareHash.text = knownFact<std::string>("T0EX", "WMI");
    report.setup.utcOffsetMinutes = knownFact<std::int64_t>(0, "clock");
    drives.answer = Drives::Answer::known;
    diagnosis.judgedAt = noon;
    diagnosis.findings.push_back(makeFinding(FindingId::hardwareHashRead));
  }

  Finding& add(FindingId id, State state, Args args = {}) {
    diagnosis.findings.push_back(makeFinding(id, std::move(args)));
    diagnosis.findings.back().state = state;
    return diagnosis.findings.back();
  }
  // The verdict is about this finding.
  void decide(VerdictId verdict, FindingId id) {
    const Finding* finding = findFinding(diagnosis, id);
    REQUIRE(finding != nullptr);
    diagnosis.verdict.id = verdict;
    diagnosis.verdict.finding = id;
    diagnosis.verdict.state = finding->state;
    diagnosis.verdict.headline = Text(finding->headline().empty() ? "HEADLINE" : finding->headline());
    diagnosis.verdict.sentence = Text(finding->title());
    diagnosis.verdict.action = Text(finding->action());
    diagnosis.verdict.key = finding->key();
    diagnosis.verdict.who = finding->who();
  }
  void stage(std::string id, State state, std::string_view word, std::vector<FindingId> about = {}) {
    RegistrationStage stage;
    stage.id = std::move(id);
    stage.label = Text(stage.id);
    stage.state = state;
    stage.word = word;
    stage.sentence = Text("What holds.");
    stage.findings = std::move(about);
    diagnosis.registration.stages.push_back(std::move(stage));
  }
  void isNew() {
    add(FindingId::notRegistered, State::warn, {{"at", "12:00"}});
    stage("registered", State::warn, "NONE", {FindingId::notRegistered});
    stage("profile", State::warn, "NONE");
    stage("enrolled", State::info, "NONE");
    diagnosis.registration.answer = RegistrationAnswer::refused;
    diagnosis.registration.answeredAt = at(-3);
    decide(VerdictId::notRegistered, FindingId::notRegistered);
  }
  void plug(const std::string& root = "E:\\", const std::string& label = "KINGSTON") {
    Target target;
    target.root = root;
    target.label = label;
    target.freeBytes = 14'200'000'000;
    target.totalBytes = 28'800'000'000;
    drives.targets.push_back(target);
  }
  void row(const std::string& serial, const std::string& tag, int minutes) {
    BatchEntry entry;
    entry.serialNumber = serial;
    entry.groupTag = tag;
    entry.time = isoText(at(minutes));
    entry.hash = BatchEntry::Hash::good;
    entry.file = "autopilot.csv";
    batch.entries.push_back(std::move(entry));
  }
  // Device setup downloads the second of three apps and gets nothing any more.
  void waits() {
    DeploymentStatus& deployment = diagnosis.deployment;
    deployment.state = DeploymentState::waits;
    deployment.limit = {at(-21), 60};
    DeploymentLine preparation = lineOf("devicePreparation", "Device preparation", "done", State::pass, "OK");
    preparation.started = at(-21);
    preparation.ended = at(-15);
    DeploymentLine setup = lineOf("deviceSetup", "Device setup", "Apps", State::warn, "WAITING");
    setup.started = at(-15);
    deployment.phases = {preparation, setup,
                         lineOf("accountSetup", "Account setup", "not started", State::info, "WAITING")};
    DeploymentLine vpn = lineOf("item vpn", "Contoso VPN", "downloading", State::info, "RUNNING");
    DeploymentLine portal = lineOf("item portal", "Company Portal", "queued", State::info, "WAITING");
    DeploymentLine office = lineOf("item office", "Office", "done", State::pass, "OK");
    deployment.items = {office, portal, vpn};
    deployment.steps = {lineOf("apps", "Apps", "1 of 3", State::fail, "FAILED")};
    deployment.stepsTitle = Text("Device setup");
    DeploymentCulprit culprit;
    culprit.line = "item vpn";
    culprit.name = Text("Contoso VPN");
    culprit.kind = Text("App");
    culprit.place = 2;
    culprit.count = 3;
    culprit.value = Text("downloading");
    culprit.since = at(-14);
    culprit.lastData = at(-11);
    culprit.bytes = 214'000'000;
    culprit.totalBytes = 944'000'000;
    deployment.culprit = culprit;
    Waiting waiting;
    waiting.id = WaitId::appDownload;
    waiting.elapsedSeconds = 14 * 60;
    waiting.overdue = true;
    waiting.headline = Text("DOWNLOADING: Contoso VPN");
    waiting.sentence = Text("Downloading Contoso VPN (2 of 3) for 14 min.");
    waiting.limit = Text("ESP times out in 39 min.");
    deployment.waiting = waiting;
    deployment.wait = deployment.finding = FindingId::appDownloadingStalled;
    Finding& finding = add(FindingId::appDownloadingStalled, State::warn,
                           {{"headline", "DOWNLOADING: Contoso VPN"},
                            {"sentence", "Downloading."},
                            {"meaning", ""},
                            {"action", "Try a cable."}});
    finding.advice = Advice{{}, Text("Try a cable."), Who::you, {}};
    decide(VerdictId::deploymentWaits, FindingId::appDownloadingStalled);
  }

  Situation situation() const {
    Situation situation{report, diagnosis, drives, nullptr, nullptr, batch};
    situation.target = drives.targets.size() == 1 ? &drives.targets.front() : nullptr;
    situation.recorded = isRecorded ? &recorded : nullptr;
    situation.now = noon;
    situation.savedAt = savedAt;
    situation.savedTag = savedTag;
    return situation;
  }
};

std::string titleOf(const BannerModel& banner) {
  return banner.capitals + banner.rest;
}

}  // namespace

TEST_CASE("a finding about a stage makes row, tab and banner as bad as itself, with any answer of the service") {
  for (const FindingId id : {FindingId::otherTenant, FindingId::staleRegistration}) {
    Device device;
    device.add(id, State::fail, {{"tenant", "contoso.example"}});
    device.stage("registered", State::pass, "OK", {id});
    device.stage("profile", State::pass, "OK");
    device.stage("enrolled", State::info, "NONE");
    device.decide(VerdictId::otherTenant, id);
    const Situation situation = device.situation();
    const Subjects subjects = subjectsOf(situation);
    CHECK(subjects.of(Topic::autopilot) == Sign::failed);
    CHECK(subjects.verdict == Sign::failed);
    CHECK(subjects.verdictTopic == Topic::autopilot);
    CHECK(tilesOf(situation)[1].sign == Sign::failed);
    CHECK(bannerModel(situation).sign == Sign::failed);
    const RegistrationModel model = registrationModel(situation);
    CHECK(model.focus == 0);
    CHECK(model.stages[0].sign == Sign::failed);
    CHECK(model.stages[1].sign == Sign::ok);
    CHECK(worstStage(device.diagnosis) == "registered");
  }
}

TEST_CASE("a new device is none, not a warning, and what waits for a sign-in is no fault of its registration") {
  Device device;
  device.isNew();
  CHECK(subjectsOf(device.situation()).of(Topic::autopilot) == Sign::none);
  CHECK(tilesOf(device.situation())[1].line == "Not registered, asked 11:57");
  Device ready;
  ready.stage("registered", State::pass, "OK");
  ready.stage("profile", State::pass, "OK");
  ready.stage("enrolled", State::info, "NONE");
  CHECK(subjectsOf(ready.situation()).of(Topic::autopilot) == Sign::ok);
  CHECK(registrationModel(ready.situation()).focus == 2);
}

TEST_CASE("what matters only at the next reset is no warning on a device that works") {
  Device device;
  device.add(FindingId::enrolledWorking, State::pass);
  device.add(FindingId::answeredNoProfile, State::warn);
  device.stage("registered", State::unknown, "UNKNOWN", {FindingId::answeredNoProfile});
  device.decide(VerdictId::enrolled, FindingId::enrolledWorking);
  const Finding* finding = findFinding(device.diagnosis, FindingId::answeredNoProfile);
  CHECK(signOf(*finding, device.diagnosis) == Sign::none);
  device.diagnosis.verdict.id = VerdictId::noProfile;
  CHECK(signOf(*finding, device.diagnosis) == Sign::warning);
}

TEST_CASE("the hash and the serial number decide identity; the hash alone its tile") {
  Device device;
  device.add(FindingId::serialNumberPlaceholder, State::warn, {{"serial", "None"}});
  const Subjects subjects = subjectsOf(device.situation());
  CHECK(subjects.of(Topic::identity) == Sign::warning);
  CHECK(subjects.of(Topic::hash) == Sign::ok);
  device.report.identity.serialIsPlaceholder = knownFact(true, "SMBIOS");
  CHECK(serialStripOf(device.report).placeholder);
}

TEST_CASE("the network is that of the adapter that is connected, not of the first") {
  Device device;
  AdapterFacts wired;
  wired.description = "Fabrikam Gigabit";
  wired.physical = true;
  AdapterFacts wireless;
  wireless.description = "Fabrikam Wi-Fi";
  wireless.physical = wireless.wireless = wireless.connected = true;
  device.report.network.adapters = knownFact(std::vector<AdapterFacts>{wired, wireless}, "adapters");
  const SerialStrip strip = serialStripOf(device.report);
  CHECK(strip.network == "Fabrikam Wi-Fi");
  CHECK(strip.networkSign == Sign::ok);
  device.report.network.adapters.value[1].connected = false;
  CHECK(serialStripOf(device.report).networkSign == Sign::none);
}

TEST_CASE("without a stick the next step is to plug one in, and no key is offered first") {
  Device device;
  device.isNew();
  const BannerModel banner = bannerModel(device.situation());
  CHECK(banner.capitals == "WAITING FOR A USB STICK");
  CHECK(banner.sign == Sign::waiting);
  CHECK(banner.chip == "Plug in a stick");
  const std::vector<NextStep> steps = nextStepsOf(device.situation());
  REQUIRE(steps.size() == 4);
  CHECK(steps[0].current);
  CHECK(steps[0].keys.empty());
  CHECK(stickCardOf(device.situation()).emptyTitle == "No stick yet");
}

TEST_CASE("with a stick the hash can be saved to it with F8 twice, with the tag of the last row") {
  Device device;
  device.isNew();
  device.plug();
  device.row("OTHER", "SALES-DE", -9);
  const BannerModel banner = bannerModel(device.situation());
  CHECK(banner.capitals == "READY TO EXPORT");
  CHECK(banner.chip.empty());
  REQUIRE_FALSE(banner.keys.empty());
  CHECK(banner.keys[0] == BannerKey{"F8", "Save hash to E: KINGSTON", "Save hash to E:"});
  const std::vector<NextStep> steps = nextStepsOf(device.situation());
  CHECK(steps[0].note == "Saves to E: KINGSTON with tag SALES-DE");
  CHECK(steps[0].keys == std::vector<std::string>{"F8", "F8"});
  const StickCard card = stickCardOf(device.situation());
  CHECK(card.space == "14 of 29 GB free");
  CHECK(card.used == doctest::Approx(0.507).epsilon(0.01));
  CHECK(card.lines[0].dim == "not saved yet");
  CHECK(card.lines[1].value == "1 device");
  CHECK(card.lines[2].dim == "at 11:51");
  CHECK(card.lines[3].value == "SALES-DE");
}

TEST_CASE("a device that is on the stick already shows when and with which tag, and waits for the import") {
  Device device;
  device.isNew();
  device.plug();
  device.row("7F3K9Q2", "SALES-DE", -118);
  const StickCard card = stickCardOf(device.situation());
  CHECK(card.lines[0].value == "saved 10:02 with SALES-DE");
  CHECK(card.lines[0].sign == Sign::ok);
  const BannerModel banner = bannerModel(device.situation());
  CHECK(banner.capitals == "WAITING FOR THE IMPORT");
  CHECK(banner.fact.find("10:02") != std::string::npos);
  const std::vector<NextStep> steps = nextStepsOf(device.situation());
  CHECK(steps[0].done);
  CHECK(steps[1].current);
}

TEST_CASE("what this session saved is remembered when the stick is gone") {
  Device device;
  device.isNew();
  device.savedAt = at(-5);
  device.savedTag = "KIOSK";
  const BannerModel banner = bannerModel(device.situation());
  CHECK(banner.fact == "Saved 11:55 with tag KIOSK, waiting for the import in Intune.");
  CHECK(nextStepsOf(device.situation())[0].done);
}

TEST_CASE("a recording shows its own drives, and that nothing is written to them") {
  Device device;
  device.isNew();
  device.isRecorded = true;
  device.recorded.answer = Drives::Answer::known;
  for (const char* root : {"E:\\", "F:\\"}) {
    Target target;
    target.root = root;
    device.recorded.targets.push_back(target);
  }
  const StickCard card = stickCardOf(device.situation());
  CHECK(std::ranges::count(card.lines, "In the recording", &StickLine::label) == 2);
  CHECK(card.note.find("nothing is written") != std::string::npos);
  device.recorded.targets.clear();
  CHECK(stickCardOf(device.situation()).note.empty());  // no drive, no promise about it
}

TEST_CASE("the proposed tag is that of this device's row, else the settings', else the last one used on the stick") {
  Device device;
  device.plug();
  CHECK(proposedTag(device.situation(), "").tag.empty());
  device.row("A", "SALES-UK", -50);
  device.row("B", "SALES-DE", -10);
  CHECK(proposedTag(device.situation(), "") == ProposedTag{"SALES-DE", "last used on E:"});
  CHECK(proposedTag(device.situation(), "HQ").tag == "HQ");
  CHECK(tagChoices(device.situation(), {"HQ", "SALES-UK"}) == std::vector<std::string>{"SALES-DE", "SALES-UK", "HQ"});
  device.row("7F3K9Q2", "KIOSK", -60);
  CHECK(proposedTag(device.situation(), "HQ").tag == "KIOSK");
}

TEST_CASE("saving with an empty field keeps the tag of the row, unless no tag was chosen") {
  Device device;
  device.plug();
  CHECK(tagToSave(device.situation(), "", false).empty());
  device.row("7F3K9Q2", "KIOSK", -60);
  CHECK(tagToSave(device.situation(), "", false) == "KIOSK");
  CHECK(tagToSave(device.situation(), "", true).empty());
  CHECK(tagToSave(device.situation(), "NEW", false) == "NEW");
}

TEST_CASE("this device is pinned in the batch, as a new row or as what it replaces") {
  Device device;
  device.plug();
  device.row("A", "SALES-UK", -50);
  device.row("B", "SALES-DE", -10);
  ExportModel model = exportModel(device.situation(), "SALES-DE");
  REQUIRE(model.rows.size() == 3);
  CHECK(model.rows[0].pinned);
  CHECK(model.rows[0].saved == "new row");
  CHECK(model.rows[1].serial == "B");
  CHECK(model.count == "2 of 500");
  CHECK(model.fact.find("The 2 saved rows stay.") != std::string::npos);
  device.row("7F3K9Q2", "SALES", -118);
  model = exportModel(device.situation(), "SALES-DE");
  REQUIRE(model.rows.size() == 3);
  CHECK(model.rows[0].saved == "replaces 10:02, SALES");
  CHECK(model.fact.find("The 2 other rows stay.") != std::string::npos);
}

TEST_CASE("a receipt has path, rows, bytes, digest, time and tag of the batch that was written") {
  Device device;
  device.plug();
  device.savedAt = at(0);
  device.savedTag = "SALES-DE";
  ExportProof proof;
  proof.written.path = "E:\\Preflight\\devices\\7F3K9Q2.csv";
  FileProof batch;
  batch.written.path = "E:\\Preflight\\autopilot.csv";
  batch.written.bytes = 4321;
  batch.written.sha256Hex = "9c417b0e";
  batch.rows = 18;
  proof.batch.push_back(batch);
  proof.batchRows = 18;
  const Receipt receipt = receiptOf(proof, device.situation());
  CHECK(receipt.written == "Written at 12:00:00, read back, compared");
  CHECK(receipt.fact.find("Safe to remove E: KINGSTON") != std::string::npos);
  const auto value = [&](const char* id) {
    const auto line = std::ranges::find(receipt.lines, id, &ReceiptLine::id);
    return line == receipt.lines.end() ? std::string("none") : line->value;
  };
  CHECK(value("receiptWhere") == "E:\\Preflight\\autopilot.csv");
  CHECK(value("receiptRows") == "18");
  CHECK(value("receiptBytes") == "4321");
  CHECK(value("receiptSha") == "9c417b0e");
  CHECK(value("receiptTag") == "SALES-DE");
  CHECK(receipt.next.size() == 3);
}

TEST_CASE("a download that is stuck names its app, since when, how far it is and what to do") {
  Device device;
  device.waits();
  const BannerModel banner = bannerModel(device.situation());
  CHECK(titleOf(banner) == "WAITING: Contoso VPN (2 of 3), 14 min");
  CHECK(banner.fact == "Download stuck at 214 of 944 MB for 11 min. ESP times out in 39 min. Try a cable.");
  CHECK(banner.sign == Sign::late);
  CHECK(banner.chip == "Try a cable");
  CHECK(tilesOf(device.situation())[2].line == "Contoso VPN (2 of 3), 14 min");
}

TEST_CASE("the axis runs from the start of the ESP to its limit, with now and each phase on it") {
  Device device;
  device.waits();
  const DeploymentModel model = deploymentModel(device.situation());
  CHECK(model.axis.note == "21 of 60 min used");
  CHECK(model.axis.start == "11:39 start");
  CHECK(model.axis.now == "now 12:00");
  CHECK(model.axis.limit == "ESP limit 12:39");
  CHECK(model.axis.nowAt == doctest::Approx(0.35));
  CHECK(model.axis.limitAt == doctest::Approx(1.0));
  REQUIRE(model.axis.phases.size() == 3);
  CHECK(model.axis.phases[0].from == doctest::Approx(0.0));
  CHECK(model.axis.phases[0].to == doctest::Approx(0.1));
  CHECK(model.axis.phases[0].took == "6 min");
  CHECK(model.axis.phases[1].to == doctest::Approx(0.35));
  CHECK(model.axis.phases[1].took == "15 min so far");
  CHECK(model.axis.phases[2].from < 0);
}

TEST_CASE("an unknown start shows no limit on the axis and says so") {
  Device device;
  device.waits();
  device.diagnosis.deployment.limit.from = {};
  const DeploymentModel model = deploymentModel(device.situation());
  CHECK(model.axis.start == "start not known");
  CHECK(model.axis.limit.empty());
  CHECK(model.axis.limitAt < 0);
}

TEST_CASE("the culprit is pinned with its bytes; failed and waiting steps come first, done ones are one row") {
  Device device;
  device.waits();
  const DeploymentModel model = deploymentModel(device.situation());
  REQUIRE(model.culprit.has_value());
  CHECK(model.culprit->name == "Contoso VPN");
  CHECK(model.culprit->note == "App 2 of 3");
  CHECK(model.culprit->time == "14 min");
  CHECK(model.culprit->bytes == "214 of 944 MB");
  CHECK(model.culprit->done == doctest::Approx(0.2267).epsilon(0.01));
  REQUIRE(model.culprit->facts.size() == 3);
  CHECK(model.culprit->facts[1].value == "11:49, 11 min ago");
  CHECK(model.culprit->facts[2].value == "Try a cable.");
  REQUIRE(model.open.size() == 2);
  CHECK(model.open[0].sign == Sign::failed);
  CHECK(model.open[1].step == "Company Portal");
  REQUIRE(model.folded.has_value());
  CHECK(model.folded->detail == "Office");
  CHECK(std::ranges::none_of(model.open, [](const DeploymentRow& row) { return row.id == "item vpn"; }));
}

TEST_CASE("evidence has the cause first, who does what, the log line, and the raw sources last") {
  Row row;
  row.label = "Contoso VPN";
  row.value = "failed";
  row.findings = {
      {"The installer ended with a fatal error.", "Often a missing prerequisite.", "Search the MSI log.", Who::admin}};
  Evidence line{Text("Exit code"), Text("lpExitCode 1603"), "AppWorkload.log"};
  line.logEntry.file = "AppWorkload.log";
  row.evidence = {{Text("State"), Text("5000"), R"(HKLM\SOFTWARE\Microsoft\Win32Apps)"}, line};
  const EvidenceModel model = evidenceModel(row);
  CHECK(model.cause ==
        std::vector<std::string>{"The installer ended with a fatal error.", "Often a missing prerequisite."});
  REQUIRE(model.actions.size() == 1);
  CHECK(model.actions[0] == EvidenceAction{"Admin", "Search the MSI log."});
  REQUIRE(model.logLine.has_value());
  CHECK(model.logLine->value == "lpExitCode 1603");
  REQUIRE(model.facts.size() == 1);
  CHECK(model.facts[0].value == "5000");
}

TEST_CASE("a path breaks behind its separators") {
  CHECK(pathPieces(R"(HKLM\SOFTWARE\Contoso)") == std::vector<std::string_view>{"HKLM\\", "SOFTWARE\\", "Contoso"});
  CHECK(pathPieces("https://a/b") == std::vector<std::string_view>{"https://", "a/", "b"});
  CHECK(pathPieces("plain") == std::vector<std::string_view>{"plain"});
  CHECK(pathPieces("").empty());
}
