#include "winlog/log_index.h"

#include <cstring>
#include <limits>

#include "text/error_id.h"

namespace preflight::winlog {
namespace {

constexpr std::size_t pieceBytes = 1U << 20;
// A line longer than this is known by its first bytes and its last.
constexpr std::size_t longestLine = 256U << 10;
constexpr std::size_t keptEnd = 2048;
constexpr std::int64_t secondsAt2000 = 946'684'800;

std::uint32_t packed(const std::optional<WallTime>& time) {
  if (!time) {
    return 0;
  }
  const std::int64_t seconds = time->milliseconds / 1000 - secondsAt2000;
  return seconds <= 0 || seconds > std::numeric_limits<std::uint32_t>::max() ? 0 : static_cast<std::uint32_t>(seconds);
}

bool blank(std::string_view text) {
  return text.find_first_not_of(std::string_view(" \t\r\n\0", 5)) == std::string_view::npos;
}

}  // namespace

std::optional<WallTime> LogIndex::time(std::size_t entry) const {
  if (seconds_[entry] == 0) {
    return std::nullopt;
  }
  return WallTime{(secondsAt2000 + seconds_[entry]) * 1000};
}

std::size_t LogIndex::memoryBytes() const {
  return offsets_.capacity() * sizeof(std::uint32_t) + seconds_.capacity() * sizeof(std::uint32_t) + types_.capacity();
}

IndexBuilder::IndexBuilder(const LogSource& source) : source_(source), buffer_(longestLine + pieceBytes) {}

void IndexBuilder::begin(std::uint64_t offset) {
  index_.offsets_.push_back(static_cast<std::uint32_t>(offset));
  index_.seconds_.push_back(0);
  index_.types_.push_back(0);
}

void IndexBuilder::line(std::uint64_t offset, std::string_view text, bool starts) {
  if (starts) {
    begin(offset);
    open_ = true;
  } else if (!open_ && !blank(text)) {
    begin(offset);
  }
  if (index_.offsets_.empty()) {
    return;
  }
  if (const std::optional<Trailer> trailer = trailerOf(text)) {
    index_.seconds_.back() = packed(trailer->time);
    index_.types_.back() = static_cast<std::uint8_t>(trailer->type);
    open_ = false;
  }
}

void IndexBuilder::keepUnfinished(std::string_view text) {
  if (text.size() <= longestLine) {
    std::memmove(buffer_.data(), text.data(), text.size());
    carried_ = text.size();
    return;
  }
  if (!headDropped_) {
    headDropped_ = true;
    headStarts_ = text.starts_with(entryStart);
  }
  std::memmove(buffer_.data(), text.data() + text.size() - keptEnd, keptEnd);
  carried_ = keptEnd;
}

void IndexBuilder::scan(std::string_view text) {
  while (!text.empty()) {
    const void* found = std::memchr(text.data(), '\n', text.size());
    if (found == nullptr) {
      break;
    }
    const std::size_t length = static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
    const std::string_view one = text.substr(0, length);
    line(lineOffset_, one, headDropped_ ? headStarts_ : one.starts_with(entryStart));
    text.remove_prefix(length);
    headDropped_ = false;
    lineOffset_ = next_ - text.size();
  }
  keepUnfinished(text);
}

// The writer may be in the middle of the last line: it is shown as it is now.
void IndexBuilder::showUnfinished() {
  const bool any = !index_.offsets_.empty();
  before_ =
      Before{index_.size(), any ? index_.seconds_.back() : 0U, any ? index_.types_.back() : std::uint8_t{0}, open_};
  const std::string_view rest(buffer_.data(), carried_);
  line(lineOffset_, rest, headDropped_ ? headStarts_ : rest.starts_with(entryStart));
}

void IndexBuilder::takeBackUnfinished() {
  index_.offsets_.resize(before_->entries);
  index_.seconds_.resize(before_->entries);
  index_.types_.resize(before_->entries);
  if (before_->entries > 0) {
    index_.seconds_.back() = before_->seconds;
    index_.types_.back() = before_->type;
  }
  open_ = before_->open;
  before_.reset();
}

Result<bool> IndexBuilder::step() {
  const Result<std::size_t> got = source_.read(next_, std::span<char>(buffer_).subspan(carried_, pieceBytes));
  if (!got) {
    return tl::unexpected(got.error());
  }
  if (next_ + *got > std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorKind::invalid, ErrorId::stepLog, {ErrorId::whyTooLarge, {{"size", "4 GB"}}});
  }
  if (*got == 0) {
    if (carried_ > 0 && !before_) {
      showUnfinished();
    }
    return false;
  }
  if (before_) {
    takeBackUnfinished();
  }
  next_ += *got;
  index_.indexedBytes_ = next_;
  scan({buffer_.data(), carried_ + *got});
  return true;
}

Result<void> IndexBuilder::finish() {
  for (;;) {
    const Result<bool> more = step();
    if (!more) {
      return tl::unexpected(more.error());
    }
    if (!*more) {
      return {};
    }
  }
}

}  // namespace preflight::winlog
