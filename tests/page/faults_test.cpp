// What goes wrong around the page: collectors, drives, the clock.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "device.h"
#include "model/report.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

std::unique_ptr<PageDriver> makePage(const SessionParts& parts, std::function<UtcTime()> now = {}) {
  DriverOptions options;
  options.services.now = now ? std::move(now) : [] { return UtcTime{1'774'000'000'000}; };
  return std::make_unique<PageDriver>(makeSession(parts), std::move(options));
}

bool read(PageDriver& driver) {
  return driver.frameUntil([&] { return !driver.session().reading(); }, patience);
}

// The hash collector of the product with a deadline that a test can wait for.
std::vector<Collector> withShortDeadline(std::string_view id) {
  std::vector<Collector> list(collectors().begin(), collectors().end());
  for (Collector& each : list) {
    if (each.id == id) {
      each.deadline = std::chrono::milliseconds(50);
    }
  }
  return list;
}

}  // namespace

TEST_CASE("a collector that hangs costs its own row: the rest is shown, and the page works on") {
  SessionParts parts;
  const auto gate = std::make_shared<Gate>();
  parts.device->setWmiPause("root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01", {{}, gate});
  const std::vector<Collector> list = withShortDeadline("hardwareHash");
  parts.collectors = list;
  const auto driver = makePage(parts);
  REQUIRE(read(*driver));
  CHECK(driver->shows("CB14-000123"));
  CHECK(driver->shows("TIMED OUT") == false);  // the finding's words stand there
  CHECK(driver->shows("hardware hash timed out"));
  CHECK(driver->view().hasLeftBehind());
  driver->press("7");
  driver->press("F8");
  CHECK(driver->shows(say(PageId::whyNoHash)));
  CHECK(driver->faults().empty());
  gate->open();
}

TEST_CASE("while collectors are still out their rows say so, and rows fill in whatever the order of the answers") {
  SessionParts parts;
  const auto hashGate = std::make_shared<Gate>();
  const auto diskGate = std::make_shared<Gate>();
  parts.device->setWmiPause("root\\cimv2\\mdm\\dmmap", "MDM_DevDetail_Ext01", {{}, hashGate});
  parts.device->pauses["disks"] = {{}, diskGate};
  const auto driver = makePage(parts);
  REQUIRE(driver->frameUntil([&] { return driver->shows("CB14-000123"); }, patience));
  CHECK(driver->shows("READING"));
  CHECK(driver->session().reading());
  CHECK(driver->faults().empty());
  diskGate->open();
  REQUIRE(driver->frameUntil([&] { return driver->shows("512 GB NVMe"); }, patience));
  CHECK(driver->session().reading());
  driver->press("F5");
  CHECK(driver->shows(say(PageId::whyReading)));
  hashGate->open();
  REQUIRE(read(*driver));
  CHECK(driver->shows("Valid, matches this device"));
  CHECK(driver->session().diagnosis().verdict.id == VerdictId::hashReady);
}

TEST_CASE("a device that refuses everything gives rows that say so, never a no") {
  SessionParts parts;
  parts.device = std::make_shared<FakeHost>();
  parts.device->processFacts = tl::unexpected(denied("ask for the process"));
  parts.device->setRegistryError("HKLM", denied("open HKLM"));
  parts.device->setWmiError("root\\cimv2", "Win32_BIOS", denied("ask WMI"));
  const auto driver = makePage(parts);
  REQUIRE(read(*driver));
  CHECK(driver->session().diagnosis().verdict.state != State::pass);
  driver->press("2");
  CHECK(driver->shows("access is denied"));
  for (const char* key : {"1", "2", "3", "7", "F1", "Esc", "F7", "F8", "Enter", "Ctrl C"}) {
    driver->press(key);
    CHECK(driver->faults().empty());
  }
  CHECK_FALSE(driver->session().exporting());
}

TEST_CASE("sticks appear and vanish while the page runs, and a choice stays with its stick") {
  const TempFolder first;
  const TempFolder second;
  SessionParts parts;
  const auto driver = makePage(parts);
  REQUIRE(settle(*driver));
  CHECK(driver->session().target() == nullptr);
  CHECK(driver->shows("NONE"));
  parts.machine->plug({makeStick(first.text(), "ONE")});
  REQUIRE(driver->frameUntil([&] { return driver->shows("ONE"); }, patience));
  parts.machine->plug({makeStick(first.text(), "ONE"), makeStick(second.text(), "TWO")});
  REQUIRE(driver->frameUntil([&] { return driver->shows(say(ViewId::stickSeveral, {{"n", "2"}})); }, patience));
  CHECK(driver->session().target() == nullptr);
  driver->press("F8");
  REQUIRE(driver->focused() == "to");
  driver->press("F8");
  CHECK(driver->shows(say(PageId::whyChooseStick)));
  driver->press("\u2192");
  driver->press("\u2192");
  REQUIRE(driver->session().target() != nullptr);
  CHECK(driver->session().target()->label == "TWO");
  driver->press("\u2190");
  CHECK(driver->session().target()->label == "ONE");
  parts.machine->plug({makeStick(second.text(), "TWO")});
  REQUIRE(driver->frameUntil(
      [&] { return driver->session().target() != nullptr && driver->session().target()->label == "TWO"; }, patience));
  parts.machine->plug({});
  REQUIRE(driver->frameUntil([&] { return driver->session().target() == nullptr; }, patience));
  CHECK(driver->faults().empty());
}

TEST_CASE("a stick that is pulled before Write gives the step that failed, and nothing is made in its place") {
  auto stick = std::make_unique<TempFolder>();
  const std::filesystem::path root = stick->path();
  SessionParts parts;
  parts.machine->plug({makeStick(stick->text())});
  const auto driver = makePage(parts);
  REQUIRE(settle(*driver));
  driver->press("F8");
  stick.reset();
  driver->press("Enter");
  REQUIRE(driver->frameUntil([&] { return driver->session().exported().has_value(); }, patience));
  CHECK_FALSE(driver->session().exported()->has_value());
  CHECK(driver->shows(say(PageId::notSaved)));
  CHECK_FALSE(std::filesystem::exists(root));
  driver->press("Esc");
  CHECK_FALSE(driver->shows(say(PageId::notSaved)));
}

TEST_CASE("drives that cannot be asked say why; drives that hang hold up neither the page nor its end") {
  SessionParts parts;
  parts.machine->break_(denied("list the volumes"));
  const auto driver = makePage(parts);
  REQUIRE(settle(*driver));
  CHECK(driver->shows("denied"));

  SessionParts hanging;
  hanging.machine->gate = std::make_shared<Gate>();
  auto other = makePage(hanging);
  REQUIRE(read(*other));
  CHECK(other->shows(say(ViewId::stickLooking)));
  CHECK(other->view().hasLeftBehind());
  other.reset();
  hanging.machine->gate->open();
}

TEST_CASE("a recording is saved by F9 and shown with its path until Esc; a failure says why") {
  const TempFolder stick;
  SessionParts parts;
  parts.machine->plug({makeStick(stick.text())});
  SessionOptions options = sessionOptions(parts);
  std::atomic<bool> fails = false;
  std::string asked;
  options.record = [&](const Host&, const std::string& path) -> Result<RecordProof> {
    asked = path;
    return fails ? Result<RecordProof>(fail(ErrorKind::failed, "write " + path, "the disk is full"))
                 : RecordProof{path, 8000};
  };
  PageDriver driver(std::make_unique<Session>(std::move(options)), {});
  REQUIRE(settle(driver));
  driver.press("F9");
  REQUIRE(driver.frameUntil([&] { return driver.session().recorded().has_value(); }, patience));
  CHECK(driver.shows(say(PageId::recordingSaved)));
  CHECK(driver.view().banner().fact == say(PageId::recordingProof, {{"path", asked}, {"size", sizeText(8000)}}));
  CHECK(asked.find("CB14-000123-") != std::string::npos);
  CHECK(asked.ends_with(".zip"));
  driver.press("\u2193");
  CHECK(driver.shows(say(PageId::recordingSaved)));
  driver.press("Esc");
  CHECK_FALSE(driver.shows(say(PageId::recordingSaved)));
  fails = true;
  driver.press("S");
  REQUIRE(driver.frameUntil([&] { return driver.session().recorded().has_value(); }, patience));
  CHECK(driver.shows(say(PageId::recordingNotSaved)));
  CHECK(driver.shows("the disk is full"));
}

TEST_CASE("a clock that jumps back and forth only changes what the clock shows") {
  SessionParts parts;
  std::int64_t now = 1'774'000'000'000;
  const auto driver = makePage(parts, [&] { return UtcTime{now}; });
  REQUIRE(read(*driver));
  for (const std::int64_t at :
       {1'774'000'000'000LL, 1'773'000'000'000LL, 0LL, -62'135'596'800'000LL, 4'000'000'000'000LL}) {
    now = at;
    driver->frame();
    CHECK(driver->shows(driver->view().clock()));
    CHECK(driver->faults().empty());
  }
  CHECK(ageText({5000}, {1000}) == say(PageId::ageNow));
  CHECK(ageText({0}, {150'000}) == "2 min ago");
}

TEST_CASE("the session wakes the page when something was read, and not when nothing has changed") {
  SessionParts parts;
  SessionOptions options = sessionOptions(parts);
  std::atomic<int> wakes = 0;
  options.wake = [&] { ++wakes; };
  Session session(std::move(options));
  while (session.reading() || session.drives().answer == Drives::Answer::looking) {
    session.update();
    std::this_thread::yield();
  }
  CHECK(wakes > 0);
  session.update();
  const int before = wakes;
  // Several looks at the drives, none of which differs.
  const std::size_t questions = parts.device->questions().size();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(wakes == before);
  CHECK_FALSE(session.update());
  CHECK(parts.device->questions().size() == questions);
}

TEST_CASE("the layout log notices text that is cut off and text that lies on other text") {
  ImGuiContext* context = ImGui::CreateContext();
  Fonts fonts;
  const Style style{Face::sans, 20};
  fonts.seed(style, "abcdefgh");
  REQUIRE(fonts.rebuild(*ImGui::GetIO().Fonts));
  ImGui::GetIO().DisplaySize = {200, 100};
  ImGui::NewFrame();
  Canvas canvas(*ImGui::GetBackgroundDrawList(), fonts, {0, 0, 200, 100});
  canvas.text(style, 10, 10, 0xFFFFFFFFU, "abc");
  CHECK(faultsOf(canvas.log()).empty());
  canvas.text(style, 20, 20, 0xFFFFFFFFU, "def");
  CHECK(faultsOf(canvas.log()).find("overlap") != std::string::npos);
  canvas.text(style, 190, 60, 0xFFFFFFFFU, "gh");
  CHECK(faultsOf(canvas.log()).find("cut off") != std::string::npos);
  ImGui::EndFrame();
  ImGui::DestroyContext(context);
}
