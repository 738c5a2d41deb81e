// Firmware tables as the kernel shows them: Documentation/ABI/testing/sysfs-firmware-dmi-tables and
// sysfs-firmware-acpi.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/linux/files.h"
#include "host/linux/linux_host.h"
#include "smbios/smbios.h"
#include "text/error_id.h"

namespace preflight {
namespace {

using namespace linux_files;

constexpr std::string_view dmiFolder = "/sys/firmware/dmi/tables/";
constexpr std::string_view acpiFolder = "/sys/firmware/acpi/tables";

// The kernel lets only root read these; a machine without SMBIOS (many virtual ones) has no such folder at all.
Result<Bytes> dmiFile(const LinuxHost& host, std::string_view name) {
  auto content = host.file(fmt::format("{}{}", dmiFolder, name), {16U << 20, false});
  if (!content) {
    Error error = std::move(content).error();
    if (error.kind == ErrorKind::absent) {
      error.words = ErrorId::whyNoSmbios;
    }
    return tl::unexpected(std::move(error));
  }
  if (!content->whole) {
    return fail(ErrorKind::invalid, {ErrorId::stepRead, {{"what", fmt::format("{}{}", dmiFolder, name)}}},
                {ErrorId::whyTooLarge, {{"size", "16 MB"}}});
  }
  return std::move(content->bytes);
}

tl::unexpected<Error> unknownProvider(std::string_view provider) {
  return fail(ErrorKind::unsupported, {ErrorId::stepFirmwareTables, {{"what", printable(provider, 20)}}},
              ErrorId::whyTableProvider);
}

}  // namespace

Result<std::vector<std::string>> LinuxHost::firmwareTables(std::string_view provider) const {
  if (provider == "RSMB") {
    return folder(dmiFolder.substr(0, dmiFolder.size() - 1)).map([](const std::vector<FileEntry>& entries) {
      const bool there =
          std::any_of(entries.begin(), entries.end(), [](const auto& each) { return each.name == "DMI"; });
      return there ? std::vector<std::string>{""} : std::vector<std::string>{};
    });
  }
  if (provider != "ACPI") {
    return unknownProvider(provider);
  }
  return folder(acpiFolder).map([](const std::vector<FileEntry>& entries) {
    std::vector<std::string> ids;
    for (const FileEntry& entry : entries) {
      // Several tables of one kind are SSDT1, SSDT2, ...; Windows tells four characters.
      const std::string id = entry.name.substr(0, 4);
      if (!entry.folder && id.size() == 4 && std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
      }
    }
    return ids;
  });
}

Result<Bytes> LinuxHost::firmwareTable(const FirmwareTableId& table) const {
  if (table.provider == "ACPI") {
    return fail(ErrorKind::unsupported,
                {ErrorId::stepFirmwareTable, {{"what", table.provider + " " + printable(table.id, 20)}}},
                ErrorId::whyProductKey);
  }
  if (table.provider != "RSMB") {
    return unknownProvider(table.provider);
  }
  return dmiFile(*this, "smbios_entry_point").and_then([&](const Bytes& entryPoint) {
    return dmiFile(*this, "DMI").and_then([&](const Bytes& tables) { return smbios::fromLinux(entryPoint, tables); });
  });
}

// The kernel shows each variable as a file NAME-vendor; its attributes are the first four bytes.
Result<Bytes> LinuxHost::firmwareVariable(const FirmwareVariableId& variable) const {
  constexpr std::string_view efiFolder = "/sys/firmware/efi/efivars";
  const Text step(ErrorId::stepUefiVariable, {{"what", printable(variable.name, 100)}});
  const bool plain = variable.name.find_first_of("/.") == std::string::npos && variable.vendor.size() == 38 &&
                     variable.vendor.find('/') == std::string::npos;
  if (!plain) {
    return fail(ErrorKind::invalid, step, ErrorId::whyNameRefused);
  }
  if (const auto list = folder(efiFolder); !list && list.error().kind == ErrorKind::absent) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyNoUefi);
  }
  const std::string vendor = lower(std::string_view(variable.vendor).substr(1, 36));
  return file(fmt::format("{}/{}-{}", efiFolder, variable.name, vendor), {64U << 10, false})
      .and_then([&](const FileContent& content) -> Result<Bytes> {
        if (content.bytes.size() < 4) {
          return fail(ErrorKind::invalid, step, ErrorId::whyVariableShort);
        }
        return Bytes(content.bytes.begin() + 4, content.bytes.end());
      });
}

}  // namespace preflight
