#include "host/recording/lines.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "host/recording/recording.h"

namespace preflight::recording {

std::string Lines::place() const {
  return fmt::format("{}, line {}", name_, number_);
}

Result<std::optional<std::string_view>> Lines::line() {
  constexpr std::size_t blockSize = 64U << 10;
  ++number_;
  std::size_t searched = start_;
  for (;;) {
    if (const std::size_t end = buffer_.find('\n', searched); end != std::string::npos) {
      const std::string_view text = std::string_view(buffer_).substr(start_, end - start_);
      start_ = end + 1;
      return text;
    }
    if (buffer_.size() - start_ > RecordingFormat::lineBytes) {
      return bad(fmt::format("is longer than {}", sizeText(RecordingFormat::lineBytes)));
    }
    buffer_.erase(0, start_);
    start_ = 0;
    searched = buffer_.size();
    buffer_.resize(searched + blockSize);
    const Result<std::size_t> got = stream_->read(std::span(buffer_).subspan(searched));
    buffer_.resize(searched + (got ? *got : 0));
    if (!got) {
      return tl::unexpected(got.error());
    }
    if (*got == 0) {
      if (buffer_.empty()) {
        return std::optional<std::string_view>();
      }
      start_ = buffer_.size();
      return std::string_view(buffer_);
    }
  }
}

Result<Document> Lines::open() {
  auto stream = members_.open(name_);
  if (!stream) {
    // It is named by another file of the recording, so that it has to be there.
    Error error = stream.error();
    error.kind = error.kind == ErrorKind::absent ? ErrorKind::invalid : error.kind;
    return tl::unexpected(std::move(error));
  }
  stream_ = *std::move(stream);
  const auto first = line();
  if (!first) {
    return tl::unexpected(first.error());
  }
  if (!*first) {
    return bad("the file is empty");
  }
  return parseJson(members_, name_, **first, number_);
}

Result<void> Lines::skip(std::size_t count) {
  for (; count > 0; --count) {
    const auto text = line();
    if (!text) {
      return tl::unexpected(text.error());
    }
    if (!*text) {
      return bad("the file was cut: its end mark is missing");
    }
  }
  return {};
}

Result<Document> Lines::next() {
  if (ended_) {
    return Document();
  }
  const auto text = line();
  if (!text) {
    return tl::unexpected(text.error());
  }
  if (!*text) {
    return bad("the file was cut: its end mark is missing");
  }
  Result<Document> json = parseJson(members_, name_, **text, number_);
  if (!json) {
    return tl::unexpected(json.error());
  }
  // A line of a log may have a text of this name.
  if ((*json)->is_object() && (*json)->contains("end") && (**json)["end"].is_boolean()) {
    ended_ = true;
    return Document();
  }
  return json;
}

}  // namespace preflight::recording
