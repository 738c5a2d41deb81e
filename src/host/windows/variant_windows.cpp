#include "host/windows/variant_windows.h"
#include "base/text.h"

#include <fmt/format.h>
#include <limits>

#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr std::size_t maxTextBytes = 1U << 20;
constexpr LONG maxElements = 100'000;

class Variant {
 public:
  Variant() { VariantInit(&value_); }
  Variant(const Variant&) = delete;
  Variant& operator=(const Variant&) = delete;
  ~Variant() { VariantClear(&value_); }
  VARIANT* receive() { return &value_; }
  const VARIANT& get() const { return value_; }

 private:
  VARIANT value_;
};

Text propertyStep(const std::string& what) {
  return {ErrorId::stepProperty, {{"what", what}}};
}

tl::unexpected<Error> tooLarge(const std::string& what) {
  return fail(ErrorKind::invalid, propertyStep(what), {ErrorId::whyTooLarge, {{"size", sizeText(maxTextBytes)}}});
}

Result<std::string> textOfBstr(BSTR text, const std::string& what) {
  const std::size_t units = SysStringLen(text);  // NULs inside count; a null pointer is an empty text
  if (units * sizeof(wchar_t) > maxTextBytes) {
    return tooLarge(what);
  }
  return units == 0 ? std::string() : utf8(std::wstring_view(text, units));
}

Result<WmiValue> unsignedValue(std::uint64_t number) {
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return WmiValue(fmt::format("{}", number));
  }
  return WmiValue(static_cast<std::int64_t>(number));
}

// An object inside a property, as WMI writes it in MOF.
Result<WmiValue> objectValue(IUnknown* unknown, const std::string& what) {
  if (unknown == nullptr) {
    return WmiValue();
  }
  Com<IWbemClassObject> object;
  HRESULT result = unknown->QueryInterface(IID_IWbemClassObject, reinterpret_cast<void**>(object.receive()));
  BSTR mof = nullptr;
  if (SUCCEEDED(result)) {
    result = object->GetObjectText(0, &mof);
  }
  if (FAILED(result)) {
    return tl::unexpected(hresultError(propertyStep(what), result));
  }
  Result<std::string> text = textOfBstr(mof, what);
  SysFreeString(mof);
  return text.map([](std::string got) { return WmiValue(std::move(got)); });
}

std::string elementText(const WmiValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return *text;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return fmt::format("{}", *number);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return fmt::format("{}", *real);
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  return {};
}

// SafeArrayGetElement gives the bare element; this lays it where a VARIANT of its type keeps it.
HRESULT elementAt(SAFEARRAY* array, VARTYPE type, LONG index, VARIANT& into) {
  if (type == VT_VARIANT) {
    return SafeArrayGetElement(array, &index, &into);
  }
  into.vt = type;
  return SafeArrayGetElement(array, &index, &into.llVal);
}

Result<WmiValue> arrayValue(const VARIANT& variant, const std::string& what) {
  SAFEARRAY* array = variant.parray;
  if (array == nullptr) {
    return WmiValue();
  }
  LONG first = 0;
  LONG last = -1;
  if (SafeArrayGetDim(array) != 1 || FAILED(SafeArrayGetLBound(array, 1, &first)) ||
      FAILED(SafeArrayGetUBound(array, 1, &last))) {
    return fail(ErrorKind::invalid, propertyStep(what), ErrorId::whyWrongArray);
  }
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  for (std::int64_t i = first; i <= last; ++i) {
    Variant element;
    const HRESULT result = elementAt(array, variant.vt & VT_TYPEMASK, static_cast<LONG>(i), *element.receive());
    if (FAILED(result)) {
      return tl::unexpected(hresultError(propertyStep(what), result));
    }
    const Result<WmiValue> value = valueOf(element.get(), what);
    if (!value) {
      return tl::unexpected(value.error());
    }
    texts.push_back(elementText(*value));
    bytes += texts.back().size();
    if (bytes > maxTextBytes || texts.size() > static_cast<std::size_t>(maxElements)) {
      return tooLarge(what);
    }
  }
  return WmiValue(std::move(texts));
}

Result<std::vector<std::string>> namesOf(IWbemClassObject& object, const Text& step) {
  SAFEARRAY* names = nullptr;
  const HRESULT result = object.GetNames(nullptr, WBEM_FLAG_ALWAYS | WBEM_FLAG_NONSYSTEM_ONLY, nullptr, &names);
  if (FAILED(result)) {
    return tl::unexpected(hresultError(step, result));
  }
  Variant holder;  // frees the array
  holder.receive()->vt = VT_ARRAY | VT_BSTR;
  holder.receive()->parray = names;
  return arrayValue(holder.get(), "names").map([](WmiValue value) {
    auto* texts = std::get_if<std::vector<std::string>>(&value);
    return texts == nullptr ? std::vector<std::string>() : std::move(*texts);
  });
}

}  // namespace

Result<WmiValue> valueOf(const VARIANT& variant, const std::string& what) {
  if ((variant.vt & VT_ARRAY) != 0) {
    return arrayValue(variant, what);
  }
  switch (variant.vt) {
    case VT_EMPTY:
    case VT_NULL:
      return WmiValue();
    case VT_BOOL:
      return WmiValue(variant.boolVal != VARIANT_FALSE);
    case VT_I1:
      return WmiValue(std::int64_t{static_cast<std::int8_t>(variant.cVal)});
    case VT_UI1:
      return WmiValue(std::int64_t{variant.bVal});
    case VT_I2:
      return WmiValue(std::int64_t{variant.iVal});
    case VT_UI2:
      return WmiValue(std::int64_t{variant.uiVal});
    case VT_I4:
    case VT_INT:
      return WmiValue(std::int64_t{variant.lVal});
    case VT_UI4:
    case VT_UINT:
      return WmiValue(std::int64_t{variant.ulVal});
    case VT_I8:
      return WmiValue(std::int64_t{variant.llVal});
    case VT_UI8:
      return unsignedValue(variant.ullVal);
    case VT_R4:
      return WmiValue(double{variant.fltVal});
    case VT_R8:
      return WmiValue(variant.dblVal);
    case VT_BSTR:
      return textOfBstr(variant.bstrVal, what).map([](std::string text) { return WmiValue(std::move(text)); });
    case VT_UNKNOWN:
    case VT_DISPATCH:
      return objectValue(variant.punkVal, what);
    default:
      return fail(ErrorKind::invalid, propertyStep(what),
                  {ErrorId::whyWrongVariant, {{"type", std::to_string(variant.vt)}}});
  }
}

Result<WmiRow> readRow(IWbemClassObject& object, const std::vector<std::string>& properties, const Text& step) {
  const Result<std::vector<std::string>> names =
      properties.empty() ? namesOf(object, step) : Result<std::vector<std::string>>(properties);
  if (!names) {
    return tl::unexpected(names.error());
  }
  WmiRow row;
  for (const std::string& name : *names) {
    Variant value;
    const HRESULT result = object.Get(wide(name).c_str(), 0, value.receive(), nullptr, nullptr);
    if (result == static_cast<HRESULT>(WBEM_E_NOT_FOUND)) {
      continue;
    }
    if (FAILED(result)) {
      return tl::unexpected(hresultError(propertyStep(name), result));
    }
    Result<WmiValue> converted = valueOf(value.get(), name);
    if (!converted) {
      return tl::unexpected(converted.error());
    }
    row.properties.emplace_back(name, std::move(*converted));
  }
  return row;
}

}  // namespace preflight::windows
