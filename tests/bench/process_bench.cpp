// Whole processes against a static hello-world started beside them, in turn, so that both see the same machine.
// Environment: as in_turn.h says.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/in_turn.h"

using namespace preflight;

namespace {

using Clock = std::chrono::steady_clock;

// Seconds from start to end; negative when the command failed.
double run(const std::vector<std::string>& command) {
  std::vector<char*> argv;
  for (const std::string& each : command) {
    argv.push_back(const_cast<char*>(each.c_str()));
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int status = -1;
  const auto begin = Clock::now();
  const bool started = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0;
  if (started) {
    waitpid(child, &status, 0);
  }
  const std::chrono::duration<double> took = Clock::now() - begin;
  posix_spawn_file_actions_destroy(&actions);
  return started && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? took.count() : -1;
}

void wholeProcess(benchmark::State& state) {
  const std::vector<std::string> base = bench::words("BENCH_BASE");
  const std::vector<std::string> subject = bench::words("BENCH_SUBJECT");
  if (base.empty() || subject.empty() || run(base) < 0 || run(subject) < 0) {
    state.SkipWithError("a command could not be run");
    return;
  }
  bench::inTurn(
      state, [&] { return run(base); }, [&] { return run(subject); });
}

}  // namespace

int main(int argc, char** argv) {
  return bench::runBench(argc, argv, "process", wholeProcess, 200);
}
