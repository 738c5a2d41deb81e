// media_write PATH SIZE SEED [--base DIR] [--kill-before N | --kill-after N | --stop-before N]
// Writes SIZE bytes that follow from SEED with writeDurably. --kill ends the process with SIGKILL around its N-th call
// of the file system; --stop stops it there (SIGSTOP) until it is told to go on. Prints the digest and the number of
// calls; exit 4 with the error on standard error.
#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "media/durable_write.h"
#include "watched_files.h"

using namespace preflight;
using namespace preflight::media;

namespace {

struct Options {
  std::string path;
  std::size_t size = 0;
  std::uint64_t seed = 0;
  WriteOptions write;
  std::optional<std::size_t> killBefore;
  std::optional<std::size_t> killAfter;
  std::optional<std::size_t> stopBefore;
};

Bytes pattern(std::size_t size, std::uint64_t seed) {
  Bytes bytes(size);
  std::uint64_t state = seed * 6364136223846793005ULL + 1442695040888963407ULL;
  for (auto& each : bytes) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    each = static_cast<std::uint8_t>(state >> 56U);
  }
  return bytes;
}

std::optional<Options> parse(const std::vector<std::string>& words) {
  if (words.size() < 3 || words.size() % 2 == 0) {
    return std::nullopt;
  }
  Options options;
  options.path = words[0];
  options.size = std::strtoull(words[1].c_str(), nullptr, 10);
  options.seed = std::strtoull(words[2].c_str(), nullptr, 10);
  for (std::size_t i = 3; i < words.size(); i += 2) {
    const std::string& value = words[i + 1];
    if (words[i] == "--base") {
      options.write.base = value;
      options.write.makeFolders = true;
    } else if (words[i] == "--kill-before") {
      options.killBefore = std::strtoull(value.c_str(), nullptr, 10);
    } else if (words[i] == "--kill-after") {
      options.killAfter = std::strtoull(value.c_str(), nullptr, 10);
    } else if (words[i] == "--stop-before") {
      options.stopBefore = std::strtoull(value.c_str(), nullptr, 10);
    } else {
      return std::nullopt;
    }
  }
  return options;
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = parse({arguments + 1, arguments + count});
  if (!options) {
    fmt::print(stderr, "usage: media_write PATH SIZE SEED [--base DIR] [--kill-before|--kill-after|--stop-before N]\n");
    return 2;
  }
  std::size_t calls = 0;
  const auto files = watchedFiles(
      systemFiles(),
      [&](std::size_t call, const char*) {
        calls = call + 1;
        if (options->killBefore == call) {
          ::raise(SIGKILL);
        }
        if (options->stopBefore == call) {
          ::raise(SIGSTOP);
        }
      },
      [&](std::size_t call, const char*) {
        if (options->killAfter == call) {
          ::raise(SIGKILL);
        }
      });
  const auto proof = writeDurably(*files, options->path, pattern(options->size, options->seed), options->write);
  if (!proof) {
    fmt::print(stderr, "{}\n", describe(proof.error()));
    return 4;
  }
  fmt::print("{} {}\n", proof->sha256Hex, calls);
  return 0;
}
