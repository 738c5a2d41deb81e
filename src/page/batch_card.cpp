#include "page/batch_card.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "export/device/stick_layout.h"

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
  const std::string own = isOfDevice(entry, frame.session.report().identity) ? "this device" : "";
  for (const std::string& part : {own, printable(entry.model, 60), printable(entry.groupTag, 60), time}) {
    row.hint += part.empty() ? "" : (row.hint.empty() ? "" : " \u00B7 ") + part;
  }
  switch (entry.hash) {
    case BatchEntry::Hash::good:
      row.status = State::pass;
      row.word = "HASH GOOD";
      break;
    case BatchEntry::Hash::faulty:
      row.status = State::fail;
      row.word = "FAULTY";
      break;
    case BatchEntry::Hash::none:
      row.status = State::info;
      row.word = "NO HASH";
      break;
  }
  row.evidence = {{"Serial number", said(entry.serialNumber), entry.file},
                  {"Model", printable(entry.model, 120), std::string(stickLogName)},
                  {"Group tag", printable(entry.groupTag, 200), entry.file},
                  {"Written", time, std::string(stickLogName)},
                  {"Hash", printable(entry.problem, 400), entry.file}};
  return row;
}

// A file of the batch that stays as it is, and why.
RowSpec skippedRow(const std::string& problem, std::size_t number) {
  RowSpec row;
  row.id = fmt::format("batch problem {}", number);
  row.label = "Skipped";
  row.value = printable(problem, 600);
  row.status = State::warn;
  row.word = "SKIPPED";
  row.evidence = {{row.label, row.value, ""},
                  {"What it means", "Preflight leaves this file as it is: nothing in it is lost or changed.", ""},
                  {"What to do",
                   "Import it as it is or move it elsewhere, or let preflight csv check tell what is wrong with it "
                   "and preflight csv convert write it anew.",
                   ""}};
  return row;
}

}  // namespace

CardSpec batchCard(const Frame& frame) {
  constexpr std::size_t most = 200;
  const BatchList& batch = frame.session.batch();
  const std::size_t count = batch.entries.size();
  CardSpec card{"BATCH ON THE STICK", count == 1 ? "1 device" : fmt::format("{} devices", count), {}};
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
    rest.value = fmt::format("{} more devices stand in the files of the batch on the stick", count - most);
    card.rows.push_back(std::move(rest));
  }
  return card;
}

}  // namespace preflight::page
