#include <doctest/doctest.h>

#include "media/sticks.h"

using namespace preflight;
using namespace preflight::media;
using Outcome = StickChoice::Outcome;

namespace {

Volume volume(std::string root, VolumeType type, Bus bus) {
  Volume made;
  made.root = std::move(root);
  made.label = "CONTOSO";
  made.fileSystem = "FAT32";
  made.type = type;
  made.bus = bus;
  made.totalBytes = 16'000'000'000;
  made.freeBytes = 12'000'000'000;
  return made;
}

Volume system() {
  Volume made = volume("C:\\", VolumeType::fixed, Bus::nvme);
  made.holdsSystem = true;
  return made;
}

}  // namespace

TEST_CASE("without a stick the choice says what to do") {
  const std::vector<Volume> volumes{system(), volume("D:\\", VolumeType::optical, Bus::sata),
                                    volume("N:\\", VolumeType::network, Bus::unknown),
                                    volume("F:\\", VolumeType::fixed, Bus::sata)};
  const StickChoice choice = chooseStick(volumes);
  CHECK(choice.outcome == Outcome::none);
  CHECK_FALSE(choice.chosen.has_value());
  CHECK(choice.words.find("plug one in") != std::string::npos);
  CHECK(choice.words.find('\n') == std::string::npos);
}

TEST_CASE("the only removable volume is the stick, and a big USB disk that says fixed is one too") {
  for (const auto& [type, bus] : {std::pair{VolumeType::removable, Bus::unknown},
                                  {VolumeType::fixed, Bus::usb},
                                  {VolumeType::fixed, Bus::sd},
                                  {VolumeType::fixed, Bus::mmc}}) {
    const std::vector<Volume> volumes{system(), volume("E:\\", type, bus)};
    const StickChoice choice = chooseStick(volumes);
    CHECK(choice.outcome == Outcome::chosen);
    REQUIRE(choice.chosen.has_value());
    CHECK(choice.chosen->root == "E:\\");
  }
}

TEST_CASE("the stick that holds the program wins over others, unless it cannot be written") {
  std::vector<Volume> volumes{system(), volume("E:\\", VolumeType::removable, Bus::usb),
                              volume("F:\\", VolumeType::removable, Bus::usb)};
  volumes[2].holdsProgram = true;
  CHECK(chooseStick(volumes).chosen.value().root == "F:\\");
  volumes[2].readOnly = true;
  CHECK(chooseStick(volumes).chosen.value().root == "E:\\");
  volumes[2].readOnly = false;
  volumes[2].problem = Error{ErrorKind::failed, "read", "", CodeSpace::win32, 1117};
  CHECK(chooseStick(volumes).chosen.value().root == "E:\\");
}

TEST_CASE("a program on the system's own volume does not make that volume a stick") {
  Volume usbSystem = volume("C:\\", VolumeType::removable, Bus::usb);
  usbSystem.holdsSystem = true;
  usbSystem.holdsProgram = true;
  const std::vector<Volume> volumes{usbSystem};
  CHECK(chooseStick(volumes).outcome == Outcome::none);
}

TEST_CASE("several sticks are a question with all of them in it") {
  std::vector<Volume> volumes{system(), volume("E:\\", VolumeType::removable, Bus::usb),
                              volume("F:\\", VolumeType::fixed, Bus::usb)};
  volumes[2].label = "FABRIKAM";
  const StickChoice choice = chooseStick(volumes);
  CHECK(choice.outcome == Outcome::several);
  CHECK_FALSE(choice.chosen.has_value());
  CHECK(choice.candidates.size() == 2);
  CHECK(choice.words.find("E:\\ \"CONTOSO\", 12 GB free") != std::string::npos);
  CHECK(choice.words.find("F:\\ \"FABRIKAM\", 12 GB free") != std::string::npos);
}

TEST_CASE("sticks that cannot be written are named with the reason") {
  std::vector<Volume> volumes;
  for (const std::uint32_t code : {0x80310000U, 21U, 1005U}) {
    volumes.push_back(
        volume(std::string(1, static_cast<char>('E' + volumes.size())) + ":\\", VolumeType::removable, Bus::usb));
    volumes.back().problem = Error{ErrorKind::failed, "read the volume", "", CodeSpace::win32, code};
  }
  volumes.push_back(volume("H:\\", VolumeType::removable, Bus::usb));
  volumes.back().readOnly = true;
  const StickChoice choice = chooseStick(volumes);
  CHECK(choice.outcome == Outcome::none);
  CHECK(choice.words.find("E:\\ \"CONTOSO\": locked by BitLocker") != std::string::npos);
  CHECK(choice.words.find("F:\\ \"CONTOSO\": no medium") != std::string::npos);
  CHECK(choice.words.find("G:\\ \"CONTOSO\": not formatted") != std::string::npos);
  CHECK(choice.words.find("H:\\ \"CONTOSO\": write-protected") != std::string::npos);
}

TEST_CASE("a volume that cannot hold the files is no candidate, and no question is asked about it") {
  std::vector<Volume> volumes{system(), volume("E:\\", VolumeType::removable, Bus::usb),
                              volume("F:\\", VolumeType::removable, Bus::usb)};
  volumes[2].totalBytes = 1'048'576;  // the boot partition that a tool has added
  volumes[2].freeBytes = 20'480;
  CHECK(chooseStick(volumes).outcome == Outcome::chosen);
  CHECK(chooseStick(volumes).chosen->root == "E:\\");
  CHECK(driveLine(volumes[2]).find("too small") != std::string::npos);
  std::swap(volumes[1], volumes[2]);
  CHECK(chooseStick(volumes).chosen->root == "E:\\");
  volumes[1].holdsProgram = true;  // even if Preflight was started from it
  CHECK(chooseStick(volumes).chosen->root == "E:\\");
  volumes.pop_back();
  CHECK(chooseStick(volumes).outcome == Outcome::none);
}

TEST_CASE("a full stick is taken only where there is no other") {
  std::vector<Volume> volumes{volume("E:\\", VolumeType::removable, Bus::usb)};
  volumes[0].freeBytes = 0;
  CHECK(chooseStick(volumes).chosen->root == "E:\\");
  volumes.push_back(volume("F:\\", VolumeType::removable, Bus::usb));
  CHECK(chooseStick(volumes).outcome == Outcome::chosen);
  CHECK(chooseStick(volumes).chosen->root == "F:\\");
}

TEST_CASE("a line of drives tells root, label, file system, space, bus and what stops it") {
  Volume stick = volume("E:\\", VolumeType::removable, Bus::usb);
  CHECK(driveLine(stick) == "E:\\  CONTOSO  FAT32  16 GB, 12 GB free  USB");
  stick.holdsProgram = true;
  stick.readOnly = true;
  CHECK(driveLine(stick) ==
        "E:\\  CONTOSO  FAT32  16 GB, 12 GB free  USB  this program's own  cannot be written to: write-protected");
  Volume empty;
  empty.root = "G:\\";
  empty.bus = Bus::usb;
  empty.problem = Error{ErrorKind::failed, "read the volume", "", CodeSpace::win32, 21};
  CHECK(driveLine(empty) == "G:\\  USB  cannot be written to: no medium in it");
  stick.label = "a\nb\x1b[31m";
  CHECK(driveLine(stick).find('\n') == std::string::npos);
}
