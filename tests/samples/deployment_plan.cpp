#include "samples/deployment_plan.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "samples/invented_identity.h"

namespace preflight::test {
namespace {

std::vector<std::string> linesOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + path.string());
  }
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> fields(std::string_view text) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t bar = text.find(" | ");
    out.emplace_back(trimmed(text.substr(0, bar)));
    if (bar == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(bar + 3);
  }
}

std::vector<double> numbers(const std::string& text) {
  std::istringstream stream(text);
  std::vector<double> out;
  for (double each = 0; stream >> each;) {
    out.push_back(each);
  }
  return out;
}

// True when the line was one of the head.
bool takeHead(const std::string& line, const std::filesystem::path& folder, Plan& plan,
              std::vector<std::string>& body) {
  const std::size_t colon = line.find(": ");
  if (line.empty() || line.front() < 'a' || line.front() > 'z' || colon == std::string::npos) {
    return false;
  }
  const std::string key = line.substr(0, colon);
  const std::string value(trimmed(std::string_view(line).substr(colon + 2)));
  if (key == "device") {
    const std::vector<std::string> who = fields(value);
    plan.maker = who.at(0);
    plan.model = who.at(1);
    plan.serial = who.at(2);
    plan.seed = static_cast<std::uint8_t>(std::stoul(who.at(3), nullptr, 0));
  } else if (key == "capture" || key == "film") {
    plan.minutes = numbers(value);
  } else if (key == "phase") {
    plan.desktop = value == "desktop";
  } else if (key == "disconnected") {
    plan.connected = value != "yes";
  } else if (key == "include") {
    for (std::string& each : linesOf(folder / (value + ".inc"))) {
      body.push_back(std::move(each));
    }
  } else {
    throw std::runtime_error("not understood: " + line);
  }
  return true;
}

double minuteOf(const std::string& line) {
  return std::stod(line);
}

}  // namespace

std::vector<std::string> planFiles(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

Plan readPlan(const std::string& path) {
  const std::filesystem::path file(path);
  Plan plan;
  plan.name = file.stem().string();
  std::vector<std::string> body;
  for (const std::string& line : linesOf(file)) {
    if (!takeHead(line, file.parent_path(), plan, body)) {
      body.push_back(line);
    }
  }
  std::erase_if(body, [](const std::string& line) { return trimmed(line).empty() || line.front() == '#'; });
  std::stable_sort(body.begin(), body.end(),
                   [](const std::string& a, const std::string& b) { return minuteOf(a) < minuteOf(b); });
  for (const std::string& line : body) {
    plan.script += line + "\n";
  }
  if (plan.minutes.empty() || plan.serial.empty()) {
    throw std::runtime_error(path + " lacks its device or its capture");
  }
  return plan;
}

void buildDevice(const Plan& plan, double minute, FakeHost& host) {
  makeLaptopInOobe(host);
  if (plan.desktop) {
    host.setText(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)", "ImageState", "IMAGE_STATE_COMPLETE");
    host.setNumber(R"(HKLM\SYSTEM\Setup)", "OOBEInProgress", 0);
    host.processFacts->userName = "ada";
  }
  playScript(plan.script, minute, host);
  setIdentity(host, {plan.maker, plan.model, plan.serial, "0A4B", 10, plan.seed});
  host.processFacts->computerName = plan.serial;
  for (NetworkAdapter& each : *host.adapterList) {
    each.connected = each.connected && plan.connected;
  }
}

}  // namespace preflight::test
