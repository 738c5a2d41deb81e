#include <doctest/doctest.h>

#include "winlog/event_data.h"

using namespace preflight::winlog;

using Values = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("data of an event are read by name, by place and out of user data, with their characters") {
  CHECK(eventData("<Event><System/><EventData><Data Name='A'>1 &lt; 2 &amp;&#x41;&#66;</Data><Data>two</Data>"
                  "<Data Name=\"C\"/></EventData></Event>") == Values{{"A", "1 < 2 &AB"}, {"2", "two"}, {"C", ""}});
  CHECK(eventData("<Event><UserData><Note xmlns='x'><State>3</State><Text>hi</Text></Note></UserData></Event>") ==
        Values{{"State", "3"}, {"Text", "hi"}});
}

TEST_CASE("damaged XML gives what could be read, and never more than was asked for") {
  CHECK(eventData("<EventData><Data Name='A'>1</Data><Data Name='B") == Values{{"A", "1"}});
  CHECK(eventData("<EventData><Data>&unknown; & &#xFFFFFFFF;</Data></EventData>") ==
        Values{{"1", "&unknown; & &#xFFFFFFFF;"}});
  CHECK(eventData("<EventData><<<>>>&&;").size() <= 200);
  CHECK(eventData("").empty());
  std::string many = "<EventData>";
  for (int i = 0; i < 1000; ++i) {
    many += "<Data>x</Data>";
  }
  CHECK(eventData(many).size() == 200);
  CHECK(eventData(many, 3).size() == 3);
}
