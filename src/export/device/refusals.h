// What stands against exporting a device's row. One rule for the page, which asks for a second press, and for the
// command line, which asks for --force.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "csv/append.h"
#include "model/finding.h"
#include "model/report.h"

namespace preflight {

struct Refusal {
  std::string id;      // of the finding: "hash-faulty"
  std::string step;    // what is wrong: "serial number 'Default string'"
  std::string title;   // a sentence
  std::string detail;  // a clause with what exactly was found
  std::string advice;  // what to do, a sentence
};

// Worst first. A corporate identifier holds no hash, so that only the serial number counts there.
std::vector<Refusal> refusals(std::span<const Finding> findings, csv::Format format);
std::vector<Refusal> refusals(const Report& report, csv::Format format);

}  // namespace preflight
