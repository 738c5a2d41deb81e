// Every field of every part by its JSON name, once. `visitor(name, field)` is called for each in turn; Part may be
// const.
#pragma once

#include <type_traits>

#include "model/deployment_fields.h"
#include "model/registration_fields.h"
#include "model/report.h"

namespace preflight {

// Part itself, or const Part.
template <class T, class Part>
concept PartOf = std::is_same_v<std::remove_const_t<T>, Part>;

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, OriginPart> {
  v("origin", part.origin);
  v("system", part.system);
  v("where", part.where);
  v("capturedAt", part.capturedAt);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, SetupPart> {
  v("phase", part.phase);
  v("phaseEvidence", part.phaseEvidence);
  v("computerName", part.computerName);
  v("userName", part.userName);
  v("elevated", part.elevated);
  v("localSystem", part.localSystem);
  v("utcOffsetMinutes", part.utcOffsetMinutes);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, WindowsPart> {
  v("productName", part.productName);
  v("edition", part.edition);
  v("version", part.version);
  v("build", part.build);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, IdentityPart> {
  v("serialNumber", part.serialNumber);
  v("serialIsPlaceholder", part.serialIsPlaceholder);
  v("smbiosSerialNumber", part.smbiosSerialNumber);
  v("wmiSerialNumber", part.wmiSerialNumber);
  v("manufacturer", part.manufacturer);
  v("model", part.model);
  v("productName", part.productName);
  v("systemVersion", part.systemVersion);
  v("skuNumber", part.skuNumber);
  v("family", part.family);
  v("uuid", part.uuid);
  v("chassis", part.chassis);
  v("boardManufacturer", part.boardManufacturer);
  v("boardProduct", part.boardProduct);
  v("boardVersion", part.boardVersion);
  v("firmwareVendor", part.firmwareVendor);
  v("firmwareVersion", part.firmwareVersion);
  v("firmwareDate", part.firmwareDate);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, DiskFacts> {
  v("name", part.name);
  v("vendor", part.vendor);
  v("model", part.model);
  v("serialNumber", part.serialNumber);
  v("bus", part.bus);
  v("sizeBytes", part.sizeBytes);
  v("removable", part.removable);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, StoragePart> {
  v("disks", part.disks);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, AdapterFacts> {
  v("name", part.name);
  v("description", part.description);
  v("mac", part.mac);
  v("wireless", part.wireless);
  v("physical", part.physical);
  v("connected", part.connected);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, NetworkPart> {
  v("adapters", part.adapters);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, FirmwareKeyPart> {
  v("present", part.present);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, HardwareHashPart> {
  v("text", part.text);
  v("repairs", part.repairs);
  v("fallback", part.fallback);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, CollectorRun> {
  v("id", part.id);
  v("state", part.state);
  v("milliseconds", part.milliseconds);
}

template <class Part, class Visitor>
void visitFields(Part& part, Visitor&& v) requires std::is_same_v<std::remove_const_t<Part>, Report> {
  v("origin", part.origin);
  v("setup", part.setup);
  v("windows", part.windows);
  v("identity", part.identity);
  v("storage", part.storage);
  v("network", part.network);
  v("firmwareKey", part.firmwareKey);
  v("hardwareHash", part.hardwareHash);
  v("autopilot", part.autopilot);
  v("join", part.join);
  v("enrollment", part.enrollment);
  v("deployment", part.deployment);
  v("runs", part.runs);
}

// Calls `visit` with every Fact of a part, those of the parts in it included; lists are not gone into.
template <class Part, class Visit>
void visitFacts(Part& part, const Visit& visit) {
  visitFields(part, [&](const char*, auto& field) {
    if constexpr (requires {
                    field.state;
                    field.value;
                    field.error;
                  }) {
      visit(field);
    } else if constexpr (requires { visitFields(field, [](const char*, auto&) {}); }) {
      visitFacts(field, visit);
    }
  });
}

// Every Fact of a part that is still `collecting` gets `error`: its collector will not answer any more.
template <class Part>
void giveUpOn(Part& part, const Error& error) {
  visitFacts(part, [&](auto& fact) {
    if (fact.state == FactState::collecting) {
      fact.state = stateOf(error.kind);
      fact.error = error;
    }
  });
}

}  // namespace preflight
