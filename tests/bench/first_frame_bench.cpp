// From the start of a process to its first complete picture on the screen, against another program's, in turn. Measured
// from outside: the memory in which Xvfb (-fbdir) keeps its screen is compared with the picture that the program ends
// up with. Environment: BENCH_SCREEN, the file of that memory; the rest as in_turn.h says.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "bench/in_turn.h"

using namespace preflight;

namespace {

using Clock = std::chrono::steady_clock;
using Picture = std::vector<std::uint32_t>;
using namespace std::chrono_literals;

// The durations on the page differ from run to run, in up to 1,800 pixels of 786,432; a page without its values, or
// with another verdict, differs in far more.
constexpr std::size_t mayDiffer = 3000;  // pixels
constexpr std::size_t probe = 997;       // every so many pixels when there is only time for a look
constexpr auto patience = 20s;

// The screen's memory: an XWD file, words of the head with the most significant byte first.
class Screen {
 public:
  explicit Screen(const char* path) {
    const int file = open(path != nullptr ? path : "", O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (file >= 0 && fstat(file, &status) == 0) {
      void* bytes = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED, file, 0);
      if (bytes != MAP_FAILED) {
        bytes_ = static_cast<const unsigned char*>(bytes);
        pixels_ = reinterpret_cast<const std::uint32_t*>(bytes_ + word(0) + std::size_t{word(19)} * 12);
        count_ = std::size_t{word(12)} / 4 * word(5);
      }
    }
    if (file >= 0) {
      close(file);
    }
  }
  bool good() const { return bytes_ != nullptr; }

  Picture picture() const {
    Picture all(pixels_, pixels_ + count_);
    for (std::uint32_t& pixel : all) {
      pixel &= 0xFFFFFFU;
    }
    return all;
  }
  std::size_t differing(const Picture& from) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      count += (pixels_[i] & 0xFFFFFFU) != from[i] ? 1 : 0;
    }
    return count;
  }
  // A look at a few pixels, so that waiting takes no processor from the program that is measured.
  bool mayBe(const Picture& wanted) const {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count_; i += probe) {
      wrong += (pixels_[i] & 0xFFFFFFU) != wanted[i] ? 1 : 0;
    }
    return wrong <= 4 * mayDiffer / probe;
  }

 private:
  std::uint32_t word(std::size_t index) const {
    const unsigned char* at = bytes_ + index * 4;
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
  }
  const unsigned char* bytes_ = nullptr;
  const std::uint32_t* pixels_ = nullptr;
  std::size_t count_ = 0;
};

template <class Done>
bool waitFor(Done done, std::chrono::microseconds between) {
  const auto end = Clock::now() + patience;
  while (!done()) {
    if (Clock::now() > end) {
      return false;
    }
    std::this_thread::sleep_for(between);
  }
  return true;
}

class Contest {
 public:
  explicit Contest(const char* screen) : screen_(screen) {}
  bool good() const { return screen_.good(); }

  // The picture that a program ends up with; empty when it shows nothing.
  Picture learn(const std::vector<std::string>& command) {
    blank_ = screen_.picture();
    const pid_t child = start(command);
    Picture last;
    const auto rests = [&] {
      last = screen_.picture();
      std::this_thread::sleep_for(1s);
      return screen_.differing(last) == 0;
    };
    const bool shown = waitFor([&] { return screen_.differing(blank_) > mayDiffer; }, 20ms) && waitFor(rests, 1ms);
    return end(child) && shown ? last : Picture();
  }

  // Seconds until the picture stands on the screen; negative when it never does.
  double run(const std::vector<std::string>& command, const Picture& wanted) {
    const auto begin = Clock::now();
    const pid_t child = start(command);
    const bool shown = waitFor([&] { return screen_.mayBe(wanted) && screen_.differing(wanted) <= mayDiffer; }, 100us);
    const std::chrono::duration<double> took = Clock::now() - begin;
    return end(child) && shown ? took.count() : -1;
  }

 private:
  static pid_t start(const std::vector<std::string>& command) {
    std::vector<char*> argv;
    for (const std::string& each : command) {
      argv.push_back(const_cast<char*>(each.c_str()));
    }
    argv.push_back(nullptr);
    pid_t child = -1;
    return posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ) == 0 ? child : -1;
  }

  // Ends it and waits until its window is gone.
  bool end(pid_t child) {
    if (child <= 0) {
      return false;
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const bool gone = waitFor([&] { return screen_.differing(blank_) == 0; }, 2ms);
    std::this_thread::sleep_for(50ms);
    return gone;
  }

  Screen screen_;
  Picture blank_;
};

void firstFrame(benchmark::State& state) {
  const std::vector<std::string> base = bench::words("BENCH_BASE"), subject = bench::words("BENCH_SUBJECT");
  Contest contest(std::getenv("BENCH_SCREEN"));
  if (base.empty() || subject.empty() || !contest.good()) {
    state.SkipWithError("BENCH_SCREEN, BENCH_BASE and BENCH_SUBJECT are needed");
    return;
  }
  const Picture basePicture = contest.learn(base), subjectPicture = contest.learn(subject);
  if (basePicture.empty() || subjectPicture.empty()) {
    state.SkipWithError("a command showed nothing");
    return;
  }
  bench::inTurn(
      state, [&] { return contest.run(base, basePicture); }, [&] { return contest.run(subject, subjectPicture); });
}

}  // namespace

int main(int argc, char** argv) {
  return bench::runBench(argc, argv, "first_frame", firstFrame, 40);
}
