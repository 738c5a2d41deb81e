#include <doctest/doctest.h>
#include <windows.h>

#include <string>

#include "media/file_system.h"

namespace preflight::media {

TEST_CASE("a drive that is gone is told as such, never as a file that is not there") {
  const DWORD taken = ::GetLogicalDrives();
  char letter = 'Z';
  while (letter > 'C' && (taken >> static_cast<unsigned>(letter - 'A') & 1U) != 0) {
    --letter;
  }
  REQUIRE(letter > 'C');
  FileSystem& files = systemFiles();
  const std::string drive = std::string(1, letter) + ":\\";
  const auto refused = [](const auto& result) {
    return !result && result.error().kind == ErrorKind::failed &&
           result.error().words.str().find("no such drive") != std::string::npos;
  };
  CHECK(refused(files.status(drive)));
  CHECK(refused(files.status(drive + "Preflight")));
  CHECK(refused(files.names(drive + "Preflight")));
  CHECK(refused(files.createNew(drive + "new.csv")));
  CHECK(refused(files.openForReading(drive + "old.csv")));
  CHECK(refused(files.makeFolder(drive + "Preflight")));
  CHECK(refused(files.rename(drive + "a", drive + "b", Replace::yes)));
}

}  // namespace preflight::media
