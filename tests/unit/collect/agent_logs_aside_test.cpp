// The Intune agent's logs with those that were put aside.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "collect/deployment/intune_agent.h"
#include "host/recording/recording.h"
#include "host/recording/sweep.h"
#include "support/fake_host.h"
#include "support/temp_folder.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* folder = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";
constexpr const char* vpn = "11111111-2222-3333-4444-555555555555";

std::string line(const std::string& text, const char* time) {
  return fmt::format("<![LOG[{}]LOG]!><time=\"{}.0\" date=\"5-12-2026\" component=\"x\">\r\n", text, time);
}

std::string policies(const std::string& name) {
  return fmt::format(R"(Get policies = [{{"Id":"{}","Name":"{}"}}])", vpn, name);
}

std::string bytesLine(const std::string& bytes, const char* time) {
  return line(
      fmt::format("[StatusService] Downloading app (id = {}, name Contoso) via DO, bytes {} for user 0", vpn, bytes),
      time);
}

void put(FakeHost& host, const std::string& name, const std::string& text, UtcTime modified = {}) {
  host.setFile(fmt::format("{}\\{}", folder, name), text, modified);
}

IntuneAgentPart read(const Host& host) {
  IntuneAgentPart part;
  AgentLogs logs;
  logs.read(host);
  logs.fill(part);
  return part;
}

const AgentLine* lineOf(const IntuneAgentPart& part, std::string_view kind) {
  const auto found = std::find_if(part.lines.value.begin(), part.lines.value.end(),
                                  [&](const AgentLine& each) { return each.kind == kind; });
  return found == part.lines.value.end() ? nullptr : &*found;
}

UtcTime utc(const char* text) {
  return *utcTimeFromIso(text);
}

}  // namespace

TEST_CASE("a name that only a log that was put aside holds is found, and the newest name wins") {
  FakeHost host;
  put(host, "IntuneManagementExtension.log", line("nothing", "11:00:00"));
  put(host, "IntuneManagementExtension-20260512-110000.log", line(policies("New"), "10:00:00"));
  put(host, "IntuneManagementExtension-20260512-100000.log", line(policies("Old"), "09:00:00"));
  const IntuneAgentPart part = read(host);
  REQUIRE(part.names.known());
  REQUIRE(part.names.value.size() == 1);
  CHECK(part.names.value[0] == ItemName{vpn, "New", "IntuneManagementExtension-20260512-110000.log"});
  CHECK(part.logsWhole.known());
  CHECK(part.logsWhole.value);
  put(host, "AppWorkload-20260512-110000.log", line(policies("Newest"), "10:00:00"));
  CHECK(read(host).names.value[0].name == "Newest");
}

TEST_CASE("a log put aside that cannot be read leaves open what it says, and is not taken for silence") {
  FakeHost host;
  put(host, "IntuneManagementExtension.log", line("nothing", "11:00:00"));
  CHECK(read(host).names.state == FactState::absent);
  host.setFileError(fmt::format("{}\\IntuneManagementExtension-20260512-110000.log", folder), denied("open file"));
  const IntuneAgentPart part = read(host);
  CHECK(part.names.state == FactState::denied);
  CHECK(part.logPhase.state == FactState::denied);
  CHECK(part.lastLogLine.known());
  CHECK(part.logsWhole.known());
  CHECK_FALSE(part.logsWhole.value);
}

TEST_CASE("a folder that cannot be listed still gives the log that is written, and leaves older ones open") {
  FakeHost host;
  put(host, "IntuneManagementExtension.log", line("nothing", "11:00:00"));
  host.setFolder(folder, tl::unexpected(denied("list")));
  CHECK(read(host).names.state == FactState::denied);
  put(host, "IntuneManagementExtension.log", line(policies("VPN"), "11:00:00"));
  const IntuneAgentPart part = read(host);
  CHECK(part.names.value.at(0).name == "VPN");
  CHECK_FALSE(part.logsWhole.value);
}

TEST_CASE("no more than the newest logs are read, and what they leave out is said to be open") {
  FakeHost host;
  for (int i = 0; i < 12; ++i) {
    put(host, fmt::format("AppWorkload-202605{:02}-110000.log", i + 1),
        line(i == 0 ? policies("First") : "nothing", "11:00:00"));
  }
  const IntuneAgentPart part = read(host);
  CHECK(part.names.state == FactState::notCollected);
  CHECK_FALSE(part.logsWhole.value);
  const std::vector<std::string> asked = host.questions();
  CHECK(std::count_if(asked.begin(), asked.end(), [](const std::string& each) {
          return each.starts_with("file ") && each.find("AppWorkload-") != std::string::npos;
        }) == 7);
}

TEST_CASE("of a long log the end is read, and a line's place is told from the beginning of the file") {
  FakeHost host;
  const std::string head(9U << 20, '\n');
  put(host, "AppWorkload.log", head + bytesLine("5/10", "11:00:00"));
  const IntuneAgentPart part = read(host);
  REQUIRE(lineOf(part, "downloading") != nullptr);
  CHECK(lineOf(part, "downloading")->offset == head.size());
  CHECK(part.names.known());
  CHECK_FALSE(part.logsWhole.value);
  put(host, "AppWorkload.log", "\xEF\xBB\xBF" + bytesLine("5/10", "11:00:00"));
  CHECK(lineOf(read(host), "downloading")->offset == 3);
}

TEST_CASE("the newest line of each kind is kept for each app, with the bytes and since when they have stood still") {
  FakeHost host;
  host.clockNow = Clock{utc("2026-05-12T09:00:00Z"), 120, "x"};
  put(host, "AppWorkload-20260512-105000.log", bytesLine("10/100", "10:40:00"));
  put(host, "AppWorkload.log",
      bytesLine("20/100", "10:50:00") + bytesLine("20/100", "10:55:00") + line("lpExitCode 5", "10:30:00") +
          bytesLine("40/100", "10:56:00") + bytesLine("40/100", "10:58:00"));
  const IntuneAgentPart part = read(host);
  const AgentLine* download = lineOf(part, "downloading");
  REQUIRE(download != nullptr);
  CHECK(download->app == vpn);
  CHECK(download->bytes == 40);
  CHECK(download->ofBytes == 100);
  CHECK(download->time == utc("2026-05-12T08:58:00Z"));
  CHECK(download->since == utc("2026-05-12T08:56:00Z"));
  CHECK(download->written == "2026-05-12 10:58:00");
  CHECK(download->file == "AppWorkload.log");
  CHECK(lineOf(part, "last")->time == download->time);
  CHECK(part.lastLogLine.value == download->time);
}

TEST_CASE("when a log was written last tells its zone, unless no zone fits that") {
  FakeHost host;
  host.clockNow = Clock{utc("2026-05-12T09:00:00Z"), 120, "x"};
  put(host, "AppWorkload.log", bytesLine("1/2", "01:00:00"), utc("2026-05-12T08:00:20Z"));
  CHECK(lineOf(read(host), "downloading")->time == utc("2026-05-12T08:00:00Z"));
  put(host, "AppWorkload.log", bytesLine("1/2", "01:00:00"), utc("2026-05-19T08:00:20Z"));
  CHECK(lineOf(read(host), "downloading")->time == utc("2026-05-11T23:00:00Z"));
}

TEST_CASE("a recording holds the logs that were put aside") {
  FakeHost host;
  put(host, "IntuneManagementExtension.log", line("nothing", "11:00:00"));
  put(host, "IntuneManagementExtension-20260512-110000.log",
      line("x", "09:00:00") + bytesLine("5/10", "10:00:00") + line(policies("VPN"), "10:00:00"));
  const TempFolder temp;
  const std::string to = temp.text("recording");
  auto sink = folderSink(to);
  REQUIRE(sink);
  REQUIRE(sweep(host, **sink, {}));
  const auto replay = openRecording(to);
  REQUIRE(replay);
  const IntuneAgentPart live = read(host);
  const IntuneAgentPart part = read(**replay);
  CHECK(part.names == live.names);
  CHECK(part.lines == live.lines);
  CHECK(part.names.value.at(0).name == "VPN");
}

TEST_CASE("of more logs than a recording takes, those that were written last are in it") {
  FakeHost host;
  for (int i = 0; i < 250; ++i) {
    put(host, fmt::format("IntuneManagementExtension-20260101-{:06}.log", i), line("old", "09:00:00"),
        UtcTime{1'774'000'000'000 + i});
  }
  put(host, "IntuneManagementExtension.log", line(policies("VPN"), "11:00:00"), UtcTime{1'775'000'000'000});
  const TempFolder temp;
  auto sink = folderSink(temp.text("recording"));
  REQUIRE(sink);
  REQUIRE(sweep(host, **sink, {}));
  const auto replay = openRecording(temp.text("recording"));
  REQUIRE(replay);
  CHECK(read(**replay).names.value.at(0).name == "VPN");
  CHECK((*replay)->file(fmt::format("{}\\IntuneManagementExtension-20260101-000001.log", folder), {}).error().kind ==
        ErrorKind::notCollected);
}
