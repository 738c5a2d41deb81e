#include "app/view/earlier.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"

namespace preflight {
namespace {

// Fields of a comparison that tell devices apart.
constexpr std::array<std::string_view, 7> identifying{"serialNumber",    "uuid",  "ekSha256",    "offlineDeviceId",
                                                      "networkAdapters", "disks", "productKeyId"};

std::string fileOf(const std::string& path) {
  const std::size_t at = path.find_last_of("/\\");
  return at == std::string::npos ? path : path.substr(at + 1);
}

std::string_view wordsOf(hash::Conclusion conclusion) {
  switch (conclusion) {
    case hash::Conclusion::same:
      return "nothing that counts has changed";
    case hash::Conclusion::partChanged:
      return "a part was changed";
    case hash::Conclusion::tpmChanged:
      return "the TPM was changed";
    case hash::Conclusion::boardReplaced:
      return "the board was replaced";
    case hash::Conclusion::relabelled:
      return "names in the firmware were rewritten";
    case hash::Conclusion::differentDevice:
      return "another device";
    case hash::Conclusion::notComparable:
      return "cannot be compared";
  }
  return "";
}

std::string wordOf(hash::Conclusion conclusion) {
  std::string word(name(conclusion));
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c == '-' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return word;
}

State stateOf(hash::Conclusion conclusion) {
  switch (conclusion) {
    case hash::Conclusion::same:
      return State::pass;
    case hash::Conclusion::partChanged:
      return State::info;
    case hash::Conclusion::notComparable:
      return State::unknown;
    default:
      return State::warn;
  }
}

std::string ageOf(const EarlierExport& each, const Report& report) {
  if (!each.capturedAt) {
    return "capture time not known";
  }
  const std::int64_t now = report.origin.capturedAt.milliseconds;
  const std::int64_t age = now - each.capturedAt->milliseconds;
  return now == 0 || age < 0 ? "captured " + isoText(*each.capturedAt)
                             : fmt::format("captured {} ago", durationText(age));
}

std::string lineOf(const EarlierExport& each, const Report& report) {
  return fmt::format("{}: {}, {}", printable(fileOf(each.path), 120),
                     each.sameCapture ? "the hash of now" : wordsOf(each.comparison.conclusion), ageOf(each, report));
}

std::string shown(const std::string& text) {
  return text.empty() ? "none" : printable(text, 400);
}

RowDetails changesOf(const hash::Comparison& comparison) {
  RowDetails part{"What changed", "in the hash: then, now", {}};
  for (const hash::Change& each : comparison.changes) {
    part.lines.push_back(
        {fmt::format("{}: {}", name(each.group), each.field),
         fmt::format("{} then, {} now ({})", shown(each.before), shown(each.after),
                     each.weight == hash::Weight::noise ? "comes and goes, does not count"
                                                        : fmt::format("counts: {}", name(each.weight))),
         ""});
  }
  return part;
}

void tell(Row& row, const EarlierScan& scan, const EarlierExport& newest, const Report& report) {
  const hash::Comparison& comparison = newest.comparison;
  row.known = true;
  row.value = lineOf(newest, report);
  row.state = stateOf(comparison.conclusion);
  row.word = wordOf(comparison.conclusion);
  row.evidence = {{row.label, row.value, newest.path},
                  {"Conclusion", comparison.sentence, ""},
                  {"Register again", adviceOf(comparison.registerAgain), ""}};
  for (const std::string& each : comparison.notes) {
    row.evidence.push_back({"Note", each, ""});
  }
  if (!comparison.changes.empty()) {
    row.details.push_back(changesOf(comparison));
  }
  RowDetails others{"All that lie on the stick", "newest first", {}};
  for (const EarlierExport& each : scan.found) {
    others.lines.push_back({fmt::format("line {}", each.line), lineOf(each, report), each.path});
    for (const hash::Change& change : each.comparison.changes) {
      if (std::find(identifying.begin(), identifying.end(), change.field) != identifying.end()) {
        row.secrets.push_back(change.before);
        row.secrets.push_back(change.after);
      }
    }
  }
  row.details.push_back(std::move(others));
}

}  // namespace

Section earlierSection(const Earlier& earlier, const Report& report) {
  Section section{"earlier", "Exported earlier", {}};
  if (earlier.answer == Earlier::Answer::nothingToLookFor) {
    return section;
  }
  Row row;
  row.id = "exportedEarlier";
  row.label = "Hash on the stick";
  row.source = "CSV files of the stick";
  if (earlier.answer == Earlier::Answer::noStick) {
    row.value = "no stick to look at";
  } else if (earlier.answer == Earlier::Answer::looking) {
    row.value = "looking \u2026";
  } else if (const EarlierExport* newest = newestEarlier(earlier.scan.found)) {
    tell(row, earlier.scan, *newest, report);
  } else {
    row.value =
        fmt::format("none of this device in {} CSV file{}", earlier.scan.files, earlier.scan.files == 1 ? "" : "s");
  }
  if (row.evidence.empty()) {
    row.evidence = {{row.label, row.value, earlier.root}};
  }
  for (const std::string& each : earlier.scan.notes) {
    row.evidence.push_back({"Note", each, ""});
  }
  section.rows.push_back(std::move(row));
  return section;
}

}  // namespace preflight
