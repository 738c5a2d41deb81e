#include "app/view/registration_rows.h"

#include <algorithm>

#include "app/view/subjects.h"
#include "base/text.h"
#include "text/view_id.h"

namespace preflight {
namespace {

// What the findings about this stage say, and what they rest on.
void addFindings(const Diagnosis& diagnosis, const RegistrationStage& stage, Row& row) {
  for (const FindingId id : stage.findings) {
    const Finding* finding = findFinding(diagnosis, id);
    if (finding == nullptr) {
      continue;
    }
    row.findings.push_back(rowFindingOf(*finding));
    for (const Evidence& piece : finding->evidence) {
      if (std::ranges::find(row.evidence, piece) == row.evidence.end()) {
        row.evidence.push_back(piece);
      }
    }
  }
}

Row stageRow(const Report& report, const Diagnosis& diagnosis, const RegistrationStage& stage) {
  Row row;
  row.id = stage.id;
  row.label = stage.label.str();
  row.value = stage.sentence.str();
  const Sign sign = signOf(stage, diagnosis);
  const bool own = sign == signOf(stage.state, stage.word);
  row.state = own ? stage.state : stateOf(sign);
  row.word = own ? stage.word : wordOf(sign);
  row.known = stage.state != State::unknown;
  if (stage.at != UtcTime{}) {
    row.source = dateText(stage.at, zoneOf(report)) + (report.setup.utcOffsetMinutes.known() ? "" : " UTC");
  }
  row.evidence = stage.evidence;
  addFindings(diagnosis, stage, row);
  return row;
}

Row joinRow(const Report& report) {
  const Fact<JoinKind>& kind = report.join.kind;
  Row row;
  row.id = "join";
  row.label = say(ViewId::join);
  row.known = kind.known();
  row.value = kind.known() ? std::string(words(kind.value)) : printable(kind.error.words.str(), 200);
  row.state = kind.known() ? State::info : State::unknown;
  row.word = stateWord(kind.state);
  row.source = kind.source;
  const auto add = [&](ViewId label, const Fact<std::string>& fact) {
    if (fact.known() && !fact.value.empty()) {
      row.evidence.push_back({label, printable(fact.value, 200), fact.source});
    }
  };
  row.evidence.push_back({ViewId::join, kind.known() ? row.value : describe(kind.error), kind.source});
  add(ViewId::tenant, report.join.tenantName);
  add(ViewId::tenantId, report.join.tenantId);
  add(ViewId::domain, report.join.domain);
  return row;
}

Row lineRow(const ProfileLine& line) {
  Row row;
  row.id = "profile-" + line.id;
  row.label = line.label.str();
  row.value = printable(line.value.str(), 400);
  row.source = line.source;
  row.known = true;
  row.identifies = line.identifies;
  row.evidence.push_back({line.label, row.value, line.source});
  return row;
}

}  // namespace

std::vector<Section> registrationSections(const Report& report, const Diagnosis& diagnosis) {
  const RegistrationStatus& registration = diagnosis.registration;
  if (registration.stages.empty()) {
    return {};
  }
  std::vector<Section> sections{{"registration", say(ViewId::sectionRegistration), {}}};
  for (const RegistrationStage& stage : registration.stages) {
    sections.front().rows.push_back(stageRow(report, diagnosis, stage));
  }
  sections.front().rows.push_back(joinRow(report));
  const ProfileView& profile = registration.profile;
  if (!profile.lines.empty()) {
    Section section{"profile", profile.title.str(), {}};
    for (const ProfileLine& line : profile.lines) {
      section.rows.push_back(lineRow(line));
    }
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace preflight
