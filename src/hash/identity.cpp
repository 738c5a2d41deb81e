#include "hash/identity.h"

#include <algorithm>

#include "base/text.h"
#include "hash/base64_text.h"
#include "hash/container.h"

namespace preflight::hash {
namespace {

enum RecordType : std::uint16_t { timeRecord = 1, uuidRecord = 12, serialRecord = 14, makerRecord = 16, ekRecord = 25 };

using Uuid = std::array<std::uint8_t, 16>;

// 03000200-0400-0500-0006-000700080009, the default of a firmware maker's kit, found on boards of many makers.
constexpr Uuid kitUuid{0x00, 0x02, 0x00, 0x03, 0x00, 0x04, 0x00, 0x05, 0x00, 0x06, 0x00, 0x07, 0x00, 0x08, 0x00, 0x09};

constexpr std::int64_t millisecondsTo2000 = 946'684'800'000;  // 1970-01-01 to 2000-01-01 UTC
constexpr std::size_t secondsAt = 16;

const Record* firstOf(const Records& found, std::uint16_t type) {
  const auto at = std::find_if(found.records.begin(), found.records.end(),
                               [&](const Record& record) { return record.type == type; });
  return at == found.records.end() ? nullptr : &*at;
}

std::optional<std::string> textRecord(const Records& found, std::uint16_t type) {
  const Record* record = firstOf(found, type);
  if (record == nullptr) {
    return std::nullopt;
  }
  const std::string_view payload = textOf(record->payload);
  const std::string_view text = payload.substr(0, payload.find('\0'));
  if (isUtf8(text)) {
    return std::string(text);
  }
  std::string fromLatin1;
  for (const char c : text) {
    appendUtf8(fromLatin1, static_cast<std::uint8_t>(c));
  }
  return fromLatin1;
}

// All bytes 00 or FF: firmware's way to say that it has none.
bool isBlank(ByteView bytes) {
  return bytes.empty() || ((bytes[0] == 0x00 || bytes[0] == 0xFF) &&
                           std::all_of(bytes.begin(), bytes.end(), [&](std::uint8_t b) { return b == bytes[0]; }));
}

bool tells(const std::optional<Uuid>& uuid) {
  return uuid && !isBlank(*uuid) && *uuid != kitUuid;
}

bool tells(const std::optional<Bytes>& key) {
  return key && !isBlank(*key);
}

bool sameSerial(const Identity& a, const Identity& b) {
  if (!a.serialNumber || !b.serialNumber) {
    return false;
  }
  const std::string_view serial = trimmed(*a.serialNumber);
  return !serial.empty() && equalIgnoringCase(serial, trimmed(*b.serialNumber));
}

}  // namespace

Identity identityOf(ByteView bytes) {
  const Records found = walk(bytes);
  Identity identity;
  identity.digestRight = found.digestRight;
  identity.serialNumber = textRecord(found, serialRecord);
  identity.manufacturer = textRecord(found, makerRecord);
  if (const Record* uuid = firstOf(found, uuidRecord); uuid != nullptr && uuid->payload.size() == sizeof(Uuid)) {
    identity.uuid.emplace();
    std::copy(uuid->payload.begin(), uuid->payload.end(), identity.uuid->begin());
  }
  if (const Record* key = firstOf(found, ekRecord); key != nullptr && !key->payload.empty()) {
    identity.ekPublic = Bytes(key->payload.begin(), key->payload.end());
  }
  if (const Record* time = firstOf(found, timeRecord); time != nullptr && time->payload.size() >= secondsAt + 4) {
    identity.capturedAt = UtcTime{millisecondsTo2000 + std::int64_t{readU32(time->payload, secondsAt)} * 1000};
  }
  return identity;
}

SameDevice sameDevice(const Identity& a, const Identity& b) {
  if (!a.digestRight || !b.digestRight) {
    return SameDevice::unknown;
  }
  if (tells(a.ekPublic) && tells(b.ekPublic)) {
    return *a.ekPublic == *b.ekPublic ? SameDevice::yes : SameDevice::no;
  }
  if (tells(a.uuid) && tells(b.uuid)) {
    if (*a.uuid != *b.uuid) {
      return SameDevice::no;
    }
    return sameSerial(a, b) ? SameDevice::yes : SameDevice::unknown;
  }
  return SameDevice::unknown;
}

SameDevice sameDevice(std::string_view hashA, std::string_view hashB) {
  const Result<Bytes> a = decodeBase64Text(hashA);
  const Result<Bytes> b = decodeBase64Text(hashB);
  return a && b ? sameDevice(identityOf(*a), identityOf(*b)) : SameDevice::unknown;
}

}  // namespace preflight::hash
