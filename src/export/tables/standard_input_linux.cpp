#include <unistd.h>
#include <cerrno>
#include <system_error>

#include "base/files.h"
#include "export/tables/open_source.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

class StandardInput final : public csv::ByteSource {
 public:
  Result<std::size_t> read(std::span<char> buffer) override {
    for (;;) {
      const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
      if (size >= 0) {
        return static_cast<std::size_t>(size);
      }
      if (errno != EINTR) {
        return tl::unexpected(systemError(std::error_code(errno, std::generic_category()), say(CsvId::inputStandard)));
      }
    }
  }
};

}  // namespace

std::unique_ptr<csv::ByteSource> standardInputSource() {
  return std::make_unique<StandardInput>();
}

}  // namespace preflight
