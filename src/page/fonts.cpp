#include "page/fonts.h"

// The atlas has its own copy inside ImGui; this one only tells which characters a font has.
#define STB_TRUETYPE_IMPLEMENTATION
#define STBTT_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <imstb_truetype.h>
#pragma GCC diagnostic pop

#include <deque>
#include <iterator>

#include "base/files.h"
#include "base/text.h"
#include "page/font_data.h"

namespace preflight::page {
namespace {

constexpr std::size_t mostFromSystem = 3000;       // different characters; more are shown as boxes
constexpr char32_t endOfCharacters = 0x30000;      // the planes that have letters
constexpr std::uintmax_t largestFont = 64U << 20;  // bytes

std::span<const unsigned char> bytesOf(Face face) {
  return face == Face::sans   ? sansFont()
         : face == Face::bold ? boldFont()
         : face == Face::mono ? monoFont()
                              : monoBoldFont();
}

stbtt_fontinfo infoOf(const unsigned char* bytes) {
  stbtt_fontinfo info{};
  const int offset = stbtt_GetFontOffsetForIndex(bytes, 0);
  if (offset < 0 || stbtt_InitFont(&info, bytes, offset) == 0) {
    return {};
  }
  return info;
}

bool has(const stbtt_fontinfo& info, char32_t character) {
  return info.data != nullptr && stbtt_FindGlyphIndex(&info, static_cast<int>(character)) != 0;
}

std::string readFont(const std::string& path) {
  const std::uint64_t size = factsOf(path).bytes;
  if (size < 100 || size > largestFont) {
    return {};
  }
  std::string font(static_cast<std::size_t>(size), '\0');
  return File(path, File::Mode::read).read(font) == font.size() ? font : std::string();
}

const unsigned char* bytesOf(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Ends with 0, as ImGui wants it; stays alive until the atlas is built.
void addRange(ImVector<ImWchar>& range, char32_t character) {
  range.push_back(static_cast<ImWchar>(character));
  range.push_back(static_cast<ImWchar>(character));
}

ImFontConfig configFor(const ImVector<ImWchar>& range) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 1;
  config.OversampleV = 1;
  config.PixelSnapH = true;
  config.GlyphRanges = range.Data;
  config.EllipsisChar = U'.';
  return config;
}

}  // namespace

bool isInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) || c >= 0xE0000;
}

bool Fonts::compiledIn(Face face, char32_t character) const {
  static const stbtt_fontinfo infos[] = {infoOf(sansFont().data()), infoOf(boldFont().data()),
                                         infoOf(monoFont().data()), infoOf(monoBoldFont().data())};
  return has(infos[static_cast<int>(face)], character);
}

// Which characters each of the system's fonts has; a file is read once for that, and not kept.
const std::vector<bool>& coverageOf(const std::string& path) {
  static std::map<std::string, std::vector<bool>> known;
  const auto [at, isNew] = known.try_emplace(path);
  if (isNew) {
    const std::string bytes = readFont(path);
    const stbtt_fontinfo info = bytes.empty() ? stbtt_fontinfo{} : infoOf(bytesOf(bytes));
    if (info.data != nullptr) {
      at->second.resize(endOfCharacters);
      for (char32_t each = 0x80; each < endOfCharacters; ++each) {
        at->second[each] = has(info, each);
      }
    }
  }
  return at->second;
}

int Fonts::systemFontFor(char32_t character) {
  const auto known = system_.find(character);
  if (known != system_.end()) {
    return known->second;
  }
  int found = -1;
  if (system_.size() < mostFromSystem && character < endOfCharacters) {
    const std::vector<std::string> paths = systemFontPaths();
    for (std::size_t i = 0; found < 0 && i < paths.size(); ++i) {
      const std::vector<bool>& coverage = coverageOf(paths[i]);
      found = !coverage.empty() && coverage[character] ? static_cast<int>(i) : -1;
    }
  }
  system_.emplace(character, found);
  return found;
}

void Fonts::seed(Style style, std::string_view characters) {
  Wanted& wanted = styles_[style];
  while (!characters.empty()) {
    const char32_t character = takeCodePoint(characters);
    if (compiledIn(style.face, character)) {
      wanted.characters.insert(character);
    }
  }
  wants_ = wants_ || wanted.font == nullptr;
}

ImFont* Fonts::font(Style style) {
  Wanted& wanted = wantedOf(style);
  wants_ = wants_ || wanted.font == nullptr;
  return wanted.font;
}

Fonts::Wanted& Fonts::wantedOf(Style style) {
  if (last_ == nullptr || lastStyle_ != style) {
    lastStyle_ = style;
    last_ = &styles_[style];
  }
  return *last_;
}

bool Fonts::ask(Style style, char32_t character) {
  Wanted& wanted = wantedOf(style);
  if (character < wanted.known.size() && wanted.known[character]) {
    return true;
  }
  if (isInvisible(character)) {
    return false;
  }
  const bool asked = wanted.loaded.contains(character) || wanted.characters.contains(character);
  if (asked && character < wanted.known.size()) {
    wanted.known.set(character);
  }
  if (asked) {
    return true;
  }
  if (!compiledIn(style.face, character) && systemFontFor(character) < 0) {
    return false;
  }
  wanted.characters.insert(character);
  wants_ = true;
  return true;
}

void Fonts::forget() {
  styles_.clear();
  last_ = nullptr;
  wants_ = true;
}

void Fonts::addSystemFonts(ImFontAtlas& atlas, const Wanted& wanted, Style style, std::deque<ImVector<ImWchar>>& ranges,
                           std::map<int, std::string>& files) {
  std::map<int, ImVector<ImWchar>> byFile;
  for (const char32_t character : wanted.characters) {
    if (!compiledIn(style.face, character)) {
      addRange(byFile[systemFontFor(character)], character);
    }
  }
  const std::vector<std::string> paths = systemFontPaths();
  for (auto& [index, range] : byFile) {
    if (index < 0) {
      continue;
    }
    if (!files.contains(index)) {
      files[index] = readFont(paths[static_cast<std::size_t>(index)]);
    }
    std::string& bytes = files[index];
    if (bytes.empty() || infoOf(bytesOf(bytes)).data == nullptr) {
      continue;
    }
    range.push_back(0);
    ranges.push_back(range);
    ImFontConfig config = configFor(ranges.back());
    config.MergeMode = true;
    atlas.AddFontFromMemoryTTF(bytes.data(), static_cast<int>(bytes.size()), static_cast<float>(style.pixels), &config);
  }
}

bool Fonts::rebuild(ImFontAtlas& atlas) {
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  atlas.TexGlyphPadding = 1;
  std::deque<ImVector<ImWchar>> ranges;
  std::map<int, std::string> files;
  for (auto& [style, wanted] : styles_) {
    ImVector<ImWchar>& range = ranges.emplace_back();
    addRange(range, U' ');
    for (const char32_t character : wanted.characters) {
      if (character != U' ' && compiledIn(style.face, character)) {
        addRange(range, character);
      }
    }
    range.push_back(0);
    const std::span<const unsigned char> bytes = bytesOf(style.face);
    ImFontConfig config = configFor(range);
    // ImGui takes a pointer that it does not write through.
    wanted.font = atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()),
                                             static_cast<float>(style.pixels), &config);
    wanted.loaded = wanted.characters;
    addSystemFonts(atlas, wanted, style, ranges, files);
  }
  wants_ = false;
  const bool built = atlas.Build();
  atlas.ClearInputData();
  return built;
}

}  // namespace preflight::page
