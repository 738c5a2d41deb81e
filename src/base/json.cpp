#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/text.h"
#include "text/error_id.h"
#include "text/text.h"

namespace preflight {

// --- the value -----------------------------------------------------------------------------------------------------

Json::Json() = default;
Json::Json(double value) : value_(value) {}
Json::Json(std::string value) : value_(std::move(value)) {}
Json::Json(List items) : value_(std::move(items)) {}
Json::Json(std::initializer_list<Member> members) : value_(Object(members)) {}
Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

Json Json::fromNatural(std::uint64_t value) {
  Json json;
  if (value <= INT64_MAX) {
    json.value_ = static_cast<std::int64_t>(value);
  } else {
    json.value_ = value;
  }
  return json;
}

Json& Json::operator[](std::string_view name) {
  if (isNull()) {
    value_ = Object();
  }
  Object& members = std::get<Object>(value_);
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const Member& each) { return each.name == name; });
  return found != members.end() ? found->value : members.emplace_back(name, Json()).value;
}

void Json::push(Json item) {
  if (isNull()) {
    value_ = List();
  }
  std::get<List>(value_).push_back(std::move(item));
}

void Json::erase(std::string_view name) {
  if (Object* members = std::get_if<Object>(&value_)) {
    std::erase_if(*members, [&](const Member& each) { return each.name == name; });
  }
}

Text Json::wordsOf(Kind kind) {
  switch (kind) {
    case Kind::null:
      return ErrorId::kindNull;
    case Kind::boolean:
      return ErrorId::kindBoolean;
    case Kind::integer:
    case Kind::natural:
    case Kind::real:
      return ErrorId::kindNumber;
    case Kind::text:
      return ErrorId::kindText;
    case Kind::list:
      return ErrorId::kindList;
    case Kind::object:
      return ErrorId::kindObject;
  }
  return ErrorId::kindNull;
}

std::optional<bool> Json::boolean() const {
  const bool* value = std::get_if<bool>(&value_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> Json::integer() const {
  const std::int64_t* value = std::get_if<std::int64_t>(&value_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::uint64_t> Json::natural() const {
  if (const std::int64_t* value = std::get_if<std::int64_t>(&value_)) {
    return *value >= 0 ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
  }
  const std::uint64_t* value = std::get_if<std::uint64_t>(&value_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<double> Json::real() const {
  if (const double* value = std::get_if<double>(&value_)) {
    return *value;
  }
  if (const std::uint64_t* value = std::get_if<std::uint64_t>(&value_)) {
    return static_cast<double>(*value);
  }
  const std::int64_t* value = std::get_if<std::int64_t>(&value_);
  return value != nullptr ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

const Json::List& Json::items() const {
  static const List none;
  const List* list = std::get_if<List>(&value_);
  return list != nullptr ? *list : none;
}

const Json::Object& Json::members() const {
  static const Object none;
  const Object* object = std::get_if<Object>(&value_);
  return object != nullptr ? *object : none;
}

std::size_t Json::size() const {
  return items().size() + members().size();
}

const Json* Json::find(std::string_view name) const {
  for (const Member& each : members()) {
    if (each.name == name) {
      return &each.value;
    }
  }
  return nullptr;
}

bool operator==(const Json& a, const Json& b) {
  return a.value_ == b.value_;
}

std::size_t countValues(const Json& json) {
  std::size_t count = 1;
  for (const Json& each : json.items()) {
    count += countValues(each);
  }
  for (const Json::Member& each : json.members()) {
    count += countValues(each.value);
  }
  return count;
}

// --- the writer ----------------------------------------------------------------------------------------------------

namespace {

void writeText(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const auto plain = std::find_if(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x80 || c == '"' || c == '\\';
    });
    const auto size = static_cast<std::size_t>(plain - text.begin());
    out.append(text, 0, size);
    text.remove_prefix(size);
    if (text.empty()) {
      break;
    }
    const char c = text.front();
    if (static_cast<unsigned char>(c) >= 0x80) {
      appendUtf8(out, takeCodePoint(text));
      continue;
    }
    constexpr std::string_view named = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    if (const std::size_t at = named.find(c); at != std::string_view::npos) {
      out += '\\';
      out += letters[at];
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
    text.remove_prefix(1);
  }
  out += '"';
}

void writeReal(double value, std::string& out) {
  // The library's shortest form, which is always read back as a floating-point number.
  out += nlohmann::json(value).dump();
}

class Writer {
 public:
  Writer(std::string& out, bool pretty, std::size_t indent) : out_(out), pretty_(pretty), indent_(indent) {}

  void write(const Json& json, std::size_t depth) {
    switch (json.kind()) {
      case Json::Kind::null:
        out_ += "null";
        return;
      case Json::Kind::boolean:
        out_ += *json.boolean() ? "true" : "false";
        return;
      case Json::Kind::integer:
        fmt::format_to(std::back_inserter(out_), "{}", *json.integer());
        return;
      case Json::Kind::natural:
        fmt::format_to(std::back_inserter(out_), "{}", *json.natural());
        return;
      case Json::Kind::real:
        writeReal(*json.real(), out_);
        return;
      case Json::Kind::text:
        writeText(*json.text(), out_);
        return;
      case Json::Kind::list:
        enclosed('[', json.items(), ']', depth, [&](const Json& each) { write(each, depth + 1); });
        return;
      case Json::Kind::object:
        enclosed('{', json.members(), '}', depth, [&](const Json::Member& each) {
          writeText(each.name, out_);
          out_ += pretty_ ? ": " : ":";
          write(each.value, depth + 1);
        });
        return;
    }
  }

 private:
  template <class Items, class WriteItem>
  void enclosed(char open, const Items& items, char close, std::size_t depth, const WriteItem& writeItem) {
    out_ += open;
    bool first = true;
    for (const auto& each : items) {
      out_ += first ? "" : ",";
      first = false;
      breakLine(depth + 1);
      writeItem(each);
    }
    if (!first) {
      breakLine(depth);
    }
    out_ += close;
  }
  void breakLine(std::size_t depth) {
    if (pretty_) {
      out_ += '\n';
      out_.append(depth * indent_, ' ');
    }
  }

  std::string& out_;
  bool pretty_;
  std::size_t indent_;
};

}  // namespace

std::string Json::line() const {
  std::string out;
  Writer(out, false, 0).write(*this, 0);
  return out;
}

std::string Json::pretty(std::size_t indent) const {
  std::string out;
  Writer(out, true, indent).write(*this, 0);
  return out + "\n";
}

// --- the reader ----------------------------------------------------------------------------------------------------

namespace {

// Gives the library's parser the text byte by byte, and keeps how far it has come.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char* begin, std::size_t& read) : at_(at), begin_(begin), read_(&read) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *read_ = static_cast<std::size_t>(++at_ - begin_);
    return *this;
  }
  friend bool operator==(const Cursor& a, const Cursor& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  const char* begin_;
  std::size_t* read_;
};

struct NameAgain {
  std::string name;
  JsonPlace place;
};

// Keeps the last value of each name, where the name stood first. Gives the first name that comes again.
std::optional<NameAgain> mergeNames(Json::Object& members) {
  constexpr std::size_t few = 16;  // these are compared with each other
  std::optional<NameAgain> again;
  std::unordered_map<std::string_view, std::size_t> known;
  std::vector<bool> isAgain(members.size(), false);
  for (std::size_t i = 0; i < members.size(); ++i) {
    std::size_t first = 0;
    if (members.size() > few) {
      first = known.emplace(members[i].name, i).first->second;
    } else {
      while (members[first].name != members[i].name) {
        ++first;
      }
    }
    if (first != i) {
      again = again ? again : NameAgain{members[i].name, members[i].value.place()};
      isAgain[i] = true;
      members[first].value = std::move(members[i].value);
    }
  }
  if (again) {
    Json::Object once;
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (!isAgain[i]) {
        once.push_back(std::move(members[i]));
      }
    }
    members = std::move(once);
  }
  return again;
}

}  // namespace

// Takes the parser's events and builds the value; stops at what is over a limit. Nothing in it recurses.
class JsonBuilder {
 public:
  JsonBuilder(std::string_view text, const JsonLimits& limits, std::uint32_t firstLine)
      : text_(text),
        limits_(limits),
        begin_(text.starts_with("\xEF\xBB\xBF") ? 3 : 0),
        behind_(begin_),
        placed_(begin_),
        place_{firstLine, 1},
        firstLine_(firstLine) {}

  tl::expected<Json, JsonProblem> run() {
    if (text_.size() > limits_.bytes) {
      refuse(JsonProblem::Kind::tooManyBytes, 0, {}, limits_.bytes);
    } else if (const std::size_t nul = text_.find('\0'); nul != std::string_view::npos) {
      refuse(JsonProblem::Kind::holdsNul, nul);
    } else if (text_.find_first_not_of(" \t\r\n", begin_) == std::string_view::npos) {
      refuse(JsonProblem::Kind::empty, 0);
    } else {
      parse();
    }
    if (problem_) {
      return tl::unexpected(*std::move(problem_));
    }
    return std::move(root_);
  }

  // --- the parser's events; false ends it

  bool null() { return add(Json()); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(std::int64_t value) { return add(Json(value)); }
  bool number_unsigned(std::uint64_t value) { return add(Json(value)); }
  bool number_float(double value, const std::string& /*digits*/) { return add(Json(value)); }
  bool string(std::string& value) { return add(Json(std::move(value))); }
  bool binary(nlohmann::json::binary_t& /*value*/) { return false; }
  bool start_array(std::size_t /*size*/) { return open(Json::list()); }
  bool start_object(std::size_t /*size*/) { return open(Json::object()); }
  bool end_array() {
    open_.pop_back();
    behind_ = read_;
    return true;
  }
  bool end_object() {
    const std::optional<NameAgain> again = mergeNames(std::get<Json::Object>(open_.back()->value_));
    if (again && limits_.uniqueNames) {
      problem_ = JsonProblem{JsonProblem::Kind::nameTwice, again->place, again->name, 0};
      return false;
    }
    return end_array();
  }
  bool key(std::string& name) {
    Json::Object& members = std::get<Json::Object>(open_.back()->value_);
    if (members.size() == limits_.members) {
      return refuse(JsonProblem::Kind::tooManyMembers, nextOffset(), {}, limits_.members);
    }
    members.emplace_back(name, Json()).value.place_ = nextPlace();
    behind_ = read_;
    return true;
  }
  template <class Exception>
  bool parse_error(std::size_t position, const std::string& /*token*/, const Exception& problem) {
    constexpr int outOfRange = 406;
    const std::size_t last = position == 0 ? 0 : position - 1;  // the last byte that the parser has read
    if (problem.id == outOfRange) {
      return refuse(JsonProblem::Kind::numberTooLarge, last);
    }
    if (last >= text_.size()) {
      return refuse(JsonProblem::Kind::cut, text_.size());
    }
    const std::size_t first = std::min(nextOffset(), last);
    const std::string_view token = text_.substr(first, last - first + 1);
    if (!isUtf8(token)) {
      return refuse(JsonProblem::Kind::notUtf8, last);
    }
    // A whole text where none belongs is shown where it begins, everything else where it goes wrong.
    const bool wholeText = token.size() > 1 && token.front() == '"' && token.back() == '"';
    return refuse(JsonProblem::Kind::syntax, wholeText ? first : last, std::string(token));
  }

 private:
  void parse() {
    try {
      const char* begin = text_.data();
      nlohmann::json::sax_parse(Cursor(begin, begin, read_), Cursor(begin + text_.size(), begin, read_), this);
    } catch (const std::bad_alloc&) {
      refuse(JsonProblem::Kind::noMemory, read_);
    }
  }

  bool add(Json value) {
    if (++values_ > limits_.values) {
      return refuse(JsonProblem::Kind::tooManyValues, nextOffset(), {}, limits_.values);
    }
    value.place_ = nextPlace();
    behind_ =
        value.isNumber() ? std::min(text_.find_first_not_of("+-.0123456789Ee", nextOffset()), text_.size()) : read_;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (List* list = std::get_if<List>(&open_.back()->value_)) {
      list->push_back(std::move(value));
    } else {
      Json& member = std::get<Json::Object>(open_.back()->value_).back().value;
      value.place_ = member.place_;
      member = std::move(value);
    }
    return true;
  }

  bool open(Json value) {
    if (open_.size() == limits_.depth) {
      return refuse(JsonProblem::Kind::tooDeep, nextOffset(), {}, limits_.depth);
    }
    if (!add(std::move(value))) {
      return false;
    }
    Json* parent = open_.empty() ? nullptr : open_.back();
    // What is open does not move: only the innermost list or object grows.
    open_.push_back(parent == nullptr  ? &root_
                    : parent->isList() ? &std::get<Json::List>(parent->value_).back()
                                       : &std::get<Json::Object>(parent->value_).back().value);
    return true;
  }

  bool refuse(JsonProblem::Kind kind, std::size_t offset, std::string detail = {}, std::size_t limit = 0) {
    problem_ = JsonProblem{kind, moved({firstLine_, 1}, text_.substr(begin_, std::max(offset, begin_) - begin_)),
                           std::move(detail), limit};
    return false;
  }

  // Where the next value or name begins: the parser has read it already.
  std::size_t nextOffset() const { return std::min(text_.find_first_not_of(" \t\r\n,:", behind_), text_.size()); }
  JsonPlace nextPlace() {
    const std::size_t offset = nextOffset();
    place_ = moved(place_, text_.substr(placed_, offset - placed_));
    placed_ = offset;
    return place_;
  }
  // The place behind `text`, which begins at `place`.
  static JsonPlace moved(JsonPlace place, std::string_view text) {
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      ++place.line;
      place.column = 1;
      text.remove_prefix(end + 1);
    }
    place.column += static_cast<std::uint32_t>(text.size());
    return place;
  }

  using List = Json::List;

  std::string_view text_;
  JsonLimits limits_;
  std::size_t begin_;  // behind a byte order mark
  Json root_;
  std::vector<Json*> open_;
  std::size_t values_ = 0;
  std::size_t read_ = 0;  // so far the parser has come
  std::size_t behind_;    // the end of the last value or name
  std::size_t placed_;    // `place_` is here
  JsonPlace place_;
  std::uint32_t firstLine_;
  std::optional<JsonProblem> problem_;
};

tl::expected<Json, JsonProblem> parseJson(std::string_view text, const JsonLimits& limits, std::uint32_t firstLine) {
  return JsonBuilder(text, limits, firstLine).run();
}

Text wordsOf(JsonPlace place) {
  return {ErrorId::place, {{"line", std::to_string(place.line)}, {"column", std::to_string(place.column)}}};
}

Text wordsOf(const JsonProblem& problem) {
  const std::string limit = std::to_string(problem.limit);
  switch (problem.kind) {
    case JsonProblem::Kind::empty:
      return ErrorId::jsonEmpty;
    case JsonProblem::Kind::cut:
      return ErrorId::jsonCut;
    case JsonProblem::Kind::syntax:
      return {ErrorId::jsonSyntax, {{"text", printable(problem.detail, 40)}}};
    case JsonProblem::Kind::notUtf8:
      return ErrorId::jsonNotUtf8;
    case JsonProblem::Kind::holdsNul:
      return ErrorId::jsonNul;
    case JsonProblem::Kind::numberTooLarge:
      return ErrorId::jsonNumber;
    case JsonProblem::Kind::tooManyBytes:
      return {ErrorId::jsonBytes, {{"size", sizeText(problem.limit)}}};
    case JsonProblem::Kind::tooDeep:
      return {ErrorId::jsonDepth, {{"limit", limit}}};
    case JsonProblem::Kind::tooManyMembers:
      return {ErrorId::jsonMembers, {{"limit", limit}}};
    case JsonProblem::Kind::tooManyValues:
      return {ErrorId::jsonValues, {{"limit", limit}}};
    case JsonProblem::Kind::nameTwice:
      return {ErrorId::jsonNameTwice, {{"name", printable(problem.detail, 60)}}};
    case JsonProblem::Kind::noMemory:
      break;
  }
  return ErrorId::jsonMemory;
}

}  // namespace preflight
