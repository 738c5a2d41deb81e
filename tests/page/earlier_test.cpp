// What the stick holds of the device from earlier, on the page.
#include <doctest/doctest.h>

#include "device.h"
#include "diagnose/diagnose.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

void exportedEarlier(const TempFolder& stick, const HashFields& fields) {
  const std::filesystem::path folder = stick.path() / "Preflight" / "devices";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "CB14-000123.csv", std::ios::binary)
      << "Device Serial Number,Windows Product ID,Hardware Hash\r\nCB14-000123,," << hashText(fields) << "\r\n";
}

std::unique_ptr<PageDriver> openPage(const TempFolder& stick, bool asFolder) {
  SessionParts parts;
  SessionOptions options = sessionOptions(parts);
  if (asFolder) {
    options.stick = stick.text();
  } else {
    parts.machine->plug({makeStick(stick.text())});
  }
  DriverOptions window;
  window.width = 1024;
  window.height = 768;
  auto driver = std::make_unique<PageDriver>(std::make_unique<Session>(std::move(options)), std::move(window));
  REQUIRE(settle(*driver));
  REQUIRE(driver->frameUntil([&] { return driver->session().earlier().answer == Earlier::Answer::known; }, patience));
  return driver;
}

HashFields boardOf(std::uint8_t seed) {
  HashFields fields;
  fields.capturedAt.milliseconds -= 40 * 86'400'000LL;
  fields.ekSeed = seed;
  fields.uuid[3] = seed;
  fields.mac[5] = seed;
  return fields;
}

}  // namespace

TEST_CASE("a board that was replaced since the export stands in the verdict, and Enter lists what changed") {
  for (const bool asFolder : {false, true}) {
    const TempFolder stick;
    exportedEarlier(stick, boardOf(7));
    const auto driver = openPage(stick, asFolder);
    CHECK(findFinding(driver->session().diagnosis().findings, FindingId::hashChangedSinceExport) != nullptr);
    CHECK(bannerText(*driver).find("mainboard") != std::string::npos);
    for (const Section& section : driver->session().sections()) {
      for (const Row& row : section.rows) {
        CHECK((row.id != "hardwareHash" || row.state == State::pass));  // the hash of now is none the worse
      }
    }
    driver->press("2");
    for (int i = 0; i < 60 && driver->focused() != "exportedEarlier"; ++i) {
      driver->press("Tab");
    }
    REQUIRE(driver->focused() == "exportedEarlier");
    CHECK(driver->shows(say(ViewId::comparedBoard)));
    driver->press("Enter");
    std::string seen;
    for (int i = 0; i < 40; ++i) {
      seen += driver->allText();
      CHECK(driver->faults().empty());
      driver->press("\u2193");
    }
    for (const char* each : {"Deregister the device", "WHAT CHANGED", "board: uuid", "tpm: ekSha256", "CB14-000123.csv",
                             "network: networkAdapters"}) {
      CAPTURE(each);
      CHECK(seen.find(each) != std::string::npos);
    }
  }
}

TEST_CASE("another disk since the export is shown and is no alarm") {
  const TempFolder stick;
  HashFields fields;
  fields.diskText = "CD-0009|CONTOSO NVME 256|";
  exportedEarlier(stick, fields);
  const auto driver = openPage(stick, false);
  CHECK(findFinding(driver->session().diagnosis().findings, FindingId::hashChangedSinceExport) == nullptr);
  CHECK(driver->session().diagnosis().verdict.state == State::pass);
  driver->press("2");
  driver->press("End");
  CHECK(driver->shows(say(ViewId::comparedPart)));
}

TEST_CASE("a stick without this device says so, and one that is taken out takes the warning with it") {
  const TempFolder stick;
  const TempFolder other;
  exportedEarlier(stick, boardOf(7));
  SessionParts parts;
  parts.machine->plug({makeStick(stick.text())});
  PageDriver driver(makeSession(parts), {});
  REQUIRE(settle(driver));
  const auto warned = [&] {
    return findFinding(driver.session().diagnosis().findings, FindingId::hashChangedSinceExport) != nullptr;
  };
  REQUIRE(driver.frameUntil(warned, patience));
  parts.machine->plug({makeStick(other.text())});
  REQUIRE(driver.frameUntil([&] { return !warned(); }, patience));
  REQUIRE(driver.frameUntil([&] { return driver.session().earlier().answer == Earlier::Answer::known; }, patience));
  driver.press("2");
  driver.press("End");
  CHECK(driver.shows(say(ViewId::earlierNone, {{"n", "0"}})));
  parts.machine->plug({});
  CHECK(driver.frameUntil([&] { return driver.session().earlier().answer == Earlier::Answer::noStick; }, patience));
}

TEST_CASE("after the write the warning stays, so that it can still be read") {
  const TempFolder stick;
  exportedEarlier(stick, boardOf(7));
  const auto driver = openPage(stick, true);
  REQUIRE(driver->session().startExport({}));
  REQUIRE(driver->frameUntil([&] { return driver->session().exported().has_value(); }, patience));
  CHECK(driver->session().exported()->has_value());
  driver->frame();
  CHECK(findFinding(driver->session().diagnosis().findings, FindingId::hashChangedSinceExport) != nullptr);
}
