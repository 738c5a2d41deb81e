// Stands in for libFuzzer in ordinary builds: every file of the corpus goes through the target once. A target reports a
// fault by ending the program, so coming to the end is the success. An empty or missing folder is a failure.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main() {
  const std::filesystem::path corpus = PREFLIGHT_FUZZ_CORPUS;
  std::error_code error;
  std::size_t files = 0;
  for (std::filesystem::directory_iterator at(corpus, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file()) {
      continue;
    }
    // The name first: it is what one wants to know when the target ends the program.
    std::printf("%s\n", at->path().filename().string().c_str());
    std::fflush(stdout);
    std::ifstream file(at->path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.good() && !file.eof()) {
      std::printf("cannot be read\n");
      return 1;
    }
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++files;
  }
  if (error || files == 0) {
    std::printf("no corpus in %s\n", corpus.string().c_str());
    return 1;
  }
  std::printf("%zu inputs\n", files);
  return 0;
}
