#include <winsock2.h>

#include <oleauto.h>
#include <wbemidl.h>

#include <array>

#include "base/background.h"
#include "base/text.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "host/windows/variant_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t maxRows = 10'000;

struct Meaning {
  DWORD code;
  ErrorKind kind;
  ErrorId why;
};

// wbemcli.h and winerror.h.
constexpr std::array<Meaning, 15> meanings{{
    {0x8004100E, ErrorKind::unsupported, ErrorId::whyWmiNamespace},
    {0x80041010, ErrorKind::unsupported, ErrorId::whyWmiClass},
    {0x80041003, ErrorKind::denied, ErrorId::whyWmiDenied},
    {0x80070005, ErrorKind::denied, ErrorId::whyDenied},
    {0x80041001, ErrorKind::failed, ErrorId::whyWmiGeneral},
    {0x80041004, ErrorKind::failed, ErrorId::whyWmiProviderFailed},
    {0x80041013, ErrorKind::failed, ErrorId::whyWmiProviderLoad},
    {0x80041015, ErrorKind::failed, ErrorId::whyWmiUnreachable},
    {0x80041017, ErrorKind::failed, ErrorId::whyWmiQuery},
    {0x80041033, ErrorKind::failed, ErrorId::whyWmiClosing},
    {0x80041006, ErrorKind::failed, ErrorId::whyWmiMemory},
    {0x800706BA, ErrorKind::failed, ErrorId::whyWmiStopped},
    {0x80070422, ErrorKind::failed, ErrorId::whyWmiDisabled},
    {0x80040154, ErrorKind::unsupported, ErrorId::whyNoWmi},
    {0x8004106C, ErrorKind::failed, ErrorId::whyWmiQuota},
}};

Error wmiError(Text step, HRESULT result) {
  const auto code = static_cast<DWORD>(result);
  for (const Meaning& each : meanings) {
    if (each.code == code) {
      return {each.kind, std::move(step), each.why, CodeSpace::hresult, code};
    }
  }
  return hresultError(std::move(step), result);
}

Error timedOut(Text step) {
  return {ErrorKind::timedOut, std::move(step), ErrorId::whyWmiTimedOut, CodeSpace::hresult, WBEM_S_TIMEDOUT};
}

// What the asking thread and the COM thread share: the asker gives up when a step takes longer than it may, and the COM
// thread then ends by itself or never, at no cost but its own.
struct Progress {
  std::mutex mutex;
  std::condition_variable changed;
  Text step;
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  std::optional<Result<std::vector<WmiRow>>> answer;
  bool abandoned = false;

  // False when nobody waits any more.
  bool enter(Text next) {
    std::scoped_lock lock(mutex);
    step = std::move(next);
    since = std::chrono::steady_clock::now();
    changed.notify_all();
    return !abandoned;
  }
};

// One query from CoInitializeEx to the last row, on a thread of its own.
class Query {
 public:
  Query(WmiQuery query, Progress& progress) : query_(std::move(query)), progress_(progress) {}

  Result<std::vector<WmiRow>> run() {
    const Text connecting(ErrorId::stepWmiConnect, {{"what", query_.space}});
    progress_.enter(connecting);
    const HRESULT result = CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    if (FAILED(result)) {
      return tl::unexpected(wmiError(connecting, result));
    }
    // Providers act as the caller only when they may impersonate; RPC_E_TOO_LATE means that it is decided already.
    CoInitializeSecurity(nullptr, -1, nullptr, nullptr, RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_IMP_LEVEL_IMPERSONATE, nullptr,
                         EOAC_NONE, nullptr);
    Result<std::vector<WmiRow>> rows = ask(connecting);
    rows_.reset();
    services_.reset();
    locator_.reset();
    CoUninitialize();
    return rows;
  }

 private:
  Result<std::vector<WmiRow>> ask(const Text& connecting) {
    if (std::optional<Error> error = connect(connecting)) {
      return tl::unexpected(std::move(*error));
    }
    const Text querying(ErrorId::stepWmi, {{"what", query_.className}});
    if (!progress_.enter(querying)) {
      return tl::unexpected(timedOut(querying));
    }
    const Bstr language(L"WQL");
    const Bstr wql(wide(query_.wql()));
    const HRESULT result = services_->ExecQuery(
        language.get(), wql.get(), WBEM_FLAG_FORWARD_ONLY | WBEM_FLAG_RETURN_IMMEDIATELY, nullptr, rows_.receive());
    if (FAILED(result)) {
      return tl::unexpected(wmiError(querying, result));
    }
    // The enumerator is a proxy of its own; inside one process it is none, and then there is nothing to set.
    setBlanket(rows_.get());
    return readRows();
  }

  std::optional<Error> connect(const Text& step) {
    HRESULT result = CoCreateInstance(CLSID_WbemLocator, nullptr, CLSCTX_INPROC_SERVER, IID_IWbemLocator,
                                      reinterpret_cast<void**>(locator_.receive()));
    if (FAILED(result)) {
      return wmiError(step, result);
    }
    const Bstr space(wide(query_.space));
    result = locator_->ConnectServer(space.get(), nullptr, nullptr, nullptr, WBEM_FLAG_CONNECT_USE_MAX_WAIT, nullptr,
                                     nullptr, services_.receive());
    if (FAILED(result)) {
      return wmiError(step, result);
    }
    result = setBlanket(services_.get());
    if (FAILED(result)) {
      return wmiError(step, result);
    }
    return std::nullopt;
  }

  static HRESULT setBlanket(IUnknown* proxy) {
    return CoSetProxyBlanket(proxy, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE, nullptr, RPC_C_AUTHN_LEVEL_CALL,
                             RPC_C_IMP_LEVEL_IMPERSONATE, nullptr, EOAC_NONE);
  }

  // With return-immediately, most errors of a query surface here.
  Result<std::vector<WmiRow>> readRows() {
    const Text step(ErrorId::stepWmiRows, {{"what", query_.className}});
    if (!progress_.enter(step)) {
      return tl::unexpected(timedOut(step));
    }
    const auto end = std::chrono::steady_clock::now() + query_.timeout;
    std::vector<WmiRow> rows;
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      const auto wait = static_cast<LONG>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
      Com<IWbemClassObject> object;
      ULONG count = 0;
      const HRESULT result = rows_->Next(wait, 1, object.receive(), &count);
      if (result == static_cast<HRESULT>(WBEM_S_TIMEDOUT)) {
        return tl::unexpected(timedOut(step));
      }
      if (FAILED(result)) {
        return tl::unexpected(wmiError(step, result));
      }
      if (result != WBEM_S_NO_ERROR || count == 0 || !object) {
        return rows;
      }
      if (rows.size() == maxRows) {
        return fail(ErrorKind::invalid, step, {ErrorId::whyTooManyRows, {{"count", std::to_string(maxRows)}}});
      }
      Result<WmiRow> row = readRow(*object.get(), query_.properties, step);
      if (!row) {
        return tl::unexpected(row.error());
      }
      rows.push_back(std::move(*row));
    }
  }

  WmiQuery query_;
  Progress& progress_;
  Com<IWbemLocator> locator_;
  Com<IWbemServices> services_;
  Com<IEnumWbemClassObject> rows_;
};

void runQuery(const std::shared_ptr<Progress>& progress, const WmiQuery& query) {
  Result<std::vector<WmiRow>> answer =
      fail(ErrorKind::failed, {ErrorId::stepWmi, {{"what", query.className}}}, ErrorId::whyNoMemory);
  try {
    answer = Query(query, *progress).run();
  } catch (...) {  // an exception must not leave a thread; the answer above says what happened
  }
  std::scoped_lock lock(progress->mutex);
  progress->answer = std::move(answer);
  progress->changed.notify_all();
}

// The rule of the project: no product key is ever read. These rows hold the firmware's key.
bool asksForProductKey(const WmiQuery& query) {
  if (equalIgnoringCase(query.className, "SoftwareLicensingService") && query.properties.empty()) {
    return true;
  }
  return std::any_of(query.properties.begin(), query.properties.end(),
                     [](const std::string& each) { return equalIgnoringCase(each, "OA3xOriginalProductKey"); });
}

bool isWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  });
}

}  // namespace

Result<std::vector<WmiRow>> queryWmi(const WmiQuery& query) {
  const Text step(ErrorId::stepWmi, {{"what", printable(query.className, 100)}});
  if (asksForProductKey(query)) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyProductKey);
  }
  if (!isWord(query.className) || !std::all_of(query.properties.begin(), query.properties.end(), isWord)) {
    return fail(ErrorKind::invalid, step, ErrorId::whyWmiName);
  }
  const auto progress = std::make_shared<Progress>();
  if (const Result<void> started = startDetached([progress, query] { runQuery(progress, query); }); !started) {
    return tl::unexpected(started.error());
  }
  // Rows are waited for with a time-out of their own, so that its own words come first.
  const auto allowed = query.timeout + 1s;
  std::unique_lock lock(progress->mutex);
  while (!progress->answer) {
    const auto end = progress->since + allowed;
    if (progress->changed.wait_until(lock, end) == std::cv_status::timeout && !progress->answer &&
        std::chrono::steady_clock::now() >= progress->since + allowed) {
      progress->abandoned = true;
      return tl::unexpected(timedOut(progress->step.empty() ? step : progress->step));
    }
  }
  return std::move(*progress->answer);
}

}  // namespace preflight::windows
