#include "host/archive/read_archive.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace preflight {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

void put(std::string& out, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8U) {
    out += static_cast<char>(value & 0xFF);
  }
}

std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : text) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) {
      crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

// What the local and the central header of a stored member have in common. Flag 0x800: the name is UTF-8.
std::string zipFields(const std::string& name, const std::string& data, unsigned flags) {
  std::string fields;
  put(fields, 20, 2);
  put(fields, flags, 2);
  put(fields, 0, 2);
  put(fields, 0, 4);
  put(fields, crc32(data), 4);
  put(fields, data.size(), 4);
  put(fields, data.size(), 4);
  put(fields, name.size(), 2);
  put(fields, 0, 2);
  return fields;
}

std::string zip(const Members& members, unsigned flags = 0x800) {
  std::string out;
  std::string directory;
  for (const auto& [name, data] : members) {
    const std::string fields = zipFields(name, data, flags);
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    directory += fields;
    put(directory, 0, 2 + 2 + 2 + 4);
    put(directory, out.size(), 4);
    directory += name;
    put(out, 0x04034b50, 4);
    out += fields + name + data;
  }
  const std::size_t start = out.size();
  out += directory;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, members.size(), 2);
  put(out, members.size(), 2);
  put(out, directory.size(), 4);
  put(out, start, 4);
  put(out, 0, 2);
  return out;
}

// A cabinet with one folder that is not compressed ([MS-CAB]).
std::string cab(const std::string& name, const std::string& data) {
  std::string file;
  put(file, data.size(), 4);
  put(file, 0, 4);
  put(file, 0, 2);
  put(file, 0x5000, 2);
  put(file, 0x6000, 2);
  put(file, 0x20, 2);
  file += name + '\0';
  const std::size_t dataAt = 36 + 8 + file.size();
  const std::size_t total = dataAt + 8 + data.size();
  std::string out = "MSCF";
  put(out, 0, 4);
  put(out, total, 4);
  put(out, 0, 4);
  put(out, 36 + 8, 4);
  put(out, 0, 4);
  put(out, 0x0103, 2);
  put(out, 1, 2);
  put(out, 1, 2);
  put(out, 0, 6);
  put(out, dataAt, 4);
  put(out, 1, 2);
  put(out, 0, 2);
  out += file;
  put(out, 0, 4);
  put(out, data.size(), 2);
  put(out, data.size(), 2);
  return out + data;
}

const Members sample{{"logs/readme.txt", "hello"}, {"sub/DeviceHash_PC-1.csv", "Device Serial Number\r\n"}};

std::string textOfMember(const ArchiveMember& member) {
  return std::string(textOf(member.bytes));
}

}  // namespace

TEST_CASE("members of a zip are found by the pattern of their base name, whatever its case") {
  const auto members = readMembers(viewOf(zip(sample)), "devicehash_*.CSV");
  REQUIRE(members);
  REQUIRE(members->size() == 1);
  CHECK(members->front().name == "sub/DeviceHash_PC-1.csv");
  CHECK(textOfMember(members->front()) == "Device Serial Number\r\n");
}

TEST_CASE("members of a cabinet are read as well") {
  const auto members = readMembers(viewOf(cab("DeviceHash_PC-2.csv", "row\r\n")), "DeviceHash_*.csv");
  REQUIRE(members);
  REQUIRE(members->size() == 1);
  CHECK(members->front().name == "DeviceHash_PC-2.csv");
  CHECK(textOfMember(members->front()) == "row\r\n");
}

TEST_CASE("a pattern that nothing fits gives no member and no error") {
  const auto members = readMembers(viewOf(zip(sample)), "*.xml");
  REQUIRE(members);
  CHECK(members->empty());
}

TEST_CASE("an archive without members is a value") {
  const auto members = readMembers(viewOf(zip({})), "*");
  REQUIRE(members);
  CHECK(members->empty());
}

TEST_CASE("names outside ASCII keep their characters") {
  const auto members = readMembers(viewOf(zip({{"Gerät Ω.csv", "x"}})), "*.csv");
  REQUIRE(members);
  REQUIRE(members->size() == 1);
  CHECK(members->front().name == "Gerät Ω.csv");
}

TEST_CASE("bytes that are no archive are refused as invalid") {
  for (const std::string& bytes : {std::string(), std::string("PK"), std::string(5000, 'x')}) {
    const auto members = readMembers(viewOf(bytes), "*");
    REQUIRE_FALSE(members);
    CHECK(members.error().kind == ErrorKind::invalid);
  }
}

TEST_CASE("an archive that is cut at any byte never gives a part of a member as the whole") {
  const std::string whole = zip(sample);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto members = readMembers(viewOf(whole).first(size), "*.csv");
    if (members) {
      for (const ArchiveMember& member : *members) {
        CHECK(textOfMember(member) == "Device Serial Number\r\n");
      }
    }
  }
  CHECK_FALSE(readMembers(viewOf(whole).first(80), "*.csv"));
}

TEST_CASE("a member whose checksum is wrong is refused") {
  std::string bytes = zip(sample);
  bytes[bytes.find("Serial")] = 'X';
  const auto members = readMembers(viewOf(bytes), "*.csv");
  REQUIRE_FALSE(members);
  CHECK(members.error().kind == ErrorKind::invalid);
}

TEST_CASE("limits of member size, total size and count refuse the archive") {
  const std::string bytes = zip({{"a.bin", std::string(1000, 'a')}, {"b.bin", std::string(1000, 'b')}});
  CHECK(readMembers(viewOf(bytes), "*", {.memberBytes = 1000, .totalBytes = 2000, .members = 2}));
  CHECK_FALSE(readMembers(viewOf(bytes), "*", {.memberBytes = 999}));
  CHECK_FALSE(readMembers(viewOf(bytes), "*", {.totalBytes = 1999}));
  CHECK_FALSE(readMembers(viewOf(bytes), "*", {.members = 1}));
  // What does not fit the pattern counts as a member, but its size does not matter.
  CHECK(readMembers(viewOf(bytes), "c*", {.memberBytes = 1}));
}

TEST_CASE("a member that says it is encrypted is refused") {
  const auto members = readMembers(viewOf(zip(sample, 0x801)), "*.csv");
  REQUIRE_FALSE(members);
  CHECK(members.error().kind == ErrorKind::invalid);
}

TEST_CASE("archives are read from a file; a missing one is absent, one over the limit refused") {
  const auto file = std::filesystem::temp_directory_path() / "preflight-archive-test.zip";
  {
    const std::string bytes = zip(sample);
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  const auto members = readMembers(file.string(), "*.csv");
  const auto limited = readMembers(file.string(), "*.csv", {.archiveBytes = 10});
  std::filesystem::remove(file);
  REQUIRE(members);
  CHECK(members->size() == 1);
  CHECK_FALSE(limited);
  const auto missing = readMembers(file.string(), "*.csv");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::absent);
}

TEST_CASE("a pattern is held against what follows the last separator, of any system") {
  const std::string archive = zip({{"a/b\\File.txt", "1"}, {"File.txt/x", "2"}});
  const auto members = readMembers(viewOf(archive), "file.txt");
  REQUIRE(members);
  REQUIRE(members->size() == 1);
  CHECK(textOfMember(members->front()) == "1");
}

}  // namespace preflight
