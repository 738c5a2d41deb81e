// A .jsonl file, line by line: the first line is a header object, then one value a line, and {"end":true} as the last,
// so that a file that was cut is told from a whole one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "host/recording/node.h"

namespace preflight::recording {

class Lines {
 public:
  Lines(const Members& members, std::string name) : members_(members), name_(std::move(name)) {}

  // The header.
  Result<Json> open();
  // The next value; nothing after the last. An error when the file ends without its end mark.
  Result<std::optional<Json>> next();
  // Passes `count` lines over unread; an error when there are fewer.
  Result<void> skip(std::size_t count);
  // What `read` makes of one of its values.
  template <class T, class Read>
  Result<T> decode(const Json& json, Read&& read) const {
    return recording::decode<T>(members_, name_, json, read);
  }

 private:
  Result<Json> parsed(std::string_view text) const;
  tl::unexpected<Error> bad(Text words) const;
  Result<std::optional<std::string_view>> line();

  const Members& members_;
  std::string name_;
  std::unique_ptr<MemberStream> stream_;
  std::string buffer_;
  std::size_t start_ = 0;
  std::size_t number_ = 0;
  std::size_t bytes_ = 0;  // read so far
  bool ended_ = false;
};

}  // namespace preflight::recording
