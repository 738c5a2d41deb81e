// The COM objects that fakewbem.cpp hands out: what all have in common, and a row of MDM_DevDetail_Ext01.
#pragma once

#include <winsock2.h>

#include <oleauto.h>
#include <wbemidl.h>

#include <atomic>
#include <string>
#include <utility>

#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"  // COM's own interfaces have no destructor at all

namespace fakewbem {

inline std::atomic<LONG> objectsAlive{0};

// IUnknown for a class with one interface beside it, and IClientSecurity, without which CoSetProxyBlanket fails.
template <class Interface>
class Object : public Interface {
 public:
  explicit Object(REFIID id) : id_(id) { ++objectsAlive; }
  virtual ~Object() { --objectsAlive; }

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID wanted, void** out) override {
    if (wanted == IID_IUnknown || wanted == id_) {
      *out = static_cast<Interface*>(this);
    } else if (wanted == IID_IClientSecurity) {
      *out = &security_;
    } else {
      *out = nullptr;
      return E_NOINTERFACE;
    }
    this->AddRef();
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++count_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --count_;
    if (left == 0) {
      delete this;
    }
    return left;
  }

 private:
  struct Security final : IClientSecurity {
    explicit Security(Object& object) : owner(object) {}
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID wanted, void** out) override {
      return owner.QueryInterface(wanted, out);
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return owner.AddRef(); }
    ULONG STDMETHODCALLTYPE Release() override { return owner.Release(); }
    HRESULT STDMETHODCALLTYPE QueryBlanket(IUnknown*, DWORD*, DWORD*, OLECHAR**, DWORD*, DWORD*, void**,
                                           DWORD*) override {
      return E_NOTIMPL;
    }
    // What a client of the real thing sets, and nothing else.
    HRESULT STDMETHODCALLTYPE SetBlanket(IUnknown*, DWORD authentication, DWORD authorization, OLECHAR*, DWORD level,
                                         DWORD impersonation, void*, DWORD) override {
      return authentication == RPC_C_AUTHN_WINNT && authorization == RPC_C_AUTHZ_NONE &&
                     level == RPC_C_AUTHN_LEVEL_CALL && impersonation == RPC_C_IMP_LEVEL_IMPERSONATE
                 ? S_OK
                 : E_INVALIDARG;
    }
    HRESULT STDMETHODCALLTYPE CopyProxy(IUnknown*, IUnknown**) override { return E_NOTIMPL; }
    Object& owner;
  };

  std::atomic<ULONG> count_{1};
  IID id_;
  Security security_{*this};
};

// One MDM_DevDetail_Ext01.
class Row final : public Object<IWbemClassObject> {
 public:
  Row(std::wstring hash, VARTYPE type) : Object(IID_IWbemClassObject), hash_(std::move(hash)), type_(type) {}

  HRESULT STDMETHODCALLTYPE Get(LPCWSTR name, LONG, VARIANT* value, CIMTYPE* type, LONG* flavor) override {
    const std::wstring wanted = name;
    VariantInit(value);
    if (type != nullptr) {
      *type = CIM_STRING;
    }
    if (flavor != nullptr) {
      *flavor = 0;
    }
    if (_wcsicmp(name, L"DeviceHardwareData") == 0) {
      value->vt = type_;
      if (type_ == VT_BSTR) {
        value->bstrVal = SysAllocStringLen(hash_.data(), static_cast<UINT>(hash_.size()));
      } else if (type_ == VT_I4) {
        value->lVal = 42;
      }
      return S_OK;
    }
    if (_wcsicmp(name, L"InstanceID") == 0 || _wcsicmp(name, L"ParentID") == 0) {
      value->vt = VT_BSTR;
      value->bstrVal = SysAllocString(wanted[0] == L'I' || wanted[0] == L'i' ? L"Ext" : L"./DevDetail");
      return S_OK;
    }
    return static_cast<HRESULT>(WBEM_E_NOT_FOUND);
  }
  HRESULT STDMETHODCALLTYPE GetNames(LPCWSTR, LONG, VARIANT*, SAFEARRAY** names) override {
    const wchar_t* const all[] = {L"DeviceHardwareData", L"InstanceID", L"ParentID"};
    *names = SafeArrayCreateVector(VT_BSTR, 0, 3);
    for (LONG i = 0; i < 3; ++i) {
      const BSTR name = SysAllocString(all[i]);
      SafeArrayPutElement(*names, &i, name);
      SysFreeString(name);
    }
    return S_OK;
  }

  // The rest of the interface is not used by a reader of rows.
  HRESULT STDMETHODCALLTYPE GetQualifierSet(IWbemQualifierSet**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Put(LPCWSTR, LONG, VARIANT*, CIMTYPE) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Delete(LPCWSTR) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE BeginEnumeration(LONG) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Next(LONG, BSTR*, VARIANT*, CIMTYPE*, LONG*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE EndEnumeration() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetPropertyQualifierSet(LPCWSTR, IWbemQualifierSet**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clone(IWbemClassObject**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetObjectText(LONG, BSTR*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SpawnDerivedClass(LONG, IWbemClassObject**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SpawnInstance(LONG, IWbemClassObject**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE CompareTo(LONG, IWbemClassObject*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetPropertyOrigin(LPCWSTR, BSTR*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE InheritsFrom(LPCWSTR) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetMethod(LPCWSTR, LONG, IWbemClassObject**, IWbemClassObject**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE PutMethod(LPCWSTR, LONG, IWbemClassObject*, IWbemClassObject*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE DeleteMethod(LPCWSTR) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE BeginMethodEnumeration(LONG) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE NextMethod(LONG, BSTR*, IWbemClassObject**, IWbemClassObject**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE EndMethodEnumeration() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetMethodQualifierSet(LPCWSTR, IWbemQualifierSet**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetMethodOrigin(LPCWSTR, BSTR*) override { return E_NOTIMPL; }

 private:
  std::wstring hash_;
  VARTYPE type_;
};

}  // namespace fakewbem
