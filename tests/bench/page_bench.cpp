// What a frame of the page costs, from the input to finished pixels in memory: laid out anew and painted whole, and
// after a key that moves the focus by one row.
#include <benchmark/benchmark.h>

#include "page/device.h"
#include "raster/draw.h"

namespace {

using namespace preflight;
using namespace preflight::test;

struct Bench {
  explicit Bench(benchmark::State& state, SessionParts device = {})
      : parts(std::move(device)),
        driver(makeSession(parts), {static_cast<int>(state.range(0)),
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

// Half a million lines: each key shows other rows.
void logScrollsAPage(benchmark::State& state) {
  constexpr int files = 4;
  constexpr int lines = 125'000;
  SessionParts parts;
  for (int file = 0; file < files; ++file) {
    std::string text;
    for (int i = 0; i < lines; ++i) {
      text += fmt::format(
          "<![LOG[[Win32App] app {} of {} is being looked at]LOG]!><time=\"{:02}:{:02}:{:02}.0\" date=\"5-12-2026\" "
          "component=\"App\" context=\"\" type=\"1\" thread=\"17\" file=\"\">\r\n",
          i % 40, file, i / 3600 % 24, i / 60 % 60, i % 60);
    }
    parts.device->setFile(fmt::format(R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs\Log{}.log)", file),
                          text);
  }
  Bench bench(state, std::move(parts));
  bench.driver.press("6");
  const LogView& log = *bench.driver.session().log();
  if (!bench.driver.frameUntil([&] { return !log.loading(); }, patience) || log.size() < files * lines) {
    state.SkipWithError("the log was not read");
    return;
  }
  bench.driver.press("End");
  bench.draw(bench.driver.frame());
  int step = 0;
  double worst = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    bench.driver.push(++step % 2000 < 1000 ? "PgUp" : "PgDn");
    bench.draw(bench.driver.frame());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    worst = std::max(worst, took.count());
  }
  state.counters["rows"] = static_cast<double>(log.size());
  state.counters["worst_ms"] = worst;
}

// Width, height, the monitor's scale in percent.
void sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({1024, 768, 100})->Args({1920, 1080, 100})->Args({3840, 2160, 100})->Args({3840, 2160, 250});
  bench->Unit(benchmark::kMillisecond);
}

BENCHMARK(wholePage)->Apply(sizes);
BENCHMARK(focusMovesOneRow)->Apply(sizes);
BENCHMARK(logScrollsAPage)->Args({1024, 768, 100})->Args({1920, 1080, 100})->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
