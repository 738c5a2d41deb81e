// A collector asks the Host for one subject and fills one part of the report. It parses, and judges nothing.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "collect/source.h"
#include "host/host.h"
#include "model/report.h"

namespace preflight {

struct CollectOptions {
  // Where Microsoft's diagnostics tool may put its archive for a moment; empty: a folder of its own under %TEMP%.
  std::string scratchFolder;
  // Called before that tool runs: on builds of 2026 it may create the device's identity for device association in its
  // firmware. May be empty.
  std::function<void()> toolStarts;
  // False: the caller reads the Intune agent's logs itself (AgentLogs), as they grow.
  bool agentLogs = true;
};

// Puts what was collected into a report; called on the thread that owns the report.
using Fill = std::function<void(Report&)>;

struct Collector {
  std::string_view id;     // stable, in JSON: "hardwareHash"
  std::string_view label;  // for people: "Hardware hash"
  std::chrono::milliseconds deadline;
  Fill (*collect)(const Host&, const CollectOptions&);
  // What the collector has not filled gets this error.
  void (*giveUp)(Report&, const Error&);
  std::span<const Source> sources = {};  // everything that it asks
};

// All of them, in the order in which people want to see them.
std::span<const Collector> collectors();

// The collector with this id; null when there is none.
const Collector* findCollector(std::string_view id);

// A report with nothing in it yet but where it comes from.
Report emptyReport(const Host& host);

}  // namespace preflight
