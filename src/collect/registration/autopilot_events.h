// The pieces of the registration that have files of their own.
#pragma once

#include "collect/support/registry_facts.h"
#include "host/host.h"
#include "model/autopilot.h"

namespace preflight {

// Fills events, eventsWhole and clock.
void addAutopilotEvents(const Host& host, AutopilotPart& part);
ClockFacts clockFacts(const Fact<std::vector<EventFacts>>& events);
// `settings` is the key AutopilotSettings.
AssociationFacts associationFacts(const Host& host, const KeyFacts& settings);

}  // namespace preflight
