#include "diagnose/deployment/sign_in.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/evidence.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {
namespace {

enum class Cause : std::uint8_t { none, network, access, account };

struct SignInCode {
  Cause cause = Cause::none;
  std::string text;  // "0xCAA70007", "AADSTS53003"
};

constexpr std::string_view serviceMark = "AADSTS";

// The digits behind "AADSTS"; the message is not localised.
std::string serviceNumberIn(std::string_view text) {
  const std::size_t at = text.find(serviceMark);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(at + serviceMark.size());
  return std::string(rest.substr(0, std::min(rest.find_first_not_of("0123456789"), std::size_t{8})));
}

// A healthy sign-in logs errors too (interaction needed, a second factor asked for): only these stop it.
Cause causeOf(std::string_view number) {
  constexpr std::array<std::string_view, 14> account{"50034", "50053", "50055", "50056", "50057", "50059", "50105",
                                                     "50126", "50128", "50144", "50020", "50155", "90002", "90072"};
  if (number.starts_with("5300")) {  // 53000 to 53004, 530001 to 530035
    return Cause::access;
  }
  return std::ranges::find(account, number) != account.end() ? Cause::account : Cause::none;
}

// The token library's family of the connection, and WinINet's errors in its spelling (0xCAA82EE2: a time-out).
bool isOfNetwork(std::uint32_t code) {
  return (code & 0xFFFF'0000U) == 0xCAA7'0000U || (code & 0xFFFF'FF00U) == 0xCAA8'2E00U;
}

SignInCode codeOf(const EventFacts& event) {
  for (const NamedText& datum : event.data) {
    if (const std::string number = serviceNumberIn(datum.value); !number.empty()) {
      return {causeOf(number), std::string(serviceMark) + number};
    }
  }
  for (const NamedText& datum : event.data) {
    std::vector<knowledge::CodeInText> codes = knowledge::codesIn(datum.value);
    if (const auto bare = knowledge::codeFrom(datum.value)) {
      codes.push_back({*bare});
    }
    for (const knowledge::CodeInText& found : codes) {
      if (isOfNetwork(found.code)) {
        return {Cause::network, fmt::format("0x{:08X}", found.code)};
      }
    }
  }
  return {};
}

// Failures of one kind up to the newest of all.
struct Failures {
  SignInCode code;
  const EventFacts* last = nullptr;
  UtcTime first{};
  std::int64_t count = 0;
};

Failures failuresOf(const DeploymentContext& context) {
  constexpr std::int64_t aDay = 24 * 60 * 60;
  const std::vector<EventFacts>& events = context.report->join.signInErrors.value;
  Failures found;
  std::vector<const EventFacts*> newestFirst;
  newestFirst.reserve(events.size());
  for (const EventFacts& event : events) {
    newestFirst.push_back(&event);
  }
  std::ranges::stable_sort(newestFirst, std::ranges::greater{},
                           [](const EventFacts* event) { return event->recordId; });
  for (const EventFacts* event : newestFirst) {
    const SignInCode code = codeOf(*event);
    const auto ago = secondsSince(context, event->time);
    if (code.cause == Cause::none || !ago || *ago > aDay) {
      continue;
    }
    if (found.last == nullptr) {
      found.code = code;
      found.last = event;
    }
    if (code.cause == found.code.cause) {
      found.first = event->time;
      ++found.count;
    }
  }
  return found;
}

// What was logged before the device was enrolled is history on an enrolled one; so is a wrong account on a device that
// has joined since.
bool isHistory(const DeploymentContext& context, Cause cause, UtcTime last) {
  constexpr std::int64_t anHour = 60 * 60;
  const EnrollmentPart& enrollment = context.report->enrollment;
  const Fact<SetupPhase>& phase = context.report->setup.phase;
  const bool inSetup = phase.known() && phase.value == SetupPhase::oobe;
  const bool enrolled = managingEnrollment(enrollment) != nullptr;
  const bool later = enrollment.enrolledAt.known() && enrollment.enrolledAt.value < last;
  const Fact<JoinKind>& join = context.report->join.kind;
  const bool joined = join.known() && (join.value == JoinKind::entra || join.value == JoinKind::hybrid);
  const bool over = context.state == DeploymentState::finished || (joined && cause == Cause::account);
  return !inSetup || over || (enrolled && !later) || secondsSince(context, last).value_or(anHour + 1) > anHour;
}

Text timesText(std::int64_t count) {
  return {DeploymentId::times, {{"n", std::to_string(count)}}};
}

void explain(const SignInCode& code, Finding& finding) {
  const knowledge::ErrorEntry* entry = knowledge::findError(code.text);
  if (code.cause == Cause::network) {
    addCode(code.text, finding.evidence.front().source, WithAction::no, finding.evidence);
  } else if (entry != nullptr) {
    finding.args.push_back({"reason", std::string(entry->meaning)});
    finding.args.push_back({"step", std::string(entry->action)});
  }
}

}  // namespace

void addSignIn(const DeploymentContext& context, std::vector<Finding>& findings) {
  if (!context.report->join.signInErrors.known()) {
    return;
  }
  const Failures failures = failuresOf(context);
  if (failures.last == nullptr || isHistory(context, failures.code.cause, failures.last->time)) {
    return;
  }
  const std::int64_t ago = secondsSince(context, failures.last->time).value_or(0);
  const bool access = failures.code.cause == Cause::access;
  Finding finding = makeFinding(FindingId::signInFailed,
                                {{"code", failures.code.text},
                                 {"times", timesText(failures.count)},
                                 {"since", failures.count > 1 ? clockOf(context, failures.first) : std::string()},
                                 {"ago", spanText(ago)},
                                 {"network", failures.code.cause == Cause::network ? "yes" : ""},
                                 {"access", access ? "yes" : ""}});
  finding.evidence.push_back({DeploymentId::labelWhen, timeText(context, failures.last->time), failures.last->channel,
                              logEntryOf(*failures.last)});
  if (failures.count > 1) {
    finding.evidence.push_back({DeploymentId::labelAttempts, std::to_string(failures.count), failures.last->channel});
  }
  explain(failures.code, finding);
  findings.push_back(std::move(finding));
}

}  // namespace preflight::deployment
