#include "base/text.h"
#include "host/archive/entry_name.h"

namespace preflight {

// libarchive keeps names in UTF-16 here; there is nothing to set.
struct NameScope::Inner {};
NameScope::NameScope() = default;
NameScope::~NameScope() = default;

std::string entryName(archive_entry* entry) {
  if (const wchar_t* name = archive_entry_pathname_w(entry)) {
    const std::wstring text = name;
    return utf8FromUtf16(std::u16string(text.begin(), text.end()));
  }
  const char* raw = archive_entry_pathname(entry);
  return raw == nullptr ? "?" : printable(raw);
}

}  // namespace preflight
