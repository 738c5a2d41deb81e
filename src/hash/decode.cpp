#include "hash/decode.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"
#include "hash/records.h"
#include "text/hash_id.h"

namespace preflight::hash {
namespace {

std::string cut(const std::string& text) {
  return std::string(trimmed(text));
}

std::string versionText(ByteView payload, std::size_t at) {
  return fmt::format("{}.{}.{}.{}", readU16(payload, at + 2), readU16(payload, at), readU16(payload, at + 6),
                     readU16(payload, at + 4));
}

std::string macText(ByteView mac) {
  return fmt::format("{:02x}", fmt::join(mac, ":"));
}

// As Windows prints it: the first three groups are numbers, stored with their low byte first.
std::string uuidText(ByteView raw) {
  const std::string rest = toHex(raw.subspan(8));
  return fmt::format("{:08x}-{:04x}-{:04x}-{}-{}", readU32(raw, 0), readU16(raw, 4), readU16(raw, 6), rest.substr(0, 4),
                     rest.substr(4));
}

// The text behind `key` up to a blank, a quotation mark or a hyphen before the next key.
Text between(const std::string& text, std::string_view key, std::string_view end) {
  const std::size_t at = text.find(key);
  if (at == std::string::npos) {
    return std::nullopt;
  }
  const std::size_t begin = at + key.size();
  return cut(text.substr(begin, text.find_first_of(end, begin) - begin));
}

class Decoder {
 public:
  explicit Decoder(const Records& found) : found_(found) {}

  Decoded run() {
    for (const Record& record : found_.records) {
      if (!text(record) && !known(record)) {
        keep(record, say(HashId::recordUnknown));
      }
    }
    pairDisks();
    pairGpus();
    return std::move(decoded_);
  }

 private:
  void keep(const Record& record, std::string note) {
    decoded_.other.push_back({record.type, record.offset, record.length,
                              Bytes(record.payload.begin(), record.payload.end()), std::move(note)});
  }

  // Whether `wanted` bytes are there to read; a record of another length is kept as well, with a note.
  bool fits(const Record& record, std::size_t wanted) {
    const std::size_t size = record.payload.size();
    if (size < wanted) {
      keep(record, say(HashId::recordTooShort, {{"size", std::to_string(size)}, {"known", std::to_string(wanted)}}));
      return false;
    }
    if (size > wanted) {
      keep(record, say(HashId::recordLonger, {{"size", std::to_string(size)}, {"known", std::to_string(wanted)}}));
    }
    return true;
  }

  Text* textTarget(std::uint16_t type) {
    Decoded& d = decoded_;
    switch (type) {
      case RecordType::processorManufacturer:
        return &d.processor.manufacturer;
      case RecordType::processorModel:
        return &d.processor.model;
      case RecordType::tpmVersion:
        return &d.tpm.text;
      case RecordType::serialNumber:
        return &d.system.serialNumber;
      case RecordType::firmwareVendor:
        return &d.firmwareVendor;
      case RecordType::manufacturer:
        return &d.system.manufacturer;
      case RecordType::productName:
        return &d.system.productName;
      case RecordType::skuNumber:
        return &d.system.skuNumber;
      case RecordType::family:
        return &d.system.family;
      case RecordType::boardManufacturer:
        return &d.board.manufacturer;
      case RecordType::boardProduct:
        return &d.board.product;
      case RecordType::boardVersion:
        return &d.board.version;
      case RecordType::systemVersion:
        return &d.system.version;
      case RecordType::productKeyId:
        return &d.productKeyId;
      case RecordType::productKeyPartNumber:
        return &d.productKeyPartNumber;
      case RecordType::systemDisk:
        return &systemDisk_;
      default:
        return nullptr;
    }
  }

  bool text(const Record& record) {
    Text* target = textTarget(record.type);
    if (target == nullptr) {
      return false;
    }
    if (*target) {
      keep(record, say(HashId::recordSecond));
      return true;
    }
    *target =
        record.type == RecordType::systemDisk ? textOfPayload(record.payload) : cut(textOfPayload(record.payload));
    if (record.type == RecordType::tpmVersion) {
      if (const std::string_view version = tpmVersionText(**target); !version.empty()) {
        decoded_.tpm.version = version;
      }
      decoded_.tpm.vendor = between(**target, "VendorID:'", "'");
    }
    return true;
  }

  bool known(const Record& record) {
    switch (record.type) {
      case RecordType::tool:
        return tool(record);
      case RecordType::processor:
        return processor(record);
      case RecordType::memory:
        return memory(record);
      case RecordType::diskInfo:
        return diskInfo(record);
      case RecordType::diskName:
        diskNames_.push_back(textOfPayload(record.payload));
        return true;
      case RecordType::networkAdapter:
        return network(record);
      case RecordType::display:
        return display(record);
      case RecordType::enclosure:
        return enclosure(record);
      case RecordType::offlineDeviceId:
        return deviceId(record);
      case RecordType::uuid:
        if (fits(record, PayloadSize::uuid)) {
          decoded_.system.uuid = uuidText(record.payload.first(PayloadSize::uuid));
        }
        return true;
      case RecordType::tpmEk:
        if (!isFiller(record.payload)) {
          decoded_.tpm.ekSha256 = sha256Hex(record.payload);
        }
        return true;
      case RecordType::panelSize:
        return panel(record);
      case RecordType::gpuMemory:
        gpuMemory_.push_back(fits(record, PayloadSize::gpuMemory) ? std::optional(readU64(record.payload, 0))
                                                                  : std::nullopt);
        return true;
      case RecordType::gpuName:
        return gpuName(record);
      default:
        return false;
    }
  }

  bool tool(const Record& record) {
    if (!fits(record, PayloadSize::tool)) {
      return true;
    }
    const ByteView payload = record.payload;
    decoded_.toolBuild = versionText(payload, 0);
    decoded_.osBuild = versionText(payload, 8);
    decoded_.capturedAt = captureTime(found_);
    // Quarters of an hour; tools of 2018 and before wrote 120, which is no zone.
    const int quarters = payload[20] < 128 ? payload[20] : payload[20] - 256;  // a signed byte
    if (quarters >= -48 && quarters <= 56) {
      decoded_.utcOffsetMinutes = quarters * 15;
    }
    decoded_.osType = payload[21];
    decoded_.architecture = payload[22];
    decoded_.toolVersion = payload[23];
    return true;
  }

  bool processor(const Record& record) {
    if (record.payload.size() < PayloadSize::processor) {
      return !fits(record, PayloadSize::processor);
    }
    decoded_.processor.packages = readU16(record.payload, 2);
    decoded_.processor.cores = readU16(record.payload, 4);
    decoded_.processor.threads = readU16(record.payload, 6);
    return true;
  }

  bool memory(const Record& record) {
    if (fits(record, PayloadSize::memory)) {
      decoded_.memoryGiB = readU64(record.payload, 0);
      decoded_.memorySlots = readU16(record.payload, 16);
    }
    return true;
  }

  bool diskInfo(const Record& record) {
    DiskPart disk;
    if (fits(record, PayloadSize::diskInfo)) {
      disk.capacityGB = readU64(record.payload, 0);
      disk.bus = readU16(record.payload, 8);
    }
    decoded_.disks.push_back(std::move(disk));
    return true;
  }

  bool network(const Record& record) {
    const ByteView payload = record.payload;
    if (payload.size() < PayloadSize::networkAdapter) {
      return !fits(record, PayloadSize::networkAdapter);
    }
    NetworkPart adapter;
    adapter.medium = readU32(payload, 0);
    adapter.mac = macText(payload.subspan(4, 6));
    adapter.locallyAdministered = (payload[4] & 2) != 0;
    const ByteView bus = payload.subspan(PayloadSize::networkAdapter);
    if (bus.size() % 2 == 0 && readU32(payload, 10) == bus.size()) {
      const std::string whole = utf8FromUtf16(utf16FromBytes(bus));
      adapter.bus = cut(whole.substr(0, whole.find('\0')));
    } else {
      keep(record, say(HashId::recordBus));
    }
    decoded_.networkAdapters.push_back(std::move(adapter));
    return true;
  }

  bool display(const Record& record) {
    if (fits(record, PayloadSize::display)) {
      const ByteView p = record.payload;
      decoded_.displays.push_back(
          {readU16(p, 4), readU16(p, 6), readU16(p, 0), readU16(p, 2), readU32(p, 8) == 0x80000000U});
    }
    return true;
  }

  bool enclosure(const Record& record) {
    if (fits(record, PayloadSize::enclosure)) {
      decoded_.chassisType = record.payload[0];
      if (record.payload[4] != 0) {
        keep(record, say(HashId::recordLastByte));
      }
    }
    return true;
  }

  bool deviceId(const Record& record) {
    if (fits(record, PayloadSize::offlineDeviceId)) {
      decoded_.offlineDeviceId = OfflineDeviceId{record.payload[4], toHex(record.payload.subspan(10, 32))};
    }
    return true;
  }

  bool panel(const Record& record) {
    if (fits(record, PayloadSize::panelSize)) {
      keep(record, say(HashId::recordPanel, {{"width", std::to_string(readU16(record.payload, 0))},
                                             {"height", std::to_string(readU16(record.payload, 2))}}));
    }
    return true;
  }

  bool gpuName(const Record& record) {
    if (record.payload.size() % 2 != 0) {
      keep(record, say(HashId::recordOdd));
      gpuNames_.emplace_back();
      return true;
    }
    const std::string whole = utf8FromUtf16(utf16FromBytes(record.payload));
    gpuNames_.push_back(whole.substr(0, whole.find('\0')));
    return true;
  }

  void pairDisks() {
    std::vector<DiskPart>& disks = decoded_.disks;
    disks.resize(std::max(disks.size(), diskNames_.size()));
    bool systemFound = false;
    for (std::size_t i = 0; i < diskNames_.size(); ++i) {
      const DiskName name = diskNameOf(diskNames_[i]);
      disks[i].serialNumber = std::string(trimmed(name.serialNumber));
      disks[i].product = std::string(trimmed(name.product));
      disks[i].vendor = std::string(trimmed(name.vendor));
      disks[i].system = systemDisk_ && !systemFound && trimmed(diskNames_[i]) == trimmed(*systemDisk_);
      systemFound = systemFound || *disks[i].system;
    }
    if (!systemFound) {
      for (DiskPart& disk : disks) {
        disk.system.reset();
      }
    }
  }

  void pairGpus() {
    decoded_.gpus.resize(std::max(gpuMemory_.size(), gpuNames_.size()));
    for (std::size_t i = 0; i < gpuMemory_.size(); ++i) {
      decoded_.gpus[i].dedicatedVideoBytes = gpuMemory_[i];
    }
    for (std::size_t i = 0; i < gpuNames_.size(); ++i) {
      const std::string& name = gpuNames_[i];
      const std::size_t bar = name.find('|');
      decoded_.gpus[i].vendor = cut(name.substr(0, bar));
      decoded_.gpus[i].model = bar == std::string::npos ? std::string() : cut(name.substr(bar + 1));
    }
  }

  const Records& found_;
  Decoded decoded_;
  Text systemDisk_;
  std::vector<std::string> diskNames_;
  std::vector<std::optional<std::uint64_t>> gpuMemory_;
  std::vector<std::string> gpuNames_;
};

}  // namespace

bool NetworkPart::onBoard() const {
  constexpr std::uint32_t wifi = 9;
  constexpr std::uint32_t wired = 14;
  return (medium == wifi || medium == wired) && !locallyAdministered && bus && equalIgnoringCase(*bus, "PCI");
}

Decoded decode(const Records& found) {
  return Decoder(found).run();
}

}  // namespace preflight::hash
