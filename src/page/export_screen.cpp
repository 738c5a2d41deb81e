// Screen 7: what goes into the CSV, where it goes, and Save.
#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "export/device/refusals.h"
#include "export/device/stick_layout.h"
#include "page/batch_card.h"
#include "page/screens.h"
#include "text/label_id.h"

namespace preflight::page {
namespace {

RowSpec fieldRow(std::string id, PageId label, TextField& field, PageId hint) {
  RowSpec row;
  row.id = std::move(id);
  row.label = say(label);
  row.field = &field;
  row.hint = say(hint);
  return row;
}

// A text that a CSV may not hold is marked at its field, before anything is written.
void judgeField(RowSpec& row, const CsvRequest& request) {
  if (const ExportResult<void> fits = checkInput(request); !fits) {
    row.status = State::fail;
    row.word = stateWord(State::fail);
    row.label = say(PageId::fieldRefused, {{"field", row.label}});
    row.evidence = {{row.label, printable(describe(fits.error().error)), fits.error().advice}};
  }
}

void addRow(const Frame& frame, CardSpec& card, std::string_view id, PageId label) {
  if (const Row* row = findRow(frame.session.sections(), id)) {
    card.rows.push_back(rowOf(*row));
    card.rows.back().label = say(label);
    card.rows.back().source.clear();
  }
}

RowSpec targetRow(const Frame& frame) {
  RowSpec row;
  row.id = "to";
  row.label = say(PageId::to);
  const Drives& drives = frame.session.drives();
  const Target* target = frame.session.target();
  const std::size_t count = drives.targets.size();
  if (target != nullptr) {
    row.value = targetText(*target);
    row.evidence = {{PageId::to, row.value, say(PageId::drives)}};
    row.hint = count > 1 ? say(PageId::chooseAmong, {{"n", std::to_string(count)}}) : "";
  } else {
    row.known = false;
    const bool looking = drives.answer == Drives::Answer::looking;
    row.value = count > 1 ? say(PageId::sticksHere, {{"n", std::to_string(count)}})
                : looking ? say(PageId::lookingForStick)
                          : drivesText(drives);
    row.status = State::warn;
    row.word = say(count > 1 ? LabelId::stateWaiting : looking ? LabelId::stateRunning : LabelId::stateNone);
    row.evidence = {{PageId::to, drivesText(drives), say(PageId::drives)}};
  }
  if (frame.session.drivesAreSlow()) {
    row.status = State::unknown;
    row.word = stateWord(State::unknown);
    row.hint = say(PageId::drivesSlow);
  }
  return row;
}

RowSpec writeRow(const Frame& frame) {
  RowSpec row;
  row.id = "write";
  row.button = true;
  row.value = say(frame.session.writtenTo().empty() ? PageId::save : PageId::saveAgain);
  const std::string problem = whyNoWrite(frame.state, frame.session);
  row.known = problem.empty();
  row.hint = problem;
  if (problem.empty()) {
    CsvTarget target;
    target.base = frame.session.target()->root;
    target.onStick = true;
    const std::string path = target.path(frame.session.report().identity.serialNumber.value, frame.session.format());
    row.hint = say(PageId::saveHint, {{"path", frame.shown(printable(path, 500))}});
  }
  return row;
}

RowSpec ejectRow(const Frame& frame) {
  RowSpec row;
  row.id = "eject";
  row.button = true;
  row.value = say(PageId::eject);
  const std::string why = frame.session.whyNoEject();
  row.known = why.empty();
  row.hint = why.empty() ? say(PageId::ejectHint) : why;
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

// Tags of the settings; the field above takes what is chosen.
RowSpec tagRow(const Frame& frame, const Settings& settings) {
  const std::vector<std::string>& tags = settings.groupTags;
  const auto chosen = std::find(tags.begin(), tags.end(), frame.state.groupTag.text);
  const std::size_t at = chosen == tags.end() ? 0 : static_cast<std::size_t>(chosen - tags.begin());
  const auto [first, last] = tagsAround(tags, at);
  RowSpec row;
  row.id = "tagChoice";
  row.label = say(PageId::tags);
  row.value = first > 0 ? "\u2190 \u2026 " : "\u2190 ";
  for (std::size_t i = first; i < last; ++i) {
    const std::string tag = printable(tags[i], 60);
    row.value += (i == first ? "" : " \u00B7 ") + (i == at && chosen != tags.end() ? "[" + tag + "]" : tag);
  }
  row.value += last < tags.size() ? " \u2026 \u2192" : " \u2192";
  const std::string count = std::to_string(tags.size());
  row.hint = chosen == tags.end() ? say(PageId::tagCount, {{"n", count}})
                                  : say(PageId::tagOf, {{"at", std::to_string(at + 1)}, {"n", count}});
  for (const std::string& each : tags) {
    row.evidence.push_back({PageId::tag, printable(each, 400), settings.path});
  }
  return row;
}

struct FormatWords {
  PageId name;
  PageId where;
  PageId columns;
};

constexpr std::array<FormatWords, 3> formatWords{{
    {PageId::formatIntune, PageId::formatIntuneWhere, PageId::formatIntuneColumns},
    {PageId::formatPartner, PageId::formatPartnerWhere, PageId::formatPartnerColumns},
    {PageId::formatCorporate, PageId::formatCorporateWhere, PageId::formatCorporateColumns},
}};

RowSpec formatRow(const Frame& frame) {
  const FormatWords& words = formatWords[static_cast<std::size_t>(frame.session.format())];
  RowSpec row;
  row.id = "format";
  row.label = say(PageId::format);
  row.value = say(words.name);
  row.hint = say(PageId::formatHint, {{"where", words.where}});
  row.evidence = {{PageId::format, words.columns, say(words.where)}};
  return row;
}

// A typed text is left out of a format that has no column for it.
void markUnused(RowSpec& row, const Frame& frame) {
  if (frame.session.format() != csv::Format::intune && !row.field->text.empty() && row.word.empty()) {
    row.status = State::info;
    row.word = stateWord(State::info);
    row.label = say(PageId::fieldUnused, {{"field", row.label}});
    row.evidence = {{row.label, PageId::fieldUnusedWhy, ""}};
  }
}

// The identifier as it is written, and where it is another text than the device reports.
RowSpec identifierRow(const Frame& frame) {
  RowSpec row;
  row.id = "identifier";
  row.label = say(PageId::asWritten);
  const ExportResult<csv::CorporateForm> form = corporateFormOf(frame.session.report());
  if (!form) {
    row.value = printable(describe(form.error().error), 400);
    row.status = State::fail;
    row.word = stateWord(State::fail);
    row.evidence = {{row.label, row.value, form.error().advice}};
    return row;
  }
  const std::string line = printable(csv::corporateLine(form->row), 400);
  row.value = line;
  row.evidence = {{row.label, line, ""}};
  for (const std::string& each : form->notes) {
    row.value += " \u00B7 " + each;
    row.evidence.push_back({PageId::changed, each, ""});
  }
  if (!form->notes.empty()) {
    row.status = State::info;
    row.word = stateWord(State::info);
  }
  return row;
}

RowSpec settingsProblem(const Error& error) {
  RowSpec row;
  row.id = "settings";
  row.label = say(PageId::settings);
  row.value = printable(describe(error), 1000);
  row.status = State::fail;
  row.word = stateWord(State::fail);
  row.evidence = {{PageId::settings, row.value, "preflight.json"}};
  return row;
}

}  // namespace

std::string whyNoWrite(const PageState& state, const Session& session) {
  const Report& report = session.report();
  if (session.exporting()) {
    return say(PageId::whySaving);
  }
  if (report.identity.serialNumber.state == FactState::collecting ||
      report.hardwareHash.text.state == FactState::collecting) {
    return say(PageId::whyReading);
  }
  if (!report.identity.serialNumber.known()) {
    return say(PageId::whyNoImport);
  }
  if (!report.hardwareHash.text.known() && session.format() == csv::Format::intune) {
    return say(PageId::whyNoHash);
  }
  if (session.target() == nullptr) {
    return say(session.drives().targets.size() > 1 ? PageId::whyChooseStick : PageId::whyNoStick);
  }
  return checkInput(requestOf(state, session)) ? "" : say(PageId::whyField);
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
  CardSpec card{say(PageId::cardThisDevice), say(PageId::cardThisDeviceNote), {}};
  addRow(frame, card, "serialNumber", PageId::exportSerial);
  addRow(frame, card, "hardwareHash", PageId::exportHash);
  card.rows.push_back(fieldRow("groupTag", PageId::groupTag, frame.state.groupTag, PageId::none));
  CsvRequest tag;
  tag.groupTag = frame.state.groupTag.text;
  judgeField(card.rows.back(), tag);
  markUnused(card.rows.back(), frame);
  const Result<Settings>& settings = frame.session.settings();
  if (settings && !settings->groupTags.empty()) {
    card.rows.push_back(tagRow(frame, *settings));
  }
  card.rows.push_back(
      fieldRow("assignedUser", PageId::assignedUser, frame.state.assignedUser, PageId::assignedUserHint));
  CsvRequest user;
  user.assignedUser = requestOf(frame.state, frame.session).assignedUser;
  judgeField(card.rows.back(), user);
  markUnused(card.rows.back(), frame);
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
