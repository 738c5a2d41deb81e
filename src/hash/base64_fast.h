// Whole base64 without anything to repair, which nearly every text is, at the speed of memory.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace preflight::hash {

// The bytes of strict base64, as fromBase64 gives them; nothing when it is anything else.
std::optional<Bytes> decodeStrict(std::string_view text);

}  // namespace preflight::hash
