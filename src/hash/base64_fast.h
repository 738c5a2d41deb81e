// Whole base64 without anything to repair, which nearly every text is, at the speed of memory.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace preflight::hash {

// Sets `bytes` to those of strict base64, as fromBase64 gives them; false when it is anything else, then they mean
// nothing. What `bytes` has room for is used again.
bool decodeStrict(std::string_view text, Bytes& bytes);

}  // namespace preflight::hash
