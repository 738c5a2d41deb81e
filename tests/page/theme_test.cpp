#include <doctest/doctest.h>

#include "page/theme.h"

using namespace preflight;
using namespace preflight::page;

TEST_CASE("every colour that carries a meaning stands out from what it is drawn on, in every theme") {
  for (const ThemeKind kind : {ThemeKind::dark, ThemeKind::light, ThemeKind::contrast}) {
    for (const ColourPair& pair : colourPairs(themeOf(kind))) {
      CAPTURE(name(kind));
      CAPTURE(pair.what);
      CHECK(contrast(pair.colour, pair.on) >= pair.least);
    }
  }
}

TEST_CASE("contrast is the one that WCAG defines") {
  CHECK(contrast(rgb(0xFFFFFF), rgb(0x000000)) == doctest::Approx(21.0));
  CHECK(contrast(rgb(0x777777), rgb(0xFFFFFF)) == doctest::Approx(4.48).epsilon(0.01));
  CHECK(contrast(rgb(0x123456), rgb(0x123456)) == doctest::Approx(1.0));
}

TEST_CASE("the high contrast theme has at least 7 to 1 for every text") {
  for (const ColourPair& pair : colourPairs(themeOf(ThemeKind::contrast))) {
    CAPTURE(pair.what);
    CHECK(contrast(pair.colour, pair.on) >= (pair.least > 4 ? 7.0 : 4.5));
  }
}
