// Screen 7: what goes into the CSV, where it goes, and Write.
#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "export/device/refusals.h"
#include "export/device/stick_layout.h"
#include "page/batch_card.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

RowSpec fieldRow(std::string id, std::string label, TextField& field, std::string hint) {
  RowSpec row;
  row.id = std::move(id);
  row.label = std::move(label);
  row.field = &field;
  row.hint = std::move(hint);
  return row;
}

// A text that a CSV may not hold is said beside its field, before anything is written.
void judgeField(RowSpec& row, const CsvRequest& request) {
  if (const ExportResult<void> fits = checkInput(request); !fits) {
    row.status = State::fail;
    row.word = "NOT ALLOWED";
    row.evidence = {{row.label, printable(describe(fits.error().error)), fits.error().advice}};
  }
}

void addRow(const Frame& frame, CardSpec& card, std::string_view id, std::string label) {
  if (const Row* row = findRow(frame.session.sections(), id)) {
    card.rows.push_back(rowOf(*row));
    card.rows.back().label = std::move(label);
    card.rows.back().source.clear();
  }
}

RowSpec targetRow(const Frame& frame) {
  RowSpec row;
  row.id = "to";
  row.label = "To";
  const Drives& drives = frame.session.drives();
  const Target* target = frame.session.target();
  const std::size_t count = drives.targets.size();
  if (target != nullptr) {
    row.value = targetText(*target);
    row.evidence = {{"To", row.value, "drives"}};
    row.hint = count > 1 ? fmt::format("\u2190 \u2192 chooses among {}", count) : "";
  } else {
    row.known = false;
    row.value = count > 1                                  ? fmt::format("{} sticks: \u2190 \u2192 chooses", count)
                : drives.answer == Drives::Answer::looking ? "looking for a stick \u2026"
                                                           : drivesText(drives);
    row.status = State::warn;
    row.word = count > 1 ? "CHOOSE" : drives.answer == Drives::Answer::looking ? "" : "NONE";
    row.evidence = {{"To", drivesText(drives), "drives"}};
  }
  if (frame.session.drivesAreSlow()) {
    row.status = State::unknown;
    row.word = "SLOW";
  }
  return row;
}

RowSpec writeRow(const Frame& frame) {
  RowSpec row;
  row.id = "write";
  row.button = true;
  row.value = frame.session.writtenTo().empty() ? "Write" : "Write again";
  const std::string problem = whyNoWrite(frame.state, frame.session);
  row.known = problem.empty();
  row.hint = problem;
  if (problem.empty()) {
    CsvTarget target;
    target.base = frame.session.target()->root;
    target.onStick = true;
    const std::string path = target.path(frame.session.report().identity.serialNumber.value, frame.session.format());
    row.hint = frame.shown(printable(path, 500)) + ", and the batch";
  }
  return row;
}

RowSpec ejectRow(const Frame& frame) {
  RowSpec row;
  row.id = "eject";
  row.button = true;
  row.value = "Eject";
  const std::string why = frame.session.whyNoEject();
  row.known = why.empty();
  row.hint = why.empty() ? "only if you want the drive gone before you pull it" : why;
  return row;
}

// The part of a long list around `at` that has room in a row: first and behind the last.
std::pair<std::size_t, std::size_t> tagsAround(const std::vector<std::string>& tags, std::size_t at) {
  constexpr std::size_t room = 64;
  std::size_t first = at;
  std::size_t last = at + 1;
  std::size_t used = tags[at].size();
  for (bool grown = true; grown;) {
    grown = false;
    if (last < tags.size() && used + tags[last].size() + 3 <= room) {
      used += tags[last++].size() + 3;
      grown = true;
    }
    if (first > 0 && used + tags[first - 1].size() + 3 <= room) {
      used += tags[--first].size() + 3;
      grown = true;
    }
  }
  return {first, last};
}

// Tags that were laid down in the settings; the field above takes what is chosen.
RowSpec tagRow(const Frame& frame, const Settings& settings) {
  const std::vector<std::string>& tags = settings.groupTags;
  const auto chosen = std::find(tags.begin(), tags.end(), frame.state.groupTag.text);
  const std::size_t at = chosen == tags.end() ? 0 : static_cast<std::size_t>(chosen - tags.begin());
  const auto [first, last] = tagsAround(tags, at);
  RowSpec row;
  row.id = "tagChoice";
  row.label = "Tags";
  row.value = first > 0 ? "\u2190 \u2026 " : "\u2190 ";
  for (std::size_t i = first; i < last; ++i) {
    const std::string tag = printable(tags[i], 60);
    row.value += (i == first ? "" : " \u00B7 ") + (i == at && chosen != tags.end() ? "[" + tag + "]" : tag);
  }
  row.value += last < tags.size() ? " \u2026 \u2192" : " \u2192";
  row.hint = chosen == tags.end() ? fmt::format("{} tags", tags.size()) : fmt::format("{} of {}", at + 1, tags.size());
  for (const std::string& each : tags) {
    row.evidence.push_back({"Tag", printable(each, 400), settings.path});
  }
  return row;
}

struct FormatWords {
  std::string_view name;
  std::string_view where;
  std::string_view columns;
};

constexpr std::array<FormatWords, 3> formatWords{{
    {"Intune", "Devices \u203A Enrollment \u203A Windows \u203A Devices \u203A Import",
     "Device Serial Number, Windows Product ID, Hardware Hash, Group Tag, Assigned User"},
    {"Partner Center", "Customers \u203A Devices; needs no hash",
     "Device Serial Number, Windows Product ID, Hardware Hash, Manufacturer name, Device model"},
    {"Corporate identifier", "Devices \u203A Enrollment \u203A Corporate device identifiers; needs no hash",
     "Manufacturer, Model, Serial number; no header"},
}};

RowSpec formatRow(const Frame& frame) {
  const FormatWords& words = formatWords[static_cast<std::size_t>(frame.session.format())];
  RowSpec row;
  row.id = "format";
  row.label = "Format";
  row.value = words.name;
  row.hint = fmt::format("\u2190 \u2192 chooses \u00B7 {}", words.where);
  row.evidence = {{"Format", std::string(words.columns), std::string(words.where)}};
  return row;
}

// What a typed text is worth in a format that has no column for it.
void tellUnused(RowSpec& row, const Frame& frame) {
  if (frame.session.format() != csv::Format::intune && !row.field->text.empty() && row.word.empty()) {
    row.status = State::info;
    row.word = "NOT IN THIS FORMAT";
    row.evidence = {{row.label, "Only Intune's import file has a column for it. It is left out.", ""}};
  }
}

// The identifier as it is written, and where it is another text than the device reports.
RowSpec identifierRow(const Frame& frame) {
  RowSpec row;
  row.id = "identifier";
  row.label = "As written";
  const ExportResult<csv::CorporateForm> form = corporateFormOf(frame.session.report());
  if (!form) {
    row.value = printable(describe(form.error().error), 400);
    row.status = State::fail;
    row.word = "CANNOT BE WRITTEN";
    row.evidence = {{row.label, row.value, form.error().advice}};
    return row;
  }
  const std::string line = printable(csv::corporateLine(form->row), 400);
  row.value = line;
  row.evidence = {{row.label, line, ""}};
  for (const std::string& each : form->notes) {
    row.value += " \u00B7 " + each;
    row.evidence.push_back({"Changed", each, ""});
  }
  if (!form->notes.empty()) {
    row.status = State::info;
    row.word = "CHANGED";
  }
  return row;
}

RowSpec settingsProblem(const Error& error) {
  RowSpec row;
  row.id = "settings";
  row.label = "Settings";
  row.value = printable(describe(error), 1000);
  row.status = State::fail;
  row.word = "NOT USED";
  row.evidence = {{"Settings", row.value, "preflight.json"}};
  return row;
}

}  // namespace

std::string whyNoWrite(const PageState& state, const Session& session) {
  const Report& report = session.report();
  if (session.exporting()) {
    return "A write is under way.";
  }
  if (report.identity.serialNumber.state == FactState::collecting ||
      report.hardwareHash.text.state == FactState::collecting) {
    return "The device is still being read.";
  }
  if (!report.identity.serialNumber.known()) {
    return "Without a serial number nothing can be imported.";
  }
  if (!report.hardwareHash.text.known() && session.format() == csv::Format::intune) {
    return "There is no hardware hash to write.";
  }
  if (session.target() == nullptr) {
    return session.drives().targets.size() > 1 ? "Choose a stick first." : "There is no stick to write to.";
  }
  return checkInput(requestOf(state, session)) ? "" : "A field holds what a CSV may not hold.";
}

std::string toBeConfirmed(const Session& session) {
  std::string titles;
  for (const Finding* finding : refusals(session.diagnosis().findings, session.format())) {
    titles += (titles.empty() ? "" : " ") + finding->title();
  }
  return titles;
}

CsvRequest requestOf(const PageState& state, const Session& session) {
  CsvRequest request;
  request.groupTag = state.groupTag.text;
  request.assignedUser =
      session.settings() ? wholeUser(state.assignedUser.text, *session.settings()) : state.assignedUser.text;
  request.format = session.format();
  return request;
}

bool chooseOnExport(PageState& state, Session& session, int step) {
  if (state.focused() == "to") {
    session.chooseNext(step);
    return true;
  }
  if (state.focused() == "format") {
    session.chooseFormat(step);
    return true;
  }
  if (state.focused() != "tagChoice" || !session.settings() || session.settings()->groupTags.empty()) {
    return false;
  }
  const std::vector<std::string>& tags = session.settings()->groupTags;
  const auto count = static_cast<int>(tags.size());
  const auto now = std::find(tags.begin(), tags.end(), state.groupTag.text);
  const int index = now == tags.end() ? (step > 0 ? -1 : 0) : static_cast<int>(now - tags.begin());
  const std::string& tag = tags[static_cast<std::size_t>(((index + step) % count + count) % count)];
  state.groupTag = {tag, tag.size()};
  return true;
}

std::vector<CardSpec> exportCards(Frame& frame) {
  CardSpec card{"THIS DEVICE", "a row of a CSV", {}};
  addRow(frame, card, "serialNumber", "Serial");
  addRow(frame, card, "hardwareHash", "Hash");
  card.rows.push_back(fieldRow("groupTag", "Group tag", frame.state.groupTag, "none"));
  CsvRequest tag;
  tag.groupTag = frame.state.groupTag.text;
  judgeField(card.rows.back(), tag);
  tellUnused(card.rows.back(), frame);
  const Result<Settings>& settings = frame.session.settings();
  if (settings && !settings->groupTags.empty()) {
    card.rows.push_back(tagRow(frame, *settings));
  }
  card.rows.push_back(
      fieldRow("assignedUser", "Assigned user", frame.state.assignedUser, "none (Intune checks only the domain)"));
  CsvRequest user;
  user.assignedUser = requestOf(frame.state, frame.session).assignedUser;
  judgeField(card.rows.back(), user);
  tellUnused(card.rows.back(), frame);
  card.rows.push_back(formatRow(frame));
  if (frame.session.format() == csv::Format::corporate && frame.session.report().identity.serialNumber.known()) {
    card.rows.push_back(identifierRow(frame));
  }
  if (!settings) {
    card.rows.push_back(settingsProblem(settings.error()));
  }
  card.rows.push_back(targetRow(frame));
  card.rows.push_back(writeRow(frame));
  if (!frame.session.writtenTo().empty()) {
    card.rows.push_back(ejectRow(frame));
  }
  std::vector<CardSpec> cards{std::move(card)};
  if (CardSpec batch = batchCard(frame); !batch.rows.empty()) {
    cards.push_back(std::move(batch));
  }
  return cards;
}

ActionId drawExport(Frame& frame) {
  drawCards(frame, exportCards(frame), 27);
  return frame.asked;
}

}  // namespace preflight::page
