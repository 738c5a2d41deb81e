#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "csv/characters.h"
#include "csv/intune.h"

namespace preflight::csv {
namespace {

constexpr std::string_view nextStep = "choose another file, or mend this one in a plain text editor (not Excel)";

struct Line {
  std::string_view text;
  std::string_view end;  // "\r\n", "\n" or nothing
  std::size_t number = 0;
};

// `column` counts bytes from 1.
tl::unexpected<Error> notUnderstood(std::size_t line, std::size_t column, std::string_view what,
                                    std::string_view rule) {
  return fail(ErrorKind::invalid, "read the import file",
              fmt::format("line {}, column {}: {} (rule {}); {}", line, column, what, rule, nextStep));
}

Line takeLine(std::string_view& rest, std::size_t number) {
  const std::size_t at = rest.find('\n');
  Line line{rest.substr(0, at), {}, number};
  if (at == std::string_view::npos) {
    rest = {};
    return line;
  }
  const bool withReturn = at > 0 && rest[at - 1] == '\r';
  line.text = rest.substr(0, withReturn ? at - 1 : at);
  line.end = withReturn ? "\r\n" : "\n";
  rest.remove_prefix(at + 1);
  return line;
}

// Encodings that Intune refuses as a whole, told by their first bytes or, for UTF-16 without a mark, by its NULs.
std::optional<std::string_view> wrongEncoding(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    return "it is UTF-8 with a byte order mark, Intune takes plain ASCII";
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return "it is UTF-16, Intune takes plain ASCII";
  }
  if (bytes.size() > 1 && (bytes[0] == '\0') != (bytes[1] == '\0')) {
    return "it looks like UTF-16, Intune takes plain ASCII";
  }
  return std::nullopt;
}

// Everything but the comma, which separates here.
Result<void> checkLine(const Line& line) {
  const auto at = std::find_if(line.text.begin(), line.text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c != ',' && (byte > 0x7F || forbidden(byte) != nullptr);
  });
  if (at == line.text.end()) {
    return {};
  }
  const auto column = static_cast<std::size_t>(at - line.text.begin());
  std::string_view rest = line.text.substr(column);
  const std::string_view before = rest;
  const char32_t c = takeCodePoint(rest);
  const std::string_view rule = forbidden(c)->rule;
  return notUnderstood(line.number, column + 1,
                       fmt::format("{} may not stand there", shown(before.substr(0, before.size() - rest.size()), c)),
                       rule);
}

Result<Columns> columnsOf(const Line& header) {
  for (const Columns columns : {Columns::three, Columns::four, Columns::five}) {
    const std::string right = headerLine(columns);
    if (header.text == right) {
      return columns;
    }
    if (equalIgnoringCase(header.text, right)) {
      const auto wrong = std::mismatch(right.begin(), right.end(), header.text.begin()).second;
      return notUnderstood(1, static_cast<std::size_t>(wrong - header.text.begin()) + 1,
                           "the header's capital letters count", "IH-02");
    }
  }
  const std::string longest = headerLine(Columns::five);
  const auto wrong = std::mismatch(longest.begin(), longest.end(), header.text.begin(), header.text.end()).second;
  return notUnderstood(1, static_cast<std::size_t>(wrong - header.text.begin()) + 1,
                       fmt::format("the header is '{}', not '{}' with or without its last two columns",
                                   printable(header.text, 120), longest),
                       "IH-01");
}

Result<ReadRow> readRow(const Line& line, Columns columns) {
  const auto wanted = static_cast<std::size_t>(columns);
  if (line.text.empty()) {
    return notUnderstood(line.number, 1, "the line is empty", "IH-14");
  }
  if (Result<void> checked = checkLine(line); !checked) {
    return tl::unexpected(checked.error());
  }
  const auto found = static_cast<std::size_t>(std::count(line.text.begin(), line.text.end(), ',')) + 1;
  if (found != wanted) {
    return notUnderstood(line.number, line.text.size() + 1,
                         fmt::format("the line has {} columns, the header has {}", found, wanted), "IH-03");
  }
  ReadRow row{std::string(line.text), std::string(line.end), line.number, {}};
  std::string_view rest = line.text;
  for (std::size_t i = 0; i < wanted; ++i) {
    const std::size_t comma = rest.find(',');
    row.fields.value(static_cast<Field>(i)) = rest.substr(0, comma);
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return row;
}

}  // namespace

Result<Document> parseIntune(std::string_view bytes) {
  if (const auto encoding = wrongEncoding(bytes)) {
    return notUnderstood(1, 1, *encoding, "IH-10");
  }
  const Line header = takeLine(bytes, 1);
  if (header.text.empty()) {
    return notUnderstood(1, 1, "there is no header", "IH-01");
  }
  if (Result<void> checked = checkLine(header); !checked) {
    return tl::unexpected(checked.error());
  }
  const Result<Columns> columns = columnsOf(header);
  if (!columns) {
    return tl::unexpected(columns.error());
  }
  Document document{*columns, std::string(header.end), {}};
  for (std::size_t number = 2; !bytes.empty(); ++number) {
    const Line line = takeLine(bytes, number);
    if (document.rows.size() == maximumRows) {
      return notUnderstood(number, 1, fmt::format("there are more than {} devices", maximumRows), "IH-09");
    }
    Result<ReadRow> row = readRow(line, *columns);
    if (!row) {
      return tl::unexpected(row.error());
    }
    document.rows.push_back(std::move(*row));
  }
  return document;
}

}  // namespace preflight::csv
