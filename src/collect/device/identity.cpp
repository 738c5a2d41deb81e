// Who the device is: SMBIOS types 0 to 3 read here, WMI beside it. The serial number for a CSV is SMBIOS type 1 without
// outer blanks, else WMI's; both are kept, so that a difference can be shown.
#include <fmt/format.h>

#include "base/chassis.h"
#include "base/text.h"
#include "collect/parts.h"
#include "smbios/placeholder.h"
#include "smbios/smbios.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view linuxIds = "/sys/class/dmi/id/";

// One text of a structure; `linuxFile` is where Linux shows the same to everybody, when the table itself is for root.
struct TextField {
  Fact<std::string> IdentityPart::*member;
  std::string_view linuxFile;
  std::string_view wmiClass;
  std::string_view wmiProperty;
};

constexpr TextField textFields[] = {
    {&IdentityPart::manufacturer, "sys_vendor", "Win32_ComputerSystem", "Manufacturer"},
    {&IdentityPart::productName, "product_name", "Win32_ComputerSystem", "Model"},
    {&IdentityPart::systemVersion, "product_version", "Win32_ComputerSystemProduct", "Version"},
    {&IdentityPart::smbiosSerialNumber, "product_serial", "", ""},
    {&IdentityPart::skuNumber, "product_sku", "Win32_ComputerSystem", "SystemSKUNumber"},
    {&IdentityPart::family, "product_family", "Win32_ComputerSystem", "SystemFamily"},
    {&IdentityPart::uuid, "product_uuid", "Win32_ComputerSystemProduct", "UUID"},
    {&IdentityPart::boardManufacturer, "board_vendor", "Win32_BaseBoard", "Manufacturer"},
    {&IdentityPart::boardProduct, "board_name", "Win32_BaseBoard", "Product"},
    {&IdentityPart::boardVersion, "board_version", "Win32_BaseBoard", "Version"},
    {&IdentityPart::firmwareVendor, "bios_vendor", "Win32_BIOS", "Manufacturer"},
    {&IdentityPart::firmwareVersion, "bios_version", "Win32_BIOS", "SMBIOSBIOSVersion"},
    {&IdentityPart::firmwareDate, "bios_date", "", ""},
};

Fact<std::string> tableText(const smbios::Tables& tables, const smbios::Text& text, std::string source) {
  if (text) {
    return knownFact(*text, std::move(source));
  }
  const bool cut = !tables.complete;
  return unknownFact<std::string>(readError(cut ? ErrorKind::failed : ErrorKind::absent, source,
                                            cut ? ErrorId::whySmbiosDamaged : ErrorId::whySmbiosNoText),
                                  source);
}

void fillFromTables(const smbios::Tables& tables, IdentityPart& part) {
  const smbios::Firmware firmware = tables.firmware.value_or(smbios::Firmware{});
  const smbios::SystemInfo system = tables.system.value_or(smbios::SystemInfo{});
  const smbios::Board board = tables.board.value_or(smbios::Board{});
  const smbios::Chassis chassis = tables.chassis.value_or(smbios::Chassis{});
  const auto set = [&](Fact<std::string> IdentityPart::*member, const smbios::Text& text, int type) {
    part.*member = tableText(tables, text, fmt::format("SMBIOS type {}", type));
  };
  set(&IdentityPart::firmwareVendor, firmware.vendor, 0);
  set(&IdentityPart::firmwareVersion, firmware.version, 0);
  set(&IdentityPart::firmwareDate, firmware.releaseDate, 0);
  set(&IdentityPart::manufacturer, system.manufacturer, 1);
  set(&IdentityPart::productName, system.productName, 1);
  set(&IdentityPart::systemVersion, system.version, 1);
  set(&IdentityPart::smbiosSerialNumber, system.serialNumber, 1);
  set(&IdentityPart::skuNumber, system.skuNumber, 1);
  set(&IdentityPart::family, system.family, 1);
  set(&IdentityPart::boardManufacturer, board.manufacturer, 2);
  set(&IdentityPart::boardProduct, board.product, 2);
  set(&IdentityPart::boardVersion, board.version, 2);
  smbios::Text uuid;
  if (system.uuid) {
    uuid = smbios::uuidText(*system.uuid, tables.majorVersion, tables.minorVersion);
  }
  set(&IdentityPart::uuid, uuid, 1);
  smbios::Text enclosure;
  if (chassis.type) {
    const std::string_view known = chassisName(*chassis.type);
    enclosure = known.empty() ? fmt::format("type {}", *chassis.type & 0x7F) : std::string(known);
  }
  set(&IdentityPart::chassis, enclosure, 3);
}

void giveUpOnTables(const Error& error, IdentityPart& part) {
  for (const TextField& field : textFields) {
    part.*field.member = unknownFact<std::string>(error, "SMBIOS");
  }
  part.chassis = unknownFact<std::string>(error, "SMBIOS");
}

// Linux shows most texts to everybody, one a file, though the table is for root alone.
void fillFromLinuxFiles(const Host& host, IdentityPart& part) {
  for (const TextField& field : textFields) {
    Fact<std::string>& fact = part.*field.member;
    if (fact.known()) {
      continue;
    }
    const std::string path = fmt::format("{}{}", linuxIds, field.linuxFile);
    const Result<FileContent> content = host.file(path, {4096, false});
    if (content) {
      const std::string text(trimmed(textOf(content->bytes)));
      fact = text.empty() ? absentFact<std::string>(path, ErrorId::whyEmpty) : knownFact(text, path);
    } else if (content.error().kind != ErrorKind::absent && content.error().kind != ErrorKind::notCollected) {
      fact = unknownFact<std::string>(content.error(), path);
    }
  }
}

// The classes that are asked, each once.
class WmiRows {
 public:
  explicit WmiRows(const Host& host) : host_(host) {}

  Fact<std::string> text(std::string_view className, std::string_view property) {
    const std::string source = fmt::format("WMI {}.{}", className, property);
    const Result<WmiRow>& row = firstRow(className);
    if (!row) {
      return unknownFact<std::string>(row.error(), source);
    }
    return factOf(textOf(*row, property), source);
  }

 private:
  const Host& host_;
  std::vector<std::pair<std::string, Result<WmiRow>>> rows_;

  const Result<WmiRow>& firstRow(std::string_view className) {
    for (const auto& [asked, row] : rows_) {
      if (asked == className) {
        return row;
      }
    }
    WmiQuery query;
    query.space = R"(root\cimv2)";
    query.className = className;
    Result<WmiRow> first = host_.wmi(query).and_then([&](const std::vector<WmiRow>& rows) -> Result<WmiRow> {
      if (rows.empty()) {
        return fail(ErrorKind::absent, {ErrorId::stepWmi, {{"what", className}}}, ErrorId::whyNoRow);
      }
      return rows.front();
    });
    return rows_.emplace_back(className, std::move(first)).second;
  }
};

// What SMBIOS lacks, WMI may have.
void fillFromWmi(WmiRows& wmi, IdentityPart& part) {
  part.wmiSerialNumber = wmi.text("Win32_BIOS", "SerialNumber");
  for (const TextField& field : textFields) {
    Fact<std::string>& fact = part.*field.member;
    if (fact.known() || field.wmiClass.empty()) {
      continue;
    }
    Fact<std::string> answer = wmi.text(field.wmiClass, field.wmiProperty);
    if (answer.known()) {
      fact = std::move(answer);
    }
  }
  if (part.uuid.known()) {
    part.uuid.value = lower(part.uuid.value);
  }
}

bool isBlank(const Fact<std::string>& fact) {
  return !fact.known() || trimmed(fact.value).empty();
}

void chooseSerialNumber(IdentityPart& part) {
  const bool fromWmi = isBlank(part.smbiosSerialNumber) && !isBlank(part.wmiSerialNumber);
  part.serialNumber = fromWmi ? part.wmiSerialNumber : part.smbiosSerialNumber;
  if (part.serialNumber.known()) {
    part.serialNumber.value = trimmed(part.serialNumber.value);
  }
  if (isBlank(part.serialNumber) && part.serialNumber.known()) {
    // Both are blank: nothing to show is not a serial number.
    part.serialNumber = absentFact<std::string>(part.smbiosSerialNumber.source, ErrorId::whyOnlyBlanks);
  }
  part.serialIsPlaceholder =
      part.serialNumber.known()
          ? knownFact(smbios::isPlaceholderSerial(part.serialNumber.value), part.serialNumber.source)
          : unknownFact<bool>(part.serialNumber.error, part.serialNumber.source);
}

// Lenovo keeps a type number in the product name and the name that people know in the version.
void chooseModel(IdentityPart& part) {
  const bool lenovo = part.manufacturer.known() && startsWithIgnoringCase(trimmed(part.manufacturer.value), "LENOVO");
  part.model = lenovo && !isBlank(part.systemVersion) ? part.systemVersion : part.productName;
  if (part.model.known()) {
    part.model.value = trimmed(part.model.value);
  }
}

}  // namespace

IdentityPart collectIdentity(const Host& host, const CollectOptions&) {
  IdentityPart part;
  const Result<smbios::Tables> tables =
      host.firmwareTable({"RSMB", ""}).and_then([](const Bytes& raw) { return smbios::parse(raw); });
  if (tables) {
    fillFromTables(*tables, part);
  } else {
    giveUpOnTables(tables.error(), part);
  }
  WmiRows wmi(host);
  if (host.info().system == System::linux) {
    fillFromLinuxFiles(host, part);
    part.wmiSerialNumber = wmi.text("Win32_BIOS", "SerialNumber");
  } else {
    fillFromWmi(wmi, part);
  }
  chooseSerialNumber(part);
  chooseModel(part);
  return part;
}

}  // namespace preflight
