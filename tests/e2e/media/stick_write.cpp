// stick_write FOLDER NAME COUNT [--append FILE]: exports COUNT invented devices, NAME-0000 and so on, to the stick
// FOLDER, or into one file of it, one after the other as fast as it can. Tests start several at once. Prints how many
// were written; exit 4 with the error on standard error at the first that was not.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "export/device/device_export.h"
#include "support/hash_builder.h"
#include "support/judged_export.h"

using namespace preflight;

namespace {

Report device(const std::string& serial, std::size_t number) {
  test::HashFields fields;
  fields.serialNumber = serial;
  for (std::size_t i = 0; i < serial.size(); ++i) {
    fields.uuid[i % fields.uuid.size()] =
        static_cast<std::uint8_t>(fields.uuid[i % fields.uuid.size()] * 31 + serial[i]);
  }
  fields.uuid[0] = static_cast<std::uint8_t>(number);
  fields.uuid[1] = static_cast<std::uint8_t>(number >> 8);
  fields.ekSeed = 0;  // UUID and serial number tell the device
  Report report;
  report.hardwareHash.text = knownFact(test::hashText(fields), "test");
  report.identity.serialNumber = knownFact(serial, "test");
  report.identity.serialIsPlaceholder = knownFact(false, "test");
  return report;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words.size() != 3 && !(words.size() == 5 && words[3] == "--append")) {
    fmt::print(stderr, "usage: stick_write FOLDER NAME COUNT [--append FILE]\n");
    return 2;
  }
  CsvTarget target;
  target.base = words[0];
  target.onStick = words.size() == 3;
  target.append = !target.onStick;
  target.fileName = target.append ? words[4] : "";
  const auto devices = static_cast<std::size_t>(std::strtoull(words[2].c_str(), nullptr, 10));
  for (std::size_t i = 0; i < devices; ++i) {
    const auto proof = test::exportCsv(device(fmt::format("{}-{:04}", words[1], i), i), {}, target);
    if (!proof) {
      fmt::print(stderr, "{}: {}\n", i, describe(proof.error().error));
      return 4;
    }
  }
  fmt::print("{}\n", devices);
  return 0;
}
