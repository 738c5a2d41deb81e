// Writes a recording with the least words: what is absent says only that, and keys that are absent are told by the hive
// that holds them. For samples that lie in the source tree.
#pragma once

#include <memory>

#include "host/recording/sink.h"

namespace preflight::test {

std::unique_ptr<RecordingSink> compactSink(std::unique_ptr<RecordingSink> target);

}  // namespace preflight::test
