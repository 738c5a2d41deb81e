// What the form on screen 7 asks for, and why it cannot be written yet. Nothing is drawn here.
#include <algorithm>

#include "app/view/export_model.h"
#include "export/device/refusals.h"
#include "page/screens.h"
#include "text/page_id.h"

namespace preflight::page {

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
  request.groupTag = tagOf(state, session);
  request.keepTag = !state.noTag;
  request.assignedUser =
      session.settings() ? wholeUser(state.assignedUser.text, *session.settings()) : state.assignedUser.text;
  request.format = session.format();
  return request;
}

// The tag that a save writes.
std::string tagOf(const PageState& state, const Session& session) {
  return tagToSave(situationOf(session), state.groupTag.text, state.noTag);
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
  if (state.focused() != "tagChoice") {
    return false;
  }
  std::vector<std::string> tags =
      tagChoices(situationOf(session), session.settings() ? session.settings()->groupTags : std::vector<std::string>());
  tags.emplace_back();  // no tag
  const auto count = static_cast<int>(tags.size());
  const bool chosen = !state.groupTag.text.empty() || state.noTag;
  const auto now = chosen ? std::ranges::find(tags, state.groupTag.text) : tags.end();
  const int index = now == tags.end() ? (step > 0 ? -1 : 0) : static_cast<int>(now - tags.begin());
  const std::string& tag = tags[static_cast<std::size_t>(((index + step) % count + count) % count)];
  state.groupTag = {tag, tag.size()};
  state.noTag = tag.empty();
  state.typedTag = true;
  return true;
}

}  // namespace preflight::page
