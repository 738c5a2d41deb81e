#include "text/text.h"

#include <algorithm>

template class std::vector<preflight::Arg>;

namespace preflight {

Text::Text() = default;
Text::Text(const Text& other) = default;
Text::Text(Text&& other) noexcept = default;
Text& Text::operator=(const Text& other) = default;
Text& Text::operator=(Text&& other) noexcept = default;
Text::~Text() = default;
Text::Text(std::string data) : data_(std::move(data)) {}
Text::Text(std::string_view data) : data_(data) {}
Text::Text(const char* data) : data_(data) {}
Text::Text(catalogue::RowRef row) : kind_(Kind::row), row_(row) {}
Text::Text(catalogue::RowRef row, Args args) : kind_(Kind::row), row_(row), args_(std::move(args)) {}

Text Text::sequence(std::vector<Text> sentences) {
  std::erase_if(sentences, [](const Text& sentence) { return sentence.empty(); });
  if (sentences.size() == 1) {
    return std::move(sentences.front());
  }
  Text all;
  all.kind_ = Kind::sequence;
  for (Text& sentence : sentences) {
    all.args_.push_back({"", std::move(sentence)});
  }
  return all;
}

Text Text::list(std::vector<Text> clauses) {
  Text all = sequence(std::move(clauses));
  all.kind_ = all.kind_ == Kind::sequence ? Kind::list : all.kind_;
  return all;
}

Text Text::filled(std::string_view sentence, Args args) {
  Text filled;
  filled.kind_ = Kind::sentence;
  filled.sentence_ = sentence;
  filled.args_ = std::move(args);
  return filled;
}

bool Text::empty() const {
  switch (kind_) {
    case Kind::data:
      return data_.empty();
    case Kind::row:
      return catalogue::sentence(row_).empty();
    case Kind::sequence:
    case Kind::list:
      return args_.empty();
    case Kind::sentence:
      return sentence_.empty();
  }
  return true;
}

std::string Text::str() const {
  switch (kind_) {
    case Kind::data:
      return data_;
    case Kind::row:
      return catalogue::fill(catalogue::sentence(row_), args_);
    case Kind::sentence:
      return catalogue::fill(sentence_, args_);
    case Kind::sequence:
    case Kind::list:
      break;
  }
  const std::string between = kind_ == Kind::list ? "; " : " ";
  std::string all;
  for (const Arg& sentence : args_) {
    all += (all.empty() ? "" : between) + sentence.value.str();
  }
  return all;
}

std::string Text::hint() const {
  if (kind_ == Kind::row) {
    return catalogue::fill(catalogue::hint(row_), args_);
  }
  std::string hint;
  if (kind_ == Kind::sequence || kind_ == Kind::list) {
    for (auto sentence = args_.begin(); sentence != args_.end() && hint.empty(); ++sentence) {
      hint = sentence->value.hint();
    }
  }
  return hint;
}

bool Text::says(catalogue::RowRef row) const {
  const bool several = kind_ == Kind::sequence || kind_ == Kind::list;
  return several ? std::ranges::any_of(args_, [row](const Arg& sentence) { return sentence.value.says(row); })
                 : kind_ == Kind::row && row_ == row;
}

bool operator==(const Text& a, const Text& b) {
  return a.kind_ == b.kind_ && a.row_ == b.row_ && a.sentence_ == b.sentence_ && a.data_ == b.data_ &&
         a.args_ == b.args_;
}

namespace catalogue {
namespace {

// Calls `plain` with what stands between the names and `named` with each name, in order.
template <class Plain, class Named>
void walk(std::string_view sentence, const Plain& plain, const Named& named) {
  while (!sentence.empty()) {
    const std::size_t open = sentence.find('{');
    const std::size_t close = open == std::string_view::npos ? open : sentence.find('}', open);
    if (close == std::string_view::npos) {
      plain(sentence);
      return;
    }
    plain(sentence.substr(0, open));
    named(sentence.substr(open + 1, close - open - 1));
    sentence.remove_prefix(close + 1);
  }
}

const Arg* find(std::string_view name, const Args& args) {
  const auto found = std::ranges::find(args, name, &Arg::name);
  return found == args.end() ? nullptr : &*found;
}

}  // namespace

std::string fill(std::string_view sentence, const Args& args) {
  std::string filled;
  walk(
      sentence, [&](std::string_view plain) { filled += plain; },
      [&](std::string_view name) {
        const Arg* arg = find(name, args);
        filled += arg == nullptr ? std::string("?") : arg->value.str();
      });
  return filled;
}

bool fills(std::string_view sentence, const Args& args) {
  bool all = true;
  walk(
      sentence, [](std::string_view) {},
      [&](std::string_view name) {
        const Arg* arg = find(name, args);
        all = all && arg != nullptr && !arg->value.empty();
      });
  return all;
}

std::string valueOf(std::string_view name, const Args& args) {
  const Arg* arg = find(name, args);
  return arg == nullptr ? std::string() : arg->value.str();
}

}  // namespace catalogue
}  // namespace preflight
