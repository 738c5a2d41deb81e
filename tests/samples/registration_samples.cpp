// Makes the recordings of registration_samples.h. Usage: registration_samples FOLDER
#include "samples/registration_samples.h"

#include <cstdio>

#include "samples/write_sample.h"

using namespace preflight;
using namespace preflight::test;

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: registration_samples FOLDER\n");
    return 2;
  }
  try {
    for (const registration::Sample& sample : registration::samples) {
      FakeHost host;
      registration::makeDevice(sample, host);
      writeSample(sampleFiles(host), std::filesystem::path(argv[1]) / sample.id);
    }
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
