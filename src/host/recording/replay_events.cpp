// Event records out of a recording: one channel is one file, read as a stream and only when it is asked about.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/lines.h"
#include "host/recording/names.h"
#include "host/recording/parts.h"

namespace preflight::recording {
namespace {

template <class T>
bool among(const std::vector<T>& list, T value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& each) { return equalIgnoringCase(each, name); });
}

std::uint16_t providerNumber(EventIndex& index, const Node& node) {
  const std::string provider = node.text();
  const auto found = std::find_if(index.providers.begin(), index.providers.end(),
                                  [&](const std::string& each) { return equalIgnoringCase(each, provider); });
  if (found == index.providers.end()) {
    if (index.providers.size() > UINT16_MAX) {
      node.misfit("is one provider too many");
    }
    index.providers.push_back(lower(provider));
    return static_cast<std::uint16_t>(index.providers.size() - 1);
  }
  return static_cast<std::uint16_t>(found - index.providers.begin());
}

EventIndex::Line indexed(const Node& line, EventIndex& index) {
  const auto id = static_cast<std::uint32_t>(line.at("id").unsignedNumber(UINT32_MAX));
  const auto level = static_cast<std::uint8_t>(line.at("level").unsignedNumber(UINT8_MAX));
  return {id, providerNumber(index, line.at("provider")), level};
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
Result<bool> openChannel(const Members& members, Lines& lines, std::string_view name) {
  const Result<Document> header = lines.open();
  if (!header) {
    return tl::unexpected(header.error());
  }
  return decode<bool>(members, lines.place(), **header, [&](const Node& node) {
    const Node named = node.at("channel");
    if (!equalIgnoringCase(named.text(), name)) {
      named.misfit(fmt::format("is not '{}', as events.json says", name));
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
        channel.providers = textsFrom(*providers);
      }
      part.channels_.push_back(std::move(channel));
    });
    if (const auto providers = root.find("providers")) {
      providers->each([&](const Node& each) {
        const auto error = each.find("error");
        part.providers_.insert_or_assign(lower(each.at("provider").text()),
                                         error ? Result<std::vector<std::string>>(tl::unexpected(errorFrom(*error)))
                                               : Result<std::vector<std::string>>(textsFrom(each.at("channels"))));
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
    return notSwept(fmt::format("channels of event provider {}", provider));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

Result<EventIndex> EventsPart::readIndex(const Members& members, const Channel& channel) {
  Lines lines(members, channel.member);
  const Result<bool> complete = openChannel(members, lines, channel.name);
  if (!complete) {
    return tl::unexpected(complete.error());
  }
  EventIndex index;
  index.complete = *complete;
  for (;;) {
    const Result<Document> line = lines.next();
    if (!line) {
      return tl::unexpected(line.error());
    }
    if (!*line) {
      return index;
    }
    const auto entry = decode<EventIndex::Line>(members, lines.place(), **line,
                                                [&](const Node& node) { return indexed(node, index); });
    if (!entry) {
      return tl::unexpected(entry.error());
    }
    index.lines.push_back(*entry);
  }
}

Result<void> EventsPart::addFrom(const Members& members, const Channel& channel, const EventQuery& query,
                                 EventAnswer& answer) const {
  const Result<EventIndex>& index = channel.index->get([&] { return readIndex(members, channel); });
  if (!index) {
    return tl::unexpected(index.error());
  }
  std::vector<std::size_t> wanted = asked(*index, query);
  answer.complete = answer.complete && index->complete && wanted.size() <= query.limit;
  answer.matching += wanted.size();
  answer.matchingWhole = answer.matchingWhole && index->complete;
  wanted.resize(std::min(wanted.size(), query.limit));
  if (wanted.empty()) {
    return {};
  }
  Lines lines(members, channel.member);
  if (const Result<bool> opened = openChannel(members, lines, channel.name); !opened) {
    return tl::unexpected(opened.error());
  }
  std::size_t passed = 0;
  for (const std::size_t number : wanted) {
    const Result<Document> line = lines.skip(number - passed).and_then([&] { return lines.next(); });
    if (!line) {
      return tl::unexpected(line.error());
    }
    passed = number + 1;
    Result<EventRecord> record = decode<EventRecord>(members, lines.place(), **line, eventFrom);
    if (!record) {
      return tl::unexpected(record.error());
    }
    record->channel = channel.name;
    answer.records.push_back(*std::move(record));
  }
  return {};
}

Result<EventAnswer> EventsPart::answer(const Members& members, const EventQuery& query) const {
  EventAnswer answer;
  const auto add = [&](std::string_view name) -> Result<void> {
    const Channel* channel = find(name, query.provider);
    if (channel == nullptr) {
      return notSwept(fmt::format("event log {}", name));
    }
    return channel->error ? Result<void>(tl::unexpected(*channel->error)) : addFrom(members, *channel, query, answer);
  };
  if (!query.channel.empty()) {
    if (auto added = add(query.channel); !added) {
      return tl::unexpected(added.error());
    }
    return answer;
  }
  const Result<std::vector<std::string>> names = channels(query.provider);
  if (!names) {
    return tl::unexpected(names.error());
  }
  for (const std::string& each : *names) {
    if (auto added = add(each); !added) {
      answer.problems.push_back(added.error());
    }
  }
  return answer;
}

}  // namespace preflight::recording
