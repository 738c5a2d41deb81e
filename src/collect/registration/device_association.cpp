// Device association: UEFI variables that Windows writes when a device is associated with a tenant; they survive a
// reset and a reinstallation.
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

AssociationFacts associationFacts(const Host& host) {
  const auto ask = [&](const char* name) {
    return factOf(host.firmwareVariable({vendor, name}).map(readable), std::string("UEFI variable ") + name);
  };
  AssociationFacts facts;
  facts.id = ask("DeviceLinkId");
  facts.createdText = ask("DeviceLinkCreationTimeUtc");
  facts.present = facts.id.known()                      ? knownFact(true, facts.id.source)
                  : facts.id.state == FactState::absent ? knownFact(false, facts.id.source)
                                                        : unknownFact<bool>(facts.id.error, facts.id.source);
  return facts;
}

}  // namespace preflight
