#include "host/recording/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/text.h"
#include "host/recording/recording.h"

namespace preflight::recording {
namespace {

// Builds the value, and stops at nesting or objects that nobody writes: the destructor and every walk recurse, and an
// object that keeps its order is searched from its start.
class Builder : public nlohmann::detail::json_sax_dom_parser<Json> {
  using Base = nlohmann::detail::json_sax_dom_parser<Json>;

 public:
  explicit Builder(Json& json) : Base(json, false) {}

  bool start_object(std::size_t size) { return enter() && Base::start_object(size); }
  bool end_object() { return leave() && Base::end_object(); }
  bool start_array(std::size_t size) { return enter() && Base::start_array(size); }
  bool end_array() { return leave() && Base::end_array(); }
  bool key(std::string& name) {
    if (++counts_.back() > RecordingFormat::names) {
      problem_ = fmt::format("an object has more than {} members", RecordingFormat::names);
      return false;
    }
    return Base::key(name);
  }
  template <class Exception>
  bool parse_error(std::size_t position, const std::string& lastToken, const Exception& /*error*/) {
    position_ = position;
    problem_ = lastToken.empty() || lastToken.front() == '\0'
                   ? "ends before it is complete"
                   : fmt::format("is not valid JSON at '{}'", printable(lastToken, 40));
    return false;
  }

  const std::string& problem() const { return problem_; }
  std::optional<std::size_t> position() const { return position_; }

 private:
  bool enter() {
    counts_.push_back(0);
    if (counts_.size() > RecordingFormat::depth) {
      problem_ = fmt::format("values are nested more than {} deep", RecordingFormat::depth);
      return false;
    }
    return true;
  }
  bool leave() {
    counts_.pop_back();
    return true;
  }

  std::vector<std::size_t> counts_;
  std::string problem_;
  std::optional<std::size_t> position_;
};

std::string_view typeWord(const Json& json) {
  return json.type_name();
}

}  // namespace

Result<Document> parseJson(const Members& members, std::string_view place, std::string_view text,
                           std::size_t firstLine) {
  const auto json = std::make_shared<Json>();
  Builder builder(*json);
  bool good = false;
  try {
    good = Json::sax_parse(text.begin(), text.end(), &builder);
  } catch (const std::exception& error) {
    return damaged(members, place, fmt::format("could not be parsed ({})", printable(error.what(), 200)));
  }
  if (good) {
    return Document(json);
  }
  std::string where(place);
  if (const auto position = builder.position()) {
    const std::string_view before = text.substr(0, *position == 0 ? 0 : std::min(*position - 1, text.size()));
    const auto line = firstLine + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    where += fmt::format(", line {}, column {}", line, before.size() - start + 1);
  } else if (firstLine > 1) {
    where += fmt::format(", line {}", firstLine);
  }
  return damaged(members, where, builder.problem().empty() ? "is not valid JSON" : builder.problem());
}

Result<Document> readJson(const Members& members, std::string_view name) {
  const Result<std::string> text = readMember(members, name);
  if (!text) {
    if (text.error().kind == ErrorKind::absent) {
      return fail(ErrorKind::notCollected, text.error().step, text.error().words);
    }
    return tl::unexpected(text.error());
  }
  return parseJson(members, name, *text);
}

std::string prettyText(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string lineText(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Node Node::at(std::string_view name) const {
  if (!json_.is_object()) {
    misfit(fmt::format("is {}, an object was expected", typeWord(json_)));
  }
  const auto found = json_.find(name);
  if (found == json_.end()) {
    misfit(fmt::format("'{}' is missing", name));
  }
  return {*found, *this, name};
}

std::optional<Node> Node::find(std::string_view name) const {
  if (!json_.is_object()) {
    misfit(fmt::format("is {}, an object was expected", typeWord(json_)));
  }
  const auto found = json_.find(name);
  if (found == json_.end() || found->is_null()) {
    return std::nullopt;
  }
  return Node(*found, *this, name);
}

bool Node::has(std::string_view name) const {
  return find(name).has_value();
}

void Node::each(const std::function<void(const Node&)>& visit) const {
  if (!json_.is_array()) {
    misfit(fmt::format("is {}, an array was expected", typeWord(json_)));
  }
  for (std::size_t i = 0; i < json_.size(); ++i) {
    visit(Node(json_[i], *this, i));
  }
}

void Node::eachMember(const std::function<void(std::string_view, const Node&)>& visit) const {
  if (!json_.is_object()) {
    misfit(fmt::format("is {}, an object was expected", typeWord(json_)));
  }
  for (const auto& [name, value] : json_.get_ref<const Json::object_t&>()) {
    visit(name, Node(value, *this, std::string_view(name)));
  }
}

std::string Node::text() const {
  if (!json_.is_string()) {
    misfit(fmt::format("is {}, a text was expected", typeWord(json_)));
  }
  return json_.get_ref<const Json::string_t&>();
}

bool Node::boolean() const {
  if (!json_.is_boolean()) {
    misfit(fmt::format("is {}, true or false was expected", typeWord(json_)));
  }
  return json_.get<bool>();
}

std::int64_t Node::number() const {
  if (!json_.is_number_integer() || (json_.is_number_unsigned() && json_.get<std::uint64_t>() > INT64_MAX)) {
    misfit("is not a whole number that fits");
  }
  return json_.get<std::int64_t>();
}

std::uint64_t Node::unsignedNumber(std::uint64_t largest) const {
  if (!json_.is_number_unsigned() || json_.get<std::uint64_t>() > largest) {
    misfit(fmt::format("is not a whole number from 0 to {}", largest));
  }
  return json_.get<std::uint64_t>();
}

bool Node::isArray() const {
  return json_.is_array();
}

void Node::misfit(std::string words) const {
  throw Misfit{place(), std::move(words)};
}

std::string Node::place() const {
  if (parent_ == nullptr) {
    return {};
  }
  const std::string before = parent_->place();
  if (parent_->json_.is_array()) {
    return fmt::format("{}[{}]", before, index_);
  }
  return before.empty() ? printable(name_, 80) : fmt::format("{}.{}", before, printable(name_, 80));
}

}  // namespace preflight::recording
