#include <fmt/format.h>

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

Banner proofBanner(const Session& session, const ExportProof& proof) {
  const Target* target = session.target();
  Banner banner{State::pass, "WRITTEN AND READ BACK", "", ActionId::none};
  if (session.recording()) {
    banner.word += ": leave the stick, a recording is being written";
  } else if (target != nullptr) {
    banner.word += ": safe to remove " + shortRoot(target->root);
  }
  banner.sentence = fmt::format("{} \u00B7 {} \u00B7 {} bytes \u00B7 SHA-256 {}", printable(proof.written.path, 1000),
                                proof.rows == 1 ? "1 row" : fmt::format("{} rows", proof.rows), proof.written.bytes,
                                grouped(proof.written.sha256Hex));
  for (const FileProof& each : proof.batch) {
    banner.sentence +=
        fmt::format(" \u00B7 {} \u00B7 {} \u00B7 {} bytes \u00B7 SHA-256 {}", printable(each.written.path, 1000),
                    each.rows == 1 ? "1 row" : fmt::format("{} rows", each.rows), each.written.bytes,
                    grouped(each.written.sha256Hex));
  }
  for (const std::string& note : proof.notes) {
    banner.sentence += " \u00B7 " + printable(note, 500);
  }
  return banner;
}

Banner failureBanner(const ExportError& error) {
  Banner banner{State::fail, "NOT WRITTEN", printable(describe(error.error), 1500), ActionId::none};
  if (!error.advice.empty()) {
    banner.sentence += ". " + error.advice;
  }
  for (const std::string& each : error.done) {
    banner.sentence += " " + printable(each, 500);
  }
  return banner;
}

Banner recordBanner(const Result<RecordProof>& recorded) {
  if (!recorded) {
    return {State::fail, "NOT RECORDED", printable(describe(recorded.error()), 1500), ActionId::none};
  }
  return {State::pass, "RECORDED",
          printable(recorded->path, 1000) + (recorded->words.empty() ? "" : " \u00B7 " + recorded->words) +
              " \u00B7 open it at the desk with Ctrl O or preflight show --replay",
          ActionId::none};
}

Banner ejectBanner(const Result<std::string>& ejected) {
  if (ejected) {
    return {State::pass, "EJECTED: take " + shortRoot(*ejected), "What was written is on it, flushed and read back.",
            ActionId::none};
  }
  return {State::warn, "NOT EJECTED",
          printable(describe(ejected.error()), 1000) + ". What was written is safe: it is flushed and was read back.",
          ActionId::none};
}

}  // namespace

Banner bannerOf(const PageState& state, const Session& session) {
  if (state.askedToConfirm) {
    return {
        State::warn, "WRITE IT ALL THE SAME?",
        toBeConfirmed(session) + " Press F8 or Enter once more to write it all the same, any other key to leave it.",
        ActionId::exportHash};
  }
  if (session.exporting()) {
    return {State::info, "WRITING", "The CSV is written and then read back. Leave the stick where it is.",
            ActionId::none};
  }
  if (session.exported()) {
    return *session.exported() ? proofBanner(session, **session.exported())
                               : failureBanner(session.exported()->error());
  }
  if (session.recorded()) {
    return recordBanner(*session.recorded());
  }
  if (session.ejecting()) {
    return {State::info, "EJECTING", "The drive is taken out of the system's hands.", ActionId::none};
  }
  if (session.ejected()) {
    return ejectBanner(*session.ejected());
  }
  const Verdict& verdict = session.diagnosis().verdict;
  const std::string sentence = Text::sequence({verdict.sentence, verdict.next, verdict.action}).str();
  return {verdict.state, printable(verdict.headline.str()), printable(sentence), actionOfKey(verdict.key)};
}

}  // namespace preflight::page
