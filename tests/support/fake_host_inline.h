// The longer functions of FakeHost: WMI, events and files. Include fake_host.h.
#pragma once

#include "support/fake_host.h"

namespace preflight::test {

inline Error noSuchLog(std::string_view channel) {
  return errorOf(ErrorKind::absent, fmt::format("read event log {}", channel), "there is no such log", CodeSpace::win32,
                 15007);
}

inline void FakeHost::addFrom(const std::string& channel, const FakeChannel& from, const EventQuery& query,
                              EventAnswer& answer) const {
  if (from.error) {
    answer.problems.push_back(*from.error);
    return;
  }
  const auto among = [](const auto& list, auto value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  std::vector<EventRecord> sorted = from.records;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const EventRecord& a, const EventRecord& b) { return a.recordId > b.recordId; });
  std::size_t taken = 0;
  for (EventRecord& each : sorted) {
    each.channel = channel;
    if ((!query.provider.empty() && !equalIgnoringCase(query.provider, each.provider)) || !among(query.ids, each.id) ||
        !among(query.levels, each.level)) {
      continue;
    }
    ++taken;
    if (taken > query.limit) {
      answer.complete = false;
      if (!query.count) {
        break;
      }
      continue;
    }
    answer.records.push_back(each);
  }
  answer.matching += taken;
  answer.matchingWhole = answer.matchingWhole && from.complete;
  answer.complete = answer.complete && from.complete;
}

inline Result<EventAnswer> FakeHost::events(const EventQuery& query) const {
  asked("events", query.channel.empty() ? query.provider : query.channel);
  EventAnswer answer;
  if (!query.channel.empty()) {
    for (const auto& [name, channel] : eventChannels) {
      if (equalIgnoringCase(name, query.channel)) {
        addFrom(name, channel, query, answer);
        if (!answer.problems.empty()) {
          return tl::unexpected(answer.problems.front());
        }
        return answer;
      }
    }
    return tl::unexpected(noSuchLog(query.channel));
  }
  const auto names = channels(query.provider);
  if (!names) {
    return tl::unexpected(names.error());
  }
  for (const std::string& each : *names) {
    if (const auto found = eventChannels.find(each); found != eventChannels.end()) {
      addFrom(each, found->second, query, answer);
    } else {
      answer.problems.push_back(noSuchLog(each));
    }
  }
  return answer;
}

inline Result<std::vector<std::string>> FakeHost::channels(std::string_view provider) const {
  asked("channels", provider);
  std::set<std::string> names;
  bool known = false;
  for (const auto& [name, list] : providers) {
    if (equalIgnoringCase(name, provider)) {
      names.insert(list.begin(), list.end());
      known = true;
    }
  }
  for (const auto& [name, channel] : eventChannels) {
    for (const EventRecord& each : channel.records) {
      if (equalIgnoringCase(each.provider, provider)) {
        names.insert(name);
      }
    }
  }
  if (names.empty() && !known) {
    return tl::unexpected(errorOf(ErrorKind::absent, fmt::format("find event provider {}", provider),
                                  "there is no such provider", CodeSpace::win32, 2));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

inline Result<FileContent> FakeHost::file(std::string_view path, const FileRead& read) const {
  asked("file", path);
  const auto found = files.find(fileKey(path));
  if (found == files.end()) {
    return tl::unexpected(
        errorOf(ErrorKind::absent, fmt::format("open {}", path), "the file does not exist", CodeSpace::win32, 2));
  }
  if (found->second.error) {
    return tl::unexpected(*found->second.error);
  }
  const Bytes& all = found->second.bytes;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(all.size(), read.maxBytes));
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(read.fromEnd ? all.size() - size : 0);
  return FileContent{Bytes(from, from + static_cast<std::ptrdiff_t>(size)), all.size(), found->second.modified,
                     size == all.size()};
}

inline Result<std::vector<FileEntry>> FakeHost::folder(std::string_view path) const {
  asked("folder", path);
  const std::string wanted = fileKey(path);
  if (const auto found = folders.find(wanted); found != folders.end()) {
    return found->second;
  }
  std::map<std::string, FileEntry> entries;  // by name in the folder's own comparison
  for (const auto& [name, each] : files) {
    if (name.size() <= wanted.size() + 1 || name.compare(0, wanted.size(), wanted) != 0 ||
        (name[wanted.size()] != '\\' && name[wanted.size()] != '/')) {
      continue;
    }
    const auto spelt = spelling_.find(name);
    const std::string rest = (spelt == spelling_.end() ? name : spelt->second).substr(wanted.size() + 1);
    const std::size_t end = rest.find_first_of("\\/");
    const std::string child = rest.substr(0, end);
    entries.insert_or_assign(fileKey(child), end != std::string::npos
                                                 ? FileEntry{child, true, 0, {}}
                                                 : FileEntry{child, false, each.bytes.size(), each.modified});
  }
  if (entries.empty()) {
    return tl::unexpected(
        errorOf(ErrorKind::absent, fmt::format("list {}", path), "the folder does not exist", CodeSpace::win32, 3));
  }
  std::vector<FileEntry> list;
  for (auto& [name, entry] : entries) {
    list.push_back(std::move(entry));
  }
  return list;
}

inline Result<std::vector<WmiRow>> FakeHost::wmi(const WmiQuery& query) const {
  asked("wmi", query.space + ":" + query.className);
  const std::string where = wmiKey(query.space, query.className);
  if (const auto pause = pauses.find("wmi:" + where); pause != pauses.end()) {
    pause->second.take();
  }
  const auto found = wmiAnswers.find(where);
  if (found == wmiAnswers.end()) {
    return tl::unexpected(errorOf(ErrorKind::absent, fmt::format("query {} in {}", query.className, query.space),
                                  "there is no such class", CodeSpace::hresult, 0x80041010));
  }
  if (!found->second) {
    return found->second;
  }
  std::vector<WmiRow> rows;
  for (const WmiRow& row : *found->second) {
    if (fits(row, query)) {
      rows.push_back(chosen(row, query));
    }
  }
  return rows;
}

}  // namespace preflight::test
