// The recordings of registration_samples.h: each reaches its finding and no other, and no source that cannot be
// read turns into a "no".
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "collect/parts.h"
#include "diagnose/diagnose.h"
#include "host/recording/recording.h"
#include "samples/registration_samples.h"
#include "samples/without_host.h"

using namespace preflight;
using namespace preflight::test;

namespace {

Report read(const Host& host) {
  Report report = emptyReport(host);
  for (const Collector& each : collectors()) {
    each.collect(host, {})(report);
  }
  return report;
}

std::vector<Finding> findingsOf(const Report& report) {
  std::vector<Finding> findings;
  judgeRegistration(report, findings);
  return findings;
}

std::string idsOf(const std::vector<Finding>& findings) {
  std::string ids;
  for (const Finding& finding : findings) {
    ids += (ids.empty() ? "" : " ") + std::string(idOf(finding.id));
  }
  return ids;
}

std::shared_ptr<const Host> opened(const registration::Sample& sample) {
  auto host = openRecording(std::string(PREFLIGHT_SAMPLES) + "/registration/" + sample.id);
  REQUIRE(host.has_value());
  return std::move(*host);
}

// What says "no" for certain. An answer without a reason ("answered-no-profile") leaves it open and is none.
bool saysNo(const Finding& finding) {
  static const std::set<std::string> no{"not-registered",
                                        "registered-no-profile",
                                        "profile-deleted",
                                        "profile-lost",
                                        "hardware-mismatch",
                                        "stale-registration",
                                        "other-tenant",
                                        "entra-object-missing",
                                        "must-not-register-workplace-joined",
                                        "must-not-register-mdm-only"};
  return finding.state != State::unknown && no.contains(std::string(idOf(finding.id)));
}

std::set<std::string> noes(const std::vector<Finding>& findings) {
  std::set<std::string> ids;
  for (const Finding& finding : findings) {
    if (saysNo(finding)) {
      ids.emplace(idOf(finding.id));
    }
  }
  return ids;
}

std::vector<HiddenSource> sources() {
  using Kind = HiddenSource::Kind;
  std::vector<HiddenSource> all;
  for (const char* key :
       {R"(HKLM\SOFTWARE\Microsoft\Provisioning)", registration::diagnosticsKey,
        R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot\EstablishedCorrelations)",
        R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics)", registration::cacheKey, registration::settingsKey,
        R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings\DevicePreparation)",
        R"(HKLM\SOFTWARE\Microsoft\Enrollments)", R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin)",
        R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\MDM)", R"(HKLM\SYSTEM\Setup)",
        R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", "HKU", "HKLM", "HKCU"}) {
    all.push_back({Kind::registry, key});
  }
  for (const char* channel : {registration::channel, "Microsoft-Windows-User Device Registration/Admin",
                              "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/ManagementService",
                              "Microsoft-Windows-Provisioning-Diagnostics-Provider/AutoPilot"}) {
    all.push_back({Kind::events, channel});
  }
  for (const char* path : {registration::answerFile, registration::offlineFile}) {
    all.push_back({Kind::file, path});
  }
  for (const char* name : {"Win32_BIOS", "Win32_ComputerSystem", "MDM_DevDetail_Ext01"}) {
    all.push_back({Kind::wmi, name});
  }
  all.push_back({Kind::firmware, "tables"});
  all.push_back({Kind::firmware, "variables"});
  all.push_back({Kind::join, ""});
  return all;
}

}  // namespace

TEST_CASE("each recording reaches its findings and no others") {
  for (const registration::Sample& sample : registration::samples) {
    CAPTURE(std::string(sample.id));
    const std::vector<Finding> findings = findingsOf(read(*opened(sample)));
    CHECK(idsOf(findings) == std::string(sample.findings));
    for (const Finding& finding : findings) {
      CAPTURE(idOf(finding.id));
      CHECK_FALSE(finding.meaning().empty());
      CHECK(finding.title().find('?') == std::string::npos);  // no {name} without a value
      const bool acts = finding.state == State::warn || finding.state == State::fail;
      CHECK((!acts || !finding.action().empty()));
    }
  }
}

TEST_CASE("the device itself says the same as its recording") {
  for (const registration::Sample& sample : registration::samples) {
    CAPTURE(std::string(sample.id));
    FakeHost host;
    registration::makeDevice(sample, host);
    CHECK(idsOf(findingsOf(read(host))) == std::string(sample.findings));
  }
}

TEST_CASE("no source that cannot be read turns a recording's yes or open question into a no") {
  int asked = 0;
  for (const registration::Sample& sample : registration::samples) {
    const std::shared_ptr<const Host> whole = opened(sample);
    const std::set<std::string> before = noes(findingsOf(read(*whole)));
    for (const HiddenSource& source : sources()) {
      for (const ErrorKind why : {ErrorKind::denied, ErrorKind::notCollected}) {
        const WithoutHost less(*whole, source, why);
        const std::vector<Finding> findings = findingsOf(read(less));
        ++asked;
        for (const std::string& id : noes(findings)) {
          CAPTURE(std::string(sample.id));
          CAPTURE(source.name);
          CAPTURE(id);
          CHECK(before.contains(id));
        }
        CHECK_FALSE(findings.empty());
      }
    }
  }
  CHECK(asked == static_cast<int>(registration::samples.size() * sources().size() * 2));
}
