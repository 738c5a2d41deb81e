#include "host/recording/node.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/recording/recording.h"
#include "text/error_id.h"
#include "text/text.h"

namespace preflight::recording {

Result<Json> readJson(const Members& members, std::string_view member, Use use) {
  const Result<std::string> text = readMember(members, member);
  if (!text) {
    if (text.error().kind == ErrorKind::absent) {
      return fail(ErrorKind::notCollected, text.error().step, text.error().words);
    }
    return tl::unexpected(text.error());
  }
  JsonLimits limits = RecordingFormat::file;
  if (use == Use::kept) {
    limits.values = std::min(limits.values, members.valuesLeft());
  }
  auto json = parseJson(*text, limits);
  if (!json) {
    const JsonProblem& problem = json.error();
    const bool ofAll = problem.kind == JsonProblem::Kind::tooManyValues && problem.limit < RecordingFormat::file.values;
    return damaged(members, member, problem.place, {},
                   ofAll ? Text(ErrorId::recordingValues, {{"limit", std::to_string(RecordingFormat::keptValues)}})
                         : wordsOf(problem));
  }
  if (use == Use::kept) {
    members.keepValues(countValues(*json));
  }
  return *std::move(json);
}

void Node::mustBe(Json::Kind kind) const {
  if (json_.kind() != kind) {
    misfit({ErrorId::whyMisfitKind, {{"found", json_.kindWords()}, {"wanted", Json::wordsOf(kind)}}});
  }
}

Node Node::at(std::string_view name) const {
  mustBe(Json::Kind::object);
  const Json* found = json_.find(name);
  if (found == nullptr) {
    misfit({ErrorId::whyMisfitMissing, {{"name", name}}});
  }
  return {*found, *this, name};
}

std::optional<Node> Node::find(std::string_view name) const {
  mustBe(Json::Kind::object);
  const Json* found = json_.find(name);
  return found == nullptr || found->isNull() ? std::nullopt : std::optional(Node(*found, *this, name));
}

void Node::each(const std::function<void(const Node&)>& visit) const {
  mustBe(Json::Kind::list);
  std::size_t index = 0;
  for (const Json& item : json_.items()) {
    visit(Node(item, *this, index++));
  }
}

void Node::eachMember(const std::function<void(std::string_view, const Node&)>& visit) const {
  mustBe(Json::Kind::object);
  for (const Json::Member& member : json_.members()) {
    visit(member.name, Node(member.value, *this, std::string_view(member.name)));
  }
}

std::string Node::text() const {
  mustBe(Json::Kind::text);
  return *json_.text();
}

bool Node::boolean() const {
  mustBe(Json::Kind::boolean);
  return *json_.boolean();
}

std::int64_t Node::number(std::int64_t smallest, std::int64_t largest) const {
  const std::optional<std::int64_t> number = json_.integer();
  if (!number || *number < smallest || *number > largest) {
    misfit(ErrorId::whyMisfitNumber);
  }
  return *number;
}

std::uint64_t Node::unsignedNumber(std::uint64_t largest) const {
  const std::optional<std::uint64_t> number = json_.natural();
  if (!number || *number > largest) {
    misfit({ErrorId::whyMisfitNatural, {{"limit", std::to_string(largest)}}});
  }
  return *number;
}

void Node::misfit(Text words) const {
  throw Misfit{json_.place(), path(), std::move(words)};
}

std::string Node::path() const {
  if (parent_ == nullptr) {
    return {};
  }
  const std::string before = parent_->path();
  if (parent_->json_.isList()) {
    return fmt::format("{}[{}]", before, index_);
  }
  return before.empty() ? printable(name_, 80) : fmt::format("{}.{}", before, printable(name_, 80));
}

}  // namespace preflight::recording
