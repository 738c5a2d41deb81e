// Plays WMI for tests: a WbemLocator that answers root\cimv2\mdm\dmmap by a scenario and leaves all else to Wine's own
// wbemprox.dll. It takes Wine's place by HKLM\Software\Classes\CLSID\{4590F811-1D3A-11D0-891F-00AA004B2E24}.
// Scenario and hash come from the environment (FAKE_WBEM, FAKE_WBEM_HASH) or else from
// HKLM\Software\PreflightTest\FakeWbem (Scenario, HashFile).
//
//   hash               one row, DeviceHardwareData is the text of the hash file
//   null, empty        one row whose DeviceHardwareData is NULL, ""
//   no-rows            no row
//   two-rows           two rows, the second with another hash
//   big                DeviceHardwareData of 100 KB;  huge: of 3 MB, more than a host takes
//   nuls               DeviceHardwareData with NULs in it
//   number             DeviceHardwareData is a number, not a text
//   denied-connect, namespace-missing, unreachable                at ConnectServer
//   class-missing, denied-next, general-failure, provider-load    at Next
//   denied-query       at ExecQuery
//   never-answers      Next waits its time-out and says so
//   hang-connect, hang-next      the call never comes back
#include <winsock2.h>

#include <initguid.h>

#include <oleauto.h>
#include <wbemidl.h>

#include <cstdio>
#include <string>
#include <vector>

#include "fakewbem_objects.h"

namespace {

using fakewbem::Object;
using fakewbem::objectsAlive;
using fakewbem::Row;

std::wstring setting(const wchar_t* variable, const wchar_t* value) {
  std::wstring text(4096, L'\0');
  if (const DWORD size = GetEnvironmentVariableW(variable, text.data(), 4096); size > 0 && size < 4096) {
    text.resize(size);
    return text;
  }
  DWORD bytes = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegGetValueW(HKEY_LOCAL_MACHINE, L"Software\\PreflightTest\\FakeWbem", value, RRF_RT_REG_SZ, nullptr, text.data(),
                   &bytes) != ERROR_SUCCESS) {
    return {};
  }
  return text.c_str();
}

std::wstring scenario() {
  return setting(L"FAKE_WBEM", L"Scenario");
}

// ASCII text without the line end.
std::wstring hashText() {
  std::wstring text;
  if (std::FILE* file = _wfopen(setting(L"FAKE_WBEM_HASH", L"HashFile").c_str(), L"rb")) {
    for (int c = 0; (c = std::fgetc(file)) != EOF;) {
      if (c != '\r' && c != '\n') {
        text += static_cast<wchar_t>(c);
      }
    }
    std::fclose(file);
  }
  return text.empty() ? L"T0FB" : text;
}

struct Scripted {
  const wchar_t* name;
  HRESULT result;
};

HRESULT resultOf(const std::wstring& played, const std::vector<Scripted>& script) {
  for (const Scripted& each : script) {
    if (played == each.name) {
      return each.result;
    }
  }
  return S_OK;
}

HRESULT code(unsigned long number) {
  return static_cast<HRESULT>(number);
}

class Rows final : public Object<IEnumWbemClassObject> {
 public:
  explicit Rows(std::wstring played) : Object(IID_IEnumWbemClassObject), scenario_(std::move(played)) {}

  HRESULT STDMETHODCALLTYPE Next(LONG timeout, ULONG, IWbemClassObject** objects, ULONG* returned) override {
    *returned = 0;
    if (scenario_ == L"never-answers") {
      Sleep(timeout < 0 ? INFINITE : static_cast<DWORD>(timeout));
      return static_cast<HRESULT>(WBEM_S_TIMEDOUT);
    }
    if (scenario_ == L"hang-next") {
      Sleep(INFINITE);
    }
    const HRESULT scripted = resultOf(scenario_, {{L"class-missing", code(0x80041010)},
                                                  {L"denied-next", code(0x80041003)},
                                                  {L"general-failure", code(0x80041001)},
                                                  {L"provider-load", code(0x80041013)},
                                                  {L"no-rows", static_cast<HRESULT>(WBEM_S_FALSE)}});
    const int rows = scenario_ == L"two-rows" ? 2 : 1;
    if (scripted != S_OK || given_ == rows) {
      return scripted != S_OK ? scripted : static_cast<HRESULT>(WBEM_S_FALSE);
    }
    objects[0] = row(given_++);
    *returned = 1;
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE Reset() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE NextAsync(ULONG, IWbemObjectSink*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clone(IEnumWbemClassObject**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Skip(LONG, ULONG) override { return E_NOTIMPL; }

 private:
  IWbemClassObject* row(int number) const {
    if (scenario_ == L"null") {
      return new Row({}, VT_NULL);
    }
    if (scenario_ == L"number") {
      return new Row({}, VT_I4);
    }
    if (scenario_ == L"empty") {
      return new Row({}, VT_BSTR);
    }
    if (scenario_ == L"big" || scenario_ == L"huge") {
      return new Row(std::wstring(scenario_ == L"big" ? 100U << 10 : 3U << 20, L'A'), VT_BSTR);
    }
    if (scenario_ == L"nuls") {
      return new Row(std::wstring(L"AB\0CD", 5), VT_BSTR);
    }
    return new Row(number == 0 ? hashText() : L"U0VDT05E", VT_BSTR);
  }

  std::wstring scenario_;
  int given_ = 0;
};

// root\cimv2\mdm\dmmap.
class Bridge final : public Object<IWbemServices> {
 public:
  explicit Bridge(std::wstring played) : Object(IID_IWbemServices), scenario_(std::move(played)) {}

  HRESULT STDMETHODCALLTYPE ExecQuery(const BSTR, const BSTR query, LONG flags, IWbemContext*,
                                      IEnumWbemClassObject** rows) override {
    if (scenario_ == L"denied-query") {
      return code(0x80070005);
    }
    // A client that waits for everything would hang on a device that never answers.
    if ((flags & WBEM_FLAG_RETURN_IMMEDIATELY) == 0 || (flags & WBEM_FLAG_FORWARD_ONLY) == 0) {
      return code(0x80041008);
    }
    const bool known = std::wstring(query).find(L"MDM_DevDetail_Ext01") != std::wstring::npos;
    *rows = new Rows(known ? scenario_ : L"class-missing");
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE OpenNamespace(const BSTR, LONG, IWbemContext*, IWbemServices**,
                                          IWbemCallResult**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE CancelAsyncCall(IWbemObjectSink*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE QueryObjectSink(LONG, IWbemObjectSink**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetObject(const BSTR, LONG, IWbemContext*, IWbemClassObject**, IWbemCallResult**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE GetObjectAsync(const BSTR, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE PutClass(IWbemClassObject*, LONG, IWbemContext*, IWbemCallResult**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE PutClassAsync(IWbemClassObject*, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE DeleteClass(const BSTR, LONG, IWbemContext*, IWbemCallResult**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE DeleteClassAsync(const BSTR, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE CreateClassEnum(const BSTR, LONG, IWbemContext*, IEnumWbemClassObject**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE CreateClassEnumAsync(const BSTR, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE PutInstance(IWbemClassObject*, LONG, IWbemContext*, IWbemCallResult**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE PutInstanceAsync(IWbemClassObject*, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE DeleteInstance(const BSTR, LONG, IWbemContext*, IWbemCallResult**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE DeleteInstanceAsync(const BSTR, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE CreateInstanceEnum(const BSTR, LONG, IWbemContext*, IEnumWbemClassObject**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE CreateInstanceEnumAsync(const BSTR, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE ExecQueryAsync(const BSTR, const BSTR, LONG, IWbemContext*, IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE ExecNotificationQuery(const BSTR, const BSTR, LONG, IWbemContext*,
                                                  IEnumWbemClassObject**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE ExecNotificationQueryAsync(const BSTR, const BSTR, LONG, IWbemContext*,
                                                       IWbemObjectSink*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE ExecMethod(const BSTR, const BSTR, LONG, IWbemContext*, IWbemClassObject*,
                                       IWbemClassObject**, IWbemCallResult**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE ExecMethodAsync(const BSTR, const BSTR, LONG, IWbemContext*, IWbemClassObject*,
                                            IWbemObjectSink*) override {
    return E_NOTIMPL;
  }

 private:
  std::wstring scenario_;
};

// Wine's own locator.
HRESULT wineLocator(IWbemLocator** locator) {
  const HMODULE module = LoadLibraryW(L"C:\\windows\\system32\\wbem\\wbemprox.dll");
  using GetClassObject = HRESULT WINAPI(REFCLSID, REFIID, void**);
  auto* get =
      module == nullptr
          ? nullptr
          : reinterpret_cast<GetClassObject*>(reinterpret_cast<void*>(GetProcAddress(module, "DllGetClassObject")));
  IClassFactory* factory = nullptr;
  if (get == nullptr) {
    return E_FAIL;
  }
  HRESULT result = get(CLSID_WbemLocator, IID_IClassFactory, reinterpret_cast<void**>(&factory));
  if (SUCCEEDED(result)) {
    result = factory->CreateInstance(nullptr, IID_IWbemLocator, reinterpret_cast<void**>(locator));
    factory->Release();
  }
  return result;
}

class Locator final : public Object<IWbemLocator> {
 public:
  Locator() : Object(IID_IWbemLocator) {}

  HRESULT STDMETHODCALLTYPE ConnectServer(const BSTR space, const BSTR user, const BSTR password, const BSTR locale,
                                          LONG flags, const BSTR authority, IWbemContext* context,
                                          IWbemServices** services) override {
    if (_wcsicmp(space, L"root\\cimv2\\mdm\\dmmap") != 0) {
      IWbemLocator* real = nullptr;
      HRESULT result = wineLocator(&real);
      if (SUCCEEDED(result)) {
        result = real->ConnectServer(space, user, password, locale, flags, authority, context, services);
        real->Release();
      }
      return result;
    }
    const std::wstring played = scenario();
    if (played == L"hang-connect") {
      Sleep(INFINITE);
    }
    const HRESULT scripted = resultOf(played, {{L"denied-connect", code(0x80041003)},
                                               {L"namespace-missing", code(0x8004100E)},
                                               {L"unreachable", code(0x800706BA)}});
    if (scripted == S_OK) {
      *services = new Bridge(played);
    }
    return scripted;
  }
};

class Factory final : public Object<IClassFactory> {
 public:
  Factory() : Object(IID_IClassFactory) {}
  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID id, void** out) override {
    if (outer != nullptr) {
      return CLASS_E_NOAGGREGATION;
    }
    auto* locator = new Locator;
    const HRESULT result = locator->QueryInterface(id, out);
    locator->Release();
    return result;
  }
  HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }
};

}  // namespace

extern "C" __declspec(dllexport) HRESULT WINAPI DllGetClassObject(REFCLSID, REFIID id, void** out) {
  auto* factory = new Factory;
  const HRESULT result = factory->QueryInterface(id, out);
  factory->Release();
  return result;
}

extern "C" __declspec(dllexport) HRESULT WINAPI DllCanUnloadNow() {
  return objectsAlive == 0 ? S_OK : S_FALSE;
}
