// The registry of this user is changed here, under a key of our own.
#include <doctest/doctest.h>
#include <windows.h>

#include <string>

#include "host/watch.h"

using namespace preflight;
using namespace std::chrono_literals;

namespace {

constexpr wchar_t ours[] = L"Software\\PreflightWatchTest";

std::wstring pathOf(const wchar_t* below) {
  return std::wstring(ours) + L"\\" + below;
}

void make(const wchar_t* below, DWORD number) {
  HKEY key = nullptr;
  REQUIRE(RegCreateKeyExW(HKEY_CURRENT_USER, pathOf(below).c_str(), 0, nullptr, 0, KEY_WRITE, nullptr, &key, nullptr) ==
          ERROR_SUCCESS);
  CHECK(RegSetValueExW(key, L"Number", 0, REG_DWORD, reinterpret_cast<const BYTE*>(&number), sizeof(number)) ==
        ERROR_SUCCESS);
  RegCloseKey(key);
}

struct OwnKey {
  OwnKey() { RegDeleteTreeW(HKEY_CURRENT_USER, ours); }
  ~OwnKey() { RegDeleteTreeW(HKEY_CURRENT_USER, ours); }
  OwnKey(const OwnKey&) = delete;
  OwnKey& operator=(const OwnKey&) = delete;
};

std::unique_ptr<HostWatch> watchOf(const std::vector<std::string>& below) {
  WatchRequest what;
  for (const std::string& each : below) {
    what.keys.push_back(R"(HKCU\Software\PreflightWatchTest\)" + each);
  }
  const std::unique_ptr<Host> host = liveHost();
  Result<std::unique_ptr<HostWatch>> watch = watchHost(*host, what);
  REQUIRE(watch.has_value());
  return std::move(*watch);
}

using Places = std::vector<std::size_t>;

// As the page waits: again and again, each time for a moment.
Places told(HostWatch& watch) {
  for (int i = 0; i < 100; ++i) {
    if (Places found = watch.wait(100ms); !found.empty()) {
      return found;
    }
  }
  return {};
}

// Nothing is left to be told.
void drain(HostWatch& watch) {
  while (!watch.wait(200ms).empty()) {
  }
}

}  // namespace

TEST_CASE("a value that changes below a watched key is told with the key's place, and once") {
  const OwnKey own;
  make(L"One\\Deep", 1);
  make(L"Two", 1);
  const auto watch = watchOf({"One", "Two"});
  CHECK(watch->wait(100ms).empty());
  make(L"One\\Deep", 2);
  CHECK(told(*watch) == Places{0});
  CHECK(watch->wait(200ms).empty());
  make(L"Two", 2);
  CHECK(told(*watch) == Places{1});
}

TEST_CASE("a key that is made later, with all that is above it, is told and then watched") {
  const OwnKey own;
  const auto watch = watchOf({R"(One\Two\Three)"});
  CHECK(watch->wait(100ms).empty());
  make(L"Other", 1);
  CHECK(watch->wait(300ms).empty());
  make(L"One\\Two\\Three", 1);
  CHECK(told(*watch) == Places{0});
  drain(*watch);
  make(L"One\\Two\\Three", 2);
  CHECK(told(*watch) == Places{0});
}

TEST_CASE("a key without keys below it that is deleted is told, and watched when it is made again") {
  const OwnKey own;
  make(L"Above\\One", 1);
  const auto watch = watchOf({R"(Above\One)"});
  for (DWORD round = 2; round < 5; ++round) {
    REQUIRE(RegDeleteKeyW(HKEY_CURRENT_USER, pathOf(L"Above\\One").c_str()) == ERROR_SUCCESS);
    CHECK(told(*watch) == Places{0});
    drain(*watch);
    make(L"Above\\One", round);
    CHECK(told(*watch) == Places{0});
    drain(*watch);
    make(L"Above\\One", round + 10);
    CHECK(told(*watch) == Places{0});
    drain(*watch);
  }
}

TEST_CASE("a key that is made anew between two looks is watched as it is now") {
  const OwnKey own;
  make(L"Above\\One", 1);
  const auto watch = watchOf({R"(Above\One)"});
  REQUIRE(RegDeleteTreeW(HKEY_CURRENT_USER, pathOf(L"Above").c_str()) == ERROR_SUCCESS);
  make(L"Above\\One", 2);
  CHECK(told(*watch) == Places{0});
  drain(*watch);
  make(L"Above\\One", 3);
  CHECK(told(*watch) == Places{0});
}

TEST_CASE("what is above a key that is not there may go, too") {
  const OwnKey own;
  make(L"Above\\Between", 1);
  const auto watch = watchOf({R"(Above\Between\One)"});
  REQUIRE(RegDeleteTreeW(HKEY_CURRENT_USER, pathOf(L"Above").c_str()) == ERROR_SUCCESS);
  CHECK(watch->wait(300ms).empty());
  make(L"Above\\Between\\One", 1);
  CHECK(told(*watch) == Places{0});
  drain(*watch);
  make(L"Above\\Between\\One", 2);
  CHECK(told(*watch) == Places{0});
}
