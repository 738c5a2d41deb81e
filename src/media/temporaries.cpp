#include <fmt/format.h>

#include <random>

#include "media/durable_write.h"
#include "media/steps.h"

namespace preflight::media {
namespace {

constexpr std::string_view temporaryStart = ".preflight-";
constexpr std::string_view temporaryEnd = ".tmp";
constexpr std::size_t temporaryDigits = 16;

}  // namespace

std::string temporaryName() {
  std::random_device device;
  const std::uint64_t number = (std::uint64_t{device()} << 32U) | device();
  return fmt::format("{}{:016x}{}", temporaryStart, number, temporaryEnd);
}

bool isTemporaryName(std::string_view name) {
  if (name.size() != temporaryStart.size() + temporaryDigits + temporaryEnd.size() ||
      !name.starts_with(temporaryStart) || !name.ends_with(temporaryEnd)) {
    return false;
  }
  const std::string_view digits = name.substr(temporaryStart.size(), temporaryDigits);
  return digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<std::size_t> removeStaleTemporaries(FileSystem& files, const std::string& folder) {
  return files.names(folder).map([&](const std::vector<std::string>& names) {
    std::size_t removed = 0;
    const std::string start = files.isSeparator(folder.empty() ? ' ' : folder.back()) ? folder : folder + "/";
    for (const std::string& name : names) {
      if (isTemporaryName(name) && files.removeUnused(start + name)) {
        ++removed;
      }
    }
    return removed;
  });
}

}  // namespace preflight::media
