// The live host on whatever Windows runs this: a real one or Wine. What must be planted first is tested end to end.
#include <windows.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "host/host.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight {
namespace {

// A key of our own below HKCU, and a folder of our own, both gone at the end.
struct Scratch {
  Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    std::filesystem::create_directories(folder);
    RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\PreflightTest");
    RegCreateKeyExW(HKEY_CURRENT_USER, L"Software\\PreflightTest", 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, &key,
                    nullptr);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    RegCloseKey(key);
    RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\PreflightTest");
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  void value(const wchar_t* name, DWORD type, const std::string& bytes) const {
    REQUIRE(RegSetValueExW(key, name, 0, type, reinterpret_cast<const BYTE*>(bytes.data()),
                           static_cast<DWORD>(bytes.size())) == ERROR_SUCCESS);
  }

  HKEY key = nullptr;
  std::filesystem::path folder = std::filesystem::temp_directory_path() / L"preflight-host-test";
};

constexpr const char* testKey = R"(HKCU\Software\PreflightTest)";

std::string pathText(const std::filesystem::path& path) {
  return utf8FromUtf16(path.u16string());
}

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

TEST_CASE("registry values come back with their type and every byte") {
  const Scratch scratch;
  scratch.value(L"Text", REG_SZ, std::string("a\0b\0\0\0", 6));
  scratch.value(L"Odd", REG_SZ, "abc");
  scratch.value(L"", REG_DWORD, std::string("\x01\x02\x03\x04", 4));
  scratch.value(L"Big", REG_BINARY, std::string(100'000, 'x'));
  scratch.value(L"Empty", REG_BINARY, "");
  const auto host = liveHost();
  const auto key = host->registry(testKey, RegistryDepth::key);
  REQUIRE(key);
  CHECK(key->name == "PreflightTest");
  CHECK(key->problems.empty());
  REQUIRE(key->value("text"));
  CHECK(asText(*key->value("text")) == "ab");
  CHECK(key->value("Odd")->data.size() == 3);
  CHECK(asNumber(*key->value("")) == 0x04030201);
  CHECK(key->value("Big")->data.size() == 100'000);
  CHECK(key->value("Empty")->data.empty());
}

TEST_CASE("a value over the limit is left out and told, the others are read") {
  const Scratch scratch;
  scratch.value(L"A", REG_SZ, "");
  scratch.value(L"Huge", REG_BINARY, std::string(RegistryLimits::valueBytes + 1, 'x'));
  scratch.value(L"Z", REG_SZ, "");
  const auto key = liveHost()->registry(testKey, RegistryDepth::key);
  REQUIRE(key);
  CHECK(key->values.size() == 2);
  REQUIRE(key->problems.size() == 1);
  CHECK(key->problems.front().kind == ErrorKind::notCollected);
}

TEST_CASE("values that hold a product key are never read") {
  const Scratch scratch;
  scratch.value(L"DigitalProductId", REG_BINARY, "secret");
  scratch.value(L"ProductId", REG_SZ, "");
  const auto key = liveHost()->registry(testKey, RegistryDepth::key);
  REQUIRE(key);
  CHECK(key->value("DigitalProductId") == nullptr);
  CHECK(key->value("ProductId") != nullptr);
}

TEST_CASE("a tree is read to its limit of depth, and what lies deeper is told") {
  const Scratch scratch;
  std::wstring path = L"Software\\PreflightTest";
  for (int i = 0; i < 40; ++i) {
    path += L"\\level";
    HKEY made = nullptr;
    REQUIRE(RegCreateKeyExW(HKEY_CURRENT_USER, path.c_str(), 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, &made, nullptr) ==
            ERROR_SUCCESS);
    RegCloseKey(made);
  }
  const auto shallow = liveHost()->registry(testKey, RegistryDepth::key);
  REQUIRE(shallow);
  REQUIRE(shallow->subkeys.size() == 1);
  CHECK_FALSE(shallow->subkeys.front().contentKnown);

  const auto tree = liveHost()->registry(testKey, RegistryDepth::tree);
  REQUIRE(tree);
  std::size_t depth = 0;
  const RegistryKey* at = &*tree;
  while (at->subkeys.size() == 1 && at->subkeys.front().contentKnown) {
    CHECK(at->problems.empty());
    at = &at->subkeys.front();
    ++depth;
  }
  CHECK(depth == RegistryLimits::depth - 1);
  CHECK(at->problems.size() == 1);
}

TEST_CASE("a subkey that may not be read is told as denied, and its neighbours are read") {
  const Scratch scratch;
  HKEY locked = nullptr;
  HKEY open = nullptr;
  REQUIRE(RegCreateKeyExW(scratch.key, L"locked", 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, &locked, nullptr) ==
          ERROR_SUCCESS);
  REQUIRE(RegCreateKeyExW(scratch.key, L"open", 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, &open, nullptr) ==
          ERROR_SUCCESS);
  RegCloseKey(open);
  // A list of rights with nothing in it allows nobody anything.
  ACL nobody{};
  SECURITY_DESCRIPTOR security{};
  REQUIRE(InitializeAcl(&nobody, sizeof(nobody), ACL_REVISION) != 0);
  REQUIRE(InitializeSecurityDescriptor(&security, SECURITY_DESCRIPTOR_REVISION) != 0);
  REQUIRE(SetSecurityDescriptorDacl(&security, TRUE, &nobody, FALSE) != 0);
  REQUIRE(RegSetKeySecurity(locked, DACL_SECURITY_INFORMATION, &security) == ERROR_SUCCESS);

  const auto tree = liveHost()->registry(testKey, RegistryDepth::tree);
  const auto direct = liveHost()->registry(std::string(testKey) + "\\locked", RegistryDepth::key);

  REQUIRE(SetSecurityDescriptorDacl(&security, TRUE, nullptr, FALSE) != 0);  // everybody everything, to remove it
  CHECK(RegSetKeySecurity(locked, DACL_SECURITY_INFORMATION, &security) == ERROR_SUCCESS);
  RegCloseKey(locked);
  REQUIRE(tree);
  REQUIRE(tree->subkey("locked") != nullptr);
  CHECK_FALSE(tree->subkey("locked")->contentKnown);
  REQUIRE(tree->subkey("locked")->problems.size() == 1);
  CHECK(tree->subkey("locked")->problems.front().kind == ErrorKind::denied);
  REQUIRE(tree->subkey("open") != nullptr);
  CHECK(tree->subkey("open")->contentKnown);
  REQUIRE_FALSE(direct);
  CHECK(direct.error().kind == ErrorKind::denied);
}

TEST_CASE("a missing key is absent, a path with a foreign root invalid") {
  const auto host = liveHost();
  const auto missing = host->registry(R"(HKLM\SOFTWARE\Contoso\NotHere)", RegistryDepth::key);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::absent);
  CHECK(missing.error().code == 2);
  CHECK(host->registry("HKCR\\x", RegistryDepth::key).error().kind == ErrorKind::invalid);
}

TEST_CASE("the subkeys of HKU are the loaded hives") {
  const auto users = liveHost()->registry("HKU", RegistryDepth::key);
  REQUIRE(users);
  CHECK(users->subkey(".DEFAULT") != nullptr);
}

TEST_CASE("a file is read whole, from its start and from its end, also with a name outside ASCII") {
  const Scratch scratch;
  const auto file = scratch.folder / u"Prüf Ω.log";
  write(file, "0123456789");
  const auto host = liveHost();
  const auto whole = host->file(pathText(file), {});
  REQUIRE(whole);
  CHECK(textOf(whole->bytes) == "0123456789");
  CHECK(whole->whole);
  const auto start = host->file(pathText(file), {.maxBytes = 4});
  REQUIRE(start);
  CHECK(textOf(start->bytes) == "0123");
  CHECK(start->size == 10);
  CHECK_FALSE(start->whole);
  const auto end = host->file(pathText(file), {.maxBytes = 4, .fromEnd = true});
  REQUIRE(end);
  CHECK(textOf(end->bytes) == "6789");
  CHECK(end->modified > UtcTime{1'577'836'800'000});  // 2020
}

TEST_CASE("a file that another program writes and may delete can be read") {
  const Scratch scratch;
  const auto file = scratch.folder / L"open.log";
  write(file, "x");
  const HANDLE writer =
      CreateFileW(file.c_str(), GENERIC_READ | GENERIC_WRITE | DELETE,
                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING, 0, nullptr);
  REQUIRE(writer != INVALID_HANDLE_VALUE);
  const auto content = liveHost()->file(pathText(file), {});
  CloseHandle(writer);
  CHECK(content);
}

TEST_CASE("a path of more than 260 characters is read") {
  const Scratch scratch;
  std::vector<std::wstring> made{L"\\\\?\\" + scratch.folder.wstring()};
  for (int i = 0; i < 4; ++i) {
    made.push_back(made.back() + L'\\' + std::wstring(80, L'd'));
    REQUIRE(CreateDirectoryW(made.back().c_str(), nullptr) != 0);
  }
  const std::string deep = utf8FromUtf16(std::filesystem::path(made.back()).u16string()).substr(4);
  windows::Handle file = windows::fileHandle(CreateFileW((made.back() + L"\\a.txt").c_str(), GENERIC_WRITE, 0, nullptr,
                                                         CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE, nullptr));
  CHECK(file);
  const auto entries = liveHost()->folder(deep);
  const auto missing = liveHost()->folder(deep + "\\none");
  file.reset();
  // The standard library does not reach that deep.
  for (auto folder = made.rbegin(); folder + 1 != made.rend(); ++folder) {
    CHECK(RemoveDirectoryW(folder->c_str()) != 0);
  }
  REQUIRE(entries);
  CHECK(entries->size() == 1);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::absent);
}

TEST_CASE("folders, devices and names that are not there each have their own error") {
  const Scratch scratch;
  const auto host = liveHost();
  const auto kindOf = [&](const std::string& path) {
    const auto content = host->file(path, {});
    return content ? ErrorKind::failed : content.error().kind;
  };
  CHECK(kindOf(pathText(scratch.folder)) == ErrorKind::invalid);
  CHECK(kindOf(pathText(scratch.folder / L"no.txt")) == ErrorKind::absent);
  CHECK(kindOf(pathText(scratch.folder / L"no" / L"no.txt")) == ErrorKind::absent);
  CHECK(kindOf("") == ErrorKind::invalid);
  CHECK(kindOf(R"(\\.\PhysicalDrive0)") == ErrorKind::invalid);
  CHECK(kindOf("NUL") == ErrorKind::invalid);
  CHECK(kindOf("%NOSUCHFOLDER%\\x") == ErrorKind::invalid);
  CHECK(kindOf("%WINDIR") == ErrorKind::invalid);
  CHECK(kindOf("%WINDIR%\\no such file") == ErrorKind::absent);
}

TEST_CASE("a folder lists files and folders with their sizes; an empty one is empty") {
  const Scratch scratch;
  const auto host = liveHost();
  REQUIRE(host->folder(pathText(scratch.folder)));
  CHECK(host->folder(pathText(scratch.folder))->empty());
  write(scratch.folder / L"a.txt", "12345");
  std::filesystem::create_directory(scratch.folder / L"sub");
  const auto entries = host->folder(pathText(scratch.folder));
  REQUIRE(entries);
  REQUIRE(entries->size() == 2);
  const FileEntry& file = entries->front().folder ? entries->back() : entries->front();
  CHECK(file.name == "a.txt");
  CHECK(file.size == 5);
  CHECK(host->folder(pathText(scratch.folder / L"a.txt")).error().kind == ErrorKind::invalid);
  CHECK(host->folder("%WINDIR%"));
}

TEST_CASE("the body of the firmware's product key table is never read") {
  for (const char* id : {"MSDM", "msdm"}) {
    const auto table = liveHost()->firmwareTable({"ACPI", id});
    REQUIRE_FALSE(table);
    CHECK(table.error().kind == ErrorKind::unsupported);
    CHECK(table.error().words.says(ErrorId::whyProductKey));
  }
  CHECK(liveHost()->firmwareTable({"ACPI", "TOOLONG"}).error().kind == ErrorKind::invalid);
  CHECK(liveHost()->firmwareTables("XXXX").error().kind == ErrorKind::invalid);
}

TEST_CASE("WMI questions that would read a product key or carry more than names are refused before they are asked") {
  const auto host = liveHost();
  const auto kindOf = [&](const std::string& className, std::vector<std::string> properties) {
    WmiQuery query;
    query.space = "root\\cimv2";
    query.className = className;
    query.properties = std::move(properties);
    const auto rows = host->wmi(query);
    return rows ? ErrorKind::failed : rows.error().kind;
  };
  CHECK(kindOf("SoftwareLicensingService", {}) == ErrorKind::unsupported);
  CHECK(kindOf("X", {"OA3xOriginalProductKey"}) == ErrorKind::unsupported);
  CHECK(kindOf("X WHERE 1=1", {"A"}) == ErrorKind::invalid);
  CHECK(kindOf("X", {"A,B"}) == ErrorKind::invalid);
  CHECK(kindOf("", {}) == ErrorKind::invalid);
}

TEST_CASE("the process knows its user, program and rights") {
  const auto facts = liveHost()->process();
  REQUIRE(facts);
  CHECK_FALSE(facts->userName.empty());
  CHECK(lower(facts->programPath).ends_with(".exe"));
  CHECK(equalIgnoringCase(facts->systemFolder.substr(1, 2), ":\\"));
  CHECK(facts->elevated);
  CHECK(facts->localSystem);
  CHECK(facts->session);
}

TEST_CASE("the clock agrees with the C library") {
  const auto clock = liveHost()->clock();
  REQUIRE(clock);
  const std::int64_t other = static_cast<std::int64_t>(std::time(nullptr)) * 1000;
  CHECK(std::abs(clock->now.milliseconds - other) < 5000);
  CHECK(std::abs(clock->offsetMinutes) <= 14 * 60);
}

TEST_CASE("one volume holds Windows, and every volume has a root and a device") {
  const auto volumes = liveHost()->volumes();
  REQUIRE(volumes);
  std::size_t holdingSystem = 0;
  for (const Volume& volume : *volumes) {
    CHECK(volume.root.size() == 3);
    CHECK(volume.device == "\\\\.\\" + volume.root.substr(0, 2));
    holdingSystem += volume.holdsSystem ? 1 : 0;
  }
  CHECK(holdingSystem == 1);
}

TEST_CASE("work in the background that does not end in time is left behind") {
  using namespace std::chrono_literals;
  windows::Background<int> slow("wait", []() -> Result<int> {
    std::this_thread::sleep_for(2s);
    return 1;
  });
  windows::Background<int> fast("add", []() -> Result<int> { return 2; });
  windows::Background<int> broken("break", []() -> Result<int> { throw std::bad_alloc(); });
  const auto end = std::chrono::steady_clock::now() + 500ms;
  CHECK(fast.get(end) == 2);
  CHECK(broken.get(end).error().kind == ErrorKind::failed);
  const auto late = slow.get(end);
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == ErrorKind::timedOut);
  CHECK(late.error().step.str() == "wait");
}

}  // namespace preflight
