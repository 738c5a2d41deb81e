#include "csv/line_reader.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace preflight::csv {
namespace {

constexpr std::size_t blockSize = 256U << 10;
// One byte more than the longest line must fit, and a block behind it: a unit of UTF-16 may become three bytes.
constexpr std::size_t bufferSize = LineReader::longestLine + 1 + 4 * blockSize;

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t size = std::min(buffer.size(), bytes_.size() - at_);
    std::copy_n(bytes_.data() + at_, size, buffer.data());
    at_ += size;
    return size;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> memorySource(std::string bytes) {
  return std::make_unique<MemorySource>(std::move(bytes));
}

LineReader::LineReader(ByteSource& source)
    : source_(source), buffer_(std::make_unique_for_overwrite<char[]>(bufferSize)) {}

void LineReader::detect() {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(buffer_[begin_ + at]); };
  const std::size_t size = end_ - begin_;
  std::size_t mark = 0;
  encoding_ = Encoding::utf8;
  if (size >= 3 && byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) {
    mark = 3;
  } else if (size >= 2 && byte(0) == 0xFF && byte(1) == 0xFE) {
    encoding_ = Encoding::utf16Little;
    mark = 2;
  } else if (size >= 2 && byte(0) == 0xFE && byte(1) == 0xFF) {
    encoding_ = Encoding::utf16Big;
    mark = 2;
  } else if (size >= 4 && byte(0) != 0 && byte(1) == 0 && byte(2) != 0 && byte(3) == 0) {
    encoding_ = Encoding::utf16Little;
  } else if (size >= 4 && byte(0) == 0 && byte(1) != 0 && byte(2) == 0 && byte(3) != 0) {
    encoding_ = Encoding::utf16Big;
  }
  begin_ += mark;
  hadMark_ = mark > 0;
  if (encoding_ != Encoding::utf8) {
    const std::string raw(buffer_.get() + begin_, end_ - begin_);
    begin_ = end_ = 0;
    convert(raw);
  }
}

// Appends to the buffer; half a unit or half a pair waits for the next block.
void LineReader::convert(std::string_view raw) {
  rest_ += raw;
  std::u16string units;
  units.reserve(rest_.size() / 2);
  const std::size_t high = encoding_ == Encoding::utf16Little ? 1 : 0;
  for (std::size_t i = 0; i + 1 < rest_.size(); i += 2) {
    const auto at = [&](std::size_t offset) { return static_cast<unsigned char>(rest_[i + offset]); };
    units += static_cast<char16_t>((at(high) << 8) | at(1 - high));
  }
  if (!ended_ && !units.empty() && units.back() >= 0xD800 && units.back() <= 0xDBFF) {
    units.pop_back();
  }
  rest_.erase(0, units.size() * 2);
  const std::string text = utf8FromUtf16(units);
  std::copy(text.begin(), text.end(), buffer_.get() + end_);
  end_ += text.size();
}

// Reads a block behind what is there; false at the end of input.
Result<bool> LineReader::fill() {
  if (ended_) {
    return false;
  }
  if (bufferSize - end_ < 3 * blockSize) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const bool direct = encoding_ == Encoding::utf8 || encoding_ == Encoding::notKnown;
  if (!direct && raw_.size() < blockSize) {
    raw_.resize(blockSize);
  }
  const std::span<char> target = direct ? std::span(buffer_.get() + end_, blockSize) : std::span(raw_).first(blockSize);
  const Result<std::size_t> size = source_.read(target);
  if (!size) {
    return tl::unexpected(size.error());
  }
  ended_ = *size == 0;
  if (direct) {
    end_ += *size;
  } else {
    convert({raw_.data(), *size});
  }
  // A pipe may give a byte at a time: four are needed to know the encoding.
  if (encoding_ == Encoding::notKnown && (ended_ || end_ - begin_ >= 4)) {
    detect();
  }
  return true;
}

Result<std::string_view> LineReader::peek() {
  while (!ended_ && (encoding_ == Encoding::notKnown || end_ - begin_ < blockSize)) {
    if (const Result<bool> more = fill(); !more) {
      return tl::unexpected(more.error());
    }
  }
  return std::string_view(buffer_.get() + begin_, end_ - begin_);
}

Result<bool> LineReader::skipRest() {
  for (;;) {
    const void* at = std::memchr(buffer_.get() + begin_, lineBreak_, end_ - begin_);
    if (at != nullptr) {
      begin_ = static_cast<std::size_t>(static_cast<const char*>(at) - buffer_.get()) + 1;
      return true;
    }
    begin_ = end_;
    const Result<bool> more = fill();
    if (!more || !*more) {
      return more;
    }
  }
}

Result<bool> LineReader::next(std::string_view& line) {
  std::size_t searched = 0;
  for (;;) {
    const std::size_t size = end_ - begin_;
    const char* start = buffer_.get() + begin_;
    const bool understood = encoding_ != Encoding::notKnown;
    const void* at = understood ? std::memchr(start + searched, lineBreak_, size - searched) : nullptr;
    const std::size_t length = at != nullptr ? static_cast<std::size_t>(static_cast<const char*>(at) - start) : size;
    if (length > longestLine) {
      const std::string kept(start, longestLine + 1);
      if (const Result<bool> skipped = skipRest(); !skipped) {
        return skipped;
      }
      raw_.assign(kept.begin(), kept.end());
      line = {raw_.data(), raw_.size()};
      lineEnd_ = End::none;
      ++number_;
      return true;
    }
    if (at == nullptr && !ended_) {
      searched = understood ? size : 0;
      if (const Result<bool> more = fill(); !more) {
        return more;
      }
      continue;
    }
    if (at == nullptr && size == 0) {
      return false;
    }
    const bool withReturn = at != nullptr && length > 0 && start[length - 1] == '\r';
    lineEnd_ = at == nullptr        ? End::none
               : lineBreak_ == '\r' ? End::returnAlone
               : withReturn         ? End::returnFeed
                                    : End::feed;
    line = {start, length > 0 && start[length - 1] == '\r' ? length - 1 : length};
    begin_ += at != nullptr ? length + 1 : length;
    ++number_;
    return true;
  }
}

}  // namespace preflight::csv
