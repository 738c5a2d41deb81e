// The input is an import file that a row is appended to; and each of its lines a value for a field.
#include "csv/intune.h"
#include "csv/sheet.h"
#include "require.h"
#include "support/append_row.h"

using namespace preflight;

namespace {

const csv::DeviceTests deviceTests{[](std::string_view serial) { return serial == "Default string"; },
                                   [](std::string_view a, std::string_view b) { return a == b; }};

void checkRoundTrip(csv::Format format, std::string_view bytes, const csv::Sheet& sheet) {
  std::string again = csv::headerOf(format, sheet.columns);
  again += again.empty() || sheet.headerHasNoEnd ? "" : sheet.lineEnd;
  for (const csv::SheetRow& row : sheet.rows) {
    FUZZ_REQUIRE(csv::lineOf(row.fields, sheet.columns) == row.raw);
    again += row.raw + row.lineEnd;
  }
  FUZZ_REQUIRE(again == bytes);
  FUZZ_REQUIRE(sheet.rows.size() <= csv::maximumRowsOf(format));
}

void checkAppend(std::string_view bytes, const csv::Row& row) {
  const auto appended = csv::append(bytes, row, deviceTests);
  FUZZ_REQUIRE(appended.has_value() || !bytes.empty());
  if (!appended) {
    return;
  }
  const auto sheet = csv::parseSheet(csv::Format::intune, appended->bytes);
  FUZZ_REQUIRE(sheet.has_value());
  FUZZ_REQUIRE(sheet->rows.size() == appended->rows);
  const auto again = csv::append(appended->bytes, row, deviceTests);
  FUZZ_REQUIRE(again.has_value() && again->bytes == appended->bytes);
  FUZZ_REQUIRE(again->action == csv::AppendAction::replaced);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const csv::Format format : {csv::Format::intune, csv::Format::partner, csv::Format::corporate}) {
    if (const auto sheet = csv::parseSheet(format, input)) {
      checkRoundTrip(format, input, *sheet);
    }
  }
  checkAppend(input, {"S1", "", "T0E=", "", ""});
  checkAppend(input, {"Default string", "", "T0F=", "Sales", "a@b.example"});
  const std::string value(input.substr(0, input.find('\n')));
  const csv::Row row{value, "", "T0E=", value, ""};
  if (csv::checkRow(row)) {
    const auto written = csv::writeIntune({&row, 1});
    FUZZ_REQUIRE(written.has_value());
    const auto fields = csv::parseSheet(csv::Format::intune, *written)->rows.at(0).fields;
    FUZZ_REQUIRE(fields.at(0) == row.serialNumber && (value.empty() || fields.at(3) == row.groupTag));
  }
  return 0;
}
