// Members of a zip or cab archive, read into memory. Nothing is extracted to disk, so that the names in it can do no
// harm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"

namespace preflight {

// An archive that goes over one of them is refused, not cut.
struct ArchiveLimits {
  std::uint64_t memberBytes = 64U << 20;
  std::uint64_t totalBytes = 512U << 20;    // of all members that are returned
  std::uint64_t archiveBytes = 512U << 20;  // of the file
  std::size_t members = 10'000;             // counted whether or not they fit the pattern
};

// The members whose base name, behind the last / or \, fits `pattern` (fitsPattern of base/text.h); none is a value,
// not an error. Names are as the archive has them, in UTF-8. invalid: no zip or cab, damaged, encrypted, or over a
// limit.
Result<std::vector<ArchiveMember>> readMembers(ByteView archive, std::string_view pattern,
                                               const ArchiveLimits& limits = {});
Result<std::vector<ArchiveMember>> readMembers(const std::string& file, std::string_view pattern,
                                               const ArchiveLimits& limits = {});

}  // namespace preflight
