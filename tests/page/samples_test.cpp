// Every sample recording on every screen: nothing cut off, nothing on another, in all three themes, and no verdict
// greener than its findings.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "device.h"
#include "page/open_session.h"
#include "page/screens.h"
#include "support/not_greener.h"
#include "support/samples.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

void check(PageDriver& driver) {
  const std::string faults = driver.faults();
  CAPTURE(faults);
  CHECK(faults.empty());
}

// A screen from its top to its end, and what lies behind each of its rows.
void walk(PageDriver& driver) {
  driver.press("Home");
  const std::string first = driver.focused();
  for (int i = 0; i < 200; ++i) {
    driver.press("Enter");
    if (driver.state().overlay == Overlay::evidence) {
      check(driver);
      driver.press("End");
      check(driver);
      driver.press("Esc");
    }
    driver.press("Tab");
    if (driver.focused() == first) {
      return;  // once around
    }
  }
}

}  // namespace

TEST_CASE("every sample is shown whole on every screen, in three themes at 1024x768") {
  const std::vector<std::string> all = test::singleSamples();
  REQUIRE(all.size() >= 4);
  const TempFolder stick;
  for (const std::string& sample : all) {
    CAPTURE(sample);
    Result<std::unique_ptr<Session>> session = openSession(sample, stick.text(), [] {});
    REQUIRE(session.has_value());
    DriverOptions options;
    options.width = 1024;
    options.height = 768;
    PageDriver driver(std::move(*session), std::move(options));
    REQUIRE(settle(driver));
    const Diagnosis& diagnosis = driver.session().diagnosis();
    CHECK(isNotGreener(diagnosis.verdict, diagnosis.findings));
    for (const ThemeKind theme : {ThemeKind::dark, ThemeKind::light, ThemeKind::contrast}) {
      driver.state().theme = theme;
      for (const ScreenEntry& each : screens()) {
        CAPTURE(each.name);
        driver.press(std::string(each.number));
        check(driver);
        driver.press("End");
        check(driver);
      }
    }
    driver.state().theme = ThemeKind::dark;
    for (const char* screen : {"3", "1"}) {
      driver.press(screen);
      walk(driver);
    }
  }
}
