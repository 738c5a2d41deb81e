#include <doctest/doctest.h>

#include "export/tables/device_index.h"
#include "export/tables/row_checks.h"
#include "support/hash_builder.h"

using namespace preflight;
using csv::Column;

namespace {

const std::string header = "Device Serial Number,Windows Product ID,Hardware Hash\r\n";

std::string hashOf(std::string serial, std::uint8_t ek = 1, std::int64_t later = 0) {
  test::HashFields fields;
  fields.serialNumber = std::move(serial);
  fields.ekSeed = ek;
  fields.uuid[15] = ek;
  fields.capturedAt.milliseconds += later;
  return test::hashText(fields);
}

// Ids of the problems, those of a row as "3:serial-empty"; rows as "serial|tag|user|manufacturer|model".
class Seen final : public csv::TableSink {
 public:
  void problem(csv::Problem problem) override { ids.emplace_back(csv::infoOf(problem.rule).id); }
  void row(csv::TableRow& row) override {
    checker_.check(row);
    for (const csv::Problem& each : row.problems) {
      if (csv::infoOf(each.rule).severity == csv::Severity::error) {
        ids.push_back(std::to_string(row.line) + ":" + std::string(csv::infoOf(each.rule).id));
      }
    }
    std::string text;
    for (const Column each :
         {Column::serialNumber, Column::groupTag, Column::assignedUser, Column::manufacturer, Column::model}) {
      text += (text.empty() ? "" : "|") + std::string(row.value(each));
    }
    rows.push_back(std::move(text));
  }
  std::vector<std::string> ids;
  std::vector<std::string> rows;
  csv::Format format = csv::Format::unknown;

 private:
  tables::RowChecker checker_{std::nullopt};
};

std::unique_ptr<Seen> seen(std::string bytes, std::optional<csv::Format> forced = {}) {
  auto result = std::make_unique<Seen>();
  const auto source = csv::memorySource(std::move(bytes));
  const Result<csv::Format> format = csv::readTable(*source, forced, *result);
  REQUIRE(format);
  result->format = *format;
  return result;
}

std::string utf16(std::string_view text) {
  std::string bytes = "\xFF\xFE";
  for (const char c : text) {
    bytes += c;
    bytes += '\0';
  }
  return bytes;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a file as it should be has no problem") {
  const auto found = seen(header + "CB14-000123,," + hashOf("CB14-000123") + "\r\n");
  CHECK(found->ids == Ids{});
  CHECK(found->format == csv::Format::intune);
  CHECK(found->rows == Ids{"CB14-000123||||"});
}

TEST_CASE("every encoding is recognized, reported and read") {
  const std::string text = header + "CB14-000123,," + hashOf("CB14-000123") + "\r\n";
  CHECK(seen(utf16(text))->ids == Ids{"encoding-utf16"});
  CHECK(seen("\xEF\xBB\xBF" + text)->ids == Ids{"encoding-mark"});
  const std::string cut = utf16(text);
  const auto found = seen(cut.substr(0, cut.size() - 5));
  CHECK(found->ids == Ids{"encoding-utf16", "2:hash-padding", "encoding-cut"});
}

TEST_CASE("what is no list of devices is said, and nothing is read from it") {
  for (const std::string& bytes :
       {std::string(), std::string("<!DOCTYPE html><html>"), std::string("PK\3\4abc"), std::string("\0\1\2abc", 6),
        std::string("\r\n\r\n \r\n"), std::string("hello\r\nworld\r\n"), std::string("{\"a\": 1}")}) {
    CAPTURE(bytes);
    const auto found = seen(bytes);
    CHECK(found->ids == Ids{"not-csv"});
    CHECK(found->format == csv::Format::unknown);
    CHECK(found->rows.empty());
  }
}

TEST_CASE("the header may be below other lines, and the columns in any order") {
  const auto found =
      seen("Report\r\nMade on,2026-03-01\r\n\r\nManufacturer;Model;Hardware_Hash;Serial_Number\r\nContoso;Book;" +
           hashOf("S-1") + ";S-1\r\n");
  CHECK(found->ids == Ids{"header-not-first", "separator", "header-columns"});
  CHECK(found->format == csv::Format::partner);
  CHECK(found->rows == Ids{"S-1|||Contoso|Book"});
}

TEST_CASE("a file without a header is read when its columns can only be one thing") {
  const auto found = seen("S-1,," + hashOf("S-1") + "\r\n");
  CHECK(found->ids == Ids{"header-missing"});
  CHECK(found->rows == Ids{"S-1||||"});
  const auto corporate = seen("Contoso,Book 14,S-1\r\nContoso,Book 14,S-2\r\n");
  CHECK(corporate->format == csv::Format::corporate);
  CHECK(corporate->rows == Ids{"S-1|||Contoso|Book 14", "S-2|||Contoso|Book 14"});
  CHECK(seen("S-1,," + hashOf("S-1") + ",tag or maker\r\n")->ids == Ids{"header-missing", "1:columns-shifted"});
}

TEST_CASE("values of a column of unknown name are reported below each header that has one, empty ones do not count") {
  const auto found =
      seen(header.substr(0, header.size() - 2) + ",Notes,\r\nS-1,," + hashOf("S-1") + ",on the shelf,\r\n" +
           header.substr(0, header.size() - 2) + ",Owner\r\nS-2,," + hashOf("S-2", 2) + ",\"\"\r\n");
  CHECK(found->ids == Ids{"header-columns", "header-repeated", "column-unknown"});
}

TEST_CASE("rows below a second header that lacks a needed column have its problem") {
  const auto found = seen(header + "S-1,," + hashOf("S-1") + "\r\nSerial Number,Product ID,Inventory\r\nS-2,," +
                          hashOf("S-2", 2) + "\r\n");
  CHECK(found->ids == Ids{"header-repeated", "4:header-unknown"});
}

TEST_CASE("rows that were put together with their header are read by the columns of their own header") {
  const auto found = seen(header + "S-1,," + hashOf("S-1") + "\r\n" +
                          "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag\r\nS-2,," +
                          hashOf("S-2", 2) + ",Sales\r\n");
  CHECK(found->ids == Ids{"header-repeated"});
  CHECK(found->rows == Ids{"S-1||||", "S-2|Sales|||"});
}

TEST_CASE("a serial number that Excel or a script damaged is named, with what the hash says") {
  const auto found =
      seen(header + "1.23E+11,," + hashOf("123000000001") + "\r\n12345X,," + hashOf("0012345X", 2) + "\r\n,," +
           hashOf("S-3", 3) + "\r\nS-4,," + hashOf("S-5", 4) + "\r\n1.23E+11,," + hashOf("1.23E+11", 5) + "\r\n");
  CHECK(found->ids == Ids{"2:serial-excel", "3:serial-lost-zeros", "4:serial-empty", "5:serial-not-of-hash"});
}

TEST_CASE("quotes, formulas, blanks and empty columns too many are removed, and each is reported") {
  const auto found =
      seen(header + "\"S-1\",,\"" + hashOf("S-1") + "\"\r\n=\"S-2\",," + hashOf("S-2", 2) + "\r\n S-3 ,," +
           hashOf("S-3", 3) + "\r\nS-4,," + hashOf("S-4", 4) + ",,\r\n\"S-5,," + hashOf("S-5", 5) + "\"\r\n,,\r\n");
  CHECK(found->ids == Ids{"2:quotes", "3:formula", "4:blank-edge", "5:column-count", "6:quotes", "empty-line"});
  CHECK(found->rows == Ids{"S-1||||", "S-2||||", "S-3||||", "S-4||||", "S-5||||"});
}

TEST_CASE("a row whose values cannot be separated is given as one that is not readable") {
  const auto found = seen(header + "S,1,," + hashOf("S,1") + "\r\n\"S-2,," + hashOf("S-2") + "\r\nS-3\r\n" +
                          std::string(csv::LineReader::longestLine + 10, 'A') + "\r\n");
  CHECK(found->ids == Ids{"2:columns-shifted", "3:quote-open", "4:columns-shifted", "5:line-too-long"});
}

TEST_CASE("a hash that is cut, damaged, unpadded or missing is reported") {
  const std::string whole = hashOf("S-1");
  std::string flipped = whole;
  flipped[40] = flipped[40] == 'A' ? 'B' : 'A';
  std::string unpadded = toBase64(test::buildHashOf(test::hashRecords({.serialNumber = "S-1"}), 1));
  while (unpadded.ends_with('=')) {
    unpadded.pop_back();
  }
  CAPTURE(unpadded.size() % 4);
  const auto found = seen(header + "S-1,," + whole.substr(0, 400) + "\r\nS-1,," + flipped + "\r\nS-1,,\r\nS-1,," +
                          std::string(32767, 'A') + "\r\n");
  CHECK(found->ids == Ids{"2:hash-truncated", "3:hash-digest-mismatch", "4:hash-empty", "5:cell-cut"});
  if (unpadded.size() % 4 != 0) {
    CHECK(seen(header + "S-1,," + unpadded + "\r\n")->ids == Ids{"2:hash-padding"});
  }
}

TEST_CASE("line ends that are mixed or LF alone are reported once for the file") {
  CHECK(seen("Device Serial Number,Windows Product ID,Hardware Hash\nS-1,," + hashOf("S-1") + "\n")->ids ==
        Ids{"line-end-feed"});
  CHECK(seen(header + "S-1,," + hashOf("S-1") + "\n")->ids == Ids{"line-end-mixed"});
  CHECK(seen(header + "S-1\rX,," + hashOf("S-1") + "\r\n")->ids == Ids{"2:character", "2:serial-not-of-hash"});
}

TEST_CASE("a forced format decides what the columns are") {
  CHECK(seen("Contoso,Book,S-1\r\n", csv::Format::intune)->ids == Ids{"header-missing", "1:hash-bad-base64"});
  CHECK(seen("S-1,,,Contoso,Book\r\n", csv::Format::partner)->ids == Ids{"header-missing"});
  const auto found = seen("Manufacturer,Model,Serial Number\r\nContoso,Book 1.5,S.1\r\n", csv::Format::corporate);
  CHECK(found->ids == Ids{"header-not-wanted", "2:corporate-form"});
}

TEST_CASE("devices are known again by serial number, and by their hash under another one") {
  tables::DeviceIndex index;
  const auto add = [&](std::string_view serial, const std::string& hash, std::uint32_t number) {
    csv::TableRow row;
    row.value(Column::serialNumber) = serial;
    const hash::Checked checked = hash::check(hash, {});
    return index.add(row, serial != "Default string", hash.empty() ? nullptr : &checked, number);
  };
  using Numbers = std::vector<std::uint32_t>;
  CHECK(add("S-1", hashOf("S-1", 1), 0) == Numbers{});
  CHECK(add("s-1", hashOf("s-1", 2), 1) == Numbers{0});
  CHECK(add("S-9", hashOf("S-9", 1), 2) == Numbers{0});
  CHECK(add("Default string", hashOf("Default string", 3), 3) == Numbers{});
  CHECK(add("Default string", hashOf("Default string", 4), 4) == Numbers{});
  CHECK(add("Default string", hashOf("Default string", 4, 60'000), 5) == Numbers{4});
  CHECK(add("S-2", "", 6) == Numbers{});
  CHECK(add("S-2", "", 7) == Numbers{6});
}

TEST_CASE("without a TPM's key on one side UUID and serial number of the hash identify the device") {
  tables::DeviceIndex index;
  const auto add = [&](const std::string& hash, std::uint32_t number) {
    csv::TableRow row;
    row.value(Column::serialNumber) = "None";
    const hash::Checked checked = hash::check(hash, {});
    return index.add(row, false, &checked, number);
  };
  test::HashFields fields;
  const std::string withKey = test::hashText(fields);
  fields.ekSeed = 0;
  const std::string withoutKey = test::hashText(fields);
  fields.uuid[0] = 0x77;
  using Numbers = std::vector<std::uint32_t>;
  CHECK(add(withKey, 0) == Numbers{});
  CHECK(add(withoutKey, 1) == Numbers{0});
  CHECK(add(test::hashText(fields), 2) == Numbers{});
}
