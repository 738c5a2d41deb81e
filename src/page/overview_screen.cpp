// Screen 1: which device this is, its state, what is ready.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "model/subject.h"
#include "page/screens.h"
#include "text/label_id.h"

namespace preflight::page {
namespace {

std::string tookText(const Frame& frame, std::string_view collector) {
  for (const CollectorRun& run : frame.session.report().runs) {
    if (run.id == collector) {
      return run.milliseconds < 1000
                 ? say(LabelId::milliseconds, {{"n", std::to_string(run.milliseconds)}})
                 : say(LabelId::seconds, {{"n", fmt::format("{:.1f}", static_cast<double>(run.milliseconds) / 1000)}});
    }
  }
  return "";
}

std::string commaJoined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& each : parts) {
    text += each.empty() ? "" : (text.empty() ? "" : ", ") + each;
  }
  return text;
}

void addRow(const Frame& frame, CardSpec& card, std::string_view id) {
  if (const Row* row = findRow(frame.session.sections(), id)) {
    card.rows.push_back(rowOf(*row));
    card.rows.back().source.clear();
  }
}

// The adapter that is connected, else the first.
void addAdapterRow(const Frame& frame, CardSpec& card) {
  const Row* shown = nullptr;
  for (const Section& section : frame.session.sections()) {
    for (const Row& row : section.rows) {
      const bool better = shown == nullptr || (shown->state != State::pass && row.state == State::pass);
      shown = row.id == "adapter" && better ? &row : shown;
    }
  }
  if (shown != nullptr) {
    card.rows.push_back(rowOf(*shown));
    card.rows.back().source.clear();
  }
}

// The number itself is above in large letters; this row says whether it is of use.
void addSerialRow(const Frame& frame, CardSpec& card) {
  const Row* row = findRow(frame.session.sections(), "serialNumber");
  if (row == nullptr) {
    return;
  }
  RowSpec spec = rowOf(*row);
  spec.source.clear();
  spec.mono = false;
  const auto& findings = frame.session.diagnosis().findings;
  const auto found = std::ranges::find(findings, Subject::serialNumber, &subjectOf);
  if (found != findings.end()) {
    spec.value = found->title();
    spec.copy = row->value;
  } else if (row->known) {
    spec.value = say(PageId::serialFine);
    spec.copy = row->value;
    spec.status = State::pass;
    spec.word = stateWord(State::pass);
  }
  card.rows.push_back(std::move(spec));
}

void addWindowsRow(const Frame& frame, CardSpec& card) {
  const WindowsPart& windows = frame.session.report().windows;
  const Row* row = findRow(frame.session.sections(), "windows");
  if (row == nullptr) {
    return;
  }
  RowSpec spec = rowOf(*row);
  spec.source.clear();
  const auto known = [](const Fact<std::string>& fact) { return fact.known() ? printable(fact.value, 200) : ""; };
  if (row->known) {
    const std::string build = known(windows.build);
    spec.value = commaJoined({row->value + (known(windows.version).empty() ? "" : " " + known(windows.version)),
                              build.empty() ? "" : say(PageId::windowsBuild, {{"build", build}})});
  }
  card.rows.push_back(std::move(spec));
}

RowSpec stickRow(const Frame& frame) {
  const Drives& drives = frame.session.drives();
  RowSpec row;
  row.id = "stick";
  row.label = say(PageId::stick);
  row.known = false;
  row.evidence = {{PageId::stick, drivesText(drives), say(PageId::drives)}};
  row.status = State::unknown;
  if (frame.session.drivesAreSlow()) {
    row.value = say(PageId::drivesSlow);
    row.word = stateWord(State::unknown);
  } else if (const Target* target = frame.session.target()) {
    row.value = targetText(*target);
    row.known = true;
    row.status = State::pass;
    row.word = stateWord(State::pass);
    row.evidence.front().value = row.value;
  } else if (drives.answer == Drives::Answer::looking) {
    row.value = say(PageId::looking);
    row.word = say(LabelId::stateRunning);
  } else if (drives.targets.size() > 1) {
    row.value = say(PageId::sticksChoose, {{"n", std::to_string(drives.targets.size())}});
    row.status = State::warn;
    row.word = say(LabelId::stateWaiting);
  } else {
    row.value = drivesText(drives);
    const bool failed = drives.answer == Drives::Answer::failed;
    row.status = failed ? State::unknown : State::warn;
    row.word = say(failed ? LabelId::stateUnknown : LabelId::stateNone);
  }
  return row;
}

RowSpec writtenRow(const Frame& frame) {
  RowSpec row;
  row.id = "written";
  row.label = say(PageId::csvOfDevice);
  row.value = say(PageId::csvNotSaved);
  row.known = false;
  if (frame.session.exporting()) {
    row.value = say(PageId::csvSaving);
    row.word = say(LabelId::stateRunning);
  } else if (!frame.session.writtenTo().empty()) {
    row.value = printable(frame.session.writtenTo());
    row.known = true;
    row.status = State::pass;
    row.word = stateWord(State::pass);
  }
  row.evidence = {{PageId::csvOfDevice, row.value, ""}};
  return row;
}

CardSpec findingsCard(const Frame& frame) {
  CardSpec card{say(PageId::cardFindings), say(PageId::findingsNote, {{"key", keyOf(ActionId::enter)}}), {}};
  for (const Finding& finding : frame.session.diagnosis().findings) {
    if (finding.state == State::pass) {
      continue;
    }
    card.rows.push_back(rowOf(finding));
  }
  return card;
}

struct Serial {
  Style style;
  Fitted text;
};

// As large as it fits, down to a little more than the text; then on several lines.
Serial fitSerial(Frame& frame, const std::string& text, float room) {
  const float em = frame.size.em;
  const int most = static_cast<int>(em * 2.6F);
  const int least = static_cast<int>(em * 1.3F);
  // The face has one width for all, so it needs no measuring in each size.
  const float atMost = static_cast<float>(text.size()) * 0.53F * static_cast<float>(most);
  int pixels = most;
  if (atMost > room) {
    pixels = std::clamp(static_cast<int>(static_cast<float>(most) * room / atMost), least, most);
  }
  const Style style{Face::mono, pixels};
  return {style, frame.canvas.wrap(style, text, room, 3)};
}

std::string partsText(const Frame& frame) {
  const Report& report = frame.session.report();
  std::string text;
  const auto add = [&](const std::string& part) {
    text += part.empty() ? "" : (text.empty() ? "" : " \u00B7 ") + part;
  };
  add(report.identity.skuNumber.known()
          ? say(PageId::sku, {{"sku", printable(trimmed(report.identity.skuNumber.value), 100)}})
          : "");
  for (const DiskFacts& disk : report.storage.disks.value) {
    if (!disk.removable) {
      add(sizeText(disk.sizeBytes) + " " + disk.bus);
    }
  }
  return text;
}

void drawDeviceCard(Frame& frame) {
  const Sizes& size = frame.size;
  Canvas& canvas = frame.canvas;
  const Rect& content = frame.content;
  const float inside = content.width() - 2 * size.pad;
  const Report& report = frame.session.report();
  const std::string serial = frame.shown(shownSerial(report));
  const Row* row = findRow(frame.session.sections(), "serialNumber");
  const Serial fitted = fitSerial(frame, serial.empty() ? " " : serial, inside);
  const auto pixels = static_cast<float>(serial.empty() ? size.px : fitted.style.pixels);
  const auto lines = static_cast<float>(std::max<std::size_t>(fitted.text.lines.size(), 1));
  const float pitch = std::floor(pixels * 1.1F);
  const float height = size.row + 1 + std::floor(size.em * 0.4F) + size.line + pitch * lines + size.line * 1.5F;
  const Rect rect{content.x0, frame.y, content.x1, frame.y + height};
  const std::string source = row == nullptr ? "" : commaJoined({row->source, tookText(frame, "identity")});
  float y = drawCardFrame(frame, rect, say(PageId::cardDevice), source) + std::floor(size.em * 0.4F);
  const float x = rect.x0 + size.pad;
  canvas.owner("device");
  const std::string label = say(PageId::serialNumber);
  canvas.text(size.body, x, y, frame.theme.dim, label);
  const std::string hint = say(PageId::qrHint, {{"key", keyOf(ActionId::qr)}});
  const float hintWidth = canvas.width(size.small, hint);
  if (hintWidth < inside - canvas.width(size.body, label) - size.em * 2 && !serial.empty()) {
    canvas.text(size.small, rect.x1 - size.pad - hintWidth, y, frame.theme.dim, hint);
  }
  y += size.line;
  if (serial.empty()) {
    canvas.textIn(size.body, x, y, inside, frame.theme.dim, row == nullptr ? "" : frame.shown(row->value));
  }
  for (const std::string& line : fitted.text.lines) {
    if (&line == &fitted.text.lines.back() && fitted.text.elided) {
      canvas.markElided();
    }
    if (!serial.empty()) {
      canvas.text(fitted.style, x, y, frame.theme.text, line);
    }
    y += pitch;
  }
  y += serial.empty() ? pitch * (lines - static_cast<float>(fitted.text.lines.size())) : 0;
  y = rect.y1 - std::floor(size.line * 1.35F);
  const std::string model = canvas.elide(size.body, frame.shown(makerAndModel(report)), inside);
  const float end = canvas.text(size.body, x, y, frame.theme.text, model);
  const float left = rect.x1 - size.pad - end - size.em;
  if (const std::string parts = partsText(frame); !parts.empty() && left > size.em * 4) {
    canvas.textIn(size.body, end + (model.empty() ? 0 : size.em * 0.6F), y, left, frame.theme.dim,
                  frame.shown((model.empty() ? "" : "\u00B7  ") + parts));
  }
  frame.y = rect.y1 + size.gap;
}

}  // namespace

std::string drivesText(const Drives& drives) {
  std::string line;
  for (std::string_view rest = drives.words; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    line += (line.empty() ? "" : " \u00B7 ") + printable(trimmed(part), 400);
  }
  return line;
}

std::string targetText(const Target& target) {
  std::string root = target.root;
  while (root.size() > 2 && (root.back() == '\\' || root.back() == '/')) {
    root.pop_back();
  }
  return printable(
      commaJoined({root + (target.label.empty() ? "" : " " + target.label), target.fileSystem,
                   target.freeBytes == 0 ? "" : say(PageId::stickFree, {{"size", sizeText(target.freeBytes)}}),
                   target.own ? say(PageId::stickOwn) : ""}),
      600);
}

// How old what is shown is, and what the slowest part took.
std::string readText(const Frame& frame) {
  const OriginPart& origin = frame.session.report().origin;
  const std::string hashTook = tookText(frame, "hardwareHash");
  const bool live = origin.origin == ReportOrigin::live && origin.capturedAt != UtcTime{};
  return commaJoined({live ? say(PageId::readAge, {{"age", ageText(origin.capturedAt, frame.now)}}) : "",
                      hashTook.empty() ? "" : say(PageId::hashTook, {{"time", hashTook}})});
}

std::vector<CardSpec> overviewCards(Frame& frame) {
  CardSpec status{say(PageId::cardStatus), readText(frame), {}};
  addRow(frame, status, "hardwareHash");
  for (const char* stage : {"registered", "profile", "enrolled"}) {
    addRow(frame, status, stage);
  }
  addSerialRow(frame, status);
  addRow(frame, status, "phase");
  addRow(frame, status, "elevated");
  addWindowsRow(frame, status);
  CardSpec ready{say(PageId::cardReady), "", {}};
  ready.rows = {stickRow(frame), writtenRow(frame)};
  addRow(frame, ready, "disk");
  addRow(frame, ready, "disks");
  addAdapterRow(frame, ready);
  addRow(frame, ready, "adapters");
  std::vector<CardSpec> cards{std::move(status), std::move(ready)};
  CardSpec findings = findingsCard(frame);
  if (!findings.rows.empty()) {
    cards.push_back(std::move(findings));
  }
  numberRepeated(cards);
  return cards;
}

ActionId drawOverview(Frame& frame) {
  drawDeviceCard(frame);
  drawCards(frame, overviewCards(frame), 27);
  return frame.asked;
}

}  // namespace preflight::page
