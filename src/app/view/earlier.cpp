#include "app/view/earlier.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "text/view_id.h"

namespace preflight {
namespace {

// Fields of a comparison that distinguish devices.
constexpr std::array<std::string_view, 7> identifying{"serialNumber",    "uuid",  "ekSha256",    "offlineDeviceId",
                                                      "networkAdapters", "disks", "productKeyId"};

std::string fileOf(const std::string& path) {
  const std::size_t at = path.find_last_of("/\\");
  return at == std::string::npos ? path : path.substr(at + 1);
}

ViewId phraseOf(hash::Conclusion conclusion) {
  switch (conclusion) {
    case hash::Conclusion::same:
      return ViewId::comparedSame;
    case hash::Conclusion::partChanged:
      return ViewId::comparedPart;
    case hash::Conclusion::tpmChanged:
      return ViewId::comparedTpm;
    case hash::Conclusion::boardReplaced:
      return ViewId::comparedBoard;
    case hash::Conclusion::relabelled:
      return ViewId::comparedRelabelled;
    case hash::Conclusion::differentDevice:
      return ViewId::comparedOther;
    case hash::Conclusion::notComparable:
      break;
  }
  return ViewId::comparedNot;
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

std::string ageOf(const EarlierExport& earlier, const Report& report) {
  if (!earlier.capturedAt) {
    return say(ViewId::earlierReadUnknown);
  }
  const std::int64_t now = report.origin.capturedAt.milliseconds;
  const std::int64_t age = now - earlier.capturedAt->milliseconds;
  return now == 0 || age < 0 ? say(ViewId::earlierRead, {{"date", isoText(*earlier.capturedAt)}})
                             : say(ViewId::earlierReadAgo, {{"span", durationText(age)}});
}

std::string lineOf(const EarlierExport& earlier, const Report& report) {
  return say(ViewId::earlierLine,
             {{"file", printable(fileOf(earlier.path), 120)},
              {"what", earlier.sameCapture ? ViewId::earlierCurrent : phraseOf(earlier.comparison.conclusion)},
              {"age", ageOf(earlier, report)}});
}

std::string shown(const std::string& text) {
  return text.empty() ? say(ViewId::none) : printable(text, 400);
}

Evidence changeLine(const hash::Change& change) {
  Args args{{"before", shown(change.before)}, {"after", shown(change.after)}, {"weight", name(change.weight)}};
  const ViewId text = change.weight == hash::Weight::noise ? ViewId::earlierNoise : ViewId::earlierChange;
  return {Text(ViewId::earlierChangeName, {{"group", name(change.group)}, {"field", change.field}}),
          Text(text, std::move(args)), ""};
}

RowDetails changesOf(const hash::Comparison& comparison) {
  RowDetails part{say(ViewId::earlierChanges), say(ViewId::earlierChangesNote), {}};
  for (const hash::Change& change : comparison.changes) {
    part.lines.push_back(changeLine(change));
  }
  return part;
}

void addNewest(Row& row, const EarlierScan& scan, const EarlierStatus& counts, const Report& report) {
  const EarlierExport& newest = scan.found[counts.index];
  const hash::Comparison& comparison = newest.comparison;
  row.known = true;
  row.value = lineOf(newest, report);
  row.state = stateOf(comparison.conclusion);
  row.word = stateWord(row.state);
  row.evidence = {{row.label, row.value, newest.path},
                  {ViewId::conclusion, comparison.sentence, ""},
                  {ViewId::registerAgain, counts.advice, ""}};
  for (const std::string& each : comparison.notes) {
    row.evidence.push_back({ViewId::note, each, ""});
  }
  if (!comparison.changes.empty()) {
    row.details.push_back(changesOf(comparison));
  }
  RowDetails others{say(ViewId::earlierAll), say(ViewId::newestFirst), {}};
  for (const EarlierExport& each : scan.found) {
    others.lines.push_back({Text(ViewId::line, {{"n", std::to_string(each.line)}}), lineOf(each, report), each.path});
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

Section earlierSection(const Earlier& earlier, const Report& report, const Diagnosis& diagnosis) {
  Section section{"earlier", say(ViewId::sectionEarlier), {}};
  if (earlier.answer == Earlier::Answer::nothingToLookFor) {
    return section;
  }
  Row row;
  row.id = "exportedEarlier";
  row.label = say(ViewId::earlierHash);
  row.source = say(ViewId::earlierSource);
  if (earlier.answer == Earlier::Answer::noStick) {
    row.value = say(ViewId::noStick);
  } else if (earlier.answer == Earlier::Answer::looking) {
    row.value = say(ViewId::looking);
  } else if (diagnosis.earlier && diagnosis.earlier->index < earlier.scan.found.size()) {
    addNewest(row, earlier.scan, *diagnosis.earlier, report);
  } else {
    row.value = earlier.scan.files == 1 ? say(ViewId::earlierNoneInOne)
                                        : say(ViewId::earlierNone, {{"n", std::to_string(earlier.scan.files)}});
  }
  if (row.evidence.empty()) {
    row.evidence = {{row.label, row.value, earlier.root}};
  }
  for (const std::string& each : earlier.scan.notes) {
    row.evidence.push_back({ViewId::note, each, ""});
  }
  section.rows.push_back(std::move(row));
  return section;
}

}  // namespace preflight
