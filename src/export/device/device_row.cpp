#include "export/device/device_row.h"

#include <fmt/format.h>

#include "base/text.h"
#include "csv/cells.h"
#include "csv/characters.h"
#include "csv/corporate.h"
#include "csv/layout.h"
#include "csv/partner.h"
#include "export/device/refusals.h"

namespace preflight {
namespace {

using csv::Format;

tl::unexpected<ExportError> stop(ExportStage stage, Error error, std::string advice = {}) {
  return tl::unexpected(ExportError{stage, std::move(error), std::move(advice), {}});
}

ExportResult<void> checkSerial(const IdentityPart& identity) {
  if (identity.serialNumber.known() && !trimmed(identity.serialNumber.value).empty()) {
    return {};
  }
  if (identity.serialNumber.known() || identity.serialNumber.state == FactState::absent) {
    Error error = identity.serialNumber.error;
    error.kind = ErrorKind::absent;
    error.words = error.words.empty() ? "it is empty" : error.words;
    return stop(ExportStage::device, error, "Autopilot needs a serial number: have it written into the firmware.");
  }
  return stop(ExportStage::device, identity.serialNumber.error, "Read again; if it stays, restart the device.");
}

ExportResult<void> checkRefusals(std::span<const Finding> findings, const CsvRequest& request,
                                 std::vector<std::string>& notes) {
  for (const Finding* finding : refusals(findings, request.format)) {
    std::string title = finding->title();
    if (!request.force) {
      title.resize(title.ends_with('.') ? title.size() - 1 : title.size());
      return stop(ExportStage::input,
                  Error{ErrorKind::invalid, "export this device", std::move(title), CodeSpace::none, 0},
                  "To export anyway, use --force.");
    }
    notes.push_back("Forced: " + title);
  }
  return {};
}

// Maker and model as SMBIOS has them: a readable name instead of the product's would not be found.
ExportResult<std::string> textOf(const Fact<std::string>& fact, std::string_view what) {
  if (fact.known() && !trimmed(fact.value).empty()) {
    return std::string(trimmed(fact.value));
  }
  Error error = fact.error;
  error.step = fmt::format("read the {}", what);
  error.words = error.words.empty() ? "the firmware holds none" : error.words;
  return stop(ExportStage::device, error, "Without it this format cannot be written; take --format intune.");
}

// Said, not refused: the import takes it.
void noteFormulas(const csv::Row& row, std::vector<std::string>& notes) {
  for (const csv::Column column : {csv::Column::groupTag, csv::Column::assignedUser}) {
    const std::string& value = row.value(static_cast<csv::Field>(column));
    if (csv::beginsFormula(value)) {
      notes.push_back(csv::formulaWords(column, value) + ".");
    }
  }
}

ExportResult<csv::DeviceRow> intuneRow(const Report& report, const CsvRequest& request,
                                       std::vector<std::string>& notes) {
  if (!report.hardwareHash.text.known()) {
    return stop(ExportStage::device, report.hardwareHash.text.error);
  }
  csv::Row row{report.identity.serialNumber.value, "", report.hardwareHash.text.value, request.groupTag,
               request.assignedUser};
  if (const Result<void> fits = csv::checkRow(row); !fits) {
    return stop(ExportStage::input, fits.error());
  }
  noteFormulas(row, notes);
  return csv::DeviceRow{Format::intune,
                        {row.serialNumber, row.productId, row.hardwareHash, row.groupTag, row.assignedUser}};
}

// Beside a hash, maker and model are a help, not a need: one that may not stand in the file is left out.
std::string besideHash(const ExportResult<std::string>& text, std::string_view column,
                       std::vector<std::string>& notes) {
  const std::string value = text.value_or("");
  if (const Result<void> fits = csv::checkCharacters(column, value); !fits) {
    notes.push_back(fmt::format("{} is left empty, since '{}' may not stand in the file; the hash tells the device.",
                                column, printable(value, 80)));
    return {};
  }
  return value;
}

ExportResult<csv::DeviceRow> partnerRow(const Report& report, std::vector<std::string>& notes) {
  csv::PartnerRow row;
  row.serialNumber = report.identity.serialNumber.value;
  const auto manufacturer = textOf(report.identity.manufacturer, "manufacturer");
  const auto model = textOf(report.identity.productName, "model");
  if (report.hardwareHash.text.known()) {
    row.hardwareHash = report.hardwareHash.text.value;
    row.manufacturer = besideHash(manufacturer, csv::columnTitle(csv::Column::manufacturer), notes);
    row.model = besideHash(model, csv::columnTitle(csv::Column::model), notes);
  } else if (!manufacturer || !model) {
    return tl::unexpected(!manufacturer ? manufacturer.error() : model.error());
  } else {
    row.manufacturer = *manufacturer;
    row.model = *model;
    notes.emplace_back(
        "Without a hardware hash: serial number, manufacturer and model tell the device, letter by letter.");
  }
  if (const Result<void> fits = csv::checkPartnerRow(row); !fits) {
    return stop(ExportStage::input, fits.error(),
                row.hardwareHash.empty()
                    ? "The firmware has it so and the file cannot hold it: a row with the hardware "
                      "hash needs neither, --format corporate takes commas out."
                    : "");
  }
  return csv::DeviceRow{Format::partner,
                        {row.serialNumber, row.productId, row.hardwareHash, row.manufacturer, row.model}};
}

ExportResult<csv::DeviceRow> corporateRow(const Report& report, std::vector<std::string>& notes) {
  const ExportResult<csv::CorporateForm> form = corporateFormOf(report);
  if (!form) {
    return tl::unexpected(form.error());
  }
  notes.insert(notes.end(), form->notes.begin(), form->notes.end());
  return csv::DeviceRow{Format::corporate, {form->row.manufacturer, form->row.model, form->row.serialNumber}};
}

void noteUnused(const CsvRequest& request, std::vector<std::string>& notes) {
  if (request.format != Format::intune && !(request.groupTag.empty() && request.assignedUser.empty())) {
    notes.emplace_back("Group tag and assigned user were left out: this format has no column for them.");
  }
}

}  // namespace

ExportResult<csv::CorporateForm> corporateFormOf(const Report& report) {
  const auto manufacturer = textOf(report.identity.manufacturer, "manufacturer");
  if (!manufacturer) {
    return tl::unexpected(manufacturer.error());
  }
  const auto model = textOf(report.identity.productName, "model");
  if (!model) {
    return tl::unexpected(model.error());
  }
  Result<csv::CorporateForm> form = csv::corporateForm({*manufacturer, *model, report.identity.serialNumber.value});
  if (!form) {
    return stop(ExportStage::input, form.error());
  }
  return std::move(*form);
}

ExportResult<csv::DeviceRow> deviceRow(const Report& report, std::span<const Finding> findings,
                                       const CsvRequest& request, std::vector<std::string>& notes) {
  if (const auto there = checkSerial(report.identity); !there) {
    return tl::unexpected(there.error());
  }
  if (request.format == Format::intune && !report.hardwareHash.text.known()) {
    return stop(ExportStage::device, report.hardwareHash.text.error);
  }
  if (const auto fits = checkRefusals(findings, request, notes); !fits) {
    return tl::unexpected(fits.error());
  }
  noteUnused(request, notes);
  switch (request.format) {
    case Format::intune:
      return intuneRow(report, request, notes);
    case Format::partner:
      return partnerRow(report, notes);
    case Format::corporate:
    case Format::unknown:
      break;
  }
  return corporateRow(report, notes);
}

}  // namespace preflight
