// Event records out of a recording: one channel is one file, read as a stream and only when it is asked about.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/lines.h"
#include "host/recording/names.h"
#include "host/recording/parts.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

template <class T>
bool among(const std::vector<T>& list, T value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& each) { return equalIgnoringCase(each, name); });
}

// Gives each provider of a channel a number.
class ProviderNumbers {
 public:
  explicit ProviderNumbers(EventIndex& index) : index_(index) {}

  std::uint16_t of(const Node& node) {
    const auto [found, isNew] = numbers_.try_emplace(lower(node.text()), static_cast<std::uint16_t>(numbers_.size()));
    if (isNew) {
      if (index_.providers.size() > UINT16_MAX) {
        node.misfit(ErrorId::whyMisfitProvider);
      }
      index_.providers.push_back(found->first);
    }
    return found->second;
  }

 private:
  EventIndex& index_;
  std::map<std::string, std::uint16_t> numbers_;
};

EventIndex::Line indexed(const Node& line, ProviderNumbers& providers) {
  return {from<std::uint32_t>(line.at("id")), providers.of(line.at("provider")), from<std::uint8_t>(line.at("level"))};
}

// Which lines of the file, counted from 0 after its header, answer the question; newest first.
std::vector<std::size_t> asked(const EventIndex& index, const EventQuery& query) {
  std::vector<std::size_t> lines;
  const std::string provider = lower(query.provider);
  for (std::size_t i = 0; i < index.lines.size(); ++i) {
    const EventIndex::Line& line = index.lines[i];
    if ((provider.empty() || index.providers[line.provider] == provider) && among(query.ids, line.id) &&
        among(query.levels, line.level)) {
      lines.push_back(i);
    }
  }
  return lines;
}

// The header; gives whether the channel was swept to its end.
Result<bool> openChannel(Lines& lines, std::string_view name) {
  TRY(const Json header, lines.open());
  return lines.decode<bool>(header, [&](const Node& node) {
    const Node named = node.at("channel");
    if (!equalIgnoringCase(named.text(), name)) {
      named.misfit({ErrorId::whyMisfitChannel, {{"name", name}}});
    }
    return node.at("complete").boolean();
  });
}

}  // namespace

Result<EventsPart> EventsPart::read(const Members& members) {
  return decodeMember<EventsPart>(members, MemberName::events, [](const Node& root) {
    EventsPart part;
    root.at("channels").each([&](const Node& each) {
      Channel channel;
      channel.name = each.at("channel").text();
      if (const auto provider = each.find("provider")) {
        channel.provider = provider->text();
      }
      if (const auto error = each.find("error")) {
        channel.error = errorFrom(*error);
      } else {
        channel.member = each.at("member").text();
      }
      if (const auto providers = each.find("providers")) {
        channel.providers = from<std::vector<std::string>>(*providers);
      }
      part.channels_.push_back(std::move(channel));
    });
    if (const auto providers = root.find("providers")) {
      providers->each([&](const Node& each) {
        part.providers_.insert_or_assign(lower(each.at("provider").text()),
                                         answerFrom<std::vector<std::string>>(each, "channels"));
      });
    }
    return part;
  });
}

// What was swept of `channel` and answers a question about `provider`.
const EventsPart::Channel* EventsPart::find(std::string_view channel, std::string_view provider) const {
  const Channel* part = nullptr;
  for (const Channel& each : channels_) {
    if (!equalIgnoringCase(each.name, channel)) {
      continue;
    }
    if (each.provider.empty()) {
      return &each;
    }
    if (!provider.empty() && equalIgnoringCase(each.provider, provider)) {
      part = &each;
    }
  }
  return part;
}

Result<std::vector<std::string>> EventsPart::channels(std::string_view provider) const {
  if (const auto found = providers_.find(lower(provider)); found != providers_.end()) {
    return found->second;
  }
  std::set<std::string> names;
  for (const Channel& each : channels_) {
    if (contains(each.providers, provider)) {
      names.insert(each.name);
    }
  }
  if (names.empty()) {
    return notSwept({ErrorId::stepChannels, {{"what", provider}}});
  }
  return std::vector<std::string>(names.begin(), names.end());
}

Result<EventIndex> EventsPart::readIndex(const Members& members, const Channel& channel) {
  Lines lines(members, channel.member);
  EventIndex index;
  ProviderNumbers providers(index);
  TRY(index.complete, openChannel(lines, channel.name));
  for (;;) {
    TRY(const std::optional<Json> line, lines.next());
    if (!line) {
      return index;
    }
    TRY(const EventIndex::Line entry,
        lines.decode<EventIndex::Line>(*line, [&](const Node& node) { return indexed(node, providers); }));
    index.lines.push_back(entry);
  }
}

Result<void> EventsPart::addFrom(const Members& members, const Channel& channel, const EventQuery& query,
                                 EventAnswer& answer) const {
  TRY(const EventIndex& index, channel.index->get([&] { return readIndex(members, channel); }));
  std::vector<std::size_t> wanted = asked(index, query);
  answer.complete = answer.complete && index.complete && wanted.size() <= query.limit;
  answer.matching += wanted.size();
  answer.matchingWhole = answer.matchingWhole && index.complete;
  wanted.resize(std::min(wanted.size(), query.limit));
  if (wanted.empty()) {
    return {};
  }
  Lines lines(members, channel.member);
  TRY_VOID(openChannel(lines, channel.name));
  std::size_t passed = 0;
  for (const std::size_t number : wanted) {
    TRY_VOID(lines.skip(number - passed));
    TRY(const std::optional<Json> line, lines.next());
    passed = number + 1;
    TRY(EventRecord record, lines.decode<EventRecord>(*line, from<EventRecord>));
    record.channel = channel.name;
    answer.records.push_back(std::move(record));
  }
  return {};
}

Result<EventAnswer> EventsPart::answer(const Members& members, const EventQuery& query) const {
  EventAnswer answer;
  const auto add = [&](std::string_view name) -> Result<void> {
    const Channel* channel = find(name, query.provider);
    if (channel == nullptr) {
      return notSwept({ErrorId::stepEvents, {{"what", name}}});
    }
    return channel->error ? Result<void>(tl::unexpected(*channel->error)) : addFrom(members, *channel, query, answer);
  };
  if (!query.channel.empty()) {
    TRY_VOID(add(query.channel));
    return answer;
  }
  TRY(const std::vector<std::string> names, channels(query.provider));
  for (const std::string& each : names) {
    if (auto added = add(each); !added) {
      answer.problems.push_back(added.error());
    }
  }
  return answer;
}

}  // namespace preflight::recording
