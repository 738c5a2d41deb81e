// Draws ImGui's draw lists into a Surface on the CPU, and repaints only what changed since the previous frame.
//
// The picture is the one that imgui_impl_opengl3 gives: vertex colour times texture, source alpha over, clip rectangles
// cut to whole pixels the same way, pixel centres with the top-left rule on a grid of 1/256 pixel. What differs:
// there is one texture, the font atlas (ImTextureID is ignored), texture coordinates outside it are held at its edge,
// and user callbacks are skipped.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/result.h"
#include "raster/surface.h"

struct ImDrawData;
struct ImGuiIO;

namespace preflight::raster {

// The font atlas as coverage, one byte a texel, without gaps between rows: io.Fonts->GetTexDataAsAlpha8.
struct AtlasView {
  const std::uint8_t* texels = nullptr;
  int width = 0;
  int height = 0;
};

// Tells ImGui what this renderer can do: vertex offsets, so more than 65,535 vertices in one list.
void announce(ImGuiIO& io);

class Renderer {
 public:
  Renderer();
  ~Renderer();
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;

  // Copies the atlas; needed once before the first frame and again after each rebuild. The next frame is drawn whole.
  // ErrorKind::invalid when a side is not 1 to 16384 texels.
  Result<void> setAtlas(const AtlasView& atlas);
  // The same with the atlas that `io` holds.
  Result<void> setAtlas(ImGuiIO& io);

  // Draws one frame over `background` (0xAARRGGBB) and returns what changed; the list is valid until the next call.
  // `surface` must hold what the previous call drew, otherwise it is drawn whole: a surface that is new or that
  // follows invalidate() always is. Nothing outside the surface is touched, whatever the lists hold; indices beyond
  // their buffers, and triangles with coordinates that are no numbers, are left out.
  std::span<const DirtyRect> draw(const ImDrawData& data, Surface& surface, std::uint32_t background = 0xFF000000U);

  // The surface was changed by someone else: draw all of it next time.
  void invalidate();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace preflight::raster
