#include "unit/media/memory_files.h"

#include <algorithm>

#include "media/durable_write.h"
#include "media/system_errors.h"

namespace preflight::media {
namespace {

// Paths are joined as the system that the test runs on does it.
std::string slashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

class MemoryFile final : public OpenFile {
 public:
  MemoryFile(MemoryFiles& files, std::shared_ptr<MemoryFiles::Node> node, std::string path)
      : files_(files), node_(std::move(node)), path_(std::move(path)), volume_(files.volume) {
    ++node_->openBy;
  }
  ~MemoryFile() override { --node_->openBy; }

  Result<std::uint64_t> volume() override {
    return files_.call<std::uint64_t>("volume", path_, [&]() -> Result<std::uint64_t> { return volume_; });
  }

  Result<std::size_t> write(ByteView bytes) override {
    return files_.call<std::size_t>("write", path_, [&]() -> Result<std::size_t> {
      const std::uint64_t left = files_.capacity - std::min(files_.capacity, files_.used());
      if (left == 0 && !bytes.empty()) {
        return tl::unexpected(
            files_.error("write " + path_, files_.error("", 28).space == CodeSpace::win32 ? 112 : 28));
      }
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>({bytes.size(), files_.mostInOneWrite, left}));
      node_->content.insert(node_->content.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
      return size;
    });
  }

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    return files_.call<std::size_t>("read", path_, [&]() -> Result<std::size_t> {
      const std::size_t size = std::min(buffer.size(), node_->content.size() - at_);
      std::copy_n(node_->content.begin() + static_cast<std::ptrdiff_t>(at_), size, buffer.begin());
      if (files_.flipsABit && size > 0) {
        buffer[size / 2] ^= 4;
      }
      at_ += size;
      return size;
    });
  }

  Result<void> flush() override {
    return files_.call<void>("flush", path_, [&]() -> Result<void> {
      node_->onMedium = node_->content;
      return {};
    });
  }

  Result<void> close() override {
    return files_.call<void>("close", path_, []() -> Result<void> { return {}; });
  }

 private:
  MemoryFiles& files_;
  std::shared_ptr<MemoryFiles::Node> node_;
  std::string path_;
  std::uint64_t volume_;
  std::size_t at_ = 0;
};

class MemoryHeld final : public HeldFile {
 public:
  MemoryHeld(MemoryFiles& files, std::shared_ptr<MemoryFiles::Node> node, std::string path,
             std::optional<std::string> left)
      : files_(files), node_(std::move(node)), path_(std::move(path)), left_(std::move(left)) {
    ++node_->openBy;
  }
  // A process that was killed removes nothing, but the system lets go of what it held.
  ~MemoryHeld() override {
    --node_->openBy;
    try {
      if (!files_.dead) {
        (void)files_.remove(path_);
      }
    } catch (const MemoryFiles::Killed&) {  // at this very call: what follows is not done any more
    }
  }
  const std::optional<std::string>& left() const override { return left_; }
  Result<void> setText(std::string_view text) override {
    return files_.call<void>("write lock", path_, [&]() -> Result<void> {
      const ByteView bytes = viewOf(text);
      node_->content = {bytes.begin(), bytes.end()};
      return {};
    });
  }

 private:
  MemoryFiles& files_;
  std::shared_ptr<MemoryFiles::Node> node_;
  std::string path_;
  std::optional<std::string> left_;
};

std::string folderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Error MemoryFiles::error(std::string step, std::uint32_t code) const {
  return codes_ == CodeSpace::win32 ? win32Error(std::move(step), code) : posixError(std::move(step), code);
}

void MemoryFiles::addFolder(const std::string& given) {
  const std::string path = slashes(given);
  namesNow[path] = std::make_shared<Node>(Node{true, false, {}, {}, 0});
}

void MemoryFiles::addFile(const std::string& given, std::string_view content, bool readOnly) {
  const std::string path = slashes(given);
  const ByteView bytes = viewOf(content);
  namesNow[path] = std::make_shared<Node>(Node{false, readOnly, {bytes.begin(), bytes.end()}, {}, 0});
}

void MemoryFiles::settle() {
  for (auto& [path, node] : namesNow) {
    node->onMedium = node->content;
  }
  namesOnMedium = namesNow;
  calls.clear();
}

void MemoryFiles::restart() {
  fault = {};
  dead = false;
  calls.clear();
  for (auto& [path, node] : namesNow) {
    node->openBy = 0;
  }
}

std::string MemoryFiles::content(const std::string& given) const {
  const std::string path = slashes(given);
  const auto found = namesNow.find(path);
  return found == namesNow.end() ? "(none)" : std::string(textOf(found->second->content));
}

std::vector<std::string> MemoryFiles::temporaries() const {
  std::vector<std::string> found;
  for (const auto& [path, node] : namesNow) {
    if (isTemporaryName(path.substr(path.rfind('/') + 1))) {
      found.push_back(path);
    }
  }
  return found;
}

std::uint64_t MemoryFiles::used() const {
  std::uint64_t sum = 0;
  for (const auto& [path, node] : namesNow) {
    sum += node->content.size();
  }
  return sum;
}

Result<FileStatus> MemoryFiles::status(const std::string& given) {
  const std::string path = slashes(given);
  return call<FileStatus>("status", path, [&]() -> Result<FileStatus> {
    const auto found = namesNow.find(path);
    if (found == namesNow.end()) {
      return tl::unexpected(notThere("look at " + path));
    }
    FileStatus status;
    status.kind = found->second->folder ? FileStatus::Kind::folder : FileStatus::Kind::file;
    status.size = found->second->content.size();
    status.readOnly = found->second->readOnly;
    status.volume = volume;
    return status;
  });
}

Result<std::unique_ptr<OpenFile>> MemoryFiles::createNew(const std::string& given) {
  const std::string path = slashes(given);
  return call<std::unique_ptr<OpenFile>>("create", path, [&]() -> Result<std::unique_ptr<OpenFile>> {
    if (namesNow.contains(path)) {
      return tl::unexpected(error("create " + path, codes_ == CodeSpace::win32 ? 80 : 17));
    }
    if (!namesNow.contains(folderOf(path))) {
      return tl::unexpected(notThere("create " + path));
    }
    addFile(path, "");
    return std::make_unique<MemoryFile>(*this, namesNow[path], path);
  });
}

Result<std::unique_ptr<OpenFile>> MemoryFiles::openForReading(const std::string& given) {
  const std::string path = slashes(given);
  return call<std::unique_ptr<OpenFile>>("open", path, [&]() -> Result<std::unique_ptr<OpenFile>> {
    const auto found = namesNow.find(path);
    if (found == namesNow.end()) {
      return tl::unexpected(notThere("read " + path));
    }
    return std::make_unique<MemoryFile>(*this, found->second, path);
  });
}

Result<void> MemoryFiles::rename(const std::string& givenFrom, const std::string& givenTo, Replace replace) {
  const std::string from = slashes(givenFrom);
  const std::string to = slashes(givenTo);
  return call<void>("rename", from + " to " + to, [&]() -> Result<void> {
    const auto found = namesNow.find(from);
    if (found == namesNow.end()) {
      return tl::unexpected(notThere("rename " + from));
    }
    if (replace == Replace::no && namesNow.contains(to)) {
      return tl::unexpected(error("rename " + from, codes_ == CodeSpace::win32 ? 183 : 17));
    }
    namesNow[to] = found->second;
    namesNow.erase(from);
    if (codes_ == CodeSpace::win32) {
      namesOnMedium = namesNow;  // MOVEFILE_WRITE_THROUGH
    }
    return {};
  });
}

Result<void> MemoryFiles::flushFolder(const std::string& given) {
  const std::string path = slashes(given);
  return call<void>("flush folder", path, [&]() -> Result<void> {
    namesOnMedium = namesNow;
    return {};
  });
}

Result<void> MemoryFiles::makeFolder(const std::string& given) {
  const std::string path = slashes(given);
  return call<void>("make folder", path, [&]() -> Result<void> {
    if (!namesNow.contains(folderOf(path))) {
      return tl::unexpected(notThere("make the folder " + path));
    }
    addFolder(path);
    return {};
  });
}

Result<void> MemoryFiles::remove(const std::string& given) {
  const std::string path = slashes(given);
  return call<void>("remove", path, [&]() -> Result<void> {
    return namesNow.erase(path) == 1 ? Result<void>{} : tl::unexpected(notThere("remove " + path));
  });
}

Result<void> MemoryFiles::removeUnused(const std::string& given) {
  const std::string path = slashes(given);
  return call<void>("remove unused", path, [&]() -> Result<void> {
    const auto found = namesNow.find(path);
    if (found == namesNow.end() || found->second->openBy > 0) {
      return tl::unexpected(error("remove " + path, codes_ == CodeSpace::win32 ? 32 : 16));
    }
    namesNow.erase(found);
    return {};
  });
}

Result<std::vector<std::string>> MemoryFiles::names(const std::string& given) {
  const std::string folder = slashes(given);
  return call<std::vector<std::string>>("names", folder, [&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    for (const auto& [path, node] : namesNow) {
      if (path != folder && folderOf(path) == folder) {
        found.push_back(path.substr(path.rfind('/') + 1));
      }
    }
    return found;
  });
}

Result<std::unique_ptr<HeldFile>> MemoryFiles::hold(const std::string& given) {
  const std::string path = slashes(given);
  return call<std::unique_ptr<HeldFile>>("hold", path, [&]() -> Result<std::unique_ptr<HeldFile>> {
    if (!namesNow.contains(folderOf(path))) {
      return tl::unexpected(notThere("lock " + path));
    }
    const auto found = namesNow.find(path);
    if (found == namesNow.end()) {
      addFile(path, "");
      return std::make_unique<MemoryHeld>(*this, namesNow[path], path, std::nullopt);
    }
    if (found->second->openBy > 0) {
      return tl::unexpected(error("lock " + path, codes_ == CodeSpace::win32 ? 32 : 16));
    }
    return std::make_unique<MemoryHeld>(*this, found->second, path, std::string(textOf(found->second->content)));
  });
}

Result<std::string> MemoryFiles::heldText(const std::string& given) {
  const std::string path = slashes(given);
  return call<std::string>("held text", path, [&]() -> Result<std::string> {
    return namesNow.contains(path) ? Result<std::string>(content(path)) : tl::unexpected(notThere("read " + path));
  });
}

}  // namespace preflight::media
