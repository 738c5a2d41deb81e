#include "export/device/stick_log.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "base/text.h"
#include "export/device/refusals.h"

namespace preflight {
namespace {

using Json = nlohmann::ordered_json;

Json fileJson(const media::Proof& written, std::size_t rows) {
  return {{"path", written.path}, {"rows", rows}, {"bytes", written.bytes}, {"sha256", written.sha256Hex}};
}

std::string known(const Fact<std::string>& fact) {
  return fact.known() ? printable(trimmed(fact.value), 300) : std::string();
}

std::string textAt(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_string() ? printable(found->get<std::string>(), 300) : std::string();
}

}  // namespace

std::string logLine(const Report& report, std::span<const Finding> findings, const CsvRequest& request,
                    const ExportProof& proof, const std::string& program, UtcTime now) {
  const bool hash = report.hardwareHash.text.known() && request.format != csv::Format::corporate;
  Json entry{{"time", isoText(now)},
             {"by", program},
             {"serialNumber", known(report.identity.serialNumber)},
             {"manufacturer", known(report.identity.manufacturer)},
             {"model", known(report.identity.model)},
             {"groupTag", request.groupTag},
             {"assignedUser", request.assignedUser},
             {"format", std::string(name(request.format))},
             {"hash", !hash                                        ? "none"
                      : refusals(findings, request.format).empty() ? "good"
                                                                   : "forced"},
             {"hashSha256", hash ? sha256Hex(viewOf(report.hardwareHash.text.value)) : std::string()},
             {"volumeLabel", proof.written.volumeLabel},
             {"replaced", proof.replaced}};
  entry["files"] = Json::array({fileJson(proof.written, proof.rows)});
  for (const FileProof& each : proof.batch) {
    entry["files"].push_back(fileJson(each.written, each.rows));
  }
  entry["notes"] = proof.notes;
  return entry.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<LogEntry> readLog(std::string_view text) {
  std::vector<LogEntry> entries;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    // A line has two levels; what is deeper is not ours.
    const Json entry = Json::parse(
        line, [](int depth, Json::parse_event_t, Json&) { return depth < 4; }, false);
    if (entry.is_object()) {
      entries.push_back({textAt(entry, "time"), textAt(entry, "serialNumber"), textAt(entry, "model"),
                         textAt(entry, "groupTag"), textAt(entry, "format"), textAt(entry, "hash"),
                         textAt(entry, "hashSha256")});
    }
  }
  return entries;
}

}  // namespace preflight
