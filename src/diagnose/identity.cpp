// Is the serial number one that Autopilot can use?
#include "base/text.h"
#include "diagnose/diagnose.h"
#include "text/evidence_id.h"

namespace preflight {
namespace {

void serialMissing(const Report& report, std::vector<Finding>& findings) {
  const IdentityPart& identity = report.identity;
  if (identity.serialNumber.known() || identity.serialNumber.state == FactState::collecting) {
    return;
  }
  const bool absent = identity.serialNumber.state == FactState::absent;
  Finding finding = makeFinding(absent ? FindingId::serialNumberMissing : FindingId::serialNumberUnreadable, {},
                                {evidenceOf(EvidenceId::smbios, identity.smbiosSerialNumber),
                                 evidenceOf(EvidenceId::wmi, identity.wmiSerialNumber)});
  // A machine that runs Linux is not about to be registered: there it is worth a note, not a fault.
  if (absent && report.origin.system != SystemKind::windows) {
    finding.state = State::info;
  }
  findings.push_back(std::move(finding));
}

void serialPlaceholder(const IdentityPart& identity, std::vector<Finding>& findings) {
  if (identity.serialIsPlaceholder.known() && identity.serialIsPlaceholder.value) {
    findings.push_back(makeFinding(FindingId::serialNumberPlaceholder,
                                   {{"serial", printable(trimmed(identity.serialNumber.value), 80)}},
                                   {evidenceOf(EvidenceId::serialNumber, identity.serialNumber)}));
  }
}

void serialDiffers(const IdentityPart& identity, std::vector<Finding>& findings) {
  const Fact<std::string>& smbios = identity.smbiosSerialNumber;
  const Fact<std::string>& wmi = identity.wmiSerialNumber;
  if (!smbios.known() || !wmi.known() || trimmed(smbios.value).empty() || trimmed(wmi.value).empty() ||
      trimmed(smbios.value) == trimmed(wmi.value)) {
    return;
  }
  findings.push_back(makeFinding(FindingId::serialNumberDiffers, {},
                                 {evidenceOf(EvidenceId::smbiosForCsv, smbios), evidenceOf(EvidenceId::wmi, wmi)}));
}

}  // namespace

void diagnoseIdentity(const Report& report, std::vector<Finding>& findings) {
  serialMissing(report, findings);
  serialPlaceholder(report.identity, findings);
  serialDiffers(report.identity, findings);
}

}  // namespace preflight
