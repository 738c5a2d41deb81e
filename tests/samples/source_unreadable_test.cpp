// Every sample with each source of the collectors refused in turn: the verdict never becomes greener, so the exit code
// never falls, and what could not be read never becomes a "no".
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "collect/collector.h"
#include "diagnose/diagnose.h"
#include "host/recording/recording.h"
#include "model/deployment.h"
#include "support/samples.h"
#include "support/without_source_host.h"

using namespace preflight;
using namespace preflight::test;

namespace {

bool same(const Source& a, const Source& b) {
  return a.kind == b.kind && equalIgnoringCase(a.name, b.name) && equalIgnoringCase(a.of, b.of);
}

// Each source of any collector, once.
std::vector<Source> sources() {
  std::vector<Source> all;
  for (const Collector& collector : collectors()) {
    for (const Source& source : collector.sources) {
      if (std::ranges::none_of(all, [&](const Source& known) { return same(known, source); })) {
        all.push_back(source);
      }
    }
  }
  return all;
}

bool touches(const Source& source, const Source& hidden) {
  const bool related = startsWithIgnoringCase(source.name, hidden.name) ||
                       startsWithIgnoringCase(hidden.name, source.name) ||
                       hidden.name.find('*') != std::string_view::npos;
  return source.kind == hidden.kind && related;
}

// Read once; of a variant only what the hidden source has to do with is read again.
class Sample {
 public:
  explicit Sample(const std::filesystem::path& path) {
    Result<std::unique_ptr<Host>> host = openRecording(path.string());
    REQUIRE(host.has_value());
    host_ = std::move(*host);
    for (const Collector& collector : collectors()) {
      fills_.push_back(collector.collect(*host_, {}));
    }
  }

  Diagnosis judged() const { return judged(fills_); }

  Diagnosis without(const Source& source, ErrorKind why) const {
    const WithoutSourceHost less(*host_, source, why);
    std::vector<Fill> fills = fills_;
    for (std::size_t i = 0; i < fills.size(); ++i) {
      const Collector& collector = collectors()[i];
      if (std::ranges::any_of(collector.sources, [&](const Source& own) { return touches(own, source); })) {
        fills[i] = collector.collect(less, {});
      }
    }
    return judged(fills);
  }

 private:
  Diagnosis judged(const std::vector<Fill>& fills) const {
    Report report = emptyReport(*host_);
    for (const Fill& fill : fills) {
      fill(report);
    }
    return diagnose(report);
  }

  std::unique_ptr<Host> host_;
  std::vector<Fill> fills_;
};

// 0: in order, 1: could not be decided, 2: not in order.
int weight(State state) {
  return state == State::pass || state == State::info ? 0 : state == State::unknown ? 1 : 2;
}

// What says "no" for certain.
std::set<std::string> noes(const Diagnosis& diagnosis) {
  static const std::set<std::string> ids{"serial-number-missing",
                                         "hash-other-board",
                                         "hash-label-differs",
                                         "not-registered",
                                         "registered-no-profile",
                                         "profile-deleted",
                                         "profile-lost",
                                         "hardware-mismatch",
                                         "stale-registration",
                                         "other-tenant",
                                         "entra-object-missing",
                                         "profile-file-ignored",
                                         "must-not-register-workplace-joined",
                                         "must-not-register-mdm-only",
                                         "mdm-enrollment-failed-personal",
                                         "mdm-enrollment-failed-used-once",
                                         "mdm-enrollment-failed-workplace-join",
                                         "app-failed",
                                         "workload-failed",
                                         "certificate-failed",
                                         "tpm-attestation-failed",
                                         "join-failed",
                                         "policy-failed",
                                         "hybrid-registration-failed"};
  std::set<std::string> found;
  for (const Finding& finding : diagnosis.findings) {
    if (finding.state != State::unknown && ids.contains(std::string(idOf(finding.id)))) {
      found.emplace(idOf(finding.id));
    }
  }
  return found;
}

std::string words(const Diagnosis& diagnosis) {
  std::string text = fmt::format("{} ({}):", idOf(diagnosis.verdict.id), name(diagnosis.verdict.state));
  for (const Finding& finding : diagnosis.findings) {
    text += fmt::format(" {}={}", idOf(finding.id), name(finding.state));
  }
  return text;
}

}  // namespace

TEST_CASE("no source that cannot be read makes a verdict greener or becomes a no") {
  constexpr std::array kinds{ErrorKind::denied, ErrorKind::timedOut, ErrorKind::notCollected};
  const std::vector<std::filesystem::path> all = samplesWithSeries();
  REQUIRE(all.size() >= 50);
  std::size_t worse = 0;
  for (const std::filesystem::path& path : all) {
    const Sample sample(path);
    const Diagnosis whole = sample.judged();
    const std::set<std::string> known = noes(whole);
    worse += weight(whole.verdict.state) > 0 ? 1 : 0;
    for (const Source& source : sources()) {
      for (const ErrorKind why : kinds) {
        const Diagnosis less = sample.without(source, why);
        const bool greener = weight(less.verdict.state) == 0 && weight(whole.verdict.state) > 0;
        const std::set<std::string> now = noes(less);
        const bool invented = !std::ranges::includes(known, now);
        if (greener || invented) {
          FAIL_CHECK(path.filename().string(), " without ", std::string(source.name), " ", std::string(source.of), " (",
                     name(why), ")\n  before: ", words(whole), "\n  now:    ", words(less));
          break;
        }
      }
    }
  }
  CHECK(worse > 20);  // enough that could become greener
}
