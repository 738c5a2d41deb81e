#include "host/windows/variant_windows.h"

#include <doctest/doctest.h>

#include <limits>

namespace preflight::windows {
namespace {

template <class Set>
Result<WmiValue> converted(VARTYPE type, const Set& set) {
  VARIANT variant;
  VariantInit(&variant);
  variant.vt = type;
  set(variant);
  Result<WmiValue> value = valueOf(variant, "Property");
  VariantClear(&variant);
  return value;
}

SAFEARRAY* numbers(VARTYPE type, const std::vector<std::int32_t>& values) {
  SAFEARRAY* array = SafeArrayCreateVector(type, 0, static_cast<ULONG>(values.size()));
  for (LONG i = 0; i < static_cast<LONG>(values.size()); ++i) {
    std::int32_t value = values[static_cast<std::size_t>(i)];
    SafeArrayPutElement(array, &i, &value);  // little-endian: shorter types take the low bytes
  }
  return array;
}

using Number = std::int64_t;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("numbers of every width keep their value and sign") {
  CHECK(converted(VT_I1, [](VARIANT& v) { v.cVal = static_cast<CHAR>(-5); }) == WmiValue(Number{-5}));
  CHECK(converted(VT_UI1, [](VARIANT& v) { v.bVal = 250; }) == WmiValue(Number{250}));
  CHECK(converted(VT_I2, [](VARIANT& v) { v.iVal = -300; }) == WmiValue(Number{-300}));
  CHECK(converted(VT_UI2, [](VARIANT& v) { v.uiVal = 65000; }) == WmiValue(Number{65000}));
  CHECK(converted(VT_I4, [](VARIANT& v) { v.lVal = -70000; }) == WmiValue(Number{-70000}));
  CHECK(converted(VT_UI4, [](VARIANT& v) { v.ulVal = 4000000000U; }) == WmiValue(Number{4000000000}));
  CHECK(converted(VT_R4, [](VARIANT& v) { v.fltVal = 1.5F; }) == WmiValue(1.5));
  CHECK(converted(VT_BOOL, [](VARIANT& v) { v.boolVal = VARIANT_TRUE; }) == WmiValue(true));
}

TEST_CASE("an unsigned number that does not fit is told as text") {
  CHECK(converted(VT_UI8, [](VARIANT& v) { v.ullVal = 5; }) == WmiValue(Number{5}));
  CHECK(converted(VT_UI8, [](VARIANT& v) { v.ullVal = std::numeric_limits<ULONGLONG>::max(); }) ==
        WmiValue(std::string("18446744073709551615")));
}

TEST_CASE("null, empty and a text without a pointer differ") {
  const auto nothing = [](VARIANT&) {};
  CHECK(converted(VT_NULL, nothing) == WmiValue());
  CHECK(converted(VT_EMPTY, nothing) == WmiValue());
  CHECK(converted(VT_BSTR, [](VARIANT& v) { v.bstrVal = nullptr; }) == WmiValue(std::string()));
}

TEST_CASE("a half surrogate in a text becomes visible instead of ending it") {
  const auto value = converted(VT_BSTR, [](VARIANT& v) {
    v.bstrVal = SysAllocStringLen(
        L"a\xD800"
        L"b",
        3);
  });
  CHECK(value == WmiValue(std::string("a\xEF\xBF\xBD"
                                      "b")));
}

TEST_CASE("arrays become texts element by element") {
  CHECK(converted(VT_ARRAY | VT_I4, [](VARIANT& v) {
          v.parray = numbers(VT_I4, {1, -2, 3});
        }) == WmiValue(Texts{"1", "-2", "3"}));
  CHECK(converted(VT_ARRAY | VT_UI1, [](VARIANT& v) {
          v.parray = numbers(VT_UI1, {7, 255});
        }) == WmiValue(Texts{"7", "255"}));
  CHECK(converted(VT_ARRAY | VT_BSTR, [](VARIANT& v) {
          v.parray = SafeArrayCreateVector(VT_BSTR, 5, 2);  // the first index is not always 0
          for (LONG i = 5; i < 7; ++i) {
            const BSTR text = SysAllocString(i == 5 ? L"x" : L"yy");
            SafeArrayPutElement(v.parray, &i, text);
            SysFreeString(text);
          }
        }) == WmiValue(Texts{"x", "yy"}));
  CHECK(converted(VT_ARRAY | VT_I4, [](VARIANT& v) { v.parray = numbers(VT_I4, {}); }) == WmiValue(Texts{}));
  CHECK(converted(VT_ARRAY | VT_I4, [](VARIANT& v) { v.parray = nullptr; }) == WmiValue());
}

TEST_CASE("arrays of two dimensions, huge arrays and unknown types are refused") {
  const auto flat = converted(VT_ARRAY | VT_I4, [](VARIANT& v) {
    SAFEARRAYBOUND bounds[2] = {{2, 0}, {2, 0}};
    v.parray = SafeArrayCreate(VT_I4, 2, bounds);
  });
  REQUIRE_FALSE(flat);
  CHECK(flat.error().kind == ErrorKind::invalid);
  CHECK_FALSE(converted(VT_ARRAY | VT_UI1, [](VARIANT& v) { v.parray = SafeArrayCreateVector(VT_UI1, 0, 200'000); }));
  const auto money = converted(VT_CY, [](VARIANT& v) { v.cyVal.int64 = 1; });
  REQUIRE_FALSE(money);
  CHECK(money.error().kind == ErrorKind::invalid);
}

}  // namespace preflight::windows
