#include "base/fields.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/names.h"

using namespace preflight;

namespace {

enum class Colour : std::uint8_t { red, green, deepBlue };
ENUM_NAMES(Colour, red, green, deepBlue);

enum class Size : std::uint8_t { small, large };
ENUM_NAMES_AS(Size, (small, "S"), (large, "XL"));

struct Shirt {
  Colour colour = Colour::red;
  std::vector<Size> sizes;
  std::string name;
  FIELDS(Shirt, name, colour, sizes);
};

struct Wide {
  int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2, c3, c4, c5, c6, c7,
      c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9;
  FIELDS(Wide, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2, c3, c4, c5,
         c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9);
};

static_assert(std::is_aggregate_v<Shirt>);
static_assert(HasFields<Shirt> && HasFields<const Shirt> && !HasFields<std::string> && !HasFields<int>);
static_assert(HasNames<Colour> && !HasNames<int>);

Result<int> half(int number) {
  return number % 2 == 0 ? Result<int>(number / 2) : fail(ErrorKind::invalid, "halve", "is odd");
}

Result<std::string> quarterText(int number) {
  TRY(const int first, half(number));
  TRY(const int second, half(first));
  return std::to_string(second);
}

Result<void> mustBeEven(int number) {
  TRY_VOID(half(number));
  return {};
}

}  // namespace

TEST_CASE("a struct is walked in the order of its list, and can be changed on the way") {
  Shirt shirt{Colour::green, {Size::large}, "Linen"};
  std::string names;
  visitFields(std::as_const(shirt), [&](const char* name, const auto& /*field*/) { names += std::string(name) + " "; });
  CHECK(names == "name colour sizes ");
  const Shirt before = shirt;
  visitFields(shirt, [](const char*, auto& field) { field = {}; });
  CHECK(shirt == Shirt{});
  CHECK(shirt != before);
  int count = 0;
  Wide wide{};
  visitFields(wide, [&](const char*, int& field) { field = ++count; });
  CHECK(count == 40);
  CHECK(wide.d9 == 40);
}

TEST_CASE("names of an enumeration go there and back, and an unknown one is answered with those there are") {
  for (const Colour each : enumValues(Colour{})) {
    CHECK(enumNamed<Colour>(name(each)).value() == each);
  }
  CHECK(name(Colour::deepBlue) == "deepBlue");
  CHECK(name(Size::large) == "XL");
  CHECK(enumNamed<Size>("S").value() == Size::small);
  CHECK(enumNamed<Size>("large\x1b").error().words.str() == "'large\\x1b' is not one of S, XL");
}

TEST_CASE("TRY gives the value, or leaves with the error") {
  CHECK(quarterText(12).value() == "3");
  CHECK(quarterText(6).error().words.str() == "is odd");
  CHECK(mustBeEven(4).has_value());
  CHECK(mustBeEven(5).error().step.str() == "halve");
}
