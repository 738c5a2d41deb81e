// The first byte chooses which file of a recording the input is; the others are sound. Every question must come back.
#include "host/recording/recording.h"
#include "require.h"

using namespace preflight;

namespace {

constexpr const char* names[] = {"recording.json", "registry.json",  "wmi.json",        "firmware.json",
                                 "events.json",    "events/1.jsonl", "files.json",      "files/1.json",
                                 "logs/1.jsonl",   "process.json",   "clock.json",      "volumes.json",
                                 "disks.json",     "adapters.json",  "diagnostics.json"};

std::map<std::string, std::string, std::less<>> sound() {
  return {{"recording.json",
           R"({"format":"preflight-recording","version":1,"system":"windows","recordedAt":"2026-03-22T23:38:45Z"})"},
          {"events.json", R"({"channels":[{"channel":"C","member":"events/1.jsonl","providers":["P"]}]})"},
          {"files.json", R"({"files":[{"path":"%TEMP%\\a.json","member":"files/1.json"},
{"path":"%TEMP%\\a.log","member":"logs/1.jsonl"}],"folders":[]})"}};
}

void ask(const Host& host) {
  for (const RegistryDepth depth : {RegistryDepth::key, RegistryDepth::tree}) {
    (void)host.registry("HKLM\\A", depth);
    (void)host.registry("HKLM\\A\\k\\k", depth);
  }
  (void)host.wmi({"root\\cimv2", "Win32_BIOS", {}, {{"SerialNumber", "x"}}});
  (void)host.firmwareTables("ACPI");
  (void)host.firmwareTable({"RSMB", ""});
  EventQuery query;
  query.channel = "C";
  query.limit = 3;
  if (const auto answer = host.events(query)) {
    FUZZ_REQUIRE(answer->records.size() <= query.limit);
  }
  query.channel.clear();
  query.provider = "P";
  (void)host.events(query);
  for (const bool fromEnd : {false, true}) {
    for (const char* path : {"%TEMP%\\a.json", "%TEMP%\\a.log"}) {
      if (const auto content = host.file(path, {7, fromEnd})) {
        FUZZ_REQUIRE(content->bytes.size() <= 7);
        FUZZ_REQUIRE(!content->whole || content->bytes.size() == content->size);
      }
    }
  }
  (void)host.folder("%TEMP%");
  (void)host.process();
  (void)host.clock();
  (void)host.volumes();
  (void)host.disks();
  (void)host.networkAdapters();
  (void)host.diagnostics({});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  auto members = sound();
  members[names[data[0] % std::size(names)]].assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto host = openRecordingInMemory(std::move(members));
  if (host) {
    ask(**host);
  } else {
    FUZZ_REQUIRE(!host.error().step.str().empty() && !host.error().words.str().empty());
  }
  return 0;
}
