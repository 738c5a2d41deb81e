// Where the text of a table comes from: a file or standard input.
#pragma once

#include <memory>
#include <string>

#include "csv/line_reader.h"

namespace preflight {

// `name` is a file's path in UTF-8, or "-" for standard input.
Result<std::unique_ptr<csv::ByteSource>> openSource(const std::string& name);
Result<std::unique_ptr<csv::ByteSource>> openFileSource(const std::string& pathUtf8);
std::unique_ptr<csv::ByteSource> standardInputSource();

// The name may stand for many: it has '*' or '?'.
bool hasWildcard(std::string_view name);

}  // namespace preflight
