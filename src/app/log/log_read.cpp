// What is asked of a device for its log: the channels and agent logs that a recording holds too.
#include <fmt/format.h>

#include <algorithm>

#include "app/log/log_data.h"
#include "base/text.h"
#include "host/recording/sweep_set.h"
#include "knowledge/knowledge.h"
#include "text/view_id.h"
#include "winlog/event_data.h"
#include "winlog/log_files.h"

namespace preflight {
namespace {

constexpr std::string_view agentFolder = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";
constexpr std::string_view taskSequenceLog = R"(%WINDIR%\CCM\Logs\SMSTS\smsts.log)";
constexpr std::size_t longestXml = 16U << 10;
constexpr std::size_t longestText = 1200;

struct ChannelLabel {
  std::string_view channel;  // a part of the name
  ViewId label;
};

// The first that fits; short enough for a column.
constexpr ChannelLabel labels[] = {
    {"ModernDeployment-Diagnostics-Provider/Autopilot", ViewId::logAutopilot},
    {"ModernDeployment-Diagnostics-Provider/ManagementService", ViewId::logManagement},
    {"ModernDeployment-Diagnostics-Provider/Diagnostics", ViewId::logDeployment},
    {"DeviceManagement-Enterprise-Diagnostics-Provider/", ViewId::logMdm},
    {"Provisioning-Diagnostics-Provider/", ViewId::logProvisioning},
    {"User Device Registration/", ViewId::logRegistration},
    {"AAD/", ViewId::logEntra},
    {"Shell-Core/", ViewId::logOobe},
    {"HelloForBusiness/", ViewId::logHello},
    {"BootstrapperAgent", ViewId::logBootstrapper},
    {"Time-Service/", ViewId::logTime},
    {"TaskScheduler/", ViewId::logTasks},
};

std::string labelOf(std::string_view channel, std::string_view provider) {
  for (const ChannelLabel& each : labels) {
    if (channel.find(each.channel) != std::string_view::npos) {
      const bool several = each.label == ViewId::logMdm;
      const std::string_view last = channel.substr(channel.rfind('/') + 1);
      return several ? fmt::format("{} {}", say(each.label), printable(last, 40)) : say(each.label);
    }
  }
  constexpr std::string_view maker = "Microsoft-Windows-";
  std::string_view name = provider.empty() ? channel : provider;
  name.remove_prefix(name.starts_with(maker) ? maker.size() : 0);
  return printable(name, 60);
}

using EventData = std::vector<winlog::EventValue>;

// All events of setup's pages share one id of Shell-Core: only their name and value show what happened, and the names
// are long and begin alike.
std::string pageText(const EventData& data) {
  if (data.size() < 2 || data[0].name != "Name" || data[1].name != "Value" || trimmed(data[1].value).empty()) {
    return {};
  }
  return fmt::format("{} \u00B7 {}", trimmed(data[1].value.substr(0, longestText)),
                     data[0].value.substr(0, longestText));
}

std::string eventText(const EventRecord& record) {
  const EventData data = winlog::eventData(record.xml, 30);
  if (equalIgnoringCase(record.provider, "Microsoft-Windows-Shell-Core")) {
    if (const std::string said = pageText(data); !said.empty()) {
      return printable(said, longestText);
    }
  }
  const knowledge::EventEntry* known = knowledge::findEvent(record.provider, record.id, record.level);
  std::string text = known == nullptr ? "" : std::string(known->meaning);
  for (const auto& [name, value] : data) {
    if (!trimmed(value).empty() && text.size() < longestText) {
      text += fmt::format("{}{}={}", text.empty() ? "" : " \u00B7 ", name, value.substr(0, longestText));
    }
  }
  return printable(text.empty() ? say(ViewId::noData) : text, longestText);
}

class Reader {
 public:
  Reader(const Host& host, const LogLimits& limits, const std::atomic<bool>& stop)
      : host_(host), limits_(limits), stop_(stop) {}

  void channels() {
    std::vector<std::pair<std::string, std::string>> wanted;  // channel, provider
    const auto add = [&](std::string_view channel, std::string_view provider) {
      const bool there = std::any_of(wanted.begin(), wanted.end(), [&](const auto& each) {
        return equalIgnoringCase(each.first, channel) && equalIgnoringCase(each.second, provider);
      });
      if (!there && wanted.size() < 100) {
        wanted.emplace_back(channel, provider);
      }
    };
    for (const EventSweep& each : eventSweeps()) {
      add(each.channel, each.provider);
    }
    for (const std::string_view provider : eventProviderSweeps()) {
      const Result<std::vector<std::string>> channels = host_.channels(provider);
      for (std::size_t i = 0; channels && i < channels->size() && !stop_; ++i) {
        add((*channels)[i], "");
      }
    }
    for (const auto& [name, provider] : wanted) {
      if (!stop_) {
        channel(name, provider);
      }
    }
  }

  void files(std::string_view folder) {
    const Result<std::vector<FileEntry>> entries = host_.folder(folder);
    if (!entries) {
      failed(std::string(folder), say(ViewId::agentLogs), entries.error());
      return;
    }
    std::vector<winlog::LogFile> files;
    for (const FileEntry& each : *entries) {
      if (!each.folder) {
        files.push_back({each.name, each.size, each.modified});
      }
    }
    for (const winlog::LogSeries& each : winlog::logSeries(std::move(files))) {
      if (!stop_) {
        series(folder, each);
      }
    }
  }

  void file(std::string_view path) {
    const std::string name(path.substr(path.rfind('\\') + 1));
    const Result<FileContent> content = host_.file(path, {limits_.fileBytes, true});
    if (!content) {
      failed(name, name, content.error());
    } else if (!content->bytes.empty()) {
      add(name, asUtf8(content->bytes), content->modified, content->whole);
    }
  }

  std::vector<LogPart> take() { return std::move(parts_); }

 private:
  void failed(std::string name, std::string label, const Error& error) {
    LogPart part;
    part.name = std::move(name);
    part.label = std::move(label);
    part.state = stateOf(error.kind);
    part.words = printable(describe(error), 400);
    parts_.push_back(std::move(part));
  }

  void channel(const std::string& name, const std::string& provider) {
    EventQuery query;
    query.channel = name;
    query.provider = provider;
    query.limit = limits_.events;
    Result<EventAnswer> answer = host_.events(query);
    const std::string shown = provider.empty() ? name : name + " (" + provider + ")";
    if (!answer || (answer->records.empty() && !answer->problems.empty())) {
      failed(shown, labelOf(name, provider), answer ? answer->problems.front() : answer.error());
      return;
    }
    LogPart part;
    part.name = shown;
    part.label = labelOf(name, provider);
    part.whole = answer->complete;
    for (EventRecord& record : answer->records) {
      LogEvent event{record.provider, record.id, record.level, record.recordId, record.time, eventText(record), {}};
      event.xml = record.xml.substr(0, longestXml);
      eventBytes_ += event.xml.size() + event.text.size();
      if (eventBytes_ > limits_.eventBytes) {
        part.whole = false;
        break;
      }
      part.events.push_back(std::move(event));
    }
    // The record id is the order, whatever the times say.
    std::sort(part.events.begin(), part.events.end(),
              [](const LogEvent& a, const LogEvent& b) { return a.recordId < b.recordId; });
    parts_.push_back(std::move(part));
  }

  void series(std::string_view folder, const winlog::LogSeries& series) {
    std::string bytes;
    std::vector<LogPiece> pieces;
    bool whole = true;
    std::optional<UtcTime> modified;
    // From the newest file back, as far as there is room.
    for (auto file = series.files.rbegin(); file != series.files.rend(); ++file) {
      const std::uint64_t used = bytes.size() + fileBytes_;
      const std::uint64_t room = std::min(limits_.fileBytes - std::min<std::uint64_t>(limits_.fileBytes, bytes.size()),
                                          limits_.allFileBytes - std::min(limits_.allFileBytes, used));
      if (room == 0 || stop_) {
        whole = false;
        break;
      }
      const Result<FileContent> content = host_.file(fmt::format("{}\\{}", folder, file->name), {room, true});
      if (!content) {
        failed(file->name, file->name, content.error());
        continue;
      }
      whole = whole && content->whole;
      std::string text = asUtf8(content->bytes);
      LogPiece piece = pieceOf(file->name, *content, text.size());
      text += text.empty() || text.ends_with('\n') ? "" : "\n";
      bytes.insert(0, text);
      for (LogPiece& each : pieces) {
        each.begin += text.size();
      }
      pieces.insert(pieces.begin(), std::move(piece));
      modified = modified || content->modified == UtcTime{} ? modified : content->modified;
      if (!content->whole) {
        break;
      }
    }
    fileBytes_ += bytes.size();
    if (!bytes.empty()) {
      add(series.name, std::move(bytes), modified, whole);
      std::erase_if(pieces, [](const LogPiece& each) { return each.file.empty(); });
      parts_.back().pieces = std::move(pieces);
    }
  }

  // Of a file in UTF-16 no place can be told: it has no name then.
  static LogPiece pieceOf(const std::string& name, const FileContent& content, std::size_t textSize) {
    const std::uint64_t bytes = content.bytes.size();
    const std::uint64_t begin = content.whole ? 0 : content.size - std::min<std::uint64_t>(content.size, bytes);
    const bool mark = bytes == textSize + 3;
    return bytes == textSize || mark ? LogPiece{name, 0, begin + (mark ? 3 : 0)} : LogPiece{};
  }

  void add(const std::string& name, std::string bytes, std::optional<UtcTime> modified, bool whole) {
    parts_.push_back(filePart(name, std::move(bytes), modified == UtcTime{} ? std::nullopt : modified));
    parts_.back().whole = whole;
    if (parts_.back().label == "IntuneManagementExtension") {
      parts_.back().label = say(ViewId::logAgent);
    }
  }

  static std::string asUtf8(ByteView bytes) {
    const bool little = bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE;
    const bool mark = bytes.size() >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF;
    return little ? utf8FromUtf16(utf16FromBytes(bytes.subspan(2))) : std::string(textOf(bytes.subspan(mark ? 3 : 0)));
  }

  const Host& host_;
  const LogLimits& limits_;
  const std::atomic<bool>& stop_;
  std::vector<LogPart> parts_;
  std::uint64_t eventBytes_ = 0;
  std::uint64_t fileBytes_ = 0;
};

}  // namespace

std::shared_ptr<const LogData> readLogs(const Host& host, const LogLimits& limits, bool finished,
                                        const std::atomic<bool>& stop) {
  Reader reader(host, limits, stop);
  reader.files(agentFolder);
  reader.file(taskSequenceLog);
  reader.channels();
  return LogData::of(reader.take(), finished);
}

}  // namespace preflight
