// Where a log's bytes come from: memory, a file, a Host's answer. Logs may be large and may grow while they are read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace preflight::winlog {

class LogSource {
 public:
  LogSource() = default;
  LogSource(const LogSource&) = delete;
  LogSource& operator=(const LogSource&) = delete;
  virtual ~LogSource() = default;

  // In bytes, now.
  virtual std::uint64_t size() const = 0;
  // Fills `out` from `offset` on; fewer bytes only at the end of the log.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<char> out) const = 0;
};

// `bytes` must outlive it.
class MemorySource final : public LogSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> out) const override;

 private:
  std::string_view bytes_;
};

}  // namespace preflight::winlog
