// What a row of the log means, by what it says and not by its level; which rows are listed.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <thread>

#include "app/log/log_view.h"

using namespace preflight;

namespace {

std::string line(const std::string& text, int type = 1) {
  return fmt::format(
      "<![LOG[{}]LOG]!><time=\"10:00:00.0\" date=\"5-12-2026\" component=\"AppWorkload\" context=\"\" type=\"{}\" "
      "thread=\"17\" file=\"\">\r\n",
      text, type);
}

constexpr const char* app = "7a110002-0000-4000-8000-00000000000b";

std::shared_ptr<const LogData> dataOf(const std::vector<std::string>& lines) {
  std::string bytes;
  for (const std::string& each : lines) {
    bytes += each;
  }
  std::vector<LogPart> parts;
  parts.push_back(filePart("AppWorkload.log", std::move(bytes), *utcTimeFromIso("2026-05-12T08:00:00Z")));
  return LogData::of(std::move(parts), true);
}

LogMeaning meaningOf(const std::string& text, int type = 1) {
  const auto data = dataOf({line(text, type)});
  REQUIRE(data->rows().size() == 1);
  return data->meaning(data->rows().front());
}

void settle(LogView& view) {
  for (int i = 0; i < 5000 && view.filtering(); ++i) {
    view.update();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  REQUIRE_FALSE(view.filtering());
}

}  // namespace

TEST_CASE("an exit code that is not 0, a failure and a time-out are failures at any level") {
  CHECK(meaningOf("[Win32App] lpExitCode 1603").sign == Sign::failed);
  CHECK(meaningOf("[Win32App] lpExitCode 0").sign == Sign::ok);
  CHECK(meaningOf("The request timed out").sign == Sign::failed);
  CHECK(meaningOf("Something failed").sign == Sign::failed);
  CHECK(meaningOf("grave", 3).sign == Sign::failed);
  CHECK(meaningOf("odd", 2).sign == Sign::warning);
  CHECK(meaningOf("apps: 0 failed").sign == Sign::info);
  CHECK_FALSE(meaningOf("checking in").matters);
}

TEST_CASE("events count by their level and by what they say of a failure") {
  LogPart part;
  part.name = "Microsoft-Windows-Shell-Core/Operational";
  part.events = {{"Microsoft-Windows-Shell-Core", 62407, 4, 1, {}, "CommercialOOBE_ESPProgress_Timeout", ""},
                 {"Microsoft-Windows-Shell-Core", 62407, 4, 2, {}, "nothing", ""},
                 {"Contoso", 1, 2, 3, {}, "an error", ""}};
  const auto data = LogData::of({part}, true);
  const auto sign = [&](std::size_t row) { return data->meaning(data->rows()[row]).sign; };
  CHECK(sign(0) == Sign::failed);
  CHECK(sign(1) == Sign::info);
  CHECK(sign(2) == Sign::failed);
  CHECK(data->sentence(data->rows()[2], {}) == "The ESP timed out");
}

TEST_CASE("a line about an app becomes a sentence with its name, also where the line names none") {
  LogPart part =
      filePart("AppWorkload.log", line("[Win32App] lpExitCode 1603"), *utcTimeFromIso("2026-05-12T08:00:00Z"));
  part.pieces = {{"AppWorkload.log", 0, 0}};
  const auto data = LogData::of({part}, true);
  IntuneAgentPart agent;
  agent.names = knownFact(std::vector<ItemName>{{app, "Contoso VPN", "log"}}, "log");
  const LogRow row = data->rows().front();
  CHECK(data->sentence(row, agent) == "[Win32App] lpExitCode 1603");
  AgentLine known;
  known.app = app;
  known.file = "AppWorkload.log";
  agent.lines = knownFact(std::vector<AgentLine>{known}, "log");
  CHECK(data->sentence(row, agent) == "Contoso VPN: installer ended with code 1603");
}

TEST_CASE("what matters, failures and all are counted, and failures are found from row to row") {
  LogView view(dataOf({line("idle"), line("[Win32App] lpExitCode 1603"), line("odd", 2), line("idle"),
                       line("it failed"), line("idle")}),
               {});
  CHECK(view.size() == 6);
  CHECK_FALSE(view.counts().has_value());
  view.show(LogShow::matters);
  settle(view);
  CHECK(view.size() == 3);
  REQUIRE(view.counts().has_value());
  CHECK(view.counts()->matters == 3);
  CHECK(view.counts()->failures == 2);
  CHECK(view.nextFailure({}, 1) == std::optional<std::size_t>(0));
  CHECK(view.nextFailure(0, 1) == std::optional<std::size_t>(2));
  CHECK_FALSE(view.nextFailure(2, 1).has_value());
  CHECK(view.nextFailure(2, -1) == std::optional<std::size_t>(0));
  view.show(LogShow::failures);
  settle(view);
  CHECK(view.size() == 2);
  view.filter("failed");
  settle(view);
  CHECK(view.size() == 1);
  view.filter("vpn", {"1603"});
  settle(view);
  CHECK(view.size() == 1);
  view.filter("");
  view.show(LogShow::all);
  CHECK(view.size() == 6);
}
