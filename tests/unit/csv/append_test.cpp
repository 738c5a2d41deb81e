#include <doctest/doctest.h>

#include <random>

#include "csv/sheet.h"
#include "support/append_row.h"

using namespace preflight;
using csv::AppendAction;

namespace {

const std::string header3 = "Device Serial Number,Windows Product ID,Hardware Hash";
const std::string header4 = header3 + ",Group Tag";
const std::string header5 = header4 + ",Assigned User";

// Hashes whose first four characters are equal are of the same device; a hash of "====" is of none.
const csv::DeviceTests deviceTests{
    [](std::string_view serial) { return serial == "Default string" || serial == "DEFAULT STRING"; },
    [](std::string_view a, std::string_view b) { return a.size() >= 8 && a.substr(0, 4) == b.substr(0, 4); }};

csv::Row rowOf(std::string serial, std::string hash = "NEWXAAAA", std::string tag = "", std::string user = "") {
  return {std::move(serial), "", std::move(hash), std::move(tag), std::move(user)};
}

std::string allNotes(const csv::Appended& appended) {
  std::string all;
  for (const std::string& note : appended.notes) {
    all += note + "\n";
  }
  return all;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a file of no bytes becomes a new file") {
  const auto appended = csv::append("", rowOf("S1", "NEWXAAAA", "Sales"), deviceTests).value();
  CHECK(appended.bytes == header4 + "\r\nS1,,NEWXAAAA,Sales\r\n");
  CHECK(appended.action == AppendAction::added);
  CHECK(appended.rows == 1);
  CHECK(appended.notes.empty());
}

TEST_CASE("another device is added at the end, nothing else changes") {
  const std::string file = header3 + "\r\n  S1 ,P,OLDAAAAA\r\n,,\r\n";
  const auto appended = csv::append(file, rowOf("S2"), deviceTests).value();
  CHECK(appended.bytes == file + "S2,,NEWXAAAA\r\n");
  CHECK(appended.action == AppendAction::added);
  CHECK(appended.rows == 3);
  CHECK(appended.notes.empty());
}

TEST_CASE("the same serial, in any case, replaces the row in its place") {
  const std::string file = header3 + "\r\nS0,,OLDAAAAA\r\nab-1,,OLDBAAAA\r\nS2,,OLDCAAAA\r\n";
  const auto appended = csv::append(file, rowOf("AB-1"), deviceTests).value();
  CHECK(appended.bytes == header3 + "\r\nS0,,OLDAAAAA\r\nAB-1,,NEWXAAAA\r\nS2,,OLDCAAAA\r\n");
  CHECK(appended.action == AppendAction::replaced);
  CHECK(appended.rows == 3);
  CHECK(appended.notes.empty());
}

TEST_CASE("hashes of the same device replace the row and report its other serial") {
  const std::string file = header3 + "\r\nOLD-1,,NEWXBBBB\r\n";
  const auto appended = csv::append(file, rowOf("NEW-1"), deviceTests).value();
  CHECK(appended.bytes == header3 + "\r\nNEW-1,,NEWXAAAA\r\n");
  CHECK(appended.action == AppendAction::replaced);
  CHECK(has(allNotes(appended), "line 2 had the serial number \"OLD-1\""));
}

TEST_CASE("an equal placeholder serial replaces nothing: the device is added with a warning") {
  const std::string file = header3 + "\r\nDefault string,,OLDAAAAA\r\nS1,,OLDBAAAA\r\n";
  const auto appended = csv::append(file, rowOf("DEFAULT STRING"), deviceTests).value();
  CHECK(appended.bytes == file + "DEFAULT STRING,,NEWXAAAA\r\n");
  CHECK(appended.action == AppendAction::added);
  CHECK(has(allNotes(appended), "1 row with the same placeholder serial \"DEFAULT STRING\" was kept"));
  // The same again: now the hash shows it.
  const auto again = csv::append(appended.bytes, rowOf("DEFAULT STRING", "NEWXCCCC"), deviceTests).value();
  CHECK(again.bytes == file + "DEFAULT STRING,,NEWXCCCC\r\n");
  CHECK(again.action == AppendAction::replaced);
}

TEST_CASE("an unknown placeholder in an empty place warns of nothing") {
  const auto appended = csv::append(header3 + "\r\n", rowOf("Default string"), deviceTests).value();
  CHECK(appended.notes.empty());
  CHECK(appended.rows == 1);
}

TEST_CASE("a device that was in the file twice is there once, with a note") {
  const std::string file = header3 + "\r\nS1,,OLDAAAAA\r\nS2,,OLDBAAAA\r\ns1,,OLDCAAAA\r\nX,,NEWXZZZZ";
  const auto appended = csv::append(file, rowOf("S1"), deviceTests).value();
  CHECK(appended.bytes == header3 + "\r\nS1,,NEWXAAAA\r\nS2,,OLDBAAAA\r\n");
  CHECK(appended.rows == 2);
  CHECK(has(allNotes(appended), "in the file 3 times"));
}

TEST_CASE("what a replaced row held and the new one does not is said") {
  const std::string file = header5 + "\r\nS1,,OLDAAAAA,Sales,a@b.example\r\n";
  const auto appended = csv::append(file, rowOf("S1", "NEWXAAAA", "Desk"), deviceTests).value();
  CHECK(appended.bytes == header5 + "\r\nS1,,NEWXAAAA,Desk,\r\n");
  CHECK(has(allNotes(appended), "Group Tag was \"Sales\" in the replaced row and is now \"Desk\"."));
  CHECK(has(allNotes(appended), "Assigned User \"a@b.example\" of the replaced row was removed."));
}

TEST_CASE("a new column pads the other rows and says so") {
  const std::string file = header3 + "\r\nS1,,OLDAAAAA\r\nS2,,OLDBAAAA\r\n";
  const auto four = csv::append(file, rowOf("S3", "NEWXAAAA", "Sales"), deviceTests).value();
  CHECK(four.bytes == header4 + "\r\nS1,,OLDAAAAA,\r\nS2,,OLDBAAAA,\r\nS3,,NEWXAAAA,Sales\r\n");
  CHECK(four.notes == std::vector<std::string>{"The column Group Tag was added to 2 rows."});
  const auto five = csv::append(file, rowOf("S2", "NEWXAAAA", "", "a@b.example"), deviceTests).value();
  CHECK(five.bytes == header5 + "\r\nS1,,OLDAAAAA,,\r\nS2,,NEWXAAAA,,a@b.example\r\n");
  CHECK(five.notes == std::vector<std::string>{"The column Group Tag was added to 1 row.",
                                               "The column Assigned User was added to 1 row."});
  const auto alone = csv::append(header3 + "\r\n", rowOf("S1", "NEWXAAAA", "Sales"), deviceTests).value();
  CHECK(alone.bytes == header4 + "\r\nS1,,NEWXAAAA,Sales\r\n");
  CHECK(alone.notes == std::vector<std::string>{"The column Group Tag was added to the header."});
}

TEST_CASE("a file with more columns than the row needs gets empty fields") {
  const std::string file = header5 + "\r\nS1,,OLDAAAAA,Sales,a@b.example\r\n";
  CHECK(csv::append(file, rowOf("S2"), deviceTests)->bytes == file + "S2,,NEWXAAAA,,\r\n");
}

TEST_CASE("a missing last line end is added and said") {
  const auto appended = csv::append(header3 + "\r\nS1,,OLDAAAAA", rowOf("S2"), deviceTests).value();
  CHECK(appended.bytes == header3 + "\r\nS1,,OLDAAAAA\r\nS2,,NEWXAAAA\r\n");
  CHECK(has(allNotes(appended), "missing line end"));
  const auto header = csv::append(header3, rowOf("S2"), deviceTests).value();
  CHECK(header.bytes == header3 + "\r\nS2,,NEWXAAAA\r\n");
  CHECK(has(allNotes(header), "missing line end"));
  const auto replaced = csv::append(header3 + "\r\nS1,,OLDAAAAA", rowOf("S1"), deviceTests).value();
  CHECK(replaced.bytes == header3 + "\r\nS1,,NEWXAAAA\r\n");
}

TEST_CASE("a file with LF keeps it, and what is added ends in LF too") {
  const std::string file = header3 + "\nS1,,OLDAAAAA";
  CHECK(csv::append(file, rowOf("S2"), deviceTests)->bytes == file + "\nS2,,NEWXAAAA\n");
  const std::string mixed = header3 + "\r\nS1,,OLDAAAAA\nS2,,OLDBAAAA\r\n";
  CHECK(csv::append(mixed, rowOf("S1"), deviceTests)->bytes == header3 + "\r\nS1,,NEWXAAAA\nS2,,OLDBAAAA\r\n");
}

TEST_CASE("the 501st device is refused, replacing one of 500 is not") {
  std::string file = header3 + "\r\n";
  for (int i = 0; i < 500; ++i) {
    file += "S" + std::to_string(i) + ",,OLDAAAAA\r\n";
  }
  const auto full = csv::append(file, rowOf("S500"), deviceTests);
  REQUIRE_FALSE(full.has_value());
  CHECK(full.error().words.str() == "full");
  CHECK(csv::append(file, rowOf("S499"), deviceTests)->rows == 500);
}

TEST_CASE("a file that is not understood and a row that is not valid are refused") {
  CHECK_FALSE(csv::append("something\r\n", rowOf("S1"), deviceTests).has_value());
  CHECK_FALSE(csv::append("\xEF\xBB\xBF" + header3 + "\r\n", rowOf("S1"), deviceTests).has_value());
  CHECK_FALSE(csv::append(header3 + "\r\n", rowOf("S,1"), deviceTests).has_value());
  CHECK_FALSE(csv::append(header3 + "\r\n", rowOf("S1", "abc"), deviceTests).has_value());
  CHECK_FALSE(csv::append("", rowOf(""), deviceTests).has_value());
}

TEST_CASE("in every append the other rows keep every byte and their order") {
  std::mt19937 random(20260322);
  const auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
  const std::vector<std::string> serials{"S1", "S2", "s3", "S4", "Default string", "", " S1", "X Y"};
  for (int round = 0; round < 2000; ++round) {
    CAPTURE(round);
    const int columns = 3 + pick(3);
    std::string file = columns == 3 ? header3 : columns == 4 ? header4 : header5;
    const int rows = pick(8);
    for (int i = 0; i < rows; ++i) {
      file += pick(4) == 0 ? "\n" : "\r\n";
      file += serials[static_cast<std::size_t>(pick(8))] + ",,H" + std::to_string(pick(20)) + "AAAAAAA";
      file += columns > 3 ? ",Tag" : "";
      file += columns > 4 ? "," : "";
    }
    file += pick(3) == 0 ? "" : "\r\n";
    const csv::Row row = rowOf(serials[static_cast<std::size_t>(pick(5))], "H1" + std::to_string(pick(10)) + "AAAAA",
                               pick(2) == 0 ? "" : "Desk", pick(3) == 0 ? "a@b.example" : "");
    const auto before = csv::parseSheet(csv::Format::intune, file).value();
    const auto appended = csv::append(file, row, deviceTests).value();
    const auto after = csv::parseSheet(csv::Format::intune, appended.bytes).value();
    REQUIRE(after.rows.size() == appended.rows);

    const auto isThis = [&](const csv::SheetRow& other) {
      return deviceTests.isSameDevice(other.fields[2], row.hardwareHash) ||
             (!deviceTests.isPlaceholder(row.serialNumber) &&
              (other.fields[0] == row.serialNumber || (other.fields[0] == "s3" && row.serialNumber == "s3")));
    };
    const std::string padding(after.columns - before.columns, ',');
    std::vector<std::string> expected;
    bool replaced = false;
    for (const csv::SheetRow& other : before.rows) {
      if (!isThis(other)) {
        expected.push_back(other.raw + padding);
      } else if (!replaced) {
        expected.push_back(csv::rowLine(row, static_cast<csv::Columns>(after.columns)));
        replaced = true;
      }
    }
    if (!replaced) {
      expected.push_back(csv::rowLine(row, static_cast<csv::Columns>(after.columns)));
    }
    std::vector<std::string> found;
    for (const csv::SheetRow& other : after.rows) {
      found.push_back(other.raw);
    }
    CHECK(found == expected);
    CHECK((appended.action == AppendAction::replaced) == replaced);
    CHECK(after.rows.back().lineEnd.ends_with('\n'));
    CHECK(csv::append(appended.bytes, row, deviceTests)->bytes == appended.bytes);
  }
}

TEST_CASE("the group tag of a device is found by its serial number or its hash, and no other's is") {
  const csv::DeviceRow device{csv::Format::intune, {"S1", "", "NEWXAAAA", "", ""}};
  const std::string others = header4 + "\r\nS2,,OLDAAAAA,DESK\r\n";
  const auto tagIn = [&](const std::string& bytes) {
    const csv::SetFile files[] = {{"", others}, {"", "not understood\r\n"}, {"", bytes}};
    return csv::groupTagOf(files, device, deviceTests);
  };
  CHECK(tagIn(header4 + "\r\nS1,,OLDAAAAA,SALES\r\n") == "SALES");
  CHECK(tagIn(header4 + "\r\nS3,,NEWXBBBB,SALES\r\n") == "SALES");
  CHECK(tagIn(header4 + "\r\nS1,,OLDAAAAA,\r\n").empty());
  CHECK(tagIn(header3 + "\r\nS1,,OLDAAAAA\r\n").empty());
  CHECK(tagIn("").empty());
}
