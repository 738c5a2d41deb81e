#include "export/device/device_row.h"

#include "base/text.h"
#include "csv/cells.h"
#include "csv/characters.h"
#include "csv/corporate.h"
#include "csv/layout.h"
#include "csv/partner.h"
#include "export/device/refusals.h"
#include "text/command_id.h"

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
    error.words = error.words.empty() ? Text(CommandId::exportNoSerial) : error.words;
    return stop(ExportStage::device, error, say(CommandId::exportNoSerialAdvice));
  }
  return stop(ExportStage::device, identity.serialNumber.error, say(CommandId::exportReadAgain));
}

ExportResult<void> checkRefusals(std::span<const Finding> findings, const CsvRequest& request,
                                 std::vector<std::string>& notes) {
  for (const Finding* finding : refusals(findings, request.format)) {
    std::string title = finding->title();
    if (!request.force) {
      title.resize(title.ends_with('.') ? title.size() - 1 : title.size());
      return stop(ExportStage::input,
                  Error{ErrorKind::invalid, say(CommandId::exportDeviceStep), std::move(title), CodeSpace::none, 0},
                  say(CommandId::exportForce));
    }
    notes.push_back(say(CommandId::exportForced, {{"title", title}}));
  }
  return {};
}

// Manufacturer and model as SMBIOS has them: the import does not find a more readable name.
ExportResult<std::string> textOf(const Fact<std::string>& fact, CommandId step) {
  if (fact.known() && !trimmed(fact.value).empty()) {
    return std::string(trimmed(fact.value));
  }
  Error error = fact.error;
  error.step = step;
  error.words = error.words.empty() ? Text(CommandId::exportNotInFirmware) : error.words;
  return stop(ExportStage::device, error, say(CommandId::exportUseIntune));
}

// A note only: the import takes it.
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

// With a hash, manufacturer and model are optional: a value that the file cannot hold is left out.
std::string withHash(const ExportResult<std::string>& text, std::string_view column, std::vector<std::string>& notes) {
  const std::string value = text.value_or("");
  if (const Result<void> fits = csv::checkCharacters(column, value); !fits) {
    notes.push_back(say(CommandId::exportLeftEmpty, {{"column", column}, {"value", printable(value, 80)}}));
    return {};
  }
  return value;
}

ExportResult<csv::DeviceRow> partnerRow(const Report& report, std::vector<std::string>& notes) {
  csv::PartnerRow row;
  row.serialNumber = report.identity.serialNumber.value;
  const auto manufacturer = textOf(report.identity.manufacturer, CommandId::exportReadManufacturer);
  const auto model = textOf(report.identity.productName, CommandId::exportReadModel);
  if (report.hardwareHash.text.known()) {
    row.hardwareHash = report.hardwareHash.text.value;
    row.manufacturer = withHash(manufacturer, csv::columnTitle(csv::Column::manufacturer), notes);
    row.model = withHash(model, csv::columnTitle(csv::Column::model), notes);
  } else if (!manufacturer || !model) {
    return tl::unexpected(!manufacturer ? manufacturer.error() : model.error());
  } else {
    row.manufacturer = *manufacturer;
    row.model = *model;
    notes.push_back(say(CommandId::exportPartnerMatch));
  }
  if (const Result<void> fits = csv::checkPartnerRow(row); !fits) {
    return stop(ExportStage::input, fits.error(),
                row.hardwareHash.empty() ? say(CommandId::exportPartnerCharacter) : "");
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
    notes.push_back(say(CommandId::exportNoTagColumn));
  }
}

}  // namespace

ExportResult<csv::CorporateForm> corporateFormOf(const Report& report) {
  const auto manufacturer = textOf(report.identity.manufacturer, CommandId::exportReadManufacturer);
  if (!manufacturer) {
    return tl::unexpected(manufacturer.error());
  }
  const auto model = textOf(report.identity.productName, CommandId::exportReadModel);
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
