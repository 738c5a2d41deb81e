// Text out of a file or a pipe, line by line and in constant memory, in any encoding.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace preflight::csv {

class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;
  // How many bytes were put into `buffer`; 0 at the end.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};

std::unique_ptr<ByteSource> memorySource(std::string bytes);

// Lines as UTF-8: a byte order mark is taken off; UTF-16 with a mark, or that shows itself by its NULs, is converted.
class LineReader {
 public:
  static constexpr std::size_t longestLine = 1U << 20;

  enum class Encoding : std::uint8_t { notKnown, utf8, utf16Little, utf16Big };
  enum class End : std::uint8_t { none, feed, returnFeed, returnAlone };

  explicit LineReader(ByteSource& source);

  // What comes next, without taking it: up to a block's length.
  Result<std::string_view> peek();
  // From now on lines end in CR alone, as old programs for the Macintosh write them.
  void endLinesAtReturn() { lineBreak_ = '\r'; }
  // Sets `line`, without its end, valid until the next call; false at the end. Of a line that is longer than
  // longestLine only that much and one byte more is given, and the rest is passed over.
  Result<bool> next(std::string_view& line);
  // Gives every line that is left to `take`, until that returns false.
  template <class Take>  // bool(std::string_view line)
  Result<void> each(Take take) {
    std::string_view line;
    for (;;) {
      const Result<bool> more = next(line);
      if (!more) {
        return tl::unexpected(more.error());
      }
      if (!*more || !take(line)) {
        return {};
      }
    }
  }
  std::size_t lineNumber() const { return number_; }
  // How the last line that was given ended.
  End lineEnd() const { return lineEnd_; }
  // Known once something was read.
  Encoding encoding() const { return encoding_; }
  bool hadMark() const { return hadMark_; }
  // At the end: half a character of UTF-16 was left over, so the text is cut.
  bool endedWithinCharacter() const { return ended_ && !rest_.empty(); }

 private:
  Result<bool> fill();
  void detect();
  void convert(std::string_view raw);
  Result<bool> skipRest();

  ByteSource& source_;
  Encoding encoding_ = Encoding::notKnown;
  std::unique_ptr<char[]> buffer_;  // not filled beforehand: a small file touches few of its pages
  // What is not taken yet is in [begin_, end_) of the buffer.
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::vector<char> raw_;  // UTF-16 as it was read
  std::string rest_;       // bytes of a unit or pair that is not whole yet
  std::size_t number_ = 0;
  End lineEnd_ = End::none;
  char lineBreak_ = '\n';
  bool hadMark_ = false;
  bool ended_ = false;
};

}  // namespace preflight::csv
