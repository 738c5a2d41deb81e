// Usage: log_bench index|last FILE. The whole index, or the last page of 60 entries, of a log; says how long and how
// much.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string_view>

#include "winlog/log_index.h"

using namespace preflight;
using namespace preflight::winlog;

namespace {

class FileSource final : public LogSource {
 public:
  explicit FileSource(const char* path) : file_(open(path, O_RDONLY | O_CLOEXEC)) {}
  ~FileSource() override { close(file_); }
  std::uint64_t size() const override { return static_cast<std::uint64_t>(lseek(file_, 0, SEEK_END)); }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> out) const override {
    const ssize_t got = pread(file_, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0) {
      return fail(ErrorKind::failed, "read", "pread failed");
    }
    return static_cast<std::size_t>(got);
  }

 private:
  int file_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    return 2;
  }
  const FileSource source(words[2]);
  const auto start = std::chrono::steady_clock::now();
  std::size_t entries = 0;
  if (std::string_view(words[1]) == "index") {
    IndexBuilder builder(source);
    if (!builder.finish()) {
      return 1;
    }
    entries = builder.index().size();
  } else {
    const auto page = lastEntries(source, 60);
    entries = page ? page->size() : 0;
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  std::puts(fmt::format("{} entries in {:.1f} ms", entries, took.count()).c_str());
  return entries == 0 ? 1 : 0;
}
