// Screen 6: the rows' order, the filter, what Enter opens, and half a million rows.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "device.h"
#include "page/screens.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

constexpr const char* autopilot = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot";
constexpr const char* provider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
constexpr const char* logs = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";

std::string agentLine(const std::string& text, const char* time, int type = 1) {
  return fmt::format(
      "<![LOG[{}]LOG]!><time=\"{}\" date=\"5-12-2026\" component=\"AppWorkload\" context=\"\" type=\"{}\" "
      "thread=\"17\" file=\"\">\r\n",
      text, time, type);
}

std::string eventXml(const std::string& data) {
  return "<Event><System/><EventData><Data Name='Note'>" + data + "</Data></EventData></Event>";
}

UtcTime utc(const char* text) {
  return *utcTimeFromIso(text);
}

void addLogs(FakeHost& host) {
  host.addEvent(autopilot, provider, 160, eventXml("first"), utc("2026-05-12T08:00:00Z"));
  host.addEvent(autopilot, provider, 9999, eventXml("late clock"), utc("2026-05-12T10:00:00Z"), 2);
  host.addEvent(autopilot, provider, 9998, eventXml("after the clock was set"), utc("2026-05-12T08:00:05Z"));
  host.setFile(fmt::format("{}\\AppWorkload.log", logs),
               agentLine("before the zone", "01:00:01.0") +
                   agentLine("after the zone\r\nsecond line 0x80070643", "10:00:03.0", 3),
               utc("2026-05-12T08:00:03Z"));
}

struct Fixture {
  SessionParts parts;
  std::string clipboard;
  std::unique_ptr<PageDriver> driver;

  void open(int width = 1280, int height = 800) {
    DriverOptions options;
    options.width = width;
    options.height = height;
    options.services.now = [] { return UtcTime{1'774'000'000'000}; };
    options.services.setClipboard = [this](const std::string& text) -> Result<void> {
      clipboard = text;
      return {};
    };
    driver = std::make_unique<PageDriver>(makeSession(parts), std::move(options));
    REQUIRE(settle(*driver));
    driver->state().log.show = LogShow::all;
    REQUIRE(driver->press("6"));
    REQUIRE(waitForRows());
  }
  bool waitForRows() {
    return driver->frameUntil(
        [&] { return !driver->session().log()->loading() && !driver->session().log()->filtering(); }, patience);
  }
  // Texts of the rows in sight, from above.
  std::size_t placeOf(std::string_view text) {
    const std::string all = driver->allText();
    const std::size_t at = all.find(text);
    CAPTURE(text);
    CAPTURE(all);
    CHECK(at != std::string::npos);
    return at;
  }
};

std::shared_ptr<const LogData> manyLines(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes += agentLine(fmt::format("line {}", i), "10:00:00.0", i % 50 == 0 ? 2 : 1);
  }
  std::vector<LogPart> parts;
  parts.push_back(filePart("AppWorkload.log", std::move(bytes), utc("2026-05-12T08:00:00Z")));
  return LogData::of(std::move(parts), true);
}

}  // namespace

TEST_CASE("records of a channel stand by their record ids though the clock was set, and a row says that it was") {
  Fixture fixture;
  addLogs(*fixture.parts.device);
  fixture.open();
  const std::size_t newest = fixture.placeOf("Note=after the clock was set");
  const std::size_t jump = fixture.placeOf("The clock was set back by 1 h 59 min here.");
  const std::size_t wrong = fixture.placeOf("Note=late clock");
  const std::size_t first = fixture.placeOf("Note=first");
  CHECK(newest < jump);
  CHECK(jump < wrong);
  CHECK(wrong < first);
  CHECK(fixture.driver->faults().empty());
}

TEST_CASE("lines of a log keep their order across a changed zone, and a row says that it changed") {
  Fixture fixture;
  addLogs(*fixture.parts.device);
  fixture.open();
  const std::size_t after = fixture.placeOf("after the zone");
  const std::size_t jump = fixture.placeOf("The clock of this log went ahead by 9 h here");
  const std::size_t before = fixture.placeOf("before the zone");
  CHECK(after < jump);
  CHECK(jump < before);
}

TEST_CASE("what is known of an event stands before its data") {
  Fixture fixture;
  addLogs(*fixture.parts.device);
  fixture.open(1920, 1080);
  const LogView& log = *fixture.driver->session().log();
  bool found = false;
  for (std::size_t i = 0; i < log.size(); ++i) {
    const std::string text = log.data().text(log.row(i));
    found = found || (log.data().number(log.row(i)) == "160" && text.ends_with("\u00B7 Note=first"));
  }
  CHECK(found);
}

TEST_CASE("Enter opens the whole entry with its lines and the meaning of its codes; Esc leads back to its row") {
  Fixture fixture;
  addLogs(*fixture.parts.device);
  fixture.open();
  PageDriver& page = *fixture.driver;
  page.press("Home");
  for (int i = 0; i < 10; ++i) {
    page.press("Enter");
    if (page.shows("AppWorkload.log, entry 2 of 2")) {
      break;
    }
    page.press("Esc");
    page.press("\u2193");
  }
  CHECK(page.state().overlay == Overlay::evidence);
  CHECK(page.shows("after the zone"));
  CHECK(page.shows("second line 0x80070643"));
  CHECK(page.shows("0x80070643: "));
  CHECK(page.shows("AppWorkload.log, entry 2 of 2"));
  CHECK(page.faults().empty());
  const std::string row = page.state().evidenceOf;
  page.press("Esc");
  CHECK(page.state().overlay == Overlay::none);
  CHECK(page.focused() == row);
}

TEST_CASE("the filter takes letters as they are typed, finds text, source and id, and Esc shows all again") {
  Fixture fixture;
  addLogs(*fixture.parts.device);
  fixture.open();
  PageDriver& page = *fixture.driver;
  const std::size_t all = page.session().log()->size();
  page.press("/");
  CHECK(page.focused() == "filter");
  page.type("AFTER THE ZONE");
  REQUIRE(fixture.waitForRows());
  CHECK(page.session().log()->size() == 1);
  CHECK(page.shows("after the zone"));
  CHECK_FALSE(page.shows("before the zone"));
  page.state().filter = {"9999", 4};
  page.frame();
  REQUIRE(fixture.waitForRows());
  CHECK(page.session().log()->size() == 1);
  page.state().filter = {"no such text", 12};
  page.frame();
  REQUIRE(fixture.waitForRows());
  CHECK(page.shows(say(PageId::logNoMatch, {{"text", "no such text"}, {"key", "Esc"}})));
  page.press("Esc");
  CHECK(page.session().log()->size() == all);
  CHECK(page.faults().empty());
}

TEST_CASE("a channel that is denied is said to be so, and is not taken for empty") {
  Fixture fixture;
  fixture.parts.device->eventChannels[autopilot].error = denied("read events");
  fixture.open();
  PageDriver& page = *fixture.driver;
  CHECK(page.shows("could not be read"));
  CHECK(page.shows(say(PageId::logUnreadable)));
  page.press("Home");
  page.press("Enter");
  CHECK(page.shows("UNKNOWN: "));
  CHECK(page.faults().empty());
}

TEST_CASE("L leads from what a finding stands on to its entry of the log, and says why where none is named") {
  Fixture fixture;
  FakeHost& host = *fixture.parts.device;
  for (int i = 0; i < 200; ++i) {  // more than a first look at the log takes
    host.addEvent(autopilot, provider, i == 20 ? 807 : 9000, eventXml(i == 20 ? "ZtdDeviceIsNotRegistered" : "other"),
                  utc("2026-05-12T08:00:00Z"), i == 20 ? 2 : 4);
  }
  fixture.open();
  PageDriver& page = *fixture.driver;
  page.press("/");
  page.type("other");
  REQUIRE(fixture.waitForRows());
  page.press("Esc");
  page.press("3");
  page.press("L");
  CHECK(page.shows(say(PageId::whyLogNeedsEvidence, {{"enter", "Enter"}})));
  page.press("Home");
  bool found = false;
  for (std::size_t i = 0; i < page.view().items().size() && !found; ++i) {
    page.press("Enter");
    found = page.state().overlay == Overlay::evidence && page.state().logEntry() != nullptr;
    if (page.state().overlay == Overlay::evidence && !found) {
      CHECK_FALSE(page.shows(say(PageId::barShowInLog)));
      page.press("L");
      CHECK(page.shows(say(PageId::whyNoLogEntry)));
      page.press("Esc");
    }
    if (!found) {
      page.press("Tab");
    }
  }
  REQUIRE(found);
  CHECK(page.shows(say(PageId::barShowInLog)));
  page.press("L");
  CHECK(page.state().screen == Screen::log);
  CHECK(page.state().overlay == Overlay::none);
  const LogView& log = *page.session().log();
  const std::optional<std::size_t> row = logRowOf(page.focused());
  REQUIRE(row);
  CHECK(log.data().number(log.row(*row)) == "807");
  CHECK(page.shows("ZtdDeviceIsNotRegistered"));
  CHECK_FALSE(page.state().log.wanted);
  CHECK(page.faults().empty());
}

TEST_CASE("a record is found in its own channel alone, by its id, and not while it is filtered away") {
  LogPart one;
  one.name = "System (Contoso-Time)";
  one.events = {{"Contoso-Time", 1, 4, 10, {}, "ten", ""}, {"Contoso-Time", 1, 4, 12, {}, "twelve", ""}};
  LogPart other;
  other.name = "System/Admin";
  other.events = {{"Contoso", 1, 4, 11, {}, "eleven", ""}};
  LogView view(LogData::of({one, other}, true), {});
  const auto textAt = [&](const LogEntryRef& entry) {
    const std::optional<std::size_t> row = view.find(entry);
    return row ? view.data().text(view.row(*row)) : "none";
  };
  CHECK(textAt({"system", 12}) == "twelve");
  CHECK(textAt({"System", 10}) == "ten");
  CHECK(textAt({"System", 11}) == "none");
  CHECK(textAt({"System/Admin", 11}) == "eleven");
  CHECK(textAt({"", 11}) == "none");
  view.filter("ten");
  while (view.filtering()) {
    view.update();
  }
  CHECK(textAt({"System", 10}) == "ten");
  CHECK(textAt({"System", 12}) == "none");
}

TEST_CASE("L leads from an app that failed to the line with its exit code in a log file") {
  Fixture fixture;
  FakeHost& host = *fixture.parts.device;
  const std::string app = "7a110002-0000-4000-8000-00000000000b";
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)", "DeviceSetupCategory.Status",
               R"({"categoryState":"failed","categoryStatusText":"Failed","DeviceSetup.AppsSubcategory":)"
               R"({"subcategoryState":"failed","subcategoryStatusText":"Apps: 0x80070643"}})");
  host.setNumber(R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking\Device\Setup\Apps\Tracking\)"
                 R"(Sidecar\Win32App_)" +
                     app + "_1",
                 "InstallationState", 4);
  host.setText(R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension\Win32Apps\00000000-0000-0000-0000-000000000000\)" +
                   app + "_1",
               "ExitCode", "1603");
  const std::string code = agentLine("processing targeted app (name='Contoso VPN', id='" + app + "')", "10:00:01.0") +
                           agentLine("[Win32App] lpExitCode 1603", "10:00:03.0");
  const auto put = [&](const std::string& name, const std::string& text) {
    host.setFile(fmt::format("{}\\{}", logs, name), text, utc("2026-05-12T08:00:03Z"));
  };
  put("AppWorkload-20260512-090000.log", agentLine("older", "09:00:00.0"));
  put("AppWorkload.log", code);
  put("IntuneManagementExtension.log", agentLine("other", "10:00:03.0"));
  fixture.open();
  PageDriver& page = *fixture.driver;
  page.press("4");
  page.press("Home");
  page.press("Enter");
  REQUIRE(page.state().overlay == Overlay::evidence);
  CHECK(page.shows("[Win32App] lpExitCode 1603"));
  CHECK(page.shows("AppWorkload.log, 2026-05-12 10:00:03"));
  REQUIRE(page.state().logEntry() != nullptr);
  CHECK(page.state().logEntry()->file == "AppWorkload.log");
  page.press("L");
  CHECK(page.state().screen == Screen::log);
  const LogView& log = *page.session().log();
  const std::optional<std::size_t> row = logRowOf(page.focused());
  REQUIRE(row);
  CHECK(log.data().text(log.row(*row)) == "[Win32App] lpExitCode 1603");
  CHECK_FALSE(page.state().log.wanted);
  CHECK(page.faults().empty());
}

TEST_CASE("a line is found by its place in its file, also when that was put aside, and no other in its stead") {
  const std::string older = agentLine("a", "10:00:00.0") + agentLine("b", "10:00:01.0");
  const std::string newer = agentLine("c", "10:00:02.0") + agentLine("d", "10:00:03.0");
  LogPart part = filePart("AppWorkload.log", older + newer, utc("2026-05-12T08:00:03Z"));
  // Of the older file the first 1,000 bytes are not here.
  part.pieces = {{"AppWorkload-20260512-100000.log", 0, 1000}, {"AppWorkload.log", older.size(), 0}};
  const LogView view(LogData::of({part}, true), {});
  const auto textAt = [&](const std::string& file, std::uint64_t offset, const char* written) {
    const std::optional<std::size_t> row = view.find(LogEntryRef{"", 0, file, offset, written});
    return row ? view.data().text(view.row(*row)) : "none";
  };
  const std::uint64_t second = agentLine("a", "10:00:00.0").size();
  CHECK(textAt("AppWorkload.log", 0, "2026-05-12 10:00:02") == "c");
  CHECK(textAt("appworkload.log", second, "2026-05-12 10:00:03") == "d");
  CHECK(textAt("AppWorkload-20260512-100000.log", 1000 + second, "2026-05-12 10:00:01") == "b");
  CHECK(textAt("AppWorkload.log", 1000 + second, "2026-05-12 10:00:01") == "b");  // it was written to, then put aside
  CHECK(textAt("AppWorkload.log", 0, "2026-05-12 10:00:00") == "none");
  CHECK(textAt("AppWorkload-20260512-100000.log", 999, "2026-05-12 10:00:00") == "none");
  CHECK(textAt("AppWorkload.log", 1U << 30, "2026-05-12 10:00:02") == "none");
  CHECK(textAt("IntuneManagementExtension.log", 0, "2026-05-12 10:00:02") == "none");
}

TEST_CASE("a device that has none of the logs says so") {
  Fixture fixture;
  fixture.open();
  CHECK(fixture.driver->shows(say(PageId::logNone)));
}

TEST_CASE("copying takes the focused line, and masking hides what identifies the device in both") {
  Fixture fixture;
  fixture.parts.device->addEvent(autopilot, provider, 9999, eventXml("serial CB14-000123"),
                                 utc("2026-05-12T08:00:00Z"));
  fixture.open();
  PageDriver& page = *fixture.driver;
  page.press("End");
  CHECK(page.shows("CB14-000123"));
  page.press("Ctrl C");
  CHECK(fixture.clipboard.find("9999") != std::string::npos);
  CHECK(fixture.clipboard.find("CB14-000123") != std::string::npos);
  page.press("M");
  CHECK_FALSE(page.shows("CB14-000123"));
  page.press("Ctrl C");
  CHECK(fixture.clipboard.find("CB14-000123") == std::string::npos);
}

TEST_CASE("a device that never answers about its log leaves the keys working") {
  Fixture fixture;
  const auto gate = std::make_shared<Gate>();
  fixture.parts.device->pauses["folder"] = {std::chrono::milliseconds(0), gate};
  fixture.parts.device->pauses["events"] = {std::chrono::milliseconds(0), gate};
  fixture.parts.collectors = {};
  DriverOptions options;
  fixture.driver = std::make_unique<PageDriver>(makeSession(fixture.parts), std::move(options));
  PageDriver& page = *fixture.driver;
  page.press("6");
  CHECK(page.state().screen == Screen::log);
  CHECK(page.shows("reading"));
  page.press("\u2193");
  page.press("End");
  CHECK(page.session().hasLeftBehind());
  page.press("1");
  CHECK(page.state().screen == Screen::overview);
  gate->open();
}

TEST_CASE("of half a million lines only those in sight are looked at, and every key finds its row") {
  const auto data = manyLines(500'000);
  REQUIRE(data->rows().size() == 500'000);
  LogView view(data, {});
  CHECK(view.data().text(view.row(0)) == "line 499999");
  CHECK(view.data().text(view.row(499'999)) == "line 0");
  view.filter("LINE 49999");
  for (int i = 0; i < 5000 && view.filtering(); ++i) {
    view.update();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  CHECK_FALSE(view.filtering());
  CHECK(view.size() == 11);  // 49999 and 499990 to 499999
  const LogRow row = view.row(10);
  view.filter("");
  CHECK(view.data().text(view.row(view.find(row))) == "line 49999");
}

TEST_CASE("nothing of the log is cut off or overlaps, at any size of window and text") {
  Fixture fixture;
  addLogs(*fixture.parts.device);
  fixture.open(1024, 768);
  for (const int percent : {75, 100, 150, 250}) {
    for (const auto& [width, height] : {std::pair{1024, 768}, {1920, 1080}, {640, 480}, {400, 900}}) {
      fixture.driver->state().textPercent = percent;
      fixture.driver->resize(width, height, 1);
      for (const char* key : {"Home", "\u2193", "End", "PgUp", "PgDn", "Tab"}) {
        fixture.driver->press(key);
        const std::string faults = fixture.driver->faults();
        CAPTURE(percent);
        CAPTURE(width);
        CAPTURE(key);
        CAPTURE(faults);
        CHECK(faults.empty());
      }
    }
  }
}
