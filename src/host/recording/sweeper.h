// The steps of sweep(), one function for each kind of source; each writes its files of the recording.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "host/host.h"
#include "host/recording/codec.h"
#include "host/recording/sweep.h"
#include "host/recording/sweep_set.h"

namespace preflight::recording {

class Sweeper {
 public:
  Sweeper(const Host& host, RecordingSink& sink, const SweepOptions& options)
      : host_(host), sink_(sink), options_(options) {}

  Result<SweepSummary> run();

 private:
  struct ChannelSweep {
    std::string channel;
    std::string provider;
  };
  struct RegistryAsk {
    std::string path;
    RegistryDepth depth;
  };

  void prepare();
  void step(std::string_view name);
  // Counts an answer, and keeps its error if it is a problem.
  template <class T>
  const Result<T>& counted(const Result<T>& answer) {
    ++summary_.answers;
    ++areaAnswers_;
    if (!answer) {
      ++areaErrors_;
      noteProblem(answer.error());
    }
    return answer;
  }
  // {`name`: the answer} or {"error": ...}, put to what `json` holds.
  template <class T>
  void putAnswer(Json& json, std::string_view name, const Result<T>& answer) {
    if (counted(answer)) {
      json[name] = toJson(*answer);
    } else {
      json["error"] = toJson(answer.error());
    }
  }
  void noteProblem(const Error& error);
  Result<void> write(std::string_view bytes);
  Result<void> addJson(std::string_view member, const Json& json);
  void closeArea(std::string_view name);

  Result<void> sweepMachine();
  Result<void> sweepFirmware();
  Result<void> sweepRegistry();
  Result<void> sweepWmi();
  Result<void> sweepEvents();
  Result<void> sweepFiles();
  Result<void> sweepDiagnostics();
  Result<void> writeHead();

  void expand(const std::string& path, RegistryDepth depth, std::vector<RegistryAsk>& asks);
  Json registryRoot(const RegistryAsk& ask);
  Json wmiClass(const WmiSweep& sweep);
  Result<Json> eventChannel(const ChannelSweep& sweep, std::size_t number);
  Result<void> fileAnswer(const std::string& path, FileKind kind, Json& index);
  void folderAnswer(const std::string& path, const Result<std::vector<FileEntry>>& list, Json& index);
  Result<void> fileSweep(const FileSweep& sweep, Json& index);

  const Host& host_;
  RecordingSink& sink_;
  const SweepOptions& options_;
  System system_ = System::windows;
  SweepSummary summary_;
  std::size_t stepNumber_ = 0;
  std::size_t stepTotal_ = 0;
  std::size_t areaAnswers_ = 0;
  std::size_t areaErrors_ = 0;
  std::vector<std::pair<std::string, std::pair<std::size_t, std::size_t>>> areas_;  // answers and errors of each
  std::vector<ChannelSweep> channels_;
  std::vector<std::pair<std::string, Result<std::vector<std::string>>>> providers_;
  std::set<std::string> sweptKeys_;
  std::set<std::string> sweptFiles_;
  std::set<std::string> sweptFolders_;
  std::size_t files_ = 0;
  std::size_t logs_ = 0;
  bool hashRead_ = false;
};

// A key without what is never recorded; the values that were left out are named.
RegistryKey withoutSecrets(RegistryKey key, const std::string& path);
// True when something was left out; its name is added to `leftOut`.
void removeSecrets(WmiRow& row, const WmiSweep& sweep, std::set<std::string>& leftOut);

}  // namespace preflight::recording
