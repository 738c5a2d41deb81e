// Plays Windows' mdmdiagnosticstool.exe: takes -area ... -zip FILE and writes the archive. The environment says how:
//   FAKE_MDM       ok (or not set) | fail (ends with 0x80070005) | hang | nothing (ends well without an archive) |
//                  no-member (an archive without the hash) | damaged
//   FAKE_MDM_HASH  a file whose text becomes the hash in DeviceHash_PC.csv; without it the hash is "T0FB"
//   FAKE_MDM_LOG   a file that gets the arguments, one a line
#include <windows.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::wstring variable(const wchar_t* name) {
  std::wstring text(32768, L'\0');
  text.resize(GetEnvironmentVariableW(name, text.data(), static_cast<DWORD>(text.size())));
  return text;
}

std::string fileText(const std::wstring& path) {
  std::string text;
  if (std::FILE* file = _wfopen(path.c_str(), L"rb")) {
    char block[4096];
    for (std::size_t got = 0; (got = std::fread(block, 1, sizeof(block), file)) > 0;) {
      text.append(block, got);
    }
    std::fclose(file);
  }
  return text;
}

bool write(const std::wstring& path, const std::string& bytes) {
  std::FILE* file = _wfopen(path.c_str(), L"wb");
  if (file == nullptr) {
    return false;
  }
  const bool whole = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fclose(file) == 0 && whole;
}

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out += static_cast<char>(value >> (8 * i) & 0xFF);
  }
}

std::uint32_t crc32(const std::string& text) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : text) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) {
      crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

std::string zipOf(const std::string& name, const std::string& data) {
  std::string fields;
  put(fields, 20, 2);
  put(fields, 0, 2 + 2 + 4);
  put(fields, crc32(data), 4);
  put(fields, data.size(), 4);
  put(fields, data.size(), 4);
  put(fields, name.size(), 2);
  put(fields, 0, 2);
  std::string out;
  put(out, 0x04034b50, 4);
  out += fields + name + data;
  const std::size_t directory = out.size();
  put(out, 0x02014b50, 4);
  put(out, 20, 2);
  out += fields;
  put(out, 0, 2 + 2 + 2 + 4 + 4);
  out += name;
  const std::size_t end = out.size();
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, 1, 2);
  put(out, 1, 2);
  put(out, end - directory, 4);
  put(out, directory, 4);
  put(out, 0, 2);
  return out;
}

std::string archiveFor(const std::wstring& scenario) {
  if (scenario == L"damaged") {
    return "PK\x03\x04 this is no archive";
  }
  if (scenario == L"no-member") {
    return zipOf("MDMDiagReport.xml", "<MDMEnterpriseDiagnosticsReport/>");
  }
  std::string hash = fileText(variable(L"FAKE_MDM_HASH"));
  while (!hash.empty() && (hash.back() == '\n' || hash.back() == '\r')) {
    hash.pop_back();
  }
  return zipOf("DeviceHash_PC.csv", "Device Serial Number,Windows Product ID,Hardware Hash\r\nSN-12345,," +
                                        (hash.empty() ? "T0FB" : hash) + "\r\n");
}

}  // namespace

extern "C" int wmain(int argc, wchar_t** argv) {
  std::wstring target;
  std::string log;
  for (int i = 1; i < argc; ++i) {
    if (std::wstring(argv[i]) == L"-zip" && i + 1 < argc) {
      target = argv[i + 1];
    }
    for (const wchar_t* c = argv[i]; *c != L'\0'; ++c) {
      log += static_cast<char>(*c);  // tests use ASCII paths here
    }
    log += '\n';
  }
  if (const std::wstring path = variable(L"FAKE_MDM_LOG"); !path.empty()) {
    write(path, log);
  }
  const std::wstring scenario = variable(L"FAKE_MDM");
  if (scenario == L"hang") {
    Sleep(INFINITE);
  }
  if (scenario == L"fail") {
    return static_cast<int>(0x80070005);
  }
  if (scenario == L"nothing") {
    return 0;
  }
  return !target.empty() && write(target, archiveFor(scenario)) ? 0 : 3;
}
