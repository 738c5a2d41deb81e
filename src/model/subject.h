// What part of the device a finding speaks about, where a row or a mark of its own shows that part.
#pragma once

#include "model/finding.h"
#include "text/subject.h"

namespace preflight {

// Of the finding's row in the catalogue (findings.tsv).
inline Subject subjectOf(const Finding& finding) {
  return subjectOfId(finding.id);
}

}  // namespace preflight
