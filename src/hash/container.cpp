#include "hash/container.h"

#include <algorithm>
#include <array>

#include "base/names.h"
#include "base/sha256.h"
#include "text/hash_id.h"

namespace preflight::hash {
namespace {

constexpr std::size_t headSize = 4;       // u16 tag or type, u16 length
constexpr std::size_t digestRecord = 36;  // head and SHA-256
constexpr std::array<std::uint8_t, headSize> digestHead{'C', 'S', 36, 0};

constexpr NameTable<ProblemCode, 20> problemNames{{{
    {ProblemCode::notAHash, "not-a-hash"},
    {ProblemCode::truncated, "truncated"},
    {ProblemCode::recordOverrun, "record-overrun"},
    {ProblemCode::digestMissing, "digest-missing"},
    {ProblemCode::digestMismatch, "digest-mismatch"},
    {ProblemCode::badBase64, "bad-base64"},
    {ProblemCode::tooFewRecords, "too-few-records"},
    {ProblemCode::missingSerial, "missing-serial"},
    {ProblemCode::missingManufacturer, "missing-manufacturer"},
    {ProblemCode::wrongDevice, "wrong-device"},
    {ProblemCode::placeholderSerial, "placeholder-serial"},
    {ProblemCode::noTpm, "no-tpm"},
    {ProblemCode::ekMismatch, "ek-mismatch"},
    {ProblemCode::notFullOs, "not-full-os"},
    {ProblemCode::clockImplausible, "clock-implausible"},
    {ProblemCode::nonzeroPadding, "nonzero-padding"},
    {ProblemCode::weakIdentity, "weak-identity"},
    {ProblemCode::unusualSize, "unusual-size"},
    {ProblemCode::repadded, "repadded"},
    {ProblemCode::foreignTool, "foreign-tool"},
}}};

// Keeps the worst problem only.
void report(Records& found, ProblemCode code, std::string message) {
  if (!found.problem || code < found.problem->code) {
    found.problem = Problem{code, std::move(message)};
  }
}

void walkRecords(ByteView bytes, Records& found) {
  const std::size_t end = std::min<std::size_t>(found.headerLength, bytes.size());
  std::size_t offset = headSize;
  while (offset < end) {
    if (end - offset < headSize) {
      report(found, ProblemCode::recordOverrun,
             say(HashId::noRecord, {{"count", std::to_string(end - offset)}, {"offset", std::to_string(offset)}}));
      return;
    }
    const std::size_t length = readU16(bytes, offset + 2);
    if (length < headSize) {
      report(found, ProblemCode::recordOverrun,
             say(HashId::recordShort, {{"offset", std::to_string(offset)}, {"length", std::to_string(length)}}));
      return;
    }
    if (length > end - offset) {
      report(found, ProblemCode::recordOverrun,
             say(HashId::recordLong, {{"offset", std::to_string(offset)},
                                      {"length", std::to_string(length)},
                                      {"left", std::to_string(end - offset)}}));
      return;
    }
    const std::uint16_t type = readU16(bytes, offset);
    found.records.push_back({type, offset, length, bytes.subspan(offset + headSize, length - headSize)});
    if (type < Records::knownTypes && found.firstOf[type] == 0) {
      found.firstOf[type] = static_cast<std::uint16_t>(found.records.size());
    }
    offset += length;
  }
}

void checkDigest(ByteView bytes, Records& found) {
  const std::size_t at = found.headerLength;
  const ByteView head = bytes.subspan(at, headSize);
  found.digestPresent = std::ranges::equal(head, digestHead);
  if (!found.digestPresent) {
    report(found, ProblemCode::digestMissing, say(HashId::noChecksum, {{"offset", std::to_string(at)}}));
    return;
  }
  constexpr std::uint16_t endorsementKey = 25;
  const Record* key = found.first(endorsementKey);
  const auto [expected, keyDigest] = sha256Pair(bytes.first(at), key == nullptr ? ByteView() : key->payload);
  if (key != nullptr) {
    found.keyDigest = keyDigest;
  }
  const ByteView stored = bytes.subspan(at + headSize, expected.size());
  found.digestRight = std::ranges::equal(stored, expected);
  if (!found.digestRight) {
    report(found, ProblemCode::digestMismatch, say(HashId::wrongChecksum));
  }
}

}  // namespace

std::string_view name(ProblemCode code) {
  return problemNames.name(code);
}

const Record* Records::first(std::uint16_t type) const {
  if (type < knownTypes) {
    return firstOf[type] == 0 ? nullptr : &records[firstOf[type] - 1U];
  }
  const auto found = std::ranges::find(records, type, &Record::type);
  return found == records.end() ? nullptr : &*found;
}

Records walk(ByteView bytes) {
  Records found;
  walk(bytes, found);
  return found;
}

void walk(ByteView bytes, Records& found) {
  std::vector<Record> records = std::move(found.records);
  records.clear();
  records.reserve(48);  // a real hash has about 30
  found = Records{};
  found.records = std::move(records);
  if (bytes.empty() || bytes[0] != 'O' || (bytes.size() > 1 && bytes[1] != 'A')) {
    report(found, ProblemCode::notAHash, say(HashId::notAHash));
    return;
  }
  if (bytes.size() < headSize) {
    report(found, ProblemCode::truncated, say(HashId::cutHead, {{"count", std::to_string(bytes.size())}}));
    return;
  }
  found.headerLength = readU16(bytes, 2);
  if (found.headerLength < headSize) {
    report(found, ProblemCode::notAHash, say(HashId::shortHead, {{"length", std::to_string(found.headerLength)}}));
    return;
  }
  const std::size_t needed = found.headerLength + digestRecord;
  if (bytes.size() < needed) {
    report(found, ProblemCode::truncated,
           say(HashId::cut, {{"count", std::to_string(bytes.size())}, {"needed", std::to_string(needed)}}));
  }
  walkRecords(bytes, found);
  if (bytes.size() >= needed) {
    checkDigest(bytes, found);
  }
}

}  // namespace preflight::hash
