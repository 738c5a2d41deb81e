#include "samples/registration_history.h"

#include <algorithm>
#include <array>
#include <random>

#include "samples/registration_samples.h"

namespace preflight::test::history {
namespace {

constexpr std::int64_t minute = 60'000;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  bool percent(std::uint64_t chance) { return below(100) < chance; }
  template <class T, std::size_t count>
  T among(const std::array<T, count>& values) {
    return values[below(count)];
  }

 private:
  std::mt19937_64 engine_;
};

// --- what a start leaves on the device -----------------------------------------------------------------------------

enum class Saved : std::uint8_t { nothing, profile, noProfile, refusal };

// After all starts.
struct Kept {
  Saved file = Saved::nothing;
  std::uint32_t code = 0;         // of a refusal in the file
  bool assigned = true;           // of a profile in the file
  std::size_t savedBy = 0;        // the start that wrote the file
  std::optional<bool> available;  // ProfileAvailable
  bool hadProfile = false;

  bool holdsProfile() const { return file == Saved::profile || available == true; }
};

void leave(const Start& start, const History& history, std::size_t place, Kept& kept) {
  if (start.kind != StartKind::profile && start.kind != StartKind::noProfile && start.kind != StartKind::refused) {
    return;
  }
  const bool profile = start.kind == StartKind::profile;
  const bool reason = start.kind == StartKind::refused && start.inFileAlone;
  kept.file = profile             ? Saved::profile
              : reason            ? Saved::refusal
              : start.answerSaved ? Saved::noProfile
                                  : Saved::nothing;
  kept.code = reason ? start.code : 0;
  kept.assigned = start.assigned;
  kept.savedBy = place;
  kept.available = history.cacheWritten ? std::optional(profile) : std::nullopt;
  kept.hadProfile = kept.hadProfile || profile;
}

Kept keptBy(const History& history, std::size_t starts) {
  Kept kept;
  for (std::size_t i = 0; i < starts; ++i) {
    leave(history.starts[i], history, i, kept);
  }
  return kept;
}

// --- the grammar of a start ----------------------------------------------------------------------------------------

class Writer {
 public:
  Writer(Dice& dice, Start& start) : dice_(dice), start_(start) {}

  void opening() {
    for (const std::uint32_t id : {705U, 286U, 285U, 167U, 165U}) {
      if (id == 705 || dice_.percent(80)) {
        add(id, 4, {}, id == 705);
        start_.records.back().opening = true;
      }
    }
    noise(3);
  }

  void write(const Kept& kept) {
    opening();
    switch (start_.kind) {
      case StartKind::offline:
        offline(kept);
        break;
      case StartKind::provisioned:
        network(60);
        add(163, 4, {}, true);
        break;
      case StartKind::skipped:
        network(60);
        add(162, 4, {}, true);
        break;
      default:
        question();
        if (dice_.percent(10)) {
          unreachable();
          add(160, 4, {}, true);
        }
        answer();
    }
    noise(2);
    if (start_.kind != StartKind::offline) {
      network(20);
    }
    const bool hasNetwork = std::ranges::find(start_.records, 164U, &Record::id) != start_.records.end();
    if (hasNetwork && dice_.percent(10)) {
      add(165, 3);
    }
  }

 private:
  using Data = std::vector<std::pair<std::string, std::string>>;

  void add(std::uint32_t id, std::uint8_t level = 4, Data data = {}, bool needed = false) {
    start_.records.push_back({id, level, std::move(data), needed, false});
  }

  // What is logged by the hundred, and messages of newer Windows that have the numbers of answers.
  void noise(std::uint64_t most) {
    for (std::uint64_t left = dice_.below(most + 1); left > 0; --left) {
      switch (dice_.below(7)) {
        case 0:
          add(1005, 2, {{"HRESULT", "0x8007000D"}});
          break;
        case 1:
          add(807, 3, {{"HRESULT", "0x80070002"}});
          break;
        case 2:
          add(815, 4, {{"Message1", "policy read"}});
          break;
        case 3:
          add(101, 4, {{"PolicyName", "CloudAssignedRegion"}});
          break;
        default:
          add(100, 3, {{"Message1", "CloudAssignedLanguage"}});
      }
    }
  }

  void network(std::uint64_t chance) {
    if (dice_.percent(chance)) {
      add(164);
    }
  }

  void offline(const Kept& kept) {
    if (dice_.percent(20)) {
      add(710, 2, {{"HRESULT", "0x800704CF"}});
    }
    // A tool asks for the state that the profile has; nobody asks the service.
    if (dice_.percent(25)) {
      add(153, 4, {{"UpdateState", kept.holdsProfile() ? "3" : "1"}});
    }
  }

  void question() {
    if (dice_.percent(10)) {
      add(710, 2, {{"HRESULT", "0x800704CF"}, {"Uri", "https://ztd.dds.microsoft.com"}});
    }
    switch (dice_.below(8)) {
      case 0:
        add(164, 4, {}, true);
        break;
      case 1:
        add(160, 4, {}, true);
        break;
      case 2:
        add(160, 4, {}, true);
        add(164, 4, {}, true);
        break;
      default:
        add(164, 4, {}, true);
        add(160, 4, {}, true);
    }
    noise(1);
  }

  void state(const char* value, bool needed = false) { add(153, 4, {{"UpdateState", value}}, needed); }

  void answer() {
    switch (start_.kind) {
      case StartKind::unseen:
        add(161, 4, {}, true);
        break;
      case StartKind::unreachable:
        unreachable();
        break;
      case StartKind::profile:
        profile();
        break;
      case StartKind::noProfile:
        withoutProfile();
        break;
      case StartKind::refused:
        refusal();
        break;
      default:
        break;
    }
  }

  void unreachable() {
    const std::string code = dice_.among(std::array{"0x80072EE2", "0x80072EE7", "0x80072F8F"});
    const bool both = dice_.percent(40);
    if (both || dice_.percent(70)) {
      add(710, 2, {{"HRESULT", code}, {"Uri", "https://ztd.dds.microsoft.com/v1"}}, !both);
    }
    if (both || start_.records.back().id != 710) {
      add(706, 2, {{"HRESULT", code}}, true);
    }
  }

  void profile() {
    const bool byState = dice_.percent(15);
    if (!byState) {
      add(703, 4, {}, true);
      add(702);
    }
    if (dice_.percent(80)) {
      add(161);
    }
    if (byState || dice_.percent(70)) {
      if (dice_.percent(50)) {
        state(dice_.percent(50) ? "1" : "NotProvisioned");
      }
      if (dice_.percent(30)) {
        state("2");
      }
      state(dice_.percent(80) ? "3" : "Available", true);
    }
    if (start_.unattested) {
      add(171, 2, {{"HRESULT", "0x801C03EA"}}, true);
      add(172, 2, {{"HRESULT", "0x801C03EA"}});
    } else if (dice_.percent(10)) {
      add(171, 2, {{"HRESULT", "0x801C03EA"}});
      add(169, 4, {}, true);
    }
  }

  void withoutProfile() {
    const bool byState = dice_.percent(15);
    if (!byState) {
      add(dice_.percent(80) ? 704 : dice_.percent(50) ? 701 : 314, 4, {}, true);
      add(702);
    }
    if (dice_.percent(80)) {
      add(161);
    }
    if (byState || dice_.percent(70)) {
      state(dice_.percent(80) ? "1" : "NotProvisioned", byState);
    }
  }

  void refusal() {
    if (start_.inFileAlone) {
      if (dice_.percent(60)) {
        add(704);
      }
      add(161, 4, {}, true);
      return;
    }
    if (start_.code == 807 && dice_.percent(25)) {
      add(709, 2, {{"Message", "ZtdDeviceIsNotRegistered"}}, true);
    } else {
      add(start_.code, 2, {}, true);
    }
    if (dice_.percent(50)) {
      state("1");
    }
    if (dice_.percent(50)) {
      add(161);
    }
  }

  Dice& dice_;
  Start& start_;
};

Start inventedStart(Dice& dice, const Kept& kept) {
  Start start;
  start.kind = static_cast<StartKind>(dice.below(9));
  const bool impossible = (start.kind == StartKind::provisioned && !kept.holdsProfile()) ||
                          (start.kind == StartKind::skipped && kept.available != false);
  start.kind = impossible ? StartKind::unanswered : start.kind;
  start.code = dice.among(std::array{807U, 809U, 815U, 908U});
  start.inFileAlone = dice.percent(30);
  start.answerSaved = dice.percent(80);
  start.assigned = dice.percent(70);
  start.unattested = start.kind == StartKind::profile && dice.percent(20);
  if (dice.percent(8)) {
    start.clockStep = static_cast<std::int64_t>(dice.below(2 * 400 * 24 * 60)) - 400LL * 24 * 60;
  }
  Writer(dice, start).write(kept);
  return start;
}

// --- the device ----------------------------------------------------------------------------------------------------

class DisorderedHost : public FakeHost {
 public:
  explicit DisorderedHost(std::uint64_t seed) : seed_(seed) {}
  Result<EventAnswer> events(const EventQuery& query) const override {
    Result<EventAnswer> answer = FakeHost::events(query);
    if (answer) {
      Dice dice(seed_);
      for (std::size_t i = answer->records.size(); i > 1; --i) {
        std::swap(answer->records[i - 1], answer->records[dice.below(i)]);
      }
    }
    return answer;
  }

 private:
  std::uint64_t seed_;
};

struct Written {
  const Record* record;
  UtcTime time;
  std::size_t start;
};

// The records in the order of the log, with the device's clock of the moment.
std::vector<Written> logOf(const History& history) {
  std::vector<Written> log;
  std::int64_t now = registration::start.milliseconds;
  for (std::size_t i = 0; i < history.starts.size(); ++i) {
    now += history.starts[i].clockStep * minute + 3 * minute;
    for (const Record& record : history.starts[i].records) {
      now += 7'000;
      log.push_back({&record, UtcTime{now}, i});
    }
  }
  if (history.damage == Damage::mixed && history.starts.size() > 1) {
    // The opening of the last start moves to before the last record of the start before it, with the times of there.
    const std::size_t last = history.starts.size() - 1;
    const auto isOpening = [&](const Written& entry) { return entry.start == last && entry.record->opening; };
    std::vector<Written> moved;
    std::ranges::copy_if(log, std::back_inserter(moved), isOpening);
    std::erase_if(log, isOpening);
    auto at = std::ranges::find(log, last, &Written::start);
    at -= 1;
    for (Written& entry : moved) {
      entry.time = at->time;
    }
    log.insert(at, moved.begin(), moved.end());
  }
  return log;
}

registration::Data dataOf(const Record& record, const History& history, std::size_t place) {
  registration::Data data = record.data;
  if (history.damage != Damage::fields || data.empty()) {
    return data;
  }
  Dice dice(history.amount + place);
  switch (dice.below(6)) {
    case 0:
      data.front().first = "Renamed";
      break;
    case 1:
      data.front().second.clear();
      break;
    case 2:
      data.push_back(data.front());
      break;
    case 3:
      data.insert(data.begin(), {data.front().first, data.front().second == "1" ? "3" : "1"});
      break;
    default:
      break;
  }
  return data;
}

// The newest record that is more than noise: a log without any looks like one that has never been written to.
std::size_t lastOfNote(const std::vector<Written>& log) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < log.size(); ++i) {
    last = log[i].record->opening || log[i].record->needed ? i : last;
  }
  return last;
}

void setLog(FakeHost& host, const History& history) {
  const std::string provider =
      history.oldNames ? "Microsoft-Windows-Provisioning-Diagnostics-Provider" : registration::provider;
  const std::string channel = provider + (history.oldNames ? "/AutoPilot" : "/Autopilot");
  FakeHost::FakeChannel& log = host.eventChannels[channel];
  if (history.damage == Damage::logDenied) {
    log.error = denied("read event log");
    return;
  }
  if (history.damage == Damage::logNotCollected) {
    log.error = errorOf(ErrorKind::notCollected, "read event log", "not recorded");
    return;
  }
  const std::vector<Written> written = logOf(history);
  const std::size_t gone = history.damage == Damage::beginsLater ? std::min(history.amount, lastOfNote(written)) : 0;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (i < gone) {
      continue;
    }
    const Record& record = *written[i].record;
    log.records.push_back({channel, provider, record.id, record.level, i + 1, written[i].time,
                           registration::eventXml(provider, channel, record.id, record.level, i + 1, written[i].time,
                                                  dataOf(record, history, i))});
  }
}

std::string savedAnswer(const Kept& kept, UtcTime at) {
  const std::string date = fmt::format(R"("PolicyDownloadDate":"{}")", isoText(at));
  switch (kept.file) {
    case Saved::refusal:
      return fmt::format(R"({{"ErrorCode":{},{}}})", kept.code, date);
    case Saved::noProfile:
      return "{" + date + "}";
    default:
      return fmt::format(R"({{{},"CloudAssignedTenantId":"{}","DeploymentProfileName":"Field laptops",)"
                         R"("CloudAssignedTenantDomain":"contoso.example","IsExplicitProfileAssignment":{}}})",
                         date, registration::tenantId, kept.assigned);
  }
}

void setKept(FakeHost& host, const History& history) {
  const Kept kept = keptBy(history, history.starts.size());
  UtcTime at = registration::start;
  for (const Written& entry : logOf(history)) {
    at = entry.start == kept.savedBy ? entry.time : at;
  }
  if (kept.file != Saved::nothing) {
    host.setFile(registration::answerFile, registration::utf16File(savedAnswer(kept, at)), at);
  }
  if (kept.available) {
    host.setNumber(registration::cacheKey, "ProfileAvailable", *kept.available ? 1 : 0);
    const bool cached = *kept.available || (kept.hadProfile && history.staleCache);
    host.setText(registration::cacheKey, "PolicyJsonCache",
                 cached ? registration::profileJson(kept.assigned) : std::string());
  }
  if (kept.hadProfile && history.tracesKept) {
    registration::setTraces(host);
  }
  if (history.damage == Damage::fileDenied) {
    host.setFileError(registration::answerFile, denied("open the saved answer"));
  }
  if (history.damage == Damage::cacheTimedOut) {
    host.setRegistryError(registration::cacheKey, timedOut("open the cache"));
  }
}

// --- the truth -----------------------------------------------------------------------------------------------------

std::string refusalId(std::uint32_t code) {
  return code == 807   ? "not-registered"
         : code == 809 ? "profile-deleted"
         : code == 815 ? "registered-no-profile"
                       : "hardware-mismatch";
}

std::string profileId(bool assigned) {
  return assigned ? "registered-profile-assigned" : "registered-default-profile";
}

// Of a start that got no answer: what the device keeps of earlier ones, if that is an answer.
std::set<std::string> byKept(const Kept& kept) {
  if (kept.holdsProfile()) {
    return {profileId(kept.assigned)};
  }
  if (kept.file == Saved::refusal) {
    return {refusalId(kept.code)};
  }
  if (kept.file == Saved::noProfile) {
    return {kept.hadProfile ? "profile-lost" : "answered-no-profile"};
  }
  if (kept.available == false) {
    return {kept.hadProfile ? "profile-lost" : "blank-profile-cached"};
  }
  return {};
}

std::set<std::string> orElse(std::set<std::string> ids, std::string id) {
  return ids.empty() ? std::set<std::string>{std::move(id)} : ids;
}

// What holds after the first `starts` starts, when everything can be read.
std::set<std::string> exactly(const History& history, std::size_t starts) {
  const Start& newest = history.starts[starts - 1];
  const Kept kept = keptBy(history, starts);
  switch (newest.kind) {
    case StartKind::profile:
      return {profileId(newest.assigned)};
    case StartKind::noProfile:
      return {kept.hadProfile ? "profile-lost" : "answered-no-profile"};
    case StartKind::refused:
      return {refusalId(newest.code)};
    case StartKind::offline:
      return orElse(byKept(kept), "not-asked-yet");
    case StartKind::provisioned:
      return byKept(kept);
    case StartKind::skipped:
      return kept.file == Saved::refusal ? byKept(kept)
             : kept.hadProfile           ? std::set<std::string>{"profile-lost"}
                                         : std::set<std::string>{"blank-profile-cached", "answered-no-profile"};
    case StartKind::unanswered:
      return kept.holdsProfile() ? byKept(kept) : std::set<std::string>{"asked-no-answer"};
    case StartKind::unreachable:
      return kept.holdsProfile() ? byKept(kept) : std::set<std::string>{"service-unreachable"};
    case StartKind::unseen: {
      // The newest answer is not to be seen: what is kept may be older than it.
      std::set<std::string> ids = byKept(kept);
      ids.insert("cannot-know");
      return ids;
    }
  }
  return {};
}

bool clockWasSetBack(const History& history) {
  return std::ranges::any_of(history.starts, [](const Start& start) { return start.clockStep < 0; });
}

void merge(std::set<std::string>& into, const std::set<std::string>& ids) {
  into.insert(ids.begin(), ids.end());
}

// What may be said where something was taken away: less than what holds, but nothing that does not hold.
void addWeaker(const History& history, std::set<std::string>& allowed) {
  const Start& newest = history.starts.back();
  const Kept kept = keptBy(history, history.starts.size());
  allowed.insert("cannot-know");
  const bool asked =
      newest.kind != StartKind::offline && newest.kind != StartKind::provisioned && newest.kind != StartKind::skipped;
  const bool answered = asked && newest.kind != StartKind::unanswered && newest.kind != StartKind::unreachable;
  if (asked && (!answered || newest.inFileAlone || history.damage == Damage::fields)) {
    allowed.insert("asked-no-answer");
  }
  if (newest.kind == StartKind::unreachable) {
    allowed.insert("service-unreachable");
  }
  if (!answered || newest.kind == StartKind::unseen) {
    merge(allowed, byKept(kept));
  }
  const bool no = kept.available == false || kept.file == Saved::noProfile || kept.file == Saved::refusal ||
                  newest.kind == StartKind::noProfile || newest.kind == StartKind::refused;
  if (no) {
    merge(allowed, {"answered-no-profile", "blank-profile-cached"});
    if (kept.hadProfile) {
      allowed.insert("profile-lost");
    }
  }
  if (kept.holdsProfile()) {
    merge(allowed, {profileId(true), profileId(false)});
  }
}

std::string words(const Start& start) {
  constexpr std::array<std::string_view, 9> names{"offline",    "unanswered", "unseen",      "unreachable", "profile",
                                                  "no profile", "refused",    "provisioned", "skipped"};
  std::string text(names[static_cast<std::size_t>(start.kind)]);
  text += start.kind == StartKind::refused ? fmt::format(" {}", start.code) : "";
  text += start.kind == StartKind::refused && start.inFileAlone ? " (in the file alone)" : "";
  text += start.kind == StartKind::profile && !start.assigned ? " (default)" : "";
  text += start.unattested ? " (unattested)" : "";
  text += start.answerSaved ? "" : " (not saved)";
  text += start.clockStep == 0 ? "" : fmt::format(" (clock {:+} min)", start.clockStep);
  text += ":";
  for (const Record& record : start.records) {
    text += fmt::format(" {}", record.id);
    if (record.id == 153 || record.id == 709) {
      text += fmt::format("({})", record.data.front().second);
    }
  }
  return text;
}

}  // namespace

History invented(std::uint64_t seed) {
  Dice dice(seed);
  History history;
  history.seed = seed;
  history.cacheWritten = dice.percent(85);
  history.tracesKept = dice.percent(85);
  history.staleCache = dice.percent(15);
  history.inDisorder = dice.percent(25);
  history.oldNames = dice.percent(5);
  for (std::uint64_t left = 1 + dice.below(4); left > 0; --left) {
    history.starts.push_back(inventedStart(dice, keptBy(history, history.starts.size())));
  }
  if (dice.percent(35)) {
    history.damage = static_cast<Damage>(1 + dice.below(7));
    if (history.damage == Damage::mixed && history.starts.size() == 1) {
      history.damage = Damage::fields;
    }
    history.amount = history.damage == Damage::beginsLater ? 1 + dice.below(logOf(history).size()) : dice.below(1000);
  }
  return history;
}

bool isPossible(const History& history) {
  for (std::size_t i = 0; i < history.starts.size(); ++i) {
    const Kept kept = keptBy(history, i);
    const StartKind kind = history.starts[i].kind;
    if ((kind == StartKind::provisioned && !kept.holdsProfile()) ||
        (kind == StartKind::skipped && kept.available != false)) {
      return false;
    }
  }
  return !history.starts.empty() && (history.damage != Damage::mixed || history.starts.size() > 1);
}

Truth truthOf(const History& history) {
  const Start& newest = history.starts.back();
  Truth truth{exactly(history, history.starts.size()), {}};
  if (history.damage == Damage::mixed && history.starts.size() > 1) {
    merge(truth.allowed, exactly(history, history.starts.size() - 1));
    merge(truth.allowed, {"asked-no-answer", "not-asked-yet"});
    // A network of the start before, and the state that a tool asks for, look like a question and its answer.
    if (newest.kind == StartKind::offline) {
      truth.allowed.insert(keptBy(history, history.starts.size()).hadProfile ? "profile-lost" : "answered-no-profile");
    }
  }
  const bool undecidable = newest.kind == StartKind::refused && newest.inFileAlone && clockWasSetBack(history);
  if (history.damage != Damage::none || undecidable) {
    addWeaker(history, truth.allowed);
  } else {
    truth.attestationFailed = newest.kind == StartKind::profile && newest.unattested;
  }
  return truth;
}

std::unique_ptr<FakeHost> deviceOf(const History& history) {
  std::unique_ptr<FakeHost> host =
      history.inDisorder ? std::make_unique<DisorderedHost>(history.seed) : std::make_unique<FakeHost>();
  host->clockNow->now = UtcTime{logOf(history).back().time.milliseconds + 2 * minute};
  setLog(*host, history);
  setKept(*host, history);
  return host;
}

std::string words(const History& history) {
  constexpr std::array<std::string_view, 8> damages{"none",         "log denied",      "log not collected",
                                                    "file denied",  "cache timed out", "log begins later",
                                                    "starts mixed", "fields damaged"};
  std::string text =
      fmt::format("seed {}, damage: {}", history.seed, damages[static_cast<std::size_t>(history.damage)]);
  text += history.damage == Damage::beginsLater ? fmt::format(" (by {} records)", history.amount) : "";
  text += history.cacheWritten ? "" : ", no ProfileAvailable";
  text += history.tracesKept ? "" : ", no traces of a profile";
  text += history.staleCache ? ", stale cache" : "";
  text += history.inDisorder ? ", records in no order" : "";
  text += history.oldNames ? ", old provider" : "";
  for (const Start& start : history.starts) {
    text += "\n  " + words(start);
  }
  return text;
}

std::vector<History> smaller(const History& history) {
  std::vector<History> all;
  const auto propose = [&](const auto& change) {
    History less = history;
    change(less);
    all.push_back(std::move(less));
  };
  for (std::size_t i = 0; i < history.starts.size(); ++i) {
    propose([&](History& less) { less.starts.erase(less.starts.begin() + static_cast<std::ptrdiff_t>(i)); });
  }
  if (history.damage != Damage::none) {
    propose([](History& less) { less.damage = Damage::none; });
  }
  for (bool History::*flag : {&History::staleCache, &History::inDisorder, &History::oldNames}) {
    if (history.*flag) {
      propose([&](History& less) { less.*flag = false; });
    }
  }
  for (std::size_t i = 0; i < history.starts.size(); ++i) {
    if (history.starts[i].clockStep != 0) {
      propose([&](History& less) { less.starts[i].clockStep = 0; });
    }
    for (std::size_t j = 0; j < history.starts[i].records.size(); ++j) {
      if (!history.starts[i].records[j].needed) {
        propose([&](History& less) {
          less.starts[i].records.erase(less.starts[i].records.begin() + static_cast<std::ptrdiff_t>(j));
        });
      }
    }
  }
  return all;
}

}  // namespace preflight::test::history
