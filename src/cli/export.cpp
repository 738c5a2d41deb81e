// preflight export: the device's row into a CSV, proved. Checks in the order usage, input, target, device.
#include <fmt/format.h>
#include <array>
#include <nlohmann/json.hpp>

#include "app/collection.h"
#include "app/open_host.h"
#include "app/rows.h"
#include "base/text.h"
#include "cli/commands.h"
#include "diagnose/diagnose.h"
#include "export/csv_export.h"
#include "export/target.h"
#include "media/append_line.h"

namespace preflight {
namespace {

struct Outcome {
  Exit code = Exit::done;
  std::string line;  // what happened, for the log
};

Exit exitOf(ExportStage stage) {
  switch (stage) {
    case ExportStage::input:
      return Exit::inputUnusable;
    case ExportStage::target:
    case ExportStage::write:
      return Exit::notWritten;
    case ExportStage::device:
      return Exit::deviceUnread;
  }
  return Exit::deviceUnread;
}

Outcome stopped(Console& console, Exit code, const Error& error, std::string_view advice = {}) {
  sayError(console, error, advice);
  return {code, describe(error)};
}

Outcome stopped(Console& console, const ExportError& error) {
  return stopped(console, exitOf(error.stage), error.error, error.advice);
}

Exit exitOf(TargetProblem problem) {
  return problem == TargetProblem::choice ? Exit::usage : Exit::notWritten;
}

// Says at once that rights are missing, and offers to start again with them.
Outcome notElevated(const ExportOptions& options, const Finding& finding, Console& console) {
  console.err(fmt::format("preflight: {} {}\n", finding.title, finding.action));
  if (!options.yes && !options.json && options.replay.empty() && console.interactive()) {
    console.err("Start it again as administrator now? [Y/n] ");
    const std::string answer = lower(trimmed(console.readLine()));
    if (answer.empty() || answer == "y" || answer == "yes") {
      if (const Result<void> started = startElevated(options.arguments); !started) {
        sayError(console, started.error());
      }
    }
  } else if (options.replay.empty()) {
    console.err(
        "preflight: To start it again as administrator: runas, or \"Run as administrator\" in the menu of the "
        "command prompt.\n");
  }
  return {Exit::deviceUnread, finding.title};
}

// The hash could not be read: the rules know why and what helps.
Outcome hashUnread(const ExportOptions& options, const Report& report, Console& console) {
  const Diagnosis diagnosis = diagnose(report);
  for (const Finding& finding : diagnosis.findings) {
    if (startsWithIgnoringCase(finding.id, "hash-")) {
      if (finding.id == "hash-not-elevated") {
        return notElevated(options, finding, console);
      }
      std::string why = describe(report.hardwareHash.text.error);
      if (report.hardwareHash.fallback.known()) {
        why +=
            fmt::format("; Microsoft's diagnostics tool did not help either: {}", report.hardwareHash.fallback.value);
      }
      console.err(fmt::format("preflight: {} {} {}\n  {}\n", finding.title, finding.meaning, finding.action, why));
      return {Exit::deviceUnread, fmt::format("{} {}", finding.title, why)};
    }
  }
  return stopped(console, Exit::deviceUnread, report.hardwareHash.text.error);
}

std::string proofText(const ExportProof& proof) {
  const media::Proof& written = proof.written;
  std::string text = fmt::format("Written and read back: {}\n", written.path);
  if (!written.volumeLabel.empty()) {
    text += fmt::format("  volume   {}\n", printable(written.volumeLabel, 100));
  }
  text += fmt::format("  rows     {}\n  bytes    {}\n  SHA-256  {}\n", proof.rows, written.bytes, written.sha256Hex);
  for (const std::string& note : proof.notes) {
    text += fmt::format("  note     {}\n", note);
  }
  return text + "Safe to remove.\n";
}

std::string proofJson(const ExportProof& proof) {
  nlohmann::ordered_json tree;
  tree["schema"] = 1;
  tree["path"] = proof.written.path;
  tree["volumeLabel"] = proof.written.volumeLabel;
  tree["rows"] = proof.rows;
  tree["bytes"] = proof.written.bytes;
  tree["sha256"] = proof.written.sha256Hex;
  tree["replaced"] = proof.replaced;
  tree["notes"] = proof.notes;
  return tree.dump(2) + "\n";
}

// Only what the row needs is read: no disk, no network adapter, no event.
Report readDevice(const std::shared_ptr<const Host>& host, const CsvTarget& target, bool& leftBehind) {
  const std::array<Collector, 2> needed{*findCollector("identity"), *findCollector("hardwareHash")};
  CollectOptions options;
  if (!target.subfolder.empty()) {
    options.scratchFolder = target.base;
  }
  return collectAndWait(host, options, needed, leftBehind);
}

// Why there is no hash is told by who runs the program, which nobody else here needs to know.
void readWhoRuns(const std::shared_ptr<const Host>& host, Report& report, bool& leftBehind) {
  const std::array<Collector, 1> needed{*findCollector("setup")};
  report.setup = collectAndWait(host, {}, needed, leftBehind).setup;
}

Outcome exportDevice(const ExportOptions& options, Console& console, bool& leftBehind) {
  const CsvRequest request{options.groupTag, options.assignedUser, options.force};
  if (const auto fits = checkInput(request); !fits) {
    return stopped(console, fits.error());
  }
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay);
  if (!host) {
    return stopped(console, Exit::inputUnusable, host.error());
  }
  const std::unique_ptr<Host> live = liveHost();
  const auto target = chooseTarget({options.to, options.stick, options.append, options.usb}, *live);
  if (!target) {
    return stopped(console, exitOf(target.error().problem), target.error().error,
                   "Or name a folder: --stick DIR for the stick's own layout, --to DIR for the folder itself.");
  }
  if (target->append) {
    if (const auto fits = checkAppendFile(target->path("")); !fits) {
      return stopped(console, fits.error());
    }
  }
  if (const auto fits = checkTarget(*target); !fits) {
    return stopped(console, fits.error());
  }
  Report report = readDevice(*host, *target, leftBehind);
  if (report.identity.serialNumber.known() && !report.hardwareHash.text.known()) {
    readWhoRuns(*host, report, leftBehind);
    return hashUnread(options, report, console);
  }
  const ExportResult<ExportProof> proof = exportCsv(report, request, *target);
  if (!proof) {
    return stopped(console, proof.error());
  }
  console.out(options.json ? proofJson(*proof) : proofText(*proof));
  return {Exit::done, fmt::format("{} {} rows {} bytes {} SHA-256 {}", shownSerial(report), proof->written.path,
                                  proof->rows, proof->written.bytes, proof->written.sha256Hex)};
}

}  // namespace

Exit runExport(const ExportOptions& options, Console& console) {
  bool leftBehind = false;
  Outcome outcome = exportDevice(options, console, leftBehind);
  if (!options.log.empty()) {
    const Result<Clock> clock = liveHost()->clock();
    const std::string line = fmt::format("{}\texit {}\t{}\n", clock ? isoText(clock->now) : "time not known",
                                         static_cast<int>(outcome.code), outcome.line);
    if (const Result<void> logged = media::appendLine(options.log, line); !logged) {
      sayError(console, logged.error(), "The export itself is not touched by this.");
      outcome.code = outcome.code == Exit::done ? Exit::notWritten : outcome.code;
    }
  }
  if (leftBehind) {
    exitNow(static_cast<int>(outcome.code));
  }
  return outcome.code;
}

}  // namespace preflight
