#include "diagnose/hash/earlier_exports.h"

#include <doctest/doctest.h>

#include "support/hash_builder.h"

using namespace preflight;
using hash::Conclusion;
using hash::RegisterAgain;

namespace {

EarlierExport exported(Conclusion conclusion, int daysBefore = 3) {
  EarlierExport earlier;
  earlier.path = "E:\\Preflight\\devices\\CB14.csv";
  earlier.line = 2;
  earlier.capturedAt = UtcTime{1'774'000'000'000 - daysBefore * 86'400'000LL};
  earlier.comparison.conclusion = conclusion;
  earlier.comparison.registerAgain = RegisterAgain::required;
  earlier.comparison.sentence = "Why.";
  earlier.comparison.changes = {{hash::ChangeGroup::tpm, "ekSha256", "aa", "bb", hash::Weight::strong},
                                {hash::ChangeGroup::network, "networkAdapters", "", "cc", hash::Weight::noise}};
  return earlier;
}

std::vector<Finding> findingsOf(const std::vector<EarlierExport>& earlier) {
  std::vector<Finding> findings;
  judgeEarlier(earlier, findings);
  return findings;
}

}  // namespace

TEST_CASE("a changed board, TPM or label since the export is a finding, a changed part or nothing is none") {
  for (const Conclusion each :
       {Conclusion::tpmChanged, Conclusion::boardReplaced, Conclusion::relabelled, Conclusion::differentDevice}) {
    const auto findings = findingsOf({exported(each)});
    REQUIRE(findings.size() == 1);
    CHECK(idOf(findings[0].id) == "hash-changed-since-export");
    CHECK(findings[0].state == State::warn);
    CHECK(findings[0].action().find("Deregister") != std::string::npos);
    REQUIRE(findings[0].evidence.size() == 2);  // what comes and goes does not count
    CHECK(findings[0].evidence[1].value.str() == "aa then, bb now");
  }
  CHECK(findingsOf({exported(Conclusion::notComparable)})[0].state == State::unknown);
  CHECK(findingsOf({exported(Conclusion::same)}).empty());
  CHECK(findingsOf({exported(Conclusion::partChanged)}).empty());
  CHECK(findingsOf({}).empty());
}

TEST_CASE("the newest export counts, whatever older ones say") {
  CHECK(findingsOf({exported(Conclusion::boardReplaced, 40), exported(Conclusion::same, 3)}).empty());
  CHECK(findingsOf({exported(Conclusion::same, 40), exported(Conclusion::boardReplaced, 3)}).size() == 1);
}

TEST_CASE("the very hash of now, and one that cannot be read, do not stand in for an older one") {
  EarlierExport now = exported(Conclusion::same, 0);
  now.sameCapture = true;
  CHECK(findingsOf({now, exported(Conclusion::boardReplaced)}).size() == 1);
  CHECK(findingsOf({now}).empty());
  const auto findings = findingsOf({exported(Conclusion::notComparable, 1), exported(Conclusion::tpmChanged, 9)});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].state == State::warn);
}
