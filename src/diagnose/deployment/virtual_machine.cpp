#include "diagnose/deployment/virtual_machine.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace preflight::deployment {

bool isVirtualMachine(const IdentityPart& identity) {
  constexpr std::array<std::string_view, 10> names{
      "virtual machine", "vmware", "virtualbox", "innotek", "qemu", "kvm", "xen", "parallels", "bochs", "bhyve"};
  const auto isVirtual = [&](const Fact<std::string>& fact) {
    const std::string text = lower(fact.value);
    return fact.known() &&
           std::ranges::any_of(names, [&](std::string_view name) { return text.find(name) != std::string::npos; });
  };
  return isVirtual(identity.manufacturer) || isVirtual(identity.model) || isVirtual(identity.productName);
}

}  // namespace preflight::deployment
