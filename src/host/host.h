// The one door to a device. A Host is a live machine, a recording of one, or Microsoft's diagnostics archive; whoever
// asks does not know which. Everything is asked for in raw form; nothing is parsed or judged here. All functions may be
// called from several threads at once, may block as long as their time-out says (a broken driver: longer), and never
// throw.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/fields.h"
#include "base/result.h"
#include "base/time.h"
#include "host/registry.h"
#include "host/wmi.h"

namespace preflight {

enum class System : std::uint8_t { windows, linux };
ENUM_NAMES(System, windows, linux);
enum class HostKind : std::uint8_t { live, recording, archive };
ENUM_NAMES(HostKind, live, recording, archive);

struct HostInfo {
  HostKind kind = HostKind::live;
  System system = System::windows;
  std::string where;     // path of the recording or archive; empty when live
  UtcTime recordedAt{};  // when it was recorded; 0 when live
};

// --- firmware ------------------------------------------------------------------------------------------------------

// Providers are 'RSMB' and 'ACPI', ids four characters as Windows spells them ("MSDM"); RSMB has the one id "".
// A table is in the form of GetSystemFirmwareTable: RSMB with RawSMBIOSData's 8-byte header on every system.
struct FirmwareTableId {
  std::string provider;
  std::string id;
};

// A UEFI variable, as GetFirmwareEnvironmentVariableExW names it.
struct FirmwareVariableId {
  std::string vendor;  // "{8BE4DF61-93CA-11D2-AA0D-00E098032B8C}"
  std::string name;
};

// --- join ----------------------------------------------------------------------------------------------------------

// What NetGetAadJoinInformation says; it also reports a work account of the current user.
struct JoinInformation {
  bool joined = false;     // false: it succeeded and had nothing to report
  std::uint32_t type = 0;  // DSREG_JOIN_TYPE: 1 device join, 2 workplace join
  std::string deviceId;
  std::string tenantId;
  std::string tenantName;
  std::string joinUser;  // UPNs
  std::string user;
  std::string mdmEnrollmentUrl;
  FIELDS(JoinInformation, joined, type, deviceId, tenantId, tenantName, joinUser, user, mdmEnrollmentUrl);
};

// --- events --------------------------------------------------------------------------------------------------------

struct EventQuery {
  std::string channel;               // or empty, and then all channels of `provider` are read
  std::string provider;              // empty: every provider in `channel`
  std::vector<std::uint32_t> ids;    // empty: all
  std::vector<std::uint8_t> levels;  // 1 critical .. 5 verbose, 0 log always; empty: all
  std::size_t limit = 1000;          // the newest so many, newest first
  std::chrono::milliseconds timeout{10'000};
  bool count = false;  // beyond `limit` the records are still counted, which costs little
};

struct EventRecord {
  std::string channel;
  std::string provider;
  std::uint32_t id = 0;
  std::uint8_t level = 0;
  std::uint64_t recordId = 0;  // order within its channel; times may run backwards when the clock is set
  UtcTime time{};
  std::string xml;  // the whole event as Windows renders it; not localised
  FIELDS(EventRecord, channel, recordId, id, level, provider, time, xml);
};

struct EventAnswer {
  std::vector<EventRecord> records;  // newest first, by record id within a channel
  bool complete = true;              // false: older records may exist that were not read or not recorded
  std::vector<Error> problems;       // channels that could not be read while others could
  std::uint64_t matching = 0;        // EventQuery::count: how many there are, those beyond `limit` included
  bool matchingWhole = true;         // false: there may be more of them
};

// --- files ---------------------------------------------------------------------------------------------------------

// Windows paths may start with %WINDIR%, %ProgramData%, %ProgramFiles%, %ProgramFiles(x86)%, %SystemDrive%, %TEMP% or
// %PUBLIC%; a live host puts in its own folders, a recording keeps the names.
struct FileRead {
  std::uint64_t maxBytes = 4U << 20;
  bool fromEnd = false;  // the last maxBytes instead of the first
};

struct FileContent {
  Bytes bytes;
  std::uint64_t size = 0;  // of the whole file when it was read
  UtcTime modified{};
  bool whole = true;  // false: `bytes` is a part
};

struct FileEntry {
  std::string name;
  bool folder = false;
  std::uint64_t size = 0;
  UtcTime modified{};
  FIELDS(FileEntry, name, folder, size, modified);
};

// --- process, volumes, parts ---------------------------------------------------------------------------------------

struct ProcessFacts {
  std::string userName;
  std::string computerName;
  Result<bool> elevated = false;      // administrator with full rights; root on Linux
  Result<bool> localSystem = false;   // S-1-5-18
  Result<std::uint32_t> session = 0;  // Windows' session id
  std::string programPath;
  std::string systemFolder;  // "C:\Windows"; "/" on Linux
  FIELDS(ProcessFacts, userName, computerName, elevated, localSystem, session, programPath, systemFolder);
};

enum class VolumeType : std::uint8_t { unknown, removable, fixed, network, optical, ram };
ENUM_NAMES(VolumeType, unknown, removable, fixed, network, optical, ram);
// STORAGE_BUS_TYPE's meaning, less what nothing here asks about.
enum class Bus : std::uint8_t { unknown, usb, sd, mmc, sata, ata, nvme, scsi, sas, raid, virtualDisk, other };
ENUM_NAMES_AS(Bus, (unknown, "unknown"), (usb, "USB"), (sd, "SD"), (mmc, "MMC"), (sata, "SATA"), (ata, "ATA"),
              (nvme, "NVMe"), (scsi, "SCSI"), (sas, "SAS"), (raid, "RAID"), (virtualDisk, "virtual"), (other, "other"));

struct Volume {
  std::string root;    // "E:\" or "/media/stick"
  std::string device;  // "\\.\E:" or "/dev/sdb1"
  std::string label;
  std::string fileSystem;
  VolumeType type = VolumeType::unknown;
  Bus bus = Bus::unknown;
  std::uint64_t totalBytes = 0;
  std::uint64_t freeBytes = 0;
  bool readOnly = false;
  bool holdsSystem = false;      // Windows or / lives here
  bool holdsProgram = false;     // this program was started from here
  std::optional<Error> problem;  // no medium, locked, raw: what of the above could not be read
  FIELDS(Volume, root, device, label, fileSystem, type, bus, totalBytes, freeBytes, readOnly, holdsSystem, holdsProgram,
         problem);
};

struct Disk {
  std::string name;  // "\\.\PhysicalDrive0", "/dev/nvme0n1"
  std::string vendor;
  std::string model;
  std::string serialNumber;
  Bus bus = Bus::unknown;
  std::uint64_t sizeBytes = 0;
  bool removable = false;
  FIELDS(Disk, name, vendor, model, serialNumber, bus, sizeBytes, removable);
};

struct NetworkAdapter {
  std::string name;         // "Ethernet", "wlan0"
  std::string description;  // the driver's text
  std::string mac;          // "00:11:22:33:44:55"; empty when it has none
  bool wireless = false;
  bool physical = false;  // real hardware, as far as the system tells
  bool connected = false;
  FIELDS(NetworkAdapter, name, description, mac, wireless, physical, connected);
};

struct Clock {
  UtcTime now{};
  int offsetMinutes = 0;  // of local time, east of UTC, at `now`
  std::string zone;       // the system's name of the zone; may be empty
  FIELDS(Clock, now, offsetMinutes, zone);
};

// --- Microsoft's diagnostics tool ----------------------------------------------------------------------------------

// mdmdiagnosticstool.exe -area ... -zip; the one question that makes the device write something: the archive goes to
// `folder`, or when that is empty to a folder of its own under %TEMP%, and is removed afterwards.
struct DiagnosticsRequest {
  std::vector<std::string> areas{"Autopilot", "TPM"};
  std::string folder;
  std::string member = "DeviceHash_*.csv";  // members whose name fits are returned
  std::chrono::milliseconds timeout{180'000};
};

struct ArchiveMember {
  std::string name;
  Bytes bytes;
  FIELDS(ArchiveMember, name, bytes);
};

// --- the seam ------------------------------------------------------------------------------------------------------

class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  virtual HostInfo info() const = 0;
  virtual Result<ProcessFacts> process() const = 0;
  virtual Result<Clock> clock() const = 0;

  // `path` like "HKLM\SOFTWARE\...". absent: the key is not there. Subkeys of HKU are the loaded hives.
  virtual Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const = 0;
  // Zero rows is a value, not an error.
  virtual Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const = 0;
  virtual Result<std::vector<std::string>> firmwareTables(std::string_view provider) const = 0;
  virtual Result<Bytes> firmwareTable(const FirmwareTableId& table) const = 0;
  // The content of a variable, without its attributes. unsupported: no UEFI, or a host that cannot know.
  virtual Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const;
  virtual Result<JoinInformation> joinInformation() const;
  virtual Result<EventAnswer> events(const EventQuery& query) const = 0;
  // The channels that a provider writes to.
  virtual Result<std::vector<std::string>> channels(std::string_view provider) const = 0;
  virtual Result<FileContent> file(std::string_view path, const FileRead& read) const = 0;
  virtual Result<std::vector<FileEntry>> folder(std::string_view path) const = 0;
  virtual Result<std::vector<Volume>> volumes() const = 0;
  virtual Result<std::vector<Disk>> disks() const = 0;
  virtual Result<std::vector<NetworkAdapter>> networkAdapters() const = 0;
  virtual Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const = 0;
};

// This machine. Never fails; what cannot be asked answers with an error.
std::unique_ptr<Host> liveHost();

// A short cut over registry(): one value, with the key and the value named in the error; a wrong type is an error.
Result<std::uint64_t> registryNumberAt(const Host& host, std::string_view path, std::string_view value);

}  // namespace preflight
