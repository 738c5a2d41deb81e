#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "cli/hash_words.h"
#include "cli/json_list.h"

namespace preflight {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
void put(Json& tree, const char* key, const std::optional<T>& value) {
  if (value) {
    tree[key] = *value;
  }
}

void putPart(Json& tree, const char* key, Json part) {
  if (!part.empty()) {
    tree[key] = std::move(part);
  }
}

void putCapture(Json& tree, const hash::Decoded& decoded) {
  if (decoded.capturedAt) {
    tree["capturedAt"] = isoText(*decoded.capturedAt);
    tree["utcOffsetMinutes"] = decoded.utcOffsetMinutes ? Json(*decoded.utcOffsetMinutes) : Json(nullptr);
  }
  put(tree, "toolBuild", decoded.toolBuild);
  put(tree, "osBuild", decoded.osBuild);
  if (decoded.osType) {
    tree["osType"] = hash::osTypeWord(*decoded.osType);
  }
  if (decoded.architecture) {
    tree["architecture"] = hash::architectureWord(*decoded.architecture);
  }
  put(tree, "toolVersion", decoded.toolVersion);
}

Json systemJson(const hash::SystemText& system) {
  Json part = Json::object();
  put(part, "serialNumber", system.serialNumber);
  put(part, "manufacturer", system.manufacturer);
  put(part, "productName", system.productName);
  put(part, "skuNumber", system.skuNumber);
  put(part, "family", system.family);
  put(part, "version", system.version);
  put(part, "uuid", system.uuid);
  return part;
}

Json boardJson(const hash::BoardText& board) {
  Json part = Json::object();
  put(part, "manufacturer", board.manufacturer);
  put(part, "product", board.product);
  put(part, "version", board.version);
  return part;
}

Json processorJson(const hash::ProcessorPart& processor) {
  Json part = Json::object();
  put(part, "manufacturer", processor.manufacturer);
  put(part, "model", processor.model);
  put(part, "packages", processor.packages);
  put(part, "cores", processor.cores);
  put(part, "threads", processor.threads);
  return part;
}

Json diskJson(const hash::DiskPart& disk) {
  Json part = Json::object();
  put(part, "capacityGB", disk.capacityGB);
  if (disk.bus) {
    part["bus"] = hash::busWord(*disk.bus);
  }
  put(part, "serialNumber", disk.serialNumber);
  put(part, "product", disk.product);
  put(part, "vendor", disk.vendor);
  put(part, "system", disk.system);
  return part;
}

Json networkJson(const hash::NetworkPart& adapter) {
  Json part{{"medium", hash::mediumWord(adapter.medium)}, {"mac", adapter.mac}};
  put(part, "bus", adapter.bus);
  part["locallyAdministered"] = adapter.locallyAdministered;
  return part;
}

Json displayJson(const hash::DisplayPart& display) {
  return {{"widthPx", display.widthPx},
          {"heightPx", display.heightPx},
          {"widthMm", display.widthMm},
          {"heightMm", display.heightMm},
          {"internal", display.internal}};
}

Json gpuJson(const hash::GpuPart& gpu) {
  Json part = Json::object();
  put(part, "vendor", gpu.vendor);
  put(part, "model", gpu.model);
  put(part, "dedicatedVideoBytes", gpu.dedicatedVideoBytes);
  return part;
}

Json tpmJson(const hash::TpmPart& tpm) {
  Json part = Json::object();
  put(part, "text", tpm.text);
  put(part, "version", tpm.version);
  put(part, "vendor", tpm.vendor);
  put(part, "ekSha256", tpm.ekSha256);
  return part;
}

Json otherJson(const hash::OtherRecord& other) {
  return {{"type", other.type},
          {"offset", other.offset},
          {"length", other.length},
          {"hex", toHex(other.payload)},
          {"note", other.note}};
}

Json recordJson(const hash::Record& record) {
  return {{"type", record.type}, {"offset", record.offset}, {"length", record.length}};
}

}  // namespace

Json verdictJson(const hash::Checked& checked) {
  Json tree;
  tree["valid"] = checked.valid;
  tree["problems"] = listJson(checked.problems, [](const hash::Problem& problem) {
    return Json{
        {"code", name(problem.code)}, {"severity", name(hash::severityOf(problem.code))}, {"message", problem.message}};
  });
  tree["repairs"] = listJson(checked.repairs, [](hash::Repair repair) { return Json(name(repair)); });
  return tree;
}

Json decodedJson(const hash::Checked& checked) {
  Json tree = verdictJson(checked);
  const hash::Decoded decoded = hash::decode(checked.records);
  putCapture(tree, decoded);
  putPart(tree, "system", systemJson(decoded.system));
  put(tree, "firmwareVendor", decoded.firmwareVendor);
  putPart(tree, "board", boardJson(decoded.board));
  put(tree, "chassisType", decoded.chassisType);
  putPart(tree, "processor", processorJson(decoded.processor));
  put(tree, "memoryGiB", decoded.memoryGiB);
  put(tree, "memorySlots", decoded.memorySlots);
  tree["disks"] = listJson(decoded.disks, diskJson);
  tree["networkAdapters"] = listJson(decoded.networkAdapters, networkJson);
  tree["displays"] = listJson(decoded.displays, displayJson);
  tree["gpus"] = listJson(decoded.gpus, gpuJson);
  putPart(tree, "tpm", tpmJson(decoded.tpm));
  if (decoded.offlineDeviceId) {
    tree["offlineDeviceId"] = {{"method", hash::methodWord(decoded.offlineDeviceId->method)},
                               {"id", decoded.offlineDeviceId->id}};
  }
  put(tree, "productKeyId", decoded.productKeyId);
  put(tree, "productKeyPartNumber", decoded.productKeyPartNumber);
  tree["other"] = listJson(decoded.other, otherJson);
  tree["bytes"] = checked.bytes.size();
  tree["characters"] = checked.characters;
  tree["headerLength"] = checked.records.headerLength;
  tree["records"] = listJson(checked.records.records, recordJson);
  return tree;
}

Json comparisonJson(const hash::Comparison& comparison) {
  Json tree;
  tree["conclusion"] = name(comparison.conclusion);
  tree["registerAgain"] = name(comparison.registerAgain);
  tree["sentence"] = comparison.sentence;
  tree["changes"] = listJson(comparison.changes, [](const hash::Change& change) {
    return Json{{"group", name(change.group)},
                {"field", change.field},
                {"old", change.before},
                {"new", change.after},
                {"weight", name(change.weight)}};
  });
  tree["notes"] = comparison.notes;
  return tree;
}

}  // namespace preflight
