#include <doctest/doctest.h>

#include "base/guid.h"
#include "base/text.h"

using namespace preflight;

TEST_CASE("a GUID is read with and without braces and written in lower case without them") {
  CHECK(guidIn("{F1346770-5B25-470B-88BD-D5744AB7952C}") == "f1346770-5b25-470b-88bd-d5744ab7952c");
  CHECK(guidIn("f1346770-5b25-470b-88bd-d5744ab7952c") == "f1346770-5b25-470b-88bd-d5744ab7952c");
  for (const char* other : {"", "{}", "f1346770-5b25-470b-88bd-d5744ab7952", "f1346770-5b25-470b-88bd-d5744ab7952cc",
                            "f1346770x5b25-470b-88bd-d5744ab7952c", "{f1346770-5b25-470b-88bd-d5744ab7952c",
                            "g1346770-5b25-470b-88bd-d5744ab7952c"}) {
    CAPTURE(other);
    CHECK(guidIn(other).empty());
    CHECK_FALSE(isGuid(other));
  }
}

TEST_CASE("a text is shortened at a code point, and keeps its bytes otherwise") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("a\tb\xFF", 10) == "a\tb\xFF");
  CHECK(shortened("abcd", 3) == "abc\xE2\x80\xA6");
  CHECK(shortened("ab\xC3\xA4", 3) == "ab\xE2\x80\xA6");
  CHECK(shortened("ab\xC3\xA4"
                  "c",
                  4) == "ab\xC3\xA4\xE2\x80\xA6");
  CHECK(shortened("\x80\x80\x80\x80\x80\x80", 4).size() == 7);
}
