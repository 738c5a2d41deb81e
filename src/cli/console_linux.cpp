#include <unistd.h>
#include <cstdio>

#include "cli/console.h"

namespace preflight {
namespace {

class LinuxConsole final : public Console {
 public:
  void out(std::string_view utf8) override {
    wasWritten_ = std::fwrite(utf8.data(), 1, utf8.size(), stdout) == utf8.size() && wasWritten_;
  }
  void err(std::string_view utf8) override {
    std::fflush(stdout);
    std::fwrite(utf8.data(), 1, utf8.size(), stderr);
  }
  bool interactive() const override { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }
  std::string readLine() override {
    std::string line;
    for (int c = std::fgetc(stdin); c != EOF && c != '\n' && line.size() < 4096; c = std::fgetc(stdin)) {
      line += static_cast<char>(c);
    }
    return line;
  }
  bool finishOut() override {
    wasWritten_ = std::fflush(stdout) == 0 && wasWritten_;
    return wasWritten_;
  }

 private:
  bool wasWritten_ = true;
};

}  // namespace

std::unique_ptr<Console> systemConsole() {
  return std::make_unique<LinuxConsole>();
}

}  // namespace preflight
