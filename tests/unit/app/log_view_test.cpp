#include "app/log/log_view.h"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

using namespace preflight;

namespace {

// Takes over what the threads bring; false when the last filter's result never comes.
bool settles(LogView& view) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (view.filtering() && std::chrono::steady_clock::now() < until) {
    view.update();
    std::this_thread::yield();
  }
  return !view.filtering();
}

}  // namespace

TEST_CASE("a filter whose thread is slow does not take the place of the one after it") {
  // Without rows a filter has nothing to stop at: each of them brings its result, in any order.
  for (int i = 0; i < 1000; ++i) {
    LogView view(LogData::of({}, true), {});
    view.show(LogShow::matters);
    view.filter("a");
    view.show(LogShow::failures);
    view.filter("b");
    REQUIRE(settles(view));
    CHECK(view.size() == 0);
    CHECK(view.counts().has_value());
  }
}
