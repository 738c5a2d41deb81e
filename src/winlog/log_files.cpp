#include "winlog/log_files.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace preflight::winlog {
namespace {

constexpr std::size_t stampLength = 15;  // 20260322-140322
constexpr std::size_t dayLength = 8;     // 20260322

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The stamp at the end of a name without extension, or nothing.
std::string_view stampOf(std::string_view stem) {
  for (const std::size_t length : {stampLength, dayLength}) {
    if (stem.size() <= length + 1) {
      continue;
    }
    const std::string_view stamp = stem.substr(stem.size() - length);
    const char between = stem[stem.size() - length - 1];
    const bool time = length == dayLength || ((stamp[8] == '-' || stamp[8] == '_') && digits(stamp.substr(9)));
    if (digits(stamp.substr(0, dayLength)) && time && (between == '-' || between == '_')) {
      return stamp;
    }
  }
  return {};
}

struct Place {
  std::string series;  // lower case
  std::string order;   // sorts before what was written later
};

Place placeOf(const LogFile& file) {
  const std::string name = lower(file.name);
  const std::string stem = name.substr(0, name.size() - 4);
  if (const std::string_view stamp = stampOf(stem); !stamp.empty()) {
    return {stem.substr(0, stem.size() - stamp.size() - 1), "1" + std::string(stamp)};
  }
  return {stem, name.ends_with(".lo_") ? "2" : "3"};
}

}  // namespace

std::vector<LogSeries> logSeries(std::vector<LogFile> files) {
  std::map<std::string, std::vector<std::pair<std::string, LogFile>>> series;
  for (LogFile& file : files) {
    const std::string name = lower(file.name);
    if (name.size() > 4 && (name.ends_with(".log") || name.ends_with(".lo_"))) {
      Place place = placeOf(file);
      series[place.series].emplace_back(std::move(place.order), std::move(file));
    }
  }
  std::vector<LogSeries> all;
  for (auto& [key, members] : series) {
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    LogSeries one;
    const std::string_view last = members.back().second.name;
    one.name = std::string(last.substr(0, key.size())) + ".log";
    for (auto& [order, file] : members) {
      one.files.push_back(std::move(file));
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace preflight::winlog
