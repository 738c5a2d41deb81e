#include "support/source_table.h"

#include <algorithm>

#include "base/text.h"
#include "host/recording/sweep_set.h"

namespace preflight::test {
namespace {

// The next part of a path, up to a backslash or slash; moves `path` on.
std::string_view takePart(std::string_view& path) {
  const std::size_t end = std::min(path.find_first_of("\\/"), path.size());
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

bool fitsPart(std::string_view part, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    return equalIgnoringCase(part, pattern);
  }
  const std::string_view begin = pattern.substr(0, star);
  const std::string_view end = pattern.substr(star + 1);
  return part.size() >= begin.size() + end.size() && startsWithIgnoringCase(part, begin) &&
         equalIgnoringCase(part.substr(part.size() - end.size()), end);
}

// `path` is what the pattern names, or below it where that is allowed.
bool fitsPath(std::string_view path, std::string_view pattern, bool withBelow) {
  while (!pattern.empty()) {
    if (path.empty() || !fitsPart(takePart(path), takePart(pattern))) {
      return false;
    }
  }
  return path.empty() || withBelow;
}

std::string_view folderOf(std::string_view path) {
  return path.substr(0, std::min(path.find_last_of("\\/"), path.size()));
}

bool same(const Source& source, const Question& question) {
  return equalIgnoringCase(source.name, question.name) && equalIgnoringCase(source.of, question.of);
}

std::vector<Source> sweptSources(System system) {
  std::vector<Source> sources{tableOf("RSMB"), tableOf("ACPI")};
  for (const char* question : {"process", "clock", "join", "volumes", "disks", "adapters", "diagnostics"}) {
    sources.push_back(systemAsked(question));
  }
  for (const RegistrySweep& sweep : registrySweeps(system)) {
    const bool withBelow = sweep.depth == RegistryDepth::tree;
    sources.push_back(withBelow ? treeAt(sweep.path) : keyAt(sweep.path));
    // The keys in which a star was looked up are recorded with their names.
    if (const std::size_t star = sweep.path.find("\\*"); star != std::string_view::npos) {
      sources.push_back(keyAt(sweep.path.substr(0, star)));
    }
  }
  for (const WmiSweep& sweep : wmiSweeps()) {
    sources.push_back(wmiClass(sweep.space, sweep.className));
  }
  for (const FirmwareVariableSweep& sweep : firmwareVariableSweeps()) {
    sources.push_back(variableOf(sweep.vendor, sweep.name));
  }
  for (const EventSweep& sweep : eventSweeps()) {
    sources.push_back(channelOf(sweep.channel, sweep.provider));
  }
  for (const std::string_view provider : eventProviderSweeps()) {
    sources.push_back(channelsOf(provider));
  }
  for (const FileSweep& sweep : fileSweeps(system)) {
    sources.push_back(sweep.kind == FileKind::folder ? folderAt(sweep.path) : fileAt(sweep.path));
  }
  return sources;
}

}  // namespace

bool covers(const Source& source, const Question& question) {
  switch (source.kind) {
    case SourceKind::registry:
      return question.kind == source.kind && (source.withBelow || !question.withBelow) &&
             fitsPath(question.name, source.name, source.withBelow);
    case SourceKind::channel:
      return question.kind == source.kind && equalIgnoringCase(source.name, question.name) &&
             (source.of.empty() || equalIgnoringCase(source.of, question.of));
    case SourceKind::provider:  // its list of channels, and its records in any of them
      return (question.kind == source.kind && same(source, question)) ||
             (question.kind == SourceKind::channel && equalIgnoringCase(source.name, question.of));
    case SourceKind::file:
      return (question.kind == source.kind && fitsPath(question.name, source.name, false)) ||
             (question.kind == SourceKind::folder && source.name.find('*') != std::string_view::npos &&
              equalIgnoringCase(question.name, folderOf(source.name)));
    default:
      return question.kind == source.kind && same(source, question);
  }
}

bool isSwept(const Question& question, System system) {
  return std::ranges::any_of(sweptSources(system), [&](const Source& source) { return covers(source, question); });
}

std::vector<SourceRow> sourceTable() {
  std::vector<SourceRow> rows;
  const auto rowOf = [&](const Source& source) -> SourceRow& {
    const auto known = std::ranges::find_if(rows, [&](const SourceRow& row) {
      return row.source.kind == source.kind && equalIgnoringCase(row.source.name, source.name) &&
             equalIgnoringCase(row.source.of, source.of);
    });
    return known != rows.end() ? *known : rows.emplace_back(SourceRow{source, {}, false});
  };
  for (const Collector& collector : collectors()) {
    for (const Source& source : collector.sources) {
      SourceRow& row = rowOf(source);
      row.collectors.push_back(collector.id);
      row.source.isWatched = row.source.isWatched || source.isWatched;
      row.source.withBelow = row.source.withBelow || source.withBelow;
    }
  }
  for (const System system : {System::windows, System::linux}) {
    for (const Source& source : sweptSources(system)) {
      rowOf(source).swept = true;
    }
  }
  for (SourceRow& row : rows) {
    const Question question{row.source.kind, std::string(row.source.name), std::string(row.source.of),
                            row.source.withBelow};
    row.swept = row.swept || isSwept(question, System::windows) || isSwept(question, System::linux);
  }
  std::ranges::stable_sort(rows, [](const SourceRow& a, const SourceRow& b) {
    return a.source.kind != b.source.kind ? a.source.kind < b.source.kind : a.source.name < b.source.name;
  });
  return rows;
}

std::string_view name(SourceKind kind) {
  switch (kind) {
    case SourceKind::registry:
      return "registry";
    case SourceKind::wmi:
      return "wmi";
    case SourceKind::firmwareTable:
      return "firmware table";
    case SourceKind::firmwareVariable:
      return "firmware variable";
    case SourceKind::channel:
      return "event log";
    case SourceKind::provider:
      return "event provider";
    case SourceKind::file:
      return "file";
    case SourceKind::folder:
      return "folder";
    case SourceKind::system:
      return "system";
  }
  return "";
}

}  // namespace preflight::test
