#include "app/view/export_model.h"

#include <algorithm>

#include "base/text.h"
#include "csv/intune.h"
#include "text/view_id.h"

namespace preflight {
namespace {

constexpr std::size_t shownRows = 200;

std::string fileOf(const std::string& path) {
  const std::size_t at = path.find_last_of("/\\");
  return at == std::string::npos ? path : path.substr(at + 1);
}

std::string timeOf(const Situation& situation, const BatchEntry& entry) {
  const Result<UtcTime> time = utcTimeFromIso(entry.time);
  return time ? clockAt(situation, *time) : std::string();
}

std::string tagText(const std::string& tag) {
  return tag.empty() ? say(ViewId::noTag) : printable(tag, 60);
}

// The rows' own order is that of saving, as far as the log knows no times.
std::vector<const BatchEntry*> newestFirst(const std::vector<BatchEntry>& entries) {
  std::vector<const BatchEntry*> rows;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    rows.push_back(&*entry);
  }
  std::ranges::stable_sort(rows, [](const BatchEntry* a, const BatchEntry* b) { return a->time > b->time; });
  return rows;
}

BatchRow rowOf(const Situation& situation, const BatchEntry& entry, std::size_t number) {
  BatchRow row;
  row.id = "batch " + std::to_string(number);
  row.serial = printable(entry.serialNumber, 60);
  row.tag = tagText(entry.groupTag);
  row.saved = timeOf(situation, entry);
  row.sign = entry.hash == BatchEntry::Hash::good     ? Sign::ok
             : entry.hash == BatchEntry::Hash::faulty ? Sign::failed
                                                      : Sign::none;
  row.file = entry.file;
  return row;
}

BatchRow pinnedRow(const Situation& situation, const std::string& tag) {
  BatchRow row;
  row.id = "batchThis";
  row.serial = shownSerial(situation.report);
  row.tag = tagText(tag);
  row.pinned = true;
  const BatchEntry* own = ownEntry(situation);
  if (own == nullptr) {
    row.saved = say(ViewId::newRow);
    return row;
  }
  const std::string time = timeOf(situation, *own);
  row.saved = time.empty() ? say(ViewId::replacesTag, {{"tag", tagText(own->groupTag)}})
                           : say(ViewId::replaces, {{"time", time}, {"tag", tagText(own->groupTag)}});
  return row;
}

std::string factOf(const Situation& situation, const std::string& tag) {
  if (situation.target == nullptr) {
    return "";
  }
  const bool replaces = ownEntry(situation) != nullptr;
  const std::size_t others = situation.batch.entries.size() - (replaces ? 1 : 0);
  const Args args{{"serial", shownSerial(situation.report)},
                  {"tag", printable(tag, 60)},
                  {"drive", shortRoot(situation.target->root)},
                  {"n", std::to_string(others)}};
  if (replaces) {
    return say(tag.empty() ? ViewId::replacesFact : ViewId::replacesFactTag, args);
  }
  if (others == 0) {
    return say(tag.empty() ? ViewId::addsFirstFact : ViewId::addsFirstFactTag, args);
  }
  return say(tag.empty() ? ViewId::addsFact : ViewId::addsFactTag, args);
}

}  // namespace

ProposedTag proposedTag(const Situation& situation, const std::string& settingsTag) {
  const auto on = [&](ViewId words) {
    return situation.target == nullptr ? std::string() : say(words, {{"drive", shortRoot(situation.target->root)}});
  };
  if (const BatchEntry* own = ownEntry(situation); own != nullptr && !own->groupTag.empty()) {
    return {own->groupTag, on(ViewId::tagOfRow)};
  }
  if (!settingsTag.empty()) {
    return {settingsTag, say(ViewId::tagOfSettings)};
  }
  const std::vector<const BatchEntry*> rows = newestFirst(situation.batch.entries);
  return rows.empty() || rows.front()->groupTag.empty() ? ProposedTag{}
                                                        : ProposedTag{rows.front()->groupTag, on(ViewId::tagLastUsed)};
}

std::vector<std::string> tagChoices(const Situation& situation, const std::vector<std::string>& settingsTags) {
  std::vector<std::string> tags;
  const auto add = [&](const std::string& tag) {
    if (!tag.empty() && std::ranges::find(tags, tag) == tags.end()) {
      tags.push_back(tag);
    }
  };
  for (const BatchEntry* entry : newestFirst(situation.batch.entries)) {
    add(entry->groupTag);
  }
  for (const std::string& tag : settingsTags) {
    add(tag);
  }
  return tags;
}

std::string tagToSave(const Situation& situation, const std::string& typed, bool noTagChosen) {
  const BatchEntry* own = ownEntry(situation);
  return typed.empty() && !noTagChosen && own != nullptr ? own->groupTag : typed;
}

ExportModel exportModel(const Situation& situation, const std::string& tag) {
  ExportModel model;
  const BatchEntry* own = ownEntry(situation);
  if (!shownSerial(situation.report).empty()) {
    model.rows.push_back(pinnedRow(situation, tag));
  }
  std::size_t number = situation.batch.entries.size();
  for (const BatchEntry* entry : newestFirst(situation.batch.entries)) {
    if (entry != own && model.rows.size() < shownRows) {
      model.rows.push_back(rowOf(situation, *entry, number));
    }
    --number;
  }
  model.count = say(ViewId::countOfMost, {{"n", std::to_string(situation.batch.entries.size())},
                                          {"most", std::to_string(csv::maximumRows)}});
  model.fact = factOf(situation, tag);
  return model;
}

Receipt receiptOf(const ExportProof& proof, const Situation& situation) {
  Receipt receipt;
  const media::Proof& main = proof.batch.empty() ? proof.written : proof.batch.front().written;
  const std::size_t rows = proof.batch.empty() ? proof.rows : proof.batchRows;
  const std::string serial = shownSerial(situation.report);
  const std::string file = printable(fileOf(main.path), 200);
  const std::string drive = situation.target == nullptr ? "" : nameOf(*situation.target);
  if (situation.savedAt != UtcTime{}) {
    receipt.written =
        say(ViewId::receiptWritten,
            {{"time", clockText({situation.savedAt.milliseconds / 1000 * 1000}, situation.zone()).substr(0, 8)}});
  }
  const Args args{{"serial", serial}, {"file", file}, {"rows", std::to_string(rows)}, {"drive", drive}};
  receipt.fact = drive.empty()    ? say(ViewId::receiptFact, args)
                 : proof.replaced ? say(ViewId::receiptFactReplaced, args)
                                  : say(ViewId::receiptFactNew, args);
  const auto add = [&](const char* id, ViewId label, std::string value, std::string dim, bool mono) {
    receipt.lines.push_back({id, say(label), std::move(value), std::move(dim), mono});
    receipt.proof += say(label) + ": " + receipt.lines.back().value + "\n";
  };
  add("receiptWhere", ViewId::receiptWhere, printable(main.path, 1000), "", true);
  if (!proof.batch.empty()) {
    add("receiptDevice", ViewId::receiptDevice, printable(proof.written.path, 1000), "", true);
  }
  add("receiptRows", ViewId::receiptRows, std::to_string(rows),
      say(proof.replaced ? ViewId::receiptReplaced : ViewId::receiptNew,
          {{"n", std::to_string(rows > 0 ? rows - 1 : 0)}}),
      false);
  add("receiptTag", ViewId::receiptTag, tagText(situation.savedTag), "", false);
  add("receiptBytes", ViewId::receiptBytes, std::to_string(main.bytes), "", false);
  add("receiptSha", ViewId::receiptSha, main.sha256Hex, "", true);
  if (!drive.empty()) {
    add("receiptStick", ViewId::receiptStick, say(ViewId::safeToRemove, {{"drive", drive}}), "", false);
  }
  for (const std::string& note : proof.notes) {
    add("receiptNote", ViewId::note, printable(note, 500), "", false);
  }
  const std::string root = situation.target == nullptr ? "" : shortRoot(situation.target->root);
  receipt.next = {say(ViewId::receiptNextPull), say(ViewId::receiptNextStart, {{"drive", root}}),
                  say(ViewId::receiptNextImport, {{"file", file}})};
  return receipt;
}

}  // namespace preflight
