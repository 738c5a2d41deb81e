#include <windows.h>

#include <algorithm>
#include <system_error>

#include "base/files.h"
#include "export/tables/open_source.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

class StandardInput final : public csv::ByteSource {
 public:
  Result<std::size_t> read(std::span<char> buffer) override {
    DWORD size = 0;
    const DWORD wanted = static_cast<DWORD>(std::min<std::size_t>(buffer.size(), 1U << 20));
    if (ReadFile(GetStdHandle(STD_INPUT_HANDLE), buffer.data(), wanted, &size, nullptr) != 0) {
      return size;
    }
    const DWORD code = GetLastError();
    if (code == ERROR_BROKEN_PIPE || code == ERROR_HANDLE_EOF) {
      return std::size_t{0};
    }
    return tl::unexpected(
        systemError(std::error_code(static_cast<int>(code), std::system_category()), say(CsvId::inputStandard)));
  }
};

}  // namespace

std::unique_ptr<csv::ByteSource> standardInputSource() {
  return std::make_unique<StandardInput>();
}

}  // namespace preflight
