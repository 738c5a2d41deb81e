// A folder of its own for one test, gone afterwards.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace preflight::test {

class TempFolder {
 public:
  TempFolder() {
    static std::atomic<int> count{0};
    const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
    path_ = std::filesystem::temp_directory_path() /
            ("preflight-test-" + std::to_string(ticks) + "-" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // UTF-8, as the product takes paths.
  std::string text(std::string_view below = {}) const {
    const std::filesystem::path whole =
        below.empty() ? path_ : path_ / std::filesystem::path(std::u8string(below.begin(), below.end()));
    const std::u8string utf8 = whole.u8string();
    return {utf8.begin(), utf8.end()};
  }

 private:
  std::filesystem::path path_;
};

inline std::filesystem::path pathOf(std::string_view utf8) {
  return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

inline std::string readFile(std::string_view utf8Path) {
  std::ifstream file(pathOf(utf8Path), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void writeFile(std::string_view utf8Path, std::string_view bytes) {
  std::ofstream file(pathOf(utf8Path), std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace preflight::test
