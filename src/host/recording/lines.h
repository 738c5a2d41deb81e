// A .jsonl file, line by line: the first line is a header object, then one value a line, and {"end":true} as the last,
// so that a file that was cut is told from a whole one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "host/recording/json.h"

namespace preflight::recording {

class Lines {
 public:
  Lines(const Members& members, std::string name) : members_(members), name_(std::move(name)) {}

  // The header.
  Result<Document> open();
  // The next value; null after the last. An error when the file ends without its end mark.
  Result<Document> next();
  // Passes `count` lines over unread; an error when there are fewer.
  Result<void> skip(std::size_t count);
  // "events/1.jsonl, line 17"
  std::string place() const;
  tl::unexpected<Error> bad(std::string words) const { return damaged(members_, place(), std::move(words)); }

 private:
  Result<std::optional<std::string_view>> line();

  const Members& members_;
  std::string name_;
  std::unique_ptr<MemberStream> stream_;
  std::string buffer_;
  std::size_t start_ = 0;
  std::size_t number_ = 0;
  bool ended_ = false;
};

}  // namespace preflight::recording
