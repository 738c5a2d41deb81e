#include "winlog/log_source.h"

#include <algorithm>

namespace preflight::winlog {

Result<std::size_t> MemorySource::read(std::uint64_t offset, std::span<char> out) const {
  if (offset >= bytes_.size()) {
    return 0;
  }
  return bytes_.copy(out.data(), out.size(), static_cast<std::size_t>(offset));
}

}  // namespace preflight::winlog
