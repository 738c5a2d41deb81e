// What a frame costs on the CPU: a screen full of text, drawn whole and after one row changed; OpenGL (llvmpipe) draws
// the same lists for comparison where the oracle library is linked and there is a display.
#include <benchmark/benchmark.h>
#include <imgui.h>

#include "raster/draw.h"
#include "scene.h"
#ifdef PREFLIGHT_HAVE_ORACLE
#include <chrono>

#include "oracle.h"
#endif

namespace {

using namespace preflight::raster;

struct Bench {
  Bench(benchmark::State& state, bool shapes)
      : width(static_cast<int>(state.range(0))),
        height(static_cast<int>(state.range(1))),
        page(width, height, static_cast<float>(state.range(2)), true),
        surface(*Surface::create(width, height)) {
    if (!renderer.setAtlas(ImGui::GetIO())) {
      state.SkipWithError("no font atlas");
    }
    if (shapes) {
      page.frame([&] { drawShapes(page); });
      data = &page.frame([&] { drawShapes(page); });
    } else {
      page.frame([] { drawTextTable(10, 1); });
      data = &page.frame([] { drawTextTable(10, 1); });
    }
  }

  int width, height;
  Page page;
  Surface surface;
  Renderer renderer;
  ImDrawData* data = nullptr;
};

#ifdef PREFLIGHT_HAVE_ORACLE
// How many times longer OpenGL takes for the same lists, from the best of several frames.
void compareWithOpenGl(benchmark::State& state, Bench& bench) {
  auto openGl = OpenGl::create(bench.width, bench.height);
  if (!openGl) {
    state.SetLabel("no OpenGL to compare with");
    return;
  }
  const auto best = [](auto&& action) {
    auto result = std::chrono::nanoseconds::max();
    for (int i = 0; i < 7; ++i) {
      const auto start = std::chrono::steady_clock::now();
      action();
      result = std::min<std::chrono::nanoseconds>(result, std::chrono::steady_clock::now() - start);
    }
    return static_cast<double>(result.count());
  };
  const double theirs = best([&] { openGl->draw(*bench.data); });
  const double ours = best([&] {
    bench.renderer.invalidate();
    bench.renderer.draw(*bench.data, bench.surface);
  });
  state.counters["opengl_ms"] = theirs / 1e6;
  state.counters["opengl_by_ours"] = theirs / ours;
}
#else
void compareWithOpenGl(benchmark::State&, Bench&) {}
#endif

void fullRedraw(benchmark::State& state) {
  Bench bench(state, false);
  for (auto _ : state) {
    bench.renderer.invalidate();
    benchmark::DoNotOptimize(bench.renderer.draw(*bench.data, bench.surface));
  }
  state.counters["vertices"] = bench.data->TotalVtxCount;
  compareWithOpenGl(state, bench);
}

void shapesRedraw(benchmark::State& state) {
  Bench bench(state, true);
  for (auto _ : state) {
    bench.renderer.invalidate();
    benchmark::DoNotOptimize(bench.renderer.draw(*bench.data, bench.surface));
  }
  state.counters["vertices"] = bench.data->TotalVtxCount;
  compareWithOpenGl(state, bench);
}

// The lists of two frames that differ in one row, in turn.
void oneRowChanged(benchmark::State& state) {
  Bench bench(state, false);
  ImDrawData frames[2] = {*bench.data, *bench.data};
  for (int i = 0; i < 2; ++i) {
    ImDrawData& data = bench.page.frame([&] { drawTextTable(10, i + 1); });
    frames[i].Clear();
    frames[i] = data;
    frames[i].CmdLists.clear();
    for (ImDrawList* list : data.CmdLists) {
      frames[i].CmdLists.push_back(list->CloneOutput());
    }
  }
  bench.renderer.draw(frames[1], bench.surface);
  int frame = 0;
  std::size_t pixels = 0;
  for (auto _ : state) {
    pixels = 0;
    for (const DirtyRect& rect : bench.renderer.draw(frames[frame], bench.surface)) {
      pixels += static_cast<std::size_t>(rect.width()) * static_cast<std::size_t>(rect.height());
    }
    frame = 1 - frame;
  }
  state.counters["pixels"] = static_cast<double>(pixels);
  for (ImDrawData& data : frames) {
    for (ImDrawList* list : data.CmdLists) {
      IM_DELETE(list);
    }
  }
}

// The same frame again: what looking for changes costs.
void nothingChanged(benchmark::State& state) {
  Bench bench(state, false);
  bench.renderer.draw(*bench.data, bench.surface);
  for (auto _ : state) {
    benchmark::DoNotOptimize(bench.renderer.draw(*bench.data, bench.surface));
  }
}

// Width, height, font height in pixels.
void sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({1024, 768, 14})->Args({1920, 1080, 16})->Args({3840, 2160, 16})->Args({3840, 2160, 32});
  bench->Unit(benchmark::kMillisecond);
}

BENCHMARK(fullRedraw)->Apply(sizes);
BENCHMARK(oneRowChanged)->Apply(sizes);
BENCHMARK(nothingChanged)->Apply(sizes);
BENCHMARK(shapesRedraw)->Args({1024, 768, 16})->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
