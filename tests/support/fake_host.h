// A device in memory, for tests: every answer is what a test has set. What is not set is answered as a bare machine
// would: keys, files, channels and classes are absent; process, volumes, disks, adapters, firmware and diagnostics are
// "not collected".
//
//   test::FakeHost host;
//   host.setText(R"(HKLM\SOFTWARE\Contoso)", "Name", "text");
//   host.setRegistryError(R"(HKLM\SECURITY)", test::denied());
//   host.setWmi("root\\cimv2", "Win32_BIOS", {{{{"SerialNumber", std::string("CB-1")}}}});
//   host.setFile("%WINDIR%\\a.json", "{}");
//
// Set everything up before the host is asked from several threads.
#pragma once

#include <fmt/format.h>
#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/text.h"
#include "host/host.h"
#include "support/registry.h"

namespace preflight::test {

inline Error errorOf(ErrorKind kind, std::string step, std::string words, CodeSpace space = CodeSpace::none,
                     std::uint32_t code = 0) {
  return {kind, std::move(step), std::move(words), space, code};
}
inline Error denied(std::string step = "ask") {
  return errorOf(ErrorKind::denied, std::move(step), "access is denied", CodeSpace::win32, 5);
}
inline Error timedOut(std::string step = "ask") {
  return errorOf(ErrorKind::timedOut, std::move(step), "no answer in time", CodeSpace::hresult, 0x00040004);
}

// Holds whoever waits until it is opened (or destroyed by the test's end: open it before that).
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  // False when nobody has come to the gate within `limit`.
  bool waitForVisitor(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

// What an answer costs.
struct Pause {
  std::chrono::milliseconds delay{0};
  std::shared_ptr<Gate> gate;  // or null

  void take() const {
    if (delay.count() > 0) {
      std::this_thread::sleep_for(delay);
    }
    if (gate) {
      gate->wait();
    }
  }
};

class FakeHost : public Host {
 public:
  struct FakeFile {
    Bytes bytes;
    UtcTime modified{};
    std::optional<Error> error;
  };
  struct FakeChannel {
    std::vector<EventRecord> records;  // any order; answered newest first by record id
    bool complete = true;
    std::optional<Error> error;
  };
  using WmiAnswer = Result<std::vector<WmiRow>>;

  static tl::unexpected<Error> notSet(std::string_view what) {
    return fail(ErrorKind::notCollected, std::string(what), "the test has not set it");
  }

  // --- answers; change them directly or through the helpers below ---
  HostInfo hostInfo{};
  Result<ProcessFacts> processFacts = notSet("process");
  Result<Clock> clockNow = Clock{UtcTime{1'774'000'000'000}, 60, "Central European Standard Time"};
  std::map<std::string, RegistryKey> roots{
      {"HKLM", {"HKLM", {}, {}, true, {}}}, {"HKU", {"HKU", {}, {}, true, {}}}, {"HKCU", {"HKCU", {}, {}, true, {}}}};
  std::map<std::string, Error> registryErrors;  // by path in lower case; holds for everything below
  std::map<std::string, WmiAnswer> wmiAnswers;  // by "space:class" in lower case
  std::map<std::string, Result<std::vector<std::string>>> firmwareLists;        // by provider
  std::map<std::pair<std::string, std::string>, Result<Bytes>> firmwareBodies;  // by provider and id
  std::map<std::pair<std::string, std::string>, Result<Bytes>> variables;       // UEFI's, by vendor and name
  Result<JoinInformation> joinAnswer = JoinInformation{};
  std::map<std::string, FakeChannel> eventChannels;               // by channel name
  std::map<std::string, std::vector<std::string>> providers;      // provider to its channels, beside what records tell
  std::map<std::string, FakeFile> files;                          // by path, in lower case on Windows
  std::map<std::string, Result<std::vector<FileEntry>>> folders;  // by path; else told from `files`
  Result<std::vector<Volume>> volumeList = notSet("volumes");
  Result<std::vector<Disk>> diskList = notSet("disks");
  Result<std::vector<NetworkAdapter>> adapterList = notSet("network adapters");
  Result<std::vector<ArchiveMember>> diagnosticsAnswer = notSet("diagnostics");
  // By the name of the function ("diagnostics", "volumes"); WMI also by "wmi:space:class" in lower case.
  std::map<std::string, Pause> pauses;

  // --- helpers to set answers ---
  RegistryKey& key(std::string_view path) {
    const RegistryPath parsed = parseRegistryPath(path).value();
    RegistryKey* at = &roots[parsed.root];
    for (const std::string& part : parts(parsed.key)) {
      auto found = std::find_if(at->subkeys.begin(), at->subkeys.end(),
                                [&](const RegistryKey& each) { return equalIgnoringCase(each.name, part); });
      at = found != at->subkeys.end() ? &*found : &at->subkeys.emplace_back(RegistryKey{part, {}, {}, true, {}});
    }
    return *at;
  }
  void setValue(std::string_view path, std::string_view name, RegistryValue value) {
    auto& values = key(path).values;
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& each) { return equalIgnoringCase(each.first, name); });
    if (found != values.end()) {
      found->second = std::move(value);
    } else {
      values.emplace_back(std::string(name), std::move(value));
    }
  }
  void setText(std::string_view path, std::string_view name, std::string_view text) {
    setValue(path, name, registryText(text));
  }
  void setNumber(std::string_view path, std::string_view name, std::uint32_t number) {
    setValue(path, name, registryNumber(number));
  }
  void setRegistryError(std::string_view path, Error error) {
    registryErrors.insert_or_assign(normalPath(path), std::move(error));
  }
  void setWmi(std::string_view space, std::string_view className, std::vector<WmiRow> rows) {
    wmiAnswers.insert_or_assign(wmiKey(space, className), std::move(rows));
  }
  void setWmiError(std::string_view space, std::string_view className, Error error) {
    wmiAnswers.insert_or_assign(wmiKey(space, className), tl::unexpected(std::move(error)));
  }
  void setWmiPause(std::string_view space, std::string_view className, Pause pause) {
    pauses.insert_or_assign("wmi:" + wmiKey(space, className), std::move(pause));
  }
  // Lists the id too. A body that is not given is absent.
  void setFirmware(const std::string& provider, const std::string& id, std::optional<Bytes> body = {}) {
    auto& list = firmwareLists.try_emplace(provider, std::vector<std::string>{}).first->second;
    if (list) {
      list->push_back(id);
    }
    if (body) {
      firmwareBodies.insert_or_assign({provider, id}, std::move(*body));
    }
  }
  EventRecord& addEvent(const std::string& channel, const std::string& provider, std::uint32_t id,
                        std::string xml = "<Event/>", UtcTime time = {}, std::uint8_t level = 4) {
    auto& records = eventChannels[channel].records;
    return records.emplace_back(EventRecord{channel, provider, id, level, records.size() + 1, time, std::move(xml)});
  }
  void setFile(std::string_view path, std::string_view text, UtcTime modified = {}) {
    files.insert_or_assign(fileKey(path), FakeFile{{text.begin(), text.end()}, modified, {}});
    spelling_.insert_or_assign(fileKey(path), std::string(path));
  }
  void setFileError(std::string_view path, Error error) {
    files.insert_or_assign(fileKey(path), FakeFile{{}, {}, std::move(error)});
    spelling_.insert_or_assign(fileKey(path), std::string(path));
  }
  void setFolder(std::string_view path, Result<std::vector<FileEntry>> answer) {
    folders.insert_or_assign(fileKey(path), std::move(answer));
  }

  // Every question so far, such as "wmi root\cimv2:Win32_BIOS" or "firmwareTable ACPI MSDM".
  std::vector<std::string> questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

  // --- Host ---
  HostInfo info() const override { return hostInfo; }
  Result<ProcessFacts> process() const override { return asked("process"), processFacts; }
  Result<Clock> clock() const override { return asked("clock"), clockNow; }

  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    asked("registry", path);
    const Result<RegistryPath> parsed = parseRegistryPath(path);
    if (!parsed) {
      return tl::unexpected(parsed.error());
    }
    std::string walked = lower(parsed->root);
    if (const Error* error = errorAt(walked)) {
      return tl::unexpected(*error);
    }
    const auto root = roots.find(parsed->root);
    const RegistryKey* at = root == roots.end() ? nullptr : &root->second;
    for (const std::string& part : parts(parsed->key)) {
      walked += "\\" + lower(part);
      if (const Error* error = errorAt(walked)) {
        return tl::unexpected(*error);
      }
      at = at == nullptr ? nullptr : at->subkey(part);
    }
    if (at == nullptr) {
      return tl::unexpected(errorOf(ErrorKind::absent, fmt::format("open registry key {}", path),
                                    "the key does not exist", CodeSpace::win32, 2));
    }
    return copied(*at, walked, depth == RegistryDepth::tree, true);
  }

  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override;
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    asked("firmwareTables", provider);
    const auto found = firmwareLists.find(std::string(provider));
    return found == firmwareLists.end() ? notSet(provider) : found->second;
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    asked("firmwareTable", table.provider + " " + table.id);
    const auto found = firmwareBodies.find({table.provider, table.id});
    if (found == firmwareBodies.end()) {
      return fail(ErrorKind::absent, fmt::format("firmware table {} {}", table.provider, table.id), "no such table");
    }
    return found->second;
  }

  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    asked("firmwareVariable", variable.name);
    const auto found = variables.find({variable.vendor, variable.name});
    if (found == variables.end()) {
      return fail(ErrorKind::absent, "UEFI variable " + variable.name, "no such variable");
    }
    return found->second;
  }
  Result<JoinInformation> joinInformation() const override { return asked("joinInformation"), joinAnswer; }

  Result<EventAnswer> events(const EventQuery& query) const override;
  Result<std::vector<std::string>> channels(std::string_view provider) const override;
  Result<FileContent> file(std::string_view path, const FileRead& read) const override;
  Result<std::vector<FileEntry>> folder(std::string_view path) const override;

  Result<std::vector<Volume>> volumes() const override { return asked("volumes"), volumeList; }
  Result<std::vector<Disk>> disks() const override { return asked("disks"), diskList; }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override { return asked("networkAdapters"), adapterList; }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest&) const override {
    return asked("diagnostics"), diagnosticsAnswer;
  }

 private:
  static std::vector<std::string> parts(std::string_view path) {
    std::vector<std::string> out;
    while (!path.empty()) {
      const std::size_t end = std::min(path.find('\\'), path.size());
      if (end > 0) {
        out.emplace_back(path.substr(0, end));
      }
      path.remove_prefix(std::min(end + 1, path.size()));
    }
    return out;
  }
  static std::string normalPath(std::string_view path) {
    const RegistryPath parsed = parseRegistryPath(path).value();
    std::string out = lower(parsed.root);
    for (const std::string& part : parts(parsed.key)) {
      out += "\\" + lower(part);
    }
    return out;
  }
  static std::string wmiKey(std::string_view space, std::string_view className) {
    return lower(space) + ":" + lower(className);
  }
  std::string fileKey(std::string_view path) const {
    while (path.size() > 1 && (path.back() == '\\' || path.back() == '/')) {
      path.remove_suffix(1);
    }
    return hostInfo.system == System::windows ? lower(path) : std::string(path);
  }
  static bool fits(const WmiRow& row, const WmiQuery& query) {
    return std::all_of(query.where.begin(), query.where.end(), [&](const auto& wanted) {
      const Result<std::string> text = textOf(row, wanted.first);
      return text && *text == wanted.second;
    });
  }
  static WmiRow chosen(const WmiRow& row, const WmiQuery& query) {
    if (query.properties.empty()) {
      return row;
    }
    WmiRow out;
    for (const std::string& each : query.properties) {
      if (const WmiValue* value = row.property(each)) {
        out.properties.emplace_back(each, *value);
      }
    }
    return out;
  }
  const Error* errorAt(const std::string& path) const {
    const auto found = registryErrors.find(path);
    return found == registryErrors.end() ? nullptr : &found->second;
  }
  RegistryKey copied(const RegistryKey& key, const std::string& path, bool deep, bool top) const {
    if (!top) {
      if (const Error* error = errorAt(path)) {
        return {key.name, {}, {}, false, {*error}};
      }
      if (!deep) {
        return {key.name, {}, {}, false, {}};
      }
    }
    RegistryKey out{key.name, key.values, {}, key.contentKnown, key.problems, key.leftOut};
    for (const RegistryKey& each : key.subkeys) {
      out.subkeys.push_back(copied(each, path + "\\" + lower(each.name), deep, false));
    }
    return out;
  }
  void asked(std::string_view what, std::string_view detail = {}) const {
    {
      const std::lock_guard lock(mutex_);
      questions_.push_back(detail.empty() ? std::string(what) : fmt::format("{} {}", what, detail));
    }
    if (const auto pause = pauses.find(std::string(what)); pause != pauses.end()) {
      pause->second.take();
    }
  }
  void addFrom(const std::string& channel, const FakeChannel& from, const EventQuery& query, EventAnswer& answer) const;

  std::map<std::string, std::string> spelling_;  // of paths, as they were set
  mutable std::mutex mutex_;
  mutable std::vector<std::string> questions_;
};

}  // namespace preflight::test

#include "support/fake_host_inline.h"
