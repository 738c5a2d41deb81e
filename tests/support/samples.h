// The recordings of the samples that a test goes through. PREFLIGHT_SAMPLES is their folder.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace preflight::test {

// A recording a folder; of a series the last.
inline std::vector<std::filesystem::path> samplesWithSeries() {
  std::vector<std::filesystem::path> found;
  const std::filesystem::path folder = PREFLIGHT_SAMPLES;
  for (const char* below : {"", "registration", "deployment"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder / below)) {
      std::filesystem::path path = entry.path();
      if (path.filename().string().starts_with("film-")) {
        for (const auto& picture : std::filesystem::directory_iterator(entry.path())) {
          path = picture.path().filename() > path.filename() || path == entry.path() ? picture.path() : path;
        }
      }
      if (std::filesystem::exists(path / "recording.json")) {
        found.push_back(path);
      }
    }
  }
  std::ranges::sort(found);
  return found;
}

// Every recording, without those of a series.
inline std::vector<std::string> singleSamples() {
  std::vector<std::string> found;
  for (const auto& each : std::filesystem::recursive_directory_iterator(PREFLIGHT_SAMPLES)) {
    const std::filesystem::path above = each.path().parent_path().parent_path();
    if (each.path().filename() == "recording.json" && !above.filename().string().starts_with("film-")) {
      const std::u8string path = each.path().parent_path().u8string();
      found.emplace_back(path.begin(), path.end());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace preflight::test
