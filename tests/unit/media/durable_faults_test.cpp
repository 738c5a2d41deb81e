// Every call of a write fails, in every way that fits; the process is killed before and after each; the power goes.
#include <doctest/doctest.h>

#include "base/sha256.h"
#include "media/durable_write.h"
#include "text/media_id.h"
#include "unit/media/memory_files.h"

using namespace preflight;
using namespace preflight::media;

namespace {

const std::string stick = "/stick";
const std::string target = "/stick/batch/autopilot.csv";
const std::string oldText = "the old file, whole";
const std::string newText = "the new file, which is somewhat longer, whole";
const std::string leftover = "/stick/batch/.preflight-00112233aabbccdd.tmp";

// One way to begin a write.
struct Start {
  const char* title;
  bool oldFile;
  bool folder;
  bool expects;
};
constexpr Start starts[] = {
    {"replaces a file and finds a leftover", true, true, false},
    {"makes its folder", false, false, false},
    {"replaces the file that was read", true, true, true},
    {"makes a file that must be new", false, true, true},
};

WriteOptions optionsFor(const Start& start) {
  WriteOptions options;
  options.base = stick;
  options.makeFolders = true;
  options.volumeLabel = "CONTOSO";
  if (start.expects) {
    options.expectedOld = start.oldFile ? sha256Hex(viewOf(oldText)) : "";
  }
  return options;
}

std::string before(const Start& start) {
  return start.oldFile ? oldText : "(none)";
}

void prepare(MemoryFiles& files, const Start& start) {
  files.addFolder("/");
  files.addFolder(stick);
  if (start.folder) {
    files.addFolder("/stick/batch");
    files.addFile(leftover, "half a fi");
  }
  if (start.oldFile) {
    files.addFile(target, oldText);
  }
  files.mostInOneWrite = 20;  // so that one write takes several calls
  files.settle();
}

std::vector<std::string> callsOf(const Start& start, CodeSpace space) {
  MemoryFiles files(space);
  prepare(files, start);
  REQUIRE(writeDurably(files, target, viewOf(newText), optionsFor(start)).has_value());
  return files.calls;
}

struct Cause {
  std::uint32_t code;
  MediaId why;
};
using Causes = std::vector<Cause>;

Causes causesOnWindows(const std::string& call) {
  const Cause full{112, MediaId::full};
  const Cause locked{19, MediaId::locked};
  const Cause notReady{21, MediaId::gone};
  const Cause pulled{1167, MediaId::gone};
  const Cause broken{1117, MediaId::gone};
  const Cause refused{5, MediaId::refused};
  const Cause inUse{32, MediaId::inUse};
  if (call == "write" || call == "flush" || call == "close") {
    return {full, locked, notReady, pulled, broken, {39, MediaId::full}};
  }
  if (call == "create" || call == "make folder") {
    return {full, locked, notReady, pulled, broken, refused, {3, MediaId::noFolder}};
  }
  if (call == "rename") {
    return {full, locked, notReady, pulled, broken, refused, inUse};
  }
  return {notReady, pulled, broken, refused, inUse};
}

Causes causesOnLinux(const std::string& call) {
  const Cause full{28, MediaId::full};
  const Cause quota{122, MediaId::full};
  const Cause locked{30, MediaId::locked};
  const Cause broken{5, MediaId::gone};
  const Cause pulled{19, MediaId::gone};
  const Cause refused{13, MediaId::refused};
  if (call == "write" || call == "flush" || call == "close") {
    return {full, quota, broken, pulled};
  }
  if (call == "create" || call == "make folder" || call == "rename") {
    return {full, quota, locked, broken, pulled, refused, {16, MediaId::inUse}};
  }
  return {broken, pulled, refused};
}

Causes causesOf(const std::string& call, CodeSpace space) {
  return space == CodeSpace::win32 ? causesOnWindows(call) : causesOnLinux(call);
}

bool saysInPlace(const Error& error) {
  return error.words.says(MediaId::unproved);
}

// What must hold after a write that met one fault.
void checkResult(const Result<Proof>& result, const MemoryFiles& files, const Start& start, const Cause& cause) {
  if (result) {
    CHECK(files.content(target) == newText);
    CHECK(result->sha256Hex == sha256Hex(viewOf(newText)));
    return;
  }
  const std::string said = describe(result.error());
  CAPTURE(said);
  CHECK(result.error().code == cause.code);
  CHECK(result.error().words.says(cause.why));
  CHECK(result.error().step.str().find("/stick") != std::string::npos);
  CHECK(files.content(target) == (saysInPlace(result.error()) ? newText : before(start)));
}

}  // namespace

TEST_CASE("a write that meets one error leaves the old or the new file whole, no temporary, and the right words") {
  std::size_t cases = 0;
  std::size_t errors = 0;
  for (const CodeSpace space : {CodeSpace::win32, CodeSpace::posix}) {
    for (const Start& start : starts) {
      const std::vector<std::string> calls = callsOf(start, space);
      for (std::size_t call = 0; call < calls.size(); ++call) {
        for (const Cause& cause : causesOf(calls[call], space)) {
          CAPTURE(start.title);
          CAPTURE(calls[call]);
          CAPTURE(call);
          CAPTURE(cause.code);
          MemoryFiles files(space);
          prepare(files, start);
          files.fault = {Fault::Kind::once, call, cause.code};
          const auto result = writeDurably(files, target, viewOf(newText), optionsFor(start));
          checkResult(result, files, start, cause);
          // The leftover of the run before may stay when the write failed before it got there, or could not remove it;
          // a temporary of this write never does.
          const bool cleaning = calls[call] == "names" || calls[call] == "remove unused";
          std::vector<std::string> left = files.temporaries();
          if (!result || cleaning) {
            std::erase(left, leftover);
          }
          CHECK(left.empty());
          CHECK((result.has_value() || !cleaning));
          errors += result ? 0 : 1;
          ++cases;
        }
      }
    }
  }
  MESSAGE(cases << " faults, " << errors << " of them told as errors");
  CHECK(cases > 500);
  CHECK(errors > cases / 2);
}

TEST_CASE("a drive that goes away for good during a write keeps the old or the new file whole") {
  std::size_t cases = 0;
  for (const CodeSpace space : {CodeSpace::win32, CodeSpace::posix}) {
    for (const Start& start : starts) {
      const std::vector<std::string> calls = callsOf(start, space);
      for (std::size_t call = 0; call < calls.size(); ++call) {
        CAPTURE(start.title);
        CAPTURE(call);
        MemoryFiles files(space);
        prepare(files, start);
        const Cause cause{space == CodeSpace::win32 ? 1167U : 19U, MediaId::gone};
        files.fault = {Fault::Kind::fromThenOn, call, cause.code};
        const auto result = writeDurably(files, target, viewOf(newText), optionsFor(start));
        CHECK_FALSE(result.has_value());
        checkResult(result, files, start, cause);
        // Plugged in again: what lay about is gone after the next write.
        files.restart();
        WriteOptions again = optionsFor(start);
        again.expectedOld.reset();
        CHECK(writeDurably(files, target, viewOf(newText), again).has_value());
        CHECK(files.temporaries().empty());
        ++cases;
      }
    }
  }
  CHECK(cases > 100);
}

TEST_CASE(
    "a process that is killed before or after any call leaves the old or the new file, and the next run no temporary") {
  std::size_t old = 0;
  std::size_t fresh = 0;
  for (const Start& start : starts) {
    const std::vector<std::string> calls = callsOf(start, CodeSpace::posix);
    for (std::size_t call = 0; call < calls.size(); ++call) {
      for (const Fault::Kind kind : {Fault::Kind::killedBefore, Fault::Kind::killedAfter}) {
        CAPTURE(start.title);
        CAPTURE(call);
        MemoryFiles files(CodeSpace::posix);
        prepare(files, start);
        files.fault = {kind, call, 0};
        CHECK_THROWS_AS((void)writeDurably(files, target, viewOf(newText), optionsFor(start)), MemoryFiles::Killed);
        const std::string content = files.content(target);
        CHECK((content == before(start) || content == newText));
        (content == newText ? fresh : old) += 1;
        files.restart();
        WriteOptions again = optionsFor(start);
        again.expectedOld.reset();
        REQUIRE(writeDurably(files, target, viewOf(newText), again).has_value());
        CHECK(files.content(target) == newText);
        CHECK(files.temporaries().empty());
      }
    }
  }
  CHECK(old > 50);
  CHECK(fresh > 10);
}

TEST_CASE("a loss of power at any call leaves the old or the new file on the medium, whole") {
  std::size_t cases = 0;
  for (const CodeSpace space : {CodeSpace::win32, CodeSpace::posix}) {
    for (const Start& start : starts) {
      const std::vector<std::string> calls = callsOf(start, space);
      for (std::size_t call = 0; call <= calls.size(); ++call) {
        MemoryFiles files(space);
        prepare(files, start);
        files.fault = {Fault::Kind::killedBefore, call, 0};
        bool done = false;
        try {
          done = writeDurably(files, target, viewOf(newText), optionsFor(start)).has_value();
        } catch (const MemoryFiles::Killed&) {
          done = false;
        }
        // The medium may hold the names as they were flushed last, or already as programs saw them.
        for (const MemoryFiles::Names* names : {&files.namesOnMedium, &files.namesNow}) {
          CAPTURE(start.title);
          CAPTURE(call);
          const auto found = names->find(target);
          const std::string content = found == names->end() ? "(none)" : std::string(textOf(found->second->onMedium));
          CHECK((content == newText || (!done && content == before(start))));
          ++cases;
        }
      }
    }
  }
  CHECK(cases > 200);
}
