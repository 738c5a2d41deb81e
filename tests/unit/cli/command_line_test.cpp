#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/commands.h"
#include "cli/licences.h"
#include "cli/quote.h"

using namespace preflight;

namespace {

class TextConsole final : public Console {
 public:
  std::string output;
  std::string errors;
  void out(std::string_view utf8) override { output += utf8; }
  void err(std::string_view utf8) override { errors += utf8; }
  bool interactive() const override { return false; }
  std::string readLine() override { return {}; }
  bool finishOut() override { return !isFull; }
  bool isFull = false;
};

// What the page was asked for; it is not opened here.
std::optional<ShowOptions> shown;

struct Ran {
  int code;
  std::string output;
  std::string errors;
};

Ran run(const std::vector<std::string>& arguments) {
  TextConsole console;
  shown.reset();
  const int code = runCommandLine(arguments, console, [](const ShowOptions& options, Console&) {
    shown = options;
    return Exit::done;
  });
  return {code, console.output, console.errors};
}

}  // namespace

TEST_CASE("help and version are answers on standard output") {
  CHECK(run({"--help"}).code == 0);
  CHECK(run({"--help"}).output.find("export") != std::string::npos);
  CHECK(run({"export", "--help"}).output.find("--group-tag") != std::string::npos);
  CHECK(run({"--version"}).output.starts_with("preflight 0."));
}

TEST_CASE("no command and show open the page") {
  CHECK(run({}).code == 0);
  CHECK(shown.has_value());
  run({"show", "--replay", "r", "--screen", "export", "--theme", "light"});
  REQUIRE(shown.has_value());
  CHECK(shown->replay == "r");
  CHECK(shown->screen == "export");
  CHECK(shown->stepTime == 1000);
  run({"show", "--replay", "r", "--film", "50"});
  REQUIRE(shown.has_value());
  CHECK(shown->stepTime == 50);
  run({"show", "--film", "60000", "--replay", "r"});
  REQUIRE(shown.has_value());
  CHECK(shown->stepTime == 60'000);
  run({"status", "--replay", "no-such-recording"});
  CHECK_FALSE(shown.has_value());
}

TEST_CASE("wrong usage exits 2 with two lines on standard error") {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"fly"},
                                             {"status", "--fast"},
                                             {"export", "--to"},
                                             {"export", "--to", "a", "--usb"},
                                             {"export", "--format", "excel"},
                                             {"record"},
                                             {"show", "--size", "800x600"},
                                             {"show", "--theme", "pink"},
                                             {"show", "--film", "500"},
                                             {"show", "--replay", "r", "--film", "500", "--screenshot", "f.png"},
                                             {"show", "--replay", "r", "--film", "49"},
                                             {"show", "--replay", "r", "--film", "60001"},
                                             {"show", "--replay", "r", "--film", "fast"},
                                             {"status", "--replay", "r", "--step", "0"},
                                             {"status", "--replay", "r", "--step", "501"},
                                             {"nonsense", "--help"},
                                             {"status", "--step", "3"},
                                             {"status", "--short", "--all"},
                                             {"export", "--append", "a.csv", "--to", "b"},
                                             {"export", "--append", "a.csv", "--stick", "b"},
                                             {"status", "extra"}}) {
    const Ran ran = run(arguments);
    CHECK(ran.code == 2);
    CHECK(ran.output.empty());
    CHECK(ran.errors.starts_with("error: "));
    CHECK(std::ranges::count(ran.errors, '\n') == 2);
  }
}

TEST_CASE("a name that is nearly right is suggested") {
  for (const auto& [arguments, suggestion] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{{{"staus"}, "preflight status"},
                                                                     {{"ex"}, "preflight export"},
                                                                     {{"csv", "merg"}, "preflight csv merge"},
                                                                     {{"export", "--grouptag", "A"}, "--group-tag"},
                                                                     {{"export", "--tag", "A"}, "--group-tag"},
                                                                     {{"export", "-to", "A"}, "--to"},
                                                                     {{"export", "--format", "partners"}, "partner"}}) {
    const Ran ran = run(arguments);
    CAPTURE(ran.errors);
    CHECK(ran.code == 2);
    CHECK(ran.errors.find(suggestion) != std::string::npos);
  }
  CHECK(run({"zzzzzz"}).errors.find("Did you mean") == std::string::npos);
}

TEST_CASE("values follow their option or an equals sign, and two dashes end the options") {
  run({"show", "--replay=a=b", "--screen", "log"});
  REQUIRE(shown.has_value());
  CHECK(shown->replay == "a=b");
  CHECK(shown->screen == "log");
  CHECK(run({"csv", "check", "--", "--json"}).errors.find("--json") != std::string::npos);
  CHECK(run({"csv", "check", "--", "--json"}).code == 5);
}

TEST_CASE("help is found in every way in which people ask for it") {
  const std::string help = run({"csv", "merge", "--help"}).output;
  CHECK(help.find("preflight csv merge") != std::string::npos);
  CHECK(run({"csv", "merge", "-h"}).output == help);
  CHECK(run({"csv", "merge", "/?"}).output == help);
  CHECK(run({"help", "csv", "merge"}).output == help);
  CHECK(run({"csv", "merge", "a.csv", "--nonsense", "--help"}).output == help);
  CHECK(run({"help"}).output == run({"--help"}).output);
}

TEST_CASE("input is checked before the target, the target before the device") {
  CHECK(run({"export", "--replay", "no-such-recording", "--to", "no-such-folder"}).code == 5);
  CHECK(run({"export", "--group-tag", "a,b", "--to", "no-such-folder"}).code == 5);
  CHECK(run({"export", "--to", "no-such-folder"}).code == 4);
}

TEST_CASE("a recording that is not there is named") {
  const Ran ran = run({"status", "--replay", "no-such-recording"});
  CHECK(ran.code == 5);
  CHECK(ran.errors.find("no-such-recording") != std::string::npos);
}

TEST_CASE("every library's licence is printed") {
  CHECK(licences().size() >= 12);
  for (const Licence& licence : licences()) {
    CHECK(licence.text.size() > 100);
  }
  CHECK(run({"--licenses"}).output.find("Dear ImGui") != std::string::npos);
}

TEST_CASE("arguments become one Windows command line and keep their meaning") {
  CHECK(windowsCommandLine({"a", "b c"}) == "a \"b c\"");
  CHECK(windowsCommandLine({"E:\\my stick\\"}) == "\"E:\\my stick\\\\\"");
  CHECK(windowsCommandLine({"say \"hi\""}) == "\"say \\\"hi\\\"\"");
  CHECK(windowsCommandLine({""}) == "\"\"");
}
