#include "host/recording/codec.h"

#include <fmt/format.h>

#include <charconv>

#include "base/bytes.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

std::string textOr(const Node& node, std::string_view name) {
  const auto found = node.find(name);
  return found ? found->text() : std::string();
}

std::uint32_t codeFrom(const Node& node) {
  if (!node.json().isText()) {
    return from<std::uint32_t>(node);
  }
  const std::string text = node.text();
  std::uint32_t code = 0;
  const auto end = text.data() + text.size();
  if (text.size() < 3 || text.compare(0, 2, "0x") != 0 || std::from_chars(text.data() + 2, end, code, 16).ptr != end) {
    node.misfit(ErrorId::whyMisfitCode);
  }
  return code;
}

}  // namespace

Json toJson(const Error& error) {
  Json json{{"kind", name(error.kind)}, {"step", error.step.str()}, {"words", error.words.str()}};
  if (error.space == CodeSpace::hresult) {
    json["space"] = name(error.space);
    json["code"] = fmt::format("0x{:08X}", error.code);
  } else if (error.space != CodeSpace::none || error.code != 0) {
    json["space"] = name(error.space);
    json["code"] = error.code;
  }
  return json;
}

Error errorFrom(const Node& node) {
  Error error{from<ErrorKind>(node.at("kind")), textOr(node, "step"), textOr(node, "words"), CodeSpace::none, 0};
  if (const auto space = node.find("space")) {
    error.space = from<CodeSpace>(*space);
    error.code = codeFrom(node.at("code"));
  }
  return error;
}

Json toJson(UtcTime time) {
  const std::string text = isoText(time);
  const Result<UtcTime> back = utcTimeFromIso(text);
  return back && *back == time ? Json(text) : Json(time.milliseconds);
}

UtcTime timeFrom(const Node& node) {
  return node.json().isText() ? node.orMisfit(utcTimeFromIso(node.text())) : UtcTime{node.number()};
}

Json toJson(const Bytes& bytes) {
  return toBase64(bytes);
}

Bytes bytesFrom(const Node& node) {
  return node.orMisfit(fromBase64(node.text()));
}

Json toJson(const FileEntry& entry) {
  Json json = toJson<FileEntry>(entry);
  if (!entry.folder) {
    json.erase("folder");
  }
  return json;
}

Json toJson(const EventRecord& record) {
  Json json = toJson<EventRecord>(record);
  json.erase("channel");
  return json;
}

JoinInformation joinFrom(const Node& node) {
  return node.at("joined").boolean() ? from<JoinInformation>(node) : JoinInformation{};
}

Clock clockFrom(const Node& node) {
  const Clock clock = from<Clock>(node);
  if (clock.offsetMinutes < -24 * 60 || clock.offsetMinutes > 24 * 60) {
    node.at("offsetMinutes").misfit(ErrorId::whyMisfitDay);
  }
  return clock;
}

}  // namespace preflight::recording
