// Every key of the table does what it says.
#include <doctest/doctest.h>

#include <set>

#include "device.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

// A page on a device that has been read, with one stick.
struct Fixture {
  TempFolder stick;
  SessionParts parts;
  std::string clipboard;
  bool clipboardFails = false;
  int toggles = 0;
  std::unique_ptr<PageDriver> driver;

  explicit Fixture(const DeviceFields& fields = {}, bool withStick = true) {
    parts.device = makeDevice(fields);
    if (withStick) {
      parts.machine->plug({makeStick(stick.text())});
    }
    DriverOptions options;
    options.services.now = [] { return UtcTime{1'774'000'000'000}; };
    options.services.setClipboard = [this](const std::string& text) -> Result<void> {
      if (clipboardFails) {
        return fail(ErrorKind::failed, "copy", "another program holds the clipboard");
      }
      clipboard = text;
      return {};
    };
    options.services.clipboard = [this] { return clipboard; };
    options.services.toggleWindow = [this] { ++toggles; };
    driver = std::make_unique<PageDriver>(makeSession(parts), std::move(options));
    REQUIRE(settle(*driver));
  }

  PageDriver& page() { return *driver; }
  PageState& state() { return driver->state(); }
  void press(std::string_view key) {
    CAPTURE(key);
    REQUIRE(driver->press(key));
  }
  void moveDownTo(std::string_view id) {
    press("Home");
    for (int i = 0; i < 30 && driver->focused() != id; ++i) {
      press("Tab");
    }
    REQUIRE(driver->focused() == id);
  }
  bool written() {
    return driver->frameUntil([&] { return driver->session().exported().has_value(); }, patience);
  }
  std::filesystem::path csv(const std::string& serial = "CB14-000123") const {
    return stick.path() / "Preflight" / "devices" / (serial + ".csv");
  }
};

}  // namespace

TEST_CASE("no two actions share a key, and none takes a key that Windows Setup owns") {
  std::set<std::string> seen;
  for (const Action& each : actions()) {
    for (const std::string& key : {std::string(each.keyLabel), std::string(each.twinLabel)}) {
      if (!key.empty()) {
        CAPTURE(key);
        CHECK(seen.insert(key).second);
        CHECK(key.find("Alt") == std::string::npos);
        CHECK(key.find("Win") == std::string::npos);
      }
    }
  }
  CHECK_FALSE(seen.contains("Shift F10"));
  CHECK_FALSE(seen.contains("Ctrl Shift D"));
  CHECK_FALSE(seen.contains("Ctrl Shift F3"));
}

TEST_CASE("digits and Ctrl with page keys open the screens, and an absent screen is named as such") {
  Fixture fixture;
  fixture.press("2");
  CHECK(fixture.state().screen == Screen::identity);
  fixture.press("7");
  CHECK(fixture.state().screen == Screen::exportScreen);
  fixture.press("1");
  CHECK(fixture.state().screen == Screen::overview);
  fixture.press("Ctrl PgDn");
  CHECK(fixture.state().screen == Screen::identity);
  fixture.press("Ctrl PgUp");
  fixture.press("Ctrl PgUp");
  CHECK(fixture.state().screen == Screen::exportScreen);
  fixture.press("5");
  CHECK(fixture.state().screen == Screen::exportScreen);
  CHECK(fixture.page().shows(say(PageId::noScreen, {{"n", "5"}})));
}

TEST_CASE("F1 and its twin open the help, which names every key of the table; Esc closes it") {
  Fixture fixture;
  for (const char* key : {"F1", "?"}) {
    fixture.press(key);
    REQUIRE(fixture.state().overlay == Overlay::help);
    std::set<std::string> items;
    for (const Item& each : fixture.page().view().items()) {
      items.insert(each.id);
    }
    for (const Action& each : actions()) {
      CHECK(items.contains("key " + std::string(each.keyLabel)));
    }
    CHECK(items.contains("register-preflight1"));
    CHECK(items.contains("deregister1"));
    fixture.press("Esc");
    CHECK(fixture.state().overlay == Overlay::none);
  }
}

TEST_CASE("arrows, Tab, Home, End and page keys move the focus, and what has it is in sight") {
  Fixture fixture;
  fixture.press("2");
  const std::vector<Item> items = fixture.page().view().items();
  REQUIRE(items.size() > 15);
  CHECK(fixture.page().focused() == items[0].id);
  fixture.press("\u2193");
  CHECK(fixture.page().focused() == items[1].id);
  fixture.press("\u2191");
  CHECK(fixture.page().focused() == items[0].id);
  fixture.press("Tab");
  CHECK(fixture.page().focused() == items[1].id);
  fixture.press("Shift Tab");
  fixture.press("Shift Tab");
  CHECK(fixture.page().focused() == items.back().id);
  fixture.press("Home");
  CHECK(fixture.page().focused() == items[0].id);
  fixture.press("PgDn");
  CHECK(fixture.page().focused() != items[0].id);
  CHECK(fixture.page().focused() != items[1].id);
  fixture.press("PgUp");
  CHECK(fixture.page().focused() == items[0].id);
  fixture.press("End");
  CHECK(fixture.page().focused() == items.back().id);
  CHECK(fixture.page().shows("00:00:5e:00:53:01"));
}

TEST_CASE("left and right go from one column to the other") {
  Fixture fixture;
  CHECK(fixture.page().focused() == "step 1");
  fixture.press("\u2192");
  CHECK(fixture.page().focused() == "stick");
  fixture.press("\u2190");
  CHECK(fixture.page().focused().starts_with("step "));
}

TEST_CASE("every row can be reached with the down key at 250 % text, and then its label is shown") {
  Fixture fixture;
  fixture.page().resize(1024, 768, 1);
  fixture.state().textPercent = 250;
  for (const char* screen : {"1", "2", "7"}) {
    fixture.press(screen);
    fixture.press("Home");
    const std::size_t count = fixture.page().view().items().size();
    std::set<std::string> reached;
    for (std::size_t i = 0; i < count; ++i) {
      reached.insert(fixture.page().focused());
      const auto& log = fixture.page().view().log();
      const std::string owner = "row " + fixture.page().focused();
      CAPTURE(owner);
      CHECK(std::any_of(log.begin(), log.end(), [&](const TextRecord& each) { return each.owner == owner; }));
      fixture.press("Tab");
    }
    CHECK(reached.size() == count);
  }
}

TEST_CASE("Enter opens the evidence of the row and Esc leads back to it") {
  Fixture fixture;
  fixture.press("Home");
  for (int i = 0; i < 10 && fixture.page().focused() != "serialNumber"; ++i) {
    fixture.press("Tab");
  }
  const std::string row = fixture.page().focused();
  fixture.press("Enter");
  CHECK(fixture.state().overlay == Overlay::evidence);
  CHECK(fixture.page().shows("CB14-000123"));
  CHECK(fixture.page().shows("SMBIOS type 1"));
  fixture.press("Esc");
  CHECK(fixture.state().overlay == Overlay::none);
  CHECK(fixture.page().focused() == row);
}

TEST_CASE("Esc goes back and never quits") {
  Fixture fixture;
  for (int i = 0; i < 5; ++i) {
    fixture.press("Esc");
  }
  CHECK_FALSE(fixture.state().quit);
  CHECK(fixture.state().screen == Screen::overview);
}

TEST_CASE("F5 and R read the device again") {
  Fixture fixture;
  for (const char* key : {"F5", "R"}) {
    const std::size_t before = fixture.parts.device->questions().size();
    fixture.press(key);
    REQUIRE(settle(fixture.page()));
    CHECK(fixture.parts.device->questions().size() >= before + 10);
    CHECK(fixture.page().shows("CB14-000123"));
  }
}

TEST_CASE("F7 and Q show the serial number across the screen and close it again") {
  Fixture fixture;
  for (const char* key : {"F7", "Q"}) {
    fixture.press(key);
    REQUIRE(fixture.state().overlay == Overlay::qr);
    const auto& log = fixture.page().view().log();
    const auto serial =
        std::find_if(log.begin(), log.end(), [](const TextRecord& each) { return each.text == "CB14-000123"; });
    REQUIRE(serial != log.end());
    CHECK(serial->rect.width() > 800);
    fixture.press(key);
    CHECK(fixture.state().overlay == Overlay::none);
  }
}

TEST_CASE(
    "F8 and Enter put the CSV on the stick and the banner proves it until Esc; then the verdict waits for the import") {
  Fixture fixture;
  fixture.press("F8");
  CHECK(fixture.state().screen == Screen::exportScreen);
  CHECK(fixture.page().focused() == "write");
  CHECK_FALSE(std::filesystem::exists(fixture.csv()));
  fixture.press("Enter");
  REQUIRE(fixture.written());
  CHECK(fixture.page().view().banner().word == say(PageId::saved));
  CHECK(bannerText(fixture.page()).find("Safe to remove") != std::string::npos);
  const std::string text = contentOf(fixture.csv());
  CHECK(text.starts_with("Device Serial Number,Windows Product ID,Hardware Hash"));
  CHECK(text.find("CB14-000123,,") != std::string::npos);
  CHECK(fixture.page().view().title().find(say(PageId::saved)) != std::string::npos);
  for (const char* key : {"\u2191", "1", "F5", "M", "M"}) {
    CAPTURE(key);
    fixture.press(key);
    CHECK(fixture.page().view().banner().word.starts_with(say(PageId::saved)));
  }
  fixture.press("Esc");
  CHECK_FALSE(fixture.page().view().banner().word.starts_with(say(PageId::saved)));
  CHECK(fixture.page().view().banner().next() == ActionId::none);
  CHECK(fixture.page().view().banner().word == say(ViewId::bannerImport));
  CHECK(fixture.page().view().banner().keys.front().label == say(ViewId::chipImport));
}

TEST_CASE("F8, E and Enter typed faster than frames come still write") {
  Fixture fixture;
  for (const char* second : {"F8", "E", "Enter"}) {
    CAPTURE(second);
    fixture.press("1");
    REQUIRE(fixture.page().push("F8"));
    REQUIRE(fixture.page().push(second));
    REQUIRE(fixture.written());
    CHECK(fixture.page().session().exported()->has_value());
    fixture.press("Esc");
  }
}

TEST_CASE("group tag and assigned user are typed, digits and letters too, and stand in the file") {
  Fixture fixture;
  fixture.press("7");
  fixture.moveDownTo("groupTag");
  fixture.page().type("SALES-DE7?q");
  CHECK(fixture.state().screen == Screen::exportScreen);
  CHECK(fixture.state().overlay == Overlay::none);
  fixture.press("Backspace");
  fixture.press("Backspace");
  CHECK(fixture.state().groupTag.text == "SALES-DE7");
  fixture.press("Home");
  fixture.press("Delete");
  fixture.page().type("s");
  fixture.press("\u2192");
  fixture.press("\u2190");
  fixture.press("End");
  CHECK(fixture.state().groupTag.text == "sALES-DE7");
  fixture.press("Enter");
  CHECK(fixture.page().focused() == "assignedUser");
  fixture.clipboard = "ada@contoso.com";
  fixture.press("Ctrl V");
  CHECK(fixture.state().assignedUser.text == "ada@contoso.com");
  fixture.press("F8");
  fixture.press("F8");
  REQUIRE(fixture.written());
  CHECK(contentOf(fixture.csv()).find(",sALES-DE7,ada@contoso.com") != std::string::npos);
}

TEST_CASE("a group tag that a CSV may not hold is refused before anything is written, and the row says so") {
  Fixture fixture;
  fixture.press("7");
  fixture.moveDownTo("groupTag");
  fixture.page().type("a,b");
  const auto& log = fixture.page().view().log();
  CHECK(std::any_of(log.begin(), log.end(), [](const TextRecord& each) {
    return each.owner == "row assignedUser" ? false : each.text == glyphOf(Sign::failed);
  }));
  fixture.press("F8");
  fixture.press("F8");
  CHECK(fixture.page().shows(say(PageId::whyField)));
  CHECK_FALSE(fixture.page().session().exporting());
  CHECK_FALSE(std::filesystem::exists(fixture.csv()));
}

TEST_CASE("a placeholder serial number is saved only after Y, and any other key takes the question back") {
  Fixture fixture({"To be filled by O.E.M.", "Contoso", "Contoso Book 14", true});
  fixture.press("F8");
  fixture.press("Enter");
  CHECK(fixture.page().shows(say(PageId::confirm)));
  CHECK(fixture.page().shows(say(PageId::barConfirm)));
  fixture.press("Esc");
  CHECK_FALSE(fixture.page().shows(say(PageId::confirm)));
  CHECK(fixture.state().screen == Screen::exportScreen);
  fixture.press("Y");
  CHECK_FALSE(fixture.page().session().exporting());
  CHECK(fixture.page().shows(say(PageId::whyNoQuestion)));
  for (int i = 0; i < 3; ++i) {
    fixture.press("F8");
    CHECK(fixture.page().shows(say(PageId::confirm)));
    CHECK_FALSE(fixture.page().session().exporting());
  }
  fixture.press("Y");
  REQUIRE(fixture.written());
  CHECK(fixture.page().session().exported()->has_value());
}

TEST_CASE("a hash of another device is saved only after Y") {
  SessionParts parts;
  DeviceFields fields;
  parts.device = makeDevice(fields);
  SmbiosDevice table;
  table.serialNumber = "ANOTHER-1";
  parts.device->setFirmware("RSMB", "", buildSmbios(table));
  const TempFolder stick;
  parts.machine->plug({makeStick(stick.text())});
  page::PageDriver page(makeSession(parts), {});
  REQUIRE(settle(page));
  page.press("F8");
  page.press("F8");
  CHECK(page.shows(say(PageId::confirm)));
  CHECK(page.shows("hash is invalid"));
  CHECK_FALSE(page.session().exporting());
  page.press("Y");
  REQUIRE(page.frameUntil([&] { return page.session().exported().has_value(); }, patience));
  CHECK(page.session().exported()->has_value());
}

TEST_CASE("without a stick no key is lit, the next step is to plug one in, and nothing is written") {
  Fixture fixture({}, false);
  fixture.press("F8");
  CHECK(fixture.page().shows(say(PageId::whyNoStick)));
  CHECK(fixture.page().view().banner().next() == ActionId::none);
  CHECK(fixture.page().view().banner().keys.front().label == say(ViewId::chipPlugIn));
  CHECK_FALSE(fixture.page().session().exporting());
}

TEST_CASE("F9 and S record to the stick; without a way to record they say why not") {
  Fixture fixture;
  for (const char* key : {"F9", "S"}) {
    fixture.press(key);
    CHECK(fixture.page().shows(say(PageId::whyNoRecorder)));
  }
}

TEST_CASE("F10 asks once; Esc stays, a second F10, Ctrl Q or Enter quits") {
  for (const char* second : {"F10", "Ctrl Q", "Enter"}) {
    Fixture fixture;
    fixture.press("F10");
    CHECK_FALSE(fixture.state().quit);
    CHECK(fixture.page().shows("QUIT PREFLIGHT?"));
    fixture.press("Esc");
    CHECK(fixture.state().overlay == Overlay::none);
    fixture.press("Ctrl Q");
    fixture.press(second);
    CHECK(fixture.state().quit);
  }
}

TEST_CASE("F11 and W switch between window and work area") {
  Fixture fixture;
  fixture.press("F11");
  fixture.press("W");
  CHECK(fixture.toggles == 2);
}

TEST_CASE("Ctrl C and C copy the focused value, Ctrl Shift C the whole report") {
  Fixture fixture;
  fixture.press("Home");
  for (int i = 0; i < 10 && fixture.page().focused() != "serialNumber"; ++i) {
    fixture.press("Tab");
  }
  for (const char* key : {"Ctrl C", "C"}) {
    fixture.clipboard.clear();
    fixture.press(key);
    CHECK(fixture.clipboard == "CB14-000123");
    CHECK(fixture.page().shows("Copied: CB14-000123"));
  }
  fixture.press("Ctrl Shift C");
  CHECK(fixture.clipboard.starts_with("{"));
  CHECK(fixture.clipboard.find("\"serialNumber\"") != std::string::npos);
}

TEST_CASE("a clipboard that fails gives a line that says so") {
  Fixture fixture;
  fixture.clipboardFails = true;
  fixture.press("Ctrl C");
  CHECK(fixture.page().shows("Not copied"));
  CHECK(fixture.page().shows("another program holds the clipboard"));
}

TEST_CASE("T changes the theme, and after three times it is the first again") {
  Fixture fixture;
  const ThemeKind first = fixture.state().theme;
  fixture.press("T");
  CHECK(fixture.state().theme == ThemeKind::light);
  fixture.press("T");
  CHECK(fixture.state().theme == ThemeKind::contrast);
  fixture.press("T");
  CHECK(fixture.state().theme == first);
}

TEST_CASE("Ctrl with plus, minus and zero change the text size within its limits") {
  Fixture fixture;
  for (int i = 0; i < 9; ++i) {
    fixture.press("Ctrl +");
  }
  CHECK(fixture.state().textPercent == 250);
  CHECK(fixture.page().shows(say(PageId::whyLargest)));
  fixture.press("Ctrl 0");
  CHECK(fixture.state().textPercent == 100);
  fixture.press("Ctrl -");
  CHECK(fixture.state().textPercent == 75);
  fixture.press("Ctrl -");
  CHECK(fixture.state().textPercent == 75);
}

TEST_CASE("M masks every text that tells this device from others, on every screen and in what is copied") {
  Fixture fixture;
  fixture.press("M");
  for (const char* key : {"1", "2", "7", "F7"}) {
    fixture.press(key);
    for (const char* secret : {"CB14-000123", "00112233-4455", "LAPTOP-7F3K9Q2", "00:00:5e:00:53:01"}) {
      CAPTURE(key);
      CAPTURE(secret);
      CHECK_FALSE(fixture.page().shows(secret));
    }
  }
  fixture.press("Ctrl Shift C");
  CHECK(fixture.clipboard.find("CB14-000123") == std::string::npos);
  fixture.press("Esc");
  fixture.press("M");
  fixture.press("2");
  CHECK(fixture.page().shows("CB14-000123"));
}

TEST_CASE("Ctrl F and the slash filter the list of the Identity screen; elsewhere they say that there is none") {
  Fixture fixture;
  fixture.press("/");
  CHECK(fixture.page().shows(say(PageId::whyNoFilter, {{"identity", "2 Identity"}, {"log", "6 Log"}})));
  for (const char* key : {"Ctrl F", "/"}) {
    fixture.press("2");
    fixture.press(key);
    REQUIRE(fixture.page().focused() == "filter");
    fixture.page().type("board");
    CHECK(fixture.page().shows("CB14-MB"));
    CHECK_FALSE(fixture.page().shows("SKU"));
    fixture.press("Esc");
    CHECK(fixture.page().shows("SKU"));
    CHECK(fixture.state().screen == Screen::identity);
  }
}

TEST_CASE("Ctrl O opens a recording by its path and says why when it cannot") {
  Fixture fixture;
  fixture.press("Ctrl O");
  CHECK(fixture.page().focused() == "path");
  fixture.page().type("/nowhere");
  fixture.press("Enter");
  CHECK(fixture.page().shows(say(PageId::openWhy)));
  fixture.press("Esc");
  CHECK(fixture.state().overlay == Overlay::none);
}

TEST_CASE("a key that a finding names gives the action with that key") {
  CHECK(actionOfKey("F8") == ActionId::exportHash);
  CHECK(actionOfKey("2") == ActionId::identity);
  CHECK(actionOfKey("F2") == ActionId::none);
  CHECK(actionOfKey("") == ActionId::none);
}

TEST_CASE("a held key acts again and again without being released") {
  Fixture fixture;
  fixture.press("2");
  for (int i = 0; i < 5; ++i) {
    REQUIRE(fixture.page().push("\u2193"));
  }
  fixture.page().frame();
  CHECK(fixture.page().focused() == fixture.page().view().items()[5].id);
}

TEST_CASE("keys with Alt or the Windows key are the system's") {
  Fixture fixture;
  InputEvent event;
  event.key = ImGuiKey_Q;
  event.mods = Mods::ctrl;
  event.alt = true;  // AltGr with Q types @ on many keyboards
  fixture.page().view().push(event);
  fixture.page().frame();
  CHECK(fixture.state().overlay == Overlay::none);
}

TEST_CASE("the mouse works too: a click focuses, on a screen's name opens it, on a key does what the key does") {
  Fixture fixture;
  const auto clickOn = [&](std::string_view text) {
    for (const TextRecord& each : fixture.page().view().log()) {
      if (each.text == text) {
        fixture.page().click((each.rect.x0 + each.rect.x1) / 2, (each.rect.y0 + each.rect.y1) / 2);
        return true;
      }
    }
    return false;
  };
  REQUIRE(clickOn("Identity"));
  CHECK(fixture.state().screen == Screen::identity);
  REQUIRE(clickOn("Help"));
  CHECK(fixture.state().overlay == Overlay::help);
  fixture.press("Esc");
  fixture.page().wheel(-5);
  CHECK(fixture.state().scroll[static_cast<int>(Screen::identity)] > 0);
}

TEST_CASE("Enter on the hash opens everything that it holds, and all of it can be scrolled to") {
  const TempFolder stick;
  SessionParts parts;
  parts.machine->plug({makeStick(stick.text())});
  DriverOptions options;
  options.width = 1024;
  options.height = 768;
  PageDriver driver(makeSession(parts), std::move(options));
  REQUIRE(settle(driver));
  driver.press("1");
  driver.press("Home");
  REQUIRE(driver.focused() == "hardwareHash");
  driver.press("Enter");
  REQUIRE(driver.state().overlay == Overlay::evidence);
  std::string seen;
  for (int i = 0; i < 200; ++i) {
    seen += driver.allText();
    driver.press("\u2193");
    CHECK(driver.faults().empty());
  }
  for (const char* each :
       {"IN THE HASH: CAPTURE", "IN THE HASH: OTHER", "16 GB", "309 x 174 mm", "1920 x 1080 px", "NVMe", "Notebook",
        "Intel(R) Core(TM) i5-1135G7", "CB14-MB", "FullOS", "TPM firmware", "unverified"}) {
    CAPTURE(each);
    CHECK(seen.find(each) != std::string::npos);
  }
  driver.press("M");
  seen.clear();
  driver.press("Home");
  for (int i = 0; i < 200; ++i) {
    seen += driver.allText();
    driver.press("\u2193");
  }
  for (const char* secret : {"CB14-000123", "CD-0001", "00:00:5e:00:53:01", "00112233-4455-4677-8899-aabbccddeeff"}) {
    CAPTURE(secret);
    CHECK(seen.find(secret) == std::string::npos);
  }
}
