#include "samples/deployment_script.h"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace preflight::test {
namespace {

using Words = std::vector<std::string>;

struct Category {
  std::string state;
  std::string text;
  std::vector<std::pair<std::string, std::pair<std::string, std::string>>> steps;  // name, state, text
};

struct Player {
  FakeHost& host;
  UtcTime now{};
  int offset = 120;
  std::int64_t clockOff = 0;  // milliseconds
  std::string shape = "objects";
  std::map<std::string, Category> categories;
  std::map<std::string, std::string> logs;
  std::map<std::string, std::map<std::string, std::string>> tracked;  // by scope: URI and state

  UtcTime deviceNow() const { return {now.milliseconds + clockOff}; }
};

const std::vector<std::pair<std::string, std::string>> names{
    {"$FIRSTSYNC", R"(HKLM\SOFTWARE\Microsoft\Enrollments\3F2A51C0-7D11-4B0E-9C55-0A1B2C3D4E5F\FirstSync)"},
    {"$ENROLLMENT", R"(HKLM\SOFTWARE\Microsoft\Enrollments\3F2A51C0-7D11-4B0E-9C55-0A1B2C3D4E5F)"},
    {"$ENROLLMENTS", R"(HKLM\SOFTWARE\Microsoft\Enrollments)"},
    {"$SETTINGS", R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)"},
    {"$PROVISIONING", R"(HKLM\SOFTWARE\Microsoft\Provisioning)"},
    {"$TRACKING", R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking)"},
    {"$AGENT", R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)"},
    {"$DIAGNOSTICS", R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\Autopilot)"},
    {"$MSI",
     R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement\S-0-0-00-0000000000-0000000000-000000000-000\MSI)"},
    {"$USER", "S-1-12-1-1111111111-1222222222-1333333333-1444444444"},
    {"$GUID", "3F2A51C0-7D11-4B0E-9C55-0A1B2C3D4E5F"},
    {"$LOGS", R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)"},
};

std::string expanded(std::string text) {
  // Longest first, since $ENROLLMENT begins $ENROLLMENTS.
  std::vector<std::pair<std::string, std::string>> sorted = names;
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  for (const auto& [name, value] : sorted) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
      text.replace(at, name.size(), value);
    }
  }
  return text;
}

Words split(std::string_view line) {
  while (line.ends_with('|')) {  // an empty last field
    line = trimmed(line.substr(0, line.size() - 1));
  }
  Words words;
  for (;;) {
    const std::size_t bar = line.find(" | ");
    words.emplace_back(trimmed(line.substr(0, bar)));
    if (bar == std::string_view::npos) {
      return words;
    }
    line.remove_prefix(bar + 3);
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
  }
  return out;
}

void addEvent(Player& player, const std::string& channel, const std::string& provider, std::uint32_t id, int level,
              const std::vector<std::pair<std::string, std::string>>& data) {
  const std::size_t record = player.host.eventChannels[channel].records.size() + 1;
  const UtcTime time = player.deviceNow();
  std::string xml = fmt::format(
      "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "
      "Name=\"{}\"/><EventID>{}"
      "</EventID><Version>0</Version><Level>{}</Level><TimeCreated SystemTime=\"{}\"/><EventRecordID>{}"
      "</EventRecordID><Channel>{}</Channel><Computer>DESKTOP-CB14</Computer></System><EventData>",
      provider, id, level, isoText(time), record, channel);
  for (const auto& [name, value] : data) {
    xml += fmt::format("<Data Name=\"{}\">{}</Data>", escaped(name), escaped(value));
  }
  player.host.addEvent(channel, provider, id, xml + "</EventData></Event>", time, static_cast<std::uint8_t>(level));
}

void addShell(Player& player, const std::string& name, const std::string& value) {
  addEvent(player, "Microsoft-Windows-Shell-Core/Operational", "Microsoft-Windows-Shell-Core", 62407, 4,
           {{"Name", name}, {"Value", value}});
}

// page | 62404 | CXID: a page of setup that opens, 62405 one that closes.
void playPage(Player& player, const Words& w) {
  addEvent(player, "Microsoft-Windows-Shell-Core/Operational", "Microsoft-Windows-Shell-Core",
           static_cast<std::uint32_t>(std::stoul(w.at(2))), 4,
           {{"CXID", w.at(3)}, {"Result", w.size() > 4 ? w[4] : ""}});
}

// dm | Admin | 52 | 2 | Name=value: events of a provider.
void namedEvent(Player& player, const std::string& provider, const std::string& channel, const Words& w,
                std::size_t first) {
  std::vector<std::pair<std::string, std::string>> data;
  for (std::size_t i = first + 2; i < w.size(); ++i) {
    const std::size_t equals = w[i].find('=');
    data.emplace_back(w[i].substr(0, equals), equals == std::string::npos ? "" : w[i].substr(equals + 1));
  }
  addEvent(player, channel, provider, static_cast<std::uint32_t>(std::stoul(w.at(first))), std::stoi(w.at(first + 1)),
           data);
}

void writeCategory(Player& player, const std::string& name) {
  const Category& category = player.categories[name];
  nlohmann::ordered_json tree;
  for (const auto& [step, said] : category.steps) {
    if (player.shape == "texts") {
      tree[name + "." + step] = said.second;
    } else {
      tree[name + "." + step] = {{"subcategoryState", said.first}, {"subcategoryStatusText", said.second}};
    }
  }
  if (player.shape == "texts") {
    tree["categorySucceeded"] = category.state == "succeeded";
    tree["categoryStatusMessage"] = category.text;
  } else if (!category.state.empty()) {
    tree["categoryState"] = category.state;
    tree["categoryStatusText"] = category.text;
  }
  player.host.setText(expanded("$SETTINGS"), name + "Category.Status", tree.dump());
}

void playPhase(Player& player, const Words& w) {
  Category& category = player.categories[w.at(2)];
  category.state = w.size() > 3 ? w[3] : "";
  category.text = w.size() > 4 ? w[4] : "";
  writeCategory(player, w[2]);
}

// The step in its category, and what the page logs when it begins or ends.
void playStep(Player& player, const Words& w) {
  const std::size_t dot = w.at(2).find('.');
  const std::string phase = w[2].substr(0, dot);
  const std::string step = w[2].substr(dot + 1);
  Category& category = player.categories[phase];
  const auto found =
      std::find_if(category.steps.begin(), category.steps.end(), [&](const auto& each) { return each.first == step; });
  const std::pair<std::string, std::string> said{w.at(3), w.size() > 4 ? w[4] : ""};
  const std::string before = found == category.steps.end() ? "" : found->second.first;
  if (found == category.steps.end()) {
    category.steps.emplace_back(step, said);
  } else {
    found->second = said;
  }
  writeCategory(player, phase);
  static const std::map<std::string, std::string> ends{
      {"inProgress", "Started"}, {"succeeded", "Success"}, {"failed", "Failed"}};
  const auto end = ends.find(said.first);
  if (end != ends.end() && before != said.first) {
    addShell(player, "CommercialOOBE_BootstrapStatusCategory_SubcategoryProcessing_" + end->second,
             said.first == "inProgress"
                 ? fmt::format("BootstrapStatus: Starting subcategory {}.", w[2])
                 : fmt::format("BootstrapStatus: Subcategory ID = {}; state = {}.", w[2], said.first));
  }
}

void playLog(Player& player, const Words& w) {
  const std::int64_t local = player.deviceNow().milliseconds + player.offset * 60'000LL;
  const std::string iso = isoText(UtcTime{local});  // "2026-05-12T13:00:00Z"
  std::string text;
  for (std::size_t i = 3; i < w.size(); ++i) {
    text += (i > 3 ? " | " : "") + w[i];
  }
  player.logs[w.at(2)] += fmt::format(
      "<![LOG[{}]LOG]!><time=\"{}.0000000\" date=\"{}-{}-{}\" component=\"{}\" context=\"\" type=\"1\" thread=\"7\" "
      "file=\"\">\r\n",
      text, iso.substr(11, 8), std::stoi(iso.substr(5, 2)), std::stoi(iso.substr(8, 2)), iso.substr(0, 4), w[2]);
  player.host.setFile(expanded("$LOGS\\") + w[2] + ".log", player.logs[w[2]], player.deviceNow());
}

void playFile(Player& player, const Words& w) {
  std::string text = w.at(3);
  if (w[1] == "file16") {
    std::string wide = "\xFF\xFE";
    for (const char16_t unit : utf16FromUtf8(text)) {
      wide += static_cast<char>(unit & 0xFF);
      wide += static_cast<char>(unit >> 8);
    }
    text = wide;
  }
  player.host.setFile(w[2], text, player.now);
}

void dropKey(Player& player, const std::string& path) {
  const std::size_t end = path.rfind('\\');
  std::erase_if(player.host.key(path.substr(0, end)).subkeys,
                [&](const RegistryKey& each) { return equalIgnoringCase(each.name, path.substr(end + 1)); });
}

void unset(Player& player, const Words& w) {
  std::erase_if(player.host.key(w.at(2)).values,
                [&](const auto& each) { return equalIgnoringCase(each.first, w.at(3)); });
}

// Windows keeps what it tracks by time as well: one key a change, with all apps in it.
void snapshot(Player& player, const Words& w) {
  const bool device = w.at(2) == "Device";
  auto& states = player.tracked[w[2]];
  states[fmt::format(
      "./{}/Vendor/MSFT/EnrollmentStatusTracking/Setup/Apps/Tracking/Sidecar/Win32App_{}/InstallationState",
      device ? "Device" : "User", w.at(3))] = w.at(4);
  const std::string key = fmt::format("{}\\ESPTrackingInfo\\Diagnostics\\{}Sidecar\\{}", expanded("$TRACKING"),
                                      device ? "" : w[2] + "\\", isoText(player.deviceNow()));
  for (const auto& [uri, state] : states) {
    player.host.setNumber(key, uri, static_cast<std::uint32_t>(std::stoul(state)));
  }
}

void playApp(Player& player, const Words& w) {
  const std::string key =
      fmt::format("{}\\{}\\Setup\\Apps\\Tracking\\Sidecar\\Win32App_{}", expanded("$TRACKING"), w.at(2), w.at(3));
  player.host.setNumber(key, "InstallationState", static_cast<std::uint32_t>(std::stoul(w.at(4))));
  if (w.size() > 5) {
    player.host.setNumber(key, "RebootRequired", static_cast<std::uint32_t>(std::stoul(w[5])));
  }
  snapshot(player, w);
}

// join | TENANT | ITS NAME | USER
void joinDevice(Player& player, const Words& w) {
  player.host.joinAnswer = JoinInformation{true,    1,  "de000000-1111-4222-8333-444455556666", w.at(2), w.at(3),
                                           w.at(4), "", "https://enrollment.contoso.example"};
  const char* key = R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\0A1B2C3D4E5F)";
  player.host.setText(key, "TenantId", w[2]);
  player.host.setText(key, "UserEmail", w[4]);
}

constexpr const char* management = "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider";
constexpr const char* autopilot = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
constexpr const char* registration = "Microsoft-Windows-User Device Registration";
constexpr const char* signIn = "Microsoft-Windows-AAD";

const std::map<std::string, std::function<void(Player&, const Words&)>>& verbs() {
  static const std::map<std::string, std::function<void(Player&, const Words&)>> all{
      {"reg", [](Player& p, const Words& w) { p.host.setText(w.at(2), w.at(3), w.size() > 4 ? w[4] : ""); }},
      {"num",
       [](Player& p, const Words& w) {
         p.host.setNumber(w.at(2), w.at(3), static_cast<std::uint32_t>(std::stoull(w.at(4), nullptr, 0)));
       }},
      {"key", [](Player& p, const Words& w) { p.host.key(w.at(2)); }},
      {"unset", unset},
      {"drop", [](Player& p, const Words& w) { dropKey(p, w.at(2)); }},
      {"error", [](Player& p, const Words& w) { p.host.setRegistryError(w.at(2), denied("open registry key")); }},
      {"phase", playPhase},
      {"step", playStep},
      {"shell", [](Player& p, const Words& w) { addShell(p, w.at(2), w.size() > 3 ? w[3] : ""); }},
      {"dm",
       [](Player& p, const Words& w) { namedEvent(p, management, std::string(management) + "/" + w.at(2), w, 3); }},
      {"ap", [](Player& p, const Words& w) { namedEvent(p, autopilot, std::string(autopilot) + "/" + w.at(2), w, 3); }},
      {"udr",
       [](Player& p, const Words& w) { namedEvent(p, registration, std::string(registration) + "/Admin", w, 2); }},
      {"aad", [](Player& p, const Words& w) { namedEvent(p, signIn, std::string(signIn) + "/Operational", w, 2); }},
      {"sys", [](Player& p, const Words& w) { namedEvent(p, "Microsoft-Windows-" + w.at(2), "System", w, 3); }},
      {"page", playPage},
      {"join", joinDevice},
      {"app", playApp},
      {"log", playLog},
      {"file", playFile},
      {"file16", playFile},
      {"zone", [](Player& p, const Words& w) { p.offset = std::stoi(w.at(2)); }},
      {"shape", [](Player& p, const Words& w) { p.shape = w.at(2); }},
      {"clock", [](Player& p, const Words& w) { p.clockOff = std::stoll(w.at(2)) * 60'000; }},
  };
  return all;
}

}  // namespace

void playScript(std::string_view script, double minute, FakeHost& host) {
  Player player{host, scriptStart, 120, 0, "objects", {}, {}, {}};
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    const std::string_view line = trimmed(script.substr(0, end));
    script.remove_prefix(std::min(end + 1, script.size()));
    if (line.empty() || line.front() == '#') {
      continue;
    }
    Words words = split(expanded(std::string(line)));
    const double at = std::stod(words.front());
    if (at > minute) {
      break;
    }
    player.now = {scriptStart.milliseconds + static_cast<std::int64_t>(at * 60'000)};
    const auto verb = words.size() < 2 ? verbs().end() : verbs().find(words[1]);
    if (verb == verbs().end()) {
      throw std::runtime_error(fmt::format("not understood: {}", line));
    }
    verb->second(player, words);
  }
  player.now = {scriptStart.milliseconds + static_cast<std::int64_t>(minute * 60'000)};
  host.clockNow = Clock{player.deviceNow(), player.offset, "Central European Standard Time"};
  host.hostInfo.recordedAt = player.deviceNow();
}

}  // namespace preflight::test
