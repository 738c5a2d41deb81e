#include "export/hash_input.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <optional>
#include <vector>

#include "base/path.h"
#include "base/text.h"
#include "host/recording/recording.h"

namespace preflight {
namespace {

constexpr std::size_t shortestArgument = 400;  // characters of base64 that cannot be a file's name
constexpr std::size_t largestXml = 8U << 20;   // bytes; OA3Tool's report has about 5,000
constexpr std::string_view nextStep = "name a file that holds a hardware hash";

bool looksLikeHash(std::string_view text) {
  return text.size() > shortestArgument && text.starts_with("T0");
}

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

bool isQuote(char c) {
  return c == '"' || c == '\'';
}

std::string_view unquoted(std::string_view field) {
  field = trimmed(field);
  return field.size() >= 2 && field.front() == '"' && field.back() == '"' ? trimmed(field.substr(1, field.size() - 2))
                                                                          : field;
}

// Fields of one line; a separator inside quotation marks does not count. The marks stay on.
void splitFields(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  if (std::memchr(line.data(), '"', line.size()) == nullptr) {
    for (std::size_t at = line.find(separator); at != std::string_view::npos; at = line.find(separator)) {
      fields.push_back(line.substr(0, at));
      line.remove_prefix(at + 1);
    }
    fields.push_back(line);
    return;
  }
  bool inside = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    inside = inside != (line[i] == '"');
    if (line[i] == separator && !inside) {
      fields.push_back(line.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  fields.push_back(line.substr(begin));
}

bool isEmptyRow(std::string_view line, char separator) {
  return std::all_of(line.begin(), line.end(), [&](char c) { return isBlank(c) || c == separator || c == '"'; });
}

class HashReader {
 public:
  HashReader(ByteSource& source, const std::string& where, const HashSink& sink)
      : lines_(source), step_(fmt::format("read {}", where)), sink_(sink) {}

  Result<HashInput> run() {
    const Result<std::string_view> start = lines_.peek();
    if (!start) {
      return tl::unexpected(start.error());
    }
    const auto first = std::find_if_not(start->begin(), start->end(), isBlank);
    if (first == start->end() && start->size() < LineReader::longestLine / 4) {
      return refuse("it is empty");
    }
    if (start->find('\0') != std::string_view::npos) {
      return refuse("it is a binary file, not text");
    }
    if (first != start->end() && *first == '<') {
      return xml();
    }
    return text();
  }

 private:
  tl::unexpected<Error> refuse(std::string_view words) const {
    return fail(ErrorKind::invalid, step_, fmt::format("{}; {}", words, nextStep));
  }

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
      return refuse("it is too large for OA3Tool's report");
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
    return found_.count > 0 ? Result<HashInput>(found_)
                            : refuse("it is a web page or XML without a HardwareHash element");
  }

  Result<HashInput> text() {
    std::optional<std::string_view> first;
    const Result<void> read = lines_.each([&](std::string_view line) {
      first = isEmptyRow(line, ',') ? std::nullopt : std::optional(line);
      return !first;
    });
    if (!read) {
      return tl::unexpected(read.error());
    }
    if (!first) {
      return refuse("it holds nothing but empty lines");
    }
    const std::string_view line = *first;
    if (takeHeader(line)) {
      found_.kind = HashInputKind::csv;
      return rows();
    }
    if (guessColumns(line)) {
      found_.kind = HashInputKind::csv;
      row(line);
      return rows();
    }
    return bare(line);
  }

  // Whether this is the line that names the columns.
  bool takeHeader(std::string_view line) {
    for (const char separator : {',', ';', '\t'}) {
      splitFields(line, separator, fields_);
      std::optional<std::size_t> serial;
      std::optional<std::size_t> hash;
      for (std::size_t i = 0; i < fields_.size(); ++i) {
        const std::string name = lower(unquoted(fields_[i]));
        if (name == "hardware hash" || name == "hardwarehash" || name == "hardware_hash") {
          hash = i;
        } else if (!serial && name.size() < 64 && name.find("serial") != std::string::npos) {
          serial = i;
        }
      }
      if (hash) {
        separator_ = separator;
        hashColumn_ = *hash;
        serialColumn_ = serial;
        return true;
      }
    }
    return false;
  }

  // A row without a header above it: a field that looks like a hash, and the serial number first.
  bool guessColumns(std::string_view line) {
    for (const char separator : {',', ';', '\t'}) {
      splitFields(line, separator, fields_);
      for (std::size_t i = 1; i < fields_.size(); ++i) {
        if (looksLikeHash(unquoted(fields_[i]))) {
          separator_ = separator;
          hashColumn_ = i;
          serialColumn_ = 0;
          return true;
        }
      }
    }
    return false;
  }

  void row(std::string_view line) {
    splitFields(line, separator_, fields_);
    const std::string_view hash = hashColumn_ < fields_.size() ? trimmed(fields_[hashColumn_]) : std::string_view();
    const bool withSerial = serialColumn_ && *serialColumn_ < fields_.size();
    give(hash, withSerial ? unquoted(fields_[*serialColumn_]) : std::string_view(), lines_.lineNumber());
  }

  Result<HashInput> rows() {
    const Result<void> read = lines_.each([&](std::string_view line) {
      // The second test: files that were put together have their header again.
      const bool hasHash = line.size() > shortestArgument;
      if (hasHash || (!isEmptyRow(line, separator_) && !takeHeader(line))) {
        row(line);
      }
      return true;
    });
    if (!read) {
      return tl::unexpected(read.error());
    }
    return found_.count > 0 ? Result<HashInput>(found_) : refuse("it is a CSV without a device");
  }

  // Base64 alone, in one line, broken into lines, or one hash a line.
  Result<HashInput> bare(std::string_view firstLine) {
    std::string whole;
    bool tooLong = false;
    const auto add = [&](std::string_view line) {
      const std::string_view part = trimmed(line);
      if (looksLikeHash(part) && looksLikeHash(whole)) {
        give(whole, {}, 0);
        whole.clear();
      }
      tooLong = whole.size() + part.size() > LineReader::longestLine;
      whole += tooLong ? std::string_view() : part;
      return !tooLong;
    };
    if (add(firstLine)) {
      if (const Result<void> read = lines_.each(add); !read) {
        return tl::unexpected(read.error());
      }
    }
    if (tooLong) {
      return refuse("it is too long for a hardware hash");
    }
    const auto fits = [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
             c == '=' || isQuote(c);
    };
    const auto begin = std::find_if_not(whole.begin(), whole.end(), isQuote);
    const bool named = whole.end() - begin >= 2 && *begin == 'T' && *(begin + 1) == '0';
    if (found_.count == 0 && !named && !std::all_of(whole.begin(), whole.end(), fits)) {
      return refuse("there is no hardware hash in it: neither base64 nor a CSV with a column \"Hardware Hash\"");
    }
    give(whole, {}, 0);
    return found_;
  }

  LineReader lines_;
  std::string step_;
  const HashSink& sink_;
  HashInput found_;
  char separator_ = ',';
  std::size_t hashColumn_ = 0;
  std::optional<std::size_t> serialColumn_;
  std::vector<std::string_view> fields_;
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
  for (const WmiRow& each : *rows) {
    if (const Result<std::string> text = textOf(each, "DeviceHardwareData"); text && !trimmed(*text).empty()) {
      ++found.count;
      sink({*text, {}, 0});
    }
  }
  if (found.count == 0) {
    return fail(ErrorKind::absent, fmt::format("read {}", path), "the recording holds no hardware hash");
  }
  return found;
}

bool isZip(const std::string& path) {
  const Result<std::unique_ptr<ByteSource>> file = openFileSource(path);
  std::array<char, 4> start{};
  return file && (*file)->read(start).value_or(0) == start.size() && std::memcmp(start.data(), "PK\3\4", 4) == 0;
}

}  // namespace

Result<HashInput> readHashes(ByteSource& source, const std::string& where, const HashSink& sink) {
  return HashReader(source, where, sink).run();
}

Result<HashInput> readHashes(const std::string& input, const HashSink& sink) {
  if (looksLikeHash(input)) {
    sink({input, {}, 0});
    return HashInput{HashInputKind::text, 1};
  }
  if (input == "-") {
    return readHashes(*standardInputSource(), "standard input", sink);
  }
  std::error_code code;
  if (std::filesystem::is_directory(pathFromUtf8(input), code) || isZip(input)) {
    return readRecording(input, sink);
  }
  const Result<std::unique_ptr<ByteSource>> file = openFileSource(input);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return readHashes(**file, input, sink);
}

}  // namespace preflight
