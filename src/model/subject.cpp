#include "model/subject.h"

namespace preflight {

Subject subjectOf(const Finding& finding) {
  switch (finding.id) {
    case FindingId::serialNumberMissing:
    case FindingId::serialNumberUnreadable:
    case FindingId::serialNumberPlaceholder:
    case FindingId::serialNumberDiffers:
      return Subject::serialNumber;
    case FindingId::hashNamespaceMissing:
    case FindingId::hashClassMissing:
    case FindingId::hashDenied:
    case FindingId::hashGeneralFailure:
    case FindingId::hashProviderLoad:
    case FindingId::hashWmiUnreachable:
    case FindingId::hashTimedOut:
    case FindingId::hashNoRow:
    case FindingId::hashEmpty:
    case FindingId::hashNotWindows:
    case FindingId::hashNotCollected:
    case FindingId::hashUnreadable:
    case FindingId::hashNotElevated:
    case FindingId::hashFaulty:
    case FindingId::hashOtherBoard:
    case FindingId::hashLabelDiffers:
    case FindingId::hardwareHashRead:
      return Subject::hardwareHash;
    default:
      return Subject::other;
  }
}

}  // namespace preflight
