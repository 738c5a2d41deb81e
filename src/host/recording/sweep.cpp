#include "host/recording/sweep.h"

#include <fmt/format.h>

#include <chrono>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/names.h"
#include "host/recording/recording.h"
#include "host/recording/sweeper.h"
#include "text/error_id.h"
#include "text/label_id.h"

namespace preflight {
namespace recording {
void Sweeper::prepare() {
  system_ = host_.info().system;
  std::set<std::string> known;
  for (const EventSweep& each : eventSweeps()) {
    channels_.push_back({std::string(each.channel), std::string(each.provider)});
    if (each.provider.empty()) {
      known.insert(lower(each.channel));
    }
  }
  for (const std::string_view provider : eventProviderSweeps()) {
    const auto& found = providers_.emplace_back(std::string(provider), host_.channels(provider)).second;
    for (const std::string& channel : found.value_or(std::vector<std::string>())) {
      // System and Application are too large to be swept because one more provider writes there.
      if (known.insert(lower(channel)).second) {
        const bool shared = equalIgnoringCase(channel, "System") || equalIgnoringCase(channel, "Application");
        channels_.push_back({channel, shared ? std::string(provider) : std::string()});
      }
    }
  }
  stepTotal_ =
      7 + registrySweeps(system_).size() + wmiSweeps().size() + channels_.size() + fileSweeps(system_).size() + 2;
}

void Sweeper::step(std::string_view name) {
  if (options_.progress) {
    options_.progress(name, std::min(stepNumber_, stepTotal_ - 1), stepTotal_);
  }
  ++stepNumber_;
}

void Sweeper::noteProblem(const Error& error) {
  if (error.kind != ErrorKind::absent && error.kind != ErrorKind::unsupported &&
      error.kind != ErrorKind::notCollected) {
    summary_.problems.push_back(error);
  }
}

Result<void> Sweeper::write(std::string_view bytes) {
  summary_.bytes += bytes.size();
  return sink_.write(bytes);
}

Result<void> Sweeper::addJson(std::string_view member, const Json& json) {
  const std::string text = json.pretty(1);
  summary_.bytes += text.size();
  return sink_.add(member, text);
}

void Sweeper::closeArea(std::string_view name) {
  areas_.emplace_back(std::string(name), std::pair(areaAnswers_, areaErrors_));
  areaAnswers_ = 0;
  areaErrors_ = 0;
}

Result<void> Sweeper::sweepMachine() {
  const auto add = [&](LabelId label, std::string_view member, std::string_view name, const auto& ask) {
    step(say(label));
    Json json;
    putAnswer(json, name, ask());
    return addJson(member, json);
  };
  TRY_VOID(add(LabelId::recordingProcess, MemberName::process, "process", [&] { return host_.process(); }));
  TRY_VOID(add(LabelId::recordingClock, MemberName::clock, "clock", [&] { return host_.clock(); }));
  TRY_VOID(add(LabelId::recordingJoin, MemberName::join, "join", [&] { return host_.joinInformation(); }));
  TRY_VOID(add(LabelId::recordingVolumes, MemberName::volumes, "volumes", [&] { return host_.volumes(); }));
  TRY_VOID(add(LabelId::recordingDisks, MemberName::disks, "disks", [&] { return host_.disks(); }));
  TRY_VOID(add(LabelId::recordingAdapters, MemberName::adapters, "adapters", [&] { return host_.networkAdapters(); }));
  closeArea("machine");
  return {};
}

// Of the firmware's tables RSMB alone is read; of the others only that they are there. MSDM's body is a product key.
Result<void> Sweeper::sweepFirmware() {
  step(say(LabelId::recordingFirmware));
  Json json;
  for (const char* provider : {"RSMB", "ACPI"}) {
    Json list{{"provider", provider}};
    putAnswer(list, "ids", host_.firmwareTables(provider));
    json["providers"].push(std::move(list));
  }
  Json table{{"provider", "RSMB"}, {"id", ""}};
  putAnswer(table, "bytes", host_.firmwareTable({"RSMB", ""}));
  json["tables"].push(std::move(table));
  json["variables"] = Json::list();
  for (const FirmwareVariableSweep& swept : firmwareVariableSweeps()) {
    Json variable{{"vendor", swept.vendor}, {"name", swept.name}};
    putAnswer(variable, "bytes", host_.firmwareVariable({std::string(swept.vendor), std::string(swept.name)}));
    json["variables"].push(std::move(variable));
  }
  closeArea("firmware");
  return addJson(MemberName::firmware, json);
}

Result<void> Sweeper::sweepDiagnostics() {
  const bool runs = !hashRead_ && !options_.neverRunDiagnostics;
  step(say(runs && host_.info().kind == HostKind::live ? LabelId::recordingTool : LabelId::recordingDiagnostics));
  Result<std::vector<ArchiveMember>> members = fail(ErrorKind::notCollected, ErrorId::stepDiagnostics,
                                                    hashRead_ ? ErrorId::whyNotAskedHashRead : ErrorId::whyNotAsked);
  if (runs && host_.info().kind == HostKind::live && options_.toolStarts) {
    options_.toolStarts();
  }
  if (runs) {
    members = host_.diagnostics(options_.diagnostics);
  }
  if (members) {
    for (ArchiveMember& each : *members) {
      hideProductKeys(std::span(reinterpret_cast<char*>(each.bytes.data()), each.bytes.size()));
    }
  }
  Json json{{"areas", options_.diagnostics.areas}, {"member", options_.diagnostics.member}};
  putAnswer(json, "members", members);
  closeArea("diagnostics");
  return addJson(MemberName::diagnostics, json);
}

// Last, so that a recording that was cut short is none.
Result<void> Sweeper::writeHead() {
  step(say(LabelId::recordingFinish));
  const Result<Clock> clock = host_.clock();
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  Json areas = Json::object();
  for (const auto& [name, counts] : areas_) {
    areas[name] = {{"answers", counts.first}, {"errors", counts.second}};
  }
  return addJson(MemberName::recording, {{"format", RecordingFormat::name},
                                         {"version", RecordingFormat::version},
                                         {"program", {{"name", "Preflight"}, {"version", options_.programVersion}}},
                                         {"recordedAt", toJson(clock ? clock->now : UtcTime{now.count()})},
                                         {"system", name(system_)},
                                         {"complete", true},
                                         {"areas", std::move(areas)}});
}

Result<SweepSummary> Sweeper::run() {
  prepare();
  return sweepMachine()
      .and_then([&] { return sweepFirmware(); })
      .and_then([&] { return sweepWmi(); })
      .and_then([&] { return sweepRegistry(); })
      .and_then([&] { return sweepFiles(); })
      .and_then([&] { return sweepEvents(); })
      .and_then([&] { return sweepDiagnostics(); })
      .and_then([&] { return writeHead(); })
      .and_then([&] { return sink_.finish(); })
      .map([&] { return std::move(summary_); });
}

}  // namespace recording

Result<SweepSummary> sweep(const Host& host, RecordingSink& sink, const SweepOptions& options) {
  return recording::Sweeper(host, sink, options).run();
}

}  // namespace preflight
