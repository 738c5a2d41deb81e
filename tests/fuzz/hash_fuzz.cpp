// The input is the bytes of a hardware hash; and the text of one.
#include "hash/base64_text.h"
#include "hash/check.h"
#include "hash/compare.h"
#include "hash/container.h"
#include "hash/decode.h"
#include "hash/identity.h"
#include "require.h"

using namespace preflight;

namespace {

void checkWalk(ByteView bytes) {
  const hash::Records found = hash::walk(bytes);
  std::size_t end = 4;
  for (const hash::Record& record : found.records) {
    FUZZ_REQUIRE(record.offset == end && record.length == record.payload.size() + 4);
    end += record.length;
    FUZZ_REQUIRE(end <= bytes.size() && end <= found.headerLength);
  }
  FUZZ_REQUIRE(found.problem.has_value() || (found.digestRight && end == found.headerLength));
  FUZZ_REQUIRE(found.digestPresent || !found.digestRight);
  const hash::Identity identity = hash::identityOf(bytes);
  FUZZ_REQUIRE(identity.digestRight == found.digestRight);
  FUZZ_REQUIRE(hash::sameDevice(identity, identity) != hash::SameDevice::no);
  const hash::Decoded decoded = hash::decode(found);
  FUZZ_REQUIRE(decoded.disks.size() + decoded.networkAdapters.size() + decoded.gpus.size() <= found.records.size());
}

// What is valid has a digest that holds, and is never another device than itself.
void checkText(std::string_view text) {
  const hash::Checked checked = hash::check(text, {});
  FUZZ_REQUIRE(checked.valid || !checked.problems.empty());
  FUZZ_REQUIRE(!checked.valid || checked.records.digestRight);
  const hash::Conclusion conclusion = hash::compare(checked, checked).conclusion;
  FUZZ_REQUIRE(conclusion == hash::Conclusion::same || conclusion == hash::Conclusion::notComparable);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  checkWalk(input);
  checkText(textOf(input));
  checkText(toBase64(input));
  if (const auto padded = hash::paddedBase64(textOf(input))) {
    FUZZ_REQUIRE(padded->text.size() % 4 == 0);
    FUZZ_REQUIRE(fromBase64(padded->text).value() == padded->bytes);
    FUZZ_REQUIRE(!padded->repairs.empty() || padded->text == textOf(input));
    const auto again = hash::paddedBase64(padded->text);
    FUZZ_REQUIRE(again.has_value() && again->text == padded->text && again->repairs.empty());
    checkWalk(padded->bytes);
  }
  return 0;
}
