#include "knowledge/knowledge.h"

#include <doctest/doctest.h>

#include <set>

using namespace preflight::knowledge;

namespace {
constexpr const char* autopilot = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
}

TEST_CASE("a code is found in every spelling") {
  const ErrorEntry* entry = findError(0x80180014U);
  REQUIRE(entry != nullptr);
  CHECK(entry->name == "MENROLL_E_DEVICENOTSUPPORTED");
  CHECK(findError("0x80180014") == entry);
  CHECK(findError("0X80180014 ") == entry);
  CHECK(findError("-2145910764") == entry);
  CHECK(findError("2149056532") == entry);
  CHECK_FALSE(entry->action.empty());
  CHECK_FALSE(entry->who.empty());
}

TEST_CASE("a Win32 number and its HRESULT are one") {
  CHECK(findError(1603) != nullptr);
  CHECK(findError(0x80070000U | 1619) == findError(1619));
  CHECK(findError(5) == findError(0x80070005U));
  CHECK(findError(12007) != nullptr);
}

TEST_CASE("an NTSTATUS is found as itself and inside an HRESULT") {
  REQUIRE(findError(0xC000006DU) != nullptr);
  CHECK(findError(0xD000006DU) == findError(0xC000006DU));
}

TEST_CASE("a range answers for what it holds and for nothing beside it") {
  CHECK(findError(0x80190191U) != nullptr);
  CHECK(findError(0x801901F6U) == findError(0x80190190U));
  CHECK(findError(0x801901F8U) == nullptr);
}

TEST_CASE("words that are no number are found too") {
  CHECK(findError("aadsts50155") != nullptr);
  CHECK(findError("OOBEIDPS") != nullptr);
  CHECK(findError("nothing of the kind") == nullptr);
  CHECK(findError("") == nullptr);
}

TEST_CASE("an answer of the service is not a Win32 error") {
  for (const std::uint32_t code : {806U, 807U, 808U, 809U, 815U, 908U}) {
    CAPTURE(code);
    REQUIRE(findServiceCode(code) != nullptr);
    CHECK(findError(code) != findServiceCode(code));
  }
  CHECK(findServiceCode(810) == nullptr);
}

TEST_CASE("an unknown code stays raw and says only who reports it") {
  const ErrorWords words = explain(0x8018FFFEU);
  CHECK_FALSE(words.known);
  CHECK(words.code == "0x8018FFFE");
  CHECK(words.meaning.find("MDM enrollment") != std::string::npos);
  CHECK(words.action.empty());
  CHECK(oneLine(0x8018FFFEU) == "0x8018FFFE (MDM enrollment, not in Preflight's table)");
  CHECK(oneLine(0x12345678U) == "0x12345678 (not in Preflight's table)");
  CHECK(explain(0x80071234U).meaning == "Win32: Windows error 4660.");
}

TEST_CASE("facilities of the parts that take part in Autopilot have names") {
  CHECK(facilityName(0x8018ABCDU) == "MDM enrollment");
  CHECK(facilityName(0x801CABCDU) == "Device registration");
  CHECK(facilityName(0x8007ABCDU) == "Win32");
  CHECK(facilityName(0x80072EFFU) == "Network");
  CHECK(facilityName(0x800B0FFFU) == "Certificate trust");
  CHECK(facilityName(0x800900FFU) == "Cryptography");
  CHECK(facilityName(0x800920FFU) == "Certificates");
  CHECK(facilityName(0x802900FFU) == "TPM");
  CHECK(facilityName(0x802840FFU) == "TPM service");
  CHECK(facilityName(0x87D1FFFFU) == "Intune agent");
  CHECK(facilityName(0x87D3FFFFU) == "Intune agent");
  CHECK(facilityName(0x00000000U).empty());
}

TEST_CASE("a code of WinGet is explained however it is written, and an unknown one names WinGet") {
  for (const char* text : {"0x8A15000F", "-1978335217", "2316632079"}) {
    CAPTURE(text);
    const ErrorEntry* entry = findError(text);
    REQUIRE(entry != nullptr);
    CHECK(entry->name == "APPINSTALLER_CLI_ERROR_SOURCE_DATA_MISSING");
  }
  CHECK(explainExit(0x8A150102U).meaning == "Another installation is running.");
  CHECK(facilityName(0x8A15FFFEU) == "WinGet");
  CHECK(explainExit(0x8A15FFFEU).meaning.starts_with("WinGet: "));
}

TEST_CASE("a sign-in that does not reach its service, and device association, are named by their families") {
  CHECK(findError(0xCAA70007U) != nullptr);
  CHECK(findError(0x801C0026U)->area == "Windows Hello");
  CHECK(facilityName(0xCAA7FFFEU) == "Sign-in network");
  CHECK(facilityName(0xCAA1FFFEU) == "Sign-in");
  CHECK(findError(0x8103C004U) != nullptr);
  CHECK(facilityName(0x8103C0FEU) == "Device association");
  CHECK(facilityName(0x81036CFEU) == "Device association");
  CHECK(facilityName(0x810390FEU) == "Autopilot");
}

TEST_CASE("the deployment toolkit's own exit codes are its own, also those without a row") {
  CHECK(explainExit(60001).meaning.find("stopped at an error") != std::string::npos);
  CHECK(explainExit(60008).meaning.find("could not load the toolkit") != std::string::npos);
  for (const std::uint32_t code : {60000U, 61234U, 68999U}) {
    CAPTURE(code);
    CHECK(explainExit(code).meaning.find("App Deployment Toolkit") != std::string::npos);
    CHECK(explainExit(code).known);
  }
  CHECK(explainExit(69001).meaning.find("author of the script") != std::string::npos);
  CHECK(explainExit(70500).meaning.find("author of the script") != std::string::npos);
  CHECK_FALSE(explainExit(59999).known);
  CHECK_FALSE(explain(61234).known);
}

TEST_CASE("a code that only a community tells of says so") {
  CHECK_FALSE(explain(0x81036502U).confirmed);
  CHECK(explain(0x80180014U).confirmed);
}

TEST_CASE("what is no code is none") {
  CHECK_FALSE(codeFrom("0x").has_value());
  CHECK_FALSE(codeFrom("0x123456789").has_value());
  CHECK_FALSE(codeFrom("4294967296").has_value());
  CHECK_FALSE(codeFrom("-2147483649").has_value());
  CHECK_FALSE(codeFrom("0x-1").has_value());
  CHECK_FALSE(codeFrom("12 apples").has_value());
  CHECK_FALSE(codeFrom("").has_value());
  CHECK(codeFrom("-2147483648") == 0x80000000U);
  CHECK(codeFrom("4294967295") == 0xFFFFFFFFU);
}

TEST_CASE("codes are found in a text of any language") {
  const std::vector<CodeInText> codes =
      codesIn("Fehler: 0x80070652 (\xC3\xBC), puis -2145910764. id 0x123456789 is none, nor a0x80070005, nor -5");
  REQUIRE(codes.size() == 2);
  CHECK(codes[0] == CodeInText{0x80070652U, 8, 10});
  CHECK(codes[1].code == 0x80180014U);
  CHECK(codesIn("0x801c03f3").at(0).code == 0x801C03F3U);
  CHECK(codesIn("0x8018001Gg").empty());
  CHECK(codesIn("-9999999999").empty());
  CHECK(codesIn("0x").empty());
  CHECK(codesIn("-").empty());
  CHECK(codesIn("").empty());
}

TEST_CASE("an event is found by provider and id, whatever the channel or the case") {
  const EventEntry* entry = findEvent(autopilot, 171, 2);
  REQUIRE(entry != nullptr);
  CHECK(entry->level == EventLevel::error);
  CHECK_FALSE(entry->action.empty());
  CHECK(findEvent("MICROSOFT-windows-moderndeployment-diagnostics-provider", 171, 2) == entry);
  CHECK(findEvent("Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider", 72, 4) != nullptr);
  CHECK(findEvent("Contoso", 171, 2) == nullptr);
  CHECK(findEvent(autopilot, 65000, 2) == nullptr);
}

TEST_CASE("the provider of Windows 10 1709 to 1809 counts as the newer one") {
  CHECK(findEvent("Microsoft-Windows-Provisioning-Diagnostics-Provider", 171, 2) == findEvent(autopilot, 171, 2));
}

TEST_CASE("a number that is used twice is told apart by its level") {
  for (const std::uint32_t id : {807U, 809U, 815U}) {
    CAPTURE(id);
    const EventEntry* answer = findEvent(autopilot, id, 2);
    const EventEntry* message = findEvent(autopilot, id, 4);
    REQUIRE(answer != nullptr);
    REQUIRE(message != nullptr);
    CHECK(answer != message);
    CHECK_FALSE(answer->action.empty());
    CHECK(message->action.empty());
    CHECK(findEvent(autopilot, id, 0) == message);
  }
}

TEST_CASE("numbers have names") {
  CHECK(findEnum("autopilot.ProfileState", 3)->name == "Available");
  CHECK(findEnum("dsregcmd.matrix", "Y/N/Y")->name == "Hybrid joined");
  CHECK_FALSE(findEnum("autopilot.ProfileState", 77).has_value());
  CHECK_FALSE(findEnum("no such enum", 1).has_value());
}

TEST_CASE("every bit of CloudAssignedOobeConfig is one bit, named both ways") {
  std::uint32_t all = 0;
  for (const OobeBit& each : oobeBits()) {
    CHECK((each.bit & (each.bit - 1)) == 0);
    CHECK((all & each.bit) == 0);
    CHECK_FALSE(each.set.empty());
    CHECK_FALSE(each.clear.empty());
    all |= each.bit;
  }
  CHECK(all == 0x7FF);
}

TEST_CASE("every way to register and to deregister has steps in order") {
  std::set<std::string_view> topics;
  for (const Step& each : steps()) {
    topics.insert(each.topic);
  }
  for (const char* topic : {"register-preflight", "register-page", "register-desktop", "register-script",
                            "register-configmgr", "register-maker", "register-automatic", "deregister", "unblock"}) {
    CAPTURE(topic);
    CHECK(topics.contains(topic));
    CHECK(stepsText(topic).starts_with("1. "));
  }
  CHECK(stepsText("no such topic").empty());
}

TEST_CASE("every table that is compiled in has rows of one width") {
  for (const char* name :
       {"errors", "events", "enums", "oobe-config-bits", "facilities", "steps", "endpoints", "requirements"}) {
    CAPTURE(name);
    REQUIRE_FALSE(table(name).empty());
    for (const Row& row : table(name)) {
      CHECK(row.size() == table(name).front().size());
    }
  }
  CHECK(table("contoso").empty());
}

TEST_CASE("what a technician is told to do is a sentence") {
  for (const Row& row : table("errors")) {
    CAPTURE(row[0]);
    CHECK((row[5].ends_with(".") || row[5].ends_with("?")));
    CHECK(row[5].size() > 8);
    CHECK(row[3].ends_with("."));
  }
}

TEST_CASE("an installer's exit code is not explained as an error of Windows") {
  CHECK(explainExit(2).action.find("1010") == std::string::npos);
  CHECK(explainExit(2).action.find("install command") != std::string::npos);
  CHECK(explainExit(87).action.find("options") != std::string::npos);
  CHECK(explainExit(0xC0000005U).meaning.find("crashed") != std::string::npos);
  for (const std::uint32_t code : {259U, 60001U, 0xFFFFFFFFU, 1603U, 0x80070643U}) {
    CAPTURE(code);
    CHECK(explainExit(code).known);
  }
  for (const std::uint32_t code : {5U, 4711U, 0xC0000374U}) {  // of makers, and of Windows outside of installers
    CAPTURE(code);
    CHECK_FALSE(explainExit(code).known);
    CHECK_FALSE(explainExit(code).meaning.empty());
    CHECK(explainExit(code).action.empty());
  }
  CHECK(explain(2).code == "2");  // elsewhere it is what Windows means
  CHECK(findError(2U) == findError(0x80070002U));
}
