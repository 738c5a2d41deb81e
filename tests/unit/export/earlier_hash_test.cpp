#include "export/device/earlier_hash.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "support/hash_builder.h"
#include "support/temp_folder.h"

using namespace preflight;
using hash::Conclusion;

namespace {

const std::string header = "Device Serial Number,Windows Product ID,Hardware Hash";
const std::string serial = "CB14-000123";

// The device as it was when it was exported, with another TPM or an older clock.
std::string then(std::uint8_t ekSeed, int daysBefore) {
  test::HashFields fields;
  fields.ekSeed = ekSeed;
  fields.capturedAt.milliseconds -= daysBefore * 86'400'000LL;
  return test::hashText(fields);
}

// The number of the one that the rules take.
std::size_t countsOf(const EarlierScan& scan) {
  std::vector<Finding> findings;
  const std::optional<EarlierStatus> earlier = judgeEarlier(scan.found, findings);
  return earlier ? earlier->index : scan.found.size();
}

void put(const test::TempFolder& stick, const std::string& name, const std::string& bytes) {
  const std::filesystem::path path = stick.path() / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

EarlierScan look(const test::TempFolder& stick, const std::string& which = serial) {
  std::timed_mutex alone;
  return findEarlierHashes(stick.text(), which, test::hashText(), alone);
}

}  // namespace

TEST_CASE("hashes of this device are found in all three places, the newest first, others are passed over") {
  const test::TempFolder stick;
  put(stick, "Preflight/devices/CB14-000123.csv", header + "\r\n" + serial + ",," + then(1, 3) + "\r\n");
  put(stick, "Preflight/autopilot.csv",
      header + "\r\nOTHER,," + then(9, 1) + "\r\ncb14-000123 ,," + then(2, 40) + "\r\n");
  put(stick, "old.CSV", header + "\n" + serial + ",," + test::hashText() + "\n");
  put(stick, "notes.txt", header + "\n" + serial + ",," + then(5, 1) + "\n");
  put(stick, "Preflight/deeper/x.csv", header + "\n" + serial + ",," + then(5, 1) + "\n");
  const EarlierScan scan = look(stick);
  CHECK(scan.files == 3);
  REQUIRE(scan.found.size() == 3);
  CHECK(scan.found[0].sameCapture);
  CHECK(scan.found[1].comparison.conclusion == Conclusion::same);
  CHECK_FALSE(scan.found[1].sameCapture);
  CHECK(scan.found[2].comparison.conclusion == Conclusion::tpmChanged);
  CHECK(scan.found[2].line == 3);
  CHECK(scan.found[2].path.ends_with("autopilot.csv"));
  CHECK(countsOf(scan) == 1);
  CHECK(look(stick, "NOBODY").found.empty());
  CHECK(look(stick, "").found.empty());
}

TEST_CASE("a stick without files, or one that is gone, gives nothing") {
  const test::TempFolder stick;
  CHECK(look(stick).found.empty());
  std::timed_mutex alone;
  CHECK(findEarlierHashes(stick.text() + "/gone", serial, test::hashText(), alone).files == 0);
  put(stick, "a.csv", header + "\n" + serial + ",," + then(2, 3) + "\n");
  CHECK(findEarlierHashes(stick.text(), serial, "no hash", alone).found.empty());
}

TEST_CASE("files that are too large, too many or no CSV at all do no harm and are reported") {
  const test::TempFolder stick;
  put(stick, "web.csv", "<!DOCTYPE html><html>Sign in</html>");
  put(stick, "binary.csv", std::string("MZ\0\0\1", 5));
  put(stick, "empty.csv", "");
  put(stick, "huge.csv", std::string((16U << 20) + 1, ','));
  put(stick, "Preflight/devices/CB14-000123.csv", header + "\n" + serial + ",," + then(2, 3) + "\n");
  for (int i = 0; i < 620; ++i) {
    put(stick, "Preflight/devices/D" + std::to_string(i) + ".csv", header + "\nD,,T0E\n");
  }
  const EarlierScan scan = look(stick);
  REQUIRE(scan.found.size() == 1);
  CHECK(scan.found[0].comparison.conclusion == Conclusion::tpmChanged);
  REQUIRE_FALSE(scan.notes.empty());
  CHECK(scan.notes.back().find("more CSV files were not read") != std::string::npos);
}

TEST_CASE("a damaged hash is found and cannot be compared; it never hides a good one") {
  const test::TempFolder stick;
  std::string bad = then(2, 1);
  bad[700] = bad[700] == 'A' ? 'B' : 'A';
  put(stick, "a.csv", header + "\n" + serial + ",," + bad + "\n");
  EarlierScan scan = look(stick);
  REQUIRE(scan.found.size() == 1);
  CHECK(scan.found[0].comparison.conclusion == Conclusion::notComparable);
  put(stick, "b.csv", header + "\n" + serial + ",," + then(1, 50) + "\n");
  scan = look(stick);
  CHECK(scan.found[countsOf(scan)].comparison.conclusion == Conclusion::same);
}

TEST_CASE("while a write holds the stick no file is opened") {
  const test::TempFolder stick;
  put(stick, "a.csv", header + "\n" + serial + ",," + then(2, 3) + "\n");
  std::timed_mutex writing;
  EarlierScan scan;
  std::unique_lock held(writing);
  std::thread looking([&] { scan = findEarlierHashes(stick.text(), serial, test::hashText(), writing); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  held.unlock();
  looking.join();
  CHECK(scan.found.size() == 1);
}
