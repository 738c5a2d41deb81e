// Prints the answers of the live host, one line a fact, for tests. What it is asked:
//   registry PATH key|tree    wmi SPACE CLASS PROPERTIES WHERE TIMEOUT_MS    firmware PROVIDER [ID]    process    clock
//   volumes    disks    adapters    events CHANNEL PROVIDER IDS LIMIT TIMEOUT_MS    channels PROVIDER    file PATH MAX
//   start|end folder PATH    diagnostics FOLDER MEMBER TIMEOUT_MS    watch SECONDS (volumes, told when one comes or
//   goes)
// An error is one line: "error KIND CODE | step | words". The exit code is 0 also then, 2 for wrong usage.
#include <fmt/format.h>

#include <cstdio>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "host/host.h"

namespace {

using namespace preflight;

void line(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);
}

std::string shown(std::string_view text) {
  return printable(text, 200);
}

void error(const Error& e, const char* word = "error") {
  const std::string code = codeText(e);
  line(fmt::format("{} {} {} | {} | {}", word, name(e.kind), code.empty() ? "-" : code, shown(e.step.str()),
                   shown(e.words.str())));
}

std::string valueText(const RegistryValue& value) {
  const auto text = asText(value);
  const auto number = asNumber(value);
  return fmt::format("{} {} bytes, text {}, number {}", typeName(value.type), value.data.size(),
                     text ? "'" + shown(*text) + "'" : std::string(name(text.error().kind)),
                     number ? fmt::format("{}", *number) : std::string(name(number.error().kind)));
}

void dumpKey(const RegistryKey& key, const std::string& path) {
  line(fmt::format("key {}{}", path, key.contentKnown ? "" : " (content not known)"));
  for (const auto& [valueName, value] : key.values) {
    line(fmt::format("value {} : {} = {}", path, shown(valueName), valueText(value)));
  }
  for (const Error& problem : key.problems) {
    error(problem, "problem");
  }
  for (const RegistryKey& child : key.subkeys) {
    dumpKey(child, path + "\\" + shown(child.name));
  }
}

std::string wmiText(const WmiValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return fmt::format("text {} bytes '{}'", text->size(), shown(*text));
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return fmt::format("number {}", *number);
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return fmt::format("real {}", *real);
  }
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    return fmt::format("texts {}", shown(fmt::format("{}", fmt::join(*texts, ","))));
  }
  return "null";
}

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find(',', from), text.size());
    out.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

void dumpWmi(const Host& host, const std::vector<std::string>& args) {
  WmiQuery query;
  query.space = args[0];
  query.className = args[1];
  query.properties = parts(args[2]);
  for (const std::string& each : parts(args[3])) {
    const std::size_t equals = std::min(each.find('='), each.size() - 1);
    query.where.emplace_back(each.substr(0, equals), each.substr(equals + 1));
  }
  query.timeout = std::chrono::milliseconds(std::stoi(args[4]));
  const auto before = std::chrono::steady_clock::now();
  const auto rows = host.wmi(query);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before);
  line(fmt::format("took {} ms", took.count()));
  if (!rows) {
    error(rows.error());
    return;
  }
  line(fmt::format("rows {}", rows->size()));
  for (const WmiRow& row : *rows) {
    line("row");
    for (const auto& [property, value] : row.properties) {
      line(fmt::format("property {} = {}", property, wmiText(value)));
    }
  }
}

std::string volumeText(const Volume& v) {
  return fmt::format("volume {} type {} bus {} total {} system {} program {} readonly {} problem {}", v.root,
                     name(v.type), name(v.bus), v.totalBytes > 0 ? "known" : "0", v.holdsSystem, v.holdsProgram,
                     v.readOnly, v.problem ? describe(*v.problem) : "-");
}

void dumpVolumes(const Host& host) {
  const auto volumes = host.volumes();
  if (!volumes) {
    error(volumes.error());
    return;
  }
  for (const Volume& each : *volumes) {
    line(volumeText(each));
  }
}

void watch(const Host& host, int seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::set<std::string> before;
  bool first = true;
  while (std::chrono::steady_clock::now() < end) {
    std::set<std::string> now;
    for (const Volume& each : host.volumes().value_or(std::vector<Volume>{})) {
      now.insert(each.root + " " + std::string(name(each.type)));
    }
    for (const std::string& each : now) {
      if (!first && !before.contains(each)) {
        line("came " + each);
      }
    }
    for (const std::string& each : before) {
      if (!now.contains(each)) {
        line("went " + each);
      }
    }
    if (first) {
      line("watching");
    }
    first = false;
    before = now;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

void dumpProcess(const Host& host) {
  const auto facts = host.process();
  if (!facts) {
    error(facts.error());
    return;
  }
  line(fmt::format("process user {} computer {} elevated {} localSystem {} session {}", facts->userName,
                   facts->computerName, facts->elevated ? (*facts->elevated ? "yes" : "no") : "error",
                   facts->localSystem ? (*facts->localSystem ? "yes" : "no") : "error",
                   facts->session ? fmt::format("{}", *facts->session) : "error"));
  line("program " + facts->programPath);
  line("system " + facts->systemFolder);
}

void dumpFirmware(const Host& host, const std::string& provider, const std::string* id) {
  if (id != nullptr) {
    const auto table = host.firmwareTable({provider, *id});
    table ? line(fmt::format("table {} bytes", table->size())) : error(table.error());
    return;
  }
  const auto tables = host.firmwareTables(provider);
  tables ? line(fmt::format("tables {} [{}]", tables->size(), fmt::join(*tables, ","))) : error(tables.error());
}

void dumpEvents(const Host& host, const std::vector<std::string>& args) {
  EventQuery query;
  query.channel = args[0];
  query.provider = args[1];
  for (const std::string& id : parts(args[2])) {
    query.ids.push_back(static_cast<std::uint32_t>(std::stoul(id)));
  }
  query.limit = std::stoul(args[3]);
  query.timeout = std::chrono::milliseconds(std::stoi(args[4]));
  const auto answer = host.events(query);
  if (!answer) {
    error(answer.error());
    return;
  }
  for (const EventRecord& each : answer->records) {
    line(fmt::format("event {} record {} level {} at {} in {} by {} xml {} bytes", each.id, each.recordId, each.level,
                     isoText(each.time), each.channel, each.provider, each.xml.size()));
  }
  for (const Error& problem : answer->problems) {
    error(problem, "problem");
  }
  line(fmt::format("events {} complete {}", answer->records.size(), answer->complete));
}

void dumpFile(const Host& host, const std::vector<std::string>& args) {
  const auto content = host.file(args[0], {std::stoull(args[1]), args[2] == "end"});
  content ? line(fmt::format("file {} of {} whole {} '{}'", content->bytes.size(), content->size, content->whole,
                             shown(textOf(content->bytes))))
          : error(content.error());
}

void dumpFolder(const Host& host, const std::string& path) {
  const auto entries = host.folder(path);
  if (!entries) {
    error(entries.error());
    return;
  }
  for (const FileEntry& each : *entries) {
    line(fmt::format("entry {} {} {}", each.folder ? "folder" : "file", each.size, shown(each.name)));
  }
  line(fmt::format("entries {}", entries->size()));
}

void dumpDiagnostics(const Host& host, const std::vector<std::string>& args) {
  DiagnosticsRequest request;
  request.folder = args[0];
  request.member = args[1];
  request.timeout = std::chrono::milliseconds(std::stoi(args[2]));
  const auto members = host.diagnostics(request);
  if (!members) {
    error(members.error());
    return;
  }
  for (const ArchiveMember& each : *members) {
    line(fmt::format("member {} '{}'", each.name, shown(textOf(each.bytes))));
  }
}

void dumpParts(const Host& host, const std::string& what) {
  if (what == "disks") {
    const auto disks = host.disks();
    if (!disks) {
      return error(disks.error());
    }
    for (const Disk& each : *disks) {
      line(fmt::format("disk {} model '{}' bus {}", each.name, each.model, name(each.bus)));
    }
    return line(fmt::format("disks {}", disks->size()));
  }
  const auto adapters = host.networkAdapters();
  if (!adapters) {
    return error(adapters.error());
  }
  for (const NetworkAdapter& each : *adapters) {
    line(fmt::format("adapter '{}' '{}' mac {} physical {} connected {}", shown(each.name), shown(each.description),
                     each.mac, each.physical, each.connected));
  }
  line(fmt::format("adapters {}", adapters->size()));
}

bool dump(const Host& host, const std::string& what, const std::vector<std::string>& args) {
  if (what == "registry" && args.size() == 2) {
    const auto key = host.registry(args[0], args[1] == "tree" ? RegistryDepth::tree : RegistryDepth::key);
    key ? dumpKey(*key, key->name) : error(key.error());
  } else if (what == "wmi" && args.size() == 5) {
    dumpWmi(host, args);
  } else if (what == "firmware" && !args.empty()) {
    dumpFirmware(host, args[0], args.size() > 1 ? &args[1] : nullptr);
  } else if (what == "process") {
    dumpProcess(host);
  } else if (what == "clock") {
    const auto clock = host.clock();
    clock ? line(fmt::format("clock {} offset {} zone {}", isoText(clock->now), clock->offsetMinutes, clock->zone))
          : error(clock.error());
  } else if (what == "volumes") {
    dumpVolumes(host);
  } else if (what == "disks" || what == "adapters") {
    dumpParts(host, what);
  } else if (what == "events" && args.size() == 5) {
    dumpEvents(host, args);
  } else if (what == "channels" && args.size() == 1) {
    const auto channels = host.channels(args[0]);
    channels ? line(fmt::format("channels {}", fmt::join(*channels, ","))) : error(channels.error());
  } else if (what == "file" && args.size() == 3) {
    dumpFile(host, args);
  } else if (what == "folder" && args.size() == 1) {
    dumpFolder(host, args[0]);
  } else if (what == "diagnostics" && args.size() == 3) {
    dumpDiagnostics(host, args);
  } else if (what == "watch" && args.size() == 1) {
    watch(host, std::stoi(args[0]));
  } else {
    return false;
  }
  return true;
}

}  // namespace

extern "C" int wmain(int argc, wchar_t** argv) {
  std::vector<std::string> args;
  for (int i = 1; i < argc; ++i) {
    const std::wstring text = argv[i];
    args.push_back(utf8FromUtf16(std::u16string(text.begin(), text.end())));
  }
  if (args.empty() || !dump(*liveHost(), args[0], {args.begin() + 1, args.end()})) {
    std::fputs("usage: see hostdump.cpp\n", stderr);
    return 2;
  }
  return 0;
}
