#include "page/fonts.h"

namespace preflight::page {

std::vector<std::string> systemFontPaths() {
  return {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
          "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
          "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
          "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
          "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
          "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
          "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
          "/usr/share/fonts/truetype/unfonts-core/UnDotum.ttf",
          "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
          "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
          "/usr/share/fonts/truetype/freefont/FreeSans.ttf",
          "/usr/share/fonts/truetype/unifont/unifont.ttf"};
}

}  // namespace preflight::page
