#include "app/settings.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/fake_host.h"
#include "support/temp_folder.h"

using namespace preflight;
using namespace preflight::test;

namespace {

std::string problemOf(std::string_view json) {
  const Result<Settings> settings = parseSettings(json, "preflight.json");
  return settings ? "" : describe(settings.error());
}

void put(const std::filesystem::path& path, const std::string& content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace

TEST_CASE("every key of the settings is read") {
  const auto settings = parseSettings(R"({"$schema": "x", "groupTags": ["SALES", "DESK 2"], "groupTag": "DESK 2",
    "assignedUserDomain": "contoso.example", "format": "partner", "folder": "out",
    "extraHosts": ["proxy.contoso.example:8080", "files.contoso.example"], "theme": "light", "textSize": 150})",
                                      "/stick/preflight.json");
  REQUIRE(settings.has_value());
  CHECK(settings->groupTags == std::vector<std::string>{"SALES", "DESK 2"});
  CHECK(settings->groupTag == "DESK 2");
  CHECK(settings->format == csv::Format::partner);
  CHECK(settings->folder.find("out") != std::string::npos);
  CHECK(settings->folder.find("stick") != std::string::npos);
  CHECK(settings->extraHosts ==
        std::vector<ExtraHost>{{"proxy.contoso.example", 8080}, {"files.contoso.example", 443}});
  CHECK(settings->theme == "light");
  CHECK(settings->textSize == 150);
  CHECK(wholeUser("ada", *settings) == "ada@contoso.example");
  CHECK(wholeUser("ada@fabrikam.example", *settings) == "ada@fabrikam.example");
  CHECK(wholeUser("", *settings).empty());
  CHECK(parseSettings("\xEF\xBB\xBF{}", "p").has_value());
}

TEST_CASE("errors name line, column and key, and what is allowed") {
  struct Bad {
    std::string json;
    std::vector<std::string> words;
  };
  const std::vector<Bad> all{
      {"{\n  \"theme\": \"dark\",\n  \"groupTga\": \"X\"\n}",
       {"line 3, column 3", "unknown key 'groupTga'", "groupTags"}},
      {"{\n  \"theme\": \"dark\"\n  \"groupTag\": \"X\"\n}", {"line 3, column", "not JSON"}},
      {"{\"theme\": \"blue\"}", {"line 1, column 2", "theme", "contrast"}},
      {"{\"textSize\": 60}", {"textSize", "75 to 250"}},
      {"{\"textSize\": \"150\"}", {"textSize", "75 to 250"}},
      {"{\"textSize\": 1e9}", {"textSize"}},
      {"{\"groupTag\": \"A,B\"}", {"groupTag", "U+002C"}},
      {"{\"groupTags\": [\"A\", \"\"]}", {"entry 2"}},
      {"{\"groupTags\": [\"A\", \"A\"]}", {"entry 2", "duplicate"}},
      {"{\"groupTags\": \"A\"}", {"a list"}},
      {"{\"format\": \"csv\"}", {"corporate"}},
      {"{\"extraHosts\": [\"https://a.example\"]}", {"entry 1"}},
      {"{\"extraHosts\": [\"a.example:0\"]}", {"entry 1"}},
      {"{\"assignedUserDomain\": \"@contoso.example\"}", {"without @"}},
      {"{\"theme\": \"dark\", \"theme\": \"light\"}", {"twice"}},
      {"[]", {"line 1"}},
      {"", {"line 1"}},
      {std::string("{\"folder\": \"") + std::string(500, 'x') + "\"}", {"folder", "400"}},
      {std::string("\xFF\xFE{\0}\0", 6), {"UTF-8"}},
      {std::string(20'000, '['), {"line 1"}},
  };
  for (const Bad& each : all) {
    const std::string problem = problemOf(each.json);
    CAPTURE(problem);
    for (const std::string& words : each.words) {
      CAPTURE(words);
      CHECK(problem.find(words) != std::string::npos);
    }
  }
}

TEST_CASE("beside the program comes before the program's folder, and that before the stick") {
  const TempFolder folder;
  FakeHost live;
  ProcessFacts process;
  process.programPath = folder.text("bin/preflight.exe");
  live.processFacts = process;
  CHECK(loadSettings(live, folder.text("stick"))->path.empty());
  put(folder.path() / "stick/Preflight/preflight.json", R"({"groupTag": "STICK"})");
  CHECK(loadSettings(live, folder.text("stick"))->groupTag == "STICK");
  CHECK(settingsOn(folder.text("stick"))->groupTag == "STICK");
  CHECK(loadSettings(live, "")->path.empty());
  put(folder.path() / "bin/Preflight/preflight.json", R"({"groupTag": "FOLDER"})");
  CHECK(loadSettings(live, folder.text("stick"))->groupTag == "FOLDER");
  put(folder.path() / "bin/preflight.json", R"({"groupTag": "BESIDE"})");
  CHECK(loadSettings(live, folder.text("stick"))->groupTag == "BESIDE");
  put(folder.path() / "bin/preflight.json", "{");
  CHECK_FALSE(loadSettings(live, folder.text("stick")).has_value());
  put(folder.path() / "bin/preflight.json", std::string(70'000, ' '));
  CHECK_FALSE(loadSettings(live, folder.text("stick")).has_value());
}
