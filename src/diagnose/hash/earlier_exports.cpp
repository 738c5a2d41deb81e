// Has the device changed since its hash was exported?
#include "diagnose/hash/earlier_exports.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"

namespace preflight {
namespace {

struct Told {
  hash::Conclusion conclusion;
  State state;
  std::string_view title;
};

constexpr std::array<Told, 5> table{{
    {hash::Conclusion::tpmChanged, State::warn,
     "Since the hash on the stick was made the TPM of this device has changed."},
    {hash::Conclusion::boardReplaced, State::warn,
     "Since the hash on the stick was made the motherboard of this device was very probably replaced."},
    {hash::Conclusion::relabelled, State::warn,
     "Since the hash on the stick was made names or numbers in the firmware of this device were rewritten."},
    {hash::Conclusion::differentDevice, State::warn,
     "The hash on the stick under this serial number is of another device."},
    {hash::Conclusion::notComparable, State::unknown,
     "The hash on the stick for this device cannot be compared with the one of now."},
}};

std::string shown(const std::string& text) {
  return text.empty() ? "none" : printable(text, 200);
}

}  // namespace

const EarlierExport* newestEarlier(std::span<const EarlierExport> earlier) {
  const auto rank = [](const EarlierExport& each) {
    const bool readable = each.comparison.conclusion != hash::Conclusion::notComparable;
    return std::tuple(!each.sameCapture, readable, each.capturedAt.value_or(UtcTime{}));
  };
  const auto best =
      std::max_element(earlier.begin(), earlier.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return best == earlier.end() ? nullptr : &*best;
}

std::string_view sentenceOf(hash::RegisterAgain again) {
  switch (again) {
    case hash::RegisterAgain::required:
      return "Registering again is required: deregister the device, then import the hash of now.";
    case hash::RegisterAgain::recommended:
      return "Registering again with the hash of now is recommended.";
    case hash::RegisterAgain::notNeeded:
      return "Registering again is not needed.";
  }
  return "";
}

void diagnoseEarlier(std::span<const EarlierExport> earlier, std::vector<Finding>& findings) {
  const EarlierExport* newest = newestEarlier(earlier);
  if (newest == nullptr) {
    return;
  }
  const hash::Comparison& comparison = newest->comparison;
  const auto told = std::find_if(table.begin(), table.end(),
                                 [&](const Told& each) { return each.conclusion == comparison.conclusion; });
  if (told == table.end()) {
    return;
  }
  Finding finding{"hash-changed-since-export",
                  told->state,
                  std::string(told->title),
                  {{"Exported earlier", fmt::format("line {}", newest->line), newest->path}},
                  comparison.sentence,
                  std::string(sentenceOf(comparison.registerAgain)),
                  "technician"};
  for (const hash::Change& each : comparison.changes) {
    if (each.weight != hash::Weight::noise) {
      finding.evidence.push_back(
          {each.field, fmt::format("{} then, {} now", shown(each.before), shown(each.after)), newest->path});
    }
  }
  findings.push_back(std::move(finding));
}

}  // namespace preflight
