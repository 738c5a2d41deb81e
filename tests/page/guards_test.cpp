// What no screen may do, over the samples, sizes of window and text, and themes: cut an action or a state, light a key
// that cannot act, leave a problem without a next step, say a sentence twice, or draw text that cannot be read.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "device.h"
#include "page/open_session.h"
#include "page/screens.h"
#include "support/samples.h"

using namespace preflight;
using namespace preflight::page;
using namespace preflight::test;

namespace {

struct Look {
  int width, height, percent;
  ThemeKind theme;
};

// All sizes of window with all sizes of text and all themes.
std::vector<Look> looks() {
  std::vector<Look> all;
  for (const auto& [width, height] : {std::pair{1024, 768}, {1280, 800}, {1920, 1080}, {3840, 2160}}) {
    for (const int percent : {100, 150, 200, 250}) {
      for (const ThemeKind theme : {ThemeKind::dark, ThemeKind::light, ThemeKind::contrast}) {
        all.push_back({width, height, percent, theme});
      }
    }
  }
  return all;
}

// What is an action, a verdict or a state is never cut.
bool mayNotBeCut(const TextRecord& text) {
  return text.owner == "next action" || text.owner == "banner key" || text.owner == "verdict" ||
         text.owner.starts_with("key ") || text.owner.starts_with("screen ");
}

std::size_t wordsIn(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

std::string problemsOf(PageDriver& driver) {
  std::string found = driver.faults();
  std::map<std::string, int> sentences;
  const Banner& banner = driver.view().banner();
  for (const TextRecord& text : driver.view().log()) {
    if (text.elided && mayNotBeCut(text)) {
      found += "cut: '" + text.text + "' of " + text.owner + "\n";
    }
    // Entries of logs repeat as they please, and a tile may be as short as the verdict.
    const bool repeats = driver.state().screen == Screen::log || driver.state().screen == Screen::deployment ||
                         text.owner.starts_with("tile ");
    if (!repeats && wordsIn(text.text) >= 5 && ++sentences[text.text] == 2) {
      found += "said twice: '" + text.text + "'\n";
    }
    const double ratio = contrast(text.colour, text.ground);
    if (text.ground == 0 || ratio < 4.5) {
      found += "hard to read: '" + text.text + "' of " + text.owner + "\n";
    }
  }
  const ActionId next = banner.next();
  if (next != ActionId::none && !whyNot(actionOf(next), driver.state(), driver.session()).empty()) {
    found += "lit, and cannot act: " + banner.keys.front().keys + "\n";
  }
  const bool bad = banner.sign == Sign::warning || banner.sign == Sign::failed || banner.sign == Sign::late;
  if (bad && (banner.keys.empty() || banner.keys.front().label.empty())) {
    found += "no next step: " + banner.word + banner.rest + "\n";
  }
  return found;
}

}  // namespace

TEST_CASE(
    "no screen of a sample cuts an action, lights a dead key, repeats a sentence or is hard to read, at any size") {
  const std::vector<Look> all = looks();
  const std::vector<std::string> recordings = test::singleSamples();
  REQUIRE(recordings.size() >= 4);
  const TempFolder stick;
  std::size_t turn = 0;
  for (const std::string& sample : recordings) {
    CAPTURE(sample);
    Result<std::unique_ptr<Session>> session = openSession(sample, turn % 3 == 2 ? std::string() : stick.text(), [] {});
    REQUIRE(session.has_value());
    PageDriver driver(std::move(*session), {});
    REQUIRE(settle(driver));
    driver.view().audit();
    // Each sample in a few of all looks, which take turns: together they see them all.
    for (int i = 0; i < 3; ++i, turn += 7) {
      const Look& look = all[turn % all.size()];
      driver.state().textPercent = look.percent;
      driver.state().theme = look.theme;
      driver.resize(look.width, look.height, 1);
      for (const ScreenEntry& screen : screens()) {
        driver.press(std::string(screen.number));
        CAPTURE(screen.word);
        CAPTURE(look.width);
        CAPTURE(look.percent);
        const std::string problems = problemsOf(driver);
        CAPTURE(problems);
        CHECK(problems.empty());
      }
    }
    ++turn;
  }
}

namespace {

std::string sampleNamed(const std::string& name) {
  return (std::filesystem::path(PREFLIGHT_SAMPLES) / name).string();
}

// A page on a device that has been read, with one stick, and a count of the keys that were pressed.
struct Counted {
  explicit Counted(std::unique_ptr<Session> session) : driver(std::move(session), {}) {
    REQUIRE(settle(driver));
    REQUIRE(driver.frameUntil([&] { return !driver.session().readingBatch(); }, patience));
    driver.frame();
  }
  void press(std::string_view key) {
    REQUIRE(driver.press(key));
    ++keys;
  }
  void type(std::string_view text) {
    driver.type(text);
    keys += static_cast<int>(text.size());
  }
  const ExportProof& saved() {
    REQUIRE(driver.frameUntil([&] { return driver.session().exported().has_value(); }, patience));
    REQUIRE(driver.session().exported()->has_value());
    return **driver.session().exported();
  }
  PageDriver driver;
  int keys = 0;
};

std::unique_ptr<Session> deviceWith(const TempFolder& stick, const std::string& serial = "CB14-000123") {
  SessionParts parts;
  DeviceFields fields;
  fields.serial = serial;
  parts.device = makeDevice(fields);
  parts.machine->plug({makeStick(stick.text())});
  return makeSession(parts);
}

std::string batchOn(const TempFolder& stick) {
  return contentOf(stick.path() / "Preflight" / "autopilot.csv");
}

}  // namespace

TEST_CASE(
    "saving the hash takes two keys, with the tag of the last device two, with a new tag of eight letters eleven") {
  const TempFolder stick;
  Counted first(deviceWith(stick, "CB14-000001"));
  first.press("F8");
  first.press("F8");
  first.saved();
  CHECK(first.keys == 2);

  Counted second(deviceWith(stick, "CB14-000002"));
  second.press("F8");
  second.press("Tab");
  second.type("SALES-DE");
  second.press("F8");
  second.saved();
  CHECK(second.keys <= 11);
  CHECK(batchOn(stick).find(",SALES-DE") != std::string::npos);

  Counted third(deviceWith(stick, "CB14-000003"));
  CHECK(third.driver.state().groupTag.text == "SALES-DE");
  third.press("F8");
  third.press("F8");
  third.saved();
  CHECK(third.keys == 2);

  Counted other(deviceWith(stick, "CB14-000004"));
  other.press("F8");
  other.press("Tab");
  other.type("SALES-UK");  // takes the place of what was proposed
  other.press("F8");
  other.saved();
  CHECK(other.keys <= 11);
  const std::string batch = batchOn(stick);
  CHECK(batch.find(",SALES-UK") != std::string::npos);
  CHECK(batch.find("SALES-DESALES-UK") == std::string::npos);
}

TEST_CASE("a device that is on the stick already says so at once, and saving it again keeps its tag unless asked") {
  const TempFolder stick;
  Counted first(deviceWith(stick));
  first.press("F8");
  first.press("Tab");
  first.type("KIOSK");
  first.press("F8");
  first.saved();

  Counted again(deviceWith(stick));
  CHECK(again.driver.shows("KIOSK"));  // no key: on the Overview
  again.press("7");
  CHECK(again.driver.allText().find("replaces") != std::string::npos);
  again.driver.state().groupTag = {};
  again.driver.state().typedTag = true;
  again.press("F8");
  again.saved();
  CHECK(batchOn(stick).find(",KIOSK") != std::string::npos);

  Counted without(deviceWith(stick));
  without.press("F8");
  without.driver.state().groupTag = {};
  without.driver.state().typedTag = true;
  without.driver.state().noTag = true;
  without.press("F8");
  without.saved();
  CHECK(batchOn(stick).find("KIOSK") == std::string::npos);
}

TEST_CASE("which app hung takes no key, why one failed a single key") {
  const TempFolder stick;
  Result<std::unique_ptr<Session>> hung =
      openSession(sampleNamed("deployment/win32-download-stalled"), stick.text(), [] {});
  REQUIRE(hung.has_value());
  Counted waiting(std::move(*hung));
  CHECK(waiting.driver.view().banner().rest.find("Contoso VPN") != std::string::npos);

  Result<std::unique_ptr<Session>> session = openSession(sampleNamed("deployment/app-failed"), stick.text(), [] {});
  REQUIRE(session.has_value());
  Counted failed(std::move(*session));
  failed.press("Enter");
  CHECK(failed.driver.state().overlay == Overlay::evidence);
  CHECK(failed.driver.allText().find("1603") != std::string::npos);
  CHECK(failed.keys == 1);
}
