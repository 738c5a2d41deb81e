#include "base/path.h"

#include <doctest/doctest.h>

#include "base/files.h"
#include "support/temp_folder.h"

using namespace preflight;
using preflight::test::TempFolder;

namespace {

// As people write it, in the system's own form.
std::string native(std::string text) {
  for (char& c : text) {
    c = c == '/' ? pathSeparator : c;
  }
  return text;
}

}  // namespace

TEST_CASE("a path is taken apart the same way whether it ends with a separator or not") {
  CHECK(fileNameOf("a/b.csv") == "b.csv");
  CHECK(fileNameOf("a/") == "");
  CHECK(fileNameOf("b.csv") == "b.csv");
  CHECK(stemOf("a/b.tar.gz") == "b.tar");
  CHECK(extensionOf("a/b.tar.gz") == ".gz");
  CHECK(extensionOf(".csv") == "");
  CHECK(extensionOf("a.b/c") == "");
  CHECK(extensionOf("..") == "");
  CHECK(parentOf("a/b.csv") == "a");
  CHECK(parentOf("a//b.csv") == "a");
  CHECK(parentOf("a/") == "a");
  CHECK(parentOf("b.csv") == "");
  CHECK(parentOf("") == "");
  CHECK(fileNameOf("") == "");
}

TEST_CASE("joined paths have one separator") {
  CHECK(joinPath("a", "b/c") == native("a/b/c"));
  CHECK(joinPath("a/", "b") == "a/b");
  CHECK(joinPath("", "b") == "b");
  CHECK(joinPath("a", "") == "a");
}

TEST_CASE("a normal path has no dots and no doubled separators") {
  CHECK(normalPath("a/./b//c/../d") == native("a/b/d"));
  CHECK(normalPath("../a") == native("../a"));
  CHECK(normalPath("a/../../b") == native("../b"));
  CHECK(normalPath("a/..") == ".");
  CHECK(normalPath("a/b/") == native("a/b/"));
  CHECK(normalPath("/../a") == native("/a"));
  CHECK(normalPath("") == ".");
}

TEST_CASE("the folder above a folder does not depend on how its name is typed") {
  const TempFolder folder;
  const std::string out = joinPath(folder.text(), "out");
  CHECK(folderAbove(out) == folder.text());
  CHECK(folderAbove(out + pathSeparator) == folder.text());
  CHECK(folderAbove(joinPath(out, "../out")) == folder.text());
  CHECK(isAbsolutePath(absolutePath("out")));
}

TEST_CASE("a Windows path's root is its drive, its share or its first separator") {
  if (pathSeparator == '/') {
    CHECK(rootLength("/a") == 1);
    CHECK(rootLength("E:\\a") == 0);
    CHECK(parentOf("/a") == "/");
    CHECK(parentOf("/") == "/");
    return;
  }
  CHECK(rootLength("E:\\a") == 3);
  CHECK(rootLength("E:a") == 2);
  CHECK(rootLength("\\\\server\\share\\a") == 15);
  CHECK(rootLength("\\\\?\\E:\\a") == 7);
  CHECK(rootLength("\\\\server") == 8);
  CHECK(parentOf("E:\\a.csv") == "E:\\");
  CHECK(parentOf("E:\\") == "E:\\");
  CHECK(fileNameOf("E:a.csv") == "a.csv");
  CHECK_FALSE(isAbsolutePath("E:a"));
  CHECK_FALSE(isAbsolutePath("\\a"));
}

TEST_CASE("what is at a path is none, a file or a folder") {
  const TempFolder folder;
  const std::string file = folder.text("ä ☂.csv");
  CHECK(factsOf(file).kind == FileKind::none);
  CHECK(factsOf(file).problem);
  CHECK_FALSE(factsOf(file).exists());
  test::writeFile(file, "abc");
  CHECK(factsOf(file).kind == FileKind::file);
  CHECK(factsOf(file).bytes == 3);
  CHECK(factsOf(folder.text()).kind == FileKind::folder);
  CHECK(isFolder(folder.text()));
  CHECK(factsOf(joinPath(file, "x")).kind != FileKind::file);
  CHECK(isSameFile(file, joinPath(folder.text(), "./ä ☂.csv")));
  CHECK_FALSE(isSameFile(file, folder.text()));
  CHECK_FALSE(isSameFile(file, folder.text("none")));
}

TEST_CASE("folders are made, listed and removed with everything in them") {
  const TempFolder folder;
  const std::string deep = folder.text("a/b/c");
  CHECK_FALSE(makeFolders(deep));
  CHECK_FALSE(makeFolders(deep));
  CHECK(makeFolder(deep));  // it is there already
  test::writeFile(joinPath(deep, "1.txt"), "1");
  CHECK(namesIn(folder.text("a/b"), 10).names == std::vector<std::string>{"c"});
  CHECK(namesIn(folder.text("a/b"), 0).names.empty());
  CHECK(namesIn(folder.text("none"), 10).problem);
  CHECK(removeFile(folder.text("a/b")));  // it is not empty
  CHECK_FALSE(removeTree(folder.text("a")));
  CHECK(factsOf(folder.text("a")).kind == FileKind::none);
  CHECK_FALSE(removeFile(folder.text("a")));
}

TEST_CASE("a renamed file takes the place of another") {
  const TempFolder folder;
  test::writeFile(folder.text("new"), "new");
  test::writeFile(folder.text("old"), "old");
  CHECK_FALSE(renameFile(folder.text("new"), folder.text("old")));
  CHECK(test::readFile(folder.text("old")) == "new");
  CHECK(renameFile(folder.text("none"), folder.text("old")));
}

TEST_CASE("a file remembers its first failure") {
  const TempFolder folder;
  const File none(folder.text("none"), File::Mode::read);
  CHECK_FALSE(none.isOpen());
  CHECK(none.error({}, {}).code != 0);
  {
    File file(folder.text("a"), File::Mode::create);
    CHECK(file.write("hello"));
    CHECK(file.close());
  }
  {
    File file(folder.text("a"), File::Mode::append);
    CHECK(file.write(" world"));
    CHECK(file.close());
  }
  File file(folder.text("a"), File::Mode::read);
  std::string text(20, '\0');
  CHECK(file.read(text) == 11);
  CHECK(file.good());
  CHECK(file.seek(-5, SEEK_END) == 6);
  CHECK(file.read(text) == 5);
  CHECK(text.starts_with("world"));
  CHECK(file.seek(-1, SEEK_SET) == -1);
  CHECK_FALSE(file.good());
  CHECK_FALSE(file.close());
}
