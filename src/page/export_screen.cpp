// Screen 7: what goes into the CSV, where it goes, and Write.
#include <fmt/format.h>

#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

CsvRequest requestOf(const PageState& state) {
  CsvRequest request;
  request.groupTag = state.groupTag.text;
  request.assignedUser = state.assignedUser.text;
  return request;
}

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

const Row* findRow(const Frame& frame, std::string_view id) {
  for (const Section& section : frame.session.sections()) {
    for (const Row& row : section.rows) {
      if (row.id == id) {
        return &row;
      }
    }
  }
  return nullptr;
}

void addRow(const Frame& frame, CardSpec& card, std::string_view id, std::string label) {
  if (const Row* row = findRow(frame, id)) {
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
                                                           : drives.words;
    row.status = State::warn;
    row.word = count > 1 ? "CHOOSE" : drives.answer == Drives::Answer::looking ? "" : "NONE";
    row.evidence = {{"To", drives.words, "drives"}};
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
    target.subfolder = "Preflight/devices";
    row.hint = frame.shown(printable(target.path(frame.session.report().identity.serialNumber.value), 500));
  }
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
  if (!report.hardwareHash.text.known()) {
    return "There is no hardware hash to write.";
  }
  if (session.target() == nullptr) {
    return session.drives().targets.size() > 1 ? "Choose a stick first." : "There is no stick to write to.";
  }
  CsvRequest request = requestOf(state);
  return checkInput(request) ? "" : "A field holds what a CSV may not hold.";
}

std::string toBeConfirmed(const Session& session) {
  std::string titles;
  for (const Finding& each : session.diagnosis().findings) {
    if (each.id == "serial-number-placeholder" || each.id == "hash-faulty" || each.id == "hash-other-board") {
      titles += (titles.empty() ? "" : " ") + each.title;
    }
  }
  return titles;
}

std::vector<CardSpec> exportCards(Frame& frame) {
  CardSpec card{"THIS DEVICE", "a CSV for Intune", {}};
  addRow(frame, card, "serialNumber", "Serial");
  addRow(frame, card, "hardwareHash", "Hash");
  card.rows.push_back(fieldRow("groupTag", "Group tag", frame.state.groupTag, "none"));
  CsvRequest tag;
  tag.groupTag = frame.state.groupTag.text;
  judgeField(card.rows.back(), tag);
  card.rows.push_back(
      fieldRow("assignedUser", "Assigned user", frame.state.assignedUser, "none (Intune checks only the domain)"));
  CsvRequest user;
  user.assignedUser = frame.state.assignedUser.text;
  judgeField(card.rows.back(), user);
  RowSpec format;
  format.id = "format";
  format.label = "Format";
  format.value = "Intune";
  format.hint = "Devices \u203A Enrollment \u203A Windows \u203A Devices \u203A Import";
  format.evidence = {{"Format", "Device Serial Number, Windows Product ID, Hardware Hash, Group Tag, Assigned User",
                      "what the Intune portal imports"}};
  card.rows.push_back(std::move(format));
  card.rows.push_back(targetRow(frame));
  card.rows.push_back(writeRow(frame));
  return {std::move(card)};
}

ActionId drawExport(Frame& frame) {
  drawCards(frame, exportCards(frame), 27);
  return frame.asked;
}

}  // namespace preflight::page
