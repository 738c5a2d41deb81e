#include "host/wmi.h"

#include <fmt/format.h>

#include "base/text.h"
#include "text/error_id.h"

namespace preflight {

const WmiValue* WmiRow::property(std::string_view name) const {
  for (const auto& [each, value] : properties) {
    if (equalIgnoringCase(each, name)) {
      return &value;
    }
  }
  return nullptr;
}

std::string WmiQuery::wql() const {
  std::string text = "SELECT ";
  if (properties.empty()) {
    text += '*';
  }
  for (std::size_t i = 0; i < properties.size(); ++i) {
    text += (i == 0 ? "" : ",") + properties[i];
  }
  text += " FROM " + className;
  for (std::size_t i = 0; i < where.size(); ++i) {
    std::string quoted;
    for (const char c : where[i].second) {
      if (c == '\'' || c == '\\') {
        quoted += '\\';
      }
      quoted += c;
    }
    text += fmt::format("{}{}='{}'", i == 0 ? " WHERE " : " AND ", where[i].first, quoted);
  }
  return text;
}

Result<std::string> textOf(const WmiRow& row, std::string_view property) {
  const Text step(ErrorId::stepProperty, {{"what", property}});
  const WmiValue* value = row.property(property);
  if (value == nullptr || std::holds_alternative<std::monostate>(*value)) {
    return fail(ErrorKind::absent, step, value == nullptr ? ErrorId::whyNoProperty : ErrorId::whyPropertyNull);
  }
  if (const auto* text = std::get_if<std::string>(value)) {
    return *text;
  }
  if (const auto* number = std::get_if<std::int64_t>(value)) {
    return fmt::format("{}", *number);
  }
  return fail(ErrorKind::invalid, step, ErrorId::whyPropertyNotText);
}

}  // namespace preflight
