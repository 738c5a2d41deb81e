#include <optional>

#include "base/text.h"
#include "page/chrome.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

// "E:" for "E:\", "/media/stick" as it is.
std::string shortRoot(std::string root) {
  while (root.size() > 2 && (root.back() == '\\' || root.back() == '/')) {
    root.pop_back();
  }
  return printable(root, 200);
}

std::string grouped(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    out += i > 0 && i % 8 == 0 ? " " : "";
    out += hex[i];
  }
  return out;
}

std::string fileText(const media::Proof& written, std::size_t rows) {
  return say(PageId::savedFile,
             {{"path", printable(written.path, 1000)},
              {"rows", rows == 1 ? Text(PageId::oneRow) : Text(PageId::rows, {{"n", std::to_string(rows)}})},
              {"bytes", std::to_string(written.bytes)},
              {"sha", grouped(written.sha256Hex)}});
}

Banner proofBanner(const Session& session, const ExportProof& proof) {
  const Target* target = session.target();
  Banner banner{State::pass, say(PageId::saved), fileText(proof.written, proof.rows), ActionId::none};
  if (session.recording()) {
    banner.word = say(PageId::savedKeep);
  } else if (target != nullptr) {
    banner.word = say(PageId::savedRemove, {{"drive", shortRoot(target->root)}});
  }
  for (const FileProof& file : proof.batch) {
    banner.sentence += " \u00B7 " + fileText(file.written, file.rows);
  }
  for (const std::string& note : proof.notes) {
    banner.sentence += " \u00B7 " + printable(note, 500);
  }
  return banner;
}

Banner failureBanner(const ExportError& error) {
  Banner banner{State::fail, say(PageId::notSaved),
                say(PageId::sentence, {{"words", printable(describe(error.error), 1500)}}), ActionId::none};
  banner.sentence += error.advice.empty() ? "" : " " + error.advice;
  for (const std::string& done : error.done) {
    banner.sentence += " " + printable(done, 500);
  }
  return banner;
}

Banner recordBanner(const Result<RecordProof>& recorded) {
  if (!recorded) {
    return {State::fail, say(PageId::recordingNotSaved),
            say(PageId::sentence, {{"words", printable(describe(recorded.error()), 1500)}}), ActionId::none};
  }
  return {State::pass, say(PageId::recordingSaved),
          say(PageId::recordingProof, {{"path", printable(recorded->path, 1000)}, {"size", sizeText(recorded->bytes)}}),
          ActionId::none};
}

Banner ejectBanner(const Result<std::string>& ejected) {
  if (ejected) {
    return {State::pass, say(PageId::ejected, {{"drive", shortRoot(*ejected)}}), say(PageId::ejectedFact),
            ActionId::none};
  }
  return {State::warn, say(PageId::notEjected),
          say(PageId::notEjectedFact, {{"why", printable(describe(ejected.error()), 1000)}}), ActionId::none};
}

// What is under way, or came of it and has not been closed with Esc.
std::optional<Banner> workBanner(const Session& session) {
  if (session.exporting()) {
    return Banner{State::info, say(PageId::saving), say(PageId::savingFact), ActionId::none};
  }
  if (session.exported()) {
    return *session.exported() ? proofBanner(session, **session.exported())
                               : failureBanner(session.exported()->error());
  }
  if (session.recorded()) {
    return recordBanner(*session.recorded());
  }
  if (session.ejecting()) {
    return Banner{State::info, say(PageId::ejecting), say(PageId::ejectingFact), ActionId::none};
  }
  return session.ejected() ? std::optional(ejectBanner(*session.ejected())) : std::nullopt;
}

// "14:05".
std::string savedTime(const Session& session) {
  return dateText(session.savedAt(), zoneOf(session.report())).substr(11);
}

// The verdict. Where its next step is to save the hash: without a stick that is to plug one in, and what was saved
// waits for the import.
Banner verdictBanner(const Session& session) {
  const Verdict& verdict = session.diagnosis().verdict;
  ActionId named = actionOfKey(verdict.key);
  Text action = verdict.action;
  if (named == ActionId::exportHash && !session.writtenTo().empty()) {
    action = Text(PageId::waitingForImport, {{"time", savedTime(session)}});
    named = ActionId::none;
  } else if (named == ActionId::exportHash && session.drives().targets.empty()) {
    action = PageId::plugIn;
    named = ActionId::none;
  }
  const std::string sentence = Text::sequence({verdict.sentence, verdict.next, action}).str();
  return {verdict.state, printable(verdict.headline.str()), printable(sentence), named};
}

}  // namespace

Banner bannerOf(const PageState& state, const Session& session) {
  if (state.askedToConfirm) {
    return {
        State::warn, say(PageId::confirm),
        say(PageId::confirmFact,
            {{"problem", toBeConfirmed(session)}, {"key", keyOf(ActionId::confirm)}, {"back", keyOf(ActionId::back)}}),
        ActionId::confirm};
  }
  const std::optional<Banner> work = workBanner(session);
  return work ? *work : verdictBanner(session);
}

}  // namespace preflight::page
