// What comes first when several things hold: a table of slots, each with the findings that fill it. A rule that is new
// adds its finding's id to a slot; nothing else changes.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace preflight {

struct VerdictSlot {
  std::string_view id;    // of the verdict, stable
  std::string_view word;  // for the top of the page
  // Of findings, in the order in which they count; one that ends in '*' stands for all that start so.
  std::span<const std::string_view> findings;
};

namespace verdict {

inline constexpr std::array<std::string_view, 2> mustNotRegister{"must-not-register-workplace-joined",
                                                                 "must-not-register-mdm-only"};
inline constexpr std::array<std::string_view, 16> deploymentFailed{
    "odj-timeout", "odj-rejected",    "preparation-page-failed", "mdm-enrollment-failed*",     "esp-timeout",
    "app-failed",  "workload-failed", "certificate-failed",      "tpm-attestation-failed",     "sidecar-missing",
    "join-failed", "policy-failed",   "network-profile-failed",  "hybrid-registration-failed", "preprovisioning-failed",
    "step-failed"};  // those with state fail
inline constexpr std::array<std::string_view, 12> deploymentWaits{"clock-wrong",
                                                                  "waiting-for-network",
                                                                  "sidecar-missing",
                                                                  "account-setup-hang",
                                                                  "identifying-apps-stuck",
                                                                  "domain-unreachable",
                                                                  "reboot-pending",
                                                                  "script-running-long",
                                                                  "app-downloading-stalled",
                                                                  "app-installing-long",
                                                                  "waiting-on",
                                                                  "policy-conflict"};
// As warnings: what came after them waits, or could not be read.
inline constexpr std::array<std::string_view, 2> domainJoinFailed{"odj-rejected", "odj-timeout"};
inline constexpr std::array<std::string_view, 1> deploymentRefused{"mdm-enrollment-failed*"};
inline constexpr std::array<std::string_view, 1> deploymentSkipped{"esp-failure-skipped"};
inline constexpr std::array<std::string_view, 1> deploymentDamaged{"deployment-unreadable"};  // as a warning
inline constexpr std::array<std::string_view, 1> deploymentFinished{"finished"};
inline constexpr std::array<std::string_view, 2> mismatch{"hardware-mismatch", "stale-registration"};
inline constexpr std::array<std::string_view, 1> otherTenant{"other-tenant"};
inline constexpr std::array<std::string_view, 1> objectMissing{"entra-object-missing"};
inline constexpr std::array<std::string_view, 2> notUsable{"hash-*", "serial-number-*"};  // those with state fail
inline constexpr std::array<std::string_view, 1> notRegistered{"not-registered"};
inline constexpr std::array<std::string_view, 6> noProfile{"registered-no-profile", "profile-deleted",
                                                           "profile-lost",          "answered-no-profile",
                                                           "service-refused",       "blank-profile-cached"};
inline constexpr std::array<std::string_view, 2> registered{"registered-profile-assigned",
                                                            "registered-default-profile"};
inline constexpr std::array<std::string_view, 3> otherWays{"offline-profile", "device-association",
                                                           "device-preparation"};

inline constexpr std::array<VerdictSlot, 16> order{{
    {"must-not-register", "DO NOT REGISTER", mustNotRegister},
    {"deployment-failed", "DEPLOYMENT FAILED", deploymentFailed},
    {"deployment-join-failed", "DOMAIN JOIN FAILED", domainJoinFailed},
    {"deployment-waits", "DEPLOYMENT WAITS", deploymentWaits},
    {"deployment-refused", "ENROLLMENT REFUSED", deploymentRefused},
    {"deployment-skipped", "FAILURE SKIPPED", deploymentSkipped},
    {"deployment-damaged", "DEPLOYMENT NOT READ", deploymentDamaged},
    {"hardware-mismatch", "HARDWARE DOES NOT MATCH", mismatch},
    {"other-tenant", "OTHER ORGANISATION", otherTenant},
    {"entra-object-missing", "ENTRA OBJECT MISSING", objectMissing},
    {"device-not-usable", "NOT IN ORDER", notUsable},
    {"not-registered", "NOT REGISTERED", notRegistered},
    {"no-profile", "NO PROFILE", noProfile},
    {"deployment-finished", "DEPLOYMENT FINISHED", deploymentFinished},
    {"registered", "REGISTERED", registered},
    {"set-up-otherwise", "NO REGISTRATION NEEDED", otherWays},
}};

}  // namespace verdict
}  // namespace preflight
