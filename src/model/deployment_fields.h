// Every field of the deployment's parts by its JSON name, once. Included by report_fields.h.
#pragma once

#include <type_traits>

#include "model/deployment.h"

namespace preflight {

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentStep> {
  v("id", part.id);
  v("rawName", part.rawName);
  v("state", part.state);
  v("rawState", part.rawState);
  v("text", part.text);
  v("done", part.done);
  v("total", part.total);
  v("errorCode", part.errorCode);
  v("started", part.started);
  v("ended", part.ended);
  v("timesFrom", part.timesFrom);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentPhase> {
  v("id", part.id);
  v("state", part.state);
  v("rawState", part.rawState);
  v("text", part.text);
  v("succeeded", part.succeeded);
  v("shape", part.shape);
  v("steps", part.steps);
  v("started", part.started);
  v("ended", part.ended);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentItem> {
  v("kind", part.kind);
  v("id", part.id);
  v("rawName", part.rawName);
  v("name", part.name);
  v("nameSource", part.nameSource);
  v("provider", part.provider);
  v("scope", part.scope);
  v("account", part.account);
  v("state", part.state);
  v("rawState", part.rawState);
  v("exitCode", part.exitCode);
  v("errorCode", part.errorCode);
  v("attempts", part.attempts);
  v("restart", part.restart);
  v("started", part.started);
  v("ended", part.ended);
  v("changed", part.changed);
  v("download", part.download);
  v("downloadedBytes", part.downloadedBytes);
  v("totalBytes", part.totalBytes);
  v("progressed", part.progressed);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, UserSync> {
  v("account", part.account);
  v("syncDone", part.syncDone);
  v("serverFinished", part.serverFinished);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, StatusPageSettings> {
  v("enrollment", part.enrollment);
  v("provider", part.provider);
  v("current", part.current);
  v("currentWhy", part.currentWhy);
  v("deviceShown", part.deviceShown);
  v("userShown", part.userShown);
  v("timeoutMinutes", part.timeoutMinutes);
  v("buttons", part.buttons);
  v("syncDone", part.syncDone);
  v("serverFinished", part.serverFinished);
  v("users", part.users);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentMark> {
  v("name", part.name);
  v("value", part.value);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, StatusPagePart> {
  v("phases", part.phases);
  v("settings", part.settings);
  v("timeoutMinutes", part.timeoutMinutes);
  v("countedFrom", part.countedFrom);
  v("countedFromHow", part.countedFromHow);
  v("appliedMinutes", part.appliedMinutes);
  v("allowReset", part.allowReset);
  v("allowTryAgain", part.allowTryAgain);
  v("allowContinue", part.allowContinue);
  v("deviceShown", part.deviceShown);
  v("userShown", part.userShown);
  v("syncDone", part.syncDone);
  v("serverFinished", part.serverFinished);
  v("users", part.users);
  v("marks", part.marks);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, PolicyProvider> {
  v("name", part.name);
  v("scope", part.scope);
  v("account", part.account);
  v("installation", part.installation);
  v("rawInstallation", part.rawInstallation);
  v("lastError", part.lastError);
  v("timeoutMinutes", part.timeoutMinutes);
  v("tracksApps", part.tracksApps);
  v("listComplete", part.listComplete);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, ProvisioningMark> {
  v("scope", part.scope);
  v("account", part.account);
  v("completed", part.completed);
  v("rawValue", part.rawValue);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentItemsPart> {
  v("providers", part.providers);
  v("tracked", part.tracked);
  v("expected", part.expected);
  v("packages", part.packages);
  v("completed", part.completed);
  v("whole", part.whole);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, PreparationPage> {
  v("agentTimeoutSeconds", part.agentTimeoutSeconds);
  v("pageTimeoutSeconds", part.pageTimeoutSeconds);
  v("allowSkip", part.allowSkip);
  v("allowDiagnostics", part.allowDiagnostics);
  v("errorMessage", part.errorMessage);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DevicePreparationPart> {
  v("running", part.running);
  v("hint", part.hint);
  v("page", part.page);
  v("errorPhase", part.errorPhase);
  v("errorCode", part.errorCode);
  v("errorDetails", part.errorDetails);
  v("workloads", part.workloads);
  v("scripts", part.scripts);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, ItemName> {
  v("id", part.id);
  v("name", part.name);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, IntuneAgentPart> {
  v("installed", part.installed);
  v("serviceStart", part.serviceStart);
  v("trackingPhase", part.trackingPhase);
  v("apps", part.apps);
  v("names", part.names);
  v("logPhase", part.logPhase);
  v("lastLogLine", part.lastLogLine);
  v("lines", part.lines);
  v("logsWhole", part.logsWhole);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, AgentLine> {
  v("app", part.app);
  v("kind", part.kind);
  v("text", part.text);
  v("exitCode", part.exitCode);
  v("bytes", part.bytes);
  v("ofBytes", part.ofBytes);
  v("time", part.time);
  v("since", part.since);
  v("written", part.written);
  v("file", part.file);
  v("offset", part.offset);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, HybridPart> {
  v("blobState", part.blobState);
  v("blobStateAt", part.blobStateAt);
  v("blobError", part.blobError);
  v("blobApplied", part.blobApplied);
  v("controllerContact", part.controllerContact);
  v("controllerContactAt", part.controllerContactAt);
  v("registration", part.registration);
  v("registrationError", part.registrationError);
  v("registrationFailures", part.registrationFailures);
  v("registrationAt", part.registrationAt);
  v("events", part.events);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, RestartRequest> {
  v("uri", part.uri);
  v("count", part.count);
  v("first", part.first);
  v("last", part.last);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, RestartsPart> {
  v("requests", part.requests);
  v("pending", part.pending);
  v("listedUris", part.listedUris);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, ShellRecord> {
  v("id", part.id);
  v("recordId", part.recordId);
  v("time", part.time);
  v("name", part.name);
  v("value", part.value);
  v("step", part.step);
  v("state", part.state);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, ShellPart> {
  v("records", part.records);
  v("preProvisioning", part.preProvisioning);
  v("preProvisioningAt", part.preProvisioningAt);
  v("percent", part.percent);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, AttestationPart> {
  v("aikError", part.aikError);
  v("firmwareAtProvision", part.firmwareAtProvision);
  v("ekCertificatePresent", part.ekCertificatePresent);
  v("storedCertificates", part.storedCertificates);
  v("eulaShown", part.eulaShown);
  v("measuredBootLog", part.measuredBootLog);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, ClockJump> {
  v("before", part.before);
  v("after", part.after);
  v("recordId", part.recordId);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentClockPart> {
  v("now", part.now);
  v("offsetSeconds", part.offsetSeconds);
  v("jumps", part.jumps);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentAccountPart> {
  v("lastUser", part.lastUser);
  v("automaticUser", part.automaticUser);
  v("loadedUsers", part.loadedUsers);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, PolicyConflict> {
  v("policy", part.policy);
  v("detail", part.detail);
  v("eventId", part.eventId);
  v("count", part.count);
  v("last", part.last);
  v("source", part.source);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, PolicyPart> {
  v("mdmWins", part.mdmWins);
  v("problems", part.problems);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DeploymentPart> {
  v("page", part.page);
  v("items", part.items);
  v("preparation", part.preparation);
  v("agent", part.agent);
  v("hybrid", part.hybrid);
  v("restarts", part.restarts);
  v("shell", part.shell);
  v("attestation", part.attestation);
  v("clock", part.clock);
  v("account", part.account);
  v("policy", part.policy);
}

}  // namespace preflight
