#include "host/recording/lines.h"

#include "base/text.h"
#include "host/recording/recording.h"
#include "text/error_id.h"

namespace preflight::recording {

tl::unexpected<Error> Lines::bad(Text words) const {
  return fail(
      ErrorKind::invalid,
      {ErrorId::stepMemberLine, {{"file", name_}, {"where", members_.where()}, {"line", std::to_string(number_)}}},
      std::move(words));
}

Result<Json> Lines::parsed(std::string_view text) const {
  auto json = parseJson(text, RecordingFormat::line, static_cast<std::uint32_t>(number_));
  if (!json) {
    return damaged(members_, name_, json.error().place, {}, wordsOf(json.error()));
  }
  return *std::move(json);
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
    if (buffer_.size() - start_ > RecordingFormat::line.bytes) {
      return bad({ErrorId::whyMemberLong, {{"size", sizeText(RecordingFormat::line.bytes)}}});
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
    bytes_ += *got;
    if (bytes_ > RecordingFormat::streamBytes) {
      return bad({ErrorId::whyTooLarge, {{"size", sizeText(RecordingFormat::streamBytes)}}});
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

Result<Json> Lines::open() {
  auto stream = members_.open(name_);
  if (!stream) {
    // It is named by another file of the recording, so that it has to be there.
    Error error = stream.error();
    error.kind = error.kind == ErrorKind::absent ? ErrorKind::invalid : error.kind;
    return tl::unexpected(std::move(error));
  }
  stream_ = *std::move(stream);
  TRY(const auto first, line());
  if (!first) {
    return bad(ErrorId::whyMemberEmpty);
  }
  return parsed(*first);
}

Result<void> Lines::skip(std::size_t count) {
  for (; count > 0; --count) {
    TRY(const auto text, line());
    if (!text) {
      return bad(ErrorId::whyMemberCut);
    }
  }
  return {};
}

Result<std::optional<Json>> Lines::next() {
  if (ended_) {
    return std::nullopt;
  }
  TRY(const auto text, line());
  if (!text) {
    return bad(ErrorId::whyMemberCut);
  }
  TRY(Json json, parsed(*text));
  // A line of a log may have a text of this name.
  if (const Json* end = json.find("end"); end != nullptr && end->kind() == Json::Kind::boolean) {
    ended_ = true;
    return std::nullopt;
  }
  return json;
}

}  // namespace preflight::recording
