// The name under which a recording is written before it is whole.
#pragma once

#include <fmt/format.h>

#include <filesystem>

#include "base/path.h"
#include "base/result.h"
#include "text/error_id.h"

namespace preflight::recording {

// "<target>.part", or with a number when that is taken: what is there belongs to somebody else.
inline Result<std::filesystem::path> freePartPath(const std::filesystem::path& target) {
  for (int i = 1; i < 100; ++i) {
    std::filesystem::path path = target;
    path += i == 1 ? std::string(".part") : fmt::format(".part{}", i);
    std::error_code code;
    const auto status = std::filesystem::symlink_status(path, code);
    if (status.type() == std::filesystem::file_type::not_found) {
      return path;
    }
    if (status.type() == std::filesystem::file_type::none) {
      return tl::unexpected(systemError(code, {ErrorId::stepWrite, {{"what", utf8FromPath(path)}}}));
    }
  }
  return fail(ErrorKind::failed, {ErrorId::stepWrite, {{"what", utf8FromPath(target)}}}, ErrorId::whyRecordingParts);
}

}  // namespace preflight::recording
