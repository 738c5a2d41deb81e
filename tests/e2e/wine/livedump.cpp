// Looks on at the live device for so many seconds, as the page does but without its window, and prints a line of JSON
// whenever what is shown has changed:
//   ms        since the program began
//   reading   the device is still being read
//   verdict   id, state, sentence
//   waiting   what the deployment waits for: id, item; null when it waits for nothing
//   rows      of the deployment: by id, the label, the value, the word of its state and its time
//   reads     by collector, how often it was asked
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/session/collector_runner.h"
#include "app/session/session.h"

namespace {

using namespace preflight;
using Steady = std::chrono::steady_clock;

constexpr std::size_t most = 64;
std::array<std::atomic<int>, most> asked;

// The collectors, each counted when it is asked.
template <std::size_t at>
Fill counted(const Host& host, const CollectOptions& options) {
  ++asked.at(at);
  return collectors()[at].collect(host, options);
}

template <std::size_t... at>
std::vector<Collector> countedCollectors(std::index_sequence<at...> /*places*/) {
  constexpr std::array<Fill (*)(const Host&, const CollectOptions&), most> table{counted<at>...};
  std::vector<Collector> all(collectors().begin(), collectors().end());
  for (std::size_t i = 0; i < all.size() && i < most; ++i) {
    all[i].collect = table.at(i);
  }
  return all;
}

struct Bell {
  std::mutex mutex;
  std::condition_variable changed;
  bool rung = false;
};

nlohmann::json shown(const Session& session) {
  nlohmann::json out;
  out["reading"] = session.reading();
  const Verdict& verdict = session.diagnosis().verdict;
  out["verdict"] = {{"id", idOf(verdict.id)},
                    {"state", name(verdict.state)},
                    {"sentence", Text::sequence({verdict.sentence, verdict.next}).str()}};
  out["waiting"] = nullptr;
  if (const auto& waiting = session.diagnosis().deployment.waiting) {
    out["waiting"] = {{"id", idOf(waiting->id)}, {"item", waiting->item.str()}};
  }
  out["rows"] = nlohmann::json::object();
  for (const Section& section : session.sections()) {
    for (const Row& row : section.rows) {
      if (section.id.starts_with("deployment")) {
        out["rows"][row.id] = {{"label", row.label}, {"value", row.value}, {"word", row.word}, {"time", row.source}};
      }
    }
  }
  for (std::size_t i = 0; i < collectors().size() && i < most; ++i) {
    out["reads"][std::string(collectors()[i].id)] = asked.at(i).load();
  }
  return out;
}

void lookOn(Session& session, Bell& bell, Steady::time_point begun, std::chrono::seconds limit) {
  nlohmann::json last;
  while (Steady::now() < begun + limit) {
    session.update();
    if (nlohmann::json now = shown(session); now != last) {
      last = now;
      now["ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begun).count();
      std::puts(now.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace).c_str());
      std::fflush(stdout);
    }
    const Steady::time_point soon = Steady::now() + std::chrono::seconds(1);
    const Steady::time_point next = std::min(session.nextDeadline().value_or(soon), soon);
    std::unique_lock lock(bell.mutex);  // not while the session is asked: whoever wakes us holds locks of its own
    bell.changed.wait_until(lock, next, [&] { return bell.rung; });
    bell.rung = false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto begun = Steady::now();
  const std::chrono::seconds limit(argc == 2 ? std::atoi(argv[1]) : 0);
  const std::vector<Collector> all = countedCollectors(std::make_index_sequence<most>());
  const auto bell = std::make_shared<Bell>();
  SessionOptions options;
  options.device = std::shared_ptr<const Host>(liveHost());
  options.live = options.device;
  options.collectors = all;
  options.wake = [bell] {
    const std::lock_guard lock(bell->mutex);
    bell->rung = true;
    bell->changed.notify_all();
  };
  Session session(std::move(options));
  lookOn(session, *bell, begun, limit);
  exitNow(0);
}
