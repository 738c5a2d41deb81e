#include "host/windows/storage_descriptor.h"

#include <algorithm>

#include "base/text.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr std::size_t fixedPart = 36;  // up to and with RawPropertiesLength
constexpr std::size_t longestText = 256;

// The text at the offset that is stored at `field`. 0 and 0xFFFFFFFF both mean "none".
std::string textAt(ByteView bytes, std::size_t field) {
  const std::size_t offset = readU32(bytes, field);
  if (offset < fixedPart || offset >= bytes.size()) {
    return {};
  }
  const std::string_view rest = textOf(bytes.subspan(offset));
  const std::string_view text = rest.substr(0, std::min(rest.find('\0'), longestText));
  return printable(trimmed(text), longestText);
}

}  // namespace

Bus busFromStorageType(std::uint32_t type) {
  switch (type) {
    case 0:
      return Bus::unknown;
    case 1:
      return Bus::scsi;
    case 2:  // ATAPI
    case 3:
      return Bus::ata;
    case 7:
      return Bus::usb;
    case 8:
      return Bus::raid;
    case 10:
      return Bus::sas;
    case 11:
      return Bus::sata;
    case 12:
      return Bus::sd;
    case 13:
      return Bus::mmc;
    case 14:
    case 15:  // file-backed
      return Bus::virtualDisk;
    case 17:
      return Bus::nvme;
    default:
      return Bus::other;
  }
}

Result<StorageDescriptor> parseStorageDescriptor(ByteView bytes) {
  if (bytes.size() < fixedPart) {
    return fail(ErrorKind::invalid, ErrorId::stepStorage, ErrorId::whyStorageShort);
  }
  StorageDescriptor descriptor;
  descriptor.removable = bytes[10] != 0;
  descriptor.vendor = textAt(bytes, 12);
  descriptor.product = textAt(bytes, 16);
  descriptor.serialNumber = textAt(bytes, 24);
  descriptor.bus = busFromStorageType(readU32(bytes, 28));
  return descriptor;
}

}  // namespace preflight::windows
