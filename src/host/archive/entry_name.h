// The name of an archive's member. libarchive converts names by the C library's locale, which differs by system.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <string>

namespace preflight {

// While one lives, this thread reads names outside ASCII too.
class NameScope {
 public:
  NameScope();
  NameScope(const NameScope&) = delete;
  NameScope& operator=(const NameScope&) = delete;
  ~NameScope();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

// UTF-8; "?" for a name that can not be told.
std::string entryName(archive_entry* entry);

}  // namespace preflight
