// Sources of times and steps: Microsoft's articles on the enrollment status page, the CSPs behind it, and captures of
// real devices.
#include "diagnose/deployment/wait_kinds.h"

#include <algorithm>
#include <array>

namespace preflight::deployment {
namespace {

constexpr std::string_view technician = "technician";
constexpr std::string_view administrator = "administrator of the tenant";
constexpr std::string_view lookAtThePage =
    "Look at the page: if it shows the failure, try again; if it goes on, wait. Press F5 to read again.";
constexpr std::int64_t minute = 60;

constexpr std::array kinds{
    WaitKind{"network", "For {time} the device has been looking for a network.", "", "The device waits for a network.",
             "seconds", 2 * minute, "waiting-for-network",
             "Plug in a cable or choose a Wi-Fi; behind a portal sign in there first.", technician},
    WaitKind{"tpm-attestation", "For {time} {phase} has been proving the TPM to Microsoft (TPM attestation).", "",
             "{phase} is proving the TPM to Microsoft (TPM attestation).", "1 to 3 min", 8 * minute, "",
             "Check network and clock; let the TPM maker's certificate hosts through. If it stays: newest firmware of "
             "device and TPM.",
             technician},
    WaitKind{"join", "For {time} the device has been joining Microsoft Entra.", "",
             "The device is joining Microsoft Entra.", "under 1 min", 5 * minute, "",
             "Check the network; ask whether this account may join devices and has not reached its limit.",
             administrator},
    WaitKind{"mdm-enrollment", "For {time} the device has been enrolling in device management.", "",
             "The device is enrolling in device management.", "under 2 min", 5 * minute, "",
             "Check the network; ask for license and enrollment restrictions.", administrator},
    WaitKind{"page-start", "For {time} {phase} has been fetching what to set up (step {step}).", "",
             "{phase} is fetching what to set up (step {step}).", "1 to 5 min", 10 * minute, "",
             "Wait; if it stays, check the network and restart the device.", technician},
    WaitKind{"page-turn", "Device preparation was done {time} ago; device setup is about to begin.", "",
             "Device preparation is done; device setup is about to begin.", "seconds", 5 * minute, "",
             "Wait; if it stays, restart the device.", technician},
    WaitKind{"page-timeout-unread",
             "The page ran out of its time {time} ago; whether it still stands there could not be read.", "",
             "The page ran out of its time; whether it still stands there could not be read.", "", 1, "", lookAtThePage,
             technician},
    WaitKind{"page-failure-unread", "The page failed {time} ago; whether it still stands there could not be read.", "",
             "The page failed; whether it still stands there could not be read.", "", 1, "", lookAtThePage, technician},
    WaitKind{"agent-install", "For {time} {phase} has been installing the Intune agent.", "",
             "{phase} is installing the Intune agent.", "1 to 5 min, 15 at the most", 15 * minute, "sidecar-missing",
             "Let the download hosts of the Intune agent through, then try again.", technician},
    WaitKind{"identifying-apps", "For {time} {phase} has been waiting for the list of apps (Identifying).", "",
             "{phase} waits for the list of apps (Identifying).", "1 to 10 min", 12 * minute, "identifying-apps-stuck",
             "Restart the device. If it comes back, check the user's license and that *.manage.microsoft.com is let "
             "through; there is no time limit of its own here.",
             technician},
    WaitKind{"policies", "For {time} {phase} has been applying security policies{of}.", "",
             "{phase} is applying security policies{of}.", "1 to 10 min", 12 * minute, "",
             "Wait for the next sync; then look for a policy that is refused or in conflict.", administrator},
    WaitKind{"certificates", "For {time} {phase} has been waiting for certificates{of}.", "",
             "{phase} waits for certificates{of}.", "1 to 10 min", 12 * minute, "",
             "Check that the device reaches the certificate server, and that its connector runs.", administrator},
    WaitKind{"network-profiles", "For {time} {phase} has been waiting for network profiles{of}.", "",
             "{phase} waits for network profiles{of}.", "1 to 5 min", 8 * minute, "",
             "Do not track profiles that need data of the user.", administrator},
    WaitKind{"app-work", "For {time} {phase} has been downloading or installing {item}{of}.",
             "For {time} {phase} has been at its apps; now it downloads or installs {item}{of}.",
             "{phase} is downloading or installing {item}{of}.", "minutes", 30 * minute, "app-installing-long",
             "Look whether its log moves. If it does not: check how the app installs silently and how it is detected.",
             administrator},
    WaitKind{"app-install", "For {time} {phase} has been installing {item}{of}.",
             "For {time} {phase} has been at its apps; now it installs {item}{of}.",
             "{phase} is installing {item}{of}.", "minutes", 30 * minute, "app-installing-long",
             "Look whether its log moves. If it does not: check how the app installs silently and how it is detected.",
             administrator},
    WaitKind{"app-download", "For {time} {phase} has been downloading {item}{of}.",
             "For {time} {phase} has been at its apps; now it downloads {item}{of}.",
             "{phase} is downloading {item}{of}.", "minutes", 20 * minute, "app-downloading-stalled",
             "Test the network and its speed; let the content hosts through; a cable is better than Wi-Fi.",
             technician},
    WaitKind{"app-retry", "For {time} {phase} has been about to try {item} again{of}.",
             "For {time} {phase} has been at its apps; now it is about to try {item} again{of}.",
             "{phase} is about to try {item} again{of}.", "minutes", 20 * minute, "app-downloading-stalled",
             "Test the network; if it fails again, look up the app's error.", technician},
    WaitKind{"app-user", "For {time} {phase} has been waiting for a user to sign in before it installs {item}{of}.", "",
             "{phase} waits for a user to sign in before it installs {item}{of}.", "", 0, "",
             "Assign the app to devices, or sign in.", administrator},
    WaitKind{"app-turn", "For {time} {phase} has been at its apps and is about to take the next one{of}.", "",
             "{phase} is about to take the next app{of}.", "1 to 5 min", 15 * minute, "",
             "Wait; if nothing moves, restart the device once.", technician},
    WaitKind{"app-finish", "For {time} {phase} has been at its apps; all that are known are done{of}.", "",
             "{phase} is at its apps; all that are known are done{of}.", "1 to 5 min", 15 * minute, "",
             "Wait for the next sync; if nothing moves, restart the device once.", technician},
    WaitKind{"apps", "For {time} {phase} has been at its apps{of}.", "", "{phase} is at its apps{of}.", "minutes",
             30 * minute, "", "Wait; Preflight does not know which app it is.", technician},
    WaitKind{"task-sequence", "For {time} {phase} has been running the task sequence {item}.",
             "For {time} {phase} has been running the task sequence {item}.",
             "{phase} is running the task sequence {item}.", "minutes to an hour", 60 * minute, "",
             "Read smsts.log in Windows\\CCM\\Logs\\SMSTS.", administrator},
    WaitKind{"script", "For {time} the agent has logged nothing, and the script {item} has no result yet.", "",
             "The script {item} has no result yet.", "seconds to minutes; the agent ends it after 30 min", 10 * minute,
             "script-running-long", "Look for a question or a loop in the script; it must not wait for a person.",
             administrator},
    WaitKind{"restart", "For {time} {phase} has been waiting for a restart.", "", "{phase} waits for a restart.",
             "one restart", 1, "reboot-pending", "Let the device restart; restart it if it does not do so by itself.",
             technician},
    WaitKind{"phase-end", "For {time} {phase} has been at its last steps.", "", "{phase} is at its last steps.",
             "under 1 min", 5 * minute, "", "Wait; if nothing moves, restart the device once.", technician},
    WaitKind{"send-results", "For {time} {phase} has been reporting its result to the server.", "",
             "{phase} is reporting its result to the server.", "under 1 min", 5 * minute, "",
             "Check the network; then restart the device.", technician},
    WaitKind{"hybrid-blob", "For {time} the device has been waiting for its domain join from the Intune connector.", "",
             "The device waits for its domain join from the Intune connector.", "1 to 15 min", 15 * minute, "",
             "Check the Intune connector, its rights on the OU, and that a domain join profile is assigned.",
             administrator},
    WaitKind{"hybrid-controller", "For {time} the device has been looking for a domain controller.", "",
             "The device is looking for a domain controller.", "under 1 min", 1, "domain-unreachable",
             "Connect the device to the company's network or VPN, or skip this check in the profile.", technician},
    WaitKind{"hybrid-registration", "For {time} {phase} has been waiting for the device's registration in Entra.", "",
             "{phase} waits for the device's registration in Entra.", "up to 40 min", 45 * minute, "",
             "Wait for the next run of Entra Connect; check that the OU is among those it syncs.", administrator},
    WaitKind{"second-factor", "For {time} {phase} has been waiting for the user at the second factor or the PIN.", "",
             "{phase} waits for the user at the second factor or the PIN.", "", 0, "",
             "The user finishes what the screen asks for.", "user"},
    WaitKind{"sign-in", "The device part was done {time} ago; the page waits for a user to sign in.", "",
             "The device part is done; the page waits for a user to sign in.", "", 0, "",
             "Sign in with the account of the person who will use the device.", "user"},
    WaitKind{"account-start", "The device part was done {time} ago; account setup has not begun.", "",
             "The device part is done; account setup has not begun.", "", 0, "",
             "If the screen asks for it, sign in with the account of the person who will use the device; else wait.",
             technician},
    WaitKind{"reseal",
             "Pre-provisioning succeeded {time} ago: the device waits to be resealed, and after that for its user.", "",
             "Pre-provisioning succeeded: the device waits to be resealed, and after that for its user.", "", 0, "",
             "Press Reseal on the green page. Once it is resealed, the person who will use the device signs in.",
             technician},
    WaitKind{
        "reseal-or-sign-in",
        "The device part was done {time} ago; pre-provisioning was begun here: the page waits to be resealed, or "
        "for a user to sign in.",
        "",
        "The device part is done; pre-provisioning was begun here: the page waits to be resealed, or for a user to "
        "sign in.",
        "", 0, "",
        "If the page shows Reseal, press it; if it asks for a user, the person who will use the device signs in.",
        technician},
    WaitKind{"account-finish",
             "For {time} account setup has had nothing left to do but waits for the server to say that it is finished.",
             "", "Account setup has nothing left to do but waits for the server to say that it is finished.",
             "1 to 5 min", 6 * minute, "account-setup-hang",
             "Restart the device and sign in again. If it comes back: turn off the status page for users (the policy "
             "SkipUserStatusPage), and report it to who runs the device management.",
             administrator},
    WaitKind{"preparation-agent", "For {time} device preparation has been waiting for the Intune agent.", "",
             "Device preparation waits for the Intune agent.", "minutes, 30 at the most", 15 * minute, "",
             "Let the download hosts of the Intune agent through; check who owns the device group of the policy.",
             technician},
    WaitKind{"preparation-work", "For {time} device preparation has been working on {item}{of}.", "",
             "Device preparation is working on {item}{of}.", "minutes", 30 * minute, "app-installing-long",
             "Look whether its log moves; check how it installs silently and how it is detected.", administrator},
    WaitKind{"preparation-turn", "For {time} device preparation has been about to take the next piece of work{of}.", "",
             "Device preparation is about to take the next piece of work{of}.", "1 to 5 min", 15 * minute, "",
             "Wait; if nothing moves, restart the device once.", technician},
    WaitKind{"preparation-end", "For {time} device preparation has been at 100 percent without leaving its page.", "",
             "Device preparation is at 100 percent and has not left its page.", "under 1 min", 5 * minute, "",
             "Restart the device; this is a known defect of the page.", technician},
    WaitKind{"phase", "For {time} {phase} has been under way; at which step it is could not be read.", "",
             "{phase} is under way; at which step it is could not be read.", "minutes", 30 * minute, "",
             "Look at the step on the device's own page; if nothing moves, restart the device once.", technician},
    WaitKind{"step", "For {time} {phase} has been at the step {step}.", "", "{phase} is at the step {step}.", "minutes",
             20 * minute, "", "Wait; if nothing moves, restart the device once.", technician},
};

struct StepWait {
  std::string_view step;
  std::string_view wait;
};

constexpr std::array steps{
    StepWait{"tpmAttestation", "tpm-attestation"},
    StepWait{"aadj", "join"},
    StepWait{"mdmEnrollment", "mdm-enrollment"},
    StepWait{"espProviderInstallation", "agent-install"},
    StepWait{"initiateSyncSessions", "page-start"},
    StepWait{"setContinueAnywayButtonVisibility", "page-start"},
    StepWait{"securityPolicies", "policies"},
    StepWait{"certificates", "certificates"},
    StepWait{"certificatePolicies", "certificates"},
    StepWait{"networkConnections", "network-profiles"},
    StepWait{"networkPolicies", "network-profiles"},
    StepWait{"apps", "apps"},
    StepWait{"rebootCoalescing", "restart"},
    StepWait{"sendResultsToMdmServer", "send-results"},
    StepWait{"saveWhiteGloveSuccessResult", "send-results"},
    StepWait{"waitingForAadRegistration", "hybrid-registration"},
    StepWait{"prepareMultifactorAuth", "second-factor"},
};

}  // namespace

const WaitKind& waitKind(std::string_view id) {
  const auto* found = std::find_if(kinds.begin(), kinds.end(), [&](const WaitKind& each) { return each.id == id; });
  return found == kinds.end() ? kinds.back() : *found;
}

std::string_view waitOfStep(std::string_view stepId) {
  const auto* found =
      std::find_if(steps.begin(), steps.end(), [&](const StepWait& each) { return each.step == stepId; });
  return found == steps.end() ? std::string_view("step") : found->wait;
}

}  // namespace preflight::deployment
