#include "app/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "base/path.h"
#include "base/text.h"
#include "export/device/device_export.h"
#include "export/device/stick_layout.h"
#include "media/durable_write.h"
#include "text/error_id.h"

namespace preflight {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t mostBytes = 64U << 10;
constexpr std::size_t mostTags = 100;
constexpr std::size_t mostHosts = 50;
constexpr std::size_t longestText = 400;
constexpr int leastTextSize = 75;
constexpr int mostTextSize = 250;

struct Spot {
  std::size_t line = 1;
  std::size_t column = 1;
};

Spot spotOf(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, std::min(at, text.size()));
  const std::size_t start = before.rfind('\n');
  return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1};
}

// Where the keys of the outermost object stand; the text is JSON already. A key that stands there twice is told by
// `twice`.
std::map<std::string, std::size_t> keysOf(std::string_view text, std::string& twice) {
  std::map<std::string, std::size_t> keys;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    if (c != '"') {
      continue;
    }
    const std::size_t start = i;
    for (++i; i < text.size() && text[i] != '"'; ++i) {
      i += text[i] == '\\' ? 1 : 0;
    }
    const std::size_t next = text.find_first_not_of(" \t\r\n", i + 1);
    if (depth == 1 && next != std::string_view::npos && text[next] == ':') {
      const std::string key(text.substr(start + 1, i - start - 1));
      if (!keys.emplace(key, start).second) {
        twice = key;
        keys[key] = start;
      }
    }
  }
  return keys;
}

// One value, checked; the error is a clause.
using Taken = tl::expected<void, Text>;

tl::unexpected<Text> refused(ErrorId why, Args args = {}) {
  return tl::unexpected(Text(why, std::move(args)));
}

Taken takeText(const Json& value, std::string& into) {
  if (!value.is_string()) {
    return refused(ErrorId::settingsText);
  }
  if (value.get_ref<const std::string&>().size() > longestText) {
    return refused(ErrorId::settingsLong, {{"count", std::to_string(longestText)}});
  }
  into = value.get<std::string>();
  return {};
}

Taken takeTag(const Json& value, std::string& into) {
  return takeText(value, into).and_then([&]() -> Taken {
    CsvRequest request;
    request.groupTag = into;
    const ExportResult<void> fits = checkInput(request);
    return fits ? Taken{} : tl::unexpected(fits.error().error.words);
  });
}

Taken takeTags(const Json& value, std::vector<std::string>& into) {
  if (!value.is_array() || value.size() > mostTags) {
    return refused(ErrorId::settingsTexts, {{"count", std::to_string(mostTags)}});
  }
  for (const Json& each : value) {
    std::string tag;
    if (Taken taken = takeTag(each, tag); !taken) {
      return refused(ErrorId::settingsEntry, {{"number", std::to_string(into.size() + 1)}, {"why", taken.error()}});
    }
    if (tag.empty() || std::find(into.begin(), into.end(), tag) != into.end()) {
      return refused(ErrorId::settingsTwice, {{"number", std::to_string(into.size() + 1)}});
    }
    into.push_back(std::move(tag));
  }
  return {};
}

bool isHostName(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= 253 && name.front() != '.' && name.front() != '-' &&
         name.find("..") == std::string_view::npos && std::all_of(name.begin(), name.end(), fits);
}

Taken takeDomain(const Json& value, std::string& into) {
  return takeText(value, into).and_then([&]() -> Taken {
    return into.empty() || (isHostName(into) && into.find('.') != std::string::npos) ? Taken{}
                                                                                     : refused(ErrorId::settingsDomain);
  });
}

Taken takeHosts(const Json& value, std::vector<ExtraHost>& into) {
  if (!value.is_array() || value.size() > mostHosts) {
    return refused(ErrorId::settingsNames, {{"count", std::to_string(mostHosts)}});
  }
  for (const Json& each : value) {
    std::string text;
    ExtraHost host;
    if (Taken taken = takeText(each, text); !taken) {
      return refused(ErrorId::settingsEntry, {{"number", std::to_string(into.size() + 1)}, {"why", taken.error()}});
    }
    const std::size_t colon = text.find(':');
    host.name = text.substr(0, colon);
    bool good = isHostName(host.name);
    if (colon != std::string::npos) {
      const char* end = text.data() + text.size();
      const auto [at, problem] = std::from_chars(text.data() + colon + 1, end, host.port);
      good = good && problem == std::errc() && at == end && host.port != 0;
    }
    if (!good) {
      return refused(ErrorId::settingsHost, {{"number", std::to_string(into.size() + 1)}});
    }
    into.push_back(std::move(host));
  }
  return {};
}

Taken takeFormat(const Json& value, csv::Format& into) {
  std::string text;
  return takeText(value, text).and_then([&]() -> Taken {
    const Result<csv::Format> format = csv::formatFromName(text);
    if (!format) {
      return refused(ErrorId::settingsFormat);
    }
    into = *format;
    return {};
  });
}

Taken takeTheme(const Json& value, std::string& into) {
  return takeText(value, into).and_then([&]() -> Taken {
    return into == "dark" || into == "light" || into == "contrast" ? Taken{} : refused(ErrorId::settingsTheme);
  });
}

Taken takeTextSize(const Json& value, int& into) {
  const bool whole = value.is_number_integer();
  const std::int64_t number = whole ? value.get<std::int64_t>() : 0;
  if (!whole || number < leastTextSize || number > mostTextSize) {
    return refused(ErrorId::settingsTextSize,
                   {{"least", std::to_string(leastTextSize)}, {"most", std::to_string(mostTextSize)}});
  }
  into = static_cast<int>(number);
  return {};
}

struct Key {
  std::string_view name;
  Taken (*take)(const Json& value, Settings& settings);
};

constexpr std::array<Key, 9> allKeys{{
    {"$schema",
     [](const Json& value, Settings&) {
       std::string ignored;
       return takeText(value, ignored);
     }},
    {"groupTags", [](const Json& value, Settings& to) { return takeTags(value, to.groupTags); }},
    {"groupTag", [](const Json& value, Settings& to) { return takeTag(value, to.groupTag); }},
    {"assignedUserDomain", [](const Json& value, Settings& to) { return takeDomain(value, to.assignedUserDomain); }},
    {"format", [](const Json& value, Settings& to) { return takeFormat(value, to.format); }},
    {"folder", [](const Json& value, Settings& to) { return takeText(value, to.folder); }},
    {"extraHosts", [](const Json& value, Settings& to) { return takeHosts(value, to.extraHosts); }},
    {"theme", [](const Json& value, Settings& to) { return takeTheme(value, to.theme); }},
    {"textSize", [](const Json& value, Settings& to) { return takeTextSize(value, to.textSize); }},
}};

std::string knownKeys() {
  std::string names;
  for (const Key& each : allKeys) {
    if (each.name != "$schema") {
      names += (names.empty() ? "" : ", ") + std::string(each.name);
    }
  }
  return names;
}

class Reading {
 public:
  Reading(std::string_view text, const std::string& path)
      : text_(text), step_(ErrorId::stepSettings, {{"what", path}}) {}

  Result<Settings> run() {
    if (!isUtf8(text_)) {
      return fail(ErrorKind::invalid, step_, ErrorId::settingsNotUtf8);
    }
    Json tree;
    try {
      tree = Json::parse(text_);
    } catch (const Json::parse_error& problem) {
      return at(problem.byte == 0 ? 0 : problem.byte - 1, ErrorId::settingsNotJson);
    } catch (const std::exception&) {  // numbers too large, texts that end within a character
      return fail(ErrorKind::invalid, step_, ErrorId::settingsNotRead);
    }
    if (!tree.is_object()) {
      return at(0, ErrorId::settingsObject);
    }
    std::string twice;
    keys_ = keysOf(text_, twice);
    if (!twice.empty()) {
      return at(keys_[twice], {ErrorId::settingsKeyTwice, {{"name", printable(twice, 60)}}});
    }
    return take(tree);
  }

 private:
  Result<Settings> take(const Json& tree) {
    Settings settings;
    for (const auto& [key, value] : tree.items()) {
      const auto known =
          std::find_if(allKeys.begin(), allKeys.end(), [&, &name = key](const Key& each) { return each.name == name; });
      const auto spot = keys_.find(key);
      const std::size_t where = spot == keys_.end() ? 0 : spot->second;
      if (known == allKeys.end()) {
        return at(where, {ErrorId::settingsKey, {{"name", printable(key, 60)}, {"known", knownKeys()}}});
      }
      if (const Taken taken = known->take(value, settings); !taken) {
        return at(where, {ErrorId::settingsValue, {{"name", key}, {"why", taken.error()}}});
      }
    }
    return settings;
  }

  tl::unexpected<Error> at(std::size_t offset, Text why) const {
    const Spot spot = spotOf(text_, offset);
    return fail(
        ErrorKind::invalid, step_,
        {ErrorId::settingsAt,
         {{"line", std::to_string(spot.line)}, {"column", std::to_string(spot.column)}, {"why", std::move(why)}}});
  }

  std::string_view text_;
  Text step_;
  std::map<std::string, std::size_t> keys_;
};

// Absent is no error: empty settings without a path.
Result<Settings> readAt(const std::string& path) {
  const Result<Bytes> bytes = media::readWhole(path, mostBytes);
  if (!bytes) {
    return bytes.error().kind == ErrorKind::absent ? Result<Settings>(Settings{}) : tl::unexpected(bytes.error());
  }
  return parseSettings(textOf(*bytes), path);
}

}  // namespace

Result<Settings> parseSettings(std::string_view json, const std::string& path) {
  if (json.starts_with("\xEF\xBB\xBF")) {
    json.remove_prefix(3);
  }
  Result<Settings> settings = Reading(json, path).run();
  if (settings) {
    settings->path = path;
    if (!settings->folder.empty()) {
      settings->folder =
          normalPath(isAbsolutePath(settings->folder) ? settings->folder : joinPath(parentOf(path), settings->folder));
    }
  }
  return settings;
}

Result<Settings> settingsOn(const std::string& stick) {
  return readAt(joinPath(joinPath(stick, stickFolder), settingsName));
}

Result<Settings> loadSettings(const Host& live, const std::string& stick) {
  std::vector<std::string> folders;
  if (const Result<ProcessFacts> process = live.process(); process && !process->programPath.empty()) {
    const std::string own = parentOf(process->programPath);
    folders = {own, joinPath(own, stickFolder)};
  }
  if (!stick.empty()) {
    folders.push_back(joinPath(stick, stickFolder));
  }
  for (const std::string& folder : folders) {
    Result<Settings> settings = readAt(joinPath(folder, settingsName));
    if (!settings || !settings->path.empty()) {
      return settings;
    }
  }
  return Settings{};
}

std::string wholeUser(const std::string& user, const Settings& settings) {
  const bool needs = !user.empty() && !settings.assignedUserDomain.empty() && user.find('@') == std::string::npos;
  return needs ? user + "@" + settings.assignedUserDomain : user;
}

}  // namespace preflight
