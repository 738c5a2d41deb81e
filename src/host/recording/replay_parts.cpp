// WMI and firmware answers out of a recording.
#include <algorithm>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/names.h"
#include "host/recording/parts.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

std::string classKey(std::string_view space, std::string_view className) {
  return lower(space) + ":" + lower(className);
}

bool fits(const WmiRow& row, const WmiQuery& query) {
  return std::all_of(query.where.begin(), query.where.end(), [&](const auto& wanted) {
    const Result<std::string> text = textOf(row, wanted.first);
    return text && *text == wanted.second;
  });
}

WmiRow chosen(const WmiRow& row, const std::vector<std::string>& properties) {
  if (properties.empty()) {
    return row;
  }
  WmiRow out;
  for (const std::string& each : properties) {
    if (const WmiValue* value = row.property(each)) {
      out.properties.emplace_back(each, *value);
    }
  }
  return out;
}

}  // namespace

bool WmiPart::Swept::holds(std::string_view property) const {
  const auto named = [&](const std::string& each) { return fitsPattern(property, each); };
  return (only.empty() || std::any_of(only.begin(), only.end(), named)) &&
         std::none_of(leftOut.begin(), leftOut.end(), named);
}

Result<WmiPart> WmiPart::read(const Members& members) {
  return decodeMember<WmiPart>(members, MemberName::wmi, [](const Node& root) {
    WmiPart part;
    root.at("classes").each([&](const Node& each) {
      Swept swept{{}, {}, std::vector<WmiRow>{}};
      if (const auto only = each.find("only")) {
        swept.only = from<std::vector<std::string>>(*only);
      }
      if (const auto leftOut = each.find("leftOut")) {
        swept.leftOut = from<std::vector<std::string>>(*leftOut);
      }
      if (const auto error = each.find("error")) {
        swept.rows = tl::unexpected(errorFrom(*error));
      } else {
        each.at("rows").each([&](const Node& row) { swept.rows->push_back(wmiRowFrom(row)); });
      }
      part.classes_.insert_or_assign(classKey(each.at("space").text(), each.at("class").text()), std::move(swept));
    });
    return part;
  });
}

Result<std::vector<WmiRow>> WmiPart::answer(const WmiQuery& query) const {
  const Text step(ErrorId::stepWmi, {{"what", query.className}});
  const auto found = classes_.find(classKey(query.space, query.className));
  if (found == classes_.end()) {
    return notSwept(step);
  }
  const Swept& swept = found->second;
  if (!swept.rows) {
    return swept.rows;
  }
  for (const std::string& each : query.properties) {
    if (!swept.holds(each)) {
      return notSwept({ErrorId::stepWmiProperty, {{"property", each}, {"what", query.className}}});
    }
  }
  for (const auto& [property, text] : query.where) {
    if (!swept.holds(property)) {
      return notSwept({ErrorId::stepWmiProperty, {{"property", property}, {"what", query.className}}});
    }
  }
  std::vector<WmiRow> rows;
  for (const WmiRow& row : *swept.rows) {
    if (fits(row, query)) {
      rows.push_back(chosen(row, query.properties));
    }
  }
  return rows;
}

Result<FirmwarePart> FirmwarePart::read(const Members& members) {
  return decodeMember<FirmwarePart>(members, MemberName::firmware, [](const Node& root) {
    FirmwarePart part;
    root.at("providers").each([&](const Node& each) {
      part.lists_.insert_or_assign(each.at("provider").text(), answerFrom<std::vector<std::string>>(each, "ids"));
    });
    const auto body = [](const Node& each) { return answerFrom<Bytes>(each, "bytes"); };
    root.at("tables").each([&](const Node& each) {
      part.bodies_.insert_or_assign({each.at("provider").text(), each.at("id").text()}, body(each));
    });
    if (const auto variables = root.find("variables")) {
      variables->each([&](const Node& each) {
        part.variables_.insert_or_assign({lower(each.at("vendor").text()), each.at("name").text()}, body(each));
      });
    }
    return part;
  });
}

Result<Bytes> FirmwarePart::variable(const FirmwareVariableId& id) const {
  const auto found = variables_.find({lower(id.vendor), id.name});
  return found != variables_.end() ? found->second : notSwept({ErrorId::stepUefiVariable, {{"what", id.name}}});
}

Result<std::vector<std::string>> FirmwarePart::tables(std::string_view provider) const {
  const auto found = lists_.find(provider);
  return found != lists_.end() ? found->second : notSwept({ErrorId::stepFirmwareTables, {{"what", provider}}});
}

Result<Bytes> FirmwarePart::table(const FirmwareTableId& id) const {
  const Text step(ErrorId::stepFirmwareTable, {{"what", id.id.empty() ? id.provider : id.provider + " " + id.id}});
  if (const auto found = bodies_.find({id.provider, id.id}); found != bodies_.end()) {
    return found->second;
  }
  const auto list = lists_.find(id.provider);
  if (list == lists_.end()) {
    return notSwept(step);
  }
  if (!list->second) {
    return tl::unexpected(list->second.error());
  }
  if (std::find(list->second->begin(), list->second->end(), id.id) == list->second->end()) {
    return fail(ErrorKind::absent, step, ErrorId::whyNoTable);
  }
  return notSwept(step);
}

}  // namespace preflight::recording
