// What a Host answers, to JSON and back. A struct needs nothing here but its list of fields (base/fields.h); what has
// another form in a recording has its own pair of functions. Readers throw Misfit (node.h).
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "host/host.h"
#include "host/recording/node.h"

namespace preflight::recording {

Json toJson(const Error& error);
Error errorFrom(const Node& node);
// A moment as ISO text, or as a number of milliseconds where no ISO text stands for it.
Json toJson(UtcTime time);
UtcTime timeFrom(const Node& node);
Json toJson(const Bytes& bytes);  // base64
Bytes bytesFrom(const Node& node);
Json toJson(const FileEntry& entry);         // `folder` only when it is one
Json toJson(const EventRecord& record);      // one line of an event file; the channel stands in the file's first line
JoinInformation joinFrom(const Node& node);  // without a type where it is not joined
Clock clockFrom(const Node& node);

// {"name", "type", "text" | "texts" | "number" | "bytes"}.
Json toJson(const std::string& name, const RegistryValue& value);
std::pair<std::string, RegistryValue> registryValueFrom(const Node& node);
// A key and all below it as a flat list in which each key follows its parent.
Json keysToJson(const RegistryKey& root);
RegistryKey keysFrom(const Node& node);

Json toJson(const WmiRow& row);
WmiRow wmiRowFrom(const Node& node);

// Of these texts and flags a recording without them is damaged; where others are missing they are empty or false, since
// it may be older than the field. Numbers, times and names of states must always be there.
template <class T>
inline constexpr std::array<std::string_view, 0> needed{};
template <>
inline constexpr std::array<std::string_view, 1> needed<Volume>{"root"};
template <>
inline constexpr std::array<std::string_view, 1> needed<Disk>{"name"};
template <>
inline constexpr std::array<std::string_view, 1> needed<NetworkAdapter>{"name"};
template <>
inline constexpr std::array<std::string_view, 1> needed<ArchiveMember>{"name"};
template <>
inline constexpr std::array<std::string_view, 1> needed<FileEntry>{"name"};
template <>
inline constexpr std::array<std::string_view, 2> needed<EventRecord>{"provider", "xml"};

template <template <class...> class Template, class T>
inline constexpr bool isA = false;
template <template <class...> class Template, class... Args>
inline constexpr bool isA<Template, Template<Args...>> = true;

template <class T>
inline constexpr bool mayBeMissing = std::same_as<T, std::string> || std::same_as<T, bool> || isA<std::optional, T>;

// A struct is {name: value, ...}, what an optional does not hold is left out, and a Result that is an error is
// {"error": {...}}.
template <class T>
Json toJson(const T& value) {
  if constexpr (HasFields<T>) {
    Json json = Json::object();
    visitFields(value, [&](const char* field, const auto& content) {
      if constexpr (!isA<std::optional, std::remove_cvref_t<decltype(content)>>) {
        json[field] = toJson(content);
      } else if (content) {
        json[field] = toJson(*content);
      }
    });
    return json;
  } else if constexpr (HasNames<T>) {
    return name(value);
  } else if constexpr (isA<tl::expected, T>) {
    return value ? toJson(*value) : Json{{"error", toJson(value.error())}};
  } else if constexpr (isA<std::vector, T>) {
    return Json::list(value, [](const auto& item) { return toJson(item); });
  } else {
    return Json(value);
  }
}

template <class T>
T from(const Node& node) {
  if constexpr (HasFields<T>) {
    T value;
    visitFields(value, [&](const char* field, auto& content) {
      using Content = std::remove_reference_t<decltype(content)>;
      const auto found = node.find(field);
      if (found) {
        content = from<Content>(*found);
      } else if (!mayBeMissing<Content> || std::find(needed<T>.begin(), needed<T>.end(), field) != needed<T>.end()) {
        content = from<Content>(node.at(field));  // a misfit
      }
    });
    return value;
  } else if constexpr (HasNames<T>) {
    return node.orMisfit(enumNamed<T>(node.text()));
  } else if constexpr (isA<tl::expected, T>) {
    return node.json().isObject() ? T(tl::unexpected(errorFrom(node.at("error"))))
                                  : T(from<typename T::value_type>(node));
  } else if constexpr (isA<std::optional, T>) {
    return from<typename T::value_type>(node);
  } else if constexpr (std::same_as<T, Error>) {
    return errorFrom(node);
  } else if constexpr (std::same_as<T, UtcTime>) {
    return timeFrom(node);
  } else if constexpr (std::same_as<T, Bytes>) {
    return bytesFrom(node);
  } else if constexpr (isA<std::vector, T>) {
    T list;
    node.each([&](const Node& item) { list.push_back(from<typename T::value_type>(item)); });
    return list;
  } else if constexpr (std::same_as<T, std::string>) {
    return node.text();
  } else if constexpr (std::same_as<T, bool>) {
    return node.boolean();
  } else if constexpr (std::signed_integral<T>) {
    return static_cast<T>(node.number(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  } else {
    return static_cast<T>(node.unsignedNumber(std::numeric_limits<T>::max()));
  }
}

// What stands at `name`, or the error beside it: {"error": {...}}.
template <class T>
Result<T> answerFrom(const Node& node, std::string_view name) {
  if (const auto error = node.find("error")) {
    return tl::unexpected(errorFrom(*error));
  }
  return from<T>(node.at(name));
}

}  // namespace preflight::recording
