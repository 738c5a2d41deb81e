#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "raster/paint.h"
#include "raster/spans.h"

namespace preflight::raster {
namespace {

std::int64_t floorDivide(std::int64_t a, std::int64_t positive) {
  const std::int64_t quotient = a / positive;
  return a % positive < 0 ? quotient - 1 : quotient;
}

// Where one edge cuts the rows: the first pixel centre inside (left edges) or the first one beyond (right edges).
// floor(numerator / divisor), moved on from row to row without dividing again.
struct EdgeWalk {
  bool left = false;
  std::int64_t divisor = 1;
  std::int64_t quotient = 0, rest = 0;
  std::int64_t quotientStep = 0, restStep = 0;

  void next() {
    quotient += quotientStep;
    rest += restStep;
    if (rest >= divisor) {
      rest -= divisor;
      ++quotient;
    }
  }
};

// Inside is where dx * (Y - p.y) - dy * (X - p.x) is above 0, or 0 on a top or left edge; corners go clockwise as seen.
// Horizontal edges bound rows only, which the caller has done.
std::optional<EdgeWalk> walkEdge(const Vertex& p, const Vertex& q, int firstRow) {
  const std::int64_t dx = std::int64_t{q.x} - p.x;
  const std::int64_t dy = std::int64_t{q.y} - p.y;
  if (dy == 0) {
    return std::nullopt;
  }
  const std::int64_t y = std::int64_t{firstRow} * 256 + 128;
  const std::int64_t k = dx * (y - p.y) + dy * p.x;  // the function is k - dy * X
  EdgeWalk edge;
  edge.left = dy < 0;
  edge.divisor = 256 * std::abs(dy);
  std::int64_t numerator = 0;
  std::int64_t step = 0;
  if (edge.left) {  // the smallest x with k - dy * (256 x + 128) >= 0
    numerator = -k + 128 * dy + edge.divisor - 1;
    step = -256 * dx;
  } else {  // one more than the largest x with k - dy * (256 x + 128) >= 1
    numerator = k - 1 - 128 * dy + edge.divisor;
    step = 256 * dx;
  }
  edge.quotient = floorDivide(numerator, edge.divisor);
  edge.rest = numerator - edge.quotient * edge.divisor;
  edge.quotientStep = floorDivide(step, edge.divisor);
  edge.restStep = step - edge.quotientStep * edge.divisor;
  return edge;
}

// A value that changes evenly over the triangle: at the centre of pixel (x, y) it is
// atAnchor + dx * (x - anchorX) + dy * (y - anchorY).
struct Plane {
  float atAnchor = 0, dx = 0, dy = 0;
};

class Interpolation {
 public:
  Interpolation(const Vertex& a, const Vertex& b, const Vertex& c, double doubleArea)
      : anchorX(a.x >> 8),
        anchorY(a.y >> 8),
        bx_(b.x - a.x),
        by_(b.y - a.y),
        cx_(c.x - a.x),
        cy_(c.y - a.y),
        fromX_(((anchorX + 0.5) * 256) - a.x),
        fromY_(((anchorY + 0.5) * 256) - a.y),
        scale_(1.0 / doubleArea) {}

  Plane plane(double a, double b, double c) const {
    const double dx = ((b - a) * cy_ - (c - a) * by_) * scale_;
    const double dy = ((c - a) * bx_ - (b - a) * cx_) * scale_;
    return {static_cast<float>(a + dx * fromX_ + dy * fromY_), static_cast<float>(dx * 256),
            static_cast<float>(dy * 256)};
  }

  const int anchorX;
  const int anchorY;

 private:
  double bx_, by_, cx_, cy_, fromX_, fromY_, scale_;
};

// How the pixels between the edges get their colour.
class Shader {
 public:
  Shader(const Triangle& triangle, const Atlas& atlas, const Vertex& a, const Vertex& b, const Vertex& c, double area)
      : atlas_(atlas),
        textured_(triangle.textured),
        flat_(a.colour == b.colour && a.colour == c.colour),
        colour_(a.colour),
        interpolation_(a, b, c, area) {
    for (int i = 0; i < 4 && !flat_; ++i) {
      const auto channel = [i](const Vertex& v) { return static_cast<double>((v.colour >> (8 * i)) & 0xFFU); };
      planes_[i] = interpolation_.plane(channel(a), channel(b), channel(c));
    }
    if (textured_) {
      u_ = interpolation_.plane(a.u, b.u, c.u);
      v_ = interpolation_.plane(a.v, b.v, c.v);
    }
  }

  void row(std::uint32_t* pixels, int x0, int x1, int y) {
    const auto down = static_cast<float>(y - interpolation_.anchorY);
    if (!flat_) {
      for (int i = 0; i < 4; ++i) {
        ramp_.start[i] = planes_[i].atAnchor + planes_[i].dy * down;
        ramp_.step[i] = planes_[i].dx;
      }
    }
    if (!textured_) {
      span(pixels, x0, x1 - x0, nullptr);
      return;
    }
    for (int x = x0; x < x1; x += chunk) {
      const int count = std::min(chunk, x1 - x);
      for (int i = 0; i < count; ++i) {
        const auto across = static_cast<float>(x + i - interpolation_.anchorX);
        coverage_[static_cast<std::size_t>(i)] = sampleBilinear(atlas_, u_.atAnchor + u_.dy * down + u_.dx * across,
                                                                v_.atAnchor + v_.dy * down + v_.dx * across);
      }
      span(pixels, x, count, coverage_.data());
    }
  }

 private:
  static constexpr int chunk = 128;

  void span(std::uint32_t* pixels, int x, int count, const std::uint8_t* coverage) {
    if (!flat_) {
      blendRampSpan(pixels + x, x - interpolation_.anchorX, count, ramp_, coverage);
    } else if (coverage != nullptr) {
      blendCoverageSpan(pixels + x, coverage, count, colour_);
    } else {
      blendSpan(pixels + x, count, colour_);
    }
  }

  const Atlas& atlas_;
  bool textured_;
  bool flat_;
  std::uint32_t colour_;
  Interpolation interpolation_;
  Plane planes_[4];
  Plane u_, v_;
  ColourRamp ramp_{};
  std::array<std::uint8_t, chunk + 4> coverage_{};
};

}  // namespace

void paintTriangle(const Triangle& triangle, const Atlas& atlas, const PixelRect& clip, Surface& surface) {
  const Vertex& a = triangle.corner[0];
  const Vertex* b = &triangle.corner[1];
  const Vertex* c = &triangle.corner[2];
  const auto side = [&](const Vertex& p, const Vertex& q) {
    return (std::int64_t{p.x} - a.x) * (std::int64_t{q.y} - a.y) -
           (std::int64_t{p.y} - a.y) * (std::int64_t{q.x} - a.x);
  };
  std::int64_t doubleArea = side(*b, *c);
  if (doubleArea == 0) {
    return;
  }
  if (doubleArea < 0) {
    std::swap(b, c);
    doubleArea = -doubleArea;
  }
  std::array<EdgeWalk, 3> edges;
  std::size_t edgeCount = 0;
  for (const auto& [p, q] : {std::pair(&a, b), std::pair(b, c), std::pair(c, &a)}) {
    if (const auto edge = walkEdge(*p, *q, clip.y0)) {
      edges[edgeCount++] = *edge;
    }
  }
  Shader shader(triangle, atlas, a, *b, *c, static_cast<double>(doubleArea));
  for (int y = clip.y0; y < clip.y1; ++y) {
    std::int64_t x0 = clip.x0;
    std::int64_t x1 = clip.x1;
    for (std::size_t i = 0; i < edgeCount; ++i) {
      EdgeWalk& edge = edges[i];
      x0 = edge.left ? std::max(x0, edge.quotient) : x0;
      x1 = edge.left ? x1 : std::min(x1, edge.quotient);
      edge.next();
    }
    if (x0 < x1) {
      shader.row(surface.row(y), static_cast<int>(x0), static_cast<int>(x1), y);
    }
  }
}

}  // namespace preflight::raster
