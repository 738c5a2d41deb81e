// Recordings that are cut, foreign, hostile or newer: refused with the file and the place, and never a wrong answer.
#include "recording_support.h"
#include "zip_bytes.h"

using namespace preflight;
using namespace preflight::test;

namespace {

const std::string headJson = R"({"format":"preflight-recording","version":1,"system":"windows",
"recordedAt":"2026-03-22T23:38:45Z"})";

Error errorOf(MemberMap members) {
  const auto host = openRecordingInMemory(std::move(members));
  REQUIRE(!host);
  return host.error();
}

bool isMentioned(const Error& error, std::string_view words) {
  const bool found = describe(error).find(words) != std::string::npos;
  INFO(describe(error));
  CHECK(found);
  return found;
}

// One line for the answer to each question, an error told by its kind only.
std::vector<std::string> answers(const Host& host) {
  std::vector<std::string> all;
  const auto add = [&](const auto& result, const auto& text) {
    all.push_back(result ? text(*result) : "error " + std::string(name(result.error().kind)));
  };
  const auto count = [](const auto& list) { return std::to_string(list.size()); };
  add(host.process(), [](const ProcessFacts& p) { return p.userName + p.systemFolder; });
  add(host.clock(), [](const Clock& c) { return isoText(c.now) + c.zone; });
  add(host.volumes(), count);
  add(host.disks(), count);
  add(host.networkAdapters(), count);
  add(host.registry(R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot)", RegistryDepth::tree),
      [](const RegistryKey& k) { return std::to_string(k.values.size()) + "," + std::to_string(k.subkeys.size()); });
  add(host.registry(R"(HKLM\SYSTEM\CurrentControlSet\Control\MiniNT)", RegistryDepth::key),
      [](const RegistryKey& k) { return k.name; });
  add(host.wmi({"root\\cimv2", "Win32_BIOS", {}, {}}), count);
  add(host.firmwareTables("ACPI"), count);
  add(host.firmwareTable({"RSMB", ""}), count);
  add(host.events(logQuery(autopilotChannel)), [](const EventAnswer& a) { return std::to_string(a.records.size()); });
  add(host.channels(autopilotProvider), count);
  add(host.file(ddsFile, {}), [](const FileContent& c) { return toHex(c.bytes); });
  add(host.file(std::string(agentLogs) + "\\AppWorkload.log", {}),
      [](const FileContent& c) { return toHex(c.bytes) + (c.whole ? "whole" : "part"); });
  add(host.folder(agentLogs), count);
  add(host.diagnostics({}), count);
  return all;
}

// A smaller device than the others', so that every cut can be tried.
MemberMap smallRecording() {
  FakeHost device;
  plantEverything(device);
  device.files.erase(lower(std::string(agentLogs) + "\\Long.log"));
  return record(device);
}

}  // namespace

TEST_CASE("A file cut at any place gives an error or the true answer, never another one") {
  const MemberMap whole = smallRecording();
  const std::vector<std::string> truth = answers(*replay(whole));
  CHECK(std::count(truth.begin(), truth.end(), std::string("error invalid")) == 0);
  std::size_t refused = 0;
  for (const auto& [name, bytes] : whole) {
    for (std::size_t size = 0; size < bytes.size(); size += 97) {
      MemberMap cut = whole;
      cut[name].resize(size);
      CAPTURE(name);
      CAPTURE(size);
      const auto host = openRecordingInMemory(std::move(cut));
      if (!host) {
        CHECK(name == "recording.json");
        CHECK(describe(host.error()).find("recording.json") != std::string::npos);
        ++refused;
        continue;
      }
      const std::vector<std::string> now = answers(**host);
      for (std::size_t i = 0; i < truth.size(); ++i) {
        CHECK((now[i] == truth[i] || now[i] == "error invalid"));
        refused += now[i] == "error invalid" ? 1 : 0;
      }
    }
  }
  CHECK(refused > 100);
}

TEST_CASE("A file that is gone gives notCollected or an error, and the others still answer") {
  const MemberMap whole = smallRecording();
  const std::vector<std::string> truth = answers(*replay(whole));
  for (const auto& each : whole) {
    MemberMap less = whole;
    less.erase(each.first);
    CAPTURE(each.first);
    const auto host = openRecordingInMemory(std::move(less));
    if (!host) {
      CHECK(each.first == "recording.json");
      continue;
    }
    const std::vector<std::string> now = answers(**host);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      CHECK((now[i] == truth[i] || now[i] == "error invalid" || now[i] == "error notCollected"));
    }
  }
}

TEST_CASE("Damage names the file, the line and the column") {
  isMentioned(errorOf({{"recording.json", "{\n \"format\": \"preflight-recording\",\n \"version\"; 1\n}"}}),
              "recording.json in recording, line 3, column 11");
  isMentioned(errorOf({{"recording.json", "{\"format\": 7}"}}),
              "format in recording.json of recording, line 1, column 2: is a number, not a text");
  isMentioned(errorOf({{"recording.json", "{\"format\":\"other\",\"version\":1}"}}), "is 'other'");
  isMentioned(errorOf({{"recording.json", ""}}), "recording.json");
  isMentioned(errorOf({}), "recording.json is missing");
  const auto host = replay({{"recording.json", headJson},
                            {"registry.json", R"({"roots":[{"path":"HKLM\\A","keys":[{"key":"","name":"A",
"values":[{"name":"x","type":"REG_WHAT","text":"y"}]}]}]})"},
                            {"events.json", R"({"channels":[{"channel":"C","member":"events/1.jsonl"}]})"},
                            {"events/1.jsonl",
                             "{\"channel\":\"C\",\"complete\":true}\n"
                             "{\"recordId\":1,\"id\":2,\"level\":4,\"provider\":\"P\"}\n{\"end\":true}\n"}});
  isMentioned(
      host->registry(R"(HKLM\A)", RegistryDepth::key).error(),
      "roots[0].keys[0].values[0].type in registry.json of recording, line 2, column 23: is not a registry type");
  isMentioned(host->events(logQuery("C")).error(), "events/1.jsonl in recording, line 2, column 1: 'time' is missing");
}

TEST_CASE("A recording of a newer format is refused in words") {
  std::string newer = headJson;
  newer.replace(newer.find("\"version\":1"), 11, "\"version\":2");
  const Error error = errorOf({{"recording.json", newer}});
  CHECK(error.kind == ErrorKind::invalid);
  isMentioned(error, "made by a newer Preflight (format 2); this one reads up to 1");
}

TEST_CASE("Values nested too deep are refused, at any depth and anywhere") {
  for (const std::size_t depth : {std::size_t{65}, std::size_t{1'000}, std::size_t{2'000'000}}) {
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    isMentioned(errorOf({{"recording.json", deep}}), "nested more than 64 deep");
    isMentioned(errorOf({{"recording.json", std::string(depth, '[')}}), "nested more than 64 deep");
    const auto host = replay({{"recording.json", headJson}, {"wmi.json", "{\"classes\":" + deep + "}"}});
    CHECK(host->wmi({"a", "b", {}, {}}).error().kind == ErrorKind::invalid);
  }
  std::string keys;
  std::string path;
  for (int i = 0; i < 200; ++i) {
    keys += (i == 0 ? R"({"key":"","name":"A"})" : R"(,{"key":")" + path + "\"}");
    path += i == 0 ? "k" : R"(\\k)";
  }
  const auto host = replay(
      {{"recording.json", headJson}, {"registry.json", R"({"roots":[{"path":"HKLM\\A","keys":[)" + keys + "]}]}"}});
  isMentioned(host->registry(R"(HKLM\A)", RegistryDepth::tree).error(), "nested too deep");
}

TEST_CASE("An object with too many members, and a line that is too long, are refused") {
  std::string many = "{";
  for (int i = 0; i < 5'000; ++i) {
    many += "\"" + std::to_string(i) + "\":0,";
  }
  isMentioned(errorOf({{"recording.json", many + "\"x\":1}"}}), "more than 4096 members");
  const auto host =
      replay({{"recording.json", headJson},
              {"events.json", R"({"channels":[{"channel":"C","member":"events/1.jsonl"}]})"},
              {"events/1.jsonl", "{\"channel\":\"C\",\"complete\":true}\n\"" + std::string(5U << 20, 'x')}});
  isMentioned(host->events(logQuery("C")).error(),
              "events/1.jsonl in recording, line 2: the line is longer than 4.2 MB");
}

TEST_CASE("Values without end are refused, in one file and in all files together") {
  const auto many = [](std::string_view before, std::string_view value, std::size_t count, std::string_view after) {
    std::string text(before);
    for (std::size_t i = 0; i < count; ++i) {
      text += i == 0 ? "" : ",";
      text += value;
    }
    return text + std::string(after);
  };
  isMentioned(errorOf({{"recording.json", many("[", "[]", 1'000'000, "]")}}), "holds more than 1000000 values");
  const std::string rows = many(R"({"classes":[{"space":"a","class":"b","rows":[)", "{}", 900'000, "]}]}");
  const std::string keys =
      many(R"({"roots":[{"path":"HKLM\\A","keys":[{"key":"","name":"A"},)", R"({"key":"k"})", 400'000, "]}]}");
  const std::string file =
      many(R"({"path":"%TEMP%\\a.json","modified":0,"whole":true,"encoding":"utf-8","text":[)", "\"\"", 900'000, "]}");
  const auto host =
      replay({{"recording.json", headJson},
              {"wmi.json", rows},
              {"registry.json", keys},
              {"disks.json", many("{\"disks\":[", "[]", 500'000, "]}")},
              {"files.json", R"({"files":[{"path":"%TEMP%\\a.json","member":"files/1.json"}],"folders":[]})"},
              {"files/1.json", file}});
  CHECK(host->wmi({"a", "b", {}, {}})->size() == 900'000);
  CHECK(host->registry(R"(HKLM\A)", RegistryDepth::key)->subkeys.size() == 400'000);
  isMentioned(host->disks().error(), "disks.json in recording, line 1");
  isMentioned(host->disks().error(), "the recording holds more than 2000000 values");
  // What is read and let go counts for itself alone, however often it is asked for.
  for (int i = 0; i < 3; ++i) {
    CHECK(host->file(R"(%TEMP%\a.json)", {})->size == 0);
  }
}

TEST_CASE("A name that leads out of the recording is refused") {
  for (const char* name : {"../secret.json", "/etc/passwd", "C:\\\\x.json", "events/../x.json", "a/b/c.json",
                           "events/1", ".json", "events/.jsonl", "events\\\\1.jsonl"}) {
    CAPTURE(name);
    const auto host =
        replay({{"recording.json", headJson},
                {"events.json", R"({"channels":[{"channel":"C","member":")" + std::string(name) + "\"}]}"}});
    isMentioned(host->events(logQuery("C")).error(), "no file of a recording has this name");
  }
}

TEST_CASE("Identity is read without a look at the event records") {
  FakeHost device;
  plantEverything(device);
  MemberMap members = record(device);
  for (auto& [name, bytes] : members) {
    if (name.starts_with("events/") || name.starts_with("logs/")) {
      bytes = "not even JSON";
    }
  }
  const auto host = replay(std::move(members));
  CHECK(host->wmi({"root\\cimv2", "Win32_BIOS", {}, {}})->size() == 2);
  CHECK(host->process());
  CHECK(host->firmwareTable({"RSMB", ""}));
  CHECK(host->events(logQuery(autopilotChannel)).error().kind == ErrorKind::invalid);
}

TEST_CASE("Zip files: stored members are read; cut, empty, changed and foreign ones are refused") {
  const TemporaryFolder temporary("zip");
  const std::string path = temporary.file("r.zip");
  const MemberMap members{{"recording.json", headJson},
                          {"clock.json", R"({"clock":{"now":"2026-03-22T23:38:45Z","offsetMinutes":60}})"}};
  const std::string zip = zipBytes(members);
  writeBytes(path, zip);
  {
    const auto host = openRecording(path);
    REQUIRE_MESSAGE(host, (host ? std::string() : describe(host.error())));
    CHECK((*host)->clock()->offsetMinutes == 60);
    CHECK((*host)->volumes().error().kind == ErrorKind::notCollected);
  }
  for (std::size_t size = 0; size < zip.size(); size += 13) {
    writeBytes(path, zip.substr(0, size));
    CAPTURE(size);
    CHECK(!openRecording(path));
  }
  std::string changed = zip;
  changed[changed.find("\"offsetMinutes\":60") + 16] = '9';
  writeBytes(path, changed);
  {
    const auto host = openRecording(path);
    REQUIRE(host);
    const auto clock = (*host)->clock();
    REQUIRE(!clock);
    isMentioned(clock.error(), ": the zip file is damaged");
  }
  writeBytes(path, zipBytes({{"../evil.json", "x"}, {"/abs", "y"}, {"recording.json", "{}"}}));
  isMentioned(openRecording(path).error(), ", line 1, column 1: 'format' is missing");
  writeBytes(path, zipBytes({{"other.txt", "x"}}));
  isMentioned(openRecording(path).error(), "recording.json is missing");
  writeBytes(path, "MZ this is another kind of file");
  isMentioned(openRecording(path).error(), "neither a recording folder nor a whole zip file");
  CHECK(openRecording(temporary.file("none")).error().kind == ErrorKind::absent);
  isMentioned(openRecording(temporary.file("")).error(), "recording.json is missing");
}

TEST_CASE("A sink that is given up leaves nothing, and an earlier recording stays") {
  const TemporaryFolder temporary("sink");
  const std::string zip = temporary.file("r.zip");
  writeBytes(zip, "earlier");
  {
    auto sink = zipSink(zip, {});
    REQUIRE(sink);
    CHECK((*sink)->add("recording.json", headJson));
  }
  CHECK(readBytes(zip) == "earlier");
  {
    auto sink = folderSink(temporary.file("new"));
    REQUIRE(sink);
    CHECK((*sink)->add("events/1.jsonl", "x"));
    CHECK(!(*sink)->begin("../x.json"));
  }
  CHECK(temporary.count() == 1);
  std::filesystem::create_directory(temporary.path() / "full");
  writeBytes(temporary.file("full/a.txt"), "mine");
  isMentioned(folderSink(temporary.file("full")).error(), "not empty");
  CHECK(!folderSink(zip));
  CHECK(!zipSink(temporary.file("full"), {}));
  CHECK(!zipSink(temporary.file("r.zip/below.zip"), {}));
}
