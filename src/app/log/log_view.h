// The device's log as a screen scrolls through it: read on a thread of its own, the newest part first, and filtered on
// another. What was shown stays until what replaces it is there.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/log/log_data.h"

namespace preflight {

// Which rows are listed.
enum class LogShow : std::uint8_t { matters, failures, all };

struct LogCounts {
  std::size_t matters = 0;
  std::size_t failures = 0;
};

class LogView {
 public:
  // `wake` is called from other threads when update() has something to take over; it must not block.
  LogView(std::shared_ptr<const Host> host, std::function<void()> wake);
  // Over what is there already; for tests and measurements.
  LogView(std::shared_ptr<const LogData> data, std::function<void()> wake);
  ~LogView();
  LogView(const LogView&) = delete;
  LogView& operator=(const LogView&) = delete;

  // True when the rows changed.
  bool update();
  bool loading() const { return !data_->finished(); }
  bool filtering() const { return asked_ != done_; }
  const LogData& data() const { return *data_; }
  // Shows only rows with `text` in them (case does not matter), or one of `others`, which mean the same; empty: all.
  // Cheap when it is what holds already.
  void filter(const std::string& text, std::vector<std::string> others = {});
  // Which rows are shown; all at first. From the first call on it is counted what rows mean.
  void show(LogShow show);
  LogShow shown() const { return show_; }
  // Over all rows, also those that the filter hides; nothing while they are counted.
  std::optional<LogCounts> counts() const;
  // What the row with this number, of those that are shown, means.
  LogMeaning meaning(std::size_t number) const;
  // The next failure below (1) or above (-1) this row; nothing when there is none.
  std::optional<std::size_t> nextFailure(std::optional<std::size_t> from, int step) const;

  std::size_t size() const { return filtered_ ? filtered_->size() : data_->rows().size(); }
  const LogRow& row(std::size_t number) const;
  // Where this row is now, or the nearest newer one of what is left.
  std::size_t find(const LogRow& row) const;
  // The row of a record; nothing while it is not there, or is filtered away.
  std::optional<std::size_t> find(const LogEntryRef& entry) const;
  // Grows when the rows change.
  std::uint64_t version() const { return version_; }

 private:
  struct Shared;
  struct Found;
  using Numbers = std::shared_ptr<const std::vector<std::uint32_t>>;
  using Meanings = std::shared_ptr<const std::vector<LogMeaning>>;
  bool isWhole() const { return needle_.empty() && show_ == LogShow::all; }
  void restart();
  void startFilter();
  // Which filter's result is taken from now on; that of an earlier one is dropped.
  void want(std::uint64_t number);

  std::shared_ptr<Shared> shared_;
  std::shared_ptr<const LogData> data_;
  Numbers filtered_;
  Meanings meanings_;  // of the rows of `data_`; null: not known yet
  std::optional<LogCounts> counts_;
  std::string needle_;
  std::vector<std::string> others_;
  LogShow show_ = LogShow::all;
  bool counted_ = false;
  std::uint64_t asked_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t version_ = 0;
};

}  // namespace preflight
