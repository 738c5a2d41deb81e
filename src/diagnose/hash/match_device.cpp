#include "diagnose/hash/match_device.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "base/text.h"
#include "text/evidence_id.h"

namespace preflight {
namespace {

constexpr std::size_t shownText = 200;
constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t firstPlausible = 1'451'606'400'000;  // 2016-01-01: no tool made such hashes before

using Texts = std::set<std::string>;

std::string joined(const Texts& texts) {
  return printable(fmt::format("{}", fmt::join(texts, ", ")), shownText);
}

bool has(const hash::Text& text) {
  return text && !trimmed(*text).empty();
}

EvidenceId labelOf(DeviceField field) {
  constexpr std::array<EvidenceId, 8> labels{
      EvidenceId::fieldSerial, EvidenceId::fieldUuid,    EvidenceId::fieldManufacturer, EvidenceId::fieldModel,
      EvidenceId::fieldBoard,  EvidenceId::fieldNetwork, EvidenceId::fieldDisks,        EvidenceId::fieldTpm};
  return labels[static_cast<std::size_t>(field)];
}

FieldCheck check(DeviceField field, Text words, std::string source, FieldMatch match) {
  return {field, labelOf(field), std::move(words), std::move(source), match};
}

FieldCheck notCompared(DeviceField field, Text why, std::string source) {
  return check(field, Text(EvidenceId::notCompared, {{"why", std::move(why)}}), std::move(source),
               FieldMatch::notCompared);
}

Text same(std::string value) {
  return {EvidenceId::same, {{"value", std::move(value)}}};
}

Text whyUnread(const Error& error) {
  return {EvidenceId::whyUnread, {{"error", printable(describe(error), shownText)}}};
}

// Upper and lower case count for none of these: firmware writes UUIDs in one, Windows prints them in the other.
FieldCheck compareText(DeviceField field, const hash::Text& inHash, const Fact<std::string>& onDevice) {
  if (!has(inHash)) {
    return notCompared(field, EvidenceId::whyHashLacks, onDevice.source);
  }
  if (!onDevice.known()) {
    return notCompared(
        field, onDevice.state == FactState::absent ? Text(EvidenceId::whyDeviceLacks) : whyUnread(onDevice.error),
        onDevice.source);
  }
  const std::string_view hashed = trimmed(*inHash);
  const std::string_view here = trimmed(onDevice.value);
  if (equalIgnoringCase(hashed, here)) {
    return check(field, same(printable(hashed, shownText)), onDevice.source, FieldMatch::same);
  }
  return check(
      field,
      Text(EvidenceId::differs, {{"hash", printable(hashed, shownText)}, {"device", printable(here, shownText)}}),
      onDevice.source, FieldMatch::differs);
}

// Addresses that count, with what was left out of them in words.
struct Addresses {
  Texts onBoard;
  Texts plugged;  // on USB and the like
  std::size_t madeUp = 0;
};

bool isMadeUp(std::string_view mac) {
  constexpr std::string_view local = "2367abefABEF";
  return mac.size() > 1 && local.find(mac[1]) != std::string_view::npos;
}

Addresses addressesOf(const hash::Decoded& decoded) {
  Addresses all;
  for (const hash::NetworkPart& adapter : decoded.networkAdapters) {
    if (adapter.locallyAdministered) {
      ++all.madeUp;
    } else {
      (adapter.onBoard() ? all.onBoard : all.plugged).insert(lower(adapter.mac));
    }
  }
  return all;
}

Texts addressesOf(const std::vector<AdapterFacts>& adapters) {
  Texts all;
  for (const AdapterFacts& adapter : adapters) {
    if (adapter.physical && !adapter.mac.empty() && !isMadeUp(adapter.mac)) {
      all.insert(lower(adapter.mac));
    }
  }
  return all;
}

Texts without(const Texts& from, const Texts& taken) {
  Texts rest;
  std::set_difference(from.begin(), from.end(), taken.begin(), taken.end(), std::inserter(rest, rest.end()));
  return rest;
}

// An adapter without a driver is not listed, and one of a dock comes and goes: none of that is another device.
FieldCheck network(const Report& report, const hash::Decoded& decoded) {
  const Fact<std::vector<AdapterFacts>>& adapters = report.network.adapters;
  if (!adapters.known()) {
    return notCompared(DeviceField::network, whyUnread(adapters.error), adapters.source);
  }
  const Addresses inHash = addressesOf(decoded);
  const Texts here = addressesOf(adapters.value);
  if (inHash.onBoard.empty() || here.empty()) {
    return notCompared(DeviceField::network,
                       inHash.onBoard.empty() ? EvidenceId::whyNoOnboard : EvidenceId::whyNoAdapters, adapters.source);
  }
  const Texts missing = without(inHash.onBoard, here);
  const Texts added = without(without(here, inHash.onBoard), inHash.plugged);
  const Texts shared = without(inHash.onBoard, missing);
  std::vector<Text> words{shared.empty() ? Text(EvidenceId::notCompared, {{"why", EvidenceId::whyNoneShared}})
                                         : same(joined(shared))};
  if (!missing.empty()) {
    words.emplace_back(EvidenceId::onlyInHash, Args{{"values", joined(missing)}});
  }
  if (!added.empty()) {
    words.emplace_back(EvidenceId::onlyOnDevice, Args{{"values", joined(added)}});
  }
  if (inHash.madeUp > 0) {
    words.emplace_back(EvidenceId::madeUp, Args{{"n", fmt::format("{}", inHash.madeUp)}});
  }
  return check(DeviceField::network, Text::list(std::move(words)), adapters.source,
               shared.empty() ? FieldMatch::notCompared : FieldMatch::same);
}

// Drivers write a disk's serial number in more than one form: only an equal one is certain.
FieldCheck disks(const Report& report, const hash::Decoded& decoded) {
  const Fact<std::vector<DiskFacts>>& found = report.storage.disks;
  if (!found.known()) {
    return notCompared(DeviceField::disks, whyUnread(found.error), found.source);
  }
  Texts inHash;
  for (const hash::DiskPart& disk : decoded.disks) {
    if (has(disk.serialNumber)) {
      inHash.insert(std::string(trimmed(*disk.serialNumber)));
    }
  }
  Texts here;
  for (const DiskFacts& disk : found.value) {
    if (!disk.removable && !trimmed(disk.serialNumber).empty()) {
      here.insert(std::string(trimmed(disk.serialNumber)));
    }
  }
  if (inHash.empty() || here.empty()) {
    return notCompared(DeviceField::disks, inHash.empty() ? EvidenceId::whyHashNoDisk : EvidenceId::whyNoDisk,
                       found.source);
  }
  const Texts missing = without(inHash, here);
  if (missing.size() == inHash.size()) {
    return check(DeviceField::disks,
                 Text(EvidenceId::diskDiffers, {{"hash", joined(inHash)}, {"device", joined(here)}}), found.source,
                 FieldMatch::differs);
  }
  std::vector<Text> words{same(joined(without(inHash, missing)))};
  if (!missing.empty()) {
    words.emplace_back(EvidenceId::onlyInHashDisk, Args{{"values", joined(missing)}});
  }
  return check(DeviceField::disks, Text::list(std::move(words)), found.source, FieldMatch::same);
}

FieldCheck tpmKey(const hash::Decoded& decoded) {
  return notCompared(DeviceField::tpmKey, decoded.tpm.ekSha256 ? EvidenceId::whyEkUnread : EvidenceId::whyHashLacks,
                     "");
}

bool isBlank(const std::string& uuid) {
  return uuid.find_first_not_of("0-") == std::string::npos || uuid.find_first_not_of("f-") == std::string::npos;
}

FieldCheck uuid(const Report& report, const hash::Decoded& decoded) {
  if (has(decoded.system.uuid) && isBlank(*decoded.system.uuid)) {
    return notCompared(DeviceField::uuid, EvidenceId::whyBlankUuid, report.identity.uuid.source);
  }
  return compareText(DeviceField::uuid, decoded.system.uuid, report.identity.uuid);
}

FieldMatch matchOf(const std::vector<FieldCheck>& fields, DeviceField id) {
  const auto field = std::ranges::find(fields, id, &FieldCheck::id);
  return field == fields.end() ? FieldMatch::notCompared : field->match;
}

Text captured(const Report& report, const hash::Decoded& decoded) {
  if (!decoded.capturedAt) {
    return EvidenceId::readUnknown;
  }
  const std::int64_t then = decoded.capturedAt->milliseconds;
  const std::int64_t now = report.origin.capturedAt.milliseconds;
  const std::string date = decoded.utcOffsetMinutes ? dateText(*decoded.capturedAt, *decoded.utcOffsetMinutes)
                                                    : dateText(*decoded.capturedAt, 0) + " UTC";
  if (then < firstPlausible || (now != 0 && then > now + day)) {
    return {EvidenceId::readImpossible, {{"date", date}}};
  }
  if (now == 0) {
    return {EvidenceId::readOn, {{"date", date}}};
  }
  if (then > now + minute) {
    return {EvidenceId::readAhead, {{"span", durationText(then - now)}}};
  }
  return now - then < minute ? Text(EvidenceId::readJustNow)
                             : Text(EvidenceId::readAgo, {{"span", durationText(now - then)}});
}

Text matched(const std::vector<FieldCheck>& fields) {
  const bool uuid = matchOf(fields, DeviceField::uuid) == FieldMatch::same;
  if (matchOf(fields, DeviceField::serialNumber) == FieldMatch::same) {
    return uuid ? EvidenceId::matchesDevice : EvidenceId::matchesSerial;
  }
  return uuid ? EvidenceId::matchesUuid : EvidenceId::matchesNothing;
}

Text wrongPhrase(const hash::Checked& checked, const hash::Decoded& decoded) {
  const hash::Problem& worst = checked.problems.front();
  const std::string bytes = fmt::format("{}", checked.bytes.size());
  switch (worst.code) {
    case hash::ProblemCode::truncated:
      return checked.records.headerLength == 0
                 ? Text(EvidenceId::cut, {{"bytes", bytes}})
                 : Text(EvidenceId::cutOf,
                        {{"bytes", bytes}, {"total", fmt::format("{}", checked.records.headerLength + 36)}});
    case hash::ProblemCode::digestMismatch:
      return EvidenceId::damaged;
    case hash::ProblemCode::recordOverrun:
      return {EvidenceId::damagedRecord, {{"problem", worst.message}}};
    case hash::ProblemCode::wrongDevice:
      return {EvidenceId::otherDevice, {{"serial", printable(decoded.system.serialNumber.value_or(""), 80)}}};
    default:
      return {EvidenceId::unusable, {{"problem", worst.message}}};
  }
}

}  // namespace

std::vector<FieldCheck> compareWithDevice(const Report& report, const hash::Decoded& decoded) {
  const IdentityPart& id = report.identity;
  return {
      compareText(DeviceField::serialNumber, decoded.system.serialNumber, id.serialNumber),
      uuid(report, decoded),
      compareText(DeviceField::manufacturer, decoded.system.manufacturer, id.manufacturer),
      compareText(DeviceField::model, decoded.system.productName, id.productName.known() ? id.productName : id.model),
      compareText(DeviceField::board, decoded.board.product, id.boardProduct),
      network(report, decoded),
      disks(report, decoded),
      tpmKey(decoded)};
}

hash::Checked checkHash(const Report& report) {
  hash::CheckContext context;
  if (report.identity.serialNumber.known()) {
    context.serialNumber = report.identity.serialNumber.value;
  }
  if (report.origin.capturedAt != UtcTime{}) {
    context.now = report.origin.capturedAt;
  }
  return hash::check(report.hardwareHash.text.value, context);
}

Text hashPhrase(const Report& report, const hash::Checked& checked, const hash::Decoded& decoded) {
  if (!checked.valid) {
    return wrongPhrase(checked, decoded);
  }
  const std::vector<FieldCheck> fields = compareWithDevice(report, decoded);
  if (matchOf(fields, DeviceField::uuid) == FieldMatch::differs) {
    return {EvidenceId::otherBoard, {{"uuid", decoded.system.uuid.value_or("")}}};
  }
  return {EvidenceId::valid, {{"device", matched(fields)}, {"captured", captured(report, decoded)}}};
}

}  // namespace preflight
