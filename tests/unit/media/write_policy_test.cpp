#include "media/write_policy.h"

#include <doctest/doctest.h>

#include "support/fake_host.h"

using namespace preflight;
using namespace preflight::test;

TEST_CASE("a policy that forbids writing to sticks is told by name, and only with an error that says denied") {
  struct Case {
    std::string_view key;
    std::string_view value;
    std::string_view words;
  };
  const Case all[] = {
      {R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices)", "Deny_All", "Deny all access"},
      {R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b})",
       "Deny_Write", "Removable Disks: Deny write access"},
      {R"(HKLM\SYSTEM\CurrentControlSet\Policies\Microsoft\FVE)", "RDVDenyWriteAccess", "not protected by BitLocker"},
  };
  const Error denied{ErrorKind::denied, "create E:\\x", "the drive is write-protected", CodeSpace::win32, 19};
  Error full = denied;
  full.kind = ErrorKind::failed;
  for (const Case& each : all) {
    FakeHost host;
    CHECK(media::writePolicy(host).empty());
    host.setNumber(each.key, each.value, 0);
    CHECK(media::writePolicy(host).empty());
    host.setNumber(each.key, each.value, 1);
    CHECK(media::writePolicy(host).str().find(each.words) != std::string::npos);
    CHECK(media::withPolicy(denied, host).words.str().find(each.words) != std::string::npos);
    CHECK(media::withPolicy(full, host).words == full.words);
  }
}
