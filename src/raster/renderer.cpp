#include <fmt/format.h>
#include <imgui.h>

#include <utility>

#include "raster/draw.h"
#include "raster/draw_list_reader.h"
#include "raster/paint.h"
#include "text/error_id.h"

namespace preflight::raster {

struct Renderer::State {
  Atlas atlas;
  Scene scene;
  std::vector<std::uint64_t> previous;  // the tiles' hashes of the frame before; empty: draw everything
  std::uint64_t surfaceId = 0;
  std::vector<DirtyRect> dirty;

  bool changed(std::size_t tile) const { return previous.empty() || previous[tile] != scene.grid.hashes()[tile]; }
  void paintBand(int row, Surface& surface, std::uint32_t background);
};

void Renderer::State::paintBand(int row, Surface& surface, std::uint32_t background) {
  const Grid& grid = scene.grid;
  const std::size_t firstTile = static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns());
  const auto isChanged = [&](int column) { return changed(firstTile + static_cast<std::size_t>(column)); };
  const PixelRect whole{0, 0, surface.width(), surface.height()};
  for (int column = 0; column < grid.columns(); ++column) {
    if (!isChanged(column)) {
      continue;
    }
    const int first = column;
    while (column < grid.columns() && isChanged(column)) {
      ++column;
    }
    const PixelRect region = intersection(
        {first * Grid::tileWidth, row * Grid::tileHeight, column * Grid::tileWidth, (row + 1) * Grid::tileHeight},
        whole);
    paint(scene, atlas, grid.band(row), region, background, surface);
    dirty.push_back(region);
  }
}

namespace {

// Rectangles of one width that stand on each other become one: fewer calls to the window system.
void joinRects(std::vector<DirtyRect>& rects) {
  std::vector<DirtyRect> joined;
  for (const DirtyRect& rect : rects) {
    bool found = false;
    for (auto above = joined.rbegin(); above != joined.rend() && !found; ++above) {
      if (above->y1 == rect.y0 && above->x0 == rect.x0 && above->x1 == rect.x1) {
        above->y1 = rect.y1;
        found = true;
      }
      if (above->y0 + Grid::tileHeight * 4 < rect.y0 && above->y1 < rect.y0) {
        break;
      }
    }
    if (!found) {
      joined.push_back(rect);
    }
  }
  rects = std::move(joined);
}

}  // namespace

void announce(ImGuiIO& io) {
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  io.BackendRendererName = "preflight_raster";
}

Renderer::Renderer() : state_(std::make_unique<State>()) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

Result<void> Renderer::setAtlas(const AtlasView& atlas) {
  constexpr int maxSide = 16384;
  if (atlas.texels == nullptr || atlas.width < 1 || atlas.height < 1 || atlas.width > maxSide ||
      atlas.height > maxSide) {
    return fail(ErrorKind::invalid, ErrorId::stepFont,
                {ErrorId::whyPictureSize,
                 {{"width", std::to_string(atlas.width)},
                  {"height", std::to_string(atlas.height)},
                  {"most", std::to_string(maxSide)}}});
  }
  const std::size_t count = static_cast<std::size_t>(atlas.width) * static_cast<std::size_t>(atlas.height);
  state_->atlas.texels.reserve(count + 4);
  state_->atlas.texels.assign(atlas.texels, atlas.texels + count);
  state_->atlas.texels.resize(count + 4);  // spans read four texels at a time
  state_->atlas.width = atlas.width;
  state_->atlas.height = atlas.height;
  invalidate();
  return {};
}

Result<void> Renderer::setAtlas(ImGuiIO& io) {
  unsigned char* texels = nullptr;
  AtlasView view;
  io.Fonts->GetTexDataAsAlpha8(&texels, &view.width, &view.height);
  view.texels = texels;
  return setAtlas(view);
}

std::span<const DirtyRect> Renderer::draw(const ImDrawData& data, Surface& surface, std::uint32_t background) {
  State& state = *state_;
  if (state.surfaceId != surface.id()) {
    state.surfaceId = surface.id();
    state.previous.clear();
  }
  collect(data, state.atlas, surface.width(), surface.height(), background, state.scene);
  state.dirty.clear();
  for (int row = 0; row < state.scene.grid.rows(); ++row) {
    state.paintBand(row, surface, background);
  }
  state.previous = state.scene.grid.hashes();
  joinRects(state.dirty);
  return state.dirty;
}

void Renderer::invalidate() {
  state_->previous.clear();
}

}  // namespace preflight::raster
