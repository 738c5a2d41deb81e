// preflight hash decode, check, compare.

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/hash_words.h"
#include "cli/states.h"
#include "export/hash_input.h"
#include "hash/records.h"
#include "smbios/placeholder.h"
#include "text/hash_id.h"

namespace preflight {
namespace {

constexpr std::size_t mostCompared = 1000;  // hashes of one file that one is looked for among

hash::CheckContext contextOf(const FoundHash& found, UtcTime now) {
  return {now, found.serialNumber, smbios::isPlaceholderSerial};
}

UtcTime timeNow() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string jsonText(const nlohmann::ordered_json& tree) {
  return tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

// One hash is an object, several are an array of them: the first one waits for the second.
class JsonList {
 public:
  explicit JsonList(Console& console) : console_(console) {}

  void add(const nlohmann::ordered_json& tree) {
    if (count_ == 0) {
      first_ = jsonText(tree);
    } else {
      console_.out((count_ == 1 ? "[\n" + first_ : std::string()) + ",\n" + jsonText(tree));
    }
    ++count_;
  }
  void end() {
    if (count_ > 0) {
      console_.out(count_ == 1 ? first_ + "\n" : "\n]\n");
    }
  }

 private:
  Console& console_;
  std::size_t count_ = 0;
  std::string first_;
};

std::string place(const FoundHash& found) {
  return found.line == 0
             ? std::string()
             : say(HashId::place,
                   {{"line", std::to_string(found.line)},
                    {"serial", found.serialNumber.empty() ? say(HashId::none) : printable(found.serialNumber, 80)}});
}

bool worthALine(const hash::Checked& checked) {
  return !checked.problems.empty() && hash::severityOf(checked.problems.front().code) != hash::Severity::info;
}

// Text of a check: one hash is shown in full, of several those that a person must look at.
class CheckText {
 public:
  explicit CheckText(Console& console) : console_(console) {}

  void add(const FoundHash& found, const hash::Checked& checked) {
    ++count_;
    valid_ += checked.valid ? 1 : 0;
    if (count_ == 1) {
      first_ = summaryText(place(found), checked) + problemsText(checked);
      showFirst_ = worthALine(checked);
      return;
    }
    if (count_ == 2 && showFirst_) {
      console_.out(first_);
    }
    if (worthALine(checked)) {
      console_.out(summaryText(place(found), checked) + problemsText(checked));
    }
  }
  void end() {
    if (count_ == 1) {
      console_.out(first_);
    } else if (count_ > 1) {
      console_.out(stateLine(0, stateName(valid_ == count_ ? State::pass : State::fail),
                             say(HashId::summaryMany, {{"count", std::to_string(count_)},
                                                       {"valid", std::to_string(valid_)},
                                                       {"invalid", std::to_string(count_ - valid_)}})));
    }
  }

 private:
  Console& console_;
  std::size_t count_ = 0;
  std::size_t valid_ = 0;
  std::string first_;
  bool showFirst_ = false;
};

Exit ended(const Result<HashInput>& input, bool valid, Console& console) {
  if (!input) {
    sayError(console, input.error(), say(HashId::readAdvice));
    return Exit::inputUnusable;
  }
  return valid ? Exit::done : Exit::notInOrder;
}

Exit runDecode(const HashOptions& options, Console& console) {
  const UtcTime now = timeNow();
  JsonList json(console);
  bool valid = true;
  const Result<HashInput> input = readHashes(options.input, [&](const FoundHash& found) {
    const hash::Checked checked = hash::check(found.base64, contextOf(found, now));
    valid = valid && checked.valid;
    if (options.json) {
      json.add(decodedJson(checked));
    } else {
      console.out(decodedText(place(found), checked));
    }
  });
  json.end();
  return ended(input, valid, console);
}

Exit runCheck(const HashOptions& options, Console& console) {
  const UtcTime now = timeNow();
  JsonList json(console);
  CheckText text(console);
  bool valid = true;
  const Result<HashInput> input = readHashes(options.input, [&](const FoundHash& found) {
    const hash::Checked checked = hash::check(found.base64, contextOf(found, now));
    valid = valid && checked.valid;
    if (!options.json) {
      text.add(found, checked);
      return;
    }
    nlohmann::ordered_json tree = verdictJson(checked);
    if (found.line > 0) {
      tree["line"] = found.line;
    }
    json.add(tree);
  });
  json.end();
  text.end();
  return ended(input, valid, console);
}

Result<std::vector<hash::Checked>> readAll(const std::string& name) {
  std::vector<hash::Checked> all;
  bool tooMany = false;
  const Result<HashInput> input = readHashes(name, [&](const FoundHash& found) {
    tooMany = tooMany || all.size() == mostCompared;
    if (!tooMany) {
      all.push_back(hash::check(found.base64, {}));
    }
  });
  if (!input) {
    return tl::unexpected(input.error());
  }
  if (tooMany) {
    return fail(ErrorKind::invalid, say(HashId::fileRead, {{"file", printable(name, 80)}}),
                say(HashId::tooMany, {{"most", std::to_string(mostCompared)}}));
  }
  return all;
}

// The only one, or the only one with the serial number of the other side's only one.
const hash::Checked* pick(const std::vector<hash::Checked>& from, const std::vector<hash::Checked>& other) {
  if (from.size() == 1) {
    return &from.front();
  }
  if (other.size() != 1) {
    return nullptr;
  }
  const std::string_view wanted = trimmed(hash::rawText(other.front().records, hash::RecordType::serialNumber));
  const hash::Checked* found = nullptr;
  for (const hash::Checked& candidate : from) {
    if (!wanted.empty() &&
        equalIgnoringCase(wanted, trimmed(hash::rawText(candidate.records, hash::RecordType::serialNumber)))) {
      if (found != nullptr) {
        return nullptr;
      }
      found = &candidate;
    }
  }
  return found;
}

Exit runCompare(const HashOptions& options, Console& console) {
  const Result<std::vector<hash::Checked>> before = readAll(options.input);
  const Result<std::vector<hash::Checked>> after =
      before ? readAll(options.second) : Result<std::vector<hash::Checked>>(tl::unexpected(before.error()));
  if (!after) {
    sayError(console, after.error(), say(HashId::readAdvice));
    return Exit::inputUnusable;
  }
  const hash::Checked* a = pick(*before, *after);
  const hash::Checked* b = pick(*after, *before);
  if (a == nullptr || b == nullptr) {
    sayError(console, say(HashId::ambiguous), say(HashId::ambiguousAdvice));
    return Exit::usage;
  }
  const hash::Comparison comparison = hash::compare(*a, *b);
  console.out(options.json ? jsonText(comparisonJson(comparison)) + "\n" : comparisonText(comparison));
  return comparison.conclusion == hash::Conclusion::same ? Exit::done : Exit::notInOrder;
}

}  // namespace

Exit runHash(const HashOptions& options, Console& console) {
  switch (options.action) {
    case HashOptions::Action::decode:
      return runDecode(options, console);
    case HashOptions::Action::check:
      return runCheck(options, console);
    case HashOptions::Action::compare:
      return runCompare(options, console);
  }
  return Exit::usage;
}

}  // namespace preflight
