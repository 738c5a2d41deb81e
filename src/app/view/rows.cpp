#include "app/view/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "app/view/deployment_rows.h"
#include "app/view/registration_rows.h"
#include "base/text.h"
#include "model/subject.h"
#include "text/label_id.h"
#include "text/view_id.h"

namespace preflight {
namespace {

State rowState(FactState state) {
  switch (state) {
    case FactState::known:
    case FactState::absent:
      return State::info;
    default:
      return State::unknown;
  }
}

template <class T>
std::string shown(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return printable(trimmed(value), 2000);
  } else if constexpr (std::is_same_v<T, bool>) {
    return say(value ? ViewId::yes : ViewId::no);
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(words(value));
  } else {
    return fmt::format("{}", value);
  }
}

// Why there is no value, short enough for a row; the whole error stands in the evidence.
template <class T>
std::string whyNot(const Fact<T>& fact) {
  switch (fact.state) {
    case FactState::absent:
      return say(ViewId::none);
    case FactState::collecting:
      return say(ViewId::reading);
    default:
      return fact.error.words.empty() ? say(ViewId::unknown) : printable(fact.error.words.str(), 200);
  }
}

enum class Identifies : std::uint8_t { no, yes };

template <class T>
Row row(std::string id, ViewId label, const Fact<T>& fact, Identifies identifies = Identifies::no) {
  Row row;
  row.id = std::move(id);
  row.label = say(label);
  row.known = fact.known();
  row.value = fact.known() ? shown(fact.value) : whyNot(fact);
  row.state = rowState(fact.state);
  row.word = stateWord(fact.state);
  row.source = fact.source;
  row.identifies = identifies == Identifies::yes && fact.known();
  row.evidence.push_back({label, fact.known() ? row.value : describe(fact.error), fact.source});
  return row;
}

// Rows whose fact a rule speaks about take the finding's state.
void judge(Row& row, const Finding& finding) {
  row.state = finding.state;
  row.word = stateWord(finding.state);
  row.findings.push_back(rowFindingOf(finding));
}

Section deviceSection(const Report& report, const Diagnosis& diagnosis) {
  const IdentityPart& id = report.identity;
  Section section{"identity", say(ViewId::sectionIdentity), {}};
  section.rows = {row("serialNumber", ViewId::serialNumber, id.serialNumber, Identifies::yes),
                  row("manufacturer", ViewId::manufacturer, id.manufacturer),
                  row("model", ViewId::model, id.model),
                  row("skuNumber", ViewId::sku, id.skuNumber),
                  row("family", ViewId::family, id.family),
                  row("uuid", ViewId::uuid, id.uuid, Identifies::yes),
                  row("chassis", ViewId::chassis, id.chassis)};
  if (id.model.known() && id.productName.known() && id.model.value != trimmed(id.productName.value)) {
    section.rows.push_back(row("productName", ViewId::productName, id.productName));
  }
  for (const Finding& finding : diagnosis.findings) {
    if (subjectOf(finding) == Subject::serialNumber) {
      judge(section.rows.front(), finding);
    }
    if (finding.id == FindingId::serialNumberDiffers) {
      section.rows.push_back(row("wmiSerialNumber", ViewId::wmiSerialNumber, id.wmiSerialNumber, Identifies::yes));
    }
  }
  section.rows.push_back(row("boardProduct", ViewId::board, id.boardProduct));
  section.rows.push_back(row("firmwareVersion", ViewId::firmware, id.firmwareVersion));
  return section;
}

std::vector<RowDetails> detailsOf(const std::vector<hash::DescribedGroup>& groups) {
  std::vector<RowDetails> details;
  for (const hash::DescribedGroup& group : groups) {
    RowDetails part{
        say(ViewId::inTheHash, {{"part", group.title}}), group.note.empty() ? say(ViewId::decoded) : group.note, {}};
    for (const hash::DescribedLine& each : group.lines) {
      part.lines.push_back({each.label, each.value, ""});
    }
    details.push_back(std::move(part));
  }
  return details;
}

// The hash in one phrase; what is in it, group by group, stands behind it.
Row hashRow(const Report& report, const Diagnosis& diagnosis) {
  Row line = row("hardwareHash", ViewId::hardwareHash, report.hardwareHash.text, Identifies::no);
  const bool read = report.hardwareHash.text.known();
  if (read) {
    line.value = diagnosis.hash.phrase.str();
    line.evidence.front().value = line.value;
    line.details = detailsOf(diagnosis.hash.parts);
    line.secrets = diagnosis.hash.identifying;
  }
  if (report.hardwareHash.text.state == FactState::collecting && report.origin.system == SystemKind::windows) {
    line.value = say(ViewId::readingHash);
    line.evidence.front().value = say(ViewId::readingTool);
  }
  for (const Finding& finding : diagnosis.findings) {
    if (subjectOf(finding) == Subject::hardwareHash) {
      if (!read) {
        line.value = finding.title();
      }
      line.evidence = finding.evidence;
      judge(line, finding);
    }
  }
  return line;
}

Section systemSection(const Report& report, const Diagnosis& diagnosis) {
  Section section{"system", say(ViewId::sectionSystem), {}};
  section.rows = {hashRow(report, diagnosis), row("phase", ViewId::phase, report.setup.phase),
                  row("computerName", ViewId::computerName, report.setup.computerName, Identifies::yes),
                  row("userName", ViewId::user, report.setup.userName),
                  row("elevated", ViewId::administrator, report.setup.elevated)};
  if (report.origin.system == SystemKind::windows) {
    section.rows.push_back(row("windows", ViewId::windows, report.windows.productName));
    section.rows.push_back(row("windowsVersion", ViewId::version, report.windows.version));
    section.rows.push_back(row("windowsBuild", ViewId::build, report.windows.build));
    section.rows.push_back(row("firmwareKey", ViewId::firmwareKey, report.firmwareKey.present));
  }
  return section;
}

Row adapterRow(const AdapterFacts& adapter, const std::string& source) {
  const std::string mac = adapter.mac.empty() ? say(ViewId::noAddress) : adapter.mac;
  const ViewId text = adapter.connected ? ViewId::adapterConnected : ViewId::adapterNotConnected;
  Row line = row("adapter", adapter.wireless ? ViewId::wireless : ViewId::network,
                 knownFact(say(text, {{"mac", mac}}), source));
  line.state = adapter.connected ? State::pass : State::info;
  line.word = adapter.connected ? stateWord(State::pass) : stateWord(FactState::absent);
  line.evidence.push_back({ViewId::adapter, adapter.description, adapter.name});
  line.secrets.push_back(adapter.mac);
  return line;
}

Section partsSection(const Report& report) {
  Section section{"parts", say(ViewId::sectionParts), {}};
  const Fact<std::vector<DiskFacts>>& disks = report.storage.disks;
  if (!disks.known()) {
    section.rows.push_back(row("disks", ViewId::disks, unknownFact<std::string>(disks.error, disks.source)));
    section.rows.back().value = whyNot(disks);
  }
  for (const DiskFacts& disk : disks.value) {
    const std::string model = disk.vendor.empty() ? disk.model : disk.vendor + " " + disk.model;
    Row line = row("disk", ViewId::disk,
                   knownFact(say(ViewId::diskParts, {{"name", model.empty() ? disk.name : model},
                                                     {"size", sizeText(disk.sizeBytes)},
                                                     {"bus", disk.bus}}),
                             disks.source));
    line.evidence.push_back(
        {ViewId::serialNumber, disk.serialNumber.empty() ? say(ViewId::none) : disk.serialNumber, disk.name});
    section.rows.push_back(std::move(line));
  }
  const Fact<std::vector<AdapterFacts>>& adapters = report.network.adapters;
  if (!adapters.known()) {
    section.rows.push_back(row("adapters", ViewId::network, unknownFact<std::string>(adapters.error, adapters.source)));
    section.rows.back().value = whyNot(adapters);
  }
  for (const AdapterFacts& adapter : adapters.value) {
    if (!adapter.physical) {
      continue;
    }
    section.rows.push_back(adapterRow(adapter, adapters.source));
  }
  return section;
}

// Facts keep the bytes of their sources. They are escaped here, and in evidence where it is shown.
void escape(std::vector<Section>& sections) {
  for (Section& section : sections) {
    for (Row& row : section.rows) {
      row.value = printable(row.value);
      row.source = printable(row.source);
    }
  }
}

}  // namespace

RowFinding rowFindingOf(const Finding& finding) {
  return {printable(finding.title()), printable(finding.meaning()), printable(finding.action()), finding.who()};
}

std::vector<Section> sections(const Report& report, const Diagnosis& diagnosis) {
  std::vector<Section> all{deviceSection(report, diagnosis), systemSection(report, diagnosis), partsSection(report)};
  for (Section& section : registrationSections(report, diagnosis)) {
    all.push_back(std::move(section));
  }
  for (Section& section : deploymentSections(report, diagnosis)) {
    all.push_back(std::move(section));
  }
  escape(all);
  if (report.origin.capturedAt == UtcTime{}) {
    return all;
  }
  const std::string read =
      dateText(report.origin.capturedAt, zoneOf(report)) + (report.setup.utcOffsetMinutes.known() ? "" : " UTC");
  for (Section& section : all) {
    for (Row& each : section.rows) {
      each.evidence.push_back({ViewId::read, read, say(ViewId::deviceClock)});
    }
  }
  return all;
}

const Row* findRow(std::span<const Section> all, std::string_view id) {
  for (const Section& section : all) {
    const auto found =
        std::find_if(section.rows.begin(), section.rows.end(), [&](const Row& row) { return row.id == id; });
    if (found != section.rows.end()) {
      return &*found;
    }
  }
  return nullptr;
}

std::string_view stateWord(FactState state) {
  switch (state) {
    case FactState::known:
      return "";
    case FactState::absent:
      return catalogue::sentence(rowOf(LabelId::stateNone));
    case FactState::collecting:
      return catalogue::sentence(rowOf(LabelId::stateRunning));
    default:
      return catalogue::sentence(rowOf(LabelId::stateUnknown));
  }
}

std::string_view stateWord(State state) {
  constexpr std::array<LabelId, 5> words{LabelId::stateOk, LabelId::stateWarning, LabelId::stateFailed,
                                         LabelId::stateInfo, LabelId::stateUnknown};
  return catalogue::sentence(rowOf(words[static_cast<std::size_t>(state)]));
}

std::string_view whoWord(Who who) {
  constexpr std::array<LabelId, 7> words{LabelId::whoYou,     LabelId::whoUser,   LabelId::whoAdmin,
                                         LabelId::whoNetwork, LabelId::whoVendor, LabelId::whoPartner,
                                         LabelId::whoSupport};
  return catalogue::sentence(rowOf(words[static_cast<std::size_t>(who)]));
}

std::string shownSerial(const Report& report) {
  return report.identity.serialNumber.known() ? printable(report.identity.serialNumber.value, 200) : std::string();
}

std::string makerAndModel(const Report& report) {
  const auto text = [](const Fact<std::string>& fact) { return fact.known() ? shown(fact.value) : std::string(); };
  const std::string maker = text(report.identity.manufacturer);
  const std::string model = text(report.identity.model);
  if (maker.empty() || model.empty() || startsWithIgnoringCase(model, maker)) {
    return model.empty() ? maker : model;
  }
  return maker + " " + model;
}

int zoneOf(const Report& report) {
  const Fact<std::int64_t>& offset = report.setup.utcOffsetMinutes;
  return offset.known() && std::abs(offset.value) <= 24 * 60 ? static_cast<int>(offset.value) : 0;
}

std::string masked(std::string_view value) {
  // By code point: a mask must not cut one in two.
  std::vector<char32_t> points;
  while (!value.empty()) {
    points.push_back(takeCodePoint(value));
  }
  std::string text;
  for (std::size_t i = 0; i < points.size(); ++i) {
    appendUtf8(text, i + 2 < points.size() || points.size() <= 4 ? U'*' : points[i]);
  }
  return text;
}

}  // namespace preflight
