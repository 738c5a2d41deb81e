// What the program says. A Text is a row of the catalogue (assets/text) with the values that fill it, or plain data (a
// name that the device gave). It becomes words only where it is shown, so another language is another catalogue.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace preflight {

struct Arg;
using Args = std::vector<Arg>;

namespace catalogue {

// A simple table of the catalogue (id, text, and perhaps a hint), as make_texts.py numbers them.
struct RowRef {
  std::uint16_t table = 0;  // 0: none
  std::uint16_t row = 0;
  friend bool operator==(RowRef, RowRef) = default;
};

// An enumeration that make_texts.py made of a simple table.
template <class Id>
concept RowId = std::is_enum_v<Id> && requires(Id id) {
  { rowOf(id) } -> std::same_as<RowRef>;
};

// The row's sentence and its hint, with their {names} unfilled. Views stay valid until the program ends.
std::string_view sentence(RowRef row);
std::string_view hint(RowRef row);

}  // namespace catalogue

class Text {
 public:
  // Nothing of it is inline: texts are made and copied in hundreds of places, and the program must stay small.
  Text();
  Text(const Text& other);
  Text(Text&& other) noexcept;
  Text& operator=(const Text& other);
  Text& operator=(Text&& other) noexcept;
  ~Text();
  // What the device, a file or a person wrote. It is data: never words of ours.
  Text(std::string data);
  Text(std::string_view data);
  Text(const char* data);
  template <catalogue::RowId Id>
  Text(Id id) : Text(rowOf(id)) {}
  template <catalogue::RowId Id>
  Text(Id id, Args args);
  // Several sentences, one after the other, with a space between.
  static Text sequence(std::vector<Text> sentences);
  // Several clauses as a list: "a; b; c".
  static Text list(std::vector<Text> clauses);
  // A sentence of a table with more columns (findings, waits); `sentence` lives as long as the program.
  static Text filled(std::string_view sentence, Args args);

  bool empty() const;
  std::string str() const;
  // It is this row, or one of its sentences or clauses is.
  template <catalogue::RowId Id>
  bool says(Id id) const;
  // What to do about it, where the row has a hint; of several, the first.
  std::string hint() const;

  friend bool operator==(const Text&, const Text&);

 private:
  explicit Text(catalogue::RowRef row);
  Text(catalogue::RowRef row, Args args);
  bool says(catalogue::RowRef row) const;

  enum class Kind : std::uint8_t { data, row, sequence, list, sentence };
  Kind kind_ = Kind::data;
  catalogue::RowRef row_{};
  std::string_view sentence_;
  std::string data_;
  Args args_;
};

// A value for the {name} in a sentence.
struct Arg {
  std::string_view name;  // a literal
  Text value;
  friend bool operator==(const Arg&, const Arg&) = default;
};

template <catalogue::RowId Id>
bool Text::says(Id id) const {
  return says(rowOf(id));
}

template <catalogue::RowId Id>
Text::Text(Id id, Args args) : Text(rowOf(id), std::move(args)) {}

}  // namespace preflight

extern template class std::vector<preflight::Arg>;

namespace preflight {

namespace catalogue {

// The sentence with each {name} replaced; "?" where no value is given.
std::string fill(std::string_view sentence, const Args& args);
// Every {name} of the sentence has a value that is not empty.
bool fills(std::string_view sentence, const Args& args);
// The value of that name; empty when there is none.
std::string valueOf(std::string_view name, const Args& args);

}  // namespace catalogue

// The words of a row, filled.
template <catalogue::RowId Id>
std::string say(Id id, const Args& args = {}) {
  return catalogue::fill(catalogue::sentence(rowOf(id)), args);
}

}  // namespace preflight
