// Screen 4: what is waited for comes first, failed apps before the others, and nothing is cut off.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "device.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

constexpr const char* settings = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr const char* tracking =
    R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking\Device\Setup\Apps\)";

void deploy(FakeHost& host, std::uint32_t secondApp) {
  host.setText(settings, "DevicePreparationCategory.Status",
               R"({"categoryState":"succeeded","DevicePreparation.AadjSubcategory":{"subcategoryState":"succeeded"}})");
  host.setText(
      settings, "DeviceSetupCategory.Status",
      R"j({"categoryState":"inProgress","DeviceSetup.CertificatesSubcategory":{"subcategoryState":"succeeded",)j"
      R"j("subcategoryStatusText":"Certificates (2 of 2 applied)"},"DeviceSetup.AppsSubcategory":)j"
      R"j({"subcategoryState":"inProgress","subcategoryStatusText":"Apps (1 of 3 installed)"}})j");
  host.setNumber(std::string(tracking) + R"(PolicyProviders\Sidecar)", "TrackingPoliciesCreated", 1);
  const std::string apps = std::string(tracking) + R"(Tracking\Sidecar\Win32App_)";
  host.setNumber(apps + "7a110001-0000-4000-8000-00000000000a_1", "InstallationState", 3);
  host.setNumber(apps + "7a110002-0000-4000-8000-00000000000b_1", "InstallationState", secondApp);
  host.setNumber(apps + "7a110003-0000-4000-8000-00000000000c_1", "InstallationState", 1);
  host.setFile(R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\IntuneManagementExtension.log)",
               R"(<![LOG[Get policies = [{"Id":"7a110002-0000-4000-8000-00000000000b","Name":")" +
                   std::string(280, 'N') + R"("}]]LOG]!><time="11:00:00.0" date="5-12-2026" component="x">)");
}

std::unique_ptr<PageDriver> opened(std::uint32_t secondApp, const TempFolder& stick) {
  SessionParts parts;
  deploy(*parts.device, secondApp);
  parts.machine->plug({makeStick(stick.text())});
  DriverOptions options;
  options.width = 1024;
  options.height = 768;
  auto driver = std::make_unique<PageDriver>(makeSession(parts), std::move(options));
  REQUIRE(settle(*driver));
  driver->press("4");
  return driver;
}

std::vector<std::string> itemsOf(const PageDriver& driver, std::string_view start) {
  std::vector<std::string> ids;
  for (const Item& each : const_cast<PageDriver&>(driver).state().items) {
    if (each.id.starts_with(start)) {
      ids.push_back(each.id);
    }
  }
  return ids;
}

}  // namespace

TEST_CASE("4 opens the deployment: phases, what it waits for, steps and apps, none of them cut off") {
  const TempFolder stick;
  const auto driver = opened(2, stick);
  CHECK(driver->state().screen == Screen::deployment);
  CHECK(itemsOf(*driver, "deploymentState").size() == 1);
  // The app that is worked on is pinned, what is done is one row, and the step of the app says nothing new.
  CHECK(itemsOf(*driver, "step ").empty());
  CHECK(itemsOf(*driver, "item ").size() == 1);
  CHECK(itemsOf(*driver, "doneSteps").size() == 1);
  driver->press("End");
  driver->press("Enter");
  CHECK(itemsOf(*driver, "item ").size() == 2);
  CHECK(itemsOf(*driver, "step ").size() == 1);
  CHECK(driver->faults().empty());
  driver->press("Home");
  for (const int percent : {75, 100, 150, 250}) {
    driver->state().textPercent = percent;
    driver->frame();
    CAPTURE(percent);
    CHECK(driver->faults().empty());
    driver->press("End");
    CHECK(driver->faults().empty());
  }
}

TEST_CASE("the row that has the focus is wholly in sight as soon as the screen is opened, at every size of text") {
  const TempFolder stick;
  for (const auto& [width, height, scale] : {std::tuple{1024, 768, 1.0F}, {1280, 800, 1.0F}, {1920, 1080, 1.5F}}) {
    for (const int percent : {100, 150, 200, 250}) {
      SessionParts parts;
      deploy(*parts.device, 2);
      parts.machine->plug({makeStick(stick.text())});
      DriverOptions options;
      options.width = width;
      options.height = height;
      options.scale = scale;
      PageDriver driver(makeSession(parts), std::move(options));
      REQUIRE(settle(driver));
      driver.state().textPercent = percent;
      driver.frame();
      driver.press("4");
      driver.frame();
      REQUIRE(driver.focused() == "deploymentState");
      const float shown = driver.state().scroll[driver.state().view()];
      driver.state().followFocus = true;  // as if the focus had just moved there
      driver.frame();
      CAPTURE(width);
      CAPTURE(percent);
      CHECK(driver.state().scroll[driver.state().view()] == shown);
    }
  }
}

TEST_CASE("the app that is worked on, and one that failed, is pinned above the others") {
  const TempFolder stick;
  for (const std::uint32_t state : {2U, 4U}) {
    const auto driver = opened(state, stick);
    REQUIRE(driver->session().diagnosis().deployment.culprit.has_value());
    CHECK(driver->session().diagnosis().deployment.culprit->line.find("7a110002") != std::string::npos);
    REQUIRE_FALSE(driver->state().items.empty());
    CHECK(driver->state().items.front().id == "deploymentState");
    CHECK(std::ranges::none_of(itemsOf(*driver, "item "),
                               [](const std::string& id) { return id.find("7a110002") != std::string::npos; }));
  }
}

TEST_CASE("Enter on what is waited for opens its evidence") {
  const TempFolder stick;
  const auto driver = opened(2, stick);
  driver->press("Home");
  CHECK(driver->focused() == "deploymentState");
  driver->press("Enter");
  CHECK(driver->state().overlay == Overlay::evidence);
  CHECK(driver->faults().empty());
}

namespace {

constexpr std::int64_t minute = 60'000;
constexpr UtcTime begun{1'774'188'000'000};  // the step with the apps

// The page of a device whose status page may take 60 min, and a clock that stands until it is set.
struct Ticking {
  explicit Ticking(const std::function<void(FakeHost&)>& change = {}) {
    SessionParts parts;
    deploy(*parts.device, 2);
    parts.device->hostInfo.kind = HostKind::live;
    const std::string enrollment = R"(HKLM\SOFTWARE\Microsoft\Enrollments\3F2A51C0-7D11-4B0E-9C55-0A1B2C3D4E5F)";
    parts.device->setText(enrollment, "ProviderID", "MS DM Server");
    parts.device->setNumber(enrollment, "EnrollmentState", 1);
    parts.device->setNumber(enrollment + R"(\FirstSync)", "SyncFailureTimeout", 60);
    record(*parts.device, "ESPTimeOutValue_Applied", "Applying the ESP Timeout value: 60 minutes.");
    record(*parts.device, "BootstrapStatusCategory_SubcategoryProcessing_Started",
           "BootstrapStatus: Starting subcategory DeviceSetup.AppsSubcategory.");
    if (change) {
      change(*parts.device);
    }
    SessionOptions options = sessionOptions(parts);
    options.now = [this] { return UtcTime{begun.milliseconds + past}; };
    DriverOptions driving;
    driving.width = 1024;
    driving.height = 768;
    driver = std::make_unique<PageDriver>(std::make_unique<Session>(std::move(options)), std::move(driving));
    REQUIRE(settle(*driver));
    driver->press("4");
    questions = parts.device->questions();
    device = parts.device;
  }
  static void record(FakeHost& host, const std::string& name, const std::string& value, std::int64_t later = 0) {
    host.addEvent("Microsoft-Windows-Shell-Core/Operational", "Microsoft-Windows-Shell-Core", 62407,
                  "<Event><EventData><Data Name=\"Name\">CommercialOOBE_" + name + "</Data><Data Name=\"Value\">" +
                      value + "</Data></EventData></Event>",
                  UtcTime{begun.milliseconds + later});
  }
  Session& session() const { return driver->session(); }
  std::string sentence() const {
    const Verdict& verdict = driver->session().diagnosis().verdict;
    return Text::sequence({verdict.sentence, verdict.next}).str();
  }
  std::string row(std::string_view id) const {
    for (const Section& section : driver->session().sections()) {
      for (const Row& each : section.rows) {
        if (each.id == id) {
          return each.value + " | " + each.source;
        }
      }
    }
    return "";
  }

  std::int64_t past = 22 * minute + 59'000;  // since `begun`
  std::shared_ptr<FakeHost> device;
  std::vector<std::string> questions;
  std::unique_ptr<PageDriver> driver;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("while nothing happens the time that has passed and that is left count on, and the device is not asked") {
  Ticking page;
  page.driver->frame();
  CHECK(has(page.sentence(), "22 min"));
  CHECK(has(page.sentence(), "times out in 37 min"));
  CHECK(has(page.row("step apps"), "22 min"));
  page.past += 500;
  CHECK_FALSE(page.driver->session().update());
  page.past += 60'000;
  CHECK(page.driver->session().update());
  CHECK(has(page.sentence(), "23 min"));
  CHECK(has(page.sentence(), "times out in 36 min"));
  CHECK(has(page.row("step apps"), "23 min"));
  CHECK(has(page.row("phase deviceSetup"), "23 min"));
  page.driver->frame();
  CHECK(has(page.driver->allText(), "23 min"));
  CHECK_FALSE(has(page.driver->allText(), "22 min"));
  CHECK(page.device->questions() == page.questions);
}

TEST_CASE("what is shown changes with the minute, and nothing is drawn while it does not") {
  Ticking page;
  page.past = 23 * minute + 1000;
  page.driver->frame();
  CHECK(has(page.sentence(), "times out in 36 min"));
  page.past += 25'000;
  CHECK_FALSE(page.driver->session().update());
  page.past += 25'000;
  CHECK_FALSE(page.driver->session().update());
  page.past += 25'000;
  CHECK(page.driver->session().update());
  CHECK_FALSE(page.driver->session().update());
}

TEST_CASE("a limit that passes while the page is looked at says so, and a clock that is set back is followed") {
  Ticking page;
  page.past = 59 * minute + 10'000;
  page.driver->frame();
  CHECK(has(page.sentence(), "times out in 50 s"));
  page.past += 25'000;
  page.driver->frame();
  CHECK(has(page.sentence(), "times out in 25 s"));
  page.past = 60 * minute + 5000;
  page.driver->frame();
  CHECK(has(page.sentence(), "limit of 60 min passed 5 s ago"));
  page.past = 30 * minute;
  page.driver->frame();
  CHECK(has(page.sentence(), "times out in 30 min"));
}

TEST_CASE("a phase that failed ends with the step that failed, and what follows was not tried") {
  Ticking page([](FakeHost& host) {
    host.setText(settings, "DeviceSetupCategory.Status",
                 R"j({"categoryState":"failed","DeviceSetup.AppsSubcategory":{"subcategoryState":"failed",)j"
                 R"j("subcategoryStatusText":"Apps (0x80070643)"},"DeviceSetup.RebootCoalescing":)j"
                 R"j({"subcategoryState":"notStarted","subcategoryStatusText":"Waiting"}})j");
    Ticking::record(host, "BootstrapStatusCategory_SubcategoryProcessing_Failed",
                    "BootstrapStatus: Subcategory ID = DeviceSetup.AppsSubcategory; state = failed.", 8 * minute);
  });
  CHECK(page.session().diagnosis().verdict.id == VerdictId::deploymentFailed);
  for (int i = 0; i < 2; ++i) {
    CHECK(has(page.row("phase deviceSetup"), ", 8 min"));
    CHECK(has(page.row("step rebootCoalescing"), "skipped"));
    page.past += 30 * minute;
    page.driver->frame();
  }
}
