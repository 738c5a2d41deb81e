// What the registration is read from. The first byte chooses: 0 a policy file, 1 the same in the registry, 2 an event's
// XML, 3 a number in a text.
#include "base/text.h"
#include "collect/registration/profile_document.h"
#include "collect/support/events.h"
#include "collect/support/json_text.h"
#include "collect/support/number_text.h"
#include "model/fact.h"
#include "require.h"

using namespace preflight;

namespace {

// Every fact has ended with a value or a reason, and texts are UTF-8.
void checkPolicy(PolicyFacts policy) {
  visitFacts(policy, [](auto& fact) {
    FUZZ_REQUIRE(fact.state != FactState::collecting);
    FUZZ_REQUIRE(fact.known() || !fact.error.words.str().empty());
    FUZZ_REQUIRE(!fact.source.empty());
    if constexpr (std::is_same_v<decltype(fact.value), std::string>) {
      FUZZ_REQUIRE(isUtf8(fact.value));
      FUZZ_REQUIRE(!fact.known() || !fact.value.empty());
    }
  });
  if (policy.kind.known() && policy.kind.value == PolicyKind::profile) {
    FUZZ_REQUIRE(policy.profile.tenantId.known() || policy.profile.tenantDomain.known());
  }
}

void checkEvent(std::string_view xml) {
  EventRecord record;
  record.xml = std::string(xml);
  const EventFacts facts = eventFacts(record);
  FUZZ_REQUIRE(facts.data.size() <= 64);
  for (const NamedText& each : facts.data) {
    FUZZ_REQUIRE(!each.name.empty() && isUtf8(each.name) && isUtf8(each.value));
    FUZZ_REQUIRE(each.value.size() < 5000);
  }
  const auto folded = foldEvents({facts, facts}, {});
  FUZZ_REQUIRE(folded.size() == 1 && folded.front().count == 2);
}

RegistryKey keyWith(std::string_view text) {
  return {"AutopilotPolicyCache", {{"PolicyJsonCache", registryText(text)}}, {}, true, {}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const ByteView rest(data + 1, size - 1);
  const DecodedText decoded = decodeText(rest);
  FUZZ_REQUIRE(isUtf8(decoded.text));
  switch (data[0]) {
    case 0:
      checkPolicy(policyFromFile(FileContent{{rest.begin(), rest.end()}, rest.size(), UtcTime{1}, true}, "file"));
      break;
    case 1:
      checkPolicy(policyFromCache(KeyFacts(keyWith(decoded.text), "key"), "PolicyJsonCache"));
      break;
    case 2:
      checkEvent(textOf(rest));
      break;
    default:
      static_cast<void>(numberFromText(textOf(rest)));
  }
  return 0;
}
