#include "host/recording/series.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "host/recording/recording.h"
#include "text/error_id.h"

namespace preflight {
namespace {

using Steady = std::chrono::steady_clock;

bool isRecording(std::string_view path) {
  return factsOf(joinPath(path, "recording.json")).exists();
}

// "2" comes before "10": runs of digits count as numbers. Where that makes no difference the text decides.
bool comesBefore(const std::string& a, const std::string& b) {
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!isDigit(a[i]) || !isDigit(b[j])) {
      if (a[i] != b[j]) {
        return a[i] < b[j];
      }
      ++i, ++j;
      continue;
    }
    const auto number = [&](const std::string& text, std::size_t& at) {
      at = std::min(text.find_first_not_of('0', at), text.size());
      const std::size_t begin = at;
      while (at < text.size() && isDigit(text[at])) {
        ++at;
      }
      return std::string_view(text).substr(begin, at - begin);
    };
    const std::string_view left = number(a, i);
    const std::string_view right = number(b, j);
    if (left != right) {
      return left.size() != right.size() ? left.size() < right.size() : left < right;
    }
  }
  return a.size() - i != b.size() - j ? a.size() - i < b.size() - j : a < b;
}

Text seriesStep(std::string_view folder) {
  return {ErrorId::stepSeries, {{"what", folder}}};
}

// The folders with a recording, by name; at most one more than a series may have.
Result<std::vector<std::string>> stepsIn(std::string_view folder) {
  std::vector<std::string> found;
  const FolderNames inside = namesIn(std::string(folder), SeriesLimits::entries);
  for (const std::string& name : inside.names) {
    if (std::string path = joinPath(folder, name); isRecording(path)) {
      found.push_back(std::move(path));
    }
    if (found.size() > SeriesLimits::steps) {
      return fail(ErrorKind::invalid, seriesStep(folder),
                  {ErrorId::whySeriesLong, {{"count", std::to_string(SeriesLimits::steps)}}});
    }
  }
  if (inside.problem) {
    return tl::unexpected(systemError(inside.problem, seriesStep(folder)));
  }
  std::sort(found.begin(), found.end(), comesBefore);
  return found;
}

// The step that is shown, for everything that reads or watches the series.
class ShownStep {
 public:
  explicit ShownStep(std::size_t steps) : steps_(steps) {}

  std::size_t steps() const { return steps_; }
  std::size_t step() const {
    const std::lock_guard lock(mutex_);
    return now();
  }
  void show(std::size_t step) {
    const std::lock_guard lock(mutex_);
    first_ = std::clamp<std::size_t>(step, 1, steps_);
    stepTime_ = {};
    changed_.notify_all();
  }
  void play(std::chrono::milliseconds stepTime) {
    const std::lock_guard lock(mutex_);
    first_ = now();
    stepTime_ = std::clamp(stepTime, SeriesLimits::shortest, SeriesLimits::longest);
    begun_ = Steady::now();
    changed_.notify_all();
  }
  // Until another step than `seen` is shown.
  std::size_t waitForOther(std::size_t seen, std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    const Steady::time_point until = Steady::now() + limit;
    while (now() == seen && Steady::now() < until) {
      const bool stays = stepTime_.count() == 0 || now() == steps_;  // at the end too nothing comes any more
      const Steady::time_point next = stays ? until : begun_ + stepTime_ * static_cast<int>(now() - first_ + 1);
      changed_.wait_until(lock, std::min(until, next));
    }
    return now();
  }

 private:
  std::size_t now() const {
    if (stepTime_.count() == 0) {
      return first_;
    }
    const auto past = static_cast<std::size_t>((Steady::now() - begun_) / stepTime_);
    return std::min(first_ + past, steps_);
  }

  const std::size_t steps_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t first_ = 1;
  std::chrono::milliseconds stepTime_{0};  // 0: one step stays
  Steady::time_point begun_{};
};

class SeriesWatch final : public HostWatch {
 public:
  SeriesWatch(std::shared_ptr<ShownStep> shown, std::size_t places)
      : shown_(std::move(shown)), places_(places), seen_(shown_->step()) {}

  std::vector<std::size_t> wait(std::chrono::milliseconds limit) override {
    const std::size_t now = shown_->waitForOther(seen_, limit);
    std::vector<std::size_t> all;
    for (std::size_t i = 0; now != seen_ && i < places_; ++i) {
      all.push_back(i);
    }
    seen_ = now;
    return all;
  }
  bool tells(std::size_t /*place*/) const override { return true; }

 private:
  std::shared_ptr<ShownStep> shown_;
  std::size_t places_;
  std::size_t seen_;
};

// What a step does not hold is answered by the step before it: a file that is not in it is the earlier one's, and so is
// an answer that its own files do not have.
class PlayedSeries final : public Series {
 public:
  PlayedSeries(std::string where, std::vector<std::unique_ptr<Host>> all)
      : where_(std::move(where)),
        recordings_(std::move(all)),
        shown_(std::make_shared<ShownStep>(recordings_.size())) {}

  std::size_t steps() const override { return shown_->steps(); }
  std::size_t step() const override { return shown_->step(); }
  void show(std::size_t step) const override { shown_->show(step); }
  void play(std::chrono::milliseconds stepTime) const override { shown_->play(stepTime); }

  HostInfo info() const override {
    HostInfo info = recordings_[step() - 1]->info();
    info.where = where_;
    return info;
  }
  Result<ProcessFacts> process() const override {
    return ask([](const Host& host) { return host.process(); });
  }
  Result<Clock> clock() const override {
    return ask([](const Host& host) { return host.clock(); });
  }
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    return ask([&](const Host& host) { return host.registry(path, depth); });
  }
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override {
    return ask([&](const Host& host) { return host.wmi(query); });
  }
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    return ask([&](const Host& host) { return host.firmwareTables(provider); });
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    return ask([&](const Host& host) { return host.firmwareTable(table); });
  }
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    return ask([&](const Host& host) { return host.firmwareVariable(variable); });
  }
  Result<JoinInformation> joinInformation() const override {
    return ask([](const Host& host) { return host.joinInformation(); });
  }
  Result<EventAnswer> events(const EventQuery& query) const override {
    return ask([&](const Host& host) { return host.events(query); });
  }
  Result<std::vector<std::string>> channels(std::string_view provider) const override {
    return ask([&](const Host& host) { return host.channels(provider); });
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    return ask([&](const Host& host) { return host.file(path, read); });
  }
  Result<std::vector<FileEntry>> folder(std::string_view path) const override {
    return ask([&](const Host& host) { return host.folder(path); });
  }
  Result<std::vector<Volume>> volumes() const override {
    return ask([](const Host& host) { return host.volumes(); });
  }
  Result<std::vector<Disk>> disks() const override {
    return ask([](const Host& host) { return host.disks(); });
  }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override {
    return ask([](const Host& host) { return host.networkAdapters(); });
  }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const override {
    return ask([&](const Host& host) { return host.diagnostics(request); });
  }
  Result<std::unique_ptr<HostWatch>> watch(const WatchRequest& what) const override {
    return std::make_unique<SeriesWatch>(shown_, what.keys.size() + what.channels.size());
  }

 private:
  template <class Question>
  auto ask(const Question& question) const -> decltype(question(std::declval<const Host&>())) {
    std::size_t at = step() - 1;
    auto answer = question(*recordings_[at]);
    while (!answer && answer.error().kind == ErrorKind::notCollected && at > 0) {
      answer = question(*recordings_[--at]);
    }
    return answer;
  }

  std::string where_;
  std::vector<std::unique_ptr<Host>> recordings_;
  std::shared_ptr<ShownStep> shown_;
};

}  // namespace

bool isSeries(std::string_view folderUtf8) {
  if (isRecording(folderUtf8)) {
    return false;
  }
  const Result<std::vector<std::string>> steps = stepsIn(folderUtf8);
  return steps ? !steps->empty() : steps.error().kind == ErrorKind::invalid;
}

Result<std::unique_ptr<Series>> openSeries(std::string_view folderUtf8) {
  const Result<std::vector<std::string>> paths = stepsIn(folderUtf8);
  if (!paths) {
    return tl::unexpected(paths.error());
  }
  if (paths->empty()) {
    return fail(ErrorKind::invalid, seriesStep(folderUtf8), ErrorId::whySeriesEmpty);
  }
  return openRecordings(*paths).map([&](std::vector<std::unique_ptr<Host>> all) -> std::unique_ptr<Series> {
    return std::make_unique<PlayedSeries>(std::string(folderUtf8), std::move(all));
  });
}

}  // namespace preflight
