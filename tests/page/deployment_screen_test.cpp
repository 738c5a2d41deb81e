// Screen 4: what is waited for comes first, failed apps before the others, and nothing is cut off.
#include <doctest/doctest.h>

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
  CHECK(itemsOf(*driver, "step ").size() == 2);
  CHECK(itemsOf(*driver, "item ").size() == 3);
  for (const int percent : {75, 100, 150, 250}) {
    driver->state().textPercent = percent;
    driver->frame();
    CAPTURE(percent);
    CHECK(driver->faults().empty());
    driver->press("End");
    CHECK(driver->faults().empty());
  }
}

TEST_CASE("the app that is worked on, and one that failed, stand above the others") {
  const TempFolder stick;
  for (const std::uint32_t state : {2U, 4U}) {
    const auto driver = opened(state, stick);
    REQUIRE(itemsOf(*driver, "item ").size() == 3);
    CHECK(itemsOf(*driver, "item ").front().find("7a110002") != std::string::npos);
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
