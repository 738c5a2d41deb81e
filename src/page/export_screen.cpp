// Screen 7: what goes into the CSV, where it goes, and Save; beside it the batch on the stick. The form becomes the
// receipt in place.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/view/export_model.h"
#include "app/view/overview_model.h"
#include "base/text.h"
#include "export/device/refusals.h"
#include "export/device/stick_layout.h"
#include "page/batch_card.h"
#include "page/receipt_card.h"
#include "page/screens.h"
#include "text/label_id.h"
#include "text/view_id.h"

namespace preflight::page {
namespace {

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

// The form while it is drawn: where the next line goes, and the columns.
struct Form {
  Frame& frame;
  Rect rect;
  float label, left, right;  // columns: labels, fields, and where fields end
  float y;

  float high() const { return frame.size.em + frame.size.px(20); }
};

// Notes what can have the focus; true when it has it.
bool addItem(Form& form, const std::string& id, const Rect& box, bool field, bool evidence, std::string copy = {}) {
  Item item{id, box, std::move(copy), field, evidence};
  if (form.frame.item(std::move(item)) && !field) {
    form.frame.asked = ActionId::enter;
  }
  form.frame.canvas.owner("row " + id);
  return form.frame.hasFocus(id);
}

void drawLabel(Form& form, std::string_view text) {
  Frame& frame = form.frame;
  const float y = form.y + std::floor((form.high() - frame.size.em) / 2);
  frame.canvas.textIn(frame.size.body, form.label, y, form.left - form.label - frame.size.px(8), frame.theme.dim, text);
}

// The edge of a field or a control; a ring where it has the focus.
void drawEdge(Frame& frame, const Rect& box, bool focused) {
  frame.canvas.fill(box, frame.theme.ground, frame.size.px(6));
  frame.canvas.frame(box, focused ? frame.theme.focus : frame.theme.field,
                     focused ? frame.size.ring + (frame.theme.strong ? 1.0F : 0.0F) : 1.0F, frame.size.px(6));
}

// Below a field: why what was typed cannot be written, or that this format has no column for it.
void drawBelow(Form& form, const std::string& text, std::optional<Sign> sign = {}) {
  Frame& frame = form.frame;
  const Sizes& size = frame.size;
  float x = form.left;
  if (sign) {
    x = drawState(frame, x, form.y, *sign, size.small) + size.px(8);
  }
  const float pitch = Sizes::high(size.small) + size.px(4);
  const Fitted fitted = frame.canvas.wrap(size.small, frame.shown(text), std::max(form.right - x, size.em * 4), 3);
  for (const std::string& line : fitted.lines) {
    if (&line == &fitted.lines.back() && fitted.elided) {
      frame.canvas.markElided();
    }
    frame.canvas.text(size.small, x, form.y, frame.theme.dim, line);
    form.y += pitch;
  }
}

struct Judged {
  std::optional<Sign> sign;
  std::string why;
};

// A text that a CSV may not hold is marked at its field, before anything is written.
Judged judged(const Frame& frame, const TextField& field, const CsvRequest& request) {
  if (const ExportResult<void> fits = checkInput(request); !fits) {
    return {Sign::failed, printable(describe(fits.error().error), 300)};
  }
  if (frame.session.format() != csv::Format::intune && !field.text.empty()) {
    return {Sign::info, say(PageId::fieldUnusedWhy)};
  }
  return {};
}

void drawTextRow(Form& form, std::string_view id, PageId label, TextField& field, const std::string& hint,
                 const std::string& note, const CsvRequest& request) {
  Frame& frame = form.frame;
  const Sizes& size = frame.size;
  const Judged state = judged(frame, field, request);
  drawLabel(form, say(label));
  const Rect box{form.left, form.y, form.right, form.y + form.high()};
  const bool focused = addItem(form, std::string(id), box, true, false, frame.shown(field.text));
  drawEdge(frame, box, focused);
  const float y = form.y + std::floor((form.high() - size.em) / 2);
  float end = box.x1 - size.px(12);
  if (!note.empty() && chipWidth(frame, note) < (box.x1 - box.x0) * 0.5F) {
    end -= chipWidth(frame, note);
    drawChip(frame, end, form.y + std::floor((form.high() - Sizes::high(size.small)) / 2) - size.px(4), note, false);
    end -= size.px(8);
  }
  frame.canvas.owner("row " + std::string(id));
  drawField(frame, id, field, hint, box.x0 + size.px(12), y, end - box.x0 - size.px(12));
  form.y = box.y1 + size.px(4);
  if (state.sign) {
    drawBelow(form, state.why, state.sign);
  }
}

// Tags to choose from: those that fit, around the chosen one; "no tag" last.
void drawTags(Form& form, const std::vector<std::string>& tags) {
  Frame& frame = form.frame;
  const Sizes& size = frame.size;
  const std::string& typed = frame.state.groupTag.text;
  const bool none = typed.empty() && frame.state.noTag;
  const std::string hint = say(PageId::chooseTag);
  const std::string noTag = say(ViewId::noTag);
  const float high = Sizes::high(size.small) + size.px(8);
  const Rect box{form.left - size.px(4), form.y, form.right, form.y + high + size.px(8)};
  const bool focused = addItem(form, "tagChoice", box, false, true);
  if (focused) {
    drawFocus(frame, box, size.px(8));
  }
  float end = form.right - size.px(4);
  const float hintWidth = frame.canvas.width(size.small, hint);
  if (hintWidth < (end - form.left) * 0.35F) {
    end -= hintWidth;
    frame.canvas.text(size.small, end, form.y + size.px(8), frame.theme.dim, hint);
    end -= size.px(12);
  }
  end -= chipWidth(frame, noTag) + size.px(8);
  const auto chosen = std::ranges::find(tags, typed);
  float x = form.left;
  const auto draw = [&](const std::string& tag, bool isChosen) {
    std::string text = printable(tag, 60);
    if (x + chipWidth(frame, text) > end) {
      if (!isChosen || x > form.left + size.em) {
        return false;
      }
      text = frame.canvas.elide(size.smallBold, text, std::max(end - x - size.px(16), size.em));
    }
    x = drawChip(frame, x, form.y + size.px(4), text, isChosen) + size.px(8);
    return true;
  };
  // The chosen one first, so that it is always in sight.
  if (chosen != tags.end() && !typed.empty()) {
    draw(*chosen, true);
  }
  for (const std::string& tag : tags) {
    if (tag != typed && !draw(tag, false)) {
      break;
    }
  }
  drawChip(frame, x, form.y + size.px(4), noTag, none);
  form.y = box.y1 + size.px(8);
}

void drawFormat(Form& form) {
  Frame& frame = form.frame;
  const Sizes& size = frame.size;
  drawLabel(form, say(PageId::format));
  constexpr std::array<PageId, 3> names{PageId::formatIntune, PageId::formatPartner, PageId::formatCorporateShort};
  const auto now = static_cast<std::size_t>(frame.session.format());
  std::array<std::string, 3> labels;
  const auto widthOf = [&](std::size_t i) {
    return frame.canvas.width(i == now ? size.bold : size.body, labels[i]) + size.px(28);
  };
  float whole = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    labels[i] = say(names[i]);
    whole += widthOf(i);
  }
  const bool all = whole <= form.right - form.left;  // else the chosen one alone
  if (!all) {
    whole = frame.canvas.width(size.bold, labels[now]) + size.px(28);
  }
  const Rect box{form.left, form.y, form.left + whole, form.y + form.high()};
  const bool focused = addItem(form, "format", box, false, true);
  drawEdge(frame, box, focused);
  const float y = form.y + std::floor((form.high() - size.em) / 2);
  float x = box.x0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!all && i != now) {
      continue;
    }
    const float width = widthOf(i);
    const bool chosen = i == now;
    if (chosen) {
      const float edge = size.ring + (frame.theme.strong && focused ? 1.0F : 0.0F);
      frame.canvas.fill({x + edge, box.y0 + edge, x + width - edge, box.y1 - edge},
                        frame.theme.strong ? frame.theme.text : frame.theme.track, size.px(4));
    }
    const Style style = chosen ? size.bold : size.body;
    const Colour colour = !chosen ? frame.theme.dim : frame.theme.strong ? frame.theme.ground : frame.theme.text;
    frame.canvas.text(style, x + std::floor((width - frame.canvas.width(style, labels[i])) / 2), y, colour, labels[i]);
    x += width;
  }
  form.y = box.y1 + size.px(4);
  if (now != 0 || size.large) {
    drawBelow(form, say(formatWords[now].where));
  }
}

// The identifier as it is written, and where it is another text than the device reports.
void drawIdentifier(Form& form) {
  Frame& frame = form.frame;
  const ExportResult<csv::CorporateForm> made = corporateFormOf(frame.session.report());
  if (!made) {
    drawLabel(form, say(PageId::asWritten));
    form.y += std::floor((form.high() - frame.size.em) / 2);
    drawBelow(form, printable(describe(made.error().error), 400), Sign::failed);
    return;
  }
  drawLabel(form, say(PageId::asWritten));
  const float y = form.y + std::floor((form.high() - frame.size.em) / 2);
  frame.canvas.owner("row identifier");
  frame.canvas.textIn(frame.size.mono, form.left, y, form.right - form.left, frame.theme.text,
                      frame.shown(printable(csv::corporateLine(made->row), 400)));
  form.y += form.high();
  for (const std::string& note : made->notes) {
    drawBelow(form, note, Sign::info);
  }
}

std::string targetNote(const Target& target) {
  std::string note;
  const auto add = [&](const std::string& part) {
    note += part.empty() ? "" : (note.empty() ? "" : " \u00B7 ") + part;
  };
  add(target.freeBytes == 0 ? "" : say(PageId::stickFree, {{"size", sizeText(target.freeBytes)}}));
  add(target.own ? say(PageId::holdsPreflight) : "");
  return note;
}

void drawTarget(Form& form, const Target& target, bool chosen) {
  Frame& frame = form.frame;
  const Sizes& size = frame.size;
  const float high = size.em + size.px(16);
  const float y = form.y + std::floor((high - size.em) / 2);
  const Style glyph{Face::sans, size.lead.pixels};
  frame.canvas.text(glyph, form.left, form.y + std::floor((high - Sizes::high(glyph)) / 2),
                    chosen ? frame.theme.text : frame.theme.dim, chosen ? "\u25C9" : "\u25CB");
  const float x = form.left + Sizes::high(glyph) + size.px(6);
  const Style style = chosen ? size.bold : size.body;
  const float end =
      frame.canvas.text(style, x, y, frame.theme.text, frame.canvas.elide(style, driveName(target), form.right - x)) +
      size.px(12);
  const std::string note = targetNote(target);
  if (frame.canvas.width(size.body, note) <= form.right - end) {
    frame.canvas.text(size.body, end, y, frame.theme.dim, note);
  }
  form.y += high;
}

// The stick; of several the one that is chosen; why there is none.
void drawTargets(Form& form) {
  Frame& frame = form.frame;
  const Sizes& size = frame.size;
  const Drives& drives = frame.session.drives();
  const Target* target = frame.session.target();
  const float high = size.em + size.px(16);
  drawLabel(form, say(PageId::saveToLabel));
  const auto lines = static_cast<float>(std::max<std::size_t>(drives.targets.size(), 1));
  form.y += std::floor((form.high() - high) / 2);
  const Rect box{form.left - size.px(8), form.y, form.right, form.y + high * lines};
  if (addItem(form, "to", box, false, true)) {
    drawFocus(frame, box, size.px(8));
  }
  if (drives.targets.empty()) {
    const bool looking = drives.answer == Drives::Answer::looking;
    const Sign sign = frame.session.drivesAreSlow() ? Sign::unknown : looking ? Sign::running : Sign::waiting;
    const float y = form.y + std::floor((high - size.em) / 2);
    const float x = drawState(frame, form.left, y, sign, size.body) + size.px(12);
    form.y += high;
    if (looking) {
      frame.canvas.textIn(size.body, x, y, form.right - x, frame.theme.dim, say(PageId::lookingForStick));
    } else {
      drawBelow(form, drivesText(drives));
    }
    return;
  }
  for (const Target& each : drives.targets) {
    drawTarget(form, each, &each == target);
  }
  if (target == nullptr) {
    drawBelow(form, say(PageId::sticksHere, {{"n", std::to_string(drives.targets.size())}}), Sign::waiting);
  }
}

// Which files a save writes.
std::string pathsText(const Frame& frame) {
  const Target* target = frame.session.target();
  if (target == nullptr) {
    return "";
  }
  CsvTarget to;
  to.base = target->root;
  to.onStick = true;
  const std::string own =
      printable(to.path(frame.session.report().identity.serialNumber.value, frame.session.format()), 500);
  return say(PageId::saveHint, {{"path", frame.shown(own)}});
}

// `bottom`: where the button ends when there is room.
void drawSave(Form& form, float bottom) {
  Frame& frame = form.frame;
  const Sizes& size = frame.size;
  const float high = Sizes::high(size.lead) + size.px(size.large ? 20 : 32);
  const float note = Sizes::high(size.small) + size.px(30);
  form.y = std::max(form.y + size.px(8), bottom - high - note);
  const Rect box{form.rect.x0 + size.pad, form.y, form.rect.x1 - size.pad, form.y + high};
  const std::string problem = whyNoWrite(frame.state, frame.session);
  const bool focused = addItem(form, "write", box, false, false);
  frame.start = "write";
  frame.canvas.fill(box, frame.theme.raised, size.px(8));
  if (focused) {
    drawFocus(frame, box, size.px(8));
  } else if (frame.theme.strong) {
    frame.canvas.frame(box, frame.theme.line, 1, size.px(8));
  }
  const Target* target = frame.session.target();
  std::string label = target == nullptr ? say(PageId::save) : say(PageId::saveTo, {{"drive", driveName(*target)}});
  const std::string_view key = keyOf(ActionId::exportHash);
  const float caps = capsWidth(frame, key) + size.px(16);
  if (frame.canvas.width(size.lead, label) + caps > box.width() - size.px(32)) {
    label = say(PageId::save);
  }
  float x = std::floor((box.x0 + box.x1 - caps - frame.canvas.width(size.lead, label)) / 2);
  const bool dead = !problem.empty();
  drawCaps(frame, x, box.y0 + std::floor((high - size.cap) / 2), key, dead ? KeyLook::dead : KeyLook::plain);
  x += caps;
  const float y = box.y0 + std::floor((high - Sizes::high(size.lead)) / 2);
  const float end = frame.canvas.text(size.lead, x, y, dead ? frame.theme.dead : frame.theme.text, label);
  if (dead && frame.theme.strong) {
    frame.canvas.fill({x, y + Sizes::high(size.lead) / 2, end, y + Sizes::high(size.lead) / 2 + 1}, frame.theme.dead);
  }
  const std::string paths = !dead ? pathsText(frame) : frame.isSaid(problem) ? std::string() : problem;
  const Style style = dead ? size.small : size.monoSmall;
  const std::string shown = frame.canvas.elide(style, paths, box.width());
  frame.canvas.text(style, std::floor((box.x0 + box.x1 - frame.canvas.width(style, shown)) / 2), box.y1 + size.px(14),
                    frame.theme.dim, shown);
  form.y = box.y1 + note;
}

// A preflight.json that cannot be used.
void drawSettingsProblem(Form& form, const Error& error) {
  Frame& frame = form.frame;
  drawLabel(form, say(PageId::settings));
  const Rect box{form.left - frame.size.px(8), form.y, form.right, form.y + form.high()};
  if (addItem(form, "settings", box, false, true)) {
    drawFocus(frame, box, frame.size.px(8));
  }
  form.y += std::floor((form.high() - frame.size.em) / 2);
  drawBelow(form, printable(describe(error), 1000), Sign::failed);
}

// Draws the form from `y` on and returns where it ends; `bottom`: of the card.
float drawForm(Frame& frame, const Rect& rect, float y) {
  const Sizes& size = frame.size;
  const PageState& state = frame.state;
  float labels = size.px(132);
  for (const PageId label : {PageId::groupTag, PageId::assignedUser, PageId::format, PageId::saveToLabel}) {
    labels = std::max(labels, frame.canvas.width(size.body, say(label)) + size.px(8));
  }
  const float left = std::min(rect.x0 + size.pad + labels + size.px(16), rect.x0 + rect.width() * 0.5F);
  Form form{frame, rect, rect.x0 + size.pad, left, rect.x1 - size.pad, y};
  const float gap = size.px(size.large ? 8 : 12);
  form.y += size.px(8);
  CsvRequest tag;
  tag.groupTag = state.groupTag.text;
  drawTextRow(form, "groupTag", PageId::groupTag, frame.state.groupTag, "",
              state.groupTag.text == state.proposed && !state.proposed.empty() ? state.proposedFrom : "", tag);
  const Result<Settings>& settings = frame.session.settings();
  const std::vector<std::string> tags =
      tagChoices(situationOf(frame.session), settings ? settings->groupTags : std::vector<std::string>());
  if (!tags.empty()) {
    drawTags(form, tags);
  }
  form.y += size.px(4);
  CsvRequest user;
  user.assignedUser = requestOf(state, frame.session).assignedUser;
  drawTextRow(form, "assignedUser", PageId::assignedUser, frame.state.assignedUser, say(PageId::assignedUserHint), "",
              user);
  form.y += gap;
  drawFormat(form);
  if (frame.session.format() == csv::Format::corporate && frame.session.report().identity.serialNumber.known()) {
    drawIdentifier(form);
  }
  form.y += gap;
  if (!settings) {
    drawSettingsProblem(form, settings.error());
  }
  drawTargets(form);
  drawSave(form, rect.y1);
  return form.y;
}

bool hasReceipt(const Session& session) {
  return session.exported() && session.exported()->has_value();
}

// The form or the receipt; returns where it ends.
float drawDevice(Frame& frame, const Rect& rect) {
  if (hasReceipt(frame.session)) {
    drawCardBox(frame, rect, Sign::ok, false);
    return drawReceipt(frame, rect, receiptOf(**frame.session.exported(), situationOf(frame.session)));
  }
  const Row* hash = findRow(frame.session.sections(), "hardwareHash");
  const std::string serial = frame.shown(shownSerial(frame.session.report()));
  const float y = drawCardFrame(
      frame, rect, say(PageId::cardThisDevice), serial.empty() ? "" : say(PageId::serialAndHash, {{"serial", serial}}),
      hash == nullptr || hash->word.empty() ? std::nullopt : std::optional(signOf(hash->state, hash->word)));
  return drawForm(frame, rect, y);
}

RowSpec evidenceOf(std::string id, PageId label, std::vector<Evidence> evidence) {
  RowSpec row;
  row.id = std::move(id);
  row.label = say(label);
  row.evidence = std::move(evidence);
  return row;
}

}  // namespace

// What Enter opens here.
std::vector<CardSpec> exportCards(Frame& frame) {
  CardSpec card{say(PageId::cardThisDevice), "", {}};
  const Result<Settings>& settings = frame.session.settings();
  std::vector<Evidence> tags;
  const std::string path = settings ? settings->path : "";
  for (const std::string& tag :
       tagChoices(situationOf(frame.session), settings ? settings->groupTags : std::vector<std::string>())) {
    tags.push_back({PageId::tag, printable(tag, 400), path});
  }
  card.rows.push_back(evidenceOf("tagChoice", PageId::tags, std::move(tags)));
  const FormatWords& words = formatWords[static_cast<std::size_t>(frame.session.format())];
  card.rows.push_back(evidenceOf("format", PageId::format, {{words.name, words.columns, say(words.where)}}));
  if (!settings) {
    card.rows.push_back(
        evidenceOf("settings", PageId::settings, {{PageId::settings, describe(settings.error()), "preflight.json"}}));
  }
  const Target* target = frame.session.target();
  card.rows.push_back(
      evidenceOf("to", PageId::saveToLabel,
                 {{PageId::to, target != nullptr ? targetText(*target) : drivesText(frame.session.drives()),
                   say(PageId::drives)}}));
  if (hasReceipt(frame.session)) {
    RowSpec proof = evidenceOf("proof", PageId::barProof, {});
    for (const ReceiptLine& line : receiptOf(**frame.session.exported(), situationOf(frame.session)).lines) {
      proof.evidence.push_back({line.label, line.value + (line.dim.empty() ? "" : ", " + line.dim), ""});
    }
    card.rows.push_back(std::move(proof));
  }
  std::vector<CardSpec> cards{std::move(card)};
  cards.push_back(batchEvidence(frame));
  return cards;
}

ActionId drawExport(Frame& frame) {
  const Sizes& size = frame.size;
  const Rect& content = frame.content;
  const float top = frame.y;
  const bool two = !size.large && content.width() >= size.px(820);
  const float split = two ? std::floor(content.x0 + (content.width() - size.gap) * 656 / 1104) : content.x1;
  // The card is as high as there is room, and grows where its content needs more.
  const float room = two ? content.height() - 2 * size.gap : 0;
  float& needed = frame.state.formHeight;
  const float height = std::max(room, needed);
  const float end = drawDevice(frame, {content.x0, top, split, top + height});
  if (end - top > height + 0.5F || (height > room && end - top < height - 0.5F)) {
    needed = end - top;
    frame.again = true;
  }
  if (two) {
    drawBatch(frame, {split + size.gap, top, content.x1, top + height});
    frame.y = top + height + size.gap;
    return frame.asked;
  }
  frame.y = top + height + size.gap;
  const float rows = batchHeight(frame, 8);
  drawBatch(frame, {content.x0, frame.y, content.x1, frame.y + rows});
  frame.y += rows + size.gap;
  return frame.asked;
}

std::optional<Sign> exportMark(const Frame& frame) {
  if (frame.session.exported()) {
    return *frame.session.exported() ? Sign::ok : Sign::failed;
  }
  if (frame.session.exporting()) {
    return Sign::running;
  }
  const bool waits = frame.session.drives().targets.empty() && asksForExport(situationOf(frame.session)) &&
                     frame.session.writtenTo().empty();
  return waits ? std::optional(Sign::waiting) : std::nullopt;
}

}  // namespace preflight::page
