#include "app/session/live_updates.h"

#include <doctest/doctest.h>

#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "app/open_host.h"
#include "app/session/session.h"
#include "collect/deployment/intune_agent.h"
#include "host/recording/series.h"
#include "host/watch.h"
#include "support/fake_host.h"
#include "support/temp_folder.h"

using namespace preflight;
using namespace std::chrono_literals;

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// A series of an invented device: each step says another state of the device phase, the second of nothing else.
void makeSeries(const std::filesystem::path& folder) {
  const char* states[] = {"notStarted", "inProgress", "failed"};
  for (int i = 0; i < 3; ++i) {
    const std::filesystem::path step = folder / ("step-" + std::to_string(i + 1));
    write(
        step / "registry.json",
        std::string(R"({"roots":[{"path":"HKLM\\SOFTWARE\\Microsoft\\Provisioning\\AutopilotSettings","keys":[)") +
            R"({"key":"","name":"AutopilotSettings","values":[{"name":"DeviceSetupCategory.Status","type":"REG_SZ",)" +
            R"("text":"{\"categoryState\":\")" + states[i] + R"(\"}"}]}]}]})");
    if (i == 0) {
      write(step / "process.json", R"({"process":{"userName":"defaultuser0","computerName":"FILM-1","elevated":true,)"
                                   R"("localSystem":true,"session":1,"programPath":"","systemFolder":"C:\\Windows"}})");
    }
    write(step / "recording.json",
          R"({"format":"preflight-recording","version":1,"program":"test","recordedAt":"2026-03-22T14:0)" +
              std::to_string(i) + R"(:00Z","system":"windows","complete":true,"areas":[]})");
  }
}

WorkState stateIn(const Report& report) {
  const DeploymentPhase* phase = phaseOf(report.deployment, PhaseId::deviceSetup);
  return phase == nullptr ? WorkState::unknown : phase->state;
}

// A device in memory that changes while it is asked.
class ChangingHost final : public test::FakeHost, public Watchable {
 public:
  void writeLog(std::string_view text) {
    const std::lock_guard lock(mutex_);
    setFile(AgentLogs::paths[0], text);
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    const std::lock_guard lock(mutex_);
    return FakeHost::file(path, read);
  }
  Result<std::unique_ptr<HostWatch>> watch(const WatchRequest&) const override {
    class Watch final : public HostWatch {
     public:
      explicit Watch(const std::atomic<bool>& storm) : storm_(storm) {}
      std::vector<std::size_t> wait(std::chrono::milliseconds limit) override {
        if (storm_) {
          return {0};
        }
        std::this_thread::sleep_for(limit);
        return {};
      }

      bool tells(std::size_t /*place*/) const override { return true; }

     private:
      const std::atomic<bool>& storm_;
    };
    return std::make_unique<Watch>(storm);
  }
  std::atomic<bool> storm = false;  // the first key changes all the time

 private:
  mutable std::mutex mutex_;
};

std::atomic<int> slowReads = 0;

Fill readSlowly(const Host&, const CollectOptions&) {
  ++slowReads;
  std::this_thread::sleep_for(30ms);
  return [](Report&) {};
}

constexpr std::array<Collector, 1> slowCollectors{{{"slow", "Slow", 10s, readSlowly, [](Report&, const Error&) {}}}};

std::string logLine(std::string_view name) {
  return "<![LOG[Get policies = [{\"Id\":\"11111111-2222-3333-4444-555555555555\",\"Name\":\"" + std::string(name) +
         "\"}]]LOG]!><time=\"14:00:00.0000000\" date=\"3-22-2026\" component=\"x\">\r\n";
}

}  // namespace

TEST_CASE("a series that has ended is waited for without using the processor") {
  const test::TempFolder folder;
  makeSeries(folder.path());
  const auto series = openSeries(folder.path().string());
  REQUIRE(series.has_value());
  (*series)->play(SeriesLimits::shortest);
  const auto until = std::chrono::steady_clock::now() + 10s;
  while ((*series)->step() < (*series)->steps() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(10ms);
  }
  REQUIRE((*series)->step() == (*series)->steps());
  const auto watch = watchHost(**series, {{R"(HKLM\SOFTWARE\Contoso)"}, {}});
  REQUIRE(watch.has_value());
  const std::clock_t before = std::clock();
  CHECK((*watch)->wait(1s).empty());
  constexpr bool isProcessorTime = CLOCKS_PER_SEC == 1'000'000;  // POSIX; on Windows clock() counts the time of day
  if (isProcessorTime) {
    CHECK(std::clock() - before < CLOCKS_PER_SEC / 10);
  }
}

TEST_CASE("a series is stepped through, and what a step does not hold is that of the one before") {
  const test::TempFolder folder;
  makeSeries(folder.path());
  REQUIRE(isSeries(folder.path().string()));
  const auto series = openSeries(folder.path().string());
  REQUIRE(series.has_value());
  CHECK((*series)->steps() == 3);
  (*series)->show(2);
  CHECK(stateIn([&] {
          Report report = emptyReport(**series);
          findCollector("statusPage")->collect(**series, {})(report);
          return report;
        }()) == WorkState::inProgress);
  CHECK((*series)->process()->computerName == "FILM-1");
  CHECK((*series)->info().recordedAt == utcTimeFromIso("2026-03-22T14:01:00Z").value());
  (*series)->show(99);
  CHECK((*series)->step() == 3);
}

TEST_CASE("steps of a series are counted as people count, and one that is not there is refused") {
  const test::TempFolder folder;
  makeSeries(folder.path());
  for (const auto& [from, to] : {std::pair{"step-3", "10"}, {"step-2", "9"}, {"step-1", "1"}}) {
    std::filesystem::rename(folder.path() / from, folder.path() / to);
  }
  const std::string path = folder.path().string();
  for (const auto& [step, minute] : {std::pair{1, 0}, {2, 1}, {3, 2}}) {
    const auto host = openHost(path, {static_cast<std::size_t>(step), {}});
    REQUIRE(host.has_value());
    CHECK((*host)->info().recordedAt.milliseconds ==
          utcTimeFromIso("2026-03-22T14:00:00Z").value().milliseconds + minute * 60'000);
  }
  const auto none = openHost(path, {4, {}});
  REQUIRE_FALSE(none.has_value());
  CHECK(describe(none.error()).find("has 3 steps") != std::string::npos);
}

TEST_CASE("a step of a series takes each file that it does not hold from the step before it, and no other") {
  const test::TempFolder folder;
  makeSeries(folder.path());
  const auto event = [&](const char* step, int record) {
    write(folder.path() / step / "events" / "1.jsonl",
          R"({"channel":"System","complete":true})"
          "\n" +
              std::string(R"({"recordId":)") + std::to_string(record) +
              R"(,"id":1,"level":4,"provider":"P","time":"2026-03-22T14:00:00Z","xml":"<Event/>"})"
              "\n{\"end\":true}\n");
  };
  write(folder.path() / "step-1" / "events.json",
        R"({"channels":[{"channel":"System","member":"events/1.jsonl","complete":true,"providers":["P"]}],)"
        R"("providers":[]})");
  event("step-1", 7);
  event("step-2", 8);
  write(folder.path() / "step-1" / "join.json", R"({"join":{"joined":true,"type":1,"deviceId":"d","tenantId":"t",)"
                                                R"("tenantName":"","joinUser":"","user":"","mdmEnrollmentUrl":""}})");
  const auto series = openSeries(folder.path().string());
  REQUIRE(series.has_value());
  EventQuery query;
  query.channel = "System";
  for (const auto& [step, record] : {std::pair{1, 7}, {2, 8}, {3, 8}}) {
    CAPTURE(step);
    (*series)->show(static_cast<std::size_t>(step));
    const Result<EventAnswer> answer = (*series)->events(query);
    REQUIRE(answer.has_value());
    REQUIRE(answer->records.size() == 1);
    CHECK(answer->records[0].recordId == static_cast<std::uint64_t>(record));
    REQUIRE((*series)->joinInformation().has_value());
    CHECK((*series)->joinInformation()->joined);
    CHECK((*series)->volumes().error().kind == ErrorKind::notCollected);
  }
}

TEST_CASE("a series that is none, or is damaged, is refused by name") {
  const test::TempFolder folder;
  CHECK_FALSE(isSeries(folder.path().string()));
  CHECK(openSeries(folder.path().string()).error().kind == ErrorKind::invalid);
  makeSeries(folder.path());
  write(folder.path() / "step-2" / "recording.json", "{");
  const auto series = openSeries(folder.path().string());
  REQUIRE_FALSE(series.has_value());
  CHECK(describe(series.error()).find("step-2") != std::string::npos);
}

TEST_CASE("a page that looks on shows a change within two seconds, without reading the device anew") {
  const test::TempFolder folder;
  makeSeries(folder.path());
  auto opened = openSeries(folder.path().string());
  REQUIRE(opened.has_value());
  const std::shared_ptr<Series> series = std::move(*opened);
  std::atomic<int> woken = 0;
  SessionOptions options;
  options.device = series;
  options.live = series;
  options.collectors = collectors();
  options.stick = folder.path().string();
  options.wake = [&] { ++woken; };
  Session session(std::move(options));
  const auto until = [&](WorkState state, std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end) {
      session.update();
      if (!session.reading() && stateIn(session.report()) == state) {
        return true;
      }
      std::this_thread::sleep_for(10ms);
    }
    return false;
  };
  REQUIRE(until(WorkState::notStarted, 20s));
  const std::size_t runs = session.report().runs.size();
  series->show(2);
  CHECK(until(WorkState::inProgress, 2s));
  series->show(3);
  CHECK(until(WorkState::failed, 2s));
  CHECK(session.report().runs.size() == runs);
}

TEST_CASE("a key that changes all the time is read now and then, and what it brings last is read") {
  const auto host = std::make_shared<ChangingHost>();
  host->storm = true;
  slowReads = 0;
  const std::array<WatchedSource, 1> sources{{{SourceKind::registry, R"(HKLM\SOFTWARE\Contoso)", {"slow"}}}};
  DeviceWatchOptions options;
  options.device = host;
  options.collectors = slowCollectors;
  options.sources = sources;
  DeviceWatch watch(std::move(options));
  watch.mayRead(true);
  std::this_thread::sleep_for(2500ms);
  host->storm = false;
  // Each costs 30 ms, and twenty times of that lie between two.
  CHECK(slowReads >= 1);
  CHECK(slowReads <= 5);
  std::this_thread::sleep_for(1500ms);
  const int reads = slowReads;
  std::this_thread::sleep_for(1500ms);
  CHECK(slowReads == reads);
}

TEST_CASE("lines that the agent adds to its log show one after another, though the agent is not read anew") {
  const auto host = std::make_shared<ChangingHost>();
  std::string text = logLine("One");
  host->writeLog(text);
  DeviceWatchOptions options;
  options.device = host;
  options.collectors = collectors();
  options.interval = 50ms;
  DeviceWatch watch(std::move(options));
  watch.mayRead(true);
  Report report;
  const auto shows = [&](const std::string& name) {
    for (const auto end = std::chrono::steady_clock::now() + 2s; std::chrono::steady_clock::now() < end;) {
      for (const ReadAnew& each : watch.take()) {
        CHECK(each.collector == agentLogsId);
        each.fill(report);
      }
      if (report.deployment.agent.names.known() && report.deployment.agent.names.value.front().name == name) {
        return true;
      }
      std::this_thread::sleep_for(10ms);
    }
    return false;
  };
  for (int i = 0; i < 200 && !watch.watching(); ++i) {
    std::this_thread::sleep_for(10ms);
  }
  std::this_thread::sleep_for(200ms);  // the first look tells how it was
  for (const char* name : {"Two", "Three", "Four"}) {
    text += logLine(name);
    host->writeLog(text);
    CHECK(shows(name));
  }
  host->writeLog(logLine("rotated"));
  CHECK(shows("rotated"));
}
