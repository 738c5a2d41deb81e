// JSON from outside: what is taken is what another library takes, and comes back from what is written.
#include "base/json.h"

#include <nlohmann/json.hpp>

#include "require.h"

using namespace preflight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const JsonLimits limits{1U << 20, 16, 64, 1'000};
  const auto json = parseJson(text, limits);
  const bool isJson = nlohmann::json::accept(text);
  if (!json) {
    const JsonProblem& problem = json.error();
    FUZZ_REQUIRE(!wordsOf(problem).str().empty());
    FUZZ_REQUIRE(problem.place.line >= 1 && problem.place.column >= 1);
    FUZZ_REQUIRE(!isJson || problem.kind == JsonProblem::Kind::tooDeep ||
                 problem.kind == JsonProblem::Kind::tooManyMembers ||
                 problem.kind == JsonProblem::Kind::tooManyValues || problem.kind == JsonProblem::Kind::holdsNul);
    return 0;
  }
  FUZZ_REQUIRE(isJson);
  FUZZ_REQUIRE(countValues(*json) <= limits.values);
  FUZZ_REQUIRE(json->line() == nlohmann::ordered_json::parse(text).dump());
  const auto again = parseJson(json->pretty(), {UINT32_MAX, 16, 64, 1'000, true});
  FUZZ_REQUIRE(again && *again == *json);
  return 0;
}
