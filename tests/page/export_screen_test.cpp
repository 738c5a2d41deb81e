// The export screen beside a single write: the batch on the stick, tags, formats, sticks that cannot be written to.
#include <doctest/doctest.h>

#include "device.h"
#include "export/device/device_export.h"
#include "support/judged_export.h"
#include "text/media_id.h"
#include "text/view_id.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

constexpr std::string_view left = "\u2190";
constexpr std::string_view right = "\u2192";

Report other(const std::string& serial, const std::string& model = "Book 13", bool damaged = false) {
  HashFields fields;
  fields.serialNumber = serial;
  for (std::size_t i = 0; i < serial.size(); ++i) {
    auto& byte = fields.uuid[i % fields.uuid.size()];
    byte = static_cast<std::uint8_t>(byte * 31 + serial[i]);
  }
  fields.ekSeed = 0;
  Report report;
  std::string text = hashText(fields);
  text[500] = !damaged ? text[500] : text[500] == 'A' ? 'B' : 'A';
  report.hardwareHash.text = knownFact(text, "test");
  report.identity.serialNumber = knownFact(serial, "test");
  report.identity.serialIsPlaceholder = knownFact(false, "test");
  report.identity.manufacturer = knownFact<std::string>("Contoso", "test");
  report.identity.productName = knownFact(model, "test");
  report.identity.model = report.identity.productName;
  return report;
}

void put(const TempFolder& stick, const Report& report, const CsvRequest& request) {
  CsvTarget target;
  target.base = stick.text();
  target.onStick = true;
  REQUIRE(exportCsv(report, request, target).has_value());
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::filesystem::path own(const TempFolder& stick) {
  return stick.path() / "Preflight";
}

// The export screen of a device that has been read, on a machine with these sticks.
struct Page {
  SessionParts parts;
  std::unique_ptr<PageDriver> driver;

  explicit Page(std::vector<Volume> sticks, const DeviceFields& fields = {}) {
    parts.device = makeDevice(fields);
    parts.machine->plug(std::move(sticks));
    open();
  }
  explicit Page(SessionParts with) : parts(std::move(with)) { open(); }

  void open() {
    DriverOptions options;
    options.width = 1024;
    options.height = 768;
    options.services.now = [] { return UtcTime{1'774'000'000'000}; };
    driver = std::make_unique<PageDriver>(makeSession(parts), std::move(options));
    REQUIRE(settle(*driver));
    driver->press("7");
    batchIsRead();
  }
  void batchIsRead() {
    REQUIRE(driver->frameUntil([&] { return !driver->session().readingBatch(); }, patience));
    driver->frame();
  }
  void moveTo(std::string_view id) {
    driver->press("Home");
    for (int i = 0; i < 12 && driver->focused() != id; ++i) {
      driver->press("Tab");
    }
    if (id.starts_with("batch")) {  // Tab leaves the batch out; the arrows do not
      for (int i = 0; i < 12 && driver->focused() != "write" && driver->focused() != "proof"; ++i) {
        driver->press("Tab");
      }
      driver->press(right);
      for (int i = 0; i < 10; ++i) {
        driver->press("\u2191");
      }
      for (int i = 0; i < 400 && driver->focused() != id; ++i) {
        driver->press("\u2193");
      }
    }
    REQUIRE(driver->focused() == id);
  }
  void chooseFormat(csv::Format wanted) {
    moveTo("format");
    for (int i = 0; i < 3 && driver->session().format() != wanted; ++i) {
      driver->press(right);
      batchIsRead();
    }
    REQUIRE(driver->session().format() == wanted);
  }
  bool shows(std::string_view text) const { return driver->shows(text); }
  // Everything that stands on the screen, one screenful after the other; nothing of it may be cut or overlap.
  std::string whole() {
    std::string seen;
    driver->press("Home");
    for (int i = 0; i < 40; ++i) {
      seen += driver->allText();
      const std::string faults = driver->faults();
      CAPTURE(faults);
      CHECK(faults.empty());
      driver->press("PgDn");
    }
    return seen;
  }
  void written() {
    driver->press("F8");
    driver->press("Enter");
    REQUIRE(driver->frameUntil([&] { return driver->session().exported().has_value(); }, patience));
    batchIsRead();
  }
};

// Also where it goes over several lines.
bool has(std::string text, std::string_view part) {
  if (text.find(part) != std::string::npos) {
    return true;
  }
  std::string joined = text;
  std::erase(joined, '\n');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.find(part) != std::string::npos || joined.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the batch on the stick lists each device with its model, tag, time and the state of its hash") {
  const TempFolder stick;
  put(stick, other("CB-1", "Book 13"), {"SALES", "", false});
  put(stick, other("CB-2", "Book 15", true), {"DESK", "", true});
  Page page({makeStick(stick.text())});
  const std::string seen = page.whole();
  for (const char* each : {"BATCH ON", "2 of 500", "CB-1", "CB-2", "SALES", "DESK", "FAILED", "new row"}) {
    CAPTURE(each);
    CHECK(has(seen, each));
  }
  page.moveTo("batch 1");
  page.driver->press("Enter");
  const std::string evidence = page.whole();
  CHECK(has(evidence, "autopilot.csv"));
  CHECK(has(evidence, "Book 13"));

  page.driver->press("Esc");
  page.written();
  CHECK(page.shows("3 of 500"));
  CHECK(page.shows(say(PageId::savedTitle)));
  page.driver->press("Esc");
  CHECK_FALSE(page.shows(say(PageId::savedTitle)));
  CHECK(has(page.whole(), "replaces "));
  CHECK(page.driver->session().batch().entries.size() == 3);
}

TEST_CASE("a device without a hash stands in the batch of its format as such, and Intune's batch is another") {
  const TempFolder stick;
  Report report = other("CB-1");
  report.hardwareHash.text = {};
  CsvRequest request;
  request.format = csv::Format::partner;
  put(stick, report, request);
  Page page({makeStick(stick.text())});
  CHECK_FALSE(has(page.whole(), "CB-1"));
  page.chooseFormat(csv::Format::partner);
  CHECK(page.shows("1 of 500"));
  page.moveTo("batch 1");
  page.driver->press("Enter");
  CHECK(has(page.whole(), say(PageId::hashNone)));
}

TEST_CASE("a file of the batch that is not understood is told with its place and what to do, and is never changed") {
  const TempFolder stick;
  put(stick, other("CB-1"), {});
  const std::string damaged = "\"Device Serial Number\";\"Hardware Hash\"\r\n1,23E+11;abc\r\n";
  write(own(stick) / "autopilot-2.csv", damaged);
  Page page({makeStick(stick.text())});
  const std::string seen = page.whole();
  CHECK(has(seen, "SKIPPED"));
  CHECK(has(seen, "autopilot-2.csv: line 1, column 1"));
  CHECK(has(seen, "CB-1"));
  page.moveTo("batch problem 0");
  page.driver->press("Enter");
  const std::string evidence = page.whole();
  CHECK(has(evidence, say(PageId::batchSkippedMeaning).substr(0, 40)));
  CHECK(has(evidence, "preflight csv convert"));
  page.driver->press("Esc");
  page.written();
  CHECK(page.shows(say(PageId::saved)));
  CHECK(contentOf(own(stick) / "autopilot-2.csv") == damaged);
}

TEST_CASE("a batch of several files is counted whole, its end is listed, and the rest is told") {
  const TempFolder stick;
  std::vector<std::string> lines(3, "Device Serial Number,Windows Product ID,Hardware Hash\r\n");
  for (std::size_t i = 0; i < 1003; ++i) {
    const std::string serial = "ACME-" + std::to_string(1000 + i);
    std::string hash = other(serial).hardwareHash.text.value;
    hash.append((4 - hash.size() % 4) % 4, '=');
    lines[i / 500] += serial + ",," + hash + "\r\n";
  }
  write(own(stick) / "autopilot.csv", lines[0]);
  write(own(stick) / "autopilot-2.csv", lines[1]);
  write(own(stick) / "autopilot-3.csv", lines[2]);
  Page page({makeStick(stick.text())});
  CHECK(page.shows("1003 of 500"));
  const std::vector<Item> items = page.driver->view().items();
  CHECK(items.size() < 30);
  page.moveTo("batch 1003");
  CHECK(page.shows("ACME-2002"));
  for (int i = 0; i < 20; ++i) {
    page.driver->press("\u2193");
  }
  CHECK(page.driver->focused() == "batch 983");
  CHECK(page.shows("ACME-1982"));
  CHECK_FALSE(page.shows("ACME-2002"));
  CHECK(page.driver->faults().empty());
  page.written();
  CHECK(page.driver->session().batch().entries.size() == 1004);
  CHECK((*page.driver->session().exported())->batch.front().written.path.ends_with("autopilot-3.csv"));
}

TEST_CASE("group tags of preflight.json are chosen with the arrow keys, and the chosen one stands in the file") {
  const TempFolder stick;
  write(own(stick) / "preflight.json",
        R"({"groupTags": ["SALES", "DESK", "LOBBY"], "groupTag": "DESK", "assignedUserDomain": "contoso.example"})");
  Page page({makeStick(stick.text())});
  CHECK(page.driver->state().groupTag.text == "DESK");
  CHECK(page.shows(say(ViewId::tagOfSettings)));
  page.moveTo("tagChoice");
  page.driver->press(right);
  CHECK(page.driver->state().groupTag.text == "LOBBY");
  CHECK_FALSE(page.shows(say(ViewId::tagOfSettings)));
  page.driver->press(right);
  CHECK(page.driver->state().groupTag.text.empty());
  CHECK(page.driver->state().noTag);
  page.driver->press(right);
  CHECK(page.driver->state().groupTag.text == "SALES");
  page.driver->press(left);
  page.driver->press(left);
  CHECK(page.driver->state().groupTag.text == "LOBBY");
  page.moveTo("groupTag");
  page.driver->type("-2");
  CHECK(page.driver->state().groupTag.text == "LOBBY-2");
  page.moveTo("tagChoice");
  page.driver->press(left);
  page.driver->press(left);
  CHECK(page.driver->state().groupTag.text == "LOBBY");
  page.moveTo("assignedUser");
  page.driver->type("ada");
  page.written();
  CHECK(has(contentOf(own(stick) / "autopilot.csv"), ",LOBBY,ada@contoso.example\r\n"));
}

TEST_CASE("of many long tags those around the chosen one are shown, and all of them behind Enter") {
  const TempFolder stick;
  std::string tags;
  for (int i = 0; i < 100; ++i) {
    tags += (i == 0 ? "\"" : ", \"") + std::string(50, static_cast<char>('A' + i % 26)) + std::to_string(i) + "\"";
  }
  write(own(stick) / "preflight.json", "{\"groupTags\": [" + tags + "]}");
  Page page({makeStick(stick.text())});
  page.moveTo("tagChoice");
  for (int i = 0; i < 100; ++i) {
    page.driver->press(right);
    CHECK(has(page.driver->allText(), page.driver->state().groupTag.text));
    CHECK(page.driver->faults().empty());
  }
  page.driver->press("Enter");
  page.driver->press("End");
  CHECK(has(page.driver->allText(), std::string(50, 'V') + "99"));
}

TEST_CASE("a preflight.json that cannot be used is told with its place, and the screen works without it") {
  const TempFolder stick;
  write(own(stick) / "preflight.json", "{\n  \"grouptag\": \"SALES\"\n}");
  Page page({makeStick(stick.text())});
  const std::string seen = page.whole();
  CHECK(has(seen, "preflight.json"));
  page.moveTo("settings");
  page.driver->press("Enter");
  CHECK(has(page.whole(), "line 2, column 3"));
}

TEST_CASE("each format says where it is imported and writes its own file") {
  const TempFolder stick;
  Page page({makeStick(stick.text())});
  page.moveTo("format");
  page.driver->press("Enter");
  CHECK(has(page.whole(), "Devices \u203A Enrollment \u203A Windows"));
  page.driver->press("Esc");
  page.chooseFormat(csv::Format::partner);
  CHECK(page.shows("Customers \u203A Devices"));
  page.written();
  CHECK(contentOf(own(stick) / "partner.csv").ends_with(",Contoso,Contoso Book 14\r\n"));
  page.driver->press("Esc");
  page.chooseFormat(csv::Format::corporate);
  CHECK(page.shows("Contoso,Contoso Book 14,CB14-000123"));
  CHECK_FALSE(page.shows("CHANGED"));
  page.written();
  CHECK(contentOf(own(stick) / "corporate.csv") == "Contoso,Contoso Book 14,CB14-000123\r\n");
  page.driver->press("Esc");
  page.moveTo("format");
  page.driver->press(right);
  CHECK(page.driver->session().format() == csv::Format::intune);
  page.driver->press(left);
  CHECK(page.driver->session().format() == csv::Format::corporate);
}

TEST_CASE("a serial number that loses a period as a corporate identifier is shown in both forms before it is written") {
  const TempFolder stick;
  Page page({makeStick(stick.text())}, {"CB14.0.1", "Contoso, Ltd.", "Book 1.5", true});
  page.chooseFormat(csv::Format::corporate);
  const std::string seen = page.whole();
  CHECK(has(seen, say(PageId::asWritten)));
  CHECK(has(seen, "Contoso Ltd.,Book 1.5,CB1401"));
  CHECK(has(seen, "\"CB14.0.1\" is written as \"CB1401\""));
  page.written();
  CHECK(contentOf(own(stick) / "corporate.csv") == "Contoso Ltd.,Book 1.5,CB1401\r\n");
  page.driver->press("Enter");
  CHECK(has(page.whole(), "\"CB14.0.1\" is written as \"CB1401\""));
}

TEST_CASE("a group tag that a format has no column for is said not to be written") {
  const TempFolder stick;
  Page page({makeStick(stick.text())});
  page.moveTo("groupTag");
  page.driver->type("SALES");
  CHECK_FALSE(has(page.driver->allText(), say(PageId::fieldUnusedWhy)));
  page.chooseFormat(csv::Format::corporate);
  CHECK(has(page.driver->allText(), say(PageId::fieldUnusedWhy)));
  page.chooseFormat(csv::Format::intune);
  CHECK_FALSE(has(page.driver->allText(), say(PageId::fieldUnusedWhy)));
}

TEST_CASE("a device without a maker cannot become a corporate identifier, and that is said beforehand") {
  const TempFolder stick;
  Page page({makeStick(stick.text())}, {"CB14-000123", " ", "Book 14", true});
  page.chooseFormat(csv::Format::corporate);
  CHECK(page.shows("FAILED"));
  page.written();
  CHECK(page.shows(say(PageId::notSaved)));
  CHECK_FALSE(std::filesystem::exists(own(stick) / "corporate.csv"));
}

TEST_CASE("Eject is there after a write; the program's own stick is never let go, and that is said") {
  const TempFolder stick;
  Volume volume = makeStick(stick.text());
  {
    Page page({volume});
    CHECK_FALSE(page.shows("Eject"));
    page.written();
    page.moveTo("eject");
    page.driver->press("Enter");
    REQUIRE(page.driver->frameUntil([&] { return page.driver->session().ejected().has_value(); }, patience));
    CHECK(page.shows(say(PageId::notEjected)));  // a folder is no drive
    CHECK(page.shows(say(PageId::tryAgainChip)) == false);
  }
  volume.holdsProgram = true;
  Page page({volume});
  page.written();
  page.moveTo("eject");
  page.driver->press("Enter");
  CHECK(page.shows(say(ViewId::ejectOwnStick)));
  CHECK_FALSE(page.driver->session().ejecting());
}

TEST_CASE("a stick that cannot be written to is named with the reason, and the policy that forbids it too") {
  const TempFolder stick;
  Volume volume = makeStick(stick.text(), "KEYS");
  volume.readOnly = true;
  SessionParts parts;
  parts.machine->plug({volume});
  parts.machine->setNumber(R"(HKLM\SYSTEM\CurrentControlSet\Control\StorageDevicePolicies)", "WriteProtect", 1);
  Page page(std::move(parts));
  const std::string seen = page.whole();
  CHECK(has(seen, say(MediaId::noneWritable)));
  CHECK(has(seen, "\"KEYS\": write-protected"));
  CHECK(has(seen, "WAITING"));
  page.moveTo("to");
  page.driver->press("Enter");
  const std::string evidence = page.whole();
  CHECK(has(evidence, "StorageDevicePolicies"));
  page.driver->press("Esc");
  page.driver->press("F8");
  CHECK(page.shows(say(PageId::whyNoStick)));
  page.driver->press("1");
  CHECK(page.driver->faults().empty());
}

TEST_CASE("sticks that are locked, empty or not formatted are told apart, and a good one beside them is taken") {
  const TempFolder stick;
  const auto broken = [](const std::string& root, std::uint32_t code) {
    Volume volume = makeStick(root, "");
    volume.problem = Error{ErrorKind::failed, "read volume", "no", CodeSpace::win32, code};
    return volume;
  };
  Page page({broken("X:\\", 0x80310000), broken("Y:\\", 21), broken("Z:\\", 1005)});
  page.moveTo("to");
  page.driver->press("Enter");
  const std::string evidence = page.whole();
  for (const char* each : {"X:\\: locked by BitLocker", "Y:\\: no medium in it", "Z:\\: not formatted"}) {
    CHECK(has(evidence, each));
  }
  page.driver->press("Esc");
  page.parts.machine->plug({broken("X:\\", 0x80310000), makeStick(stick.text(), "GOOD")});
  REQUIRE(page.driver->frameUntil([&] { return page.driver->session().target() != nullptr; }, patience));
  CHECK(page.driver->session().target()->label == "GOOD");
}

TEST_CASE("of several sticks one is chosen with the arrow keys, and the batch shown is that stick's") {
  const TempFolder first;
  const TempFolder second;
  put(first, other("CB-FIRST"), {});
  put(second, other("CB-SECOND"), {});
  Page page({makeStick(first.text(), "ONE"), makeStick(second.text(), "TWO")});
  CHECK(page.shows(say(PageId::sticksHere, {{"n", "2"}})));
  CHECK_FALSE(has(page.whole(), "CB-FIRST"));
  page.moveTo("to");
  page.driver->press(right);
  REQUIRE(page.driver->frameUntil([&] { return has(page.driver->allText(), "CB-FIRST"); }, patience));
  page.driver->press(right);
  REQUIRE(page.driver->frameUntil([&] { return has(page.driver->allText(), "CB-SECOND"); }, patience));
  CHECK_FALSE(page.shows("CB-FIRST"));
  page.parts.machine->plug({});
  REQUIRE(page.driver->frameUntil([&] { return page.driver->session().target() == nullptr; }, patience));
  page.driver->frame();
  CHECK_FALSE(has(page.whole(), "CB-SECOND"));
  CHECK(page.shows("no stick found: plug one in"));
}

TEST_CASE("at any size of window and text the screen with a full batch keeps its texts, and its name stands on top") {
  const TempFolder stick;
  put(stick, other("CB-1", std::string(200, 'M')), {std::string(100, 'T'), "", false});
  write(own(stick) / "autopilot-2.csv", "Serial;Hash\r\n");
  write(own(stick) / "preflight.json", R"j({"groupTags": ["SALES", "Warehouse scanners (rugged)", "DESK"]})j");
  Page page({makeStick(stick.text())}, {"CB14.0.1", "Contoso, Ltd.", "Book 1.5", true});
  page.chooseFormat(csv::Format::corporate);
  page.chooseFormat(csv::Format::intune);
  for (const auto& [width, height, scale] :
       {std::tuple{1024, 768, 1.0F}, {1920, 1080, 1.0F}, {1920, 1080, 2.5F}, {3840, 2160, 2.5F}}) {
    page.driver->resize(width, height, scale);
    for (const int percent : {75, 100, 250}) {
      page.driver->state().textPercent = percent;
      CAPTURE(width);
      CAPTURE(percent);
      const std::string seen = page.whole();
      if (!has(seen, "Preflight needs at least")) {
        CHECK(has(seen, "CB14.0.1"));
        CHECK(has(seen, "Export"));
      }
    }
  }
}
