// What a deployment is read from. The first byte chooses: 0 a category of the status page, 1 device preparation's
// workloads, 2 its page, 3 an app's enforcement state, 4 the name of a tracked thing, 5 a record of the shell, 6 the
// Intune agent's log.
#include "base/text.h"
#include "collect/deployment/intune_agent.h"
#include "collect/deployment/parse.h"
#include "require.h"
#include "support/agent_log.h"

using namespace preflight;

namespace {

void checkText(std::string_view text) {
  FUZZ_REQUIRE(isUtf8(text));
  FUZZ_REQUIRE(text.size() <= DeploymentLimits::text + 8);  // and the sign that it was cut
}

void checkPhase(std::string_view json) {
  const Result<DeploymentPhase> phase = phaseFromJson(PhaseId::deviceSetup, json);
  if (!phase) {
    FUZZ_REQUIRE(phase.error().kind == ErrorKind::invalid && !phase.error().words.str().empty());
    return;
  }
  FUZZ_REQUIRE(phase->id == PhaseId::deviceSetup);
  FUZZ_REQUIRE(phase->steps.size() <= DeploymentLimits::steps);
  FUZZ_REQUIRE(phase->steps.empty() == (phase->shape == "none"));
  checkText(phase->rawState);
  checkText(phase->text);
  for (const DeploymentStep& each : phase->steps) {
    checkText(each.id);
    checkText(each.rawName);
    checkText(each.rawState);
    checkText(each.text);
    FUZZ_REQUIRE(each.done.has_value() == each.total.has_value());
    FUZZ_REQUIRE(each.errorCode.empty() || each.errorCode.starts_with("0x"));
  }
}

void checkWorkloads(std::string_view json) {
  const Result<std::vector<DeploymentItem>> items = workloadsFromJson(json);
  if (!items) {
    FUZZ_REQUIRE(!items.error().words.str().empty());
    return;
  }
  FUZZ_REQUIRE(items->size() <= DeploymentLimits::items);
  for (const DeploymentItem& each : *items) {
    FUZZ_REQUIRE(each.kind == ItemKind::workload);
    checkText(each.id);
    checkText(each.name);
    checkText(each.rawState);
    FUZZ_REQUIRE(each.name.empty() == each.nameSource.empty());
  }
}

void checkName(std::string_view name) {
  const std::string decoded = percentDecoded(name);
  FUZZ_REQUIRE(decoded.size() <= name.size());
  FUZZ_REQUIRE(name.find('%') != std::string_view::npos || decoded == name);
  FUZZ_REQUIRE(name.empty() || !trackedUri(name).id.empty());
  FUZZ_REQUIRE(appIdOf(name).size() <= name.size());
  FUZZ_REQUIRE(withoutQuery(name).size() <= name.size());
  const std::string code = errorCodeIn(name);
  FUZZ_REQUIRE(code.empty() || code.starts_with("0x"));
  static_cast<void>(countIn(name));
  static_cast<void>(timeFromText(name));
}

void checkRecord(std::string_view text) {
  ShellRecord record;
  const std::size_t line = text.find('\n');
  record.name = std::string(text.substr(0, line));
  record.value = std::string(line == std::string_view::npos ? std::string_view{} : text.substr(line + 1));
  nameStep(record);
  FUZZ_REQUIRE(record.step.size() <= text.size() && record.state.size() <= text.size() + 20);
  static_cast<void>(isDeploymentRecord(record.name));
}

void checkLog(std::string_view text) {
  const std::size_t half = text.size() / 2;
  const AgentLog log =
      test::agentLogFrom({AgentLogFile{"log", text.substr(0, half), 0, {}, 0},
                          AgentLogFile{"log", text.substr(half), half, UtcTime{1'774'188'202'123}, 60}});
  checkText(log.phase);
  AgentLogReader grown;  // as it is read while it grows
  const std::size_t last = grown.add({"log", text.substr(0, half), 0, {}, 0});
  FUZZ_REQUIRE(last <= half);
  FUZZ_REQUIRE(grown.add({"log", text.substr(last), last, {}, 0}, true) <= text.size() - last);
  for (const AgentLine& each : grown.take().lines) {
    FUZZ_REQUIRE(each.offset < text.size() && each.file == "log");
  }
  for (const ItemName& each : log.names) {
    checkText(each.name);
    FUZZ_REQUIRE(each.id.size() == 36 && each.id == lower(each.id));
    FUZZ_REQUIRE(!each.name.empty() && each.source == "log");
  }
  for (const AgentLine& each : log.lines) {
    checkText(each.text);
    FUZZ_REQUIRE(each.offset < text.size() && each.file == "log" && each.text.size() <= 400);
    FUZZ_REQUIRE(!each.bytes || (each.ofBytes && *each.bytes >= 0 && *each.bytes <= *each.ofBytes));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 0:
      checkPhase(rest);
      break;
    case 1:
      checkWorkloads(rest);
      break;
    case 2:
      static_cast<void>(preparationPageFromJson(rest));
      break;
    case 3:
      static_cast<void>(enforcementFromJson(rest));
      break;
    case 4:
      checkName(rest);
      break;
    case 5:
      checkRecord(rest);
      break;
    default:
      checkLog(rest);
  }
  return 0;
}
