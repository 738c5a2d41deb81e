#include "winlog/event_data.h"

#include <charconv>
#include <optional>
#include <pugixml.hpp>

#include "base/text.h"
#include "text/error_id.h"

namespace preflight::winlog {
namespace {

constexpr std::size_t longestXml = 1U << 20;

pugi::xml_parse_result load(pugi::xml_document& document, std::string_view xml) {
  return document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
}

bool isElement(const pugi::xml_node& node) {
  return node.type() == pugi::node_element;
}

template <class Number>
std::optional<Number> numberOf(std::string_view text) {
  Number number = 0;
  const std::string_view digits = trimmed(text);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return problem == std::errc() && end == digits.data() + digits.size() && !digits.empty() ? std::optional(number)
                                                                                           : std::nullopt;
}

pugi::xml_node firstElement(const pugi::xml_node& node) {
  return node.find_child(isElement);
}

pugi::xml_node nextElement(pugi::xml_node node) {
  do {
    node = node.next_sibling();
  } while (node && !isElement(node));
  return node;
}

// The element that follows in the order of the text, below `top`; not recursive, because depth is the writer's choice.
pugi::xml_node following(pugi::xml_node node, const pugi::xml_node& top) {
  if (const pugi::xml_node child = firstElement(node)) {
    return child;
  }
  while (node && node != top) {
    if (const pugi::xml_node next = nextElement(node)) {
      return next;
    }
    node = node.parent();
  }
  return {};
}

// Where damaged XML ends, the last element and those around it are open: their text may be a part of the value.
bool isLast(pugi::xml_node element) {
  while (element && !nextElement(element)) {
    element = element.parent();
  }
  return !element;
}

}  // namespace

Result<EventSystem> eventSystem(std::string_view xml) {
  const ErrorId step = ErrorId::stepEventXml;
  pugi::xml_document document;
  if (!load(document, xml)) {
    return fail(ErrorKind::invalid, step, ErrorId::whyNotXml);
  }
  const pugi::xml_node system = document.child("Event").child("System");
  const auto id = numberOf<std::uint32_t>(system.child("EventID").text().get());
  if (!id) {
    return fail(ErrorKind::invalid, step, ErrorId::whyNoEventId);
  }
  EventSystem event;
  event.id = *id;
  event.channel = system.child("Channel").text().get();
  event.provider = system.child("Provider").attribute("Name").value();
  event.level = numberOf<std::uint8_t>(system.child("Level").text().get()).value_or(0);
  event.recordId = numberOf<std::uint64_t>(system.child("EventRecordID").text().get()).value_or(0);
  if (const Result<UtcTime> time = utcTimeFromIso(system.child("TimeCreated").attribute("SystemTime").value())) {
    event.time = *time;
  }
  return event;
}

std::vector<EventValue> eventData(std::string_view xml, std::size_t most) {
  std::vector<EventValue> values;
  pugi::xml_document document;
  if (xml.size() > longestXml) {
    return values;
  }
  const bool whole = load(document, xml);
  const auto add = [&](const pugi::xml_node& element, std::string_view name) {
    if (values.size() < most && (whole || !isLast(element))) {
      values.push_back({name.empty() ? std::to_string(values.size() + 1) : std::string(name), element.text().get()});
    }
  };
  const pugi::xml_node event = document.child("Event");
  for (pugi::xml_node element = firstElement(event.child("EventData")); element; element = nextElement(element)) {
    add(element, element.attribute("Name").value());
  }
  // UserData holds one element of the provider's own form.
  const pugi::xml_node user = event.child("UserData");
  for (pugi::xml_node element = user; element; element = following(element, user)) {
    if (element != user && element.parent() != user && !firstElement(element)) {
      add(element, element.name());
    }
  }
  return values;
}

}  // namespace preflight::winlog
