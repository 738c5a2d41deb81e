#include "app/view/registration_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace preflight {
namespace {

// The findings that speak about a rung, so that Enter shows what to do.
struct Speaks {
  std::string_view rung;
  std::string_view finding;
};
constexpr Speaks speaks[] = {
    {"registered", "not-registered"},     {"registered", "answered-no-profile"},
    {"registered", "hardware-mismatch"},  {"registered", "stale-registration"},
    {"registered", "must-not-register-"}, {"registered", "other-tenant"},
    {"registered", "asked-no-answer"},    {"registered", "not-asked-yet"},
    {"registered", "cannot-know"},        {"registered", "automatic-registration-possible"},
    {"registered", "device-preparation"}, {"registered", "device-association"},
    {"profile", "registered-"},           {"profile", "profile-"},
    {"profile", "blank-profile-cached"},  {"profile", "offline-profile"},
    {"profile", "service-refused"},       {"enrolled", "enrolled"},
    {"enrolled", "entra-object-missing"},
};

void addFindings(const Diagnosis& diagnosis, Row& row) {
  for (const Finding& finding : diagnosis.findings) {
    const bool fits = std::any_of(std::begin(speaks), std::end(speaks), [&](const Speaks& each) {
      return each.rung == row.id && startsWithIgnoringCase(finding.id, each.finding);
    });
    if (fits) {
      row.evidence.push_back({"Finding", finding.title, ""});
      row.evidence.push_back({"Meaning", finding.meaning, ""});
      row.evidence.push_back({"What to do", finding.action, finding.who});
      for (const Evidence& each : finding.evidence) {
        if (each.label == "How") {
          row.evidence.push_back(each);
        }
      }
    }
  }
}

Row rungRow(const Report& report, const Diagnosis& diagnosis, const Rung& rung) {
  Row row;
  row.id = rung.id;
  row.label = rung.label;
  row.value = rung.sentence;
  row.state = rung.state;
  row.word = rung.word;
  row.known = rung.state != State::unknown;
  if (rung.at != UtcTime{}) {
    const Fact<std::int64_t>& offset = report.setup.utcOffsetMinutes;
    const int minutes = offset.known() ? static_cast<int>(std::clamp<std::int64_t>(offset.value, -1440, 1440)) : 0;
    row.source = dateText(rung.at, minutes) + (offset.known() ? "" : " UTC");
  }
  row.evidence = rung.evidence;
  addFindings(diagnosis, row);
  return row;
}

Row joinRow(const Report& report) {
  const Fact<JoinKind>& kind = report.join.kind;
  Row row;
  row.id = "join";
  row.label = "Join";
  row.known = kind.known();
  row.value = kind.known() ? std::string(words(kind.value)) : printable(kind.error.words, 200);
  row.state = kind.known() ? State::info : State::unknown;
  row.word = stateWord(kind.state);
  row.source = kind.source;
  const auto add = [&](const char* label, const Fact<std::string>& fact) {
    if (fact.known() && !fact.value.empty()) {
      row.evidence.push_back({label, printable(fact.value, 200), fact.source});
    }
  };
  row.evidence.push_back({"Join", kind.known() ? row.value : describe(kind.error), kind.source});
  add("Tenant", report.join.tenantName);
  add("Tenant id", report.join.tenantId);
  add("Domain", report.join.domain);
  return row;
}

Row lineRow(const ProfileLine& line) {
  Row row;
  row.id = "profile-" + line.id;
  row.label = line.label;
  row.value = printable(line.value, 400);
  row.source = line.source;
  row.known = true;
  row.identifies = line.identifies;
  row.evidence.push_back({line.label, row.value, line.source});
  return row;
}

}  // namespace

std::vector<Section> registrationSections(const Report& report, const Diagnosis& diagnosis) {
  const std::vector<Rung>& rungs = diagnosis.registration;
  if (rungs.empty()) {
    return {};
  }
  std::vector<Section> sections{{"registration", "Registration", {}}};
  for (const Rung& rung : rungs) {
    sections.front().rows.push_back(rungRow(report, diagnosis, rung));
  }
  sections.front().rows.push_back(joinRow(report));
  const ProfileView& profile = diagnosis.profile;
  if (!profile.lines.empty()) {
    Section section{"profile", profile.title, {}};
    for (const ProfileLine& line : profile.lines) {
      section.rows.push_back(lineRow(line));
    }
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace preflight
