#include <doctest/doctest.h>

#include <set>

#include "csv/cells.h"
#include "csv/layout.h"
#include "csv/rules.h"

using namespace preflight;
using csv::Column;
using csv::Rule;

namespace {

std::vector<std::string> cellsOf(std::string_view line, char separator = ',') {
  std::vector<csv::Cell> cells;
  csv::splitCells(line, separator, cells);
  std::vector<std::string> values;
  for (const csv::Cell& each : cells) {
    std::string storage;
    csv::Tidied done;
    values.emplace_back(csv::tidy(each, storage, done));
  }
  return values;
}

using Values = std::vector<std::string>;

std::vector<std::string_view> headerIds(std::string_view line, csv::Format format) {
  std::vector<std::string_view> ids;
  for (const csv::Problem& each : csv::headerProblems(line, 1, csv::layoutOfHeader(line).value(), format)) {
    ids.push_back(csv::infoOf(each.rule).id);
  }
  return ids;
}

using Ids = std::vector<std::string_view>;

}  // namespace

TEST_CASE("a line is cut at separators outside quotation marks, empty cells at the end too") {
  CHECK(cellsOf("S1,,T0E=") == Values{"S1", "", "T0E="});
  CHECK(cellsOf("S1,,") == Values{"S1", "", ""});
  CHECK(cellsOf("") == Values{""});
  CHECK(cellsOf(R"("a,b","c""d" ,e)") == Values{"a,b", "c\"d", "e"});
  CHECK(cellsOf("a;b,c", ';') == Values{"a", "b,c"});
  CHECK(cellsOf(R"("a"b,c)") == Values{"\"a\"b", "c"});
}

TEST_CASE("a quotation mark that is not closed takes the rest of the line, and is reported") {
  std::vector<csv::Cell> cells;
  csv::splitCells(R"(a,"b,c)", ',', cells);
  REQUIRE(cells.size() == 2);
  CHECK(cells[1].open);
  CHECK(cells[1].text == "b,c");
}

TEST_CASE("a line of nothing but separators has a bounded number of cells") {
  std::vector<csv::Cell> cells;
  csv::splitCells(std::string(100'000, ','), ',', cells);
  CHECK(cells.size() == csv::maximumCells);
}

TEST_CASE("blanks of every kind go off a value, and what is inside it stays") {
  CHECK(cellsOf(" \tA B\xC2\xA0 ,\xE2\x80\x8B\xEF\xBB\xBFX\xE2\x80\x8B") == Values{"A B", "X"});
  CHECK(cellsOf(R"("=""00123""",="7")") == Values{"00123", "7"});
  CHECK(cellsOf("=7") == Values{"=7"});
}

TEST_CASE("what Excel makes of a serial number is distinguished from serial numbers that vendors give") {
  for (const std::string_view each :
       {"1.23E+11", "1,23E+11", "5E+20", "1.5E-07", "12-Mar", "Mar-12", "#NAME?", "####", "#N/A", "#WERT!"}) {
    CAPTURE(each);
    CHECK(csv::isExcelDamage(each));
  }
  for (const std::string_view each : {"12E5", "5E10", "1.5", "E+11", "1E+", "MAR-12", "12-34", "#5CG1234", "",
                                      "PF-12-MAR", "1.23E+11X", "VMware-56 4d 3f"}) {
    CAPTURE(each);
    CHECK(!csv::isExcelDamage(each));
  }
  CHECK(csv::maybeRounded("1234567890123450"));
  CHECK(!csv::maybeRounded("1234567890123456"));
  CHECK(!csv::maybeRounded("123456789012340"));
  CHECK(!csv::maybeRounded("0000000000000000"));
}

TEST_CASE("columns are known by their names in any spelling and with any separator") {
  const auto report =
      csv::layoutOfHeader(R"("Device_Serial_Number";"Windows_Product_ID";"hardware hash";"Manufacturer")");
  REQUIRE(report);
  CHECK(report->separator == ';');
  CHECK(report->columns.size() == 4);
  CHECK(report->columns[2] == Column::hardwareHash);
  CHECK(report->columns[3] == Column::manufacturer);
  CHECK(report->format() == csv::Format::partner);
  CHECK(csv::layoutOfHeader("Device Serial Number,Windows Product ID,Hardware Hash,Order ID")->has(Column::groupTag));
  CHECK(csv::layoutOfHeader("Name,Serial Number")->has(Column::serialNumber));
  CHECK(!csv::layoutOfHeader("Name,Address"));
  CHECK(!csv::layoutOfHeader("S1,,T0E="));
  CHECK(!csv::layoutOfHeader(std::string(5000, 'a') + ",Hardware Hash"));
}

TEST_CASE("a column called Hash is the hash's in a table of devices that has no other for it") {
  CHECK(csv::layoutOfHeader("Serial Number,Product ID,Hash")->has(Column::hardwareHash));
  CHECK(!csv::layoutOfHeader("File,Hash"));
  const auto other = csv::layoutOfHeader("Serial Number,Hash,Hardware Hash");
  REQUIRE(other);
  CHECK(!other->columns[1]);
  CHECK(!csv::whyUnusable(*other, csv::Format::intune));
}

TEST_CASE("a hash that may be in a column of unknown name is not missing: the person is asked for the column") {
  const std::string line = "Serial Number,Product ID,Inventory";
  CHECK(headerIds(line, csv::Format::intune) == Ids{"header-unknown", "header-columns"});
  const auto why = csv::whyUnusable(csv::layoutOfHeader(line).value(), csv::Format::intune);
  REQUIRE(why);
  CHECK(why->rule == Rule::headerUnknown);
  CHECK(why->message == "unknown which column is the hardware hash");
  CHECK(!csv::whyUnusable(csv::layoutOfHeader("Serial Number,Product ID").value(), csv::Format::intune));
  CHECK(!csv::whyUnusable(csv::layoutOfHeader(line + ",Manufacturer,Model").value(), csv::Format::partner));
}

TEST_CASE("a header is in order only when every character of it is") {
  const std::string base = "Device Serial Number,Windows Product ID,Hardware Hash";
  CHECK(headerIds(base, csv::Format::intune).empty());
  CHECK(headerIds(base + ",Group Tag", csv::Format::intune).empty());
  CHECK(headerIds(base + ",Group Tag,Assigned User", csv::Format::intune).empty());
  CHECK(headerIds(base + ",Manufacturer name,Device model", csv::Format::partner).empty());
  CHECK(headerIds("device serial number,Windows Product ID,Hardware Hash", csv::Format::intune) ==
        Ids{"header-spelling"});
  CHECK(headerIds(base + ",Assigned User", csv::Format::intune) == Ids{"header-columns"});
  CHECK(headerIds(base + ",Notes", csv::Format::intune) == Ids{"header-columns"});
  CHECK(headerIds("Hardware Hash,Device Serial Number,Windows Product ID", csv::Format::intune) ==
        Ids{"header-columns"});
  CHECK(headerIds("Device Serial Number;Windows Product ID;Hardware Hash", csv::Format::intune) == Ids{"separator"});
  CHECK(headerIds(R"("Device Serial Number","Windows Product ID","Hardware Hash")", csv::Format::intune) ==
        Ids{"quotes"});
  CHECK(headerIds(base + ",Serial Number", csv::Format::intune) == Ids{"header-twice", "header-columns"});
  CHECK(headerIds(base, csv::Format::corporate) == Ids{"header-not-wanted"});
}

TEST_CASE("every rule has an id of its own, a number and a sentence that says what to do") {
  std::set<std::string_view> ids;
  for (const csv::RuleInfo& each : csv::allRules()) {
    CAPTURE(each.id);
    CHECK(ids.insert(each.id).second);
    CHECK(each.number.size() == 5);
    CHECK(each.fix("a b.csv", csv::Format::corporate).find_first_of("{}") == std::string::npos);
    CHECK(each.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
  }
  CHECK(csv::infoOf(Rule::duplicateAcrossFiles).id == "duplicate-across-files");
  CHECK(csv::infoOf(Rule::hashTruncated).id == "hash-truncated");
  CHECK(csv::infoOf(Rule::hashForeignTool).id == "hash-foreign-tool");
  CHECK(csv::infoOf(Rule::serialExcel).id == "serial-excel");
}

TEST_CASE("columns are counted in characters") {
  CHECK(csv::columnAt("K\xC3\xB6ln,x", 6) == 6);
  CHECK(csv::columnAt("abc", 0) == 1);
}
