// Device association: UEFI variables that survive a reset and a reinstallation. Two of them are an identity, which
// Windows makes when it is asked for; two more come with a tenant's token. The token itself is never read.
#include <algorithm>

#include "base/text.h"
#include "collect/registration/autopilot_events.h"
#include "collect/support/json_text.h"

namespace preflight {
namespace {

constexpr const char* vendor = "{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}";

// Neither variable's form is documented: a text is shown as it is, anything else as digits.
std::string readable(const Bytes& bytes) {
  const std::string text(trimmed(decodeText(bytes).text));
  const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
  return plain ? shortened(text, 256) : toHex(ByteView(bytes).first(std::min<std::size_t>(bytes.size(), 64)));
}

}  // namespace

AssociationFacts associationFacts(const Host& host, const KeyFacts& settings) {
  const auto ask = [&](const char* name) {
    return factOf(host.firmwareVariable({vendor, name}).map(readable), std::string("UEFI variable ") + name);
  };
  AssociationFacts facts;
  facts.id = ask("DeviceLinkId");
  facts.createdText = ask("DeviceLinkCreationTimeUtc");
  facts.present = facts.id.known()                      ? knownFact(true, facts.id.source)
                  : facts.id.state == FactState::absent ? knownFact(false, facts.id.source)
                                                        : unknownFact<bool>(facts.id.error, facts.id.source);
  facts.linked = presenceOf(ask("DeviceLinkJwtLastWrite"));
  // The hints of earlier identities stay behind: only the present one's count.
  facts.tenantHint = facts.id.known() ? settings.text(facts.id.value + "_TenantIdHint")
                                      : unknownFact<std::string>(facts.id.error, facts.id.source);
  return facts;
}

}  // namespace preflight
