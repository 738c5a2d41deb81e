// The questions to and answers of the event log service, both XML. No system calls.
#pragma once

#include "host/host.h"

namespace preflight::windows {

// A structured query over one channel. Event ids are spread over several Select elements, since the service refuses
// more than some 20 terms in one. invalid: a name that a query can not hold.
Result<std::string> eventQueryXml(const EventQuery& query, std::string_view channel);

// The System block of an event; `xml` is kept whole in the record. invalid when there is no System block with an event
// id in it.
Result<EventRecord> eventRecordFromXml(std::string xml);

// The newest `limit` of several channels' records: by time between channels, never changing a channel's own order.
std::vector<EventRecord> mergeNewestFirst(std::vector<std::vector<EventRecord>> channels, std::size_t limit);

}  // namespace preflight::windows
