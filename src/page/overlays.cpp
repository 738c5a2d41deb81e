// Evidence of a row, the question before quitting, and opening a recording.
#include <algorithm>

#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

constexpr std::size_t linesInARow = 3;

constexpr std::size_t longestValue = 64U << 10;

// However long the value is: cut into rows of a few lines each, so that all of it can be scrolled to. What a device
// wrote is escaped.
void addWhole(Frame& frame, CardSpec& card, const std::string& label, const std::string& written,
              const LogEntryRef& entry = {}) {
  const std::string value = printable(written, longestValue);
  const float inside = frame.content.width() - 2 * frame.size.pad;
  const float room = inside < frame.size.em * 26 ? inside - frame.size.em : inside * 0.55F;
  const std::string shown = frame.shown(value);
  const Fitted text = frame.canvas.wrap(frame.size.body, shown, room, 100'000);
  std::size_t end = 0;  // of the line before, in `shown`: one long word goes on without a blank
  for (std::size_t at = 0; at < std::max<std::size_t>(text.lines.size(), 1); at += linesInARow) {
    RowSpec row;
    row.id = "evidence " + card.title + std::to_string(card.rows.size());
    row.label = at == 0 ? label : "";
    row.copy = value;
    row.logEntry = entry;
    for (std::size_t i = at; i < std::min(at + linesInARow, text.lines.size()); ++i) {
      const std::size_t start = shown.find(text.lines[i], end);
      row.value += (row.value.empty() || start == end ? "" : " ") + text.lines[i];
      end = start == std::string::npos ? end : start + text.lines[i].size();
    }
    card.rows.push_back(std::move(row));
  }
}

void addEvidence(Frame& frame, CardSpec& card, const std::vector<Evidence>& evidence) {
  std::string source;
  for (const Evidence& piece : evidence) {
    const std::string value = piece.value.str();
    if (value.empty()) {
      continue;
    }
    addWhole(frame, card, piece.label.str(), value, piece.logEntry);
    if (!piece.source.empty() && piece.source != source) {
      addWhole(frame, card, "", say(PageId::evidenceSource, {{"source", piece.source}}));
      source = piece.source;
    }
  }
}

// "Admin: ..."; the reader needs no name.
std::string actionText(const RowFinding& finding) {
  return finding.who == Who::you ? finding.action
                                 : say(PageId::whoDoes, {{"who", whoWord(finding.who)}, {"action", finding.action}});
}

// What the findings say that the row does not.
void addFindings(Frame& frame, CardSpec& card, const RowSpec& row) {
  for (const RowFinding& finding : row.findings) {
    if (finding.title != row.value) {
      addWhole(frame, card, say(PageId::finding), finding.title);
    }
    if (!finding.meaning.empty()) {
      addWhole(frame, card, say(PageId::meaning), finding.meaning);
    }
    if (!finding.action.empty()) {
      addWhole(frame, card, say(PageId::whatToDo), actionText(finding));
    }
  }
}

}  // namespace

ActionId drawEvidence(Frame& frame) {
  RowSpec found;
  for (const CardSpec& card : entryOf(frame.state.screen).cards(frame)) {
    for (const RowSpec& row : card.rows) {
      if (row.id == frame.state.evidenceOf) {
        found = row;
      }
    }
  }
  CardSpec card{say(PageId::cardEvidence), say(PageId::evidenceNote, {{"key", keyOf(ActionId::back)}}), {}};
  if (found.id.empty()) {
    addWhole(frame, card, say(PageId::evidence), say(PageId::evidenceGone));
  } else {
    card.title = frame.shown(say(PageId::cardEvidenceOf, {{"row", found.label}}));
    const std::string& value = found.field != nullptr ? found.field->text : found.value;
    const bool said = !found.evidence.empty() && found.evidence.front().label.str() == found.label &&
                      printable(found.evidence.front().value.str()) == value && found.findings.empty();
    if (!said) {
      addWhole(frame, card, found.label, value);
    }
    addFindings(frame, card, found);
  }
  addEvidence(frame, card, found.evidence);
  if (!found.id.empty() && !card.rows.empty()) {
    card.rows.front().status = found.status;
    card.rows.front().word = found.word;
  }
  std::vector<CardSpec> cards{std::move(card)};
  for (const RowDetails& group : found.details) {
    CardSpec part{upper(frame.shown(group.title)), group.note, {}};
    addEvidence(frame, part, group.lines);
    cards.push_back(std::move(part));
  }
  drawCards(frame, cards, 1000);
  return frame.asked;
}

ActionId drawQuit(Frame& frame) {
  CardSpec card{say(PageId::cardQuit), "", {}};
  if (frame.session.exporting() || frame.session.recording()) {
    RowSpec note;
    note.id = "note";
    note.label = say(PageId::quitSaving);
    note.value = say(PageId::quitSavingFact);
    note.status = State::warn;
    note.word = stateWord(State::warn);
    card.rows.push_back(std::move(note));
  }
  RowSpec quit;
  quit.id = "quit";
  quit.button = true;
  quit.value = say(PageId::quit);
  quit.hint = say(PageId::keyOr, {{"key", keyOf(ActionId::enter)}, {"twin", keyOf(ActionId::quit)}});
  RowSpec stay;
  stay.id = "stay";
  stay.button = true;
  stay.value = say(PageId::stay);
  stay.hint = keyOf(ActionId::back);
  card.rows.push_back(std::move(quit));
  card.rows.push_back(std::move(stay));
  drawCards(frame, {card}, 1000);
  return frame.asked;
}

ActionId drawOpen(Frame& frame) {
  CardSpec card{say(PageId::cardOpen), say(PageId::cardOpenNote), {}};
  RowSpec path;
  path.id = "path";
  path.label = say(PageId::openPath);
  path.field = &frame.state.openPath;
  path.hint = say(PageId::openPathHint);
  if (!frame.state.openProblem.empty()) {
    path.status = State::fail;
    path.word = stateWord(State::fail);
  }
  card.rows.push_back(std::move(path));
  std::vector<CardSpec> cards{card};
  if (!frame.state.openProblem.empty()) {
    RowSpec problem;
    problem.id = "problem";
    problem.label = say(PageId::openWhy);
    problem.value = frame.state.openProblem;
    cards.front().rows.push_back(std::move(problem));
  }
  CardSpec list{say(PageId::cardRecordings), "", {}};
  for (const Target& target : frame.session.drives().targets) {
    for (const std::string& each : target.recordings) {
      RowSpec row;
      row.id = "recording " + each;
      row.label = say(PageId::recording);
      row.value = printable(each, 1000);
      list.rows.push_back(std::move(row));
    }
  }
  if (!list.rows.empty()) {
    cards.push_back(std::move(list));
  }
  drawCards(frame, cards, 1000);
  return frame.asked;
}

}  // namespace preflight::page
