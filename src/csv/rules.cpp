#include "csv/rules.h"

#include <array>

#include "base/names.h"

namespace preflight::csv {
namespace {

constexpr Severity error = Severity::error;
constexpr Severity warning = Severity::warning;
constexpr Severity info = Severity::info;

constexpr NameTable<Severity, 3> severityNames{{{{error, "error"}, {warning, "warning"}, {info, "info"}}}};

constexpr std::string_view convertIt = "Let preflight csv convert write it anew.";
constexpr std::string_view splitIt = "Split it: preflight csv split FILE --to DIR.";
constexpr std::string_view readAgain = "Read the hash from the device again, and do not open the file in Excel.";
constexpr std::string_view fromTool =
    "Take the file as the tool wrote it, before Excel saved it, or capture the device again.";
constexpr std::string_view look = "Look at the device; the import itself does not fail for this.";

constexpr auto rules = std::to_array<RuleInfo>({
    {"not-csv", "IH-01", error, false,
     "Name the CSV that the tool wrote. Of a list without a header say what it is: --format with csv check, --from "
     "with "
     "csv merge and csv convert."},
    {"encoding-utf16", "IH-10", error, true, convertIt},
    {"encoding-mark", "IH-10", error, true, convertIt},
    {"encoding-cut", "IH-10", error, false,
     "The file is cut, and devices may be missing: copy it again from where it was made."},
    {"encoding-mixed", "IH-10", error, false,
     "Two files were put together in different encodings: take them as they were, and put them together with preflight "
     "csv merge."},
    {"header-missing", "IH-01", error, true, "Put the line that names the columns on top."},
    {"header-not-first", "CM-02", error, true,
     "Delete the lines above the one that names the columns, or let preflight csv convert do it."},
    {"header-spelling", "IH-02", error, true, convertIt},
    {"header-columns", "IH-03", error, true, convertIt},
    {"header-twice", "IH-03", error, false,
     "Take one of the two columns out; which of them is right, only you can tell."},
    {"header-unknown", "IH-03", error, false,
     "Write 'Device Serial Number' above the column that holds the serial numbers, and 'Hardware Hash' above the "
     "hashes; "
     "which they are, only you can tell."},
    {"header-repeated", "IH-01", error, true, convertIt},
    {"header-not-wanted", "CI-01", error, true,
     "Delete the line that names the columns: Intune would read it as a device."},
    {"format-assumed", "CI-01", warning, false,
     "If it is something else, name it: --format with csv check, --from with csv merge and csv convert."},
    {"hash-column-missing", "IH-05", error, false,
     "Make corporate identifiers or a Partner Center file of it: preflight csv convert FILE --format corporate (or "
     "partner) --to NEW."},
    {"device-association", "DL-05", error, false,
     "Upload it as it is in Intune under Devices > Enrollment > Device association."},
    {"columns-swapped", "IH-03", error, false,
     "Put a line on top that names the columns, such as Manufacturer,Serial number,Model; their order does not "
     "matter."},
    {"column-unknown", "IH-03", warning, false,
     "Nothing, if the new file need not have it; else write the name of a column that an import has above it, 'Group "
     "Tag' "
     "for instance."},
    {"separator", "IH-03", error, true, convertIt},
    {"column-count", "IH-03", error, true, convertIt},
    {"columns-shifted", "IH-12", error, false,
     "A comma inside a value shifts the columns, and a cut line lacks some: put the row right by hand, or capture the "
     "device again."},
    {"line-too-long", "IH-05", error, false, "No device has such a line: capture the device again."},
    {"row-wrapped", "IH-05", error, true, convertIt},
    {"line-end-return", "IH-23", error, true, convertIt},
    {"line-end-mixed", "IH-23", warning, true, convertIt},
    {"line-end-feed", "IH-23", info, true, "Nothing: CRLF is usual, LF is seen to work."},
    {"empty-line", "IH-14", error, true, "Delete the line, or let preflight csv convert do it."},
    {"quotes", "IH-11", error, true, convertIt},
    {"quote-open", "IH-11", error, false, "A quotation mark is opened and not closed: put the row right by hand."},
    {"character", "IH-14", error, false, "Take the character out by hand; what it stands for, only you can tell."},
    {"blank-edge", "IH-14", error, true, convertIt},
    {"formula", "IH-13", error, true, convertIt},
    {"formula-start", "IH-13", warning, false,
     "Use another one if people open the file in a spreadsheet: it takes this for a formula."},
    {"value-excel", "IH-13", error, false, fromTool},
    {"row-limit", "IH-09", error, true, splitIt},
    {"row-limit-partner", "PC-07", error, true, splitIt},
    {"row-limit-corporate", "CI-03", error, true, splitIt},
    {"size-limit", "CI-03", error, true, splitIt},
    {"no-device", "IH-04", error, false, "Name a file that holds devices."},
    {"serial-empty", "IH-04", error, false,
     "Capture the device again; if it has no serial number, have it written into the firmware."},
    {"serial-excel", "IH-13", error, false, fromTool},
    {"serial-rounded", "IH-13", warning, false, "Compare it with the label: Excel keeps only 15 digits of a number."},
    {"serial-placeholder", "IH-04", warning, false,
     "Have the real serial number written into the firmware: many devices share this one."},
    {"serial-lost-zeros", "IH-13", error, false, fromTool},
    {"serial-not-of-hash", "IH-05", error, false,
     "Compare both with the device's label: put the serial number right by hand, or capture the device again."},
    {"serial-shared", "CI-02", warning, false, "Compare both with the devices: a serial number belongs to one device."},
    {"product-id", "PC-08", error, false, "Leave it empty unless the vendor gave you one of 13 digits."},
    {"product-id-odd", "IH-06", warning, false, "Leave it empty: Intune does not need it."},
    {"user-form", "IH-08", error, false, "Give the whole sign-in name, name@domain, or leave it empty."},
    {"field-empty", "CI-02", error, false, "Fill it in: Intune compares manufacturer, model and serial number."},
    {"device-not-told", "PC-02", error, false,
     "Give the hash, the product id, or serial number, manufacturer and model."},
    {"corporate-form", "CI-05", error, true, convertIt},
    {"hash-empty", "IH-05", error, false, "Capture the device again: no import works without the hash."},
    {"hash-padding", "IH-17", error, true, convertIt},
    {"cell-cut", "IH-13", error, false, fromTool},
    {"hash-not-a-hash", "IH-05", error, false, readAgain},
    {"hash-truncated", "IH-05", error, false, readAgain},
    {"hash-record-overrun", "IH-05", error, false, readAgain},
    {"hash-digest-missing", "IH-05", error, false, readAgain},
    {"hash-digest-mismatch", "IH-05", error, false, readAgain},
    {"hash-bad-base64", "IH-05", error, false, readAgain},
    {"hash-too-few-records", "IH-05", error, false, readAgain},
    {"hash-missing-serial", "IH-04", error, false,
     "Have the serial number written into the firmware, and capture the device again."},
    {"hash-missing-manufacturer", "IH-05", error, false,
     "Have the manufacturer written into the firmware, and capture the device again."},
    {"hash-placeholder-serial", "IH-05", warning, false,
     "Have the real serial number written into the firmware: many devices share this one."},
    {"hash-no-tpm", "IH-05", warning, false, look},
    {"hash-ek-mismatch", "IH-05", warning, false, look},
    {"hash-not-full-os", "IH-05", warning, false,
     "Capture the device again in the full Windows if it does not find its profile."},
    {"hash-clock-implausible", "IH-05", warning, false, look},
    {"hash-nonzero-padding", "IH-19", warning, false, look},
    {"hash-weak-identity", "IH-05", warning, false, look},
    {"hash-unusual-size", "IH-25", info, false, "Nothing: the content is whole."},
    {"hash-foreign-tool", "IH-20", info, false, "Nothing: the content is whole."},
    {"duplicate-device", "IH-15", error, true, "Keep the newest capture: preflight csv merge does."},
    {"duplicate-across-files", "IH-15", error, true,
     "Put the files together: preflight csv merge keeps the newest capture."},
    {"newest-unknown", "IH-15", error, false,
     "Take the row of the board that is in the device now, and leave the other one out; or capture the device again."},
});
static_assert(rules.size() == static_cast<std::size_t>(Rule::newestUnknown) + 1);

}  // namespace

std::string_view name(Severity severity) {
  return severityNames.name(severity);
}

const RuleInfo& infoOf(Rule rule) {
  return rules[static_cast<std::size_t>(rule)];
}

std::span<const RuleInfo> allRules() {
  return rules;
}

}  // namespace preflight::csv
