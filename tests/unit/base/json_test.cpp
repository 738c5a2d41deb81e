#include "base/json.h"
#include "text/error_id.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

using namespace preflight;

namespace {

constexpr JsonLimits limits{1U << 20, 64, 4'096, 100'000};

JsonLimits uniqueNames() {
  JsonLimits strict = limits;
  strict.uniqueNames = true;
  return strict;
}

Json parsed(std::string_view text) {
  const auto json = parseJson(text, limits);
  REQUIRE_MESSAGE(json, (json ? std::string() : wordsOf(json.error()).str()));
  return *json;
}

std::string problemOf(std::string_view text, const JsonLimits& within = limits) {
  const auto json = parseJson(text, within);
  return json ? "" : wordsOf(json.error().place).str() + ": " + wordsOf(json.error()).str();
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += text;
  }
  return all;
}

}  // namespace

TEST_CASE("JSON is read and written as another library does it") {
  for (const std::string_view text :
       {"null", "true", "[]", "{}", "\"\"", " [ 1 , -2 ,3.5,1e3, 1.0,-0.0 , 0.1, 1e-7,1e22 ] ",
        "{\"b\":1,\"a\":{\"x\":[[],{},[{}]]}}", "[18446744073709551615,-9223372036854775808,18446744073709551616,0,-0]",
        R"(["\u0000\u001f\u007f\"\\\/\b\f\n\r\t","\ud83d\ude00","é€"])", "{\"\":null,\"\\n\":false}", "\xEF\xBB\xBF[1]",
        "[\"\\u00e9\\u20ac\"]\n"}) {
    CAPTURE(std::string(text));
    const auto other = nlohmann::ordered_json::parse(text);
    const Json json = parsed(text);
    CHECK(json.line() == other.dump());
    CHECK(json.pretty() == other.dump(2) + "\n");
    CHECK(json.pretty(1) == other.dump(1) + "\n");
    CHECK(parsed(json.pretty()) == json);
  }
}

TEST_CASE("values are built as they are written down") {
  const std::vector<std::string> texts{"a", "b"};
  Json json{{"text", "t"},
            {"flag", false},
            {"numbers", Json::list(std::vector<int>{1, 2}, [](int each) { return Json(each * 10); })},
            {"none", std::optional<std::string>()},
            {"some", std::optional<int>(-7)},
            {"largest", UINT64_MAX},
            {"texts", texts},
            {"set", std::set<std::string>{"z", "y"}},
            {"inner", {{"x", 1.5}}}};
  json["added"]["below"] = nullptr;
  json["list"].push(Json::object());
  json["text"] = "changed";
  CHECK(json.line() == R"({"text":"changed","flag":false,"numbers":[10,20],"none":null,"some":-7,)"
                       R"("largest":18446744073709551615,"texts":["a","b"],"set":["y","z"],"inner":{"x":1.5},)"
                       R"("added":{"below":null},"list":[{}]})");
  json.erase("list");
  CHECK(json.find("list") == nullptr);
  CHECK(json.size() == 10);
  CHECK(countValues(json) == 19);
}

TEST_CASE("bytes that are not UTF-8 are written as U+FFFD") {
  CHECK(Json("a\xFFz\xE2\x82").line() == "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("a number is given only where it fits") {
  const Json json = parsed("[5, -5, 18446744073709551615, 18446744073709551616, 1.5, \"5\"]");
  const auto& items = json.items();
  CHECK(items[0].integer() == 5);
  CHECK(items[0].natural() == 5U);
  CHECK(items[0].real() == 5.0);
  CHECK(items[0] == Json(std::uint64_t{5}));
  CHECK_FALSE(items[1].natural().has_value());
  CHECK_FALSE(items[2].integer().has_value());
  CHECK(items[2].natural() == UINT64_MAX);
  CHECK_FALSE(items[3].isWholeNumber());
  CHECK(items[3].real() == 18446744073709551616.0);
  CHECK_FALSE(items[4].integer().has_value());
  CHECK_FALSE(items[5].real().has_value());
  CHECK(items[5].kindWords().says(ErrorId::kindText));
  CHECK(json.find("x") == nullptr);
  CHECK(items[0].items().empty());
}

TEST_CASE("each value knows its line and column, a member those of its name") {
  const Json json = parsed("\xEF\xBB\xBF{\"a\": [1,22 ,\n  \"\xC3\xA9\", true],\n\"b\\\"\"\n:\n{} , \"c\":-1.5e3}");
  const auto at = [](const Json& value, std::uint32_t line, std::uint32_t column) {
    CAPTURE(value.line());
    CHECK(value.place().line == line);
    CHECK(value.place().column == column);
  };
  at(json, 1, 1);
  at(*json.find("a"), 1, 2);
  at(json.find("a")->items()[0], 1, 8);
  at(json.find("a")->items()[1], 1, 10);
  at(json.find("a")->items()[2], 2, 3);
  at(json.find("a")->items()[3], 2, 9);
  at(*json.find("b\""), 3, 1);
  at(*json.find("c"), 5, 6);
  CHECK(parseJson("[\n1]", limits, 17)->items()[0].place().line == 18);
}

TEST_CASE("a text that is not JSON is refused with the place, in plain words") {
  CHECK(problemOf("") == "line 1, column 1: there is nothing in it");
  CHECK(problemOf(" \r\n\t") == "line 1, column 1: there is nothing in it");
  CHECK(problemOf("{\"a\":1,") == "line 1, column 8: ends before it is complete");
  CHECK(problemOf("[\"abc") == "line 1, column 6: ends before it is complete");
  CHECK(problemOf("{\n \"format\": \"x\",\n \"version\"; 1\n}") == "line 3, column 11: is not valid JSON at ';'");
  CHECK(problemOf("{\n  \"a\": \"b\"\n  \"c\": 1}") == "line 3, column 3: is not valid JSON at '\"c\"'");
  CHECK(problemOf("[1,]") == "line 1, column 4: is not valid JSON at ']'");
  CHECK(problemOf("{} []") == "line 1, column 4: is not valid JSON at '['");
  CHECK(problemOf("nul") == "line 1, column 4: ends before it is complete");
  CHECK(problemOf("[nil]") == "line 1, column 3: is not valid JSON at 'ni'");
  CHECK(problemOf("[\"C:\\Users\"]") == "line 1, column 6: is not valid JSON at '\"C:\\U'");
  CHECK(problemOf("[\"a\nb\"]") == "line 1, column 4: is not valid JSON at '\"a\\n'");
  CHECK(problemOf("[,1]") == "line 1, column 2: is not valid JSON at ','");
  CHECK(problemOf("{\"a\" 1}") == "line 1, column 6: is not valid JSON at '1'");
  CHECK(problemOf("[\"\\ud800\"]").find("is not valid JSON") != std::string::npos);
  CHECK(problemOf("[\"\\udc00\"]").find("is not valid JSON") != std::string::npos);
  CHECK(problemOf("[\"a\xFF\"]") == "line 1, column 4: holds bytes that are not UTF-8");
  CHECK(problemOf(std::string_view("[1]\0", 4)) == "line 1, column 4: holds a NUL byte");
  CHECK(problemOf(std::string_view("[\"a\0\"]", 6)) == "line 1, column 4: holds a NUL byte");
  CHECK(problemOf("[1e999]") == "line 1, column 6: holds a number that is too large");
  CHECK(problemOf("\xFF\xFE{") == "line 1, column 1: holds bytes that are not UTF-8");
}

TEST_CASE("every cut of a text is refused") {
  const std::string text = "{\"a\":[1,2.5,\"\\u20ac\",true,null],\"b\":{\"c\":{}}}";
  for (std::size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    const auto cut = parseJson(std::string_view(text).substr(0, size), limits);
    REQUIRE_FALSE(cut);
    CHECK((cut.error().kind == JsonProblem::Kind::cut || size == 0));
  }
}

TEST_CASE("each limit holds exactly") {
  const std::string deep = repeated("[", 64) + repeated("]", 64);
  CHECK(problemOf(deep).empty());
  CHECK(problemOf("[" + deep + "]") == "line 1, column 65: values are nested more than 64 deep");
  CHECK(problemOf(repeated("[", 1U << 20)) == "line 1, column 65: values are nested more than 64 deep");
  CHECK(problemOf(repeated("{\"a\":", 65)).find("nested more than 64 deep") != std::string::npos);

  const JsonLimits small{40, 4, 3, 6};
  CHECK(problemOf("[1,2,3,4,5]", small).empty());
  CHECK(problemOf("[1,2,3,4,5,6]", small) == "line 1, column 12: holds more than 6 values");
  CHECK(problemOf("[[],[],{},[],[]]", small).empty());
  CHECK(problemOf("[[],[],{},[],[],[]]", small).find("holds more than 6 values") != std::string::npos);
  CHECK(problemOf("{\"a\":1,\"b\":2,\"c\":3}", small).empty());
  CHECK(problemOf("{\"a\":1,\"b\":2,\"c\":3,\"d\":4}", small).find("an object has more than 3 members") !=
        std::string::npos);
  CHECK(problemOf("\"" + repeated("x", 38) + "\"", small).empty());
  CHECK(problemOf("\"" + repeated("x", 39) + "\"", small) == "line 1, column 1: is larger than 40 bytes");
}

TEST_CASE("of a name that comes twice the last value counts, at the first one's place, unless names must be unique") {
  for (const std::size_t more : {0, 30}) {  // few are compared with each other, many are looked up
    CAPTURE(more);
    std::string text = "{\"a\":1,\"b\":2,\"a\":[3]";
    for (std::size_t i = 0; i < more; ++i) {
      text += ",\"" + std::to_string(i) + "\":0";
    }
    text += "}";
    const Json json = parsed(text);
    CHECK(json.members().size() == 2 + more);
    CHECK(json.members()[0].name == "a");
    CHECK(json.members()[0].value.line() == "[3]");
    CHECK(json.members()[1].value.integer() == 2);
    CHECK(problemOf(text, uniqueNames()) == "line 1, column 14: 'a' is there twice");
  }
  CHECK(problemOf("[{\"a\":1},{\"a\":1,\"b\":{\"a\":1}}]", uniqueNames()).empty());
}
