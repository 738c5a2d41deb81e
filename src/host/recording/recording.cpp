#include "host/recording/recording.h"

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/members.h"
#include "host/recording/names.h"
#include "host/recording/parts.h"
#include "text/error_id.h"

namespace preflight {
namespace recording {
namespace {

// A file of the form {"error": {...}} or {`name`: value}.
template <class T, class Read>
Result<T> answerIn(const Members& members, std::string_view file, std::string_view name, Read read) {
  TRY(Result<T> answer, decodeMember<Result<T>>(members, file, [&](const Node& root) -> Result<T> {
        if (const auto error = root.find("error")) {
          return tl::unexpected(errorFrom(*error));
        }
        return read(root.at(name));
      }));
  return answer;
}

template <class T>
Result<std::vector<T>> listIn(const Members& members, std::string_view file, std::string_view name) {
  return answerIn<std::vector<T>>(members, file, name, from<std::vector<T>>);
}

struct Diagnostics {
  std::vector<std::string> areas;
  std::string member;
  Result<std::vector<ArchiveMember>> members;
};

Result<Diagnostics> readDiagnostics(const Members& members) {
  return decodeMember<Diagnostics>(members, MemberName::diagnostics, [](const Node& root) {
    return Diagnostics{from<std::vector<std::string>>(root.at("areas")), root.at("member").text(),
                       answerFrom<std::vector<ArchiveMember>>(root, "members")};
  });
}

class Recording : public Host {
 public:
  Recording(std::unique_ptr<Members> members, HostInfo info) : members_(std::move(members)), info_(std::move(info)) {}

  HostInfo info() const override { return info_; }
  Result<ProcessFacts> process() const override {
    return process_.get(
        [&] { return answerIn<ProcessFacts>(*members_, MemberName::process, "process", from<ProcessFacts>); });
  }
  Result<Clock> clock() const override {
    return clock_.get([&] { return answerIn<Clock>(*members_, MemberName::clock, "clock", clockFrom); });
  }
  Result<RegistryKey> registry(std::string_view path, RegistryDepth depth) const override {
    const auto& part = registry_.get([&] { return RegistryPart::read(*members_); });
    return part ? part->answer(path, depth) : tl::unexpected(part.error());
  }
  Result<std::vector<WmiRow>> wmi(const WmiQuery& query) const override {
    const auto& part = wmi_.get([&] { return WmiPart::read(*members_); });
    return part ? part->answer(query) : tl::unexpected(part.error());
  }
  Result<std::vector<std::string>> firmwareTables(std::string_view provider) const override {
    const auto& part = firmware_.get([&] { return FirmwarePart::read(*members_); });
    return part ? part->tables(provider) : tl::unexpected(part.error());
  }
  Result<Bytes> firmwareTable(const FirmwareTableId& table) const override {
    const auto& part = firmware_.get([&] { return FirmwarePart::read(*members_); });
    return part ? part->table(table) : tl::unexpected(part.error());
  }
  Result<Bytes> firmwareVariable(const FirmwareVariableId& variable) const override {
    const auto& part = firmware_.get([&] { return FirmwarePart::read(*members_); });
    return part ? part->variable(variable) : tl::unexpected(part.error());
  }
  Result<JoinInformation> joinInformation() const override {
    return join_.get([&] { return answerIn<JoinInformation>(*members_, MemberName::join, "join", joinFrom); });
  }
  Result<EventAnswer> events(const EventQuery& query) const override {
    const auto& part = events_.get([&] { return EventsPart::read(*members_); });
    return part ? part->answer(*members_, query) : tl::unexpected(part.error());
  }
  Result<std::vector<std::string>> channels(std::string_view provider) const override {
    const auto& part = events_.get([&] { return EventsPart::read(*members_); });
    return part ? part->channels(provider) : tl::unexpected(part.error());
  }
  Result<FileContent> file(std::string_view path, const FileRead& read) const override {
    const auto& part = files_.get([&] { return FilesPart::read(*members_, info_.system); });
    return part ? part->file(*members_, path, read) : tl::unexpected(part.error());
  }
  Result<std::vector<FileEntry>> folder(std::string_view path) const override {
    const auto& part = files_.get([&] { return FilesPart::read(*members_, info_.system); });
    return part ? part->folder(path) : tl::unexpected(part.error());
  }
  Result<std::vector<Volume>> volumes() const override {
    return volumes_.get([&] { return listIn<Volume>(*members_, MemberName::volumes, "volumes"); });
  }
  Result<std::vector<Disk>> disks() const override {
    return disks_.get([&] { return listIn<Disk>(*members_, MemberName::disks, "disks"); });
  }
  Result<std::vector<NetworkAdapter>> networkAdapters() const override {
    return adapters_.get([&] { return listIn<NetworkAdapter>(*members_, MemberName::adapters, "adapters"); });
  }
  Result<std::vector<ArchiveMember>> diagnostics(const DiagnosticsRequest& request) const override {
    const auto& part = diagnostics_.get([&] { return readDiagnostics(*members_); });
    if (!part) {
      return tl::unexpected(part.error());
    }
    if (part->members && (part->areas != request.areas || !equalIgnoringCase(part->member, request.member))) {
      return notSwept(ErrorId::stepDiagnostics);
    }
    // Recordings of other programs name the step in their own words.
    return Result<std::vector<ArchiveMember>>(part->members).map_error([](Error error) {
      error.step = ErrorId::stepDiagnostics;
      return error;
    });
  }

 private:
  std::unique_ptr<Members> members_;
  HostInfo info_;
  Lazy<ProcessFacts> process_;
  Lazy<Clock> clock_;
  Lazy<JoinInformation> join_;
  Lazy<RegistryPart> registry_;
  Lazy<WmiPart> wmi_;
  Lazy<FirmwarePart> firmware_;
  Lazy<EventsPart> events_;
  Lazy<FilesPart> files_;
  Lazy<std::vector<Volume>> volumes_;
  Lazy<std::vector<Disk>> disks_;
  Lazy<std::vector<NetworkAdapter>> adapters_;
  Lazy<Diagnostics> diagnostics_;
};

HostInfo infoFrom(const Node& root, const std::string& where) {
  const Node format = root.at("format");
  if (format.text() != RecordingFormat::name) {
    format.misfit(
        {ErrorId::whyRecordingFormat, {{"text", printable(format.text(), 80)}, {"name", RecordingFormat::name}}});
  }
  const Node version = root.at("version");
  const std::uint64_t number = version.unsignedNumber();
  if (number > static_cast<std::uint64_t>(RecordingFormat::version)) {
    version.misfit({ErrorId::whyRecordingNewer,
                    {{"number", std::to_string(number)}, {"limit", std::to_string(RecordingFormat::version)}}});
  }
  if (number == 0) {
    version.misfit(ErrorId::whyRecordingZero);
  }
  return {HostKind::recording, from<System>(root.at("system")), where, timeFrom(root.at("recordedAt"))};
}

Result<std::unique_ptr<Host>> openFrom(std::unique_ptr<Members> members) {
  const Result<Json> json = readJson(*members, MemberName::recording);
  if (!json) {
    if (json.error().kind == ErrorKind::notCollected) {
      return fail(ErrorKind::invalid, {ErrorId::stepRecording, {{"what", members->where()}}},
                  ErrorId::whyRecordingHead);
    }
    return tl::unexpected(json.error());
  }
  TRY(HostInfo info, decode<HostInfo>(*members, MemberName::recording, *json,
                                      [&](const Node& root) { return infoFrom(root, members->where()); }));
  return std::make_unique<Recording>(std::move(members), std::move(info));
}

}  // namespace
}  // namespace recording

Result<std::unique_ptr<Host>> openRecording(std::string_view pathUtf8) {
  return recording::openMembers(pathUtf8).and_then(
      [](std::unique_ptr<recording::Members> members) { return recording::openFrom(std::move(members)); });
}

Result<std::vector<std::unique_ptr<Host>>> openRecordings(const std::vector<std::string>& pathsUtf8) {
  std::vector<std::shared_ptr<const recording::Members>> layers;
  std::vector<std::unique_ptr<Host>> all;
  for (const std::string& each : pathsUtf8) {
    TRY(std::unique_ptr<recording::Members> members, recording::openMembers(each));
    layers.push_back(std::move(members));
    TRY(std::unique_ptr<Host> opened, recording::openFrom(recording::layeredMembers(layers)));
    all.push_back(std::move(opened));
  }
  return all;
}

Result<std::unique_ptr<Host>> openRecordingInMemory(std::map<std::string, std::string, std::less<>> members) {
  return recording::openFrom(recording::memoryMembers(std::move(members)));
}

}  // namespace preflight
