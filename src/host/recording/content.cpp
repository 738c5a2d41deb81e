#include "host/recording/content.h"

#include <algorithm>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/lines.h"
#include "host/recording/names.h"
#include "host/recording/parts.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

// The longest piece of a log that goes on one line: escaped it still fits RecordingFormat::line.
constexpr std::size_t pieceBytes = 512U << 10;
constexpr std::string_view utf8 = "utf-8";
constexpr std::string_view utf16 = "utf-16le";  // with a byte order mark

// Lines with their ends, which stay part of them.
std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

Bytes utf16Bytes(std::string_view text) {
  Bytes bytes{0xFF, 0xFE};
  const Bytes units = registryText(text).data;
  bytes.insert(bytes.end(), units.begin(), units.end() - 2);  // without the final NUL
  return bytes;
}

Json header(const StoredContent& stored) {
  Json json{{"path", stored.path}, {"modified", toJson(stored.content.modified)}, {"whole", stored.content.whole}};
  if (!stored.content.whole) {
    json["size"] = stored.content.size;
    json["fromEnd"] = stored.fromEnd;
  }
  return json;
}

StoredContent headerFrom(const Node& node) {
  StoredContent stored{node.at("path").text(), {}, false};
  stored.content.modified = timeFrom(node.at("modified"));
  stored.content.whole = node.at("whole").boolean();
  if (!stored.content.whole) {
    stored.content.size = node.at("size").unsignedNumber();
    stored.fromEnd = node.at("fromEnd").boolean();
  }
  return stored;
}

Bytes contentBytes(const Node& node) {
  if (const auto bytes = node.find("bytes")) {
    return bytesFrom(*bytes);
  }
  std::string text;
  node.at("text").each([&](const Node& each) { text += each.text(); });
  const Node encoding = node.at("encoding");
  if (encoding.text() == utf16) {
    return utf16Bytes(text);
  }
  if (encoding.text() != utf8) {
    encoding.misfit(ErrorId::whyMisfitEncoding);
  }
  return {text.begin(), text.end()};
}

// Takes the bytes in order and keeps those that were asked for.
class Window {
 public:
  explicit Window(const FileRead& read) : read_(read) {}

  void add(std::string_view bytes) {
    total_ += bytes.size();
    if (!read_.fromEnd) {
      bytes = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), room())));
    }
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    if (read_.fromEnd && bytes_.size() / 2 > read_.maxBytes + pieceBytes) {
      trim();
    }
  }
  std::uint64_t total() const { return total_; }
  Bytes take() {
    trim();
    return std::move(bytes_);
  }

 private:
  std::uint64_t room() const { return read_.maxBytes - std::min<std::uint64_t>(read_.maxBytes, bytes_.size()); }
  void trim() {
    if (bytes_.size() > read_.maxBytes) {
      const auto extra = static_cast<std::ptrdiff_t>(bytes_.size() - read_.maxBytes);
      bytes_.erase(bytes_.begin(), bytes_.begin() + extra);
    }
  }

  FileRead read_;
  Bytes bytes_;
  std::uint64_t total_ = 0;
};

// `stored` without its bytes, which went through `window`.
Result<FileContent> answer(StoredContent stored, Window& window, const FileRead& read) {
  FileContent& content = stored.content;
  if (content.whole) {
    content.size = window.total();
  } else if (read.maxBytes > 0 && (stored.fromEnd != read.fromEnd || window.total() == 0)) {
    return notSwept({ErrorId::stepPart, {{"what", stored.path}}});
  }
  content.bytes = window.take();
  content.whole = content.bytes.size() == content.size;
  return std::move(content);
}

// The text of one line, or a part of it, and the end that it does not share with the others.
Json pieceToJson(std::string_view text, std::string_view end, std::string_view commonEnd) {
  if (!isUtf8(text)) {
    return {{"b64", toBase64(viewOf(std::string(text) + std::string(end)))}};
  }
  if (end == commonEnd) {
    return std::string(text);
  }
  return {{"line", std::string(text)}, {"end", std::string(end)}};
}

std::string pieceFrom(const Node& node, std::string_view commonEnd) {
  if (node.json().isText()) {
    return node.text() + std::string(commonEnd);
  }
  if (const auto bytes = node.find("b64")) {
    return std::string(textOf(bytesFrom(*bytes)));
  }
  return node.at("line").text() + node.at("end").text();
}

std::string_view endOf(std::string_view line) {
  const std::size_t size = line.ends_with("\r\n") ? 2 : line.ends_with('\n') ? 1 : 0;
  return line.substr(line.size() - size);
}

Result<FileContent> readLog(const Members& members, const std::string& member, const FileRead& read) {
  Lines lines(members, member);
  TRY(const Json first, lines.open());
  std::string end;
  TRY(StoredContent stored, lines.decode<StoredContent>(first, [&](const Node& node) {
    end = node.at("lineEnd").text();
    return headerFrom(node);
  }));
  Window window(read);
  for (;;) {
    TRY(const std::optional<Json> line, lines.next());
    if (!line) {
      return answer(std::move(stored), window, read);
    }
    TRY(const std::string piece,
        lines.decode<std::string>(*line, [&](const Node& node) { return pieceFrom(node, end); }));
    window.add(piece);
  }
}

}  // namespace

Json contentToJson(const StoredContent& stored) {
  Json json = header(stored);
  const Bytes& bytes = stored.content.bytes;
  const std::string_view raw = textOf(bytes);
  if (isUtf8(raw)) {
    json["encoding"] = utf8;
    json["text"] = linesOf(raw);
    return json;
  }
  if (raw.starts_with("\xFF\xFE")) {
    const Result<std::string> text = strictUtf8FromUtf16(utf16FromBytes(ByteView(bytes).subspan(2)));
    if (text && utf16Bytes(*text) == bytes) {
      json["encoding"] = utf16;
      json["text"] = linesOf(*text);
      return json;
    }
  }
  json["bytes"] = toBase64(bytes);
  return json;
}

Result<void> writeLog(RecordingSink& sink, std::string_view member, const StoredContent& stored) {
  std::string_view rest = textOf(stored.content.bytes);
  const std::string_view first = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
  const std::string end(rest.empty() || endOf(first).empty() ? "\n" : endOf(first));
  Json head = header(stored);
  head["lineEnd"] = end;
  Result<void> done = sink.begin(member).and_then([&] { return sink.write(head.line() + "\n"); });
  while (done && !rest.empty()) {
    const std::size_t newline = rest.find('\n');
    const std::size_t size = newline == std::string_view::npos ? rest.size() : newline + 1;
    if (size <= pieceBytes) {
      const std::string_view line = rest.substr(0, size);
      const std::string_view lineEnd = endOf(line);
      done = sink.write(pieceToJson(line.substr(0, size - lineEnd.size()), lineEnd, end).line() + "\n");
      rest.remove_prefix(size);
    } else {
      done = sink.write(pieceToJson(rest.substr(0, pieceBytes), "", end).line() + "\n");
      rest.remove_prefix(pieceBytes);
    }
  }
  return done.and_then([&] { return sink.write("{\"end\":true}\n"); }).and_then([&] { return sink.end(); });
}

Result<FileContent> readContent(const Members& members, const std::string& member, const FileRead& read) {
  if (member.ends_with(".jsonl")) {
    return readLog(members, member, read);
  }
  Bytes bytes;
  Result<StoredContent> stored = decodeMember<StoredContent>(
      members, member,
      [&](const Node& node) {
        bytes = contentBytes(node);
        return headerFrom(node);
      },
      Use::passing);
  if (!stored) {
    // files.json names it, so that it has to be there.
    Error error = stored.error();
    error.kind = error.kind == ErrorKind::notCollected ? ErrorKind::invalid : error.kind;
    return tl::unexpected(std::move(error));
  }
  Window window(read);
  window.add(textOf(bytes));
  return answer(*std::move(stored), window, read);
}

}  // namespace preflight::recording
