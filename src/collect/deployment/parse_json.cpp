// The JSON texts of a deployment.
#include <fmt/format.h>
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "collect/deployment/parse.h"
#include "collect/support/json_text.h"

namespace preflight {
namespace {

const Json* member(const Json& tree, std::string_view key) {
  const auto named = [&](const Json::Member& found) { return equalIgnoringCase(found.name, key); };
  const auto found = std::ranges::find_if(tree.members(), named);
  return found == tree.members().end() ? nullptr : &found->value;
}

// A text as it is; other values as JSON writes them.
std::string textOf(const Json* value) {
  if (value == nullptr || value->isNull()) {
    return {};
  }
  return shortened(value->isText() ? *value->text() : value->line(), DeploymentLimits::text);
}

std::string firstText(const Json& tree, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (std::string text = textOf(member(tree, key)); !text.empty()) {
      return text;
    }
  }
  return {};
}

// A whole number, also as a text.
std::optional<std::int64_t> numberOf(const Json* value) {
  if (value == nullptr || !value->isText()) {
    return value == nullptr ? std::nullopt : value->integer();
  }
  const std::string_view text = trimmed(*value->text());
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

std::optional<bool> boolOf(const Json* value) {
  const std::string text = textOf(value);
  if (equalIgnoringCase(text, "true") || text == "1") {
    return true;
  }
  return equalIgnoringCase(text, "false") || text == "0" ? std::optional(false) : std::nullopt;
}

std::string stepIdOf(std::string_view rawName) {
  constexpr std::string_view ending = "Subcategory";
  std::string_view name = rawName.substr(rawName.rfind('.') + 1);
  if (name.size() > ending.size() && equalIgnoringCase(name.substr(name.size() - ending.size()), ending)) {
    name.remove_suffix(ending.size());
  }
  std::string id(name);
  if (!id.empty()) {
    id.front() = lower(id.substr(0, 1)).front();
  }
  return id;
}

// A step that has only a text: its state comes from what does not depend on the language.
WorkState stateFromText(const DeploymentStep& step) {
  if (const WorkState named = workStateOf(trimmed(step.text)); named != WorkState::unknown) {
    return named;
  }
  if (!step.errorCode.empty()) {
    return WorkState::failed;
  }
  if (step.done && step.total) {
    return *step.done == *step.total ? WorkState::succeeded : WorkState::inProgress;
  }
  return WorkState::unknown;
}

DeploymentStep stepFrom(const std::string& rawName, const Json& value) {
  DeploymentStep step;
  step.rawName = rawName;
  step.id = stepIdOf(rawName);
  if (value.isObject()) {
    step.rawState = firstText(value, {"subcategoryState", "state"});
    step.text = firstText(value, {"subcategoryStatusText", "subcategoryStatusMessage", "statusText"});
  } else {
    step.text = textOf(&value);
  }
  if (const std::optional<StepCount> count = countIn(step.text)) {
    step.done = count->done;
    step.total = count->total;
  }
  step.errorCode = errorCodeIn(step.text);
  step.state = step.rawState.empty() ? stateFromText(step) : workStateOf(step.rawState);
  return step;
}

// For a phase whose own state is not written (25H2 leaves it out even when all is done).
WorkState stateOfSteps(const std::vector<DeploymentStep>& steps) {
  bool over = !steps.empty();
  bool begun = false;
  for (const DeploymentStep& step : steps) {
    if (isFailure(step.state)) {
      return WorkState::failed;
    }
    over = over && isOver(step.state);
    begun = begun || (step.state != WorkState::notStarted && step.state != WorkState::unknown);
  }
  return over ? WorkState::succeeded : begun ? WorkState::inProgress : WorkState::notStarted;
}

std::string shapeOf(std::size_t objects, std::size_t texts) {
  if (objects > 0 && texts > 0) {
    return "mixed";
  }
  return objects > 0 ? "objects" : texts > 0 ? "texts" : "none";
}

DeploymentItem workloadFrom(const Json& tree) {
  DeploymentItem item;
  item.kind = ItemKind::workload;
  item.id = textOf(member(tree, "WorkloadId"));
  item.rawName = item.id;
  item.name = textOf(member(tree, "FriendlyName"));
  item.nameSource = item.name.empty() ? "" : "FriendlyName";
  item.provider = firstText(tree, {"WorkloadType", "ProviderName", "Provider"});
  item.rawState = textOf(member(tree, "WorkloadState"));
  const std::optional<std::int64_t> state = numberOf(member(tree, "WorkloadState"));
  item.state = state ? workloadState(*state) : workStateOf(item.rawState);
  const std::optional<std::int64_t> error = numberOf(member(tree, "ErrorCode"));
  item.errorCode = !error ? errorCodeIn(textOf(member(tree, "ErrorCode"))) : *error != 0 ? errorCodeOf(*error) : "";
  item.started = timeFromText(textOf(member(tree, "StartTime")));
  item.ended = timeFromText(textOf(member(tree, "EndTime")));
  return item;
}

}  // namespace

Result<DeploymentPhase> phaseFromJson(PhaseId id, std::string_view json) {
  const Result<Json> tree = readJsonObject(json, name(id));
  if (!tree) {
    return tl::unexpected(tree.error());
  }
  DeploymentPhase phase;
  phase.id = id;
  std::size_t objects = 0;
  std::size_t texts = 0;
  for (const auto& [key, value] : tree->members()) {
    if (equalIgnoringCase(key, "categoryState")) {
      phase.rawState = textOf(&value);
    } else if (equalIgnoringCase(key, "categoryStatusText") || equalIgnoringCase(key, "categoryStatusMessage")) {
      phase.text = textOf(&value);
    } else if (equalIgnoringCase(key, "categorySucceeded")) {
      phase.succeeded = boolOf(&value);
    } else if (phase.steps.size() < DeploymentLimits::steps) {
      phase.steps.push_back(stepFrom(key, value));
      ++(value.isObject() ? objects : texts);
    }
  }
  phase.shape = shapeOf(objects, texts);
  if (!phase.rawState.empty()) {
    phase.state = workStateOf(phase.rawState);
  } else if (phase.succeeded) {
    phase.state = *phase.succeeded ? WorkState::succeeded : WorkState::failed;
  } else {
    phase.state = stateOfSteps(phase.steps);
  }
  return phase;
}

Result<std::vector<DeploymentItem>> workloadsFromJson(std::string_view json) {
  const Result<Json> tree = readJsonObject(json, "ProvisioningProgress");
  if (!tree) {
    return tl::unexpected(tree.error());
  }
  std::vector<DeploymentItem> items;
  if (const Json* list = member(*tree, "Workloads"); list != nullptr) {
    for (const Json& workload : list->items()) {
      if (workload.isObject() && items.size() < DeploymentLimits::items) {
        items.push_back(workloadFrom(workload));
      }
    }
  }
  return items;
}

Result<PreparationPage> preparationPageFromJson(std::string_view json) {
  const Result<Json> tree = readJsonObject(json, "PageSettings");
  if (!tree) {
    return tl::unexpected(tree.error());
  }
  PreparationPage page;
  page.agentTimeoutSeconds = numberOf(member(*tree, "AgentDownloadTimeoutSeconds"));
  page.pageTimeoutSeconds = numberOf(member(*tree, "PageTimeoutSeconds"));
  page.allowSkip = boolOf(member(*tree, "AllowSkipOnFailure"));
  page.allowDiagnostics = boolOf(member(*tree, "AllowDiagnostics"));
  page.errorMessage = textOf(member(*tree, "ErrorMessage"));
  return page;
}

Result<Enforcement> enforcementFromJson(std::string_view json) {
  return readJsonObject(json, "EnforcementStateMessage").map([](const Json& tree) {
    return Enforcement{numberOf(member(tree, "EnforcementState")), numberOf(member(tree, "ErrorCode"))};
  });
}

}  // namespace preflight
