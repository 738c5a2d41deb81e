#include "hash/identity.h"

#include <algorithm>

#include "base/text.h"
#include "hash/base64_text.h"
#include "hash/container.h"
#include "hash/records.h"

namespace preflight::hash {
namespace {

using Uuid = std::array<std::uint8_t, 16>;

bool identifies(const std::optional<Uuid>& uuid) {
  return uuid && !isBlankUuid(*uuid);
}

bool identifies(const std::optional<Bytes>& key) {
  return key && !isFiller(*key);
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
  identity.serialNumber = textOfRecord(found, RecordType::serialNumber);
  identity.manufacturer = textOfRecord(found, RecordType::manufacturer);
  if (const Record* uuid = found.first(RecordType::uuid); uuid != nullptr && uuid->payload.size() == sizeof(Uuid)) {
    identity.uuid.emplace();
    std::copy(uuid->payload.begin(), uuid->payload.end(), identity.uuid->begin());
  }
  if (const Record* key = found.first(RecordType::tpmEk); key != nullptr && !key->payload.empty()) {
    identity.ekPublic = Bytes(key->payload.begin(), key->payload.end());
  }
  identity.capturedAt = captureTime(found);
  return identity;
}

SameDevice sameDevice(const Identity& a, const Identity& b) {
  if (!a.digestRight || !b.digestRight) {
    return SameDevice::unknown;
  }
  if (identifies(a.ekPublic) && identifies(b.ekPublic)) {
    return *a.ekPublic == *b.ekPublic ? SameDevice::yes : SameDevice::no;
  }
  if (identifies(a.uuid) && identifies(b.uuid)) {
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
