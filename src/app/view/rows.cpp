#include "app/view/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "app/view/deployment_rows.h"
#include "app/view/registration_rows.h"
#include "base/text.h"
#include "diagnose/hash/match_device.h"
#include "hash/describe.h"
#include "model/subject.h"

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
    return value ? "yes" : "no";
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
      return "none";
    case FactState::collecting:
      return "reading \xE2\x80\xA6";
    default:
      return fact.error.words.empty() ? "not known" : printable(fact.error.words, 200);
  }
}

enum class Identifies : std::uint8_t { no, yes };

template <class T>
Row row(std::string id, std::string label, const Fact<T>& fact, Identifies identifies = Identifies::no) {
  Row row;
  row.id = std::move(id);
  row.label = std::move(label);
  row.known = fact.known();
  row.value = fact.known() ? shown(fact.value) : whyNot(fact);
  row.state = rowState(fact.state);
  row.word = stateWord(fact.state);
  row.source = fact.source;
  row.identifies = identifies == Identifies::yes && fact.known();
  row.evidence.push_back({row.label, fact.known() ? row.value : describe(fact.error), fact.source});
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
  Section section{"identity", "Identity", {}};
  section.rows = {row("serialNumber", "Serial number", id.serialNumber, Identifies::yes),
                  row("manufacturer", "Manufacturer", id.manufacturer),
                  row("model", "Model", id.model),
                  row("skuNumber", "SKU", id.skuNumber),
                  row("family", "Family", id.family),
                  row("uuid", "UUID", id.uuid, Identifies::yes),
                  row("chassis", "Chassis", id.chassis)};
  if (id.model.known() && id.productName.known() && id.model.value != trimmed(id.productName.value)) {
    section.rows.push_back(row("productName", "Product name", id.productName));
  }
  for (const Finding& finding : diagnosis.findings) {
    if (subjectOf(finding) == Subject::serialNumber) {
      judge(section.rows.front(), finding);
    }
    if (finding.id == FindingId::serialNumberDiffers) {
      section.rows.push_back(row("wmiSerialNumber", "Serial number in WMI", id.wmiSerialNumber, Identifies::yes));
    }
  }
  section.rows.push_back(row("boardProduct", "Board", id.boardProduct));
  section.rows.push_back(row("firmwareVersion", "Firmware", id.firmwareVersion));
  return section;
}

std::vector<RowDetails> detailsOf(const std::vector<hash::DescribedGroup>& groups) {
  std::vector<RowDetails> details;
  for (const hash::DescribedGroup& group : groups) {
    RowDetails part{"In the hash: " + group.title, group.note.empty() ? "decoded, unofficial" : group.note, {}};
    for (const hash::DescribedLine& each : group.lines) {
      part.lines.push_back({each.label, each.value, ""});
    }
    details.push_back(std::move(part));
  }
  return details;
}

// The hash in one phrase; what is in it, group by group, stands behind it.
Row hashRow(const Report& report, const Diagnosis& diagnosis) {
  Row line = row("hardwareHash", "Hardware hash", report.hardwareHash.text, Identifies::no);
  const bool read = report.hardwareHash.text.known();
  if (read) {
    const hash::Checked checked = checkHash(report);
    const hash::Decoded decoded = hash::decode(checked.records);
    line.value = hashPhrase(report, checked, decoded).str();
    line.evidence.front().value = line.value;
    line.details = detailsOf(hash::describe(decoded));
    line.secrets = hash::identifyingTexts(decoded);
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
  Section section{"system", "System", {}};
  section.rows = {hashRow(report, diagnosis), row("phase", "Phase", report.setup.phase),
                  row("computerName", "Computer name", report.setup.computerName, Identifies::yes),
                  row("userName", "User", report.setup.userName),
                  row("elevated", "Administrator rights", report.setup.elevated)};
  if (report.origin.system == SystemKind::windows) {
    section.rows.push_back(row("windows", "Windows", report.windows.productName));
    section.rows.push_back(row("windowsVersion", "Version", report.windows.version));
    section.rows.push_back(row("windowsBuild", "Build", report.windows.build));
    section.rows.push_back(row("firmwareKey", "Product key in firmware", report.firmwareKey.present));
  }
  return section;
}

Section partsSection(const Report& report) {
  Section section{"parts", "Disks and network", {}};
  const Fact<std::vector<DiskFacts>>& disks = report.storage.disks;
  if (!disks.known()) {
    section.rows.push_back(row("disks", "Disks", unknownFact<std::string>(disks.error, disks.source)));
    section.rows.back().value = whyNot(disks);
  }
  for (const DiskFacts& disk : disks.value) {
    const std::string model = disk.vendor.empty() ? disk.model : disk.vendor + " " + disk.model;
    Row line =
        row("disk", "Disk",
            knownFact(fmt::format("{}, {}, {}", model.empty() ? disk.name : model, sizeText(disk.sizeBytes), disk.bus),
                      disks.source));
    line.evidence.push_back({"Serial number", disk.serialNumber.empty() ? "none" : disk.serialNumber, disk.name});
    section.rows.push_back(std::move(line));
  }
  const Fact<std::vector<AdapterFacts>>& adapters = report.network.adapters;
  if (!adapters.known()) {
    section.rows.push_back(row("adapters", "Network", unknownFact<std::string>(adapters.error, adapters.source)));
    section.rows.back().value = whyNot(adapters);
  }
  for (const AdapterFacts& adapter : adapters.value) {
    if (!adapter.physical) {
      continue;
    }
    Row line =
        row("adapter", adapter.wireless ? "Wireless" : "Network",
            knownFact(adapter.mac.empty() ? std::string("no address") : adapter.mac, adapters.source), Identifies::yes);
    line.word = adapter.connected ? "CONNECTED" : "NOT CONNECTED";
    line.evidence.push_back({"Adapter", adapter.description, adapter.name});
    section.rows.push_back(std::move(line));
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
      each.evidence.push_back({"Read", read, "the device's clock"});
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
      return "NONE";
    case FactState::denied:
      return "NO RIGHTS";
    case FactState::unsupported:
      return "N/A";
    case FactState::timedOut:
      return "TIMED OUT";
    case FactState::failed:
      return "ERROR";
    case FactState::notCollected:
      return "NOT RECORDED";
    case FactState::collecting:
      return "READING";
  }
  return "";
}

std::string_view stateWord(State state) {
  switch (state) {
    case State::pass:
      return "OK";
    case State::warn:
      return "WARN";
    case State::fail:
      return "FAIL";
    case State::info:
      return "INFO";
    case State::unknown:
      return "UNKNOWN";
  }
  return "";
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
