// The least that a C++ program can do: what starting one costs.
#include <iostream>

int main() {
  std::cout << "hello\n";
  return 0;
}
