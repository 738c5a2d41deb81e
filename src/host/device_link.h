// The token of device association: a JSON web token, compressed (UEFI variable DeviceLinkJwtCompressed). Of it only
// whose it is and until when it is valid is given on, as a variable of that name that the firmware does not have. The
// token itself reaches no recording, no report and no caller.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace preflight {

inline constexpr std::string_view deviceLinkToken = "DeviceLinkJwtCompressed";
inline constexpr std::string_view deviceLinkClaims = "DeviceLinkJwtClaims";

// {"tenantId": "...", "exp": 1790000000}, seconds since 1970; what the token lacks is left out. Its signature is not
// checked.
Result<Bytes> claimsOfToken(ByteView compressed);

}  // namespace preflight
