#include "export/device/batch_list.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>

#include "base/sha256.h"
#include "base/text.h"
#include "export/device/old_file.h"
#include "export/device/stick_layout.h"
#include "export/device/stick_log.h"
#include "hash/check.h"
#include "media/durable_write.h"
#include "smbios/placeholder.h"

namespace preflight {
namespace {

// The newest line of the log about each device: by its hash, and for want of it by its serial number.
class Log {
 public:
  Log(media::FileSystem& files, const std::string& path, csv::Format format) {
    const Result<Bytes> bytes = media::readWhole(files, path, std::uint64_t{4} * mostLogBytes);
    if (!bytes) {
      return;  // a batch without a log is still a batch
    }
    for (LogEntry& each : readLog(textOf(*bytes))) {
      if (each.format == name(format)) {
        byHash_[each.hashSha256] = each;
        bySerial_[lower(each.serialNumber)] = std::move(each);
      }
    }
  }

  const LogEntry* find(const std::string& serial, const std::string& hash) const {
    if (const auto found = byHash_.find(sha256Hex(viewOf(hash))); !hash.empty() && found != byHash_.end()) {
      return &found->second;
    }
    const auto found = bySerial_.find(lower(serial));
    return smbios::isPlaceholderSerial(serial) || found == bySerial_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, LogEntry> byHash_;
  std::map<std::string, LogEntry> bySerial_;
};

void judgeHash(const csv::DeviceFields& row, BatchEntry& entry) {
  if (row.hardwareHash.empty()) {
    return;
  }
  hash::CheckContext context;
  context.serialNumber = row.serialNumber;
  context.isPlaceholder = smbios::isPlaceholderSerial;
  const hash::Checked checked = hash::check(row.hardwareHash, context);
  entry.hash = checked.valid ? BatchEntry::Hash::good : BatchEntry::Hash::faulty;
  entry.problem = checked.valid || checked.problems.empty() ? "" : checked.problems.front().message;
}

BatchEntry entryOf(const csv::DeviceFields& row, const std::string& file, const Log& log) {
  BatchEntry entry;
  entry.serialNumber = row.serialNumber;
  entry.model = row.model;
  entry.groupTag = row.groupTag;
  entry.file = file;
  judgeHash(row, entry);
  if (const LogEntry* line = log.find(row.serialNumber, row.hardwareHash)) {
    entry.model = entry.model.empty() ? line->model : entry.model;
    entry.time = line->time;
  }
  return entry;
}

}  // namespace

BatchList readBatchList(media::FileSystem& files, const std::string& root, csv::Format format) {
  BatchList list;
  const std::string folder = joinPath(root, stickFolder);
  const Result<std::vector<std::string>> names = files.names(folder);
  if (!names) {
    if (names.error().kind != ErrorKind::absent) {
      list.problems.push_back(describe(names.error()));
    }
    return list;
  }
  std::map<std::size_t, std::string> found;
  for (const std::string& each : *names) {
    if (const auto number = batchNumber(format, each); number && found.size() < mostBatchFiles) {
      found[*number] = each;
    }
  }
  const Log log(files, joinPath(folder, stickLogName), format);
  for (const auto& [number, file] : found) {
    const Result<OldFile> content = readOld(files, joinPath(folder, file));
    const Result<std::vector<csv::DeviceFields>> rows =
        content ? csv::readDevices(format, content->bytes) : tl::unexpected(content.error());
    if (!rows) {
      list.problems.push_back(fmt::format("{}: {}", file, printable(rows.error().words.str(), 300)));
      continue;
    }
    for (const csv::DeviceFields& row : *rows) {
      list.entries.push_back(entryOf(row, file, log));
    }
  }
  return list;
}

bool isOfDevice(const BatchEntry& entry, const IdentityPart& identity) {
  return identity.serialNumber.known() && identity.serialIsPlaceholder.known() && !identity.serialIsPlaceholder.value &&
         entry.serialNumber == trimmed(identity.serialNumber.value);
}

}  // namespace preflight
