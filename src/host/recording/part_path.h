// The name under which a recording is written before it is whole.
#pragma once

#include <fmt/format.h>

#include <string>

#include "base/files.h"
#include "text/error_id.h"

namespace preflight::recording {

// "<target>.part", or with a number when that is taken: what is there belongs to somebody else.
inline Result<std::string> freePartPath(const std::string& target) {
  for (int i = 1; i < 100; ++i) {
    const std::string path = i == 1 ? target + ".part" : fmt::format("{}.part{}", target, i);
    const FileFacts facts = factsOf(path, Links::keep);
    if (facts.kind == FileKind::none) {
      return path;
    }
    if (facts.kind == FileKind::hidden) {
      return tl::unexpected(systemError(facts.problem, {ErrorId::stepWrite, {{"what", path}}}));
    }
  }
  return fail(ErrorKind::failed, {ErrorId::stepWrite, {{"what", target}}}, ErrorId::whyRecordingParts);
}

}  // namespace preflight::recording
