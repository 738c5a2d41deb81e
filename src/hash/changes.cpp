#include "hash/changes.h"

#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <set>

#include "base/text.h"
#include "hash/records.h"
#include "text/hash_id.h"

namespace preflight::hash {
namespace {

using Names = std::set<std::string>;

std::string joined(const Names& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

bool isBlankUuidText(const std::string& uuid) {
  return uuid.find_first_not_of("0-") == std::string::npos || uuid.find_first_not_of("f-") == std::string::npos ||
         uuid == "03000200-0400-0500-0006-000700080009";
}

class Finder {
 public:
  Finder(const Decoded& before, const Decoded& after, Comparison& comparison)
      : before_(before), after_(after), comparison_(comparison) {
    constexpr std::uint8_t fullOs = 2;
    bothFull_ = before.osType == fullOs && after.osType == fullOs;
  }

  Matches run() {
    matches_.tpm = tpm();
    matches_.uuid = uuid();
    board();
    label();
    network();
    storage();
    parts();
    if (!bothFull_) {
      comparison_.notes.push_back(say(HashId::notFullWindows));
    }
    return matches_;
  }

 private:
  void add(ChangeGroup group, std::string_view field, std::string before, std::string after, Weight weight) {
    comparison_.changes.push_back({group, std::string(field), std::move(before), std::move(after), weight});
  }

  // Texts that one side lacks are not compared; blanks count as lacking.
  Match text(ChangeGroup group, std::string_view field, const Text& before, const Text& after, Weight weight) {
    if (!before || !after || before->empty() || after->empty()) {
      return Match::notComparable;
    }
    if (*before == *after) {
      return Match::same;
    }
    add(group, field, *before, *after, weight);
    return Match::differs;
  }

  template <class T>
  void number(std::string_view field, const std::optional<T>& before, const std::optional<T>& after) {
    if (before && after && *before != *after) {
      add(ChangeGroup::parts, field, fmt::format("{}", *before), fmt::format("{}", *after), Weight::weak);
    }
  }

  // Sets in which order and repeats do not matter. One side that is empty is only a change in a full system.
  bool set(ChangeGroup group, std::string_view field, const Names& before, const Names& after, Weight weight) {
    const bool comparable = bothFull_ || (!before.empty() && !after.empty());
    if (!comparable || before == after) {
      return false;
    }
    add(group, field, joined(before), joined(after), weight);
    return true;
  }

  TpmVersion tpmVersion() const {
    const Text& a = before_.tpm.version;
    const Text& b = after_.tpm.version;
    if (!a || !b || isTpm12(*a) == isTpm12(*b)) {
      return TpmVersion::same;
    }
    return isTpm12(*a) ? TpmVersion::raised : TpmVersion::lowered;
  }

  Match tpm() {
    matches_.tpmVersion = tpmVersion();
    const bool sameVersion = matches_.tpmVersion == TpmVersion::same;
    text(ChangeGroup::tpm, "text", before_.tpm.text, after_.tpm.text, sameVersion ? Weight::weak : Weight::strong);
    const Match key = text(ChangeGroup::tpm, "ekSha256", before_.tpm.ekSha256, after_.tpm.ekSha256, Weight::strong);
    if (key != Match::notComparable) {
      return key;
    }
    const auto& a = before_.offlineDeviceId;
    const auto& b = after_.offlineDeviceId;
    if (a && b && a->method == methodTpmEk && b->method == methodTpmEk) {
      return text(ChangeGroup::tpm, "offlineDeviceId", a->id, b->id, Weight::strong);
    }
    const bool onlyOne = before_.tpm.ekSha256.has_value() != after_.tpm.ekSha256.has_value();
    if (!onlyOne || sameVersion) {
      comparison_.notes.push_back(say(onlyOne ? HashId::tpmOneSide : HashId::tpmNoSide));
    }
    return Match::notComparable;
  }

  Match uuid() {
    const Text& a = before_.system.uuid;
    const Text& b = after_.system.uuid;
    if (!a || !b || isBlankUuidText(*a) || isBlankUuidText(*b)) {
      comparison_.notes.push_back(say(HashId::uuidNotComparable));
      return Match::notComparable;
    }
    return text(ChangeGroup::board, "uuid", a, b, Weight::strong);
  }

  void labelText(ChangeGroup group, std::string_view field, const Text& before, const Text& after) {
    if (const Match match = text(group, field, before, after, Weight::strong); matches_.label != Match::differs) {
      matches_.label = match == Match::notComparable ? matches_.label : match;
    }
  }

  void board() {
    labelText(ChangeGroup::board, "board.manufacturer", before_.board.manufacturer, after_.board.manufacturer);
    labelText(ChangeGroup::board, "board.product", before_.board.product, after_.board.product);
    // Some vendors write a firmware version into it, so alone it proves nothing more.
    text(ChangeGroup::board, "board.version", before_.board.version, after_.board.version, Weight::strong);
    text(ChangeGroup::board, "productKeyId", before_.productKeyId, after_.productKeyId, Weight::strong);
  }

  void label() {
    const SystemText& a = before_.system;
    const SystemText& b = after_.system;
    matches_.serial = text(ChangeGroup::label, "serialNumber", a.serialNumber, b.serialNumber, Weight::strong);
    labelText(ChangeGroup::label, "manufacturer", a.manufacturer, b.manufacturer);
    labelText(ChangeGroup::label, "productName", a.productName, b.productName);
    labelText(ChangeGroup::label, "skuNumber", a.skuNumber, b.skuNumber);
    labelText(ChangeGroup::label, "family", a.family, b.family);
    labelText(ChangeGroup::label, "version", a.version, b.version);
  }

  static Names macs(const Decoded& side, bool onBoard) {
    Names names;
    for (const NetworkPart& adapter : side.networkAdapters) {
      if (adapter.onBoard() == onBoard) {
        names.insert(adapter.mac);
      }
    }
    return names;
  }

  void network() {
    const Names a = macs(before_, true);
    const Names b = macs(after_, true);
    if (!a.empty() && !b.empty()) {
      const bool shared = std::ranges::any_of(a, [&](const std::string& mac) { return b.contains(mac); });
      matches_.boardMacs = shared ? Match::same : Match::differs;
    }
    set(ChangeGroup::network, "networkAdapters", a, b, Weight::medium);
    set(ChangeGroup::network, "networkAdapters", macs(before_, false), macs(after_, false), Weight::noise);
  }

  static Names diskSerials(const Decoded& side) {
    Names names;
    for (const DiskPart& disk : side.disks) {
      if (disk.serialNumber && !disk.serialNumber->empty()) {
        names.insert(*disk.serialNumber);
      }
    }
    return names;
  }

  static Names diskSizes(const Decoded& side) {
    std::multiset<std::string> sizes;
    for (const DiskPart& disk : side.disks) {
      if (disk.capacityGB) {
        sizes.insert(fmt::format("{} GB", *disk.capacityGB));
      }
    }
    Names names;
    for (auto at = sizes.begin(); at != sizes.end(); at = sizes.upper_bound(*at)) {
      names.insert(sizes.count(*at) > 1 ? fmt::format("{} x {}", sizes.count(*at), *at) : *at);
    }
    return names;
  }

  void storage() {
    if (!set(ChangeGroup::storage, "disks", diskSerials(before_), diskSerials(after_), Weight::medium)) {
      set(ChangeGroup::parts, "disks", diskSizes(before_), diskSizes(after_), Weight::weak);
    }
  }

  static Names displays(const Decoded& side, bool internal) {
    Names names;
    for (const DisplayPart& display : side.displays) {
      if (display.internal == internal) {
        // The panel's size, not its resolution: that is a setting.
        names.insert(fmt::format("{} x {} mm", display.widthMm, display.heightMm));
      }
    }
    return names;
  }

  static Names gpus(const Decoded& side) {
    Names names;
    for (const GpuPart& gpu : side.gpus) {
      names.insert(fmt::format("{} {}", gpu.vendor.value_or(""), gpu.model.value_or("")));
    }
    return names;
  }

  void parts() {
    const ProcessorPart& a = before_.processor;
    const ProcessorPart& b = after_.processor;
    text(ChangeGroup::parts, "processor.manufacturer", a.manufacturer, b.manufacturer, Weight::weak);
    text(ChangeGroup::parts, "processor.model", a.model, b.model, Weight::weak);
    number("processor.packages", a.packages, b.packages);
    number("processor.cores", a.cores, b.cores);
    number("processor.threads", a.threads, b.threads);
    number("memoryGiB", before_.memoryGiB, after_.memoryGiB);
    number("memorySlots", before_.memorySlots, after_.memorySlots);
    number("chassisType", before_.chassisType, after_.chassisType);
    text(ChangeGroup::parts, "firmwareVendor", before_.firmwareVendor, after_.firmwareVendor, Weight::weak);
    // A panel that is off, as behind a closed lid, is not listed: only two panels that differ are a change.
    const Names panelA = displays(before_, true);
    const Names panelB = displays(after_, true);
    const bool panels = !panelA.empty() && !panelB.empty();
    set(ChangeGroup::parts, "displays", panelA, panelB, panels ? Weight::weak : Weight::noise);
    set(ChangeGroup::parts, "displays", displays(before_, false), displays(after_, false), Weight::noise);
    // Another name may be a driver that came later ("Microsoft Basic Display Adapter").
    set(ChangeGroup::parts, "gpus", gpus(before_), gpus(after_), Weight::noise);
  }

  const Decoded& before_;
  const Decoded& after_;
  Comparison& comparison_;
  bool bothFull_ = false;
  Matches matches_;
};

}  // namespace

Matches findChanges(const Decoded& before, const Decoded& after, Comparison& comparison) {
  return Finder(before, after, comparison).run();
}

}  // namespace preflight::hash
