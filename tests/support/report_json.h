// A report out of its JSON, to see that nothing is lost on the way there. The program itself only writes it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/names.h"
#include "model/report.h"

namespace preflight::test {

// Reads fields and remembers the first thing that does not fit, with its place.
class ReportReader {
 public:
  std::optional<Error> problem;

  template <class T>
  void read(const Json& tree, const std::string& place, T& out) {
    if (problem) {
      return;
    }
    if constexpr (HasFields<T>) {
      visitFields(out,
                  [&](const char* name, auto& field) { read(member(tree, place, name), place + "." + name, field); });
    } else if constexpr (std::is_enum_v<T>) {
      takeText(tree, place, out, enumNamed<T>);
    } else {
      take(tree, place, out);
    }
  }

 private:
  void refuse(const std::string& place, std::string words) {
    if (!problem) {
      problem = Error{ErrorKind::invalid, "read " + place, std::move(words), CodeSpace::none, 0};
    }
  }
  template <class T, class Value>
  void give(const std::string& place, std::optional<Value> value, T& out, std::string words) {
    value ? void(out = static_cast<T>(*value)) : refuse(place, std::move(words));
  }
  template <class T>
  void takeText(const Json& tree, const std::string& place, T& out, Result<T> (*fromText)(std::string_view)) {
    std::string text;
    read(tree, place, text);
    if (!problem) {
      const Result<T> value = fromText(text);
      value ? void(out = *value) : refuse(place, value.error().words.str());
    }
  }

  void take(const Json& tree, const std::string& place, std::string& out) {
    give(place, tree.isText() ? std::optional(*tree.text()) : std::nullopt, out, "is not a text");
  }
  void take(const Json& tree, const std::string& place, Text& out) {
    std::string text;
    take(tree, place, text);
    out = std::move(text);
  }
  void take(const Json& tree, const std::string& place, PersonalText& out) { take(tree, place, out.text); }
  void take(const Json& tree, const std::string& place, bool& out) {
    give(place, tree.boolean(), out, "is not true or false");
  }
  void take(const Json& tree, const std::string& place, std::int64_t& out) {
    give(place, tree.integer(), out, "is not a whole number");
  }
  void take(const Json& tree, const std::string& place, std::uint64_t& out) {
    give(place, tree.natural(), out, "is not a whole number");
  }
  void take(const Json& tree, const std::string& place, std::uint32_t& out) {
    give(place, tree.natural(), out, "is not a whole number");
  }
  void take(const Json& tree, const std::string& place, UtcTime& out) {
    if (!tree.isNull()) {
      takeText(tree, place, out, utcTimeFromIso);
    }
  }
  void take(const Json& tree, const std::string& place, Error& out) {
    read(member(tree, place, "kind"), place + ".kind", out.kind);
    read(member(tree, place, "step"), place + ".step", out.step);
    read(member(tree, place, "words"), place + ".words", out.words);
    if (tree.find("codeSpace") != nullptr) {
      read(*tree.find("codeSpace"), place + ".codeSpace", out.space);
      read(member(tree, place, "code"), place + ".code", out.code);
    }
  }
  template <class T>
  void take(const Json& tree, const std::string& place, std::optional<T>& out) {
    if (!tree.isNull()) {
      read(tree, place, out.emplace());
    }
  }
  template <class T>
  void take(const Json& tree, const std::string& place, std::vector<T>& out) {
    if (!tree.isList()) {
      return refuse(place, "is not a list");
    }
    for (std::size_t i = 0; i < tree.size(); ++i) {
      read(tree.items()[i], fmt::format("{}[{}]", place, i), out.emplace_back());
    }
  }
  template <class T>
  void take(const Json& tree, const std::string& place, Fact<T>& out) {
    read(member(tree, place, "state"), place + ".state", out.state);
    read(member(tree, place, "source"), place + ".source", out.source);
    if (out.known()) {
      read(member(tree, place, "value"), place + ".value", out.value);
    }
    if (tree.find("error") != nullptr) {
      read(*tree.find("error"), place + ".error", out.error);
    }
  }

  const Json& member(const Json& tree, const std::string& place, const char* name) {
    static const Json nothing;
    const Json* found = tree.find(name);
    if (found == nullptr) {
      refuse(place + "." + name, "is missing");
    }
    return found != nullptr ? *found : nothing;
  }
};

// The error names the place: "report.identity.serialNumber.state".
inline Result<Report> reportFromJson(std::string_view text) {
  const auto tree = parseJson(text, {64U << 20, 16, 1'000, 1'000'000, true});
  if (!tree) {
    return fail(ErrorKind::invalid, "read report", wordsOf(tree.error()));
  }
  Report report;
  ReportReader reader;
  reader.read(*tree, "report", report);
  if (reader.problem) {
    return tl::unexpected(*reader.problem);
  }
  return report;
}

}  // namespace preflight::test
