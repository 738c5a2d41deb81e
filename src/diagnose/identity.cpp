// Is the serial number one that Autopilot can use?
#include "base/text.h"
#include "diagnose/diagnose.h"

namespace preflight {
namespace {

constexpr const char* technician = "technician";
constexpr const char* manufacturer = "manufacturer";

void serialMissing(const Report& report, std::vector<Finding>& findings) {
  const IdentityPart& identity = report.identity;
  if (identity.serialNumber.known() || identity.serialNumber.state == FactState::collecting) {
    return;
  }
  const bool absent = identity.serialNumber.state == FactState::absent;
  // A machine that runs Linux is not about to be registered: no serial number is worth a note, not a fault.
  const State missing = report.origin.system == SystemKind::windows ? State::fail : State::info;
  findings.push_back({absent ? "serial-number-missing" : "serial-number-unreadable",
                      absent ? missing : State::unknown,
                      absent ? "The firmware holds no serial number." : "The serial number could not be read.",
                      {evidenceOf("SMBIOS", identity.smbiosSerialNumber), evidenceOf("WMI", identity.wmiSerialNumber)},
                      "Autopilot refuses a device without a serial number.",
                      absent ? "Have the serial number written into the firmware with the manufacturer's tool."
                             : "Press F5 to read again; if it stays, restart the device.",
                      absent ? manufacturer : technician});
}

void serialPlaceholder(const IdentityPart& identity, std::vector<Finding>& findings) {
  if (!identity.serialIsPlaceholder.known() || !identity.serialIsPlaceholder.value) {
    return;
  }
  findings.push_back({"serial-number-placeholder",
                      State::warn,
                      "The serial number is a placeholder that many devices share.",
                      {evidenceOf("Serial number", identity.serialNumber)},
                      "Nobody can find this device by its serial number, and an import may mix it up with another.",
                      "Have the real serial number written into the firmware, then export. To export all the same, "
                      "confirm it (command line: --force).",
                      manufacturer});
}

void serialDiffers(const IdentityPart& identity, std::vector<Finding>& findings) {
  const Fact<std::string>& smbios = identity.smbiosSerialNumber;
  const Fact<std::string>& wmi = identity.wmiSerialNumber;
  if (!smbios.known() || !wmi.known() || trimmed(smbios.value).empty() || trimmed(wmi.value).empty() ||
      trimmed(smbios.value) == trimmed(wmi.value)) {
    return;
  }
  findings.push_back({"serial-number-differs",
                      State::warn,
                      "Firmware and WMI name different serial numbers.",
                      {evidenceOf("SMBIOS, goes into the CSV", smbios), evidenceOf("WMI", wmi)},
                      "The hardware hash holds the one of the firmware; something overrides WMI, or the board was "
                      "changed while Windows ran.",
                      "Compare with the label on the device. The CSV takes the one of the firmware.",
                      technician});
}

}  // namespace

void diagnoseIdentity(const Report& report, std::vector<Finding>& findings) {
  serialMissing(report, findings);
  serialPlaceholder(report.identity, findings);
  serialDiffers(report.identity, findings);
}

}  // namespace preflight
