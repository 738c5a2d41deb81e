// F7: the serial number across the screen, and a QR code for the phone.
#include <fmt/format.h>
#include <qrcodegen.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

constexpr int quietZone = 4;    // modules, ISO/IEC 18004
constexpr int leastModule = 4;  // pixels: a phone must read it off a screen
constexpr std::size_t longestLine = 160;

struct Code {
  std::string text;
  int size = 0;  // 0: too long for a code
  std::vector<bool> dark;
};

// Made once for a text, not for every frame.
const Code& codeOf(const std::string& text) {
  static Code code;
  if (code.text == text && code.size > 0) {
    return code;
  }
  code = {text, 0, {}};
  std::vector<std::uint8_t> bytes(qrcodegen_BUFFER_LEN_MAX);
  std::vector<std::uint8_t> modules(qrcodegen_BUFFER_LEN_MAX);
  if (text.size() > bytes.size()) {
    return code;
  }
  std::copy(text.begin(), text.end(), bytes.begin());
  if (!qrcodegen_encodeBinary(bytes.data(), text.size(), modules.data(), qrcodegen_Ecc_MEDIUM, qrcodegen_VERSION_MIN,
                              qrcodegen_VERSION_MAX, qrcodegen_Mask_AUTO, true)) {
    return code;
  }
  code.size = qrcodegen_getSize(modules.data());
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size; ++x) {
      code.dark.push_back(qrcodegen_getModule(modules.data(), x, y));
    }
  }
  return code;
}

// Black on white in every theme: readers expect it so.
void drawCode(Frame& frame, const Code& code, float x, float y, int module) {
  const auto side = static_cast<float>((code.size + 2 * quietZone) * module);
  frame.canvas.fill({x, y, x + side, y + side}, rgb(0xFFFFFF));
  const auto step = static_cast<float>(module);
  const float left = x + static_cast<float>(quietZone * module);
  const float top = y + static_cast<float>(quietZone * module);
  const auto dark = [&](int column, int row) {
    return code
        .dark[static_cast<std::size_t>(row) * static_cast<std::size_t>(code.size) + static_cast<std::size_t>(column)];
  };
  for (int row = 0; row < code.size; ++row) {
    for (int from = 0; from < code.size; ++from) {
      if (!dark(from, row)) {
        continue;
      }
      int to = from;
      while (to < code.size && dark(to, row)) {
        ++to;
      }
      const float rowTop = top + step * static_cast<float>(row);
      frame.canvas.fill(
          {left + step * static_cast<float>(from), rowTop, left + step * static_cast<float>(to), rowTop + step},
          rgb(0x000000));
      from = to;
    }
  }
}

void drawFacts(Frame& frame, const Banner& banner, float x, float y, float room, float bottom) {
  const Sizes& size = frame.size;
  frame.canvas.owner("qr, device");
  const auto put = [&](Style style, Colour colour, std::string_view text, std::size_t most) {
    const Fitted fitted = frame.canvas.wrap(style, frame.shown(text), room, most);
    const float pitch = std::floor(static_cast<float>(style.pixels) * 1.25F);
    for (const std::string& line : fitted.lines) {
      if (y + pitch > bottom) {
        return;
      }
      if (&line == &fitted.lines.back() && fitted.elided) {
        frame.canvas.markElided();
      }
      frame.canvas.text(style, x, y, colour, line);
      y += pitch;
    }
    y += std::floor(size.em * 0.4F);
  };
  put(size.title, frame.theme.text, makerAndModel(frame.session.report()), 3);
  put(size.title, frame.theme.of(banner.sign), std::string(glyphOf(banner.sign)) + " " + banner.word + banner.rest, 3);
  put(size.body, frame.theme.text, banner.fact, 6);
  put(size.body, frame.theme.dim, say(PageId::qrNote), 3);
}

}  // namespace

std::string qrText(const Report& report, const Verdict& verdict) {
  const auto line = [](const Fact<std::string>& fact) {
    return fact.known() ? printable(trimmed(fact.value), longestLine) : say(PageId::unknown);
  };
  return say(PageId::qrSerial, {{"serial", printable(shownSerial(report), longestLine)}}) + "\n" +
         say(PageId::qrVendor, {{"vendor", line(report.identity.manufacturer)}}) + "\n" +
         say(PageId::qrModel, {{"model", line(report.identity.model)}}) + "\n" +
         say(PageId::qrVerdict, {{"verdict", printable(verdict.headline.str(), longestLine)}});
}

ActionId drawQr(Frame& frame, const Banner& banner) {
  const Sizes& size = frame.size;
  Canvas& canvas = frame.canvas;
  const Rect& content = frame.content;
  canvas.owner("qr, serial");
  const std::string serial = frame.shown(shownSerial(frame.session.report()));
  const float room = content.width();
  const float perCharacter = std::max(static_cast<float>(std::max<std::size_t>(serial.size(), 1)) * 0.53F, 1.0F);
  const float highest = std::min(content.height() * 0.24F, 300.0F);
  const int pixels = std::max(static_cast<int>(std::min(highest, room / perCharacter)), static_cast<int>(size.em));
  const Style style{Face::mono, pixels};
  float y = content.y0;
  const Fitted fitted = canvas.wrap(style, serial, room, 2);
  for (const std::string& line : fitted.lines) {
    if (&line == &fitted.lines.back() && fitted.elided) {
      canvas.markElided();
    }
    canvas.text(style, content.x0 + std::max((room - canvas.width(style, line)) / 2, 0.0F), y, frame.theme.text, line);
    y += std::floor(static_cast<float>(pixels) * 1.15F);
  }
  y += size.gap;
  const Code& code = codeOf(frame.shown(qrText(frame.session.report(), frame.session.diagnosis().verdict)));
  const float left = content.y1 - y;
  const int modules = code.size + 2 * quietZone;
  const int module = code.size == 0 ? 0 : static_cast<int>(std::min(left, room) / static_cast<float>(modules));
  if (module < leastModule) {
    canvas.owner("qr, note");
    const Fitted note = canvas.wrap(size.body, say(PageId::qrNoRoom, {{"key", keyOf(ActionId::smaller)}}), room, 2);
    for (const std::string& line : note.lines) {
      canvas.text(size.body, content.x0, y, frame.theme.dim, line);
      y += size.line;
    }
    return frame.asked;
  }
  const auto side = static_cast<float>(modules * module);
  const bool beside = room - side > size.em * 14;
  const float x = beside ? content.x0 : content.x0 + std::floor((room - side) / 2);
  drawCode(frame, code, x, y, module);
  if (beside) {
    drawFacts(frame, banner, x + side + size.em * 1.5F, y + size.em * 0.5F, room - side - size.em * 1.5F, content.y1);
  }
  return frame.asked;
}

}  // namespace preflight::page
