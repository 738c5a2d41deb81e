// The page's own time limit, and what is left of it.
#include <fmt/format.h>

#include "diagnose/deployment/status.h"

namespace preflight::deployment {
namespace {

// The page gives a device that joins a domain so much more time.
constexpr std::int64_t hybridMinutes = 40;

enum class Told : std::uint8_t { no, yes, unread };

bool isKnown(const Fact<std::uint64_t>& fact, std::uint64_t value) {
  return fact.known() && fact.value == value;
}

// Whether the device joins a domain. That the join was not applied says nothing: it may be what is waited for.
Told joinsDomain(const Scene& scene, std::string& source) {
  const HybridPart& hybrid = scene.part().hybrid;
  const AutopilotPart& autopilot = scene.report->autopilot;
  const bool blob = hybrid.blobState.known() && hybrid.blobState.value != "notConfigured";
  source = blob ? hybrid.blobState.source : hybrid.blobApplied.source;
  if (blob || (hybrid.blobApplied.known() && hybrid.blobApplied.value)) {
    return Told::yes;
  }
  for (const Fact<std::uint64_t>* method :
       {&autopilot.diagnostics.domainJoin, &autopilot.cache.policy.profile.domainJoin}) {
    source = method->source;
    if (method->known()) {
      return isKnown(*method, 1) ? Told::yes : Told::no;
    }
  }
  source = hybrid.blobState.source;
  return couldNotBeRead(hybrid.blobState.state) ? Told::unread : Told::no;
}

Fact<std::int64_t> ofPreparation(const Scene& scene) {
  const Fact<PreparationPage>& page = scene.part().preparation.page;
  return page.known() && page.value.pageTimeoutSeconds ? knownFact(*page.value.pageTimeoutSeconds / 60, page.source)
                                                       : Fact<std::int64_t>{};
}

}  // namespace

PageLimit limitOf(const Scene& scene) {
  const StatusPagePart& page = scene.part().page;
  const bool own = page.appliedMinutes.known() && !scene.preparation;  // the page's own word
  const Fact<std::int64_t> minutes = scene.preparation ? ofPreparation(scene)
                                     : own             ? page.appliedMinutes
                                                       : page.timeoutMinutes;
  PageLimit limit;
  if (!minutes.known() || minutes.value <= 0 || minutes.value > 60 * 24 * 7) {
    return limit;
  }
  limit.minutes = minutes.value;
  limit.source = minutes.source;
  if (!scene.preparation && !own) {
    const Told told = joinsDomain(scene, limit.moreSource);
    limit.more = told == Told::no ? 0 : hybridMinutes;
    limit.moreIsOpen = told == Told::unread;
  }
  return limit;
}

std::string limitText(const PageLimit& limit) {
  return limit.moreIsOpen ? fmt::format("{} min, or {} min if the device joins a domain, which could not be read",
                                        *limit.minutes, *limit.minutes + limit.more)
                          : fmt::format("{} min", *limit.minutes + limit.more);
}

void setLimit(const Scene& scene, Waiting& waiting) {
  const StatusPagePart& page = scene.part().page;
  const PageLimit limit = limitOf(scene);
  if (!limit.minutes) {
    return;
  }
  if (limit.more > 0 && !limit.moreIsOpen) {
    waiting.evidence.push_back(
        {"Hybrid join", fmt::format("the page waits {} min longer", limit.more), limit.moreSource});
  }
  waiting.evidence.push_back({"Limit of the page", limitText(limit), limit.source});
  if (limit.moreIsOpen) {
    waiting.limit = fmt::format("The page's limit is {}.", limitText(limit));
    return;
  }
  const std::int64_t minutes = *limit.minutes + limit.more;
  waiting.limitMinutes = minutes;
  const std::optional<std::int64_t> gone =
      page.countedFrom.known() ? secondsSince(scene, page.countedFrom.value) : std::nullopt;
  if (!gone) {
    waiting.limit = fmt::format("The page's limit is {} min; when it started is not known.", minutes);
    return;
  }
  waiting.leftSeconds = minutes * 60 - *gone;
  waiting.evidence.push_back({"Limit counted from", isoText(page.countedFrom.value),
                              page.countedFromHow.known() ? page.countedFromHow.value : page.countedFrom.source});
  waiting.limit = *waiting.leftSeconds >= 0 ? fmt::format("The page gives up in {}.", spanText(*waiting.leftSeconds))
                                            : fmt::format("The page's limit of {} min passed {} ago.", minutes,
                                                          spanText(-*waiting.leftSeconds));
}

}  // namespace preflight::deployment
