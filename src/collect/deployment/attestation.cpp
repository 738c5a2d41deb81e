// Attestation of the TPM as the registry keeps it.
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"

namespace preflight {
namespace {

// Certificates in EKCertStore and its sisters; none where the key of the stores is not there.
Fact<std::int64_t> storedCertificates(const KeyFacts& tpm) {
  const KeyFacts endorsement = tpm.below("Endorsement");
  if (!tpm.wasRead() || (!endorsement.wasRead() && endorsement.error().kind != ErrorKind::absent)) {
    return unknownFact<std::int64_t>(endorsement.error(), endorsement.path());
  }
  std::size_t count = 0;
  for (const KeyFacts& store : endorsement.keys()) {
    count += store.below("Certificates").keys().size();
  }
  return knownFact(static_cast<std::int64_t>(count), endorsement.path());
}

}  // namespace

AttestationPart collectAttestation(const Host& host, const CollectOptions&) {
  const KeyFacts tpm(host, R"(HKLM\SYSTEM\CurrentControlSet\Services\TPM\WMI)", RegistryDepth::tree);
  const KeyFacts oobe(host, R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\OOBE)");
  const KeyFacts integrity(host, R"(HKLM\SYSTEM\CurrentControlSet\Control\IntegrityServices)");
  AttestationPart part;
  part.aikError = mapped(tpm.number("AIKEnrollmentErrorCode"), errorCodeOf);
  part.firmwareAtProvision = tpm.written("FirmwareVersionAtLastProvision");
  part.ekCertificatePresent = tpm.below("taskStates").flag("EkCertificatePresent");
  part.storedCertificates = storedCertificates(tpm);
  part.eulaShown = oobe.flag("SetupDisplayedEula");
  part.measuredBootLog = presenceOf(integrity.stored("WBCL"));
  return part;
}

}  // namespace preflight
