#include <doctest/doctest.h>

#include "csv/corporate.h"
#include "csv/partner.h"
#include "support/hash_builder.h"

using namespace preflight;

namespace {

const std::string someHash = test::hashText();

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string refusal(const csv::PartnerRow& row) {
  const Result<void> checked = csv::checkPartnerRow(row);
  return checked ? std::string() : describe(checked.error());
}

std::string refusal(const csv::CorporateRow& row) {
  const Result<void> checked = csv::checkCorporateRow(row);
  return checked ? std::string() : describe(checked.error());
}

}  // namespace

TEST_CASE("a file for the Partner Center has its five columns, ASCII and CRLF") {
  const std::vector<csv::PartnerRow> rows{{"CB14-000123", "", someHash, "Contoso, Ltd", "Contoso Book 14"},
                                          {"CB14-000124", "", "", "Contoso", "Contoso Book 14"}};
  const auto refused = csv::writePartner(rows);
  REQUIRE(!refused);
  CHECK(has(describe(refused.error()), "Manufacturer name of device 1: character 8 is a comma (U+002C)"));
  const auto written = csv::writePartner(std::span(rows).subspan(1));
  REQUIRE(written);
  CHECK(*written ==
        "Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model\r\n"
        "CB14-000124,,,Contoso,Contoso Book 14\r\n");
}

TEST_CASE("the Partner Center takes a hash, a product id, or serial number with manufacturer and model") {
  CHECK(refusal(csv::PartnerRow{"", "", someHash, "", ""}).empty());
  CHECK(refusal(csv::PartnerRow{"S1", "", someHash, "", ""}).empty());
  CHECK(refusal(csv::PartnerRow{"", "0123456789012", "", "", ""}).empty());
  CHECK(refusal(csv::PartnerRow{"S1", "", "", "Contoso", "Book"}).empty());
  CHECK(has(refusal(csv::PartnerRow{"S1", "", "", "", "Book"}), "Manufacturer name: it is empty"));
  CHECK(has(refusal(csv::PartnerRow{"S1", "", "", "Contoso", ""}), "Device model: it is empty"));
  CHECK(has(refusal(csv::PartnerRow{"", "", "", "Contoso", "Book"}), "Device Serial Number: it is empty"));
  CHECK(has(refusal(csv::PartnerRow{"S1", "00330-80000", "", "Contoso", "Book"}), "is not a product ID of 13 digits"));
  CHECK(has(refusal(csv::PartnerRow{"S1", "", someHash.substr(1), "Contoso", "Book"}), "not complete base64"));
}

TEST_CASE("a character that no upload may hold is named with its field, in every field of both forms") {
  const std::string bad = "AB\xC3\xA4";
  CHECK(has(refusal(csv::PartnerRow{bad, "", "", "M", "B"}), "Device Serial Number: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::PartnerRow{"S", bad, "", "M", "B"}), "Windows Product ID: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::PartnerRow{"S", "", bad, "M", "B"}), "Hardware Hash: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::PartnerRow{"S", "", "", bad, "B"}), "Manufacturer name: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::PartnerRow{"S", "", "", "M", bad}), "Device model: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::PartnerRow{"S", "", "", "M", "B "}), "Device model: character 2 is a blank"));
  CHECK(has(refusal(csv::CorporateRow{bad, "B", "S"}), "Manufacturer: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::CorporateRow{"M", bad, "S"}), "Model: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::CorporateRow{"M", "B", bad}), "Serial number: character 3 is '\xC3\xA4'"));
  CHECK(has(refusal(csv::CorporateRow{"M", "B", "\"S"}), "Serial number: character 1 is a quotation mark"));
}

TEST_CASE("corporate identifiers have no header, and the writer takes only their own form") {
  const std::vector<csv::CorporateRow> rows{{"Contoso Ltd.", "Contoso Book 14", "CB14-000123"}};
  CHECK(csv::writeCorporate(rows).value() == "Contoso Ltd.,Contoso Book 14,CB14-000123\r\n");
  CHECK(refusal(csv::CorporateRow{"Contoso", "Book 1.5", "S"}).empty());
  CHECK(has(refusal(csv::CorporateRow{"Contoso", "Book", "S.1"}), "Serial number: character 2 is a period"));
  CHECK(has(refusal(csv::CorporateRow{"Contoso", "", "S1"}), "Model: it is empty"));
}

TEST_CASE("periods of the serial number and commas go out of a corporate identifier, and both forms are named") {
  const auto form = csv::corporateForm({"Contoso, Ltd.", "Book 1.5", "S.1,2"});
  REQUIRE(form);
  CHECK(form->row == csv::CorporateRow{"Contoso Ltd.", "Book 1.5", "S12"});
  REQUIRE(form->notes.size() == 2);
  CHECK(form->notes[0] ==
        "Manufacturer: \"Contoso, Ltd.\" is written as \"Contoso Ltd.\", without commas, as Intune compares it.");
  CHECK(has(form->notes[1], "Serial number: \"S.1,2\" is written as \"S12\""));
  CHECK(csv::corporateForm({"Contoso Ltd.", "Book 1.5", "S1"}).value().notes.empty());
  CHECK(has(describe(csv::corporateForm({"Contoso", "Book", "..."}).error()), "Serial number: it is empty"));
  CHECK(has(describe(csv::corporateForm({"Contoso", "Book", "S\t1"}).error()), "character 2 is a tab"));
}

TEST_CASE("a file holds no more devices than its reader takes") {
  std::vector<csv::PartnerRow> partner(1000, {"S1", "", "", "Contoso", "Book"});
  CHECK(csv::writePartner(partner).has_value());
  partner.push_back(partner.front());
  CHECK(has(describe(csv::writePartner(partner).error()), "1001 devices, at most 1000 fit"));
  CHECK(!csv::writePartner({}).has_value());
  std::vector<csv::CorporateRow> corporate(5000, {"Contoso", "Book", "S1"});
  CHECK(csv::writeCorporate(corporate).has_value());
  corporate.push_back(corporate.front());
  CHECK(has(describe(csv::writeCorporate(corporate).error()), "5001 devices, at most 5000 fit"));
  CHECK(!csv::writeCorporate({}).has_value());
  CHECK(has(
      describe(
          csv::writeCorporate(std::vector<csv::CorporateRow>(5000, {"Contoso", std::string(1000, 'B'), "S1"})).error()),
      "5 MB"));
}
