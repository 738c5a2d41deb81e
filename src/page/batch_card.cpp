#include "page/batch_card.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "export/device/stick_layout.h"
#include "text/label_id.h"
#include "text/page_id.h"

namespace preflight::page {
namespace {

std::string writtenText(const BatchEntry& entry, const Frame& frame) {
  const Result<UtcTime> time = utcTimeFromIso(entry.time);
  return time ? dateText(*time, zoneOf(frame.session.report())) : std::string();
}

RowSpec batchRow(const BatchEntry& entry, std::size_t number, const Frame& frame) {
  constexpr std::string_view hidden = "\u2022\u2022\u2022\u2022";
  const auto said = [&](const std::string& text) {
    return frame.state.masked ? std::string(hidden) : printable(text, 120);
  };
  RowSpec row;
  row.id = fmt::format("batch {}", number);
  row.label = fmt::format("{}", number);
  row.value = said(entry.serialNumber);
  const std::string time = writtenText(entry, frame);
  const std::string own = isOfDevice(entry, frame.session.report().identity) ? say(PageId::thisDevice) : "";
  const std::string hash = entry.hash == BatchEntry::Hash::faulty ? say(PageId::hashInvalid)
                           : entry.hash == BatchEntry::Hash::none ? say(PageId::hashNone)
                                                                  : "";
  for (const std::string& part : {own, hash, printable(entry.model, 60), printable(entry.groupTag, 60), time}) {
    row.hint += part.empty() ? "" : (row.hint.empty() ? "" : " \u00B7 ") + part;
  }
  switch (entry.hash) {
    case BatchEntry::Hash::good:
      row.status = State::pass;
      break;
    case BatchEntry::Hash::faulty:
      row.status = State::fail;
      break;
    case BatchEntry::Hash::none:
      row.status = State::info;
      break;
  }
  row.word = stateWord(row.status);
  row.evidence = {{PageId::serialNumber, said(entry.serialNumber), entry.file},
                  {PageId::model, printable(entry.model, 120), std::string(stickLogName)},
                  {PageId::groupTag, printable(entry.groupTag, 200), entry.file},
                  {PageId::savedAt, time, std::string(stickLogName)},
                  {PageId::exportHash, printable(entry.problem, 400), entry.file}};
  return row;
}

// A file of the batch that stays as it is, and why.
RowSpec skippedRow(const std::string& problem, std::size_t number) {
  RowSpec row;
  row.id = fmt::format("batch problem {}", number);
  row.label = say(PageId::batchSkipped);
  row.value = printable(problem, 600);
  row.status = State::warn;
  row.word = say(LabelId::stateSkipped);
  row.evidence = {{row.label, row.value, ""},
                  {PageId::meaning, PageId::batchSkippedMeaning, ""},
                  {PageId::whatToDo, PageId::batchSkippedAction, ""}};
  return row;
}

}  // namespace

CardSpec batchCard(const Frame& frame) {
  constexpr std::size_t most = 200;
  const BatchList& batch = frame.session.batch();
  const std::size_t count = batch.entries.size();
  CardSpec card{say(PageId::cardBatch),
                count == 1 ? say(PageId::oneDevice) : say(PageId::devices, {{"n", std::to_string(count)}}),
                {}};
  for (std::size_t i = 0; i < batch.problems.size(); ++i) {
    card.rows.push_back(skippedRow(batch.problems[i], i));
  }
  for (std::size_t i = 0; i < std::min(count, most); ++i) {
    card.rows.push_back(batchRow(batch.entries[count - 1 - i], count - i, frame));
  }
  if (count > most) {
    RowSpec rest;
    rest.id = "batch rest";
    rest.label = "\u2026";
    rest.value = say(PageId::batchRest, {{"n", std::to_string(count - most)}});
    card.rows.push_back(std::move(rest));
  }
  return card;
}

}  // namespace preflight::page
