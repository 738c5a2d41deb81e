// COM pointers, BSTRs and VARIANTs, and WMI rows out of them.
#pragma once

#include <winsock2.h>

#include <oleauto.h>
#include <wbemidl.h>

#include <string>
#include <vector>

#include "host/wmi.h"

namespace preflight::windows {

// The one reference to a COM object.
template <class Interface>
class Com {
 public:
  Com() = default;
  Com(const Com&) = delete;
  Com& operator=(const Com&) = delete;
  ~Com() { reset(); }

  Interface* get() const { return object_; }
  Interface* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  // For a function that gives an object.
  Interface** receive() {
    reset();
    return &object_;
  }
  void reset() {
    if (object_ != nullptr) {
      std::exchange(object_, nullptr)->Release();
    }
  }

 private:
  Interface* object_ = nullptr;
};

// A BSTR of our own.
class Bstr {
 public:
  explicit Bstr(const std::wstring& text) : text_(SysAllocStringLen(text.data(), static_cast<UINT>(text.size()))) {}
  Bstr(const Bstr&) = delete;
  Bstr& operator=(const Bstr&) = delete;
  ~Bstr() { SysFreeString(text_); }
  BSTR get() const { return text_; }

 private:
  BSTR text_;
};

// The properties that are asked for, or all that are no system properties. A property that the object does not have is
// left out. An error when one is larger than 1 MB: half a value must not look like a whole one.
Result<WmiRow> readRow(IWbemClassObject& object, const std::vector<std::string>& properties,
                       const preflight::Text& step);

// As wmi.h describes; `what` names the property in the error.
Result<WmiValue> valueOf(const VARIANT& variant, const std::string& what);

}  // namespace preflight::windows
