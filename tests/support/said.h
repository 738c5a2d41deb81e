// What a person reads of a verdict, for tests.
#pragma once

#include <string>

#include "model/finding.h"

namespace preflight::test {

inline std::string wordsOf(const Verdict& verdict) {
  return verdict.sentence.str() + " " + verdict.next.str();
}

}  // namespace preflight::test
