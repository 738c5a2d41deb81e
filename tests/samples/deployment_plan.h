// A script in a file, with what stands at its head:
//
//   device: MAKER | MODEL | SERIAL | SEED     who it is; SEED tells its UUID and addresses from others
//   capture: 36                               the minute at which it was recorded
//   film: 0 0.5 1 2                           or the minutes of a film's pictures
//   phase: desktop                            else OOBE
//   disconnected: yes                         no adapter has a network
//   include: begin                            begin.inc, whose lines are taken too; lines are played in order of time
#pragma once

#include <string>
#include <vector>

#include "samples/deployment_script.h"

namespace preflight::test {

struct Plan {
  std::string name;  // of the file, without its ending
  std::string maker;
  std::string model;
  std::string serial;
  std::uint8_t seed = 0;
  std::vector<double> minutes;
  bool desktop = false;
  bool connected = true;
  std::string script;
};

// Every .txt in the folder, in order of their names.
std::vector<std::string> planFiles(const std::string& folder);
// Throws when the file cannot be read or understood.
Plan readPlan(const std::string& path);
// The device as it is at that minute.
void buildDevice(const Plan& plan, double minute, FakeHost& host);

}  // namespace preflight::test
