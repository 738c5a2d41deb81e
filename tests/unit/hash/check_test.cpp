#include "hash/check.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "hash/decode.h"
#include "support/hash_builder.h"

using namespace preflight;
using hash::ProblemCode;
using hash::Severity;

namespace {

using Codes = std::vector<ProblemCode>;

hash::CheckContext context() {
  return {utcTimeFromIso("2026-04-01T00:00:00Z").value(), {}, [](std::string_view s) { return s == "None"; }};
}

Codes codesOf(const hash::Checked& checked) {
  Codes codes;
  for (const hash::Problem& each : checked.problems) {
    codes.push_back(each.code);
    CHECK_FALSE(each.message.empty());
  }
  return codes;
}

Codes codesOf(const Bytes& bytes) {
  return codesOf(hash::check(toBase64(bytes), context()));
}

Bytes without(std::uint16_t type) {
  auto records = test::hashRecords({});
  std::erase_if(records, [&](const test::HashRecord& each) { return each.first == type; });
  return test::buildHashOf(records);
}

Bytes with(std::uint16_t type, const Bytes& payload) {
  auto records = test::hashRecords({});
  for (auto& each : records) {
    if (each.first == type) {
      each.second = payload;
    }
  }
  return test::buildHashOf(records);
}

// Record 1 with one byte of its payload changed.
Bytes withTool(std::size_t at, std::uint8_t value) {
  Bytes payload = test::timePayload({});
  payload[at] = value;
  return with(1, payload);
}

}  // namespace

TEST_CASE("a good hash has no problem, no repair and is valid") {
  const hash::Checked checked = hash::check(test::hashText(), context());
  CHECK(checked.valid);
  CHECK(codesOf(checked).empty());
  CHECK(checked.repairs.empty());
  CHECK(checked.characters == 4000);
}

TEST_CASE("base64 that cannot be read is an error with nothing decoded") {
  const hash::Checked checked = hash::check("T0E*" + test::hashText(), context());
  CHECK_FALSE(checked.valid);
  CHECK(codesOf(checked) == Codes{ProblemCode::badBase64});
  CHECK(checked.bytes.empty());
  CHECK(codesOf(hash::check("", context())) == Codes{ProblemCode::badBase64});
}

TEST_CASE("each problem of the container makes a hash invalid") {
  const Bytes good = test::buildHash();
  CHECK(codesOf(Bytes{'X', 'Y', 'Z'}) == Codes{ProblemCode::notAHash});
  CHECK(codesOf(Bytes(good.begin(), good.begin() + 700)).front() == ProblemCode::truncated);
  Bytes overrun = good;
  overrun[6] = 0xFF;
  overrun[7] = 0xFF;
  CHECK(codesOf(overrun).front() == ProblemCode::recordOverrun);
  const std::size_t at = readU16(good, 2);
  Bytes missing = good;
  missing[at] = 0;
  CHECK(codesOf(missing).front() == ProblemCode::digestMissing);
  Bytes mismatch = good;
  mismatch[at + 4] ^= 1;
  CHECK(codesOf(mismatch) == Codes{ProblemCode::digestMismatch});
  CHECK_FALSE(hash::check(toBase64(mismatch), context()).valid);
}

TEST_CASE("what was cut off is not called missing") {
  const Bytes good = test::buildHash();
  for (const std::size_t size : {40U, 400U, 700U}) {
    CAPTURE(size);
    CHECK(codesOf(Bytes(good.begin(), good.begin() + size)) == Codes{ProblemCode::truncated});
  }
}

TEST_CASE("serial number and manufacturer must be there and not blank") {
  CHECK(codesOf(without(14)) == Codes{ProblemCode::tooFewRecords, ProblemCode::missingSerial});
  CHECK(codesOf(with(14, {' ', ' ', 0})) == Codes{ProblemCode::missingSerial});
  CHECK(codesOf(without(16)) == Codes{ProblemCode::tooFewRecords, ProblemCode::missingManufacturer});
  CHECK(codesOf(with(16, {0})) == Codes{ProblemCode::missingManufacturer});
  CHECK(codesOf(without(1)) == Codes{ProblemCode::tooFewRecords});
  CHECK_FALSE(hash::check(toBase64(without(16)), context()).valid);
}

TEST_CASE("another serial number in the row of the hash is an error, blanks and case aside") {
  const auto inRow = [](std::string_view serial) {
    hash::CheckContext c = context();
    c.serialNumber = serial;
    return codesOf(hash::check(test::hashText(), c));
  };
  CHECK(inRow("OTHER-1") == Codes{ProblemCode::wrongDevice});
  CHECK(inRow(" cb14-000123 ").empty());
  CHECK(inRow("").empty());
}

TEST_CASE("a placeholder serial number is a warning") {
  const hash::Checked checked = hash::check(toBase64(with(14, test::textPayload("None"))), context());
  CHECK(codesOf(checked) == Codes{ProblemCode::placeholderSerial});
  CHECK(checked.valid);
}

TEST_CASE("no TPM, or half of its data, is a warning") {
  test::HashFields fields;
  fields.ekSeed = 0;
  CHECK(codesOf(test::buildHash(fields)) == Codes{ProblemCode::noTpm});
  CHECK(codesOf(without(25)) == Codes{ProblemCode::noTpm});
  CHECK(codesOf(without(13)) == Codes{ProblemCode::noTpm});
}

TEST_CASE("an offline device id that was not made from the key in the hash is a warning") {
  CHECK(codesOf(with(25, test::ekModulus(7))) == Codes{ProblemCode::ekMismatch});
  Bytes otherMethod = test::numbers({{0, 4}, {2, 1}, {0, 1}, {32, 4}});
  otherMethod.resize(42, 0x11);
  CHECK(codesOf(with(11, otherMethod)).empty());
}

TEST_CASE("a capture outside the full system, a wrong clock and another tool are reported") {
  CHECK(codesOf(withTool(21, 3)) == Codes{ProblemCode::notFullOs});
  CHECK(codesOf(withTool(19, 0x01)) == Codes{ProblemCode::clockImplausible});  // 2008
  CHECK(codesOf(withTool(19, 0x70)) == Codes{ProblemCode::clockImplausible});  // 2059
  CHECK(codesOf(withTool(6, 0x01)) == Codes{ProblemCode::foreignTool});
  CHECK(codesOf(withTool(4, 0x01)).empty());  // the revision alone may differ
}

TEST_CASE("without a clock of one's own nothing is in the future") {
  hash::CheckContext c = context();
  c.now.reset();
  CHECK(hash::check(toBase64(withTool(19, 0x70)), c).problems.empty());
}

TEST_CASE("bytes behind the checksum and another size are reported") {
  Bytes bytes = test::buildHash();
  bytes.back() = 1;
  CHECK(codesOf(bytes) == Codes{ProblemCode::nonzeroPadding});
  CHECK(codesOf(test::buildHashOf(test::hashRecords({}), 2700)) == Codes{ProblemCode::unusualSize});
}

TEST_CASE("what makes a device hard to recognise is named") {
  const auto words = [](const Bytes& bytes) {
    const hash::Checked checked = hash::check(toBase64(bytes), context());
    REQUIRE(codesOf(checked) == Codes{ProblemCode::weakIdentity});
    return checked.problems.front().message;
  };
  CHECK(words(without(12)).find("UUID") != std::string::npos);
  CHECK(words(with(12, Bytes(16, 0xFF))).find("UUID") != std::string::npos);
  CHECK(words(without(7)).find("disk") != std::string::npos);
  CHECK(words(with(7, test::textPayload("|Virtual Disk|Msft", false))).find("disk") != std::string::npos);
  CHECK(words(without(8)).find("network") != std::string::npos);
}

TEST_CASE("a text without its padding is valid once it is padded, and the repair is reported") {
  std::string text = toBase64(test::buildHashOf(test::hashRecords({}), 2999));
  text.resize(text.find('='));
  const hash::Checked checked = hash::check(text, context());
  CHECK(codesOf(checked) == Codes{ProblemCode::unusualSize, ProblemCode::repadded});
  CHECK(checked.repairs == std::vector{hash::Repair::padding});
  CHECK(checked.valid);
}

TEST_CASE("severities are those of the contract") {
  for (int i = 0; i <= static_cast<int>(ProblemCode::foreignTool); ++i) {
    const auto code = static_cast<ProblemCode>(i);
    CAPTURE(hash::name(code));
    CHECK(hash::name(code) != "?");
    const Severity wanted = code <= ProblemCode::wrongDevice    ? Severity::error
                            : code <= ProblemCode::weakIdentity ? Severity::warning
                                                                : Severity::info;
    CHECK(hash::severityOf(code) == wanted);
  }
  CHECK(hash::name(ProblemCode::wrongDevice) == "wrong-device");
  CHECK(hash::name(ProblemCode::weakIdentity) == "weak-identity");
  CHECK(hash::name(ProblemCode::missingManufacturer) == "missing-manufacturer");
  CHECK(hash::name(Severity::info) == "info");
}

TEST_CASE("a cut at every byte and every flipped bit never makes an invalid hash valid") {
  const Bytes good = test::buildHash();
  const std::size_t content = readU16(good, 2) + 36U;
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    const hash::Checked checked = hash::check(toBase64(ByteView(good).first(size)), context());
    CHECK(checked.valid == (size >= content));
    hash::decode(checked.records);
  }
  Bytes long1300 = test::buildHash({.boardVersion = std::string(450, 'b')});
  int missed = 0;
  for (std::size_t at = 0; at < 1300; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      long1300[at] ^= static_cast<std::uint8_t>(1 << bit);
      const hash::Records found = hash::walk(long1300);
      const hash::Decoded decoded = hash::decode(found);
      missed += !found.problem || decoded.disks.size() > found.records.size() ? 1 : 0;
      long1300[at] ^= static_cast<std::uint8_t>(1 << bit);
    }
  }
  CHECK(missed == 0);
}
