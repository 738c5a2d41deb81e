// preflight export: the device's row into a CSV, proved. Checks in the order usage, input, target, device.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/open_host.h"
#include "app/session/collector_runner.h"
#include "app/settings.h"
#include "app/view/rows.h"
#include "base/path.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/csv_words.h"
#include "cli/states.h"
#include "diagnose/diagnose.h"
#include "export/device/device_export.h"
#include "export/device/target.h"
#include "media/append_line.h"
#include "media/eject.h"
#include "media/write_policy.h"
#include "model/subject.h"
#include "text/command_id.h"

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
  for (const std::string& saved : error.done) {
    console.err(saved + "\n");
    outcome.line += "; " + saved;
  }
  return outcome;
}

Exit exitOf(TargetProblem problem) {
  return problem == TargetProblem::choice ? Exit::usage : Exit::notWritten;
}

// Rights are missing: offers to start again with them where a person can answer.
Outcome notElevated(const ExportOptions& options, const Finding& finding, Console& console) {
  const std::string title = printable(finding.title());
  const bool ask = !options.yes && !options.json && options.replay.empty() && console.interactive();
  sayError(console, title,
           options.replay.empty() ? (ask ? "" : say(CommandId::elevateHow)) : say(CommandId::elevateRecording));
  if (ask) {
    console.err(say(CommandId::elevateNow) + " [Y/n] ");
    const std::string answer = lower(trimmed(console.readLine()));
    if (answer.empty() || answer == "y" || answer == "yes") {
      if (const Result<void> started = startElevated(options.arguments); !started) {
        sayError(console, started.error(), say(CommandId::elevateHow));
      }
    }
  }
  return {Exit::deviceUnread, title};
}

// The hash could not be read: the finding knows why and what helps.
Outcome hashUnread(const ExportOptions& options, const Report& report, const Diagnosis& diagnosis, Console& console) {
  const auto finding = std::ranges::find(diagnosis.findings, Subject::hardwareHash, &subjectOf);
  if (finding == diagnosis.findings.end()) {
    return stopped(console, Exit::deviceUnread, report.hardwareHash.text.error);
  }
  if (finding->id == FindingId::hashNotElevated) {
    return notElevated(options, *finding, console);
  }
  const std::string title = printable(finding->title());
  const std::string why = printable(describe(report.hardwareHash.text.error), 600);
  sayError(console, Text::sequence({title, finding->meaning()}).str(), finding->action());
  std::string reason = say(CommandId::reason, {{"why", why}});
  if (report.hardwareHash.fallback.known()) {
    reason += "\n" + say(CommandId::reasonTool, {{"why", printable(report.hardwareHash.fallback.value, 600)}});
  }
  console.err(reason + "\n");
  return {Exit::deviceUnread, fmt::format("{} {}", title, why)};
}

std::string proofText(const ExportProof& proof) {
  std::string text = writtenLine(proof.written, proof.rows);
  for (const FileProof& file : proof.batch) {
    text += writtenLine(file.written, file.rows);
  }
  if (!proof.batch.empty()) {
    const std::string devices = countText(proof.batchRows, CsvId::deviceOne, CsvId::deviceMany);
    text += stateLine(0, stateName(State::info), say(CommandId::exportBatch, {{"devices", devices}}));
  }
  for (const std::string& note : proof.notes) {
    text += stateLine(0, stateName(State::info), note);
  }
  return text + say(CommandId::exportSaved) + "\n";
}

// For the log: every file with its rows, bytes and checksum, and the notes.
std::string proofLine(const ExportProof& proof) {
  const auto file = [](const media::Proof& written, std::size_t rows) {
    return fmt::format("{} rows {} bytes {} SHA-256 {}", written.path, rows, written.bytes, written.sha256Hex);
  };
  std::string line = file(proof.written, proof.rows);
  for (const FileProof& part : proof.batch) {
    line += "; " + file(part.written, part.rows);
  }
  for (const std::string& note : proof.notes) {
    line += "; " + printable(note, 500);
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
  tree["keptGroupTag"] = proof.keptTag;
  tree["batch"] = nlohmann::ordered_json::array();
  for (const FileProof& file : proof.batch) {
    tree["batch"].push_back(fileJson(file.written, file.rows));
  }
  tree["batchRows"] = proof.batchRows;
  tree["log"] = proof.log;
  tree["notes"] = proof.notes;
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// Only what the row needs is read: no disk, no network adapter, no event.
Report readDevice(const std::shared_ptr<const Host>& host, const CsvTarget& target, Console& console,
                  bool& leftBehind) {
  const std::array<Collector, 2> needed{*findCollector("identity"), *findCollector("hardwareHash")};
  CollectOptions options;
  if (host->info().kind == HostKind::live) {
    options.toolStarts = [&console] { console.err(say(CommandId::toolStarts) + "\n"); };
  }
  if (target.onStick) {
    options.scratchFolder = target.base;
  }
  return collectAndWait(host, options, needed, leftBehind);
}

// Why there is no hash depends on who runs the program. Nothing else here needs it.
void readWhoRuns(const std::shared_ptr<const Host>& host, Report& report, bool& leftBehind) {
  const std::array<Collector, 1> needed{*findCollector("setup")};
  report.setup = collectAndWait(host, {}, needed, leftBehind).setup;
}

// A drive that does not answer is no fault of the file.
Outcome settingsUnusable(Console& console, const Error& error) {
  return error.kind == ErrorKind::invalid ? stopped(console, Exit::inputUnusable, error, say(CommandId::settingsAdvice))
                                          : stopped(console, Exit::notWritten, error, say(CsvId::nothingWritten));
}

// Flags win over the settings.
Result<CsvRequest> requestOf(const ExportOptions& options, const Settings& settings) {
  CsvRequest request;
  request.groupTag = options.groupTag.value_or(settings.groupTag);
  request.assignedUser = wholeUser(options.assignedUser.value_or(""), settings);
  request.keepTag = !options.groupTag;
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

// The file is saved and flushed before this, so ejecting decides no exit code.
std::string ejectStick(const CsvTarget& target, const Host& live) {
  const Result<std::vector<Volume>> volumes = live.volumes();
  const auto isTarget = [&](const Volume& volume) {
    return volume.root == joinPath(target.base, "") || volume.root == target.base;
  };
  const bool own = volumes && std::ranges::any_of(*volumes, [&](const Volume& volume) {
                     return isTarget(volume) && volume.holdsProgram;
                   });
  if (own) {
    return say(CommandId::ejectOwn, {{"drive", target.base}});
  }
  const Result<void> ejected = media::eject(target.base);
  return ejected ? say(CommandId::ejected, {{"drive", target.base}})
                 : say(CommandId::ejectFailed, {{"why", describe(ejected.error())}});
}

// The folder that was named is not there: by which option another can be named.
std::string_view targetOption(const ExportOptions& options) {
  return !options.to.empty() ? "--to" : !options.stick.empty() ? "--stick" : "--append";
}

Outcome exportDevice(const ExportOptions& options, Console& console, bool& leftBehind) {
  if (options.usb && isAbsolutePath(options.append)) {
    const Text wrong(CommandId::appendElsewhere, {{"file", printable(options.append, 300)}});
    sayError(console, wrong.str(), wrong.hint());
    return {Exit::usage, wrong.str()};
  }
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
    return stopped(console, Exit::inputUnusable, host.error(), say(CommandId::replayAdvice));
  }
  const bool named = options.usb || !(options.to + options.stick + options.append).empty();
  const auto target =
      chooseTarget({options.to, named ? options.stick : settings->folder, options.append, options.usb}, *live);
  if (!target) {
    return stopped(console, exitOf(target.error().problem), target.error().error,
                   say(options.replay.empty() ? CommandId::stickAdvice : CommandId::stickRecorded));
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
  if (const std::optional<Error> missing = missingFolder(target->base)) {
    return stopped(console, Exit::notWritten, *missing,
                   say(CommandId::folderAdvice, {{"option", targetOption(options)}}));
  }
  if (const auto fits = checkTarget(*target); !fits) {
    return stopped(console, exitOf(fits.error().stage), fits.error().error,
                   say(CommandId::folderAdvice, {{"option", targetOption(options)}}));
  }
  Report report = readDevice(*host, *target, console, leftBehind);
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
    console.err(said + "\n");
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
    const std::string line = fmt::format("{}\texit {}\t{}\n", clock ? isoText(clock->now) : say(CommandId::timeUnknown),
                                         static_cast<int>(outcome.code), outcome.line);
    if (const Result<void> logged = media::appendLine(options.log, line); !logged) {
      sayError(console, logged.error(), say(CommandId::logAdvice));
      outcome.code = outcome.code == Exit::done ? Exit::notWritten : outcome.code;
    }
  }
  if (leftBehind) {
    exitNow(static_cast<int>(outcome.code));
  }
  return outcome.code;
}

}  // namespace preflight
