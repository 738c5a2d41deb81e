// `preflight status --replay` of a recording with 200,000 event records, as a whole process, against reading every line
// of its event files with the same parser. Environment: BENCH_PROGRAM, the program.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "host/recording/recording.h"
#include "host/recording/sweep.h"
#include "support/sample_device.h"

using namespace preflight;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::string_view modern = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
constexpr std::string_view management = "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider";

// What a real device logs most: a policy that is not found, internal errors, management sessions.
struct Storm {
  std::string_view provider;
  std::string_view channel;
  std::uint32_t id;
  std::uint64_t records;
};
constexpr std::array storms{Storm{modern, "/Autopilot", 100, 120'000},
                            Storm{modern, "/ManagementService", 1005, 40'000}, Storm{management, "/Admin", 404, 30'000},
                            Storm{management, "/Sync", 208, 10'000}};

EventRecord recordOf(std::string_view provider, const std::string& channel, std::uint32_t id, std::uint64_t number) {
  EventRecord record;
  record.channel = channel;
  record.provider = provider;
  record.id = id;
  record.level = 4;
  record.recordId = number;
  record.time = UtcTime{1'774'000'000'000 + static_cast<std::int64_t>(number) * 10};
  record.xml = fmt::format(
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{}' "
      "Guid='{{5d125b0a-0f83-4b1b-9c1c-2f0a2a1ddbd5}}'/><EventID>{}</EventID><Version>0</Version><Level>4</Level>"
      "<Task>0</Task><Opcode>0</Opcode><Keywords>0x4000000000000000</Keywords><TimeCreated "
      "SystemTime='2026-03-20T09:46:40.0000000Z'/><EventRecordID>{}</EventRecordID><Correlation/><Execution "
      "ProcessID='4242' ThreadID='4711'/><Channel>{}</Channel><Computer>DESKTOP-CB14</Computer></System><EventData>"
      "<Data Name='Message1'>CloudAssignedDeviceName</Data></EventData></Event>",
      provider, id, number, channel);
  return record;
}

void makeBigRecording(const fs::path& to) {
  test::FakeHost host;
  test::makeLaptopInOobe(host);
  for (const Storm& each : storms) {
    const std::string channel = std::string(each.provider) + std::string(each.channel);
    for (std::uint64_t i = 1; i < each.records; ++i) {
      host.eventChannels[channel].records.push_back(recordOf(each.provider, channel, each.id, i));
    }
    host.eventChannels[channel].records.push_back(recordOf(each.provider, channel, 703, each.records));
  }
  auto sink = folderSink(to.string());
  SweepOptions options;
  options.logLimitBytes = 1ULL << 30;
  options.eventLimit = 1'000'000;
  if (!sink || !sweep(host, **sink, options)) {
    std::abort();
  }
}

// Made by a process of its own: what a process has used at most is counted on in the programs that it starts.
fs::path bigRecording() {
  static const fs::path folder = [] {
    const fs::path to = fs::temp_directory_path() / fmt::format("preflight-bench-status-{}", getpid());
    const pid_t maker = fork();
    if (maker == 0) {
      makeBigRecording(to);
      _exit(0);
    }
    int status = -1;
    if (maker < 0 || waitpid(maker, &status, 0) != maker || status != 0) {
      std::abort();
    }
    return to;
  }();
  return folder;
}

std::size_t readEveryLine(const fs::path& folder) {
  std::size_t lines = 0;
  for (const auto& entry : fs::directory_iterator(folder / "events")) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      benchmark::DoNotOptimize(nlohmann::ordered_json::parse(line));
      ++lines;
    }
  }
  return lines;
}

// Bytes of memory at the most; negative when it failed. A verdict that warns is a success.
long run(const char* program, const fs::path& folder) {
  std::vector<std::string> words{program, "status", "--json", "--replay", folder.string()};
  std::vector<char*> argv;
  for (std::string& each : words) {
    argv.push_back(each.data());
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int status = -1;
  rusage used{};
  const bool started = posix_spawn(&child, program, &actions, nullptr, argv.data(), environ) == 0;
  if (started) {
    wait4(child, &status, 0, &used);
  }
  posix_spawn_file_actions_destroy(&actions);
  return started && WIFEXITED(status) && WEXITSTATUS(status) <= 3 ? used.ru_maxrss * 1024 : -1;
}

void wholeVerdict(benchmark::State& state) {
  const char* program = std::getenv("BENCH_PROGRAM");
  const fs::path folder = bigRecording();
  if (program == nullptr || run(program, folder) < 0 || readEveryLine(folder) < 200'000) {
    state.SkipWithError("the program could not be run");
    return;
  }
  std::chrono::duration<double> base{};
  std::chrono::duration<double> subject{};
  long memory = 0;
  for (auto step : state) {
    static_cast<void>(step);
    const auto begin = Clock::now();
    readEveryLine(folder);
    const auto middle = Clock::now();
    memory = std::max(memory, run(program, folder));
    const auto end = Clock::now();
    base += middle - begin;
    subject += end - middle;
    state.SetIterationTime(std::chrono::duration<double>(end - middle).count());
  }
  state.counters["ratio"] = subject.count() / base.count();
  state.counters["memory_MB"] = static_cast<double>(memory) / 1e6;
}

BENCHMARK(wholeVerdict)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  fs::remove_all(bigRecording());
  return 0;
}
