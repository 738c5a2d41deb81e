#include <doctest/doctest.h>

#include "collect/registration/autopilot_events.h"
#include "collect/support/events.h"
#include "support/sample_device.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* provider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
constexpr const char* channel = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot";
constexpr std::int64_t noon = 1'774'000'000'000;

std::string xmlWith(std::string_view data) {
  return fmt::format("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System/>{}</Event>", data);
}

std::string named(std::string_view name, std::string_view value) {
  return xmlWith(fmt::format("<EventData><Data Name='{}'>{}</Data></EventData>", name, value));
}

EventAsk ask(std::vector<std::uint32_t> ids, std::vector<std::uint32_t> counted = {}) {
  EventAsk question;
  question.provider = provider;
  question.channels = {channel};
  question.ids = std::move(ids);
  question.counted = std::move(counted);
  return question;
}

}  // namespace

TEST_CASE("data is told by name, by place where it has none, and out of a provider's own form") {
  using List = std::vector<NamedText>;
  CHECK(eventData(xmlWith("<EventData><Data Name='UpdateState'> 3 </Data><Data>x</Data></EventData>")) ==
        List{{"UpdateState", "3"}, {"2", "x"}});
  CHECK(eventData(xmlWith("<UserData><EventXML xmlns='a'><HRESULT>0x1</HRESULT><B/></EventXML></UserData>")) ==
        List{{"HRESULT", "0x1"}, {"B", ""}});
  CHECK(eventData(xmlWith("<EventData/>")).empty());
  CHECK(eventData(xmlWith("<RenderingInfo Culture='de-DE'><Message>Nicht registriert</Message></RenderingInfo>"))
            .empty());
}

TEST_CASE("damaged, huge and hostile event XML gives no data and no crash") {
  for (const char* xml : {"", "<", "<Event", "<Event><EventData><Data Name='a'>b</Event>", "not XML", "<Event/>",
                          "<Event><EventData>text</EventData></Event>"}) {
    CHECK(eventData(xml).empty());
  }
  CHECK(eventData(std::string(2U << 20, '<')).empty());
  std::string deep;
  for (int i = 0; i < 20'000; ++i) {
    deep += "<a>";
  }
  CHECK(eventData("<Event><EventData>" + deep).empty());
  std::string many = "<EventData>";
  for (int i = 0; i < 5'000; ++i) {
    many += "<Data>" + std::string(10'000, 'x') + "</Data>";
    if (many.size() > (1U << 20) - 20'000) {
      break;
    }
  }
  const auto data = eventData(xmlWith(many + "</EventData>"));
  CHECK(data.size() == 64);
  CHECK(data.front().value.size() <= 4100);
}

TEST_CASE("events that say the same are one with a count; the newest stands for them") {
  FakeHost host;
  host.addEvent(channel, provider, 153, named("UpdateState", "1"), UtcTime{noon + 1});
  host.addEvent(channel, provider, 153, named("UpdateState", "3"), UtcTime{noon + 2});
  host.addEvent(channel, provider, 153, named("UpdateState", "1"), UtcTime{noon + 3});
  const EventsRead read = readEventFacts(host, ask({153}));
  REQUIRE(read.events.known());
  REQUIRE(read.events.value.size() == 2);
  CHECK(read.whole.value);
  const EventFacts& newest = read.events.value.front();
  CHECK(newest.recordId == 3);
  CHECK(newest.count == 2);
  CHECK(newest.firstRecordId == 1);
  CHECK(newest.firstTime == UtcTime{noon + 1});
  CHECK(*dataOf(newest, "updatestate") == "1");
  CHECK(read.events.value.back().recordId == 2);
}

TEST_CASE("another provider's events with the same numbers are not ours") {
  FakeHost host;
  host.addEvent(channel, "Contoso-Other", 807, xmlWith(""));
  host.addEvent(channel, "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider", 807, xmlWith(""));
  const EventsRead read = readEventFacts(host, ask({807}));
  REQUIRE(read.events.known());
  CHECK(read.events.value.empty());
}

TEST_CASE("a number that is used twice keeps its level and data, so that a rule can tell which it is") {
  FakeHost host;
  host.addEvent(channel, provider, 807, xmlWith("<EventData/>"), UtcTime{noon}, 2);
  host.addEvent(channel, provider, 807,
                xmlWith("<EventData><Data Name='HRESULT'>0x80070005</Data><Data Name='Message1'>a</Data>"
                        "<Data Name='Message2'>b</Data></EventData>"),
                UtcTime{noon}, 3);
  const EventsRead read = readEventFacts(host, ask({807}));
  REQUIRE(read.events.value.size() == 2);
  CHECK(read.events.value[0].level == 3);
  CHECK(read.events.value[0].data.size() == 3);
  CHECK(read.events.value[1].level == 2);
  CHECK(read.events.value[1].data.empty());
}

TEST_CASE("two hundred thousand records of a storm are one event with its count, and hide nothing") {
  FakeHost host;
  host.addEvent(channel, provider, 703, xmlWith(""), UtcTime{noon});
  for (int i = 0; i < 200'000; ++i) {
    host.addEvent(channel, provider, 100, "<Event/>", UtcTime{noon + i});
  }
  host.addEvent(channel, provider, 161, xmlWith(""), UtcTime{noon});
  const EventsRead read = readEventFacts(host, ask({161, 703}, {100}));
  REQUIRE(read.events.value.size() == 3);
  CHECK(read.whole.value);
  CHECK(read.events.value[0].id == 161);
  CHECK(read.events.value[1].id == 703);
  CHECK(read.events.value[2].id == 100);
  CHECK(read.events.value[2].count == 200'000);
  CHECK(read.events.value[2].countIsWhole);
}

TEST_CASE("order is by record id: a clock that was years ahead changes nothing") {
  FakeHost host;
  host.addEvent(channel, provider, 704, xmlWith(""), UtcTime{noon + 100LL * 365 * 86'400'000});
  host.addEvent(channel, provider, 703, xmlWith(""), UtcTime{noon});
  const EventsRead read = readEventFacts(host, ask({703, 704}));
  REQUIRE(read.events.value.size() == 2);
  CHECK(read.events.value.front().id == 703);
}

TEST_CASE("no log, no rights and too many records are told apart") {
  FakeHost host;
  CHECK(readEventFacts(host, ask({1})).events.state == FactState::absent);
  host.eventChannels[channel].error = denied();
  EventsRead read = readEventFacts(host, ask({1}));
  CHECK(read.events.state == FactState::denied);
  CHECK(read.whole.state == FactState::denied);

  // One channel of two answers: what it says is known, whether that is all is not.
  host.addEvent(std::string(provider) + "/Other", provider, 1, xmlWith(""));
  host.providers[provider] = {channel, std::string(provider) + "/Other"};
  read = readEventFacts(host, ask({1}));
  REQUIRE(read.events.known());
  CHECK(read.events.value.size() == 1);
  CHECK(read.whole.state == FactState::denied);

  FakeHost full;
  for (int i = 0; i < 501; ++i) {
    full.addEvent(channel, provider, 1, named("n", fmt::format("{}", i)));
  }
  read = readEventFacts(full, ask({1}));
  CHECK(read.events.value.size() == 500);
  CHECK_FALSE(read.whole.value);
}

TEST_CASE("two names of a provider are joined without losing what could not be read") {
  const auto with = [](EventsRead read) { return read; };
  EventsRead known{knownFact(std::vector<EventFacts>{EventFacts{}}, "a"), knownFact(true, "a")};
  const Error no{ErrorKind::denied, "read", "no", CodeSpace::none, 0};
  const Error gone{ErrorKind::absent, "read", "none", CodeSpace::none, 0};
  const EventsRead refused{unknownFact<std::vector<EventFacts>>(no, "b"), unknownFact<bool>(no, "b")};
  const EventsRead missing{unknownFact<std::vector<EventFacts>>(gone, "b"), unknownFact<bool>(gone, "b")};
  CHECK(joined(with(known), with(missing)).whole.value);
  CHECK(joined(with(missing), with(known)).whole.value);
  CHECK(joined(with(missing), with(known)).events.known());
  CHECK(joined(with(known), with(refused)).whole.state == FactState::denied);
  CHECK(joined(with(refused), with(known)).events.known());
  CHECK(joined(with(refused), with(known)).whole.state == FactState::denied);
  CHECK(joined(with(missing), with(refused)).events.state == FactState::denied);
  CHECK(joined(with(refused), with(missing)).events.state == FactState::denied);
  CHECK(joined(with(missing), with(missing)).events.state == FactState::absent);
  CHECK(joined(with(known), with(known)).events.value.size() == 2);
}

TEST_CASE("a wrong clock that Windows corrected is told with both times") {
  FakeHost host;
  constexpr std::int64_t year = 365LL * 86'400'000;
  host.addEvent(channel, provider, 710, named("HRESULT", "0x800704CF"), UtcTime{noon + year});
  host.addEvent(channel, provider, 753,
                xmlWith("<EventData><Data Name='ServerTime'>2026-03-20T09:46:40Z</Data>"
                        "<Data Name='ClientTime'>2027-03-20T09:46:40.500Z</Data></EventData>"),
                UtcTime{noon + year + 1000});
  host.addEvent(channel, provider, 751, xmlWith(""), UtcTime{noon});
  host.addEvent(channel, provider, 703, xmlWith(""), UtcTime{noon + 1000});
  AutopilotPart part;
  addAutopilotEvents(host, part);
  CHECK(part.clock.wrongAt.value == UtcTime{noon + year + 1000});
  CHECK(part.clock.serverTime.value == UtcTime{noon});
  CHECK(part.clock.clientTime.value == UtcTime{noon + year + 500});
  CHECK(part.clock.corrected.value);
  CHECK(part.clock.stepsBack.value == 1);
  CHECK(part.clock.longestStepBack.value == static_cast<std::uint64_t>(year / 1000 + 1));
}

TEST_CASE("a clock that nobody complained about has no jump, and one that could not be asked about is unknown") {
  FakeHost host;
  host.addEvent(channel, provider, 703, xmlWith(""), UtcTime{noon});
  AutopilotPart part;
  addAutopilotEvents(host, part);
  CHECK(part.clock.wrongAt.state == FactState::absent);
  CHECK(part.clock.stepsBack.value == 0);
  host.eventChannels[channel].error = denied();
  host.eventChannels[std::string(provider) + "/ManagementService"].error = denied();
  addAutopilotEvents(host, part);
  CHECK(part.clock.wrongAt.state == FactState::denied);
  CHECK(part.clock.stepsBack.state == FactState::denied);
}

TEST_CASE("events under the provider's name of Windows 10 1809 count as well") {
  FakeHost host;
  host.addEvent("Microsoft-Windows-Provisioning-Diagnostics-Provider/AutoPilot",
                "Microsoft-Windows-Provisioning-Diagnostics-Provider", 153, named("UpdateState", "3"));
  AutopilotPart part;
  addAutopilotEvents(host, part);
  REQUIRE(part.events.known());
  REQUIRE(part.events.value.size() == 1);
  CHECK(part.eventsWhole.value);
}
