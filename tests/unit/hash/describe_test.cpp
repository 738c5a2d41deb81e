#include "hash/describe.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/hash_builder.h"

using namespace preflight;

namespace {

std::vector<hash::DescribedGroup> describeBytes(const Bytes& bytes) {
  return hash::describe(hash::decode(hash::walk(bytes)));
}

std::string valueOf(const std::vector<hash::DescribedGroup>& groups, std::string_view title, std::string_view label) {
  for (const hash::DescribedGroup& group : groups) {
    for (const hash::DescribedLine& each : group.lines) {
      if (group.title == title && each.label == label) {
        return each.value;
      }
    }
  }
  return "not there";
}

}  // namespace

TEST_CASE("every value of a hash is in its group, in words with units") {
  auto records = test::hashRecords({});
  records.push_back({29, test::numbers({{4ULL << 30, 8}, {0, 8}, {1, 1}, {0, 1}})});
  records.push_back({30, {'F', 0, '|', 0, 'G', 0, 0, 0}});
  const auto groups = describeBytes(test::buildHashOf(records));
  std::vector<std::string> titles;
  for (const hash::DescribedGroup& each : groups) {
    titles.push_back(each.title);
  }
  CHECK(titles == std::vector<std::string>{"Capture", "System", "Board", "Processor", "Memory", "Disks", "Network",
                                           "Displays", "Graphics", "TPM", "Other"});
  CHECK(valueOf(groups, "Capture", "Captured") == "2026-03-20 10:46:40 +01:00 by the device clock");
  CHECK(valueOf(groups, "Capture", "System type") == "FullOS");
  CHECK(valueOf(groups, "System", "Serial number") == "CB14-000123");
  CHECK(valueOf(groups, "System", "Enclosure") == "Notebook");
  CHECK(valueOf(groups, "Board", "Board product") == "CB14-MB");
  CHECK(valueOf(groups, "Processor", "Cores") == "4");
  CHECK(valueOf(groups, "Memory", "Memory") == "16 GB");
  CHECK(valueOf(groups, "Disks", "Disk") == "256 GB, NVMe, CONTOSO NVME 256, serial number CD-0001, has Windows");
  CHECK(valueOf(groups, "Network", "Network adapter") == "802.3, 00:00:5e:00:53:01, PCI");
  CHECK(valueOf(groups, "Displays", "Display") == "1920 x 1080 px, 309 x 174 mm, built in");
  CHECK(valueOf(groups, "Graphics", "Graphics") == "F G, 4096 MB dedicated");
  CHECK(valueOf(groups, "TPM", "TPM version") == "2.0");
  CHECK(groups.back().note.find("unverified") != std::string::npos);
}

TEST_CASE("several parts of one kind are numbered") {
  auto records = test::hashRecords({});
  records.push_back({9, test::numbers({{0, 2}, {0, 2}, {1024, 2}, {768, 2}, {0xFFFFFFFF, 4}})});
  const auto groups = describeBytes(test::buildHashOf(records));
  CHECK(valueOf(groups, "Displays", "Display 1").ends_with("built in"));
  CHECK(valueOf(groups, "Displays", "Display 2") == "1024 x 768 px, size unknown, external");
}

TEST_CASE("what a hash does not hold is left out, and what is strange in it is shown on one line") {
  const auto groups = describeBytes(test::buildHashOf({{14, test::textPayload("A\nB\x01")}}));
  REQUIRE(groups.size() == 1);
  REQUIRE(groups[0].lines.size() == 1);
  CHECK(groups[0].lines[0].value == "A\\nB\\x01");
  CHECK(hash::describe({}).empty());
  const auto raw = describeBytes(test::buildHashOf({{38, Bytes(60'000, 0xAB)}}));
  CHECK(valueOf(raw, "Other", "Record 38 at 4").size() < 200);
}

TEST_CASE("what identifies a device is listed for masking") {
  const auto texts = hash::identifyingTexts(hash::decode(hash::walk(test::buildHash())));
  for (const char* each : {"CB14-000123", "00112233-4455-4677-8899-aabbccddeeff", "CD-0001", "00:00:5e:00:53:01"}) {
    CAPTURE(each);
    CHECK(std::find(texts.begin(), texts.end(), each) != texts.end());
  }
}
