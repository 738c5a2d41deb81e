#include "export/hash_input.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "support/hash_builder.h"

using namespace preflight;

namespace {

struct Given {
  std::string base64;
  std::string serial;
  std::size_t line = 0;
  friend bool operator==(const Given&, const Given&) = default;
};

struct Read {
  std::vector<Given> hashes;
  Result<HashInput> result;
};

// Gives one byte at a time, as a slow pipe may.
class Dripping final : public csv::ByteSource {
 public:
  explicit Dripping(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    if (at_ == bytes_.size()) {
      return std::size_t{0};
    }
    buffer[0] = bytes_[at_++];
    return std::size_t{1};
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

Read readFrom(csv::ByteSource& source) {
  Read read;
  read.result = readHashes(source, "x", [&](const FoundHash& found) {
    read.hashes.push_back({std::string(found.base64), std::string(found.serialNumber), found.line});
  });
  return read;
}

Read readText(const std::string& text) {
  Read read = readFrom(*csv::memorySource(text));
  if (text.size() < 50'000) {
    Dripping slow(text);
    CHECK(readFrom(slow).hashes == read.hashes);
  }
  CHECK(read.result.has_value() == (read.result && read.result->count == read.hashes.size() && !read.hashes.empty()));
  return read;
}

std::string utf16(std::string_view ascii, bool little) {
  std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : ascii) {
    bytes += little ? std::string{c, '\0'} : std::string{'\0', c};
  }
  return bytes;
}

const std::string header = "Device Serial Number,Windows Product ID,Hardware Hash";
const std::string text = test::hashText();

}  // namespace

TEST_CASE("bare base64 is one hash: in a line, broken into lines, with marks around it") {
  CHECK(readText(text).hashes == std::vector<Given>{{text, "", 0}});
  std::string wrapped;
  for (std::size_t at = 0; at < text.size(); at += 76) {
    wrapped += text.substr(at, 76) + "\r\n";
  }
  CHECK(readText("\r\n" + wrapped).hashes == std::vector<Given>{{text, "", 0}});
  CHECK(readText("\xEF\xBB\xBF" + text + "\n").hashes == std::vector<Given>{{text, "", 0}});
  CHECK(readText("\"" + text + "\"").hashes == std::vector<Given>{{"\"" + text + "\"", "", 0}});
  CHECK(readText(text + "\n" + text).hashes.size() == 2);
  CHECK(readText(text.substr(0, 50) + "*" + text.substr(51)).hashes.size() == 1);  // damaged, which the check reports
}

TEST_CASE("each row of an Intune CSV is a hash with its row's serial number and line") {
  const std::string csv = header + ",Group Tag\r\nS-1,," + text + ",Kiosk\r\n\r\n,,,\r\nS-2,," + text + ",\r\n";
  const Read read = readText(csv);
  CHECK(read.result->kind == HashInputKind::csv);
  const std::vector<Given> wanted{{text, "S-1", 2}, {text, "S-2", 5}};
  CHECK(read.hashes == wanted);
  CHECK(readText(utf16(csv, true)).hashes == wanted);
  CHECK(readText(utf16(csv, false)).hashes == wanted);
  CHECK(readText(utf16(csv, true).substr(2)).hashes == wanted);
  CHECK(readText("\xEF\xBB\xBF" + csv).hashes == wanted);
}

TEST_CASE("columns are found by name, quotes and other separators are understood") {
  const std::vector<Given> one{{text, "S-1", 2}};
  CHECK(readText(header + ",Manufacturer name,Device model\nS-1,," + text + ",Contoso,Book\n").hashes == one);
  CHECK(readText("Hardware Hash;Serial\n" + text + ";S-1\n").hashes == one);
  const Read quoted =
      readText("\"Device Serial Number\",\"Windows Product ID\",\"Hardware Hash\"\n\"S,1\",\"\",\"" + text + "\"\n");
  CHECK(quoted.hashes == std::vector<Given>{{text, "S,1", 2}});
  CHECK(readText("S-1,," + text + "\nS-2,," + text).hashes == std::vector<Given>{{text, "S-1", 1}, {text, "S-2", 2}});
  CHECK(readText(header + "\nS-1,," + text + "\n" + header + "\n").hashes == one);
}

TEST_CASE("a row without a hash is given empty and then reported") {
  CHECK(readText(header + "\nS-1,,\nS-2\n").hashes == std::vector<Given>{{"", "S-1", 2}, {"", "", 3}});
}

TEST_CASE("the HardwareHash element of OA3Tool's report is read") {
  const std::string xml = "<?xml version=\"1.0\"?>\n<Key>\n <ProductKeyID>1</ProductKeyID>\n <HardwareHash>" + text +
                          "</HardwareHash>\n</Key>";
  const Read read = readText(xml);
  CHECK(read.hashes == std::vector<Given>{{text, "", 0}});
  CHECK(read.result->kind == HashInputKind::xml);
  CHECK(readText(utf16(xml, true)).hashes == read.hashes);
  CHECK(readText("<Key><HardwareHashes>x</HardwareHashes></Key>").hashes.empty());
  CHECK(readText("<Key><HardwareHash").hashes.empty());
}

TEST_CASE("what holds no hash is refused with what it is") {
  const auto words = [](const std::string& bytes) {
    const Read read = readText(bytes);
    CHECK(read.hashes.empty());
    REQUIRE_FALSE(read.result.has_value());
    CHECK(read.result.error().kind == ErrorKind::invalid);
    return read.result.error().words.str();
  };
  CHECK(words("").find("empty") != std::string::npos);
  CHECK(words(" \r\n\r\n").find("empty") != std::string::npos);
  CHECK(words("<!DOCTYPE html><html><body>Sign in</body></html>").find("web page") != std::string::npos);
  CHECK(words(std::string("MZ\x90\0\x03\0\0\0", 8)).find("binary") != std::string::npos);
  CHECK(words(header + "\r\n").find("without a device") != std::string::npos);
  CHECK(words("one, two and three\n").find("neither base64 nor a CSV") != std::string::npos);
}

TEST_CASE("a million empty rows and a line that never ends cost no memory and no hash") {
  std::string rows = header + "\r\n";
  for (int i = 0; i < 1'000'000; ++i) {
    rows += ",,\r\n";
  }
  CHECK(readText(rows).hashes.empty());
  CHECK(readText(rows + "S-1,," + text).hashes == std::vector<Given>{{text, "S-1", 1'000'002}});
  const std::string endless = header + "\nS-1,," + std::string(5'000'000, 'A') + "\nS-2,," + text + "\n";
  for (const std::string& each : {endless, utf16(endless, true)}) {
    const Read read = readText(each);
    REQUIRE(read.hashes.size() == 2);
    CHECK(read.hashes[0].base64.size() < csv::LineReader::longestLine + 1);
    CHECK(read.hashes[1] == Given{text, "S-2", 3});
  }
}

TEST_CASE("a file that is cut anywhere never gives more hashes than it had") {
  const std::string csv = utf16(header + "\nS-1,," + text.substr(0, 500) + "\n", true);
  for (std::size_t size = 0; size < csv.size(); ++size) {
    CAPTURE(size);
    CHECK(readFrom(*csv::memorySource(csv.substr(0, size))).hashes.size() <= 1);
  }
}

TEST_CASE("an argument is base64 only when it starts with T0 and is long") {
  std::size_t count = 0;
  const HashSink sink = [&](const FoundHash& found) { count += found.base64 == text ? 1 : 0; };
  CHECK(readHashes(text, sink).value().count == 1);
  CHECK(count == 1);
  const Result<HashInput> missing = readHashes(text.substr(0, 400), sink);
  REQUIRE_FALSE(missing.has_value());
  CHECK(readHashes("no-such-file.csv", sink).error().kind == ErrorKind::absent);
}
