#include "csv/rules.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/names.h"
#include "base/text.h"
#include "csv/layout.h"

namespace preflight::csv {
namespace {

constexpr Severity error = Severity::error;
constexpr Severity warning = Severity::warning;
constexpr Severity info = Severity::info;

constexpr NameTable<Severity, 3> severityNames{{{{error, "error"}, {warning, "warning"}, {info, "info"}}}};

constexpr auto rules = std::to_array<RuleInfo>({
    {"not-csv", "IH-01", error, false, CsvId::fixNotCsv},
    {"encoding-utf16", "IH-10", error, true, CsvId::fixConvert},
    {"encoding-mark", "IH-10", error, true, CsvId::fixConvert},
    {"encoding-cut", "IH-10", error, false, CsvId::fixEncodingCut},
    {"encoding-mixed", "IH-10", error, false, CsvId::fixEncodingMixed},
    {"header-missing", "IH-01", error, true, CsvId::fixHeaderMissing},
    {"header-not-first", "CM-02", error, true, CsvId::fixHeaderNotFirst},
    {"header-spelling", "IH-02", error, true, CsvId::fixConvert},
    {"header-columns", "IH-03", error, true, CsvId::fixConvert},
    {"header-twice", "IH-03", error, false, CsvId::fixHeaderTwice},
    {"header-unknown", "IH-03", error, false, CsvId::fixHeaderUnknown},
    {"header-repeated", "IH-01", error, true, CsvId::fixConvert},
    {"header-not-wanted", "CI-01", error, true, CsvId::fixHeaderNotWanted},
    {"format-assumed", "CI-01", warning, false, CsvId::fixFormatAssumed},
    {"hash-column-missing", "IH-05", error, false, CsvId::fixHashColumnMissing},
    {"device-association", "DL-05", error, false, CsvId::fixDeviceAssociation},
    {"columns-swapped", "IH-03", error, false, CsvId::fixColumnsSwapped},
    {"column-unknown", "IH-03", warning, false, CsvId::fixColumnUnknown},
    {"separator", "IH-03", error, true, CsvId::fixConvert},
    {"column-count", "IH-03", error, true, CsvId::fixConvert},
    {"columns-shifted", "IH-12", error, false, CsvId::fixColumnsShifted},
    {"line-too-long", "IH-05", error, false, CsvId::fixLineTooLong},
    {"row-wrapped", "IH-05", error, true, CsvId::fixConvert},
    {"line-end-return", "IH-23", error, true, CsvId::fixConvert},
    {"line-end-mixed", "IH-23", warning, true, CsvId::fixConvert},
    {"line-end-feed", "IH-23", info, true, CsvId::fixLineEndFeed},
    {"empty-line", "IH-14", error, true, CsvId::fixEmptyLine},
    {"quotes", "IH-11", error, true, CsvId::fixConvert},
    {"quote-open", "IH-11", error, false, CsvId::fixQuoteOpen},
    {"character", "IH-14", error, false, CsvId::fixCharacter},
    {"blank-edge", "IH-14", error, true, CsvId::fixConvert},
    {"formula", "IH-13", error, true, CsvId::fixConvert},
    {"formula-start", "IH-13", warning, false, CsvId::fixFormulaStart},
    {"value-excel", "IH-13", error, false, CsvId::fixFromTool},
    {"row-limit", "IH-09", error, true, CsvId::fixSplit},
    {"row-limit-partner", "PC-07", error, true, CsvId::fixSplit},
    {"row-limit-corporate", "CI-03", error, true, CsvId::fixSplit},
    {"size-limit", "CI-03", error, true, CsvId::fixSplit},
    {"no-device", "IH-04", error, false, CsvId::fixNoDevice},
    {"serial-empty", "IH-04", error, false, CsvId::fixSerialEmpty},
    {"serial-excel", "IH-13", error, false, CsvId::fixFromTool},
    {"serial-rounded", "IH-13", warning, false, CsvId::fixSerialRounded},
    {"serial-placeholder", "IH-04", warning, false, CsvId::fixSerialPlaceholder},
    {"serial-lost-zeros", "IH-13", error, false, CsvId::fixFromTool},
    {"serial-not-of-hash", "IH-05", error, false, CsvId::fixSerialNotOfHash},
    {"serial-shared", "CI-02", warning, false, CsvId::fixSerialShared},
    {"product-id", "PC-08", error, false, CsvId::fixProductId},
    {"product-id-odd", "IH-06", warning, false, CsvId::fixProductIdOdd},
    {"user-form", "IH-08", error, false, CsvId::fixUserForm},
    {"field-empty", "CI-02", error, false, CsvId::fixFieldEmpty},
    {"device-not-told", "PC-02", error, false, CsvId::fixDeviceNotTold},
    {"corporate-form", "CI-05", error, true, CsvId::fixConvert},
    {"hash-empty", "IH-05", error, false, CsvId::fixHashEmpty},
    {"hash-padding", "IH-17", error, true, CsvId::fixConvert},
    {"cell-cut", "IH-13", error, false, CsvId::fixFromTool},
    {"hash-not-a-hash", "IH-05", error, false, CsvId::fixReadAgain},
    {"hash-truncated", "IH-05", error, false, CsvId::fixReadAgain},
    {"hash-record-overrun", "IH-05", error, false, CsvId::fixReadAgain},
    {"hash-digest-missing", "IH-05", error, false, CsvId::fixReadAgain},
    {"hash-digest-mismatch", "IH-05", error, false, CsvId::fixReadAgain},
    {"hash-bad-base64", "IH-05", error, false, CsvId::fixReadAgain},
    {"hash-too-few-records", "IH-05", error, false, CsvId::fixReadAgain},
    {"hash-missing-serial", "IH-04", error, false, CsvId::fixHashMissingSerial},
    {"hash-missing-manufacturer", "IH-05", error, false, CsvId::fixHashMissingManufacturer},
    {"hash-placeholder-serial", "IH-05", warning, false, CsvId::fixSerialPlaceholder},
    {"hash-no-tpm", "IH-05", warning, false, CsvId::fixLook},
    {"hash-ek-mismatch", "IH-05", warning, false, CsvId::fixLook},
    {"hash-not-full-os", "IH-05", warning, false, CsvId::fixHashNotFullOs},
    {"hash-clock-implausible", "IH-05", warning, false, CsvId::fixLook},
    {"hash-nonzero-padding", "IH-19", warning, false, CsvId::fixLook},
    {"hash-weak-identity", "IH-05", warning, false, CsvId::fixLook},
    {"hash-unusual-size", "IH-25", info, false, CsvId::fixNothing},
    {"hash-foreign-tool", "IH-20", info, false, CsvId::fixNothing},
    {"duplicate-device", "IH-15", error, true, CsvId::fixDuplicateDevice},
    {"duplicate-across-files", "IH-15", error, true, CsvId::fixDuplicateAcrossFiles},
    {"newest-unknown", "IH-15", error, false, CsvId::fixNewestUnknown},
});
static_assert(rules.size() == static_cast<std::size_t>(Rule::newestUnknown) + 1);

constexpr std::string_view ending = ".csv";

// As a command prompt takes it.
std::string asTyped(std::string_view file) {
  return file.find_first_of(" &()'") == std::string_view::npos ? std::string(file) : fmt::format("\"{}\"", file);
}

std::string_view withoutEnding(std::string_view file) {
  const std::size_t size = file.size() - std::min(file.size(), ending.size());
  return equalIgnoringCase(file.substr(size), ending) ? file.substr(0, size) : file;
}

std::string commandFor(std::string_view verb, std::string_view file, Format format, std::string_view target) {
  const bool isIntune = format == Format::intune || format == Format::unknown;
  return fmt::format("preflight csv {} {}{} --to {}", verb, asTyped(file),
                     isIntune ? "" : fmt::format(" --format {}", name(format)),
                     asTyped(fmt::format("{}{}", withoutEnding(file), target)));
}

}  // namespace

std::string_view name(Severity severity) {
  return severityNames.name(severity);
}

const RuleInfo& infoOf(Rule rule) {
  return rules[static_cast<std::size_t>(rule)];
}

std::string RuleInfo::fix(std::string_view file, Format format) const {
  // A split keeps the format of its file.
  const std::string command = fixRow == CsvId::fixSplit ? commandFor("split", file, Format::intune, "-parts")
                              : fixRow == CsvId::fixDuplicateDevice ? commandFor("merge", file, format, "-fixed.csv")
                              : fixRow == CsvId::fixHashColumnMissing
                                  ? commandFor("convert", file, Format::corporate, "-fixed.csv")
                                  : commandFor("convert", file, format, "-fixed.csv");
  return say(fixRow, {{"command", command}});
}

std::span<const RuleInfo> allRules() {
  return rules;
}

}  // namespace preflight::csv
