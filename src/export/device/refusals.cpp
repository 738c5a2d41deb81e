#include "export/device/refusals.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/diagnose.h"

namespace preflight {
namespace {

struct Rule {
  std::string_view id;
  bool ofHash;
  std::string_view thing;
  std::string_view words;  // instead of the finding's evidence
  std::string_view advice;
};

constexpr std::array<Rule, 4> rules{{
    {"hash-other-device", true, "hardware hash", "",
     "Read the hash at the device itself; to export it all the same, use --force."},
    {"hash-other-board", true, "hardware hash", "",
     "Restart the device and read again; to export it all the same, use --force."},
    {"hash-faulty", true, "hardware hash", "", "Read it again; to export it all the same, use --force."},
    {"serial-number-placeholder", false, "serial number", "is a placeholder that many devices share",
     "Have the real one written into the firmware, or export all the same with --force."},
}};

std::string detailOf(const Finding& finding, const Rule& rule) {
  if (!rule.words.empty()) {
    return std::string(rule.words);
  }
  const auto error = std::find_if(finding.evidence.begin(), finding.evidence.end(),
                                  [](const Evidence& each) { return each.label == "error"; });
  if (error != finding.evidence.end()) {
    return error->value;
  }
  std::string words =
      lower(finding.title.substr(0, 1)) + finding.title.substr(std::min<std::size_t>(1, finding.title.size()));
  if (words.ends_with('.')) {
    words.pop_back();
  }
  return fmt::format("{} ({})", words, finding.id);
}

std::string stepOf(const Finding& finding, const Rule& rule) {
  const auto value = std::find_if(finding.evidence.begin(), finding.evidence.end(),
                                  [](const Evidence& each) { return each.label == "Serial number"; });
  return rule.ofHash || value == finding.evidence.end()
             ? std::string(rule.thing)
             : fmt::format("{} '{}'", rule.thing, printable(value->value, 80));
}

}  // namespace

std::vector<Refusal> refusals(std::span<const Finding> findings, csv::Format format) {
  std::vector<Refusal> found;
  for (const Rule& rule : rules) {
    for (const Finding& each : findings) {
      if (each.id == rule.id && !(rule.ofHash && format == csv::Format::corporate)) {
        found.push_back({each.id, stepOf(each, rule), each.title, detailOf(each, rule), std::string(rule.advice)});
      }
    }
  }
  return found;
}

std::vector<Refusal> refusals(const Report& report, csv::Format format) {
  std::vector<Finding> findings;
  diagnoseIdentity(report, findings);
  diagnoseHash(report, findings);
  return refusals(findings, format);
}

}  // namespace preflight
