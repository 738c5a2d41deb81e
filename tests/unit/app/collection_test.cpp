#include <doctest/doctest.h>

#include <array>
#include <atomic>

#include "app/session/collector_runner.h"
#include "app/view/rows.h"
#include "collect/parts.h"
#include "diagnose/diagnose.h"
#include "model/report.h"
#include "support/sample_device.h"

using namespace preflight;
using namespace preflight::test;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<FakeHost> laptop() {
  auto host = std::make_shared<FakeHost>();
  makeLaptopInOobe(*host);
  return host;
}

Collector withDeadline(std::string_view id, std::chrono::milliseconds deadline) {
  Collector collector = *findCollector(id);
  collector.deadline = deadline;
  return collector;
}

}  // namespace

TEST_CASE("all collectors end on a healthy device, and each is told with its time") {
  Collection collection(laptop(), {}, collectors());
  const Report report = collection.wait();
  CHECK(collection.finished());
  CHECK_FALSE(collection.nextDeadline().has_value());
  CHECK(report.runs.size() == collectors().size());
  CHECK(report.identity.serialNumber.value == "CB14-000123");
  CHECK(report.storage.disks.value.front().serialNumber == "CD-0001");
}

TEST_CASE("a collector that never returns costs its own part and nothing else, not even the end") {
  auto host = laptop();
  auto gate = std::make_shared<Gate>();
  host->pauses["disks"].gate = gate;
  const std::array<Collector, 2> two{withDeadline("identity", 10s), withDeadline("storage", 50ms)};
  auto collection = std::make_unique<Collection>(host, CollectOptions{}, two);
  const Report report = collection->wait();
  CHECK(report.identity.serialNumber.known());
  CHECK(report.storage.disks.state == FactState::timedOut);
  CHECK(collection->hasLeftBehind());
  collection.reset();  // with its thread still inside
  gate->open();
}

TEST_CASE("an answer after the deadline does not change what was said") {
  auto host = laptop();
  auto gate = std::make_shared<Gate>();
  host->pauses["disks"].gate = gate;
  std::atomic<int> wakes{0};
  const std::array<Collector, 1> one{withDeadline("storage", 20ms)};
  Collection collection(host, {}, one, [&] { ++wakes; });
  CHECK(collection.wait().storage.disks.state == FactState::timedOut);
  const std::uint64_t version = collection.version();
  gate->open();
  for (int i = 0; i < 500 && collection.hasLeftBehind(); ++i) {
    std::this_thread::sleep_for(10ms);
  }
  CHECK_FALSE(collection.hasLeftBehind());
  CHECK(collection.version() == version);
  CHECK(collection.report().storage.disks.state == FactState::timedOut);
}

TEST_CASE("rows fill in as collectors end, in any order, and wake whoever waits") {
  auto host = laptop();
  auto gate = std::make_shared<Gate>();
  host->pauses["disks"].gate = gate;
  std::atomic<int> wakes{0};
  Collection collection(host, {}, collectors(), [&] { ++wakes; });
  for (int i = 0; i < 1000 && !collection.report().identity.serialNumber.known(); ++i) {
    std::this_thread::sleep_for(5ms);
  }
  CHECK(collection.report().identity.serialNumber.known());
  CHECK_FALSE(collection.finished());
  gate->open();
  collection.wait();
  CHECK(wakes.load() == static_cast<int>(collectors().size()));
}

TEST_CASE("rows say why there is no value, and judged rows carry the finding") {
  auto host = laptop();
  setBridgeError(*host, ErrorKind::denied, 0x80041003);
  Collection collection(host, {}, collectors());
  const Report report = collection.wait();
  const std::vector<Section> all = sections(report, diagnose(report));
  const Row* hash = findRow(all, "hardwareHash");
  REQUIRE(hash != nullptr);
  CHECK(hash->state == State::unknown);
  CHECK(hash->value.find("denied") != std::string::npos);
  const Row* serial = findRow(all, "serialNumber");
  REQUIRE(serial != nullptr);
  CHECK(serial->identifies);
  CHECK(serial->value == "CB14-000123");
}

TEST_CASE("masking keeps the last two characters and never a short value") {
  CHECK(masked("7F3K9Q2") == "*****Q2");
  CHECK(masked("ABCD") == "****");
  CHECK(masked("") == "");
  CHECK(masked("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4") == "***\xC3\xA4\xC3\xA4");
}

TEST_CASE("maker and model are not said twice") {
  Report report;
  report.identity.manufacturer = knownFact<std::string>("Contoso", "");
  report.identity.model = knownFact<std::string>("Contoso Book 14", "");
  CHECK(makerAndModel(report) == "Contoso Book 14");
  report.identity.model.value = "Book 14";
  CHECK(makerAndModel(report) == "Contoso Book 14");
}

TEST_CASE("what a deployment waits for stands below what failed meanwhile, each with its own label") {
  Diagnosis diagnosis;
  diagnosis.findings = {makeFinding(FindingId::waitingOn, {{"sentence", "No network for 3 min."}}),
                        makeFinding(FindingId::odjRejected)};
  diagnosis.deployment.state = DeploymentState::waits;
  diagnosis.deployment.finding = FindingId::odjRejected;
  diagnosis.deployment.wait = FindingId::waitingOn;
  const std::vector<Section> all = sections(Report{}, diagnosis);
  const Row* state = findRow(all, "deploymentState");
  const Row* wait = findRow(all, "deploymentWait");
  REQUIRE(state != nullptr);
  REQUIRE(wait != nullptr);
  CHECK(state->label == "State");
  CHECK(state->value == diagnosis.findings[1].title());
  CHECK(wait->label == "Waits for");
  CHECK(wait->value == diagnosis.findings[0].title());
  diagnosis.findings.pop_back();
  diagnosis.deployment.finding = FindingId::waitingOn;
  const std::vector<Section> waits = sections(Report{}, diagnosis);
  REQUIRE(findRow(waits, "deploymentState") != nullptr);
  CHECK(findRow(waits, "deploymentState")->label == "Waits for");
  CHECK(findRow(waits, "deploymentWait") == nullptr);
}
