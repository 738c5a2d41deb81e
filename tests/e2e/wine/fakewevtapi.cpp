// Plays wevtapi.dll for tests, whose Wine version answers nothing. FAKE_WEVT names a folder:
//   CHANNEL.txt    one event's XML a line, oldest first; "/" in the channel's name is "_" in the file's. A first line
//                  "error N" refuses the channel with that system error.
//   providers.txt  lines PROVIDER=CHANNEL,CHANNEL
// Of a query's filter only the channel and the event ids are looked at. With FAKE_WEVT_BOUND set, more than one event
// at a time is refused as too large; with FAKE_WEVT_SLOW set, EvtNext waits its time-out after the first event and says
// so. EvtSubscribe tells of lines that are added to a channel's file, unless FAKE_WEVT_DEAF is set.
#include <windows.h>
// After windows.h, which it needs.
#include <winevt.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Handle {
  std::vector<std::string> items;  // events still to give, one event, or channels
  std::size_t next = 0;
  // Of a subscription, what grows:
  std::wstring file;
  std::atomic<bool> ended = false;
  std::thread teller;
};

std::wstring variable(const wchar_t* name) {
  std::wstring text(4096, L'\0');
  text.resize(GetEnvironmentVariableW(name, text.data(), 4096));
  return text;
}

bool readLines(const std::wstring& name, std::vector<std::string>& lines) {
  std::FILE* file = _wfopen((variable(L"FAKE_WEVT") + L"\\" + name).c_str(), L"rb");
  if (file == nullptr) {
    return false;
  }
  std::string line;
  for (int c = 0; (c = std::fgetc(file)) != EOF;) {
    if (c == '\n') {
      lines.push_back(line);
      line.clear();
    } else if (c != '\r') {
      line += static_cast<char>(c);
    }
  }
  std::fclose(file);
  return true;
}

std::wstring wide(const std::string& text) {
  std::wstring out(text.size() + 1, L'\0');
  const int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), out.data(),
                                       static_cast<int>(out.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::vector<std::string> idsOf(const std::wstring& query) {
  std::vector<std::string> ids;
  const std::wstring field = L"EventID=";
  for (std::size_t at = query.find(field); at != std::wstring::npos; at = query.find(field, at + 1)) {
    std::string id;
    for (std::size_t i = at + field.size(); i < query.size() && query[i] >= L'0' && query[i] <= L'9'; ++i) {
      id += static_cast<char>(query[i]);
    }
    ids.push_back("<EventID>" + id + "</EventID>");
  }
  return ids;
}

Handle* handleOf(EVT_HANDLE handle) {
  return static_cast<Handle*>(handle);
}

Handle* channelsOf(EVT_HANDLE metadata) {
  auto* channels = new Handle;
  channels->items = handleOf(metadata)->items;
  return channels;
}

// A channel's lines, or the error that its file names.
bool readChannel(std::wstring channel, std::wstring& file, std::vector<std::string>& lines) {
  for (wchar_t& c : channel) {
    c = c == L'/' ? L'_' : c;
  }
  file = channel + L".txt";
  if (!readLines(file, lines)) {
    SetLastError(15007);
    return false;
  }
  if (!lines.empty() && lines.front().starts_with("error ")) {
    SetLastError(static_cast<DWORD>(std::stoul(lines.front().substr(6))));
    return false;
  }
  return true;
}

unsigned long long sizeOf(const std::wstring& name) {
  WIN32_FILE_ATTRIBUTE_DATA found{};
  const std::wstring path = variable(L"FAKE_WEVT") + L"\\" + name;
  return GetFileAttributesExW(path.c_str(), GetFileExInfoStandard, &found) == 0
             ? 0
             : static_cast<unsigned long long>(found.nFileSizeHigh) << 32U | found.nFileSizeLow;
}

// Sets the event of a subscription when its file has got lines. Costs next to nothing: the page's waiting is measured.
void tell(Handle* subscription, HANDLE signal, unsigned long long seen) {
  while (!subscription->ended) {
    if (const unsigned long long size = sizeOf(subscription->file); size != seen) {
      seen = size;
      SetEvent(signal);
    }
    Sleep(200);
  }
}

// How all functions with a buffer tell what they need.
BOOL giveBytes(const void* bytes, DWORD size, DWORD room, void* buffer, DWORD* used) {
  *used = size;
  if (size > room) {
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
  }
  std::memcpy(buffer, bytes, size);
  return TRUE;
}

}  // namespace

extern "C" {

__declspec(dllexport) EVT_HANDLE WINAPI EvtQuery(EVT_HANDLE, LPCWSTR path, LPCWSTR query, DWORD flags) {
  std::wstring channel = path == nullptr ? L"" : path;
  const std::wstring text = query == nullptr ? L"" : query;
  if (path == nullptr) {
    const std::wstring mark = L"Path=\"";
    const std::size_t from = text.find(mark);
    const std::size_t end = from == std::wstring::npos ? from : text.find(L'"', from + mark.size());
    if (end == std::wstring::npos) {
      SetLastError(15001);
      return nullptr;
    }
    channel = text.substr(from + mark.size(), end - from - mark.size());
  }
  std::wstring file;
  std::vector<std::string> lines;
  if (!readChannel(channel, file, lines)) {
    return nullptr;
  }
  auto* results = new Handle;
  const std::vector<std::string> ids = idsOf(text);
  for (const std::string& line : lines) {
    bool fits = ids.empty();
    for (const std::string& id : ids) {
      fits = fits || line.find(id) != std::string::npos;
    }
    if (fits) {
      results->items.insert((flags & EvtQueryReverseDirection) != 0 ? results->items.begin() : results->items.end(),
                            line);
    }
  }
  return results;
}

__declspec(dllexport) EVT_HANDLE WINAPI EvtSubscribe(EVT_HANDLE, HANDLE signal, LPCWSTR channel, LPCWSTR, EVT_HANDLE,
                                                     PVOID, EVT_SUBSCRIBE_CALLBACK, DWORD) {
  if (!variable(L"FAKE_WEVT_DEAF").empty()) {
    SetLastError(ERROR_ACCESS_DENIED);
    return nullptr;
  }
  auto* subscription = new Handle;
  if (!readChannel(channel, subscription->file, subscription->items)) {
    delete subscription;
    return nullptr;
  }
  subscription->next = subscription->items.size();
  subscription->teller = std::thread(tell, subscription, signal, sizeOf(subscription->file));
  return subscription;
}

__declspec(dllexport) BOOL WINAPI
    EvtNext(EVT_HANDLE results, DWORD size, EVT_HANDLE* events, DWORD timeout, DWORD, DWORD* returned) {
  Handle& from = *handleOf(results);
  *returned = 0;
  if (std::vector<std::string> now; !from.file.empty() && readLines(from.file, now) && now.size() > from.items.size()) {
    from.items = std::move(now);
  }
  if (from.next >= from.items.size()) {
    SetLastError(ERROR_NO_MORE_ITEMS);
    return FALSE;
  }
  if (size > 1 && !variable(L"FAKE_WEVT_BOUND").empty()) {
    SetLastError(1734);
    return FALSE;
  }
  const bool slow = !variable(L"FAKE_WEVT_SLOW").empty();
  if (slow && from.next > 0) {
    Sleep(timeout);
    SetLastError(ERROR_TIMEOUT);
    return FALSE;
  }
  while (*returned < (slow ? 1 : size) && from.next < from.items.size()) {
    auto* event = new Handle;
    event->items.push_back(from.items[from.next++]);
    events[(*returned)++] = event;
  }
  return TRUE;
}

__declspec(dllexport) BOOL WINAPI
    EvtRender(EVT_HANDLE, EVT_HANDLE event, DWORD, DWORD size, PVOID buffer, PDWORD used, PDWORD properties) {
  const std::wstring xml = wide(handleOf(event)->items.front());
  *properties = 0;
  return giveBytes(xml.c_str(), static_cast<DWORD>((xml.size() + 1) * sizeof(wchar_t)), size, buffer, used);
}

__declspec(dllexport) BOOL WINAPI EvtClose(EVT_HANDLE handle) {
  Handle* of = handleOf(handle);
  of->ended = true;
  if (of->teller.joinable()) {
    of->teller.join();
  }
  delete of;
  return TRUE;
}

__declspec(dllexport) EVT_HANDLE WINAPI EvtOpenPublisherMetadata(EVT_HANDLE, LPCWSTR provider, LPCWSTR, LCID, DWORD) {
  std::vector<std::string> lines;
  readLines(L"providers.txt", lines);
  for (const std::string& line : lines) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || wide(line.substr(0, equals)) != provider) {
      continue;
    }
    auto* channels = new Handle;
    for (std::size_t from = equals + 1; from < line.size();) {
      const std::size_t end = std::min(line.find(',', from), line.size());
      channels->items.push_back(line.substr(from, end - from));
      from = end + 1;
    }
    return channels;
  }
  SetLastError(ERROR_FILE_NOT_FOUND);
  return nullptr;
}

__declspec(dllexport) BOOL WINAPI
    EvtGetPublisherMetadataProperty(EVT_HANDLE metadata, EVT_PUBLISHER_METADATA_PROPERTY_ID, DWORD, DWORD size,
                                    PEVT_VARIANT buffer, PDWORD used) {
  EVT_VARIANT value{};
  value.Type = EvtVarTypeEvtHandle;
  value.EvtHandleVal = channelsOf(metadata);
  return giveBytes(&value, sizeof(value), size, buffer, used);
}

__declspec(dllexport) BOOL WINAPI EvtGetObjectArraySize(EVT_OBJECT_ARRAY_PROPERTY_HANDLE array, PDWORD size) {
  *size = static_cast<DWORD>(handleOf(array)->items.size());
  return TRUE;
}

__declspec(dllexport) BOOL WINAPI EvtGetObjectArrayProperty(EVT_OBJECT_ARRAY_PROPERTY_HANDLE array, DWORD, DWORD index,
                                                            DWORD, DWORD size, PEVT_VARIANT buffer, PDWORD used) {
  const std::wstring path = wide(handleOf(array)->items[index]);
  // The text lies behind the value and is pointed to, as in the real thing. Much room is asked for once.
  std::vector<char> bytes(sizeof(EVT_VARIANT) + (path.size() + 1) * sizeof(wchar_t) + 4096);
  EVT_VARIANT value{};
  value.Type = EvtVarTypeString;
  value.StringVal = reinterpret_cast<const wchar_t*>(reinterpret_cast<const char*>(buffer) + sizeof(EVT_VARIANT));
  std::memcpy(bytes.data(), &value, sizeof(value));
  std::memcpy(bytes.data() + sizeof(EVT_VARIANT), path.c_str(), (path.size() + 1) * sizeof(wchar_t));
  return giveBytes(bytes.data(), static_cast<DWORD>(bytes.size()), size, buffer, used);
}

}  // extern "C"
