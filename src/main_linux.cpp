#include "main.h"

int main(int argc, char** argv) {
  return preflightMain({argv + 1, argv + argc});
}
