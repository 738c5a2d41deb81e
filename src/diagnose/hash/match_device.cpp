#include "diagnose/hash/match_device.h"

#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <set>

#include "base/text.h"

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

FieldCheck notCompared(std::string label, std::string why, std::string source) {
  return {std::move(label), "not compared: " + std::move(why), std::move(source), FieldMatch::notCompared};
}

std::string whyUnread(const Error& error) {
  return "the device's could not be read: " + printable(describe(error), shownText);
}

// Upper and lower case count for none of these: firmware writes UUIDs in one, Windows prints them in the other.
FieldCheck text(std::string label, const hash::Text& inHash, const Fact<std::string>& onDevice) {
  if (!has(inHash)) {
    return notCompared(std::move(label), "the hash does not hold it", onDevice.source);
  }
  if (!onDevice.known()) {
    return notCompared(std::move(label),
                       onDevice.state == FactState::absent ? "the device has none" : whyUnread(onDevice.error),
                       onDevice.source);
  }
  const std::string_view a = trimmed(*inHash);
  const std::string_view b = trimmed(onDevice.value);
  if (equalIgnoringCase(a, b)) {
    return {std::move(label), "same: " + printable(a, shownText), onDevice.source, FieldMatch::same};
  }
  return {
      std::move(label),
      fmt::format("differs: '{}' in the hash, '{}' on the device", printable(a, shownText), printable(b, shownText)),
      onDevice.source, FieldMatch::differs};
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
  for (const hash::NetworkPart& each : decoded.networkAdapters) {
    if (each.locallyAdministered) {
      ++all.madeUp;
    } else {
      (each.onBoard() ? all.onBoard : all.plugged).insert(lower(each.mac));
    }
  }
  return all;
}

Texts addressesOf(const std::vector<AdapterFacts>& adapters) {
  Texts all;
  for (const AdapterFacts& each : adapters) {
    if (each.physical && !each.mac.empty() && !isMadeUp(each.mac)) {
      all.insert(lower(each.mac));
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
  constexpr const char* label = "Network adapters";
  if (!adapters.known()) {
    return notCompared(label, whyUnread(adapters.error), adapters.source);
  }
  const Addresses inHash = addressesOf(decoded);
  const Texts here = addressesOf(adapters.value);
  if (inHash.onBoard.empty() || here.empty()) {
    return notCompared(label,
                       inHash.onBoard.empty() ? "the hash holds none that is built in"
                                              : "the device shows none with an address of its maker (no driver?)",
                       adapters.source);
  }
  const Texts missing = without(inHash.onBoard, here);
  const Texts added = without(without(here, inHash.onBoard), inHash.plugged);
  const Texts shared = without(inHash.onBoard, missing);
  std::string words = shared.empty() ? "not compared: none that is built in is in both" : "same: " + joined(shared);
  if (!missing.empty()) {
    words += fmt::format("; in the hash alone: {} (driver missing, switched off or another card)", joined(missing));
  }
  if (!added.empty()) {
    words += fmt::format("; on the device alone: {} (dock, dongle or another card)", joined(added));
  }
  if (inHash.madeUp > 0) {
    words += fmt::format("; {} made up by software, not compared", inHash.madeUp);
  }
  return {label, std::move(words), adapters.source, shared.empty() ? FieldMatch::notCompared : FieldMatch::same};
}

// Drivers write a disk's serial number in more than one form, so only an equal one says something for sure.
FieldCheck disks(const Report& report, const hash::Decoded& decoded) {
  const Fact<std::vector<DiskFacts>>& found = report.storage.disks;
  constexpr const char* label = "Disks";
  if (!found.known()) {
    return notCompared(label, whyUnread(found.error), found.source);
  }
  Texts inHash;
  for (const hash::DiskPart& each : decoded.disks) {
    if (has(each.serialNumber)) {
      inHash.insert(std::string(trimmed(*each.serialNumber)));
    }
  }
  Texts here;
  for (const DiskFacts& each : found.value) {
    if (!each.removable && !trimmed(each.serialNumber).empty()) {
      here.insert(std::string(trimmed(each.serialNumber)));
    }
  }
  if (inHash.empty() || here.empty()) {
    return notCompared(label, inHash.empty() ? "the hash holds no disk serial number" : "no disk here tells its own",
                       found.source);
  }
  const Texts missing = without(inHash, here);
  if (missing.size() < inHash.size()) {
    return {label,
            "same: " + joined(without(inHash, missing)) +
                (missing.empty() ? "" : "; in the hash alone: " + joined(missing)),
            found.source, FieldMatch::same};
  }
  return {label,
          fmt::format("differs: {} in the hash, {} on the device (another disk, or a driver that writes it otherwise)",
                      joined(inHash), joined(here)),
          found.source, FieldMatch::differs};
}

FieldCheck tpmKey(const Report&, const hash::Decoded& decoded) {
  return notCompared("TPM key", decoded.tpm.ekSha256 ? "the device's is not read" : "the hash does not hold it", "");
}

bool isBlank(const std::string& uuid) {
  return uuid.find_first_not_of("0-") == std::string::npos || uuid.find_first_not_of("f-") == std::string::npos;
}

FieldCheck uuid(const Report& report, const hash::Decoded& decoded) {
  if (has(decoded.system.uuid) && isBlank(*decoded.system.uuid)) {
    return notCompared("UUID", "the one in the hash is blank", report.identity.uuid.source);
  }
  return text("UUID", decoded.system.uuid, report.identity.uuid);
}

const FieldCheck* fieldOf(const std::vector<FieldCheck>& fields, std::string_view label) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const FieldCheck& f) { return f.label == label; });
  return at == fields.end() ? nullptr : &*at;
}

std::string capturedPhrase(const Report& report, const hash::Decoded& decoded) {
  if (!decoded.capturedAt) {
    return "captured at a time that is not known";
  }
  const std::int64_t then = decoded.capturedAt->milliseconds;
  const std::int64_t now = report.origin.capturedAt.milliseconds;
  const std::string date = decoded.utcOffsetMinutes ? dateText(*decoded.capturedAt, *decoded.utcOffsetMinutes)
                                                    : dateText(*decoded.capturedAt, 0) + " UTC";
  if (then < firstPlausible || (now != 0 && then > now + day)) {
    return fmt::format("captured at a time that cannot be right ({})", date);
  }
  if (now == 0) {
    return "captured " + date;
  }
  if (then > now + minute) {
    return fmt::format("captured {} ahead of the device's clock now", durationText(then - now));
  }
  return now - then < minute ? "captured just now" : fmt::format("captured {} ago", durationText(now - then));
}

std::string devicePhrase(const std::vector<FieldCheck>& fields) {
  const auto same = [&](std::string_view label) {
    const FieldCheck* field = fieldOf(fields, label);
    return field != nullptr && field->match == FieldMatch::same;
  };
  if (same("Serial number")) {
    return same("UUID") ? "this device" : "this serial number";
  }
  return same("UUID") ? "this device's UUID" : "device not compared";
}

std::string wrongPhrase(const hash::Checked& checked, const hash::Decoded& decoded) {
  const hash::Problem& worst = checked.problems.front();
  switch (worst.code) {
    case hash::ProblemCode::truncated:
      return checked.records.headerLength == 0 ? fmt::format("cut: {} bytes are there", checked.bytes.size())
                                               : fmt::format("cut: {} of {} bytes are there", checked.bytes.size(),
                                                             checked.records.headerLength + 36);
    case hash::ProblemCode::digestMismatch:
      return "damaged: the digest does not fit";
    case hash::ProblemCode::recordOverrun:
      return "damaged: " + worst.message;
    case hash::ProblemCode::wrongDevice:
      return "another device's: serial number " + printable(decoded.system.serialNumber.value_or("not known"), 80);
    default:
      return "not usable: " + worst.message;
  }
}

}  // namespace

std::vector<FieldCheck> compareWithDevice(const Report& report, const hash::Decoded& decoded) {
  const IdentityPart& id = report.identity;
  return {text("Serial number", decoded.system.serialNumber, id.serialNumber),
          uuid(report, decoded),
          text("Manufacturer", decoded.system.manufacturer, id.manufacturer),
          text("Model", decoded.system.productName, id.productName.known() ? id.productName : id.model),
          text("Board", decoded.board.product, id.boardProduct),
          network(report, decoded),
          disks(report, decoded),
          tpmKey(report, decoded)};
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

std::string hashPhrase(const Report& report, const hash::Checked& checked, const hash::Decoded& decoded) {
  if (!checked.valid) {
    return wrongPhrase(checked, decoded);
  }
  const std::vector<FieldCheck> fields = compareWithDevice(report, decoded);
  if (const FieldCheck* uuid = fieldOf(fields, "UUID"); uuid != nullptr && uuid->match == FieldMatch::differs) {
    return "another board's: UUID " + decoded.system.uuid.value_or("");
  }
  return fmt::format("good: {} characters, digest right, {}, {}", checked.characters, capturedPhrase(report, decoded),
                     devicePhrase(fields));
}

}  // namespace preflight
