#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/hash_words.h"
#include "cli/states.h"
#include "hash/describe.h"
#include "hash/records.h"
#include "text/hash_id.h"

namespace preflight {
namespace {

// The names of decoded values, which a change has too, as people read them.
struct FieldName {
  std::string_view field;
  HashId label;
};
constexpr std::array<FieldName, 27> fieldNames{{{"text", HashId::groupTpm},
                                                {"ekSha256", HashId::tpmKey},
                                                {"offlineDeviceId", HashId::offlineId},
                                                {"uuid", HashId::uuid},
                                                {"board.manufacturer", HashId::boardManufacturer},
                                                {"board.product", HashId::boardProduct},
                                                {"board.version", HashId::boardVersion},
                                                {"productKeyId", HashId::productKeyId},
                                                {"serialNumber", HashId::serialNumber},
                                                {"manufacturer", HashId::manufacturer},
                                                {"productName", HashId::product},
                                                {"skuNumber", HashId::sku},
                                                {"family", HashId::family},
                                                {"version", HashId::version},
                                                {"networkAdapters", HashId::groupNetwork},
                                                {"disks", HashId::groupDisks},
                                                {"processor.manufacturer", HashId::processorManufacturer},
                                                {"processor.model", HashId::groupProcessor},
                                                {"processor.packages", HashId::packages},
                                                {"processor.cores", HashId::cores},
                                                {"processor.threads", HashId::threads},
                                                {"memoryGiB", HashId::groupMemory},
                                                {"memorySlots", HashId::memorySlots},
                                                {"chassisType", HashId::enclosure},
                                                {"firmwareVendor", HashId::firmwareVendor},
                                                {"displays", HashId::groupDisplays},
                                                {"gpus", HashId::graphics}}};

std::string fieldText(const std::string& field) {
  const auto known = std::ranges::find(fieldNames, field, &FieldName::field);
  return known == fieldNames.end() ? field : say(known->label);
}

// "2.0 by CTSO, firmware 7.85", out of the text that Windows writes into the hash.
std::string tpmText(const std::string& text) {
  const std::string_view version = hash::tpmVersionText(text);
  const std::string_view vendor = hash::tpmVendorText(text);
  const std::string_view firmware = hash::tpmFirmwareText(text);
  if (version.empty() || vendor.empty()) {
    return text;
  }
  return say(firmware.empty() ? HashId::tpmWords : HashId::tpmWordsFirmware,
             {{"version", version}, {"vendor", vendor}, {"firmware", firmware}});
}

std::string changeText(const hash::Change& change) {
  const auto side = [&](const std::string& value) {
    return value.empty() ? say(HashId::none) : printable(change.field == "text" ? tpmText(value) : value, 200);
  };
  return say(change.weight == hash::Weight::noise ? HashId::changeIgnored : HashId::change,
             {{"field", fieldText(change.field)}, {"old", side(change.before)}, {"new", side(change.after)}});
}

}  // namespace

std::string problemsText(const hash::Checked& checked) {
  std::string text;
  for (const hash::Problem& problem : checked.problems) {
    text += stateLine(2, stateName(stateOf(hash::severityOf(problem.code))),
                      fmt::format("{} ({})", problem.message, name(problem.code)));
  }
  return text;
}

std::string summaryText(const std::string& place, const hash::Checked& checked) {
  if (!checked.valid) {
    return stateLine(0, stateName(State::fail), place + say(HashId::invalid));
  }
  const hash::Decoded decoded = hash::decode(checked.records);
  const std::string time = hash::captureWords(decoded);
  return stateLine(
      0, stateName(State::pass),
      place +
          say(HashId::valid, {{"count", std::to_string(checked.characters)},
                              {"time", time.empty() ? say(HashId::unknownTime) : time},
                              {"serial", printable(decoded.system.serialNumber.value_or(say(HashId::unknown)), 80)}}));
}

std::string decodedText(const std::string& place, const hash::Checked& checked) {
  std::string text = summaryText(place, checked) + problemsText(checked);
  for (const hash::Repair repair : checked.repairs) {
    text += stateLine(2, stateName(State::info), say(HashId::repaired, {{"repair", name(repair)}}));
  }
  if (checked.records.records.empty()) {
    return text;
  }
  for (const hash::DescribedGroup& group : hash::describe(hash::decode(checked.records))) {
    text += fmt::format("\n{}{}\n", group.title, group.note.empty() ? "" : " (" + group.note + ")");
    for (const hash::DescribedLine& line : group.lines) {
      text += fmt::format("  {:<24} {}\n", line.label, line.value);
    }
  }
  return text + "\n" + say(HashId::unofficial) + "\n";
}

std::string comparisonText(const hash::Comparison& comparison) {
  std::string text = stateLine(0, stateName(stateOf(comparison.conclusion)), comparison.sentence);
  for (const hash::Change& change : comparison.changes) {
    text += belowState(0, changeText(change));
  }
  for (const std::string& note : comparison.notes) {
    text += stateLine(0, stateName(State::info), printable(note, 400));
  }
  return text;
}

}  // namespace preflight
