// A device with an answer of every kind, and places to record it to.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "host/recording/recording.h"
#include "host/recording/sink.h"
#include "host/recording/sweep.h"
#include "support/fake_host.h"

namespace preflight::test {

using MemberMap = std::map<std::string, std::string, std::less<>>;

class MemorySink : public RecordingSink {
 public:
  Result<void> begin(std::string_view name) override {
    current_ = &members[std::string(name)];
    return {};
  }
  Result<void> write(std::string_view bytes) override {
    current_->append(bytes);
    return {};
  }
  Result<void> end() override { return {}; }
  Result<void> finish() override {
    finished = true;
    return {};
  }

  MemberMap members;
  bool finished = false;

 private:
  std::string* current_ = nullptr;
};

// A folder that is gone when the test ends.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(std::string_view name) {
    path_ = std::filesystem::temp_directory_path() /
            std::filesystem::path(std::u8string(u8"preflight-\u00e4\u20ac-") + std::u8string(name.begin(), name.end()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(std::string_view name) const {
    const std::u8string text = (path_ / std::filesystem::path(std::u8string(name.begin(), name.end()))).u8string();
    return {text.begin(), text.end()};
  }
  const std::filesystem::path& path() const { return path_; }
  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

inline std::filesystem::path asPath(const std::string& utf8) {
  return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

inline void writeBytes(const std::string& utf8, std::string_view bytes) {
  std::ofstream file(asPath(utf8), std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string readBytes(const std::string& utf8) {
  std::ifstream file(asPath(utf8), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline MemberMap record(const Host& host, SweepOptions options = {}) {
  MemorySink sink;
  const auto summary = sweep(host, sink, options);
  REQUIRE(summary);
  REQUIRE(sink.finished);
  return std::move(sink.members);
}

inline std::unique_ptr<Host> replay(MemberMap members) {
  auto host = openRecordingInMemory(std::move(members));
  REQUIRE_MESSAGE(host, (host ? std::string() : describe(host.error())));
  return *std::move(host);
}

constexpr const char* autopilotChannel = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot";
constexpr const char* autopilotProvider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
constexpr const char* ddsFile = R"(%WINDIR%\ServiceState\wmansvc\AutopilotDDSZTDFile.json)";
constexpr const char* agentLogs = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";

inline EventQuery logQuery(std::string_view channel, std::string_view provider = {}) {
  EventQuery query;
  query.channel = channel;
  query.provider = provider;
  return query;
}

void plantRegistry(FakeHost& host);
void plantRest(FakeHost& host);

inline void plantEverything(FakeHost& host) {
  plantRegistry(host);
  plantRest(host);
}

}  // namespace preflight::test
