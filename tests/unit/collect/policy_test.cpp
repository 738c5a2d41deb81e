#include <doctest/doctest.h>

#include "collect/registration/profile_document.h"
#include "collect/support/json_text.h"
#include "support/fake_host.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* where = "answer.json";
constexpr UtcTime written{1'774'000'000'000};

Bytes utf16(std::string_view text, bool mark) {
  Bytes bytes = mark ? Bytes{0xFF, 0xFE} : Bytes{};
  for (const char16_t unit : utf16FromUtf8(text)) {
    bytes.push_back(static_cast<std::uint8_t>(unit & 0xFF));
    bytes.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  return bytes;
}

PolicyFacts policyOf(Bytes bytes) {
  const std::uint64_t size = bytes.size();
  return policyFromFile(FileContent{std::move(bytes), size, written, true}, where);
}
PolicyFacts policyOf(std::string_view text) {
  return policyOf(Bytes(text.begin(), text.end()));
}

constexpr std::string_view profile = R"({
  "CloudAssignedTenantId": "11111111-2222-3333-4444-555555555555",
  "CloudAssignedForcedEnrollment": 1, "Version": 2049, "CloudAssignedOobeConfig": 1310,
  "CloudAssignedDomainJoinMethod": 0, "DeploymentProfileName": "Contoso \u00e9 default",
  "IsExplicitProfileAssignment": false, "PolicyDownloadDate": "2026-03-20T09:46:40Z",
  "CloudAssignedAadServerData":
   "{\"ZeroTouchConfig\":{\"CloudAssignedTenantUpn\":\"ada@contoso.example\",\"ForcedEnrollment\":1,\"CloudAssignedTenantDomain\":\"contoso.example\"}}"
})";

}  // namespace

TEST_CASE("a whole profile is read in every encoding, JSON inside JSON included") {
  struct Form {
    Bytes bytes;
    std::string encoding;
  };
  const std::string utf8Mark = "\xEF\xBB\xBF" + std::string(profile);
  for (const Form& form : {Form{utf16(profile, true), "UTF-16LE with BOM"}, Form{utf16(profile, false), "UTF-16LE"},
                           Form{Bytes(profile.begin(), profile.end()), "ASCII"},
                           Form{Bytes(utf8Mark.begin(), utf8Mark.end()), "UTF-8 with BOM"}}) {
    const PolicyFacts policy = policyOf(form.bytes);
    CAPTURE(form.encoding);
    CHECK(policy.encoding.value == form.encoding);
    CHECK(policy.kind.value == PolicyKind::profile);
    CHECK(policy.objects.value == 1);
    CHECK(policy.modified.value == written);
    CHECK(policy.downloaded.value == written);
    CHECK(policy.profile.tenantId.value == "11111111-2222-3333-4444-555555555555");
    CHECK(policy.profile.tenantDomain.value == "contoso.example");
    CHECK(policy.profile.tenantUpn.value.text == "ada@contoso.example");
    CHECK(policy.profile.name.value == "Contoso \xC3\xA9 default");
    CHECK(policy.profile.oobeConfig.value == 1310);
    CHECK(policy.profile.explicitAssignment.known());
    CHECK_FALSE(policy.profile.explicitAssignment.value);
    CHECK(policy.profile.deviceName.state == FactState::absent);
    CHECK(policy.errorCode.state == FactState::absent);
  }
}

TEST_CASE("the service's three other answers are told apart") {
  PolicyFacts policy = policyOf(utf16(R"({"PolicyDownloadDate":"2026-03-20T09:46:40Z"})", true));
  CHECK(policy.kind.value == PolicyKind::noProfile);
  CHECK(policy.downloaded.value == written);
  CHECK(policy.profile.tenantId.state == FactState::absent);

  policy = policyOf(R"({"ErrorCode":908,"ErrorReason":"HardwareMarkerMismatch, SerialNumberMismatch",
                        "PolicyDownloadCorrelationVector":"abc.1","PolicyDownloadDate":"2026-03-20T09:46:40Z"})");
  CHECK(policy.kind.value == PolicyKind::refusal);
  CHECK(policy.errorCode.value == 908);
  CHECK(policy.errorReason.value == "HardwareMarkerMismatch, SerialNumberMismatch");
  CHECK(policy.correlationVector.value == "abc.1");

  policy = policyOf(R"({"ErrorCode":"807","ErrorReason":["ZtdDeviceIsNotRegistered"]})");
  CHECK(policy.errorCode.value == 807);
  CHECK(policy.errorReason.value == "ZtdDeviceIsNotRegistered");

  for (const char* nothing : {"", "  \r\n", "{}", R"({"CloudAssignedTenantId":""})"}) {
    CAPTURE(nothing);
    CHECK(policyOf(nothing).kind.value == PolicyKind::blank);
  }
  CHECK(policyOf(Bytes(4096, 0)).kind.value == PolicyKind::blank);
  CHECK(policyOf(R"({"Version":2049})").kind.value == PolicyKind::other);
}

TEST_CASE("a document that cannot be used says why, and nothing of it is taken for absent") {
  struct Bad {
    std::string text;
    std::string words;
  };
  const std::string twice = std::string(profile) + "\r\n" + std::string(profile);
  const std::string deep = R"({"a":)" + std::string(1'000, '[') + std::string(1'000, ']') + "}";
  for (const Bad& bad :
       {Bad{std::string(profile.substr(0, 200)), "ends before it is complete"},
        Bad{twice, "holds 2 JSON values instead of one"}, Bad{deep, "values are nested more than 64 deep"},
        Bad{"[1]", "is JSON, but not an object"}, Bad{"{\"a\" 1}", "is not valid JSON at '1', line 1, column 6"},
        Bad{"<html>proxy</html>", "is not valid JSON at '<', line 1, column 1"}}) {
    const PolicyFacts policy = policyOf(bad.text);
    CAPTURE(bad.words);
    CHECK(policy.kind.state == FactState::failed);
    CHECK(policy.kind.error.words.str() == bad.words);
    CHECK(policy.profile.tenantId.state == FactState::failed);
    CHECK(policy.objects.known());
    CHECK(policy.modified.known());
  }
  CHECK(policyOf(twice).objects.value == 2);
}

TEST_CASE("every cut of a profile is an error or blank, in both widths") {
  for (std::size_t size = 0; size + 1 < profile.size(); size += 3) {
    const PolicyFacts narrow = policyOf(profile.substr(0, size));
    const PolicyFacts wide = policyOf(utf16(profile.substr(0, size), true));
    CHECK((size == 0 ? narrow.kind.value == PolicyKind::blank : narrow.kind.state == FactState::failed));
    CHECK((size == 0 ? wide.kind.value == PolicyKind::blank : wide.kind.state == FactState::failed));
  }
}

TEST_CASE("values of the wrong type are errors of their own and harm no other") {
  const PolicyFacts policy = policyOf(R"({"CloudAssignedTenantId": 5, "CloudAssignedTenantDomain": "contoso.example",
    "CloudAssignedOobeConfig": "0x51E", "CloudAssignedDomainJoinMethod": {"a":1}, "IsExplicitProfileAssignment": 7,
    "CloudAssignedForcedEnrollment": -424160624, "HybridJoinSkipDCConnectivityCheck": "1",
    "CloudAssignedAadServerData": "{\"ZeroTouch", "PolicyDownloadDate": "yesterday", "AutopilotMode": 1.5})");
  CHECK(policy.kind.value == PolicyKind::profile);
  CHECK(policy.profile.tenantId.state == FactState::failed);
  CHECK(policy.profile.tenantId.error.words.str() == "is a number, not a text");
  CHECK(policy.profile.tenantDomain.value == "contoso.example");
  CHECK(policy.profile.tenantUpn.state == FactState::failed);
  CHECK(policy.profile.oobeConfig.value == 0x51E);
  CHECK(policy.profile.domainJoin.state == FactState::failed);
  CHECK(policy.profile.explicitAssignment.state == FactState::failed);
  CHECK(policy.profile.forcedEnrollment.value == 0xE6B7'D290);
  CHECK(policy.profile.skipDomainController.value);
  CHECK(policy.downloaded.state == FactState::failed);
  CHECK(policy.profile.mode.state == FactState::failed);
}

TEST_CASE("a file that is not there, denied or too large is told apart") {
  const auto fileError = [](ErrorKind kind) { return policyFromFile(fail(kind, "open", "no"), where).kind.state; };
  CHECK(fileError(ErrorKind::absent) == FactState::absent);
  CHECK(fileError(ErrorKind::denied) == FactState::denied);
  CHECK(fileError(ErrorKind::notCollected) == FactState::notCollected);
  const PolicyFacts large = policyFromFile(FileContent{{'{'}, 1U << 30, written, false}, where);
  CHECK(large.kind.error.words.str() == "is larger than 1 MB");
}

TEST_CASE("the cached profile is completed by its key's own values") {
  constexpr const char* key = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache)";
  FakeHost host;
  host.setText(key, "PolicyJsonCache", R"({"CloudAssignedTenantId":"t","CloudAssignedDomainJoinMethod":1})");
  host.setNumber(key, "CloudAssignedOobeConfig", 96);
  host.setNumber(key, "CloudAssignedDomainJoinMethod", 0);
  const PolicyFacts policy = policyFromCache(KeyFacts(host, key), "PolicyJsonCache");
  CHECK(policy.kind.value == PolicyKind::profile);
  CHECK(policy.profile.domainJoin.value == 1);
  CHECK(policy.profile.oobeConfig.value == 96);
  CHECK(policy.modified.state == FactState::unsupported);

  host.setNumber(key, "PolicyJsonCache", 1);
  CHECK(policyFromCache(KeyFacts(host, key), "PolicyJsonCache").kind.state == FactState::failed);
  host.setText(key, "PolicyJsonCache", "");
  CHECK(policyFromCache(KeyFacts(host, key), "PolicyJsonCache").kind.state == FactState::absent);
}

TEST_CASE("the shape of JSON is told without understanding it") {
  CHECK(shapeOfJson(R"({"a":"}{[\"\\"} {"b":2})").values == 2);
  CHECK(shapeOfJson(R"({"a":1},{"b":2})").values == 2);
  CHECK(shapeOfJson("1 2").values == 2);
  CHECK(shapeOfJson("true").values == 1);
  CHECK(shapeOfJson("]]]{}").values == 1);
  CHECK_FALSE(shapeOfJson(R"({"a)").whole);
  CHECK(shapeOfJson("[[[").depth == 3);
}

TEST_CASE("bytes in a one-byte code page do not stop the reading") {
  const PolicyFacts policy = policyOf(
      "{\"CloudAssignedTenantId\":\"t\",\"Comment_File\":\"Gesch\xE4"
      "ft\"}");
  CHECK(policy.encoding.value == "ANSI");
  CHECK(policy.profile.comment.value ==
        "Gesch\xC3\xA4"
        "ft");
}
