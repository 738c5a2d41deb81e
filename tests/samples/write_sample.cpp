#include "samples/write_sample.h"

#include <stdexcept>

#include "host/recording/names.h"
#include "host/recording/sweep.h"
#include "samples/compact_sink.h"

namespace preflight::test {
namespace {

class MapSink : public RecordingSink {
 public:
  explicit MapSink(SampleFiles& files) : files_(files) {}
  Result<void> begin(std::string_view name) override {
    now_ = &files_[std::string(name)];
    now_->clear();
    return {};
  }
  Result<void> write(std::string_view bytes) override {
    *now_ += bytes;
    return {};
  }
  Result<void> end() override { return {}; }
  Result<void> finish() override { return {}; }

 private:
  SampleFiles& files_;
  std::string* now_ = nullptr;
};

template <class T>
T orThrow(Result<T> result) {
  if (!result) {
    throw std::runtime_error(describe(result.error()));
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

}  // namespace

SampleFiles sampleFiles(const Host& host) {
  SampleFiles files;
  SweepOptions options;
  options.programVersion = "0.1.0";
  options.neverRunDiagnostics = true;
  const std::unique_ptr<RecordingSink> sink = compactSink(std::make_unique<MapSink>(files));
  orThrow(sweep(host, *sink, options));
  return files;
}

SampleFiles changedFiles(const SampleFiles& files, const SampleFiles& before) {
  SampleFiles changed;
  for (const auto& [name, bytes] : files) {
    const auto earlier = before.find(name);
    if (earlier == before.end() || earlier->second != bytes || name == recording::MemberName::recording) {
      changed.emplace(name, bytes);
    }
  }
  return changed;
}

void writeSample(const SampleFiles& files, const std::filesystem::path& to) {
  std::filesystem::remove_all(to);
  std::filesystem::create_directories(to.parent_path());
  const std::unique_ptr<RecordingSink> sink = orThrow(folderSink(to.string()));
  for (const auto& [name, bytes] : files) {
    orThrow(sink->add(name, bytes));
  }
  orThrow(sink->finish());
}

}  // namespace preflight::test
