// The agent's logs as they grow, are rotated and cut while they are looked at.
#include <doctest/doctest.h>

#include <fmt/format.h>
#include <algorithm>

#include "collect/deployment/intune_agent.h"
#include "support/fake_host.h"

using namespace preflight;

namespace {

constexpr std::string_view agent = AgentLogs::paths[0];
constexpr std::string_view workload = AgentLogs::paths[1];

std::string id(int app) {
  return fmt::format("{:08}-2222-3333-4444-555555555555", app);
}

// A line that names an app, at so many seconds after 14:00.
std::string line(int app, std::string_view appName, int second = 0) {
  return fmt::format(
      "<![LOG[Get policies = [{{\"Id\":\"{}\",\"Name\":\"{}\"}}]]LOG]!><time=\"14:00:{:02}.0000000\" "
      "date=\"3-22-2026\" component=\"x\">\r\n",
      id(app), appName, second);
}

// What a log has been asked for last: a Host that counts the bytes it hands out.
class CountingHost : public test::FakeHost {
 public:
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    Result<FileContent> answer = FakeHost::file(path, read);
    bytes += answer ? answer->bytes.size() : 0;
    return answer;
  }
  mutable std::size_t bytes = 0;
};

struct Device {
  CountingHost host;
  AgentLogs logs;

  IntuneAgentPart look() {
    host.bytes = 0;
    logs.read(host);
    IntuneAgentPart part;
    logs.fill(part);
    return part;
  }
};

std::string nameOf(const IntuneAgentPart& part, int app) {
  for (const ItemName& each : part.names.value) {
    if (each.id == id(app)) {
      return each.name;
    }
  }
  return "";
}

}  // namespace

TEST_CASE("what an app did before setup changed the zone was minutes ago and not hours") {
  test::FakeHost host;
  const auto at = [](const char* date, const char* time, const std::string& message) {
    return fmt::format("<![LOG[{}]LOG]!><time=\"{}.0000000\" date=\"{}\" component=\"x\">\r\n", message, time, date);
  };
  host.setFile(workload,
               at("3-22-2026", "21:30:00", "[Win32App] ===Step=== Start to Present app " + id(7)) +
                   at("3-22-2026", "21:30:20", "[Win32App] Create installer process successfully.") +
                   at("3-23-2026", "05:38:00", "[Win32App] Checking for install progress.") +
                   at("3-23-2026", "05:44:00", "[Win32App] Checking for install progress."),
               UtcTime{1'774'241'040'000});  // 2026-03-23T04:44:00Z: the device is at +01:00
  AgentLogs logs;
  logs.read(host);
  IntuneAgentPart part;
  logs.fill(part);
  const auto begun = std::ranges::find(part.lines.value, std::string("processing"), &AgentLine::kind);
  REQUIRE(begun != part.lines.value.end());
  CHECK(isoText(begun->time) == "2026-03-23T04:30:00Z");
  CHECK(isoText(part.lastLogLine.value) == "2026-03-23T04:44:00Z");
}

TEST_CASE("of a log that grows only what was added is read, and all names are kept") {
  Device device;
  std::string text = line(1, "One");
  for (int i = 0; i < 2000; ++i) {
    text += line(2, "Two");
  }
  device.host.setFile(agent, text);
  CHECK(nameOf(device.look(), 1) == "One");
  CHECK(device.host.bytes >= text.size());
  text += line(3, "Three", 7);
  device.host.setFile(agent, text);
  const IntuneAgentPart part = device.look();
  CHECK(device.host.bytes < 2000);
  CHECK(nameOf(part, 1) == "One");
  CHECK(nameOf(part, 3) == "Three");
  CHECK(part.lastLogLine.value == UtcTime{1'774'188'007'000 - 3'600'000});
}

TEST_CASE("a line that is half written is read again when it is whole") {
  Device device;
  const std::string whole = line(1, "One");
  for (std::size_t cut = 1; cut < whole.size(); cut += 3) {
    device.logs = {};
    device.host.setFile(agent, line(2, "Two") + whole.substr(0, cut));
    CHECK(nameOf(device.look(), 2) == "Two");
    device.host.setFile(agent, line(2, "Two") + whole);
    CHECK_MESSAGE(nameOf(device.look(), 1) == "One", cut);
  }
}

TEST_CASE("a log that is rotated, shorter or longer than before, is read from its beginning") {
  for (const int lines : {1, 50}) {
    Device device;
    device.host.setFile(agent, line(1, "One") + line(2, "Two") + line(3, "Three"));
    device.look();
    std::string text = line(4, "Four");
    for (int i = 0; i < lines; ++i) {
      text += line(5, "Five");
    }
    device.host.setFile(agent, text);
    const IntuneAgentPart part = device.look();
    CHECK(nameOf(part, 1) == "One");
    CHECK(nameOf(part, 4) == "Four");
    device.host.setFile(agent, text + line(6, "Six"));
    CHECK(nameOf(device.look(), 6) == "Six");
  }
}

TEST_CASE("a log that is gone for a while, empty at first, or there only later is read when it comes") {
  Device device;
  CHECK(device.look().names.state == FactState::absent);
  device.host.setFile(workload, "");
  CHECK(device.look().names.state == FactState::absent);
  device.host.setFile(workload, line(1, "One"));
  CHECK(nameOf(device.look(), 1) == "One");
  device.host.files.clear();
  CHECK(nameOf(device.look(), 1) == "One");
  device.host.setFile(workload, line(2, "Two"));
  CHECK(nameOf(device.look(), 2) == "Two");
  device.host.setFile(workload, "");
  CHECK(nameOf(device.look(), 2) == "Two");
  device.host.setFile(workload, line(3, "Three"));
  CHECK(nameOf(device.look(), 3) == "Three");
}

TEST_CASE("a log that may not be read says so, and the other one counts") {
  Device device;
  device.host.setFileError(agent, test::denied());
  CHECK(device.look().names.state == FactState::denied);
  device.host.setFile(workload, line(1, "One"));
  CHECK(nameOf(device.look(), 1) == "One");
}

TEST_CASE("piece by piece a log tells the same as at once") {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += line(i % 7, fmt::format("Name {}", i), i);
    text += i % 5 == 0 ? "<![LOG[more\r\nthan one line]LOG]!><time=\"14:01:00.0000000\" date=\"3-22-2026\">\r\n" : "";
  }
  for (const std::size_t step : {1, 13, 97, 400}) {
    Device grown;
    for (std::size_t size = 0; size < text.size(); size += step) {
      grown.host.setFile(agent, std::string_view(text).substr(0, size));
      grown.logs.read(grown.host);
    }
    Device atOnce;
    for (Device* each : {&grown, &atOnce}) {
      each->host.setFile(agent, text);
    }
    CHECK_MESSAGE(grown.look() == atOnce.look(), step);
  }
}

TEST_CASE("what came to a log before it was put aside is read there, and its lines stand under the new name") {
  Device device;
  const auto process = [](int app, int second) {
    return fmt::format(
        "<![LOG[[Win32App] processing targeted app (name='App {}', id='{}') with mode]LOG]!><time=\"14:00:{:02}.0\" "
        "date=\"3-22-2026\" component=\"x\">\r\n",
        app, id(app), second);
  };
  device.host.setFile(workload, process(1, 1));
  device.look();
  device.host.setFile(R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\AppWorkload-20260322-140010.log)",
                      process(1, 1) + process(2, 2));
  device.host.setFile(workload, process(3, 11));
  const IntuneAgentPart part = device.look();
  for (int app = 1; app <= 3; ++app) {
    CHECK(nameOf(part, app) == fmt::format("App {}", app));
  }
  const auto fileOf = [&](int app) {
    for (const AgentLine& each : part.lines.value) {
      if (each.app == id(app)) {
        return each.file;
      }
    }
    return std::string();
  };
  CHECK(fileOf(1) == "AppWorkload-20260322-140010.log");
  CHECK(fileOf(2) == "AppWorkload-20260322-140010.log");
  CHECK(fileOf(3) == "AppWorkload.log");
}
