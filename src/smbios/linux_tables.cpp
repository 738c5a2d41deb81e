// Layout of the entry points: DSP0134 section 5.2. The kernel has found them; their checksums are checked again since
// a recording may bring them from anywhere.
#include <fmt/format.h>
#include <numeric>

#include "smbios/smbios.h"
#include "text/error_id.h"

namespace preflight::smbios {
namespace {

struct Version {
  std::uint8_t major;
  std::uint8_t minor;
  std::uint8_t revision;
};

tl::unexpected<Error> badEntryPoint(preflight::Text words) {
  return fail(ErrorKind::invalid, ErrorId::stepSmbiosEntry, std::move(words));
}

bool sumsToZero(ByteView bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), 0U) % 256 == 0;
}

Result<Version> version64(ByteView entry) {
  constexpr std::size_t fullSize = 0x18;
  if (entry.size() < fullSize || entry[6] < fullSize || entry[6] > entry.size()) {
    return badEntryPoint({ErrorId::whyEntrySize, {{"name", "_SM3_"}, {"count", std::to_string(entry.size())}}});
  }
  if (!sumsToZero(entry.first(entry[6]))) {
    return badEntryPoint({ErrorId::whyEntryChecksum, {{"name", "_SM3_"}}});
  }
  return Version{entry[7], entry[8], entry[9]};
}

Result<Version> version32(ByteView entry) {
  constexpr std::size_t fullSize = 0x1E;  // 0x1F, but specification 2.1 had 0x1E printed and firmware followed it
  constexpr std::size_t dmiAt = 0x10;
  constexpr std::size_t dmiSize = 15;
  if (entry.size() < dmiAt + dmiSize || entry[5] < fullSize || entry[5] > entry.size()) {
    return badEntryPoint({ErrorId::whyEntrySize, {{"name", "_SM_"}, {"count", std::to_string(entry.size())}}});
  }
  if (textOf(entry.subspan(dmiAt, 5)) != "_DMI_") {
    return badEntryPoint(ErrorId::whyEntryNoDmi);
  }
  if (!sumsToZero(entry.first(entry[5])) || !sumsToZero(entry.subspan(dmiAt, dmiSize))) {
    return badEntryPoint({ErrorId::whyEntryChecksum, {{"name", "_SM_"}}});
  }
  return Version{entry[6], entry[7], entry[0x1E]};
}

Result<Version> versionOf(ByteView entry) {
  if (textOf(entry).starts_with("_SM3_")) {
    return version64(entry);
  }
  if (textOf(entry).starts_with("_SM_")) {
    return version32(entry);
  }
  return badEntryPoint(ErrorId::whyEntryStart);
}

}  // namespace

Result<Bytes> fromLinux(ByteView entryPoint, ByteView dmiTable) {
  constexpr std::size_t tableLimit = 16 * 1024 * 1024;  // real tables have a few KB
  const Result<Version> version = versionOf(entryPoint);
  if (!version) {
    return tl::unexpected(version.error());
  }
  if (dmiTable.empty() || dmiTable.size() > tableLimit) {
    return fail(ErrorKind::invalid, ErrorId::stepSmbios,
                {ErrorId::whyTableSize, {{"count", std::to_string(dmiTable.size())}}});
  }
  const auto size = static_cast<std::uint32_t>(dmiTable.size());
  Bytes raw{0, version->major, version->minor, version->revision};
  for (int shift = 0; shift < 32; shift += 8) {
    raw.push_back(static_cast<std::uint8_t>(size >> shift));
  }
  raw.insert(raw.end(), dmiTable.begin(), dmiTable.end());
  return raw;
}

}  // namespace preflight::smbios
