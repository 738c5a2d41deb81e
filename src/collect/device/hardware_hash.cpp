// The hardware hash: WMI's MDM bridge first, Microsoft's diagnostics tool when that fails. The bytes are never rebuilt;
// only the base64 padding that an import needs is put on.
#include <fmt/format.h>

#include "base/text.h"
#include "collect/parts.h"
#include "hash/base64_text.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view bridgeSource = R"(WMI root\cimv2\mdm\dmmap MDM_DevDetail_Ext01.DeviceHardwareData)";
constexpr std::string_view toolSource = "mdmdiagnosticstool";
constexpr std::uint64_t longestHash = 100'000;  // characters; a hash has 4,000, a header can tell of 88,000

Result<std::vector<WmiRow>> bridgeRows(const Host& host) {
  WmiQuery query;
  query.space = R"(root\cimv2\mdm\dmmap)";
  query.className = "MDM_DevDetail_Ext01";
  query.properties = {"DeviceHardwareData"};
  query.where = {{"InstanceID", "Ext"}, {"ParentID", "./DevDetail"}};
  query.timeout = std::chrono::seconds(30);
  Result<std::vector<WmiRow>> rows = host.wmi(query);
  if (rows && rows->empty()) {
    // Microsoft's page writes the parent with a slash at its end; some build may, too.
    query.where.clear();
    rows = host.wmi(query);
  }
  return rows;
}

Result<std::string> fromBridge(const Host& host) {
  const ErrorId step = ErrorId::stepHashWmi;
  const Result<std::vector<WmiRow>> rows = bridgeRows(host);
  if (!rows) {
    return tl::unexpected(rows.error());
  }
  if (rows->empty()) {
    return fail(ErrorKind::absent, step, ErrorId::whyHashNoRow);
  }
  return textOf(rows->front(), "DeviceHardwareData").and_then([&](const std::string& text) -> Result<std::string> {
    if (trimmed(text).empty()) {
      return fail(ErrorKind::absent, step, ErrorId::whyHashEmpty);
    }
    return text;
  });
}

// "serial,product id,hash" below a header line: the third field of the second line.
Result<std::string> hashOfCsv(std::string_view csv) {
  const ErrorId step = ErrorId::stepHashCsv;
  const std::size_t headerEnd = csv.find('\n');
  if (headerEnd == std::string_view::npos) {
    return fail(ErrorKind::invalid, step, ErrorId::whyNoSecondLine);
  }
  std::string_view line = csv.substr(headerEnd + 1);
  line = trimmed(line.substr(0, line.find('\n')));
  const std::size_t second = line.find(',', line.find(',') + 1);
  if (line.find(',') == std::string_view::npos || second == std::string_view::npos) {
    return fail(ErrorKind::invalid, step, ErrorId::whyFewFields);
  }
  const std::string_view field = line.substr(second + 1);
  return std::string(field.substr(0, field.find(',')));
}

// A stick that is full, write-protected or gone is no reason to go without: the tool is asked once more, with a folder
// of its own.
Result<std::vector<ArchiveMember>> runTool(const Host& host, const CollectOptions& options) {
  DiagnosticsRequest request;
  request.folder = options.scratchFolder;
  Result<std::vector<ArchiveMember>> members = host.diagnostics(request);
  const bool again = !members && !request.folder.empty() && members.error().kind != ErrorKind::timedOut &&
                     members.error().kind != ErrorKind::unsupported;
  if (again) {
    request.folder.clear();
    members = host.diagnostics(request);
  }
  return members;
}

Result<std::string> fromTool(const Host& host, const CollectOptions& options) {
  return runTool(host, options).and_then([](const std::vector<ArchiveMember>& members) -> Result<std::string> {
    if (members.empty()) {
      return fail(ErrorKind::absent, ErrorId::stepHashArchive, ErrorId::whyNoHashCsv);
    }
    return hashOfCsv(textOf(members.front().bytes));
  });
}

// A hash text as an import takes it, with what had to be done to it.
Result<hash::PaddedText> padded(const std::string& text) {
  if (text.size() > longestHash) {
    return fail(ErrorKind::invalid, ErrorId::stepHash,
                {ErrorId::whyHashSize, {{"count", std::to_string(text.size())}}});
  }
  return hash::paddedBase64(text).map_error([](Error error) {
    error.step = ErrorId::stepHash;
    return error;
  });
}

Fact<std::string> repairsOf(const hash::PaddedText& text, std::string source) {
  std::string names;
  for (const hash::Repair repair : text.repairs) {
    names += (names.empty() ? "" : ", ") + std::string(hash::name(repair));
  }
  if (names.empty()) {
    return absentFact<std::string>(std::move(source), ErrorId::whyNoRepairs);
  }
  return knownFact(std::move(names), std::move(source));
}

}  // namespace

HardwareHashPart collectHardwareHash(const Host& host, const CollectOptions& options) {
  HardwareHashPart part;
  Result<hash::PaddedText> text = fromBridge(host).and_then(padded);
  std::string source(bridgeSource);
  part.fallback = absentFact<std::string>(source, ErrorId::whyHashFromWmi);
  if (!text && host.info().system == System::windows) {
    const Error first = text.error();
    const Result<ProcessFacts> process = host.process();
    const bool notElevated = process && process->elevated && !*process->elevated;
    Result<hash::PaddedText> second = tl::unexpected(first);
    if (!notElevated && options.toolStarts) {
      options.toolStarts();
    }
    if (!notElevated) {  // the tool needs the same rights, and takes minutes to say so
      second = fromTool(host, options).and_then(padded);
      part.fallback = knownFact(describe(second ? first : second.error()), std::string(toolSource));
    }
    if (second) {
      text = std::move(second);
      source = toolSource;
    }
  }
  part.repairs = text ? repairsOf(*text, source) : unknownFact<std::string>(text.error(), source);
  part.text = factOf(text.map([](const hash::PaddedText& t) { return t.text; }), source);
  return part;
}

}  // namespace preflight
