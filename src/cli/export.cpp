// preflight export: the device's row into a CSV, proved. Checks in the order usage, input, target, device.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/open_host.h"
#include "app/session/collector_runner.h"
#include "app/settings.h"
#include "app/view/rows.h"
#include "base/text.h"
#include "cli/commands.h"
#include "diagnose/diagnose.h"
#include "export/device/device_export.h"
#include "export/device/target.h"
#include "media/append_line.h"
#include "media/eject.h"
#include "media/write_policy.h"
#include "model/subject.h"

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
  Outcome outcome = stopped(console, exitOf(error.stage), error.error, error.advice);
  for (const std::string& each : error.done) {
    console.err(fmt::format("preflight: {}\n", each));
    outcome.line += "; " + each;
  }
  return outcome;
}

Exit exitOf(TargetProblem problem) {
  return problem == TargetProblem::choice ? Exit::usage : Exit::notWritten;
}

// Says at once that rights are missing, and offers to start again with them.
Outcome notElevated(const ExportOptions& options, const Finding& finding, Console& console) {
  console.err(fmt::format("preflight: {} {}\n", printable(finding.title()), printable(finding.action())));
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
  return {Exit::deviceUnread, printable(finding.title())};
}

// The hash could not be read: the rules know why and what helps.
Outcome hashUnread(const ExportOptions& options, const Report& report, const Diagnosis& diagnosis, Console& console) {
  const auto finding = std::ranges::find(diagnosis.findings, Subject::hardwareHash, &subjectOf);
  if (finding == diagnosis.findings.end()) {
    return stopped(console, Exit::deviceUnread, report.hardwareHash.text.error);
  }
  if (finding->id == FindingId::hashNotElevated) {
    return notElevated(options, *finding, console);
  }
  std::string why = describe(report.hardwareHash.text.error);
  if (report.hardwareHash.fallback.known()) {
    why += fmt::format("; Microsoft's diagnostics tool did not help either: {}", report.hardwareHash.fallback.value);
  }
  console.err(fmt::format("preflight: {} {} {}\n  {}\n", finding->title(), finding->meaning(), finding->action(), why));
  return {Exit::deviceUnread, fmt::format("{} {}", finding->title(), why)};
}

void addFile(std::string& text, const media::Proof& written, std::size_t rows) {
  text += fmt::format("Written and read back: {}\n", written.path);
  if (!written.volumeLabel.empty()) {
    text += fmt::format("  volume   {}\n", printable(written.volumeLabel, 100));
  }
  text += fmt::format("  rows     {}\n  bytes    {}\n  SHA-256  {}\n", rows, written.bytes, written.sha256Hex);
}

std::string proofText(const ExportProof& proof) {
  std::string text;
  addFile(text, proof.written, proof.rows);
  for (const FileProof& each : proof.batch) {
    addFile(text, each.written, each.rows);
  }
  if (!proof.batch.empty()) {
    text += proof.batchRows == 1 ? "  batch    1 device\n" : fmt::format("  batch    {} devices\n", proof.batchRows);
  }
  for (const std::string& note : proof.notes) {
    text += fmt::format("  note     {}\n", note);
  }
  return text + "Safe to remove.\n";
}

// For the log: every file with its rows, bytes and digest, and what was said beside it.
std::string proofLine(const ExportProof& proof) {
  const auto file = [](const media::Proof& written, std::size_t rows) {
    return fmt::format("{} rows {} bytes {} SHA-256 {}", written.path, rows, written.bytes, written.sha256Hex);
  };
  std::string line = file(proof.written, proof.rows);
  for (const FileProof& each : proof.batch) {
    line += "; " + file(each.written, each.rows);
  }
  for (const std::string& each : proof.notes) {
    line += "; " + printable(each, 500);
  }
  return line;
}

nlohmann::ordered_json fileJson(const media::Proof& written, std::size_t rows) {
  return {{"path", written.path}, {"rows", rows}, {"bytes", written.bytes}, {"sha256", written.sha256Hex}};
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
  tree["batch"] = nlohmann::ordered_json::array();
  for (const FileProof& each : proof.batch) {
    tree["batch"].push_back(fileJson(each.written, each.rows));
  }
  tree["batchRows"] = proof.batchRows;
  tree["log"] = proof.log;
  tree["notes"] = proof.notes;
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// Only what the row needs is read: no disk, no network adapter, no event.
Report readDevice(const std::shared_ptr<const Host>& host, const CsvTarget& target, bool& leftBehind) {
  const std::array<Collector, 2> needed{*findCollector("identity"), *findCollector("hardwareHash")};
  CollectOptions options;
  if (target.onStick) {
    options.scratchFolder = target.base;
  }
  return collectAndWait(host, options, needed, leftBehind);
}

// Why there is no hash is told by who runs the program, which nobody else here needs to know.
void readWhoRuns(const std::shared_ptr<const Host>& host, Report& report, bool& leftBehind) {
  const std::array<Collector, 1> needed{*findCollector("setup")};
  report.setup = collectAndWait(host, {}, needed, leftBehind).setup;
}

// A drive that does not answer is no fault of the file.
Outcome settingsUnusable(Console& console, const Error& error) {
  return error.kind == ErrorKind::invalid
             ? stopped(console, Exit::inputUnusable, error, "Mend the file, or take it away: nothing was written.")
             : stopped(console, Exit::notWritten, error, "Nothing was written.");
}

// Flags win over the settings.
Result<CsvRequest> requestOf(const ExportOptions& options, const Settings& settings) {
  CsvRequest request;
  request.groupTag = options.groupTag.value_or(settings.groupTag);
  request.assignedUser = wholeUser(options.assignedUser.value_or(""), settings);
  request.force = options.force;
  request.format = settings.format;
  if (!options.format) {
    return request;
  }
  return csv::formatFromName(*options.format).map([&](csv::Format format) {
    request.format = format;
    return request;
  });
}

// The write is done and flushed whatever comes of this, so that it decides no exit code.
std::string ejectStick(const CsvTarget& target, const Host& live) {
  const Result<std::vector<Volume>> volumes = live.volumes();
  const auto isTarget = [&](const Volume& each) {
    return each.root == joinPath(target.base, "") || each.root == target.base;
  };
  const bool own = volumes && std::any_of(volumes->begin(), volumes->end(),
                                          [&](const Volume& each) { return isTarget(each) && each.holdsProgram; });
  if (own) {
    return fmt::format("Not ejected: this program runs from {}. It is safe to pull it all the same.", target.base);
  }
  const Result<void> ejected = media::eject(target.base);
  return ejected ? fmt::format("Ejected {}.", target.base)
                 : fmt::format("Not ejected: {}. What was written is safe: it is flushed and was read back.",
                               describe(ejected.error()));
}

Outcome exportDevice(const ExportOptions& options, Console& console, bool& leftBehind) {
  const std::unique_ptr<Host> live = liveHost();
  Result<Settings> settings = loadSettings(*live, options.stick);
  if (!settings) {
    return settingsUnusable(console, settings.error());
  }
  Result<CsvRequest> request = requestOf(options, *settings);
  if (!request) {
    return stopped(console, Exit::usage, request.error());
  }
  if (const auto fits = checkInput(*request); !fits) {
    return stopped(console, fits.error());
  }
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay);
  if (!host) {
    return stopped(console, Exit::inputUnusable, host.error());
  }
  const bool named = options.usb || !(options.to + options.stick + options.append).empty();
  const auto target =
      chooseTarget({options.to, named ? options.stick : settings->folder, options.append, options.usb}, *live);
  if (!target) {
    return stopped(console, exitOf(target.error().problem), target.error().error,
                   "Or name a folder: --stick DIR for the stick's own layout, --to DIR for the folder itself.");
  }
  if (target->onStick && options.stick.empty() && settings->path.empty()) {
    settings = settingsOn(target->base);
    if (!settings) {
      return settingsUnusable(console, settings.error());
    }
    request = requestOf(options, *settings);
    if (const auto fits = checkInput(*request); !fits) {
      return stopped(console, fits.error());
    }
  }
  if (target->append) {
    if (const auto fits = checkAppendFile(target->path("", request->format), request->format); !fits) {
      return stopped(console, fits.error());
    }
  }
  if (const auto fits = checkTarget(*target); !fits) {
    return stopped(console, fits.error());
  }
  Report report = readDevice(*host, *target, leftBehind);
  if (request->format == csv::Format::intune && report.identity.serialNumber.known() &&
      !report.hardwareHash.text.known()) {
    readWhoRuns(*host, report, leftBehind);
    return hashUnread(options, report, diagnose(report), console);
  }
  ExportResult<ExportProof> proof = exportCsv(report, diagnose(report).findings, *request, *target);
  if (!proof) {
    proof.error().error = media::withPolicy(std::move(proof.error().error), *live);
    return stopped(console, proof.error());
  }
  console.out(options.json ? proofJson(*proof) : proofText(*proof));
  std::string line = fmt::format("{} {}", shownSerial(report), proofLine(*proof));
  if (options.eject) {
    const std::string said = ejectStick(*target, *live);
    console.err(fmt::format("preflight: {}\n", said));
    line += "; " + said;
  }
  return {Exit::done, line};
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
