// Paths as text in UTF-8, in the system's own form: what can be said of them without looking at the disk.
#pragma once

#include <string>
#include <string_view>

namespace preflight {

// '\' on Windows, where '/' separates too; else '/'.
extern const char pathSeparator;
bool isPathSeparator(char character);

// With one separator between them; each '/' of `b` becomes the system's separator.
std::string joinPath(std::string_view a, std::string_view b);

// "a.csv" of "E:\Preflight\a.csv"; empty for a folder's name that ends with a separator.
std::string_view fileNameOf(std::string_view path);
// ".csv" of "a.csv"; empty for ".csv" and "a".
std::string_view extensionOf(std::string_view path);
// "a" of "E:\a.csv".
std::string_view stemOf(std::string_view path);
// "E:\Preflight" of "E:\Preflight\a.csv", "E:\" of "E:\a.csv" and of itself, nothing of "a.csv".
std::string parentOf(std::string_view path);

// That of "out" and of "out\" alike, from the root on: where either would be made.
std::string folderAbove(std::string_view path);

bool isAbsolutePath(std::string_view path);
// Without "." and doubled separators, and ".." with the name before it; "." if nothing is left.
std::string normalPath(std::string_view path);
// The normal path from the root on.
std::string absolutePath(std::string_view path);

// Length of the part that has no parent: 3 of "E:\a", 1 of "/a", 14 of "\\server\share\a", 0 of "a".
std::size_t rootLength(std::string_view path);

}  // namespace preflight
