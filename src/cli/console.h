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
  // An error, in a line, and what to do in the next, which may be empty.
  virtual void error(std::string_view what, std::string_view advice);
  virtual bool interactive() const = 0;  // a person is there to answer
  virtual std::string readLine() = 0;    // without its end; empty at end of input
  // Writes what is still held back; false if any of the results could not be written (a full disk, a reader that left).
  virtual bool finishOut() = 0;
};

std::unique_ptr<Console> systemConsole();

}  // namespace preflight
