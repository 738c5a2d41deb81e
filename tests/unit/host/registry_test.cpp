// Registry values, paths and short cuts.
#include "host/registry.h"

#include <doctest/doctest.h>

#include "support/fake_host.h"

using namespace preflight;

TEST_CASE("A text ends at its first NUL, with or without one") {
  CHECK(*asText(registryText("Contoso")) == "Contoso");
  CHECK(*asText({RegistryType::text, {'a', 0}}) == "a");
  CHECK(asText({RegistryType::text, {'a', 0, 0, 0, 'b', 0}})->size() == 1);
  CHECK(asText({RegistryType::expandText, {}})->empty());
  const auto wrong = asText(test::registryNumber(7));
  REQUIRE(!wrong);
  CHECK(wrong.error().kind == ErrorKind::invalid);
  CHECK(wrong.error().words.str() == "is REG_DWORD, not a text");
}

TEST_CASE("A list of texts ends at its empty text") {
  const RegistryValue value{RegistryType::multiText, {'a', 0, 0, 0, 'b', 0, 'c', 0, 0, 0, 0, 0, 'x', 0}};
  CHECK(*asTexts(value) == std::vector<std::string>{"a", "bc"});
  CHECK(*asTexts({RegistryType::multiText, {'a', 0}}) == std::vector<std::string>{"a"});
  CHECK(asTexts({RegistryType::multiText, {}})->empty());
}

TEST_CASE("Numbers have four or eight bytes") {
  CHECK(*asNumber(test::registryNumber(0xFFFFFFFF)) == 0xFFFFFFFFU);
  CHECK(*asNumber({RegistryType::qword, {1, 0, 0, 0, 0, 0, 0, 1}}) == 0x0100000000000001U);
  CHECK(!asNumber({RegistryType::dword, {1, 2}}));
  CHECK(!asNumber(registryText("1")));
}

TEST_CASE("Paths are understood with long and short roots and stray backslashes") {
  CHECK(parseRegistryPath("HKEY_LOCAL_MACHINE\\SOFTWARE\\")->root == "HKLM");
  CHECK(parseRegistryPath("hku\\\\S-1-5")->key == "S-1-5");
  CHECK(parseRegistryPath("HKCU")->key.empty());
  CHECK(!parseRegistryPath("HKLMX\\a"));
  CHECK(!parseRegistryPath(""));
}

TEST_CASE("Values and subkeys are found whatever their case") {
  test::FakeHost host;
  host.setText(R"(HKLM\SOFTWARE\Contoso\Below)", "Name", "x");
  const auto key = host.registry(R"(HKLM\software\CONTOSO)", RegistryDepth::tree);
  REQUIRE(key);
  REQUIRE(key->subkey("BELOW") != nullptr);
  CHECK(key->subkey("BELOW")->value("NAME") != nullptr);
  CHECK(key->subkey("none") == nullptr);
  CHECK(key->value("none") == nullptr);
}

TEST_CASE("A missing value is absent, unless the key could not be read whole") {
  test::FakeHost host;
  host.setText(R"(HKLM\SOFTWARE\Contoso)", "Name", "x");
  host.setNumber(R"(HKLM\SOFTWARE\Contoso)", "Number", 7);
  CHECK(*registryNumberAt(host, R"(HKLM\SOFTWARE\Contoso)", "number") == 7);
  CHECK(registryNumberAt(host, R"(HKLM\SOFTWARE\Contoso)", "None").error().kind == ErrorKind::absent);
  CHECK(registryNumberAt(host, R"(HKLM\SOFTWARE\Contoso)", "Name").error().kind == ErrorKind::invalid);
  host.key(R"(HKLM\SOFTWARE\Contoso)").problems.push_back(test::denied("read value"));
  CHECK(registryNumberAt(host, R"(HKLM\SOFTWARE\Contoso)", "None").error().kind == ErrorKind::denied);
  CHECK(registryNumberAt(host, R"(HKLM\SOFTWARE\None)", "Number").error().kind == ErrorKind::absent);
  host.setRegistryError(R"(HKLM\SECURITY)", test::denied());
  CHECK(registryNumberAt(host, R"(HKLM\SECURITY\x)", "Number").error().kind == ErrorKind::denied);
}
