#include <doctest/doctest.h>

#include "winlog/event_data.h"

using namespace preflight::winlog;

using Values = std::vector<EventValue>;

TEST_CASE("data of an event are read by name, by place and out of user data, with their characters") {
  CHECK(eventData("<Event><System/><EventData><Data Name='A'>1 &lt; 2 &amp;&#x41;&#66;</Data><Data>two</Data>"
                  "<Data Name=\"C\"/></EventData></Event>") == Values{{"A", "1 < 2 &AB"}, {"2", "two"}, {"C", ""}});
  CHECK(eventData("<Event><UserData><Note xmlns='x'><State>3</State><Text>hi</Text></Note></UserData></Event>") ==
        Values{{"State", "3"}, {"Text", "hi"}});
}

TEST_CASE("user data of several levels gives its innermost elements") {
  CHECK(eventData("<Event><UserData><Form><Error><Code>5</Code></Error><Empty/></Form></UserData></Event>") ==
        Values{{"Code", "5"}, {"Empty", ""}});
  CHECK(eventData("<Event><UserData>text</UserData></Event>").empty());
}

TEST_CASE("damaged XML gives the elements before the damage, and never more than was asked for") {
  CHECK(eventData("<Event><EventData><Data Name='A'>1</Data><Data Name='B") == Values{{"A", "1"}});
  CHECK(eventData("<Event><EventData><Data Name='A'>1</Data><Data Name='B'>0x8018") == Values{{"A", "1"}});
  CHECK(eventData("<Event><EventData><Data>&unknown; & x</Data></EventData></Event>") ==
        Values{{"1", "&unknown; & x"}});
  CHECK(eventData("<Event><EventData><<<>>>&&;").empty());
  CHECK(eventData("").empty());
  CHECK(eventData("<Event>" + std::string(2U << 20, ' ') + "<EventData><Data>1</Data></EventData></Event>").empty());
  std::string deep = "<Event><UserData>";
  for (int level = 0; level < 20'000; ++level) {
    deep += "<a>";
  }
  CHECK(eventData(deep).empty());
  std::string many = "<Event><EventData>";
  for (int place = 0; place < 1000; ++place) {
    many += "<Data>x</Data>";
  }
  many += "</EventData></Event>";
  CHECK(eventData(many).size() == 200);
  CHECK(eventData(many, 3).size() == 3);
}

TEST_CASE("the System block says who wrote an event, and an event without a number is refused") {
  const auto event = eventSystem(
      "<Event><System><Provider Name='Contoso'/><EventID> 7 </EventID><Level>2</Level>"
      "<TimeCreated SystemTime='2026-03-22T23:38:45.1234567Z'/><EventRecordID>42</EventRecordID>"
      "<Channel>Contoso/Admin</Channel></System></Event>");
  REQUIRE(event);
  CHECK(event->provider == "Contoso");
  CHECK(event->channel == "Contoso/Admin");
  CHECK(event->id == 7);
  CHECK(event->level == 2);
  CHECK(event->recordId == 42);
  CHECK(event->time.milliseconds == 1'774'222'725'123);
  CHECK(eventSystem("<Event><System/></Event>").error().kind == preflight::ErrorKind::invalid);
  CHECK(eventSystem("<Event><System><EventID>7</EventID>").error().kind == preflight::ErrorKind::invalid);
}
