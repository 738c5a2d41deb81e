#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "host/recording/recording.h"
#include "support/sample_device.h"
#include "support/source_table.h"

using namespace preflight;
using namespace preflight::test;

namespace {

std::string textOf(const Question& question) {
  return fmt::format("{} {} {}{}", name(question.kind), question.name, question.of,
                     question.withBelow ? " (tree)" : "");
}

// Linux has no registry and none of Windows' folders, so nothing of them is recorded there.
bool isOnlyOnWindows(const Question& question) {
  return question.kind == SourceKind::registry || question.name.starts_with('%');
}

// Asks as each collector does; what no source of it covers, or no sweep records, is a failure of the test.
void holdAgainstTables(const Host& device) {
  const System system = device.info().system;
  for (const Collector& collector : collectors()) {
    const AskingHost host(device);
    (void)collector.collect(host, {});
    const std::vector<Question> all = host.questions();
    for (const Question& question : std::set<Question>(all.begin(), all.end())) {
      CAPTURE(collector.id);
      CAPTURE(textOf(question));
      CHECK(std::ranges::any_of(collector.sources, [&](const Source& source) { return covers(source, question); }));
      CHECK(((system == System::linux && isOnlyOnWindows(question)) || isSwept(question, system)));
    }
  }
}

// Recordings of devices that are in different states, so that collectors ask different questions.
std::vector<std::filesystem::path> recordings() {
  std::vector<std::filesystem::path> found;
  const std::filesystem::path samples = PREFLIGHT_SAMPLES;
  for (const char* below : {"", "registration", "deployment"}) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(samples / below, ignored)) {
      if (std::filesystem::exists(entry.path() / "recording.json")) {
        found.push_back(entry.path());
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("a collector asks only its own sources, and each of them is recorded") {
  FakeHost bare;
  holdAgainstTables(bare);
  FakeHost windows;
  makeLaptopInOobe(windows);
  windows.key(R"(HKU\S-1-5-21-7)");
  windows.key(R"(HKU\S-1-5-21-7_Classes)");
  windows.firmwareBodies.clear();
  windows.providers["Microsoft-Windows-Shell-Core"] = {"Microsoft-Windows-Shell-Core/Operational"};
  holdAgainstTables(windows);
  FakeHost linux;
  linux.hostInfo.system = System::linux;
  holdAgainstTables(linux);
}

TEST_CASE("over all samples too a collector asks only its own sources, and each of them is recorded") {
  const std::vector<std::filesystem::path> all = recordings();
  REQUIRE(all.size() >= 4);
  for (const std::filesystem::path& path : all) {
    CAPTURE(path.string());
    const auto device = openRecording(path.string());
    REQUIRE(device.has_value());
    holdAgainstTables(**device);
  }
}

TEST_CASE("every source of a collector is asked by it on some device") {
  FakeHost windows;
  makeLaptopInOobe(windows);
  windows.firmwareBodies.clear();
  windows.wmiAnswers.clear();
  windows.key(R"(HKU\S-1-5-21-7)");
  windows.setNumber(R"(HKLM\SOFTWARE\Microsoft\Enrollments\1F2E3D4C-0000-4111-8222-93A4B5C6D7E8\FirstSync)",
                    "SyncFailureTimeout", 60);
  windows.addEvent("Microsoft-Windows-Shell-Core/Operational", "Microsoft-Windows-Shell-Core", 62407);
  FakeHost linux;
  linux.hostInfo.system = System::linux;
  const FakeHost bare;  // nothing says in which phase it is, so that every sign is looked for
  for (const Collector& collector : collectors()) {
    std::vector<Question> all;
    for (const FakeHost* device : {&std::as_const(windows), &std::as_const(linux), &bare}) {
      const AskingHost host(*device);
      (void)collector.collect(host, {});
      std::ranges::copy(host.questions(), std::back_inserter(all));
    }
    for (const Source& source : collector.sources) {
      CAPTURE(collector.id);
      CAPTURE(source.name);
      CHECK(std::ranges::any_of(all, [&](const Question& question) { return covers(source, question); }));
    }
  }
}

TEST_CASE("a table of sources names each once, with its readers") {
  const std::vector<SourceRow> rows = sourceTable();
  std::set<std::tuple<SourceKind, std::string, std::string>> seen;
  for (const SourceRow& row : rows) {
    CAPTURE(row.source.name);
    CHECK(seen.emplace(row.source.kind, lower(row.source.name), lower(row.source.of)).second);
    CHECK((row.swept || !row.collectors.empty()));
    CHECK((!row.collectors.empty() || !row.source.isWatched));
  }
  const auto hash =
      std::ranges::find_if(rows, [](const SourceRow& row) { return row.source.of == "MDM_DevDetail_Ext01"; });
  REQUIRE(hash != rows.end());
  CHECK(hash->swept);
  CHECK(hash->collectors == std::vector<std::string_view>{"hardwareHash"});
}

TEST_CASE("a key is covered by itself, by a tree above it and by a star for its user, and by nothing else") {
  const auto key = [](const char* path, bool withBelow = false) {
    return Question{SourceKind::registry, path, {}, withBelow};
  };
  CHECK(covers(keyAt(R"(HKLM\A\B)"), key(R"(hklm\a\b)")));
  CHECK_FALSE(covers(keyAt(R"(HKLM\A\B)"), key(R"(HKLM\A\B\C)")));
  CHECK_FALSE(covers(keyAt(R"(HKLM\A\B)"), key(R"(HKLM\A\B)", true)));
  CHECK_FALSE(covers(keyAt(R"(HKLM\A\B)"), key(R"(HKLM\A)")));
  CHECK(covers(treeAt(R"(HKLM\A)"), key(R"(HKLM\A\B\C)", true)));
  CHECK_FALSE(covers(treeAt(R"(HKLM\A)"), key(R"(HKLM\AB)")));
  CHECK(covers(treeAt(R"(HKU\*\X)"), key(R"(HKU\S-1-5-18\X\Y)")));
  CHECK_FALSE(covers(treeAt(R"(HKU\*\X)"), key(R"(HKU\S-1-5-18)")));
  CHECK(covers(fileAt(R"(%A%\*.log)"), {SourceKind::file, R"(%A%\b.log)", {}, false}));
  CHECK(covers(fileAt(R"(%A%\*.log)"), {SourceKind::folder, "%A%", {}, false}));
  CHECK_FALSE(covers(fileAt(R"(%A%\*.log)"), {SourceKind::file, R"(%A%\b\c.log)", {}, false}));
  CHECK(covers(channelsOf("P"), {SourceKind::channel, "Other", "P", false}));
  CHECK_FALSE(covers(channelOf("C", "P"), {SourceKind::channel, "C", "", false}));
}
