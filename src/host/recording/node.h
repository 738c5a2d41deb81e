// The JSON files of a recording, which come from outside: read within limits, and walked with the place of each value
// at hand.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "host/recording/members.h"

namespace preflight::recording {

// Thrown inside this folder only, and caught by decode(): a value that is not what the format says.
struct Misfit {
  JsonPlace place;
  std::string path;  // "roots[3].values[0].type"
  Text words;
};

// A value and how it was reached. Lives shorter than the node it was taken from.
class Node {
 public:
  explicit Node(const Json& json) : json_(json) {}

  Node at(std::string_view name) const;                            // misfit when it is missing
  std::optional<Node> find(std::string_view name) const;           // nothing when it is missing or null
  void each(const std::function<void(const Node&)>& visit) const;  // of a list
  void eachMember(const std::function<void(std::string_view, const Node&)>& visit) const;  // of an object

  const Json& json() const { return json_; }
  std::string text() const;
  bool boolean() const;
  std::int64_t number(std::int64_t smallest = INT64_MIN, std::int64_t largest = INT64_MAX) const;
  std::uint64_t unsignedNumber(std::uint64_t largest = UINT64_MAX) const;

  // The value, or a misfit at this place.
  template <class T>
  T orMisfit(Result<T> result) const {
    if (!result) {
      misfit(result.error().words);
    }
    return *std::move(result);
  }
  [[noreturn]] void misfit(Text words) const;

 private:
  Node(const Json& json, const Node& parent, std::string_view name) : json_(json), parent_(&parent), name_(name) {}
  Node(const Json& json, const Node& parent, std::size_t index) : json_(json), parent_(&parent), index_(index) {}
  std::string path() const;
  void mustBe(Json::Kind kind) const;

  const Json& json_;
  const Node* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
};

// What `read` makes of `json`; a misfit becomes an error that names `member` and the value.
template <class T, class Read>
Result<T> decode(const Members& members, std::string_view member, const Json& json, Read&& read) {
  try {
    return read(Node(json));
  } catch (const Misfit& misfit) {
    return damaged(members, member, misfit.place, misfit.path, misfit.words);
  }
}

// Whether what a file holds stays in memory, and so counts for RecordingFormat::keptValues.
enum class Use : std::uint8_t { kept, passing };

// A JSON file of the recording. notCollected when the recording has no such file.
Result<Json> readJson(const Members& members, std::string_view member, Use use = Use::kept);

template <class T, class Read>
Result<T> decodeMember(const Members& members, std::string_view member, Read&& read, Use use = Use::kept) {
  TRY(const Json json, readJson(members, member, use));
  return decode<T>(members, member, json, read);
}

}  // namespace preflight::recording
