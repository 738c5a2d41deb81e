// Device association: UEFI variables that survive a reset and a reinstallation. Two of them are an identity, which
// Windows makes when it is asked for; two more come with a tenant's token. The token itself never gets here: only whose
// it is and until when it is valid.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "collect/registration/autopilot_events.h"
#include "collect/support/json_text.h"
#include "host/device_link.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr const char* vendor = "{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}";

// Neither variable's form is documented: a text is shown as it is, anything else as digits.
std::string readable(const Bytes& bytes) {
  const std::string text(trimmed(decodeText(bytes).text));
  const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
  return plain ? shortened(text, 256) : toHex(ByteView(bytes).first(std::min<std::size_t>(bytes.size(), 64)));
}

void readClaims(const Host& host, AssociationFacts& facts) {
  const std::string source = fmt::format("UEFI variable {}", deviceLinkToken);
  const Result<Bytes> claims = host.firmwareVariable({vendor, std::string(deviceLinkClaims)});
  if (!claims) {
    facts.tenantId = unknownFact<std::string>(claims.error(), source);
    facts.expires = unknownFact<UtcTime>(claims.error(), source);
    return;
  }
  constexpr JsonLimits limits{4096, 8, 50, 100};
  const auto json = parseJson(textOf(*claims), limits);
  const Json* tenant = json ? json->find("tenantId") : nullptr;
  const Json* expires = json ? json->find("exp") : nullptr;
  const std::int64_t seconds = expires == nullptr ? 0 : expires->integer().value_or(0);  // since 1970
  constexpr std::int64_t endOfTime = 253'402'300'800;                                    // the year 10000
  facts.tenantId = tenant != nullptr && tenant->isText() ? knownFact(shortened(*tenant->text(), 64), source)
                                                         : absentFact<std::string>(source, ErrorId::whyNamesNone);
  facts.expires = seconds > 0 && seconds < endOfTime ? knownFact(UtcTime{seconds * 1000}, source)
                                                     : absentFact<UtcTime>(source, ErrorId::whyNamesNone);
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
  readClaims(host, facts);
  return facts;
}

}  // namespace preflight
