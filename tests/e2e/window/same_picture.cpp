// Compares what stands on a screen of Xvfb (-fbdir) with a PNG file: same_picture SCREEN.xwd PICTURE.png
// Prints how many pixels differ and the first of them; exit code 0 when none does, 1 when some do, 2 when it cannot
// tell.
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#include <stb_image.h>
#pragma GCC diagnostic pop

namespace {

// XWD, version 7: words of 32 bits, the most significant byte first; then colours of 12 bytes; then the rows.
struct Screen {
  std::vector<unsigned char> bytes;
  std::uint32_t word(std::size_t index) const {
    const unsigned char* at = bytes.data() + index * 4;
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
  }
  std::size_t width() const { return word(4); }
  std::size_t height() const { return word(5); }
  std::size_t stride() const { return word(12); }
  std::size_t first() const { return word(0) + std::size_t{word(19)} * 12; }
  bool usable() const {
    return bytes.size() >= 100 && word(1) == 7 && word(11) == 32 && stride() >= width() * 4 &&
           bytes.size() >= first() + stride() * height();
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  const Screen screen{{std::istreambuf_iterator<char>(in), {}}};
  int width = 0, height = 0, channels = 0;
  stbi_uc* picture = stbi_load(argv[2], &width, &height, &channels, 3);
  if (!screen.usable() || picture == nullptr) {
    std::fputs("cannot read the screen or the picture\n", stderr);
    return 2;
  }
  if (static_cast<std::size_t>(width) != screen.width() || static_cast<std::size_t>(height) != screen.height()) {
    std::printf("the picture is %d x %d\n", width, height);
    return 1;
  }
  std::size_t different = 0;
  for (std::size_t y = 0; y < screen.height(); ++y) {
    for (std::size_t x = 0; x < screen.width(); ++x) {
      const unsigned char* shown = screen.bytes.data() + screen.first() + y * screen.stride() + x * 4;
      const stbi_uc* wanted = picture + (y * screen.width() + x) * 3;
      if (shown[2] != wanted[0] || shown[1] != wanted[1] || shown[0] != wanted[2]) {
        if (different++ == 0) {
          std::printf("first at %zu,%zu\n", x, y);
        }
      }
    }
  }
  stbi_image_free(picture);
  std::printf("%zu pixels differ\n", different);
  return different == 0 ? 0 : 1;
}
