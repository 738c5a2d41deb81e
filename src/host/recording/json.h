// JSON that came from outside: parsed within limits, and walked with the place of each value at hand.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "host/recording/members.h"

namespace preflight::recording {

// Keeps the order in which members are written.
using Json = nlohmann::ordered_json;
// A parsed text; never null.
using Document = std::shared_ptr<const Json>;

// Thrown inside this folder only, and caught by decode(): a value that is not what the format says.
struct Misfit {
  std::string place;  // "roots[3].values[0].type"
  std::string words;
};

// A value and how it was reached. Lives shorter than the node it was taken from.
class Node {
 public:
  explicit Node(const Json& json) : json_(json) {}

  Node at(std::string_view name) const;                   // misfit when it is missing
  std::optional<Node> find(std::string_view name) const;  // nothing when it is missing or null
  bool has(std::string_view name) const;
  void each(const std::function<void(const Node&)>& visit) const;                          // of an array
  void eachMember(const std::function<void(std::string_view, const Node&)>& visit) const;  // of an object

  const Json& json() const { return json_; }
  std::string text() const;
  bool boolean() const;
  std::int64_t number() const;
  std::uint64_t unsignedNumber(std::uint64_t largest = UINT64_MAX) const;
  bool isArray() const;

  // The value, or a misfit at this place.
  template <class T>
  T orMisfit(Result<T> result) const {
    if (!result) {
      misfit(result.error().words);
    }
    return *std::move(result);
  }
  [[noreturn]] void misfit(std::string words) const;

 private:
  Node(const Json& json, const Node& parent, std::string_view name) : json_(json), parent_(&parent), name_(name) {}
  Node(const Json& json, const Node& parent, std::size_t index) : json_(json), parent_(&parent), index_(index) {}
  std::string place() const;

  const Json& json_;
  const Node* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
};

// `text` as JSON; the error names `place` ("recording.json"), line (counted from `firstLine`) and column.
Result<Document> parseJson(const Members& members, std::string_view place, std::string_view text,
                           std::size_t firstLine = 1);

// What `read` makes of `json`; a misfit becomes an error that names `place` and the value.
template <class T, class Read>
Result<T> decode(const Members& members, std::string_view place, const Json& json, Read&& read) {
  try {
    return read(Node(json));
  } catch (const Misfit& misfit) {
    return damaged(members, std::string(place) + (misfit.place.empty() ? "" : ", " + misfit.place), misfit.words);
  }
}

// A JSON file of the recording, read, parsed and decoded. notCollected when the recording has no such file.
Result<Document> readJson(const Members& members, std::string_view name);

template <class T, class Read>
Result<T> decodeMember(const Members& members, std::string_view name, Read&& read) {
  const Result<Document> json = readJson(members, name);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return decode<T>(members, name, **json, read);
}

// For files that people read; bytes that are not UTF-8 become U+FFFD.
std::string prettyText(const Json& json);
std::string lineText(const Json& json);

}  // namespace preflight::recording
