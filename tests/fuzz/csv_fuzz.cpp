// The input is an import file that a row is appended to; and each of its lines a value for a field.
#include "csv/append.h"
#include "csv/intune.h"
#include "require.h"

using namespace preflight;

namespace {

const csv::Judges judges{[](std::string_view serial) { return serial == "Default string"; },
                         [](std::string_view a, std::string_view b) { return a == b; }};

void checkRoundTrip(std::string_view bytes, const csv::Document& document) {
  std::string again = csv::headerLine(document.columns) + document.headerEnd;
  for (const csv::ReadRow& row : document.rows) {
    FUZZ_REQUIRE(csv::rowLine(row.fields, document.columns) == row.raw);
    again += row.raw + row.lineEnd;
  }
  FUZZ_REQUIRE(again == bytes);
  FUZZ_REQUIRE(document.rows.size() <= csv::maximumRows);
}

void checkAppend(std::string_view bytes, const csv::Row& row) {
  const auto appended = csv::append(bytes, row, judges);
  FUZZ_REQUIRE(appended.has_value() || !bytes.empty());
  if (!appended) {
    return;
  }
  const auto document = csv::parseIntune(appended->bytes);
  FUZZ_REQUIRE(document.has_value());
  FUZZ_REQUIRE(document->rows.size() == appended->rows);
  const auto again = csv::append(appended->bytes, row, judges);
  FUZZ_REQUIRE(again.has_value() && again->bytes == appended->bytes);
  FUZZ_REQUIRE(again->action == csv::AppendAction::replaced);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto document = csv::parseIntune(input)) {
    checkRoundTrip(input, *document);
  }
  checkAppend(input, {"S1", "", "T0E=", "", ""});
  checkAppend(input, {"Default string", "", "T0F=", "Sales", "a@b.example"});
  const std::string value(input.substr(0, input.find('\n')));
  const csv::Row row{value, "", "T0E=", value, ""};
  if (csv::checkRow(row)) {
    const auto written = csv::writeIntune({&row, 1});
    FUZZ_REQUIRE(written.has_value());
    FUZZ_REQUIRE(csv::parseIntune(*written)->rows.at(0).fields == row);
  }
  return 0;
}
