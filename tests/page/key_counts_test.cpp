// How many keys a question costs.
#include <doctest/doctest.h>

#include "device.h"
#include "page/open_session.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

std::unique_ptr<PageDriver> sample(const char* name, const TempFolder& stick) {
  Result<std::unique_ptr<Session>> session =
      openSession(std::string(PREFLIGHT_SAMPLES) + "/deployment/" + name, stick.text(), [] {});
  REQUIRE(session.has_value());
  auto driver = std::make_unique<PageDriver>(std::move(*session), DriverOptions{});
  REQUIRE(settle(*driver));
  return driver;
}

}  // namespace

TEST_CASE("which app hangs is in sight without a key") {
  const TempFolder stick;
  const auto page = sample("win32-download-stalled", stick);
  CHECK(page->view().banner().rest.find("Contoso VPN") != std::string::npos);
  CHECK(page->view().banner().fact.find("214 of 944 MB") != std::string::npos);
}

TEST_CASE("why a deployment failed takes one key") {
  const TempFolder stick;
  const auto page = sample("app-failed", stick);
  page->press("Enter");
  CHECK(page->state().overlay == Overlay::evidence);
  CHECK(page->shows(say(PageId::headCause)));
  CHECK(page->shows("MSI error 1603"));
  CHECK(page->shows("return value 3"));  // what to do
  CHECK(page->faults().empty());
}

TEST_CASE("the line of the log takes two keys, and Esc leads back to the evidence") {
  const TempFolder stick;
  const auto page = sample("app-failed", stick);
  page->press("Enter");
  const std::string evidence = page->state().evidenceOf;
  page->press("L");
  REQUIRE(page->state().screen == Screen::log);
  REQUIRE(page->frameUntil(
      [&] {
        return !page->session().log()->loading() && !page->session().log()->filtering() && !page->state().log.wanted;
      },
      patience));
  REQUIRE(page->state().log.focused.has_value());
  CHECK(page->session().log()->data().text(*page->state().log.focused).find("1603") != std::string::npos);
  page->press("Esc");
  CHECK(page->state().screen == Screen::overview);
  CHECK(page->state().overlay == Overlay::evidence);
  CHECK(page->state().evidenceOf == evidence);
  page->press("Esc");
  CHECK(page->state().overlay == Overlay::none);
}

TEST_CASE("that a device is on the stick already is in sight without a key, with its tag") {
  const TempFolder stick;
  const auto open = [&] {
    SessionParts parts;
    parts.machine->plug({makeStick(stick.text())});
    auto driver = std::make_unique<PageDriver>(makeSession(parts), DriverOptions{});
    REQUIRE(settle(*driver));
    return driver;
  };
  {
    const auto page = open();
    CsvRequest request;
    request.groupTag = "SALES-DE";
    REQUIRE(page->session().startExport(request));
    REQUIRE(page->frameUntil([&] { return page->session().exported().has_value(); }, patience));
    REQUIRE(page->session().exported()->has_value());
  }
  const auto page = open();
  REQUIRE(page->frameUntil([&] { return !page->session().batch().entries.empty(); }, patience));
  page->frame();
  CHECK(page->shows("with SALES-DE"));
}

TEST_CASE("in the log N goes from failure to failure, and Enter in the filter to the first hit") {
  const TempFolder stick;
  const auto page = sample("app-failed", stick);
  page->press("6");
  const auto settled = [&] {
    return page->frameUntil([&] { return !page->session().log()->loading() && !page->session().log()->filtering(); },
                            patience);
  };
  REQUIRE(settled());
  const LogView& log = *page->session().log();
  CHECK(log.shown() == LogShow::matters);
  CHECK(page->shows("hidden"));
  page->press("End");
  page->press("Shift N");
  REQUIRE(page->state().log.focused.has_value());
  CHECK(log.data().meaning(*page->state().log.focused).sign == Sign::failed);
  const LogRow first = *page->state().log.focused;
  page->press("Shift N");
  CHECK_FALSE(*page->state().log.focused == first);
  page->press("N");
  CHECK(*page->state().log.focused == first);
  page->press("/");
  page->type("contoso vpn");
  REQUIRE(settled());
  page->press("Enter");
  CHECK(page->focused() == "log 0");
  CHECK(log.size() > 0);
  CHECK(page->shows("Contoso VPN"));
  CHECK(page->faults().empty());
}

TEST_CASE("the clock of a series goes on with its steps, and what is counted goes on with it") {
  const TempFolder stick;
  Result<std::unique_ptr<Session>> session = openSession(
      std::string(PREFLIGHT_SAMPLES) + "/deployment/film-user-driven", stick.text(), [] {},
      std::chrono::milliseconds(200));
  REQUIRE(session.has_value());
  PageDriver page(std::move(*session), DriverOptions{});
  REQUIRE(settle(page));
  const UtcTime first = page.session().now();
  REQUIRE(first != UtcTime{});
  REQUIRE(page.frameUntil([&] { return page.session().now() > first; }, patience));
  CHECK(page.session().diagnosis().judgedAt == page.session().now());
}
