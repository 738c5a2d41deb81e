// The parts of a recording that answer questions over what was swept.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "host/host.h"
#include "host/recording/members.h"

namespace preflight::recording {

tl::unexpected<Error> notSwept(Text step);

// A value that is read when it is first asked for, once, whoever asks.
template <class T>
class Lazy {
 public:
  template <class Read>
  const Result<T>& get(Read&& read) const {
    const std::lock_guard lock(mutex_);
    if (!value_) {
      value_.emplace(read());
    }
    return *value_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::optional<Result<T>> value_;
};

class RegistryPart {
 public:
  static Result<RegistryPart> read(const Members& members);
  Result<RegistryKey> answer(std::string_view path, RegistryDepth depth) const;

 private:
  std::map<std::string, Result<RegistryKey>, std::less<>> roots_;  // by path in lower case
};

class WmiPart {
 public:
  static Result<WmiPart> read(const Members& members);
  Result<std::vector<WmiRow>> answer(const WmiQuery& query) const;

 private:
  struct Swept {
    std::vector<std::string> only;     // or empty: all
    std::vector<std::string> leftOut;  // patterns
    Result<std::vector<WmiRow>> rows;

    bool holds(std::string_view property) const;
  };
  std::map<std::string, Swept, std::less<>> classes_;  // by "space:class" in lower case
};

class FirmwarePart {
 public:
  static Result<FirmwarePart> read(const Members& members);
  Result<std::vector<std::string>> tables(std::string_view provider) const;
  Result<Bytes> table(const FirmwareTableId& id) const;
  Result<Bytes> variable(const FirmwareVariableId& id) const;

 private:
  std::map<std::string, Result<std::vector<std::string>>, std::less<>> lists_;
  std::map<std::pair<std::string, std::string>, Result<Bytes>> bodies_;
  std::map<std::pair<std::string, std::string>, Result<Bytes>> variables_;  // by vendor in lower case, and name
};

// What questions filter by, of every record of one channel in the order of its file, so that a large log is parsed once
// however often it is asked about.
struct EventIndex {
  struct Line {
    std::uint32_t id = 0;
    std::uint16_t provider = 0;
    std::uint8_t level = 0;
  };
  std::vector<Line> lines;
  std::vector<std::string> providers;  // in lower case
  bool complete = true;
};

class EventsPart {
 public:
  static Result<EventsPart> read(const Members& members);
  Result<EventAnswer> answer(const Members& members, const EventQuery& query) const;
  Result<std::vector<std::string>> channels(std::string_view provider) const;

 private:
  struct Channel {
    std::string name;
    std::string provider;  // empty: all of it was swept; else the records of this provider only
    std::string member;    // empty: `error`
    std::optional<Error> error;
    std::vector<std::string> providers;  // of its records
    std::shared_ptr<Lazy<EventIndex>> index = std::make_shared<Lazy<EventIndex>>();
  };
  const Channel* find(std::string_view channel, std::string_view provider) const;
  static Result<EventIndex> readIndex(const Members& members, const Channel& channel);
  Result<void> addFrom(const Members& members, const Channel& channel, const EventQuery& query,
                       EventAnswer& answer) const;

  std::vector<Channel> channels_;
  std::map<std::string, Result<std::vector<std::string>>, std::less<>> providers_;  // in lower case
};

class FilesPart {
 public:
  static Result<FilesPart> read(const Members& members, System system);
  Result<FileContent> file(const Members& members, std::string_view path, const FileRead& read) const;
  Result<std::vector<FileEntry>> folder(std::string_view path) const;

 private:
  // Why a path that was not swept is not there: absent when a swept folder tells so, else notCollected.
  Error reason(std::string_view path, Text step) const;

  System system_ = System::windows;
  std::map<std::string, Result<std::string>, std::less<>> files_;  // to the member that holds the content
  std::map<std::string, Result<std::vector<FileEntry>>, std::less<>> folders_;
};

}  // namespace preflight::recording
