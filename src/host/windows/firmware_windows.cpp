#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr DWORD maxTableBytes = 16U << 20;

// Providers are named by multi-character constants, whose first character is the highest byte.
Result<DWORD> providerNumber(std::string_view provider) {
  if (provider == "RSMB") {
    return 0x52534D42U;
  }
  if (provider == "ACPI") {
    return 0x41435049U;
  }
  return fail(ErrorKind::invalid, {ErrorId::stepFirmwareTables, {{"what", printable(provider, 40)}}},
              ErrorId::whyTableProvider);
}

// Table ids are four bytes in the order in which the firmware spells them.
Result<DWORD> tableNumber(const FirmwareTableId& table, const Text& step) {
  DWORD number = 0;
  if (table.provider == "RSMB" && table.id.empty()) {
    return number;
  }
  if (table.id.size() != sizeof(number)) {
    return fail(ErrorKind::invalid, step, ErrorId::whyTableId);
  }
  std::memcpy(&number, table.id.data(), sizeof(number));
  return number;
}

// The functions give 0 both for an error and, some firmware, for "none"; a missing table is ERROR_NOT_FOUND or 2.
Error tableError(const Text& step, DWORD code) {
  if (code == ERROR_NOT_FOUND || code == ERROR_SUCCESS) {
    return {ErrorKind::absent, step, ErrorId::whyNoTable, CodeSpace::win32, code};
  }
  return win32Error(step, code);
}

}  // namespace

Result<std::vector<std::string>> listFirmwareTables(std::string_view provider) {
  const Result<DWORD> number = providerNumber(provider);
  if (!number) {
    return tl::unexpected(number.error());
  }
  const Text step(ErrorId::stepFirmwareTables, {{"what", provider}});
  if (provider == "RSMB") {
    // There is one, and not every system lists it.
    SetLastError(ERROR_SUCCESS);
    if (GetSystemFirmwareTable(*number, 0, nullptr, 0) == 0) {
      return tl::unexpected(tableError(step, GetLastError()));
    }
    return std::vector<std::string>{""};
  }
  SetLastError(ERROR_SUCCESS);
  Bytes ids(EnumSystemFirmwareTables(*number, nullptr, 0));
  if (ids.empty() || ids.size() > maxTableBytes) {
    const DWORD code = GetLastError();
    return code == ERROR_SUCCESS ? fail(ErrorKind::unsupported, step, ErrorId::whyNamesNoTable) : failWin32(step, code);
  }
  const DWORD size = EnumSystemFirmwareTables(*number, ids.data(), static_cast<DWORD>(ids.size()));
  if (size == 0) {
    return failWin32(step, GetLastError());
  }
  std::vector<std::string> names;
  for (std::size_t at = 0; at + 4 <= std::min<std::size_t>(size, ids.size()); at += 4) {
    names.emplace_back(textOf(ByteView(ids).subspan(at, 4)));
  }
  return names;
}

Result<Bytes> readFirmwareTable(const FirmwareTableId& table) {
  const Text step(ErrorId::stepFirmwareTable,
                  {{"what", table.id.empty() ? table.provider : table.provider + " " + printable(table.id, 40)}});
  // Its body is a Windows product key. That the table exists is told by listFirmwareTables.
  if (equalIgnoringCase(table.id, "MSDM")) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyProductKey);
  }
  const Result<DWORD> provider = providerNumber(table.provider);
  if (!provider) {
    return tl::unexpected(provider.error());
  }
  const Result<DWORD> id = tableNumber(table, step);
  if (!id) {
    return tl::unexpected(id.error());
  }
  SetLastError(ERROR_SUCCESS);
  DWORD size = GetSystemFirmwareTable(*provider, *id, nullptr, 0);
  if (size == 0) {
    return tl::unexpected(tableError(step, GetLastError()));
  }
  Bytes bytes;
  while (size <= maxTableBytes) {
    bytes.resize(size);
    const DWORD got = GetSystemFirmwareTable(*provider, *id, bytes.data(), size);
    if (got == 0) {
      return tl::unexpected(tableError(step, GetLastError()));
    }
    if (got <= size) {
      bytes.resize(got);
      return bytes;
    }
    size = got;
  }
  return fail(ErrorKind::invalid, step, {ErrorId::whyTooLarge, {{"size", "16 MB"}}});
}

}  // namespace preflight::windows
