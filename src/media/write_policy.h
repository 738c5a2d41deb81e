// Whether a policy of this Windows forbids writing to sticks, by its name.
#pragma once

#include "host/host.h"

namespace preflight::media {

// A clause that names the policy and where it stands; empty when none is known. What cannot be read names nothing.
Text writePolicy(const Host& live);

// Adds the policy to an error that says "denied" or "write-protected", when there is one.
Error withPolicy(Error error, const Host& live);

}  // namespace preflight::media
