// What was read from one device, in plain structs. Each part is filled by one collector. README.md in this folder
// lists them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/autopilot.h"
#include "model/deployment.h"
#include "model/enrollment.h"
#include "model/fact.h"
#include "model/join.h"

namespace preflight {

enum class SetupPhase : std::uint8_t { unknown, oobe, audit, desktop, winpe, setup, linux };
ENUM_NAMES(SetupPhase, unknown, oobe, audit, desktop, winpe, setup, linux);
enum class SystemKind : std::uint8_t { windows, linux };
ENUM_NAMES(SystemKind, windows, linux);
enum class ReportOrigin : std::uint8_t { live, recording, archive };
ENUM_NAMES(ReportOrigin, live, recording, archive);

// Where this report comes from.
struct OriginPart {
  ReportOrigin origin = ReportOrigin::live;
  SystemKind system = SystemKind::windows;
  std::string where;     // path of the recording; empty when live
  UtcTime capturedAt{};  // when the device was read
  FIELDS(OriginPart, origin, system, where, capturedAt);
};

// Who runs the program, and in which phase of its life the device is.
struct SetupPart {
  Fact<SetupPhase> phase;
  Fact<std::string> phaseEvidence;  // how the phase was told: "user defaultuser0"
  Fact<std::string> computerName;
  Fact<std::string> userName;
  Fact<bool> elevated;
  Fact<bool> localSystem;
  Fact<std::int64_t> utcOffsetMinutes;
  FIELDS(SetupPart, phase, phaseEvidence, computerName, userName, elevated, localSystem, utcOffsetMinutes);
};

struct WindowsPart {
  Fact<std::string> productName;  // "Windows 11 Pro": by build, since the registry says 10 for both
  Fact<std::string> edition;      // EditionID
  Fact<std::string> version;      // "24H2"
  Fact<std::string> build;        // "26100.1742"
  FIELDS(WindowsPart, productName, edition, version, build);
};

// SMBIOS, and WMI beside it. `serialNumber` is the one that goes into a CSV: SMBIOS type 1 without outer blanks, else
// WMI's.
struct IdentityPart {
  Fact<std::string> serialNumber;
  Fact<bool> serialIsPlaceholder;
  Fact<std::string> smbiosSerialNumber;  // as it stands in the table
  Fact<std::string> wmiSerialNumber;
  Fact<std::string> manufacturer;
  Fact<std::string> model;        // for people: Lenovo's readable name stands in the version field
  Fact<std::string> productName;  // SMBIOS type 1, unchanged
  Fact<std::string> systemVersion;
  Fact<std::string> skuNumber;
  Fact<std::string> family;
  Fact<std::string> uuid;  // lower case, as Windows prints it
  Fact<std::string> chassis;
  Fact<std::string> boardManufacturer;
  Fact<std::string> boardProduct;
  Fact<std::string> boardVersion;
  Fact<std::string> firmwareVendor;
  Fact<std::string> firmwareVersion;
  Fact<std::string> firmwareDate;
  FIELDS(IdentityPart, serialNumber, serialIsPlaceholder, smbiosSerialNumber, wmiSerialNumber, manufacturer, model,
         productName, systemVersion, skuNumber, family, uuid, chassis, boardManufacturer, boardProduct, boardVersion,
         firmwareVendor, firmwareVersion, firmwareDate);
};

struct DiskFacts {
  std::string name;
  std::string vendor;
  std::string model;
  std::string serialNumber;
  std::string bus;
  std::uint64_t sizeBytes = 0;
  bool removable = false;
  FIELDS(DiskFacts, name, vendor, model, serialNumber, bus, sizeBytes, removable);
};

struct StoragePart {
  Fact<std::vector<DiskFacts>> disks;
  FIELDS(StoragePart, disks);
};

struct AdapterFacts {
  std::string name;
  std::string description;
  std::string mac;
  bool wireless = false;
  bool physical = false;
  bool connected = false;
  FIELDS(AdapterFacts, name, description, mac, wireless, physical, connected);
};

struct NetworkPart {
  Fact<std::vector<AdapterFacts>> adapters;
  FIELDS(NetworkPart, adapters);
};

// The product key in the firmware: whether there is one. Its text is never read.
struct FirmwareKeyPart {
  Fact<bool> present;
  FIELDS(FirmwareKeyPart, present);
};

struct HardwareHashPart {
  Fact<std::string> text;      // base64, padded for import; the bytes as Windows gave them
  Fact<std::string> repairs;   // what had to be done to the text: "padding added"; absent when nothing
  Fact<std::string> fallback;  // what the second way said, or why it was taken; absent when it was not needed
  FIELDS(HardwareHashPart, text, repairs, fallback);
};

// How one collector ended.
struct CollectorRun {
  std::string id;
  FactState state = FactState::collecting;  // known: it ended; timedOut: its deadline passed; failed: it broke
  std::int64_t milliseconds = 0;
  FIELDS(CollectorRun, id, state, milliseconds);
};

struct Report {
  OriginPart origin;
  SetupPart setup;
  WindowsPart windows;
  IdentityPart identity;
  StoragePart storage;
  NetworkPart network;
  FirmwareKeyPart firmwareKey;
  HardwareHashPart hardwareHash;
  AutopilotPart autopilot;
  JoinPart join;
  EnrollmentPart enrollment;
  DeploymentPart deployment;
  std::vector<CollectorRun> runs;
  FIELDS(Report, origin, setup, windows, identity, storage, network, firmwareKey, hardwareHash, autopilot, join,
         enrollment, deployment, runs);
};

// "OOBE", "audit mode", "desktop": for people.
std::string_view words(SetupPhase phase);

}  // namespace preflight
