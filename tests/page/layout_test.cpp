// No text is cut off and none lies on another, whatever the size, the theme and the values.
#include <doctest/doctest.h>

#include "app/page_names.h"
#include "device.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

struct Size {
  int width, height;
  float scale;
};

constexpr Size sizes[] = {{1024, 768, 1}, {1366, 768, 1}, {1920, 1080, 1.5F}, {3840, 2160, 2.5F}};

void checkScreens(PageDriver& driver, const std::string& what) {
  for (const std::string_view screen : pageNames) {
    driver.state().overlay = Overlay::none;
    REQUIRE(driver.view().show(screen));
    driver.frame();
    CAPTURE(what);
    CAPTURE(screen);
    const std::string faults = driver.faults();
    CAPTURE(faults);
    CHECK(faults.empty());
    CHECK(!driver.view().log().empty());
    driver.press("End");  // the lower end of what scrolls
    const std::string below = driver.faults();
    CAPTURE(below);
    CHECK(below.empty());
  }
}

std::unique_ptr<PageDriver> makePage(const DeviceFields& fields, const TempFolder& stick, const Size& size,
                                     ThemeKind theme) {
  SessionParts parts;
  parts.device = makeDevice(fields);
  parts.machine->plug({makeStick(stick.text())});
  DriverOptions options;
  options.width = size.width;
  options.height = size.height;
  options.scale = size.scale;
  options.theme = theme;
  options.services.now = [] { return UtcTime{1'774'000'000'000}; };
  auto driver = std::make_unique<PageDriver>(makeSession(parts), std::move(options));
  REQUIRE(settle(*driver));
  return driver;
}

std::string sizeName(const Size& size, int percent, ThemeKind theme) {
  return std::to_string(size.width) + "x" + std::to_string(size.height) + " " + std::to_string(percent) + " % " +
         std::string(name(theme));
}

}  // namespace

TEST_CASE("nothing is cut off or overlaps on any screen, in any theme, at any size of window and text") {
  const TempFolder stick;
  for (const Size& size : sizes) {
    const auto driver = makePage({}, stick, size, ThemeKind::dark);
    for (const int percent : {75, 100, 150, 200, 250}) {
      driver->state().textPercent = percent;
      // Themes differ in colours alone; all of them are drawn at the sizes that people use most.
      for (const ThemeKind theme : {ThemeKind::dark, ThemeKind::light, ThemeKind::contrast}) {
        if (theme == ThemeKind::dark || percent == 100) {
          driver->state().theme = theme;
          checkScreens(*driver, sizeName(size, percent, theme));
        }
      }
    }
  }
}

TEST_CASE("values of 2,000 characters, right-to-left text, combining marks and a hash in a row stay in their places") {
  const TempFolder stick;
  std::string combining;
  for (int i = 0; i < 300; ++i) {
    combining += "e\u0301\u0323";
  }
  const std::string values[] = {std::string(60, 'W'),
                                std::string(64, 'x') + " " + std::string(64, 'y'),
                                "\u05D0\u05D1\u05D2 \u0645\u0631\u062D\u0628\u0627 \u202Eevil\u202C",
                                combining.substr(0, 60),
                                "\u4E2D\u6587 \u65E5\u672C\u8A9E \U0001F600 \uD55C\uAD6D",
                                hashText({}).substr(0, 64)};
  for (const std::string& value : values) {
    for (const Size& size : {sizes[0], sizes[2]}) {
      const auto driver = makePage({"S-" + value.substr(0, 40), value, value, true}, stick, size, ThemeKind::dark);
      checkScreens(*driver, value);
      driver->state().textPercent = 200;
      checkScreens(*driver, value + " at 200 %");
    }
  }
}

TEST_CASE("a computer name, a group tag and an adapter of 2,000 characters stay in their places") {
  const TempFolder stick;
  SessionParts parts;
  const std::string name(2000, 'N');
  parts.device->processFacts->computerName = name;
  parts.device->processFacts->userName = name + " " + name;
  NetworkAdapter adapter;
  adapter.mac = hashText({});
  adapter.description = name;
  adapter.physical = true;
  parts.device->adapterList = std::vector<NetworkAdapter>{adapter};
  parts.machine->plug({makeStick(stick.text(), std::string(500, 'L'))});
  DriverOptions options;
  options.width = 1024;
  options.height = 768;
  auto driver = std::make_unique<PageDriver>(makeSession(parts), std::move(options));
  REQUIRE(settle(*driver));
  driver->state().groupTag.text = name;
  driver->state().groupTag.caret = 1000;
  driver->state().openProblem = name;
  for (const int percent : {75, 100, 250}) {
    driver->state().textPercent = percent;
    checkScreens(*driver, "long names at " + std::to_string(percent));
  }
  driver->state().textPercent = 100;
  driver->state().overlay = Overlay::none;
  driver->press("7");
  driver->press("Home");
  for (int i = 0; i < 20 && driver->focused() != "groupTag"; ++i) {
    driver->press("Tab");
  }
  CHECK(driver->focused() == "groupTag");
  CHECK(driver->faults().empty());
}

TEST_CASE("what does not fit ends in an ellipsis that the layout knows of, and stands whole in the evidence") {
  const TempFolder stick;
  SessionParts parts;
  NetworkAdapter adapter;
  adapter.mac = std::string(1500, 'a') + "\u03A9";
  adapter.physical = true;
  parts.device->adapterList = std::vector<NetworkAdapter>{adapter};
  parts.machine->plug({makeStick(stick.text())});
  PageDriver driver(makeSession(parts), {});
  REQUIRE(settle(driver));
  driver.press("2");
  for (int i = 0; i < 40 && driver.focused() != "adapter"; ++i) {
    driver.press("Tab");
  }
  CHECK(driver.focused() == "adapter");
  const auto& log = driver.view().log();
  const auto elided = std::find_if(log.begin(), log.end(), [](const TextRecord& each) {
    return each.owner == "row adapter" && each.elided && each.text.ends_with("\u2026");
  });
  CHECK(elided != log.end());
  CHECK_FALSE(driver.shows("\u03A9"));
  driver.press("Enter");
  bool found = driver.shows("\u03A9");
  for (int i = 0; i < 100 && !found; ++i) {
    driver.press("\u2193");
    found = driver.shows("\u03A9");
    CHECK(driver.faults().empty());
  }
  CHECK(found);
}

TEST_CASE("a character that no font has is a box with its number, and direction marks cannot hide") {
  const TempFolder stick;
  const auto driver = makePage({"A\uE123B", "Contoso", "Book", true}, stick, sizes[0], ThemeKind::dark);
  CHECK(driver->shows("A\uE123B"));
  const auto& log = driver->view().log();
  const auto serial = std::find_if(log.begin(), log.end(), [](const TextRecord& each) {
    return each.owner == "row serialNumber" && each.text == "A\uE123B";
  });
  REQUIRE(serial != log.end());
  CHECK(serial->rect.width() > 2.5F * static_cast<float>(52) * 0.52F);  // two letters and a box
  const auto turned = makePage({"A\u202EB", "Contoso", "Book", true}, stick, sizes[0], ThemeKind::dark);
  CHECK(turned->shows("A\\u202eB"));
}

TEST_CASE("a window that is too small says what it needs and is no reason to fail") {
  const TempFolder stick;
  const auto driver = makePage({}, stick, sizes[0], ThemeKind::dark);
  for (const Size& size : {Size{100, 100, 1}, Size{319, 500, 1}, Size{1, 1, 1}, Size{40, 2000, 1}, Size{2000, 20, 1}}) {
    driver->resize(size.width, size.height, size.scale);
    CHECK(driver->faults().empty());
    driver->press("F8");
    driver->press("Enter");
    driver->press("\u2193");
    CHECK(driver->faults().empty());
  }
  driver->resize(300, 300, 1);
  CHECK(driver->shows("Preflight needs at least"));
  driver->resize(1024, 768, 1);
  CHECK_FALSE(driver->shows("Preflight needs at least"));
}

TEST_CASE("8K, and a scale that changes while the page is open, only change sizes") {
  const TempFolder stick;
  const auto driver = makePage({}, stick, sizes[0], ThemeKind::dark);
  const std::uint64_t atlas = driver->view().atlasVersion();
  driver->resize(7680, 4320, 4);
  CHECK(driver->faults().empty());
  CHECK(driver->view().atlasVersion() > atlas);
  for (const float scale : {1.0F, 1.25F, 3.0F, 0.0F, -1.0F, 100.0F, 1.0F}) {
    driver->resize(1920, 1080, scale);
    CHECK(driver->faults().empty());
  }
}

TEST_CASE("scripts beside Latin, Greek and Cyrillic are asked for once and then stay in the atlas") {
  const TempFolder stick;
  const auto driver = makePage({"\u0416\u03A9-1", "Contoso", "Book", true}, stick, sizes[0], ThemeKind::dark);
  const std::uint64_t atlas = driver->view().atlasVersion();
  driver->frame();
  driver->press("T");
  driver->press("\u2193");
  CHECK(driver->view().atlasVersion() == atlas);
  CHECK(driver->shows("\u0416\u03A9-1"));
}
