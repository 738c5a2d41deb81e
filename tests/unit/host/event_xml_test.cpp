#include "host/windows/event_xml.h"

#include <doctest/doctest.h>

#include <numeric>

namespace preflight::windows {
namespace {

const char* const sample =
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='Microsoft-Windows-ModernDeployment-Diagnostics-Provider' Guid='{4c28a9d5}'/>"
    "<EventID>807</EventID><Version>0</Version><Level>3</Level><Task>0</Task>"
    "<TimeCreated SystemTime='2026-03-22T23:38:45.1234567Z'/><EventRecordID>42</EventRecordID>"
    "<Channel>Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot</Channel></System>"
    "<EventData><Data Name='Error'>0x80070002</Data></EventData></Event>";

EventRecord at(std::uint64_t recordId, std::int64_t time) {
  EventRecord record;
  record.recordId = recordId;
  record.time = UtcTime{time};
  return record;
}

std::size_t countOf(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t i = text.find(part); i != std::string_view::npos; i = text.find(part, i + part.size())) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("the System block of an event is taken apart and the XML is kept whole") {
  const auto record = eventRecordFromXml(sample);
  REQUIRE(record);
  CHECK(record->id == 807);
  CHECK(record->level == 3);
  CHECK(record->recordId == 42);
  CHECK(record->provider == "Microsoft-Windows-ModernDeployment-Diagnostics-Provider");
  CHECK(record->channel == "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot");
  CHECK(isoText(record->time) == "2026-03-22T23:38:45.123Z");
  CHECK(record->xml == sample);
}

TEST_CASE("XML without an event id, or that is cut, is invalid") {
  const std::string whole = sample;
  for (const std::string& xml : {std::string(), std::string("<Event><System/></Event>"), whole.substr(0, 300),
                                 std::string("<Event><System><EventID>7x</EventID></System></Event>"),
                                 std::string("<Event><System><EventID>99999999999</EventID></System></Event>")}) {
    const auto record = eventRecordFromXml(xml);
    REQUIRE_FALSE(record);
    CHECK(record.error().kind == ErrorKind::invalid);
  }
}

TEST_CASE("a query without a filter asks for everything in the channel") {
  const auto xml = eventQueryXml({}, "Application");
  REQUIRE(xml);
  CHECK(*xml ==
        R"(<QueryList><Query Id="0" Path="Application"><Select Path="Application">*</Select></Query></QueryList>)");
}

TEST_CASE("provider, levels and ids are joined in one filter") {
  EventQuery query;
  query.provider = "Contoso-Agent";
  query.levels = {1, 2};
  query.ids = {100, 807};
  const auto xml = eventQueryXml(query, "Contoso/Operational");
  REQUIRE(xml);
  CHECK(xml->find("*[System[Provider[@Name='Contoso-Agent'] and (Level=1 or Level=2) and "
                  "(EventID=100 or EventID=807)]]") != std::string::npos);
}

TEST_CASE("many ids are spread so that no Select has more than twenty terms, and none is lost") {
  EventQuery query;
  query.levels = {1, 2};
  query.ids.resize(50);
  std::iota(query.ids.begin(), query.ids.end(), 1000U);
  const auto xml = eventQueryXml(query, "Application");
  REQUIRE(xml);
  CHECK(countOf(*xml, "<Select ") == 3);
  CHECK(countOf(*xml, "EventID=") == 50);
  for (std::size_t from = xml->find("<Select "); from != std::string::npos; from = xml->find("<Select ", from + 1)) {
    const std::string_view select = std::string_view(*xml).substr(from, xml->find("</Select>", from) - from);
    CHECK(countOf(select, "=") - countOf(select, "Path=") <= 20);
  }
}

TEST_CASE("names that could change the query are refused") {
  EventQuery query;
  CHECK_FALSE(eventQueryXml(query, ""));
  CHECK_FALSE(eventQueryXml(query, "App\"><Select>"));
  CHECK_FALSE(eventQueryXml(query, "A&B"));
  query.provider = "x' or '1'='1";
  const auto xml = eventQueryXml(query, "Application");
  REQUIRE_FALSE(xml);
  CHECK(xml.error().kind == ErrorKind::invalid);
}

TEST_CASE("several channels are merged by time, each in its own order even when the clock was set back") {
  const auto merged = mergeNewestFirst({{at(9, 500), at(8, 900), at(7, 100)}, {at(3, 700), at(2, 50)}}, 4);
  REQUIRE(merged.size() == 4);
  CHECK(merged[0].recordId == 3);
  CHECK(merged[1].recordId == 9);
  CHECK(merged[2].recordId == 8);
  CHECK(merged[3].recordId == 7);
  CHECK(mergeNewestFirst({{at(1, 1)}, {}}, 10).size() == 1);
  CHECK(mergeNewestFirst({}, 10).empty());
}

}  // namespace preflight::windows
