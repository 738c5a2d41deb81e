// Where a command writes and reads. The real one goes through the wide functions on Windows, so that any name can be
// shown in every code page of the console.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace preflight {

class Console {
 public:
  Console() = default;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  virtual ~Console() = default;

  virtual void out(std::string_view utf8) = 0;  // results: standard output
  virtual void err(std::string_view utf8) = 0;  // what went wrong, progress: standard error
  virtual bool interactive() const = 0;         // a person is there to answer
  virtual std::string readLine() = 0;           // without its end; empty at end of input
};

std::unique_ptr<Console> systemConsole();

// One terminal column of standard output is one character; 0 when it is not a terminal.
int terminalWidth();

}  // namespace preflight
