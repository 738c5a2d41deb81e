#include "winlog/event_data.h"

#include <charconv>

#include "base/text.h"

namespace preflight::winlog {
namespace {

void appendEntity(std::string& text, std::string_view name) {
  struct Named {
    std::string_view name;
    char character;
  };
  for (const Named& each : {Named{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}) {
    if (each.name == name) {
      text += each.character;
      return;
    }
  }
  std::uint32_t code = 0;
  const bool hex = name.starts_with("#x") || name.starts_with("#X");
  const std::string_view digits = name.substr(name.empty() ? 0 : hex ? 2 : 1);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (name.starts_with('#') && problem == std::errc() && end == digits.data() + digits.size() && code < 0x110000) {
    appendUtf8(text, code);
  } else {
    text += '&' + std::string(name) + ';';
  }
}

std::string withoutEntities(std::string_view raw) {
  constexpr std::size_t longest = 10;
  std::string text;
  while (!raw.empty()) {
    const std::size_t at = raw.find('&');
    text += raw.substr(0, at);
    if (at == std::string_view::npos) {
      break;
    }
    raw.remove_prefix(at + 1);
    const std::size_t end = raw.substr(0, longest).find(';');
    if (end == std::string_view::npos) {
      text += '&';
    } else {
      appendEntity(text, raw.substr(0, end));
      raw.remove_prefix(end + 1);
    }
  }
  return text;
}

// The part between <name ...> and </name>; empty when it is not there.
std::string_view inside(std::string_view xml, std::string_view name) {
  const std::size_t open = xml.find("<" + std::string(name));
  const std::size_t from = open == std::string_view::npos ? open : xml.find('>', open);
  if (from == std::string_view::npos) {
    return {};
  }
  const std::size_t end = xml.find("</" + std::string(name), from);
  return xml.substr(from + 1, end == std::string_view::npos ? end : end - from - 1);
}

// Name='x' or Name="x" of a tag.
std::string nameOf(std::string_view tag) {
  const std::size_t at = tag.find(" Name=");
  if (at == std::string_view::npos || at + 7 >= tag.size()) {
    return {};
  }
  const std::size_t end = tag.find(tag[at + 6], at + 7);
  return withoutEntities(tag.substr(at + 7, end == std::string_view::npos ? end : end - at - 7));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> eventData(std::string_view xml, std::size_t most) {
  std::vector<std::pair<std::string, std::string>> values;
  std::string_view rest = inside(xml, "EventData");
  const bool user = rest.empty();
  rest = user ? inside(xml, "UserData") : rest;
  while (values.size() < most) {
    const std::size_t open = rest.find('<');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('>', open);
    if (close == std::string_view::npos) {
      return values;
    }
    const std::string_view tag = rest.substr(open + 1, close - open - 1);
    const std::string_view element = tag.substr(0, tag.find_first_of(" \t\r\n/"));
    rest.remove_prefix(close + 1);
    const std::size_t next = rest.find('<');
    const bool leaf = tag.ends_with('/') || (next != std::string_view::npos && rest.substr(next + 1).starts_with('/'));
    if (element.empty() || tag.starts_with('/') || tag.starts_with('?') || tag.starts_with('!') || !leaf) {
      continue;
    }
    const std::string_view value = tag.ends_with('/') ? std::string_view() : rest.substr(0, next);
    const std::string name = user ? std::string(element) : nameOf(tag);
    values.emplace_back(name.empty() ? std::to_string(values.size() + 1) : name, withoutEntities(value));
  }
  return values;
}

}  // namespace preflight::winlog
