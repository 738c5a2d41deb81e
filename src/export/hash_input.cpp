#include "export/hash_input.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "csv/table_reader.h"
#include "export/tables/open_source.h"
#include "host/recording/recording.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

constexpr std::size_t largestXml = 8U << 20;  // bytes; OA3Tool's report has about 5,000

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

bool isQuote(char c) {
  return c == '"' || c == '\'';
}

bool isBase64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '=' || isQuote(c);
}

// Base64 itself instead of a table: nothing else on the line, or the beginning of a hash and nothing that separates.
bool isBareHash(std::string_view line) {
  line = trimmed(line);
  line.remove_prefix(std::min(line.find_first_not_of("\"'"), line.size()));
  return !line.empty() && (std::ranges::all_of(line, isBase64) ||
                           (line.starts_with("T0") && line.find_first_of(",;\t") == std::string_view::npos));
}

// The hashes of a table, each with its serial number and line.
class TableHashes final : public csv::TableSink {
 public:
  explicit TableHashes(const HashSink& sink) : sink_(sink) {}
  void problem(csv::Problem problem) override {
    hasHashColumn_ =
        hasHashColumn_ && problem.rule != csv::Rule::hashColumnMissing && problem.rule != csv::Rule::deviceAssociation;
  }
  void row(csv::TableRow& row) override {
    if (row.format == csv::Format::corporate || !hasHashColumn_) {
      hasHashColumn_ = false;
      return;
    }
    ++count_;
    sink_({row.readable ? row.value(csv::Column::hardwareHash) : row.looseHash, row.value(csv::Column::serialNumber),
           row.line});
  }
  std::size_t count() const { return count_; }
  bool hasHashColumn() const { return hasHashColumn_; }

 private:
  const HashSink& sink_;
  std::size_t count_ = 0;
  bool hasHashColumn_ = true;
};

class HashReader {
 public:
  HashReader(csv::ByteSource& source, const std::string& where, const HashSink& sink)
      : lines_(source), step_(say(CsvId::fileRead, {{"file", where}})), sink_(sink) {}

  Result<HashInput> run() {
    const Result<std::string_view> start = lines_.peek();
    if (!start) {
      return tl::unexpected(start.error());
    }
    const auto first = std::ranges::find_if_not(*start, isBlank);
    if (first == start->end() && start->size() < csv::LineReader::longestLine / 4) {
      return refuse(CsvId::inputEmpty);
    }
    if (start->find('\0') != std::string_view::npos) {
      return refuse(CsvId::inputBinary);
    }
    if (first != start->end() && *first == '<') {
      return xml();
    }
    return text(start->substr(static_cast<std::size_t>(first - start->begin())));
  }

 private:
  tl::unexpected<Error> refuse(CsvId problem) const { return fail(ErrorKind::invalid, step_, say(problem)); }

  void give(std::string_view base64, std::string_view serial, std::size_t line) {
    ++found_.count;
    sink_({base64, serial, line});
  }

  Result<HashInput> xml() {
    std::string whole;
    bool tooLarge = false;
    const Result<void> read = lines_.each([&](std::string_view line) {
      tooLarge = whole.size() + line.size() > largestXml;
      whole.append(tooLarge ? "" : line).push_back('\n');
      return !tooLarge;
    });
    if (!read) {
      return tl::unexpected(read.error());
    }
    if (tooLarge) {
      return refuse(CsvId::inputLargeReport);
    }
    found_.kind = HashInputKind::xml;
    constexpr std::string_view element = "<HardwareHash";
    for (std::size_t at = whole.find(element); at != std::string::npos; at = whole.find(element, at)) {
      at += element.size();
      const std::size_t begin = whole.find('>', at);
      const bool sameName = at < whole.size() && (whole[at] == '>' || isBlank(whole[at]));
      if (!sameName || begin == std::string::npos) {
        continue;
      }
      const std::size_t end = whole.find('<', begin);
      give(trimmed(std::string_view(whole).substr(begin + 1, end == std::string::npos ? end : end - begin - 1)), {}, 0);
    }
    return found_.count > 0 ? Result<HashInput>(found_) : refuse(CsvId::inputXml);
  }

  Result<HashInput> text(std::string_view start) {
    const std::string_view line = trimmed(start.substr(0, start.find('\n')));
    if (!csv::layoutOfHeader(line) && isBareHash(line)) {
      return bare();
    }
    TableHashes hashes(sink_);
    const Result<csv::Format> format = csv::readTable(lines_, std::nullopt, hashes);
    if (!format) {
      return tl::unexpected(format.error());
    }
    if (hashes.count() > 0) {
      return HashInput{HashInputKind::csv, hashes.count()};
    }
    return refuse(*format == csv::Format::unknown ? CsvId::inputNoHash
                  : hashes.hasHashColumn()        ? CsvId::inputNoDevice
                                                  : CsvId::inputNoColumn);
  }

  // Base64 alone, in one line, broken into lines, or one hash a line.
  Result<HashInput> bare() {
    std::string whole;
    bool tooLong = false;
    const auto add = [&](std::string_view line) {
      const std::string_view part = trimmed(line);
      if (csv::looksLikeHash(part) && csv::looksLikeHash(whole)) {
        give(whole, {}, 0);
        whole.clear();
      }
      tooLong = whole.size() + part.size() > csv::LineReader::longestLine;
      whole += tooLong ? std::string_view() : part;
      return !tooLong;
    };
    if (const Result<void> read = lines_.each(add); !read) {
      return tl::unexpected(read.error());
    }
    if (tooLong) {
      return refuse(CsvId::inputTooLong);
    }
    const auto begin = std::ranges::find_if_not(whole, isQuote);
    const bool named = whole.end() - begin >= 2 && *begin == 'T' && *(begin + 1) == '0';
    if (found_.count == 0 && !named && !std::ranges::all_of(whole, isBase64)) {
      return refuse(CsvId::inputNoHash);
    }
    give(whole, {}, 0);
    return found_;
  }

  csv::LineReader lines_;
  std::string step_;
  const HashSink& sink_;
  HashInput found_;
};

Result<HashInput> readRecording(const std::string& path, const HashSink& sink) {
  const Result<std::unique_ptr<Host>> host = openRecording(path);
  if (!host) {
    return tl::unexpected(host.error());
  }
  WmiQuery query;
  query.space = R"(root\cimv2\mdm\dmmap)";
  query.className = "MDM_DevDetail_Ext01";
  query.properties = {"DeviceHardwareData"};
  const Result<std::vector<WmiRow>> rows = (*host)->wmi(query);
  if (!rows) {
    return tl::unexpected(rows.error());
  }
  HashInput found{HashInputKind::recording, 0};
  for (const WmiRow& row : *rows) {
    if (const Result<std::string> text = textOf(row, "DeviceHardwareData"); text && !trimmed(*text).empty()) {
      ++found.count;
      sink({*text, {}, 0});
    }
  }
  if (found.count == 0) {
    return fail(ErrorKind::absent, say(CsvId::fileRead, {{"file", path}}), say(CsvId::recordingNoHash));
  }
  return found;
}

bool isZip(const std::string& path) {
  const Result<std::unique_ptr<csv::ByteSource>> file = openFileSource(path);
  std::array<char, 4> start{};
  return file && (*file)->read(start).value_or(0) == start.size() && std::memcmp(start.data(), "PK\3\4", 4) == 0;
}

}  // namespace

Result<HashInput> readHashes(csv::ByteSource& source, const std::string& where, const HashSink& sink) {
  return HashReader(source, where, sink).run();
}

Result<HashInput> readHashes(const std::string& input, const HashSink& sink) {
  if (csv::looksLikeHash(input)) {
    sink({input, {}, 0});
    return HashInput{HashInputKind::text, 1};
  }
  if (input == "-") {
    return readHashes(*standardInputSource(), say(CsvId::standardInput), sink);
  }
  if (isFolder(input) || isZip(input)) {
    return readRecording(input, sink);
  }
  const Result<std::unique_ptr<csv::ByteSource>> file = openFileSource(input);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return readHashes(**file, input, sink);
}

}  // namespace preflight
