#include <doctest/doctest.h>

#include "csv/intune.h"
#include "csv/sheet.h"

using namespace preflight;

namespace {

const std::string header3 = "Device Serial Number,Windows Product ID,Hardware Hash";
const std::string header4 = header3 + ",Group Tag";
const std::string header5 = header4 + ",Assigned User";

Result<csv::Sheet> parsed(std::string_view bytes) {
  return csv::parseSheet(csv::Format::intune, bytes);
}

// Puts the file together again from what was read.
std::string rejoined(const csv::Sheet& sheet) {
  std::string bytes = csv::headerLine(static_cast<csv::Columns>(sheet.columns));
  bytes += sheet.headerHasNoEnd ? "" : sheet.lineEnd;
  for (const csv::SheetRow& row : sheet.rows) {
    bytes += row.raw + row.lineEnd;
  }
  return bytes;
}

void checkRefused(std::string_view bytes, std::string_view place, std::string_view rule) {
  const auto sheet = parsed(bytes);
  REQUIRE_FALSE(sheet.has_value());
  const std::string words = sheet.error().words.str();
  CAPTURE(words);
  CHECK(sheet.error().kind == ErrorKind::invalid);
  CHECK(words.find(std::string(place) + ":") != std::string::npos);
  CHECK(words.find("(rule " + std::string(rule) + ")") != std::string::npos);
  CHECK(words.find("choose another file") != std::string::npos);
}

}  // namespace

TEST_CASE("files with 3, 4 and 5 columns are read, every byte of them kept") {
  const std::vector<std::pair<std::string, csv::Columns>> files{
      {header3 + "\r\nS1,,T0E=\r\nS2,P,T0E=\r\n", csv::Columns::three},
      {header4 + "\r\nS1,,T0E=,Sales\r\nS2,,T0E=,\r\n", csv::Columns::four},
      {header5 + "\r\nS1,,T0E=,,a@b.example\r\n,,,,\r\n", csv::Columns::five},
      {header3 + "\nS1,,T0E=\nS2,,T0E=\n", csv::Columns::three},
      {header3 + "\r\nS1,,T0E=\nS2,,T0E=", csv::Columns::three},
      {header3 + "\r\n", csv::Columns::three},
      {header5, csv::Columns::five},
      {header3 + "\r\n  S1 ,,not a hash \r\n", csv::Columns::three},
  };
  for (const auto& file : files) {
    const std::string& bytes = file.first;
    CAPTURE(bytes);
    const auto sheet = parsed(bytes).value();
    CHECK(sheet.columns == static_cast<std::size_t>(file.second));
    CHECK(rejoined(sheet) == bytes);
  }
}

TEST_CASE("fields, line numbers and line ends are those of the file") {
  const auto sheet = parsed(header5 + "\r\nS1,P1,T0E=,Sales,a@b.example\n S2,,,,\r\nS3,,T0E=,,").value();
  REQUIRE(sheet.rows.size() == 3);
  CHECK(sheet.lineEnd == "\r\n");
  CHECK(sheet.rows[0].fields == std::vector<std::string>{"S1", "P1", "T0E=", "Sales", "a@b.example"});
  CHECK(sheet.rows[0].line == 2);
  CHECK(sheet.rows[0].lineEnd == "\n");
  CHECK(sheet.rows[1].fields == std::vector<std::string>{" S2", "", "", "", ""});
  CHECK(sheet.rows[1].lineEnd == "\r\n");
  CHECK(sheet.rows[2].line == 4);
  CHECK(sheet.rows[2].lineEnd.empty());
}

TEST_CASE("encodings that Intune does not take are refused by name") {
  checkRefused("\xEF\xBB\xBF" + header3 + "\r\n", "line 1, column 1", "IH-10");
  checkRefused(std::string("\xFF\xFE"
                           "D\0e\0",
                           6),
               "line 1, column 1", "IH-10");
  checkRefused(std::string("\xFE\xFF\0D\0e", 6), "line 1, column 1", "IH-10");
  checkRefused(std::string("D\0e\0v\0", 6), "line 1, column 1", "IH-10");
  checkRefused(header3 + "\r\nS\xC3\xA4,,T0E=\r\n", "line 2, column 2", "IH-14");
  checkRefused(header3 + "\r\nS1,,T0E=\r\nS2\xE4,,T0E=\r\n", "line 3, column 3", "IH-14");
}

TEST_CASE("a header that is not exactly the right one is refused at the place where it differs") {
  checkRefused("", "line 1, column 1", "IH-01");
  checkRefused("\r\n", "line 1, column 1", "IH-01");
  checkRefused("Device serial number,Windows Product ID,Hardware Hash\r\n", "line 1, column 8", "IH-02");
  checkRefused("Device Serial Number,Hardware Hash\r\n", "line 1, column 22", "IH-03");
  checkRefused("Device Serial Number;Windows Product ID;Hardware Hash\r\n", "line 1, column 1", "IH-03");
  checkRefused(header3 + ",Assigned User\r\n", "line 1, column 55", "IH-03");
  checkRefused(header3 + " \r\n", "line 1, column 54", "IH-02");
  checkRefused(header5 + ",Site\r\n", "line 1, column 78", "IH-03");
  checkRefused("S1,,T0E=\r\n", "line 1, column 1", "IH-01");
  checkRefused("<!DOCTYPE html>\n<html>", "line 1, column 1", "IH-01");
  checkRefused("\"Device Serial Number\",\"Windows Product ID\",\"Hardware Hash\"\r\n", "line 1, column 1", "IH-11");
}

TEST_CASE("rows that are not of the form are refused with line and column") {
  checkRefused(header3 + "\r\n\"S1\",,T0E=\r\n", "line 2, column 1", "IH-11");
  checkRefused(header3 + "\r\nS1,,T0E=\r\nS2,,T0\"E=\r\n", "line 3, column 7", "IH-14");
  checkRefused(header3 + "\r\nS1,,T0E=\xE2\x80\x9D\r\n", "line 2, column 9", "IH-14");
  checkRefused(header3 + "\r\nS1,,T0E=,\r\n", "line 2, column 1", "IH-03");
  checkRefused(header3 + "\r\nS1,T0E=\r\n", "line 2, column 1", "IH-12");
  checkRefused(header3 + "\r\nS1\r\n", "line 2, column 1", "IH-12");
  checkRefused(header4 + "\r\nS1,,T0E=\r\n", "line 2, column 1", "IH-03");
  checkRefused(header3 + "\r\nS1,,T0E=\r\n\r\n", "line 3, column 1", "IH-14");
  checkRefused(header3 + "\r\n\r\nS1,,T0E=\r\n", "line 2, column 1", "IH-14");
  checkRefused(header3 + "\r\nS1,,T0E=\r\n" + std::string(1, '\0') + "\r\n", "line 3, column 1", "IH-10");
  checkRefused(header3 + "\r\nS\t1,,T0E=\r\n", "line 2, column 2", "IH-14");
  checkRefused(header3 + "\rS1,,T0E=\r", "line 1, column 1", "IH-23");
  checkRefused(header3 + "\r\nS1,,T0E=\r\r\n", "line 2, column 9", "IH-14");
}

TEST_CASE("500 rows are read, one more is refused with its place") {
  std::string bytes = header3 + "\r\n";
  for (int i = 0; i < 500; ++i) {
    bytes += "S,,T0E=\r\n";
  }
  CHECK(parsed(bytes)->rows.size() == 500);
  checkRefused(bytes + "S,,T0E=\r\n", "line 502, column 1", "IH-09");
  checkRefused(header3 + std::string(1'000'000, '\n'), "line 2, column 1", "IH-14");
}

TEST_CASE("binary bytes are refused") {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) {
    bytes += static_cast<char>(i * 31 + i / 256);
  }
  CHECK_FALSE(parsed(bytes).has_value());
  CHECK_FALSE(parsed(header3 + "\r\n" + bytes).has_value());
}
