// What a Host answers, to JSON and back. Readers throw Misfit (json.h).
#pragma once

#include <string>
#include <vector>

#include "host/host.h"
#include "host/recording/json.h"

namespace preflight::recording {

Json toJson(const Error& error);
Error errorFrom(const Node& node);

// A moment as ISO text, or as a number of milliseconds where no ISO text stands for it.
Json toJson(UtcTime time);
UtcTime timeFrom(const Node& node);

Json toJson(const ProcessFacts& facts);
ProcessFacts processFrom(const Node& node);
Json toJson(const Clock& clock);
Clock clockFrom(const Node& node);
Json toJson(const Volume& volume);
Volume volumeFrom(const Node& node);
Json toJson(const Disk& disk);
Disk diskFrom(const Node& node);
Json toJson(const NetworkAdapter& adapter);
NetworkAdapter adapterFrom(const Node& node);
Json toJson(const ArchiveMember& member);
ArchiveMember archiveMemberFrom(const Node& node);
Json toJson(const JoinInformation& join);
JoinInformation joinFrom(const Node& node);
Json toJson(const FileEntry& entry);
FileEntry fileEntryFrom(const Node& node);

// {"name", "type", "text" | "texts" | "number" | "bytes"}.
Json toJson(const std::string& name, const RegistryValue& value);
std::pair<std::string, RegistryValue> registryValueFrom(const Node& node);
// A key and all below it as a flat list in which each key follows its parent.
Json keysToJson(const RegistryKey& root);
RegistryKey keysFrom(const Node& node);

Json toJson(const WmiRow& row);
WmiRow wmiRowFrom(const Node& node);

// One line of an event file; the channel stands in the file's first line.
Json toJson(const EventRecord& record);
EventRecord eventFrom(const Node& node);

Json textsToJson(const std::vector<std::string>& texts);
std::vector<std::string> textsFrom(const Node& node);
Bytes bytesFrom(const Node& node);

}  // namespace preflight::recording
