#include <doctest/doctest.h>

#include <set>

#include "diagnose/diagnose.h"
#include "support/hash_builder.h"
#include "support/said.h"
#include "text/error_id.h"

using namespace preflight;
using test::wordsOf;

namespace {

Report healthy() {
  Report report;
  report.setup.elevated = knownFact(true, "token");
  report.identity.serialNumber = knownFact<std::string>("CB14", "SMBIOS type 1");
  report.identity.smbiosSerialNumber = report.identity.serialNumber;
  report.identity.wmiSerialNumber = report.identity.serialNumber;
  report.identity.serialIsPlaceholder = knownFact(false, "SMBIOS type 1");
  test::HashFields fields;
  fields.serialNumber = "CB14";
  report.hardwareHash.text = knownFact(test::hashText(fields), "WMI");
  return report;
}

Report withHashError(ErrorKind kind, std::uint32_t code, Text words = "refused") {
  Report report = healthy();
  const CodeSpace space = code == 0 ? CodeSpace::none : CodeSpace::hresult;
  report.hardwareHash.text = unknownFact<std::string>(Error{kind, "query", std::move(words), space, code}, "WMI");
  return report;
}

std::string hashFinding(const Report& report) {
  for (const Finding& each : diagnose(report).findings) {
    if (const std::string_view id = idOf(each.id); id.starts_with("hash-")) {
      return std::string(id);
    }
  }
  return {};
}

}  // namespace

TEST_CASE("a healthy device is ready to export") {
  const Diagnosis diagnosis = diagnose(healthy());
  CHECK(idOf(diagnosis.verdict.id) == "hash-ready");
  CHECK(diagnosis.verdict.state == State::pass);
}

TEST_CASE("each way in which the hash cannot be read has its own finding, meaning and next step") {
  std::set<std::string> ids;
  std::set<std::string> actions;
  for (const auto& [kind, code, words] : std::initializer_list<std::tuple<ErrorKind, std::uint32_t, Text>>{
           {ErrorKind::unsupported, 0x8004100E, "no namespace"},
           {ErrorKind::denied, 0x80041003, "denied"},
           {ErrorKind::unsupported, 0x80041010, "no class"},
           {ErrorKind::failed, 0x80041001, "failed"},
           {ErrorKind::failed, 0x80041013, "provider"},
           {ErrorKind::failed, 0x800706BA, "rpc"},
           {ErrorKind::timedOut, 0x00040004, "late"},
           {ErrorKind::absent, 0, ErrorId::whyHashNoRow},
           {ErrorKind::absent, 0, ErrorId::whyPropertyNull},
           {ErrorKind::notCollected, 0, ""},
           {ErrorKind::failed, 0x80070000, "other"}}) {
    const Report report = withHashError(kind, code, words);
    const Diagnosis diagnosis = diagnose(report);
    const std::string id = hashFinding(report);
    CAPTURE(id);
    CHECK(ids.insert(id).second);
    CHECK(idOf(diagnosis.verdict.id) == "cannot-know");
    CHECK(diagnosis.verdict.state == State::unknown);
    CHECK_FALSE(diagnosis.verdict.action.empty());
    actions.insert(diagnosis.verdict.action.str());
  }
  CHECK(actions.size() >= 8);
}

TEST_CASE("without rights the verdict says so instead of showing a code") {
  Report report = withHashError(ErrorKind::denied, 0x80041003);
  report.setup.elevated = knownFact(false, "token");
  CHECK(hashFinding(report) == "hash-not-elevated");
  CHECK(wordsOf(diagnose(report).verdict).find("administrator") != std::string::npos);
}

TEST_CASE("on Linux the missing hash is no fault") {
  Report report = withHashError(ErrorKind::unsupported, 0, "Linux has no WMI");
  report.origin.system = SystemKind::linux;
  CHECK(idOf(diagnose(report).verdict.id) == "not-windows");
  CHECK(diagnose(report).verdict.state == State::info);
}

TEST_CASE("a placeholder serial number warns, also when the hash is good") {
  Report report = healthy();
  report.identity.serialIsPlaceholder = knownFact(true, "SMBIOS type 1");
  const Diagnosis diagnosis = diagnose(report);
  CHECK(idOf(diagnosis.verdict.id) == "hash-ready-look");
  CHECK(diagnosis.verdict.state == State::warn);
}

TEST_CASE("serial numbers that differ between firmware and WMI are shown, blanks around them do not count") {
  Report report = healthy();
  report.identity.wmiSerialNumber = knownFact<std::string>(" CB14 ", "WMI");
  CHECK(findFinding(diagnose(report).findings, FindingId::serialNumberDiffers) == nullptr);
  report.identity.wmiSerialNumber = knownFact<std::string>("OTHER", "WMI");
  CHECK(findFinding(diagnose(report).findings, FindingId::serialNumberDiffers) != nullptr);
}

TEST_CASE("a device without a serial number fails; one whose serial could not be read is unknown") {
  Report report = healthy();
  report.identity.serialNumber =
      unknownFact<std::string>(Error{ErrorKind::absent, "read", "none", CodeSpace::none, 0}, "SMBIOS");
  CHECK(diagnose(report).verdict.state == State::fail);
  report.identity.serialNumber =
      unknownFact<std::string>(Error{ErrorKind::denied, "read", "no", CodeSpace::none, 0}, "SMBIOS");
  CHECK(diagnose(report).verdict.state == State::unknown);
}

TEST_CASE("no single source that could not be read turns into a 'no'") {
  for (const ErrorKind kind : {ErrorKind::denied, ErrorKind::unsupported, ErrorKind::timedOut, ErrorKind::failed,
                               ErrorKind::notCollected, ErrorKind::invalid}) {
    const Error error{kind, "read", "no answer", CodeSpace::none, 0};
    Report noHash = healthy();
    noHash.hardwareHash.text = unknownFact<std::string>(error, "WMI");
    Report noSerial = healthy();
    noSerial.identity.serialNumber = unknownFact<std::string>(error, "SMBIOS");
    for (const Report& report : {noHash, noSerial}) {
      for (const Finding& finding : diagnose(report).findings) {
        CHECK(finding.state != State::fail);
      }
    }
  }
}

TEST_CASE("a hash that is damaged, or of another device, fails and says why") {
  Report report = healthy();
  report.hardwareHash.text.value[300] = report.hardwareHash.text.value[300] == 'A' ? 'B' : 'A';
  CHECK(hashFinding(report) == "hash-faulty");
  CHECK(diagnose(report).verdict.state == State::fail);
  report = healthy();
  report.identity.serialNumber.value = "OTHER-1";
  CHECK(hashFinding(report) == "hash-faulty");
  report = healthy();
  report.identity.uuid = knownFact<std::string>("99112233-4455-4677-8899-aabbccddeeff", "SMBIOS type 1");
  CHECK(hashFinding(report) == "hash-other-board");
  report.identity.uuid.value = "00112233-4455-4677-8899-aabbccddeeff";
  CHECK(hashFinding(report).empty());
}

TEST_CASE("while the device is being read nothing is claimed") {
  CHECK(idOf(diagnose(Report{}).verdict.id) == "reading");
  CHECK(diagnose(Report{}).findings.empty());
}
