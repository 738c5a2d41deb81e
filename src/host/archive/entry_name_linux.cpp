#include <locale.h>

#include "base/text.h"
#include "host/archive/entry_name.h"

namespace preflight {

struct NameScope::Inner {
  locale_t own = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  locale_t before = own == nullptr ? nullptr : uselocale(own);
};

NameScope::NameScope() : inner_(std::make_unique<Inner>()) {}

NameScope::~NameScope() {
  if (inner_->own != nullptr) {
    uselocale(inner_->before);
    freelocale(inner_->own);
  }
}

std::string entryName(archive_entry* entry) {
  if (const char* name = archive_entry_pathname_utf8(entry)) {
    return name;
  }
  const char* raw = archive_entry_pathname(entry);
  return raw == nullptr ? "?" : printable(raw);
}

}  // namespace preflight
