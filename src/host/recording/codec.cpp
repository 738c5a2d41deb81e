#include "host/recording/codec.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/names.h"

namespace preflight::recording {
namespace {

template <class T, class Write>
Json resultToJson(const Result<T>& result, Write write) {
  return result ? Json(write(*result)) : Json{{"error", toJson(result.error())}};
}

Result<bool> booleanResult(const Node& node) {
  if (node.json().is_object()) {
    return tl::unexpected(errorFrom(node.at("error")));
  }
  return node.boolean();
}

Result<std::uint32_t> numberResult(const Node& node) {
  if (node.json().is_object()) {
    return tl::unexpected(errorFrom(node.at("error")));
  }
  return static_cast<std::uint32_t>(node.unsignedNumber(UINT32_MAX));
}

std::string textOr(const Node& node, std::string_view name) {
  const auto found = node.find(name);
  return found ? found->text() : std::string();
}

bool flag(const Node& node, std::string_view name) {
  const auto found = node.find(name);
  return found && found->boolean();
}

std::uint32_t codeFrom(const Node& node) {
  if (!node.json().is_string()) {
    return static_cast<std::uint32_t>(node.unsignedNumber(UINT32_MAX));
  }
  const std::string text = node.text();
  std::uint32_t code = 0;
  const auto end = text.data() + text.size();
  if (text.size() < 3 || text.compare(0, 2, "0x") != 0 || std::from_chars(text.data() + 2, end, code, 16).ptr != end) {
    node.misfit("is not a code such as 0x80041003");
  }
  return code;
}

}  // namespace

Json toJson(const Error& error) {
  Json json{{"kind", name(error.kind)}, {"step", error.step}, {"words", error.words}};
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
  const Node kind = node.at("kind");
  Error error{kind.orMisfit(enumNamed<ErrorKind>(kind.text())), textOr(node, "step"), textOr(node, "words"),
              CodeSpace::none, 0};
  if (const auto space = node.find("space")) {
    error.space = space->orMisfit(enumNamed<CodeSpace>(space->text()));
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
  if (node.json().is_string()) {
    return node.orMisfit(utcTimeFromIso(node.text()));
  }
  return UtcTime{node.number()};
}

Json toJson(const ProcessFacts& facts) {
  const auto same = [](auto value) { return value; };
  return {{"userName", facts.userName},
          {"computerName", facts.computerName},
          {"elevated", resultToJson(facts.elevated, same)},
          {"localSystem", resultToJson(facts.localSystem, same)},
          {"session", resultToJson(facts.session, same)},
          {"programPath", facts.programPath},
          {"systemFolder", facts.systemFolder}};
}

ProcessFacts processFrom(const Node& node) {
  return {textOr(node, "userName"),           textOr(node, "computerName"),
          booleanResult(node.at("elevated")), booleanResult(node.at("localSystem")),
          numberResult(node.at("session")),   textOr(node, "programPath"),
          textOr(node, "systemFolder")};
}

Json toJson(const Clock& clock) {
  return {{"now", toJson(clock.now)}, {"offsetMinutes", clock.offsetMinutes}, {"zone", clock.zone}};
}

Clock clockFrom(const Node& node) {
  const Node offset = node.at("offsetMinutes");
  const std::int64_t minutes = offset.number();
  if (minutes < -24 * 60 || minutes > 24 * 60) {
    offset.misfit("is more than a day");
  }
  return {timeFrom(node.at("now")), static_cast<int>(minutes), textOr(node, "zone")};
}

Json toJson(const Volume& volume) {
  Json json{{"root", volume.root},
            {"device", volume.device},
            {"label", volume.label},
            {"fileSystem", volume.fileSystem},
            {"type", name(volume.type)},
            {"bus", name(volume.bus)},
            {"totalBytes", volume.totalBytes},
            {"freeBytes", volume.freeBytes},
            {"readOnly", volume.readOnly},
            {"holdsSystem", volume.holdsSystem},
            {"holdsProgram", volume.holdsProgram}};
  if (volume.problem) {
    json["problem"] = toJson(*volume.problem);
  }
  return json;
}

Volume volumeFrom(const Node& node) {
  const Node type = node.at("type");
  const Node bus = node.at("bus");
  Volume volume{node.at("root").text(),
                textOr(node, "device"),
                textOr(node, "label"),
                textOr(node, "fileSystem"),
                type.orMisfit(volumeTypeFromName(type.text())),
                bus.orMisfit(busFromName(bus.text())),
                node.at("totalBytes").unsignedNumber(),
                node.at("freeBytes").unsignedNumber(),
                flag(node, "readOnly"),
                flag(node, "holdsSystem"),
                flag(node, "holdsProgram"),
                {}};
  if (const auto problem = node.find("problem")) {
    volume.problem = errorFrom(*problem);
  }
  return volume;
}

Json toJson(const Disk& disk) {
  return {{"name", disk.name},          {"vendor", disk.vendor},
          {"model", disk.model},        {"serialNumber", disk.serialNumber},
          {"bus", name(disk.bus)},      {"sizeBytes", disk.sizeBytes},
          {"removable", disk.removable}};
}

Disk diskFrom(const Node& node) {
  const Node bus = node.at("bus");
  return {node.at("name").text(),
          textOr(node, "vendor"),
          textOr(node, "model"),
          textOr(node, "serialNumber"),
          bus.orMisfit(busFromName(bus.text())),
          node.at("sizeBytes").unsignedNumber(),
          flag(node, "removable")};
}

Json toJson(const NetworkAdapter& adapter) {
  return {{"name", adapter.name},         {"description", adapter.description}, {"mac", adapter.mac},
          {"wireless", adapter.wireless}, {"physical", adapter.physical},       {"connected", adapter.connected}};
}

NetworkAdapter adapterFrom(const Node& node) {
  return {node.at("name").text(), textOr(node, "description"), textOr(node, "mac"),
          flag(node, "wireless"), flag(node, "physical"),      flag(node, "connected")};
}

Json toJson(const ArchiveMember& member) {
  return {{"name", member.name}, {"bytes", toBase64(member.bytes)}};
}

ArchiveMember archiveMemberFrom(const Node& node) {
  return {node.at("name").text(), bytesFrom(node.at("bytes"))};
}

Json toJson(const JoinInformation& join) {
  return {{"joined", join.joined},
          {"type", join.type},
          {"deviceId", join.deviceId},
          {"tenantId", join.tenantId},
          {"tenantName", join.tenantName},
          {"joinUser", join.joinUser},
          {"user", join.user},
          {"mdmEnrollmentUrl", join.mdmEnrollmentUrl}};
}

JoinInformation joinFrom(const Node& node) {
  const auto text = [&](std::string_view name) {
    const auto found = node.find(name);
    return found ? found->text() : std::string();
  };
  JoinInformation join;
  join.joined = node.at("joined").boolean();
  join.type = join.joined ? static_cast<std::uint32_t>(node.at("type").unsignedNumber(UINT32_MAX)) : 0;
  join.deviceId = text("deviceId");
  join.tenantId = text("tenantId");
  join.tenantName = text("tenantName");
  join.joinUser = text("joinUser");
  join.user = text("user");
  join.mdmEnrollmentUrl = text("mdmEnrollmentUrl");
  return join;
}

Json toJson(const FileEntry& entry) {
  Json json{{"name", entry.name}};
  if (entry.folder) {
    json["folder"] = true;
  }
  json["size"] = entry.size;
  json["modified"] = toJson(entry.modified);
  return json;
}

FileEntry fileEntryFrom(const Node& node) {
  return {node.at("name").text(), flag(node, "folder"), node.at("size").unsignedNumber(),
          timeFrom(node.at("modified"))};
}

Json toJson(const EventRecord& record) {
  return {{"recordId", record.recordId}, {"id", record.id},  {"level", record.level}, {"provider", record.provider},
          {"time", toJson(record.time)}, {"xml", record.xml}};
}

EventRecord eventFrom(const Node& node) {
  return {{},
          node.at("provider").text(),
          static_cast<std::uint32_t>(node.at("id").unsignedNumber(UINT32_MAX)),
          static_cast<std::uint8_t>(node.at("level").unsignedNumber(UINT8_MAX)),
          node.at("recordId").unsignedNumber(),
          timeFrom(node.at("time")),
          node.at("xml").text()};
}

Json textsToJson(const std::vector<std::string>& texts) {
  return Json(texts);
}

std::vector<std::string> textsFrom(const Node& node) {
  std::vector<std::string> texts;
  node.each([&](const Node& each) { texts.push_back(each.text()); });
  return texts;
}

Bytes bytesFrom(const Node& node) {
  return node.orMisfit(fromBase64(node.text()));
}

}  // namespace preflight::recording
