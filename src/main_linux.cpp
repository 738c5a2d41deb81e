#include <malloc.h>

#include "app/session/collector_runner.h"
#include "main.h"

int main(int argc, char** argv) {
  // One heap for all threads: they are few, and a heap for each costs more at the start than they ever wait.
  mallopt(M_ARENA_MAX, 1);
  const int code = preflightMain({argv + 1, argv + argc});
  preflight::exitNow(code);  // the kernel takes the memory back faster than we could give it
}
