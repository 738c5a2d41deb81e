#include "hash/records.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace preflight::hash {
namespace {

constexpr std::array<std::uint8_t, 16> kitUuid{0x00, 0x02, 0x00, 0x03, 0x00, 0x04, 0x00, 0x05,
                                               0x00, 0x06, 0x00, 0x07, 0x00, 0x08, 0x00, 0x09};

constexpr std::int64_t millisecondsTo2000 = 946'684'800'000;  // 1970-01-01 to 2000-01-01 UTC
constexpr std::size_t secondsAt = 16;

std::string_view upToNul(ByteView payload) {
  const std::string_view text = textOf(payload);
  return text.substr(0, text.find('\0'));
}

}  // namespace

std::string textOfPayload(ByteView payload) {
  const std::string_view text = upToNul(payload);
  if (isUtf8(text)) {
    return std::string(text);
  }
  std::string fromLatin1;
  for (const char c : text) {
    appendUtf8(fromLatin1, static_cast<std::uint8_t>(c));
  }
  return fromLatin1;
}

std::optional<std::string> textOfRecord(const Records& found, std::uint16_t type) {
  const Record* record = found.first(type);
  return record == nullptr ? std::nullopt : std::optional(textOfPayload(record->payload));
}

std::string_view rawText(const Records& found, std::uint16_t type) {
  const Record* record = found.first(type);
  return record == nullptr ? std::string_view() : upToNul(record->payload);
}

namespace {

// What follows the key, up to one of the characters.
std::string_view behind(std::string_view text, std::string_view key, std::string_view end) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(at + key.size());
  return trimmed(text.substr(0, text.find_first_of(end)));
}

}  // namespace

std::string_view tpmVersionText(std::string_view record13) {
  return behind(record13, "TPM-Version:", " -");
}

std::string_view tpmVendorText(std::string_view record13) {
  return behind(record13, "VendorID:'", "'");
}

std::string_view tpmFirmwareText(std::string_view record13) {
  return behind(record13, "-Firmware:", " -");
}

bool isTpm12(std::string_view version) {
  return version.starts_with("1.") || version.starts_with("01.");
}

std::optional<UtcTime> captureTime(const Records& found) {
  const Record* tool = found.first(RecordType::tool);
  if (tool == nullptr || tool->payload.size() < secondsAt + 4) {
    return std::nullopt;
  }
  return UtcTime{millisecondsTo2000 + std::int64_t{readU32(tool->payload, secondsAt)} * 1000};
}

bool isFiller(ByteView bytes) {
  return bytes.empty() || ((bytes[0] == 0x00 || bytes[0] == 0xFF) &&
                           std::ranges::all_of(bytes, [&](std::uint8_t byte) { return byte == bytes[0]; }));
}

bool isBlankUuid(ByteView uuid) {
  return isFiller(uuid) || std::ranges::equal(uuid, kitUuid);
}

DiskName diskNameOf(std::string_view text) {
  DiskName name;
  for (std::string_view* part : {&name.serialNumber, &name.product, &name.vendor}) {
    const std::size_t bar = text.find('|');
    *part = text.substr(0, bar);
    if (bar == std::string_view::npos) {
      break;
    }
    text.remove_prefix(bar + 1);
  }
  return name;
}

}  // namespace preflight::hash
