#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/sha256.h"
#include "media/durable_write.h"
#include "media/system_errors.h"
#include "text/media_id.h"
#include "unit/media/memory_files.h"

using namespace preflight;
using namespace preflight::media;

namespace {

const std::string folder = "/stick";
const std::string target = "/stick/a.csv";

void addStick(MemoryFiles& files) {
  files.addFolder("/");
  files.addFolder(folder);
  files.addFile(target, "old");
  files.settle();
}

// A folder of the real system that is gone at the end of the test.
class TempFolder {
 public:
  TempFolder()
      : path_(std::filesystem::temp_directory_path() / ("preflight-test-" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directories(path_);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  // In UTF-8 on both systems.
  std::string file(const std::string& name) const {
    const std::u8string text = (path_ / std::filesystem::path(std::u8string(name.begin(), name.end()))).u8string();
    return {text.begin(), text.end()};
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::size_t filesIn(const std::filesystem::path& path) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
}

}  // namespace

TEST_CASE("a drive that takes fewer bytes and reports success is told as full, and the old file stays") {
  MemoryFiles files(CodeSpace::win32);
  addStick(files);
  files.capacity = 40;
  const auto result = writeDurably(files, target, Bytes(100, 'x'), {});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == 112);
  CHECK(result.error().words.says(MediaId::full));
  CHECK(files.content(target) == "old");
  CHECK(files.temporaries().empty());
}

TEST_CASE("a drive that takes no byte and reports success does not hang the write") {
  MemoryFiles files(CodeSpace::win32);
  addStick(files);
  files.mostInOneWrite = 0;
  const auto result = writeDurably(files, target, viewOf("new"), {});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().words.says(MediaId::tookNothing));
  CHECK(files.content(target) == "old");
  CHECK(files.temporaries().empty());
}

TEST_CASE("a drive that gives back other bytes than it took is found out before the old file is replaced") {
  MemoryFiles files(CodeSpace::posix);
  addStick(files);
  files.flipsABit = true;
  const auto result = writeDurably(files, target, viewOf("new one"), {});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().words.says(MediaId::differs));
  CHECK(files.content(target) == "old");
  CHECK(files.temporaries().empty());
}

TEST_CASE("a target that is marked read-only is refused untouched") {
  MemoryFiles files(CodeSpace::win32);
  addStick(files);
  files.addFile(target, "old", true);
  const auto result = writeDurably(files, target, viewOf("new"), {});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == ErrorKind::denied);
  CHECK(result.error().words.says(MediaId::readOnly));
  CHECK(files.content(target) == "old");
}

TEST_CASE("a file that another program changed meanwhile is not overwritten") {
  for (const std::string& whole : {std::string("old"), std::string()}) {
    CAPTURE(whole);
    MemoryFiles files(CodeSpace::posix);
    addStick(files);
    WriteOptions options;
    options.expectedOld = whole.empty() ? "" : sha256Hex(viewOf(whole));
    files.beforeCall = [&](std::size_t, const std::string& what) {
      if (what == "create") {
        files.addFile(target, "somebody else's");
      }
    };
    if (whole.empty()) {
      files.namesNow.erase(target);
    }
    const auto result = writeDurably(files, target, viewOf("new"), options);
    REQUIRE_FALSE(result.has_value());
    CHECK(isChangedMeanwhile(result.error()));
    CHECK(files.content(target) == "somebody else's");
    CHECK(files.temporaries().empty());
  }
}

TEST_CASE("a file that must be new is not overwritten when it appears at the last moment") {
  MemoryFiles files(CodeSpace::win32);
  addStick(files);
  files.namesNow.erase(target);
  files.beforeCall = [&](std::size_t, const std::string& what) {
    if (what == "rename") {
      files.addFile(target, "somebody else's");
    }
  };
  WriteOptions options;
  options.expectedOld = "";
  const auto result = writeDurably(files, target, viewOf("new"), options);
  REQUIRE_FALSE(result.has_value());
  CHECK(isChangedMeanwhile(result.error()));
  CHECK(files.content(target) == "somebody else's");
  CHECK(files.temporaries().empty());
}

TEST_CASE("a temporary that another program cleaned away is written again") {
  MemoryFiles files(CodeSpace::posix);
  addStick(files);
  bool taken = false;
  files.beforeCall = [&](std::size_t, const std::string& what) {
    if (what == "rename" && !taken) {
      taken = true;
      files.namesNow.erase(files.temporaries().at(0));
    }
  };
  CHECK(writeDurably(files, target, viewOf("new"), {}).has_value());
  CHECK(taken);
  CHECK(files.content(target) == "new");
}

TEST_CASE("a temporary that a program has open is not a leftover") {
  MemoryFiles files(CodeSpace::posix);
  addStick(files);
  const std::string busy = "/stick/.preflight-0123456789abcdef.tmp";
  auto open = files.createNew(busy);
  REQUIRE(open.has_value());
  CHECK(removeStaleTemporaries(files, folder).value() == 0);
  open->reset();
  CHECK(removeStaleTemporaries(files, folder).value() == 1);
  CHECK(files.temporaries().empty());
}

TEST_CASE("a stick that is pulled at any call is never continued on the folder that it leaves behind") {
  WriteOptions options;
  options.base = folder;
  options.makeFolders = true;
  for (const char* path : {"/stick/a.csv", "/stick/devices/a.csv"}) {
    std::size_t pulled = 1;
    for (bool inTime = true; inTime; ++pulled) {
      CAPTURE(path);
      CAPTURE(pulled);
      MemoryFiles files(CodeSpace::posix);
      addStick(files);
      files.beforeCall = [&](std::size_t call, const std::string&) {
        if (call == pulled) {
          files.namesNow.clear();
          files.addFolder("/");
          files.addFolder(folder);  // the mount point, on another volume
          files.volume = 2;
        }
      };
      const auto result = writeDurably(files, path, viewOf("new"), options);
      inTime = pulled < files.calls.size();
      // A file that is open already can still be read to its end: the last two calls.
      CHECK((!result.has_value() || pulled + 2 >= files.calls.size()));
      for (const auto& [name, node] : files.namesNow) {
        CHECK((node->folder || !inTime));
      }
    }
    CHECK(pulled > 15);
  }
}

TEST_CASE("a base that is not there is not made, and another volume than the chosen one is refused") {
  MemoryFiles files(CodeSpace::posix);
  addStick(files);
  WriteOptions options;
  options.base = "/media/gone";
  options.makeFolders = true;
  const auto gone = writeDurably(files, "/media/gone/a/b.csv", viewOf("new"), options);
  REQUIRE_FALSE(gone.has_value());
  CHECK(gone.error().kind == ErrorKind::absent);
  CHECK_FALSE(files.namesNow.contains("/media/gone"));

  options.base = folder;
  options.volume = 7;
  const auto other = writeDurably(files, target, viewOf("new"), options);
  REQUIRE_FALSE(other.has_value());
  CHECK(other.error().words.says(MediaId::otherVolume));
  CHECK(files.content(target) == "old");

  options.volume.reset();
  options.makeFolders = true;
  CHECK_FALSE(writeDurably(files, "/stick2/a.csv", viewOf("new"), options).has_value());
  CHECK_FALSE(files.namesNow.contains("/stick2"));
}

TEST_CASE("a scanner that holds the file for a moment is waited for, but not for ever") {
  MemoryFiles files(CodeSpace::win32);
  addStick(files);
  int held = 3;
  files.beforeCall = [&](std::size_t call, const std::string& what) {
    files.fault = what == "rename" && held-- > 0 ? Fault{Fault::Kind::once, call, 32} : Fault{};
  };
  CHECK(writeDurably(files, target, viewOf("new"), {}).has_value());
  CHECK(files.pauses.size() == 3);
  held = 1000;
  const auto result = writeDurably(files, target, viewOf("newer"), {});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == 32);
  CHECK(files.content(target) == "new");
  CHECK(files.temporaries().empty());
}

TEST_CASE("only names of exactly our pattern are temporaries") {
  CHECK(isTemporaryName(".preflight-0123456789abcdef.tmp"));
  for (const char* name : {".preflight-0123456789abcde.tmp", ".preflight-0123456789abcdeF.tmp", "preflight.tmp",
                           ".preflight-0123456789abcdef.tmp2", "x.preflight-0123456789abcdef.tmp", ""}) {
    CAPTURE(name);
    CHECK_FALSE(isTemporaryName(name));
  }
}

TEST_CASE("the real system's files are written, replaced, proved and read back") {
  const TempFolder temp;
  const std::string path = temp.file("Gerät 1.csv");
  WriteOptions options;
  options.volumeLabel = "CONTOSO";
  Bytes bytes(3'000'001);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13U);
  }
  const auto proof = writeDurably(path, bytes, options);
  REQUIRE_MESSAGE(proof.has_value(), describe(proof.error()));
  CHECK(proof->path == path);
  CHECK(proof->bytes == bytes.size());
  CHECK(proof->sha256Hex == sha256Hex(bytes));
  CHECK(proof->volumeLabel == "CONTOSO");
  CHECK(readWhole(path, bytes.size()).value() == bytes);
  CHECK(readWhole(path, bytes.size() - 1).error().kind == ErrorKind::invalid);
  options.expectedOld = "";
  CHECK(isChangedMeanwhile(writeDurably(path, viewOf("x"), options).error()));
  options.expectedOld = sha256Hex(bytes);
  REQUIRE(writeDurably(path, {}, options).has_value());
  CHECK(readWhole(path, 10).value().empty());
  CHECK(filesIn(temp.path()) == 1);
}

TEST_CASE("the real system tells what is missing and what is no file") {
  const TempFolder temp;
  CHECK(readWhole(temp.file("none.csv"), 10).error().kind == ErrorKind::absent);
  CHECK(writeDurably(temp.file("no/such/folder.csv"), viewOf("x")).error().kind == ErrorKind::absent);
  std::filesystem::create_directory(temp.path() / "folder.csv");
  CHECK(writeDurably(temp.file("folder.csv"), viewOf("x")).error().kind == ErrorKind::invalid);
  CHECK(readWhole(temp.file("folder.csv"), 10).error().kind == ErrorKind::invalid);
  CHECK(filesIn(temp.path()) == 1);
}

TEST_CASE("on the real system folders are made below the base and leftovers are removed") {
  const TempFolder temp;
  WriteOptions options;
  options.base = temp.file("");
  options.makeFolders = true;
  options.volume = volumeOf(temp.file("")).value();
  const auto proof = writeDurably(temp.file("Preflight/devices/SN-1.csv"), viewOf("one"), options);
  REQUIRE_MESSAGE(proof.has_value(), describe(proof.error()));
  const std::filesystem::path devices = temp.path() / "Preflight" / "devices";
  std::ofstream(devices / ".preflight-00112233aabbccdd.tmp") << "half";
  std::ofstream(devices / ".preflight-mine.tmp") << "not ours";
  REQUIRE(writeDurably(temp.file("Preflight/devices/SN-2.csv"), viewOf("two"), options).has_value());
  CHECK(filesIn(devices) == 3);
  CHECK(std::filesystem::exists(devices / ".preflight-mine.tmp"));
}

TEST_CASE("on the real system a file that is marked read-only is refused") {
  const TempFolder temp;
  const std::string path = temp.file("locked.csv");
  REQUIRE(writeDurably(path, viewOf("old")).has_value());
  using std::filesystem::perms;
  std::filesystem::permissions(temp.path() / "locked.csv", perms::owner_read | perms::group_read | perms::others_read);
  const auto result = writeDurably(path, viewOf("new"));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == ErrorKind::denied);
  CHECK(textOf(readWhole(path, 10).value()) == "old");
  std::filesystem::permissions(temp.path() / "locked.csv", perms::owner_all);
}

TEST_CASE("an error number of the system is told in plain words on either system") {
  CHECK(win32Error("x", 112).words.says(MediaId::full));
  CHECK(win32Error("x", 0x80310000).words.says(MediaId::bitLocker));
  CHECK(describe(win32Error("x", 0x80310000)).find("0x80310000") != std::string::npos);
  CHECK(posixError("x", 30).words.says(MediaId::locked));
  CHECK(win32Error("x", 99999).words.says(MediaId::systemError));
  CHECK(describe(posixError("x", 9999)).find("errno 9999") != std::string::npos);
}
