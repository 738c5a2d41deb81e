#include "hash/container.h"

#include <doctest/doctest.h>

#include <numeric>

#include "support/hash_builder.h"

using namespace preflight;
using hash::ProblemCode;

namespace {

std::optional<ProblemCode> problemOf(ByteView bytes) {
  const hash::Records found = hash::walk(bytes);
  return found.problem ? std::optional(found.problem->code) : std::nullopt;
}

Bytes withRecordLength(std::uint16_t length) {
  Bytes bytes = test::buildHashOf({{1, Bytes(24)}, {14, test::textPayload("S1")}});
  bytes[4 + 28 + 2] = static_cast<std::uint8_t>(length);
  bytes[4 + 28 + 3] = static_cast<std::uint8_t>(length >> 8);
  return bytes;
}

}  // namespace

TEST_CASE("a good hash has all its records, a right checksum and no problem") {
  const auto records = test::hashRecords({});
  const Bytes bytes = test::buildHashOf(records);
  REQUIRE(bytes.size() == 3000);
  const hash::Records found = hash::walk(bytes);
  CHECK_FALSE(found.problem.has_value());
  CHECK(found.digestPresent);
  CHECK(found.digestRight);
  REQUIRE(found.records.size() == records.size());
  std::size_t offset = 4;
  for (std::size_t i = 0; i < records.size(); ++i) {
    CAPTURE(i);
    CHECK(found.records[i].type == records[i].first);
    CHECK(found.records[i].offset == offset);
    CHECK(found.records[i].length == records[i].second.size() + 4);
    CHECK(Bytes(found.records[i].payload.begin(), found.records[i].payload.end()) == records[i].second);
    offset += found.records[i].length;
  }
  CHECK(found.headerLength == offset);
}

TEST_CASE("unknown types, repeated types, empty records and a high byte in the type are kept") {
  const Bytes bytes = test::buildHashOf({{38, Bytes(52)}, {7, {}}, {7, {1}}, {0x0107, {2}}});
  const hash::Records found = hash::walk(bytes);
  REQUIRE(found.records.size() == 4);
  CHECK(found.records[0].type == 38);
  CHECK(found.records[1].payload.empty());
  CHECK(found.records[3].type == 0x0107);
  CHECK_FALSE(found.problem.has_value());
}

TEST_CASE("size and padding do not matter when the content is whole") {
  const Bytes bytes = test::buildHashOf(test::hashRecords({}), 0);
  CHECK(bytes.size() < 1300);
  CHECK(hash::walk(bytes).digestRight);
  CHECK_FALSE(problemOf(bytes).has_value());
  CHECK_FALSE(problemOf(test::buildHashOf({{14, {}}}, 5000)).has_value());
}

TEST_CASE("the longest header that the format can say is walked to its end") {
  const Bytes bytes = test::buildHashOf({{9, Bytes(30'000)}, {9, Bytes(35'523)}}, 0);
  REQUIRE(readU16(bytes, 2) == 65'535);
  CHECK(hash::walk(bytes).records.size() == 2);
  CHECK(hash::walk(bytes).digestRight);
  Bytes lie = test::buildHash();
  lie[2] = lie[3] = 0xFF;
  CHECK(problemOf(lie) == ProblemCode::truncated);
}

TEST_CASE("what does not start with OA is not a hash") {
  CHECK(problemOf({}) == ProblemCode::notAHash);
  CHECK(problemOf(viewOf("<!DOCTYPE html><html>")) == ProblemCode::notAHash);
  CHECK(problemOf(viewOf("OB12")) == ProblemCode::notAHash);
  for (std::uint8_t length = 0; length < 4; ++length) {
    CHECK(problemOf(Bytes{'O', 'A', length, 0, 1, 2, 3}) == ProblemCode::notAHash);
  }
}

TEST_CASE("a record of impossible length stops the walk and is reported with its place") {
  for (const std::uint16_t length : {0, 3, 8, 0xFFFF}) {
    CAPTURE(length);
    const hash::Records found = hash::walk(withRecordLength(length));
    CHECK(found.records.size() == 1);
    REQUIRE(found.problem.has_value());
    CHECK(found.problem->code == ProblemCode::recordOverrun);
    CHECK(found.problem->message.find("32") != std::string::npos);
    CHECK_FALSE(found.digestRight);
  }
}

TEST_CASE("a shorter record that leaves a rest too small for a record is an overrun") {
  const hash::Records found = hash::walk(withRecordLength(4));
  CHECK(found.records.size() == 2);
  CHECK(found.problem->code == ProblemCode::recordOverrun);
}

TEST_CASE("a checksum that is missing or wrong is reported") {
  const Bytes good = test::buildHash();
  const std::size_t at = readU16(good, 2);
  Bytes missing = good;
  missing[at] = 'X';
  CHECK(problemOf(missing) == ProblemCode::digestMissing);
  CHECK_FALSE(hash::walk(missing).digestPresent);
  Bytes wrong = good;
  wrong[at + 35] ^= 1;
  CHECK(problemOf(wrong) == ProblemCode::digestMismatch);
  CHECK(hash::walk(wrong).digestPresent);
  CHECK(hash::walk(wrong).records.size() == hash::walk(good).records.size());
}

TEST_CASE("a hash cut anywhere before the checksum's end is never taken for whole") {
  const Bytes good = test::buildHash();
  const std::size_t content = readU16(good, 2) + 36U;
  const std::size_t records = hash::walk(good).records.size();
  for (std::size_t size = 0; size <= good.size(); ++size) {
    CAPTURE(size);
    const hash::Records found = hash::walk(ByteView(good).first(size));
    CHECK(found.digestRight == (size >= content));
    CHECK(found.problem.has_value() == (size < content));
    CHECK(found.records.size() <= records);
    if (size >= 1 && size < content) {
      CHECK(found.problem->code == ProblemCode::truncated);
    }
  }
}

TEST_CASE("every flipped bit in the first 1,300 bytes of a hash with that much content is caught") {
  Bytes bytes = test::buildHash({.boardVersion = std::string(450, 'b')});  // long enough that all 1,300 are content
  REQUIRE(readU16(bytes, 2) + 36 >= 1300);
  int missed = 0;
  for (std::size_t at = 0; at < 1300; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[at] ^= static_cast<std::uint8_t>(1 << bit);
      const hash::Records found = hash::walk(bytes);
      missed += !found.problem || found.digestRight ? 1 : 0;
      bytes[at] ^= static_cast<std::uint8_t>(1 << bit);
    }
  }
  CHECK(missed == 0);
  CHECK(hash::walk(bytes).digestRight);
}

TEST_CASE("problems have stable names") {
  CHECK(hash::name(ProblemCode::notAHash) == "not-a-hash");
  CHECK(hash::name(ProblemCode::truncated) == "truncated");
  CHECK(hash::name(ProblemCode::recordOverrun) == "record-overrun");
  CHECK(hash::name(ProblemCode::digestMissing) == "digest-missing");
  CHECK(hash::name(ProblemCode::digestMismatch) == "digest-mismatch");
}
