// A made-up root of a Linux system in a temporary folder. Only for tests that are built for Linux: it makes links.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

namespace preflight {

class Tree {
 public:
  Tree()
      : root_(std::filesystem::temp_directory_path() / ("preflight-tree-" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directories(root_);
  }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  ~Tree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  std::string root() const { return root_.string(); }
  Tree& file(const std::string& path, std::string_view content) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << content;
    return *this;
  }
  Tree& folder(const std::string& path) {
    std::filesystem::create_directories(root_ / path);
    return *this;
  }
  // `target` is a path in the tree.
  Tree& link(const std::string& path, const std::string& target) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::filesystem::create_symlink(std::filesystem::relative(root_ / target, (root_ / path).parent_path()),
                                    root_ / path);
    return *this;
  }
  Tree& rawLink(const std::string& path, const std::string& target) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::filesystem::create_symlink(target, root_ / path);
    return *this;
  }
  // A disk with one partition, at its place in /sys/devices.
  Tree& disk(const std::string& place, const std::string& name, const std::string& partition, bool removable) {
    const std::string disk = "sys/devices/" + place + "/block/" + name;
    file(disk + "/removable", removable ? "1\n" : "0\n").file(disk + "/ro", "0\n").file(disk + "/size", "31250000\n");
    file(disk + "/" + partition + "/partition", "1\n").file(disk + "/" + partition + "/ro", "0\n");
    link("sys/block/" + name, disk).link("sys/class/block/" + name, disk);
    return link("sys/class/block/" + partition, disk + "/" + partition);
  }

 private:
  std::filesystem::path root_;
};

// Where a USB stick stands in /sys/devices.
constexpr const char* usbPlace = "pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0";

}  // namespace preflight
