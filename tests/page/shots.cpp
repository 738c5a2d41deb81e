// Draws pictures of the page with an invented device, to be looked at: page_shots FOLDER
#include <cstdio>
#include <fstream>

#include "device.h"
#include "page/page.h"

using namespace preflight;
using namespace preflight::test;

namespace {

struct Size {
  int width, height;
  float scale;
};

bool draw(const std::string& folder, const std::string& screen, const std::string& theme, const Size& size, int percent,
          const TempFolder& stick) {
  SessionParts parts;
  parts.machine->plug({makeStick(stick.text())});
  std::unique_ptr<Session> session = makeSession(parts);
  while (session->reading() || session->drives().answer == Drives::Answer::looking) {
    session->update();
  }
  ScreenshotOptions options;
  options.screen = screen;
  options.theme = theme;
  options.width = size.width;
  options.height = size.height;
  options.scale = size.scale;
  options.textPercent = percent;
  const Result<Bytes> png = screenshot(std::move(session), options);
  if (!png) {
    std::fprintf(stderr, "%s\n", describe(png.error()).c_str());
    return false;
  }
  std::ofstream out(
      folder + "/" + screen + "-" + theme + "-" + std::to_string(size.width) + "-" + std::to_string(percent) + ".png",
      std::ios::binary);
  out.write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
  return out.good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    return 2;
  }
  const TempFolder stick;
  bool good = true;
  for (const Size& size : {Size{1280, 800, 1}, Size{1024, 768, 1}, Size{1920, 1080, 1.5F}, Size{3840, 2160, 2.5F}}) {
    for (const char* screen : {"overview", "identity", "export", "help", "evidence", "qr", "open", "quit"}) {
      for (const char* theme : {"dark", "light", "contrast"}) {
        good = draw(argv[1], screen, theme, size, 100, stick) && good;
      }
    }
  }
  good = draw(argv[1], "overview", "dark", {1024, 768, 1}, 250, stick) && good;
  good = draw(argv[1], "export", "light", {1024, 768, 1}, 250, stick) && good;
  return good ? 0 : 1;
}
