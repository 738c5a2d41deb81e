#include "app/log/log_view.h"

#include <algorithm>
#include <mutex>

#include "base/background.h"
#include "base/text.h"

namespace preflight {

// What one filter found. Its parts belong together, and to the rows of `data`.
struct LogView::Found {
  std::shared_ptr<const LogData> data;
  Numbers numbers;
  Meanings meanings;  // null: they were known, or nobody asked
  LogCounts counts;   // of `meanings`
};

// What the threads bring. They own it too, and may outlive the view.
struct LogView::Shared {
  std::mutex mutex;
  std::function<void()> wake;
  std::shared_ptr<const LogData> data;   // not yet taken over
  std::optional<Found> found;            // by the filter `wanted`, not yet taken over
  std::atomic<std::uint64_t> wanted{0};  // the latest filter; older ones give up
  std::atomic<bool> stop{false};

  template <class Do>
  void bring(Do change) {
    const std::lock_guard lock(mutex);
    change();
    if (wake) {
      wake();
    }
  }
};

LogView::LogView(std::shared_ptr<const Host> host, std::function<void()> wake)
    : shared_(std::make_shared<Shared>()), data_(LogData::of({}, false)) {
  shared_->wake = std::move(wake);
  const auto work = [shared = shared_, host = std::move(host)] {
    LogLimits first;  // what a screen shows, in a moment
    first.events = 50;
    first.fileBytes = 128U << 10;
    for (const bool last : {false, true}) {
      std::shared_ptr<const LogData> data = readLogs(*host, last ? LogLimits() : first, last, shared->stop);
      if (!shared->stop) {
        shared->bring([&] { shared->data = std::move(data); });
      }
    }
  };
  if (!startDetached(work)) {
    work();
  }
}

LogView::LogView(std::shared_ptr<const LogData> data, std::function<void()> wake)
    : shared_(std::make_shared<Shared>()), data_(std::move(data)) {
  shared_->wake = std::move(wake);
}

LogView::~LogView() {
  shared_->stop = true;
  const std::lock_guard lock(shared_->mutex);
  shared_->wake = {};
}

bool LogView::update() {
  bool changed = false;
  std::shared_ptr<const LogData> data;
  std::optional<Found> found;
  {
    const std::lock_guard lock(shared_->mutex);
    data = std::exchange(shared_->data, nullptr);
    found = std::exchange(shared_->found, std::nullopt);
  }
  if (found && found->data == data_) {
    if (found->meanings) {
      meanings_ = std::move(found->meanings);
      counts_ = found->counts;
    }
    filtered_ = isWhole() ? nullptr : std::move(found->numbers);
    done_ = asked_;
    changed = true;
  }
  if (data) {
    data_ = std::move(data);
    meanings_ = nullptr;
    filtered_ = isWhole() ? nullptr : std::make_shared<std::vector<std::uint32_t>>();  // its numbers were of others
    if (!isWhole() || counted_) {
      startFilter();
    }
    changed = true;
  }
  version_ += changed ? 1 : 0;
  return changed;
}

void LogView::filter(const std::string& text, std::vector<std::string> others) {
  std::string needle = lower(text);
  if (needle == needle_ && (needle.empty() || others == others_)) {
    return;
  }
  needle_ = std::move(needle);
  others_ = std::move(others);
  restart();
}

void LogView::show(LogShow show) {
  if (show != show_ || !counted_) {
    counted_ = true;
    show_ = show;
    restart();
  }
}

std::optional<LogCounts> LogView::counts() const {
  return meanings_ ? counts_ : std::nullopt;
}

void LogView::restart() {
  if (isWhole()) {
    filtered_ = nullptr;
    ++version_;
  }
  if (!isWhole() || (counted_ && !meanings_)) {
    startFilter();
    return;
  }
  want(++asked_);
  done_ = asked_;
}

void LogView::want(std::uint64_t number) {
  const std::lock_guard lock(shared_->mutex);
  shared_->wanted = number;
  shared_->found.reset();
}

void LogView::startFilter() {
  want(++asked_);
  std::vector<std::string> needles;
  if (!needle_.empty()) {
    needles = others_;
    needles.push_back(needle_);
  }
  const auto work = [shared = shared_, data = data_, needles, show = show_, known = meanings_, counted = counted_,
                     number = asked_] {
    auto numbers = std::make_shared<std::vector<std::uint32_t>>();
    auto meanings = known ? nullptr : std::make_shared<std::vector<LogMeaning>>();
    LogCounts counts;
    const std::vector<LogRow>& rows = data->rows();
    // What rows mean is asked once, and only where it is needed.
    const bool means = counted && meanings;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      if (i % 1024 == 0 && (shared->wanted != number || shared->stop)) {
        return;
      }
      LogMeaning meaning = known ? (*known)[i] : means ? data->meaning(rows[i]) : LogMeaning{};
      if (means) {
        counts.matters += meaning.matters ? 1 : 0;
        counts.failures += meaning.sign == Sign::failed ? 1 : 0;
        meanings->push_back(meaning);
      }
      const bool wanted =
          show == LogShow::all || (show == LogShow::matters && meaning.matters) || meaning.sign == Sign::failed;
      if (wanted && (needles.empty() || data->fits(rows[i], needles))) {
        numbers->push_back(i);
      }
    }
    shared->bring([&] {
      // A thread that was slow must not take the place of what a later filter has found.
      if (shared->wanted == number) {
        shared->found = Found{data, std::move(numbers), means ? std::move(meanings) : nullptr, counts};
      }
    });
  };
  if (!startDetached(work)) {
    work();
  }
}

LogMeaning LogView::meaning(std::size_t number) const {
  const std::size_t at = filtered_ ? (*filtered_)[number] : number;
  return meanings_ ? (*meanings_)[at] : data_->meaning(data_->rows()[at]);
}

std::optional<std::size_t> LogView::nextFailure(std::optional<std::size_t> from, int step) const {
  const auto count = static_cast<std::int64_t>(size());
  std::int64_t at = from ? static_cast<std::int64_t>(*from) + step : step > 0 ? 0 : count - 1;
  for (; at >= 0 && at < count; at += step) {
    if (meaning(static_cast<std::size_t>(at)).sign == Sign::failed) {
      return static_cast<std::size_t>(at);
    }
  }
  return {};
}

const LogRow& LogView::row(std::size_t number) const {
  return data_->rows()[filtered_ ? (*filtered_)[number] : number];
}

std::size_t LogView::find(const LogRow& row) const {
  const std::vector<LogRow>& rows = data_->rows();
  const auto same = [&](const LogRow& each) {
    return each.source == row.source && each.entry == row.entry && each.jump == row.jump;
  };
  const auto at = static_cast<std::size_t>(std::find_if(rows.begin(), rows.end(), same) - rows.begin());
  if (at == rows.size()) {
    return 0;
  }
  if (!filtered_) {
    return at;
  }
  const auto after = std::upper_bound(filtered_->begin(), filtered_->end(), at);
  return after == filtered_->begin() ? 0 : static_cast<std::size_t>(after - filtered_->begin()) - 1;
}

std::optional<std::size_t> LogView::find(const LogEntryRef& entry) const {
  const std::optional<LogRow> row = data_->rowOf(entry);
  if (!row || size() == 0) {
    return {};
  }
  const std::size_t at = find(*row);
  return this->row(at) == *row ? std::optional(at) : std::nullopt;
}

}  // namespace preflight
