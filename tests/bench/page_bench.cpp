// What a frame of the page costs, from the input to finished pixels in memory: laid out anew and painted whole, and
// after a key that moves the focus by one row.
#include <benchmark/benchmark.h>

#include "page/device.h"
#include "raster/draw.h"

namespace {

using namespace preflight;
using namespace preflight::test;

struct Bench {
  explicit Bench(benchmark::State& state)
      : driver(makeSession(parts), {static_cast<int>(state.range(0)),
                                    static_cast<int>(state.range(1)),
                                    static_cast<float>(state.range(2)) / 100,
                                    page::ThemeKind::dark,
                                    {}}),
        surface(*raster::Surface::create(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)))) {
    if (!settle(driver) || !driver.press("2")) {
      state.SkipWithError("the device was not read");
    }
    draw(driver.frame());
  }

  // Pixels that were painted.
  double draw(ImDrawData& data) {
    if (atlas != driver.view().atlasVersion()) {
      atlas = driver.view().atlasVersion();
      static_cast<void>(renderer.setAtlas(driver.view().io()));
    }
    double pixels = 0;
    for (const raster::DirtyRect& rect : renderer.draw(data, surface)) {
      pixels += static_cast<double>(rect.width()) * rect.height();
    }
    return pixels;
  }

  SessionParts parts;
  page::PageDriver driver;
  raster::Surface surface;
  raster::Renderer renderer;
  std::uint64_t atlas = 0;
};

void wholePage(benchmark::State& state) {
  Bench bench(state);
  for (auto _ : state) {
    bench.renderer.invalidate();
    benchmark::DoNotOptimize(bench.draw(bench.driver.frame()));
  }
}

void focusMovesOneRow(benchmark::State& state) {
  Bench bench(state);
  double pixels = 0;
  bool down = false;
  for (auto _ : state) {
    down = !down;
    bench.driver.push(down ? "Tab" : "Shift Tab");
    pixels = bench.draw(bench.driver.frame());
  }
  state.counters["pixels"] = pixels;
  if (pixels == 0) {
    state.SkipWithError("the key changed nothing");
  }
}

// Width, height, the monitor's scale in percent.
void sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({1024, 768, 100})->Args({1920, 1080, 100})->Args({3840, 2160, 100})->Args({3840, 2160, 250});
  bench->Unit(benchmark::kMillisecond);
}

BENCHMARK(wholePage)->Apply(sizes);
BENCHMARK(focusMovesOneRow)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
