#include "export/device/earlier_hash.h"

#include <algorithm>
#include <chrono>

#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "export/device/device_export.h"
#include "export/device/stick_layout.h"
#include "export/hash_input.h"
#include "hash/records.h"
#include "text/command_id.h"

namespace preflight {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t mostEntries = 5'000;  // of one folder that are looked at
constexpr std::size_t mostFiles = 600;      // a batch has at most 500 devices
constexpr std::size_t mostFound = 20;
constexpr std::uintmax_t largestFile = 16U << 20;  // bytes; 500 rows are 2 MB, in UTF-16 4 MB
constexpr std::uintmax_t largestTotal = 64U << 20;
constexpr std::chrono::seconds longest{30};

struct StickFile {
  std::string path;
  std::uintmax_t size = 0;
};

// The CSV files of one folder, in the order of their names.
std::vector<StickFile> csvFilesOf(const std::string& folder) {
  std::vector<StickFile> files;
  for (const std::string& name : namesIn(folder, mostEntries).names) {
    if (!equalIgnoringCase(extensionOf(name), ".csv")) {
      continue;
    }
    const std::string path = joinPath(folder, name);
    if (const FileFacts facts = factsOf(path); facts.kind == FileKind::file) {
      files.push_back({path, facts.bytes});
    }
  }
  std::sort(files.begin(), files.end(), [](const StickFile& a, const StickFile& b) { return a.path < b.path; });
  return files;
}

class Scan {
 public:
  Scan(const std::string& serial, const std::string& hash, std::timed_mutex& stick)
      : serial_(trimmed(serial)), now_(hash::check(hash, {})), stick_(stick), until_(Steady::now() + longest) {}

  EarlierScan run(const std::string& root) {
    if (serial_.empty() || !now_.valid) {
      return {};
    }
    const std::string own = lower(fileNameFor(serial_) + ".csv");
    std::vector<StickFile> files;
    for (const std::string& folder :
         {joinPath(root, deviceFolder(csv::Format::intune)), joinPath(root, std::string(stickFolder)), root}) {
      const std::vector<StickFile> more = csvFilesOf(folder);
      files.insert(files.end(), more.begin(), more.end());
    }
    std::stable_partition(files.begin(), files.end(),
                          [&](const StickFile& each) { return lower(fileNameOf(each.path)) == own; });
    readAll(files);
    std::stable_sort(scan_.found.begin(), scan_.found.end(), [](const EarlierExport& a, const EarlierExport& b) {
      return a.capturedAt.value_or(UtcTime{}) > b.capturedAt.value_or(UtcTime{});
    });
    return std::move(scan_);
  }

 private:
  void readAll(const std::vector<StickFile>& files) {
    std::uintmax_t total = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
      total += files[i].size;
      if (i == mostFiles || total > largestTotal || Steady::now() > until_ || scan_.found.size() >= mostFound) {
        scan_.notes.push_back(say(CommandId::earlierMore, {{"count", std::to_string(files.size() - i)}}));
        return;
      }
      readOne(files[i]);
    }
  }

  void note(const std::string& path, CommandId why) {
    constexpr std::size_t mostNotes = 20;
    if (scan_.notes.size() < mostNotes) {
      scan_.notes.push_back(say(CommandId::earlierUnread, {{"file", printable(path, 300)}, {"why", why}}));
    }
  }

  void readOne(const StickFile& file) {
    const std::string& path = file.path;
    if (file.size > largestFile) {
      return note(path, CommandId::earlierTooLarge);
    }
    std::string bytes(static_cast<std::size_t>(file.size), '\0');
    {
      const std::unique_lock lock(stick_, until_);
      if (!lock.owns_lock()) {
        return note(path, CommandId::earlierWriting);
      }
      File opened(file.path, File::Mode::read);
      const std::size_t got = opened.read(bytes);
      if (!opened.good()) {
        return note(path, CommandId::earlierUnreadable);
      }
      bytes.resize(got);
    }
    ++scan_.files;
    const auto source = csv::memorySource(std::move(bytes));
    // A file without a hash is not ours and needs no note.
    static_cast<void>(readHashes(*source, path, [&](const FoundHash& found) { take(path, found); }));
  }

  void take(const std::string& path, const FoundHash& found) {
    if (scan_.found.size() >= mostFound || trimmed(found.base64).empty()) {
      return;
    }
    const std::string_view ofRow = trimmed(found.serialNumber);
    if (!ofRow.empty() && !equalIgnoringCase(ofRow, serial_)) {
      return;
    }
    const hash::Checked then = hash::check(found.base64, {});
    const std::string_view inside = trimmed(hash::rawText(then.records, hash::RecordType::serialNumber));
    if (ofRow.empty() && !equalIgnoringCase(inside, serial_)) {
      return;
    }
    EarlierExport earlier{path, found.line, hash::captureTime(then.records), then.bytes == now_.bytes,
                          hash::compare(then, now_)};
    scan_.found.push_back(std::move(earlier));
  }

  std::string serial_;
  hash::Checked now_;
  std::timed_mutex& stick_;
  Steady::time_point until_;
  EarlierScan scan_;
};

}  // namespace

EarlierScan findEarlierHashes(const std::string& root, const std::string& serial, const std::string& hash,
                              std::timed_mutex& stick) {
  return Scan(serial, hash, stick).run(root);
}

}  // namespace preflight
