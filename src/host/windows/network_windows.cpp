#include <winsock2.h>

// Each of these needs the one before it.
#include <ws2ipdef.h>

#include <iphlpapi.h>

#include <netioapi.h>

#include <fmt/format.h>

#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

constexpr ULONG maxListBytes = 4U << 20;

std::string macText(const IP_ADAPTER_ADDRESSES& adapter) {
  std::string text;
  for (ULONG i = 0; i < adapter.PhysicalAddressLength && i < MAX_ADAPTER_ADDRESS_LENGTH; ++i) {
    text += fmt::format("{}{:02X}", i == 0 ? "" : ":", adapter.PhysicalAddress[i]);
  }
  return text;
}

// Ethernet or Wi-Fi, and hardware as its driver says; Hyper-V's switches and VPNs are Ethernet too but no hardware.
bool isPhysical(const IP_ADAPTER_ADDRESSES& adapter) {
  if (adapter.IfType != IF_TYPE_ETHERNET_CSMACD && adapter.IfType != IF_TYPE_IEEE80211) {
    return false;
  }
  MIB_IF_ROW2 row{};
  row.InterfaceLuid = adapter.Luid;
  if (GetIfEntry2(&row) != NO_ERROR) {
    return true;  // the type is all that is known
  }
  const auto& flags = row.InterfaceAndOperStatusFlags;
  return flags.HardwareInterface != 0 || flags.ConnectorPresent != 0;
}

NetworkAdapter adapterOf(const IP_ADAPTER_ADDRESSES& found) {
  NetworkAdapter adapter;
  adapter.name = found.FriendlyName == nullptr ? std::string() : utf8(found.FriendlyName);
  adapter.description = found.Description == nullptr ? std::string() : utf8(found.Description);
  adapter.mac = macText(found);
  adapter.wireless = found.IfType == IF_TYPE_IEEE80211;
  adapter.physical = isPhysical(found);
  adapter.connected = found.OperStatus == IfOperStatusUp;
  return adapter;
}

}  // namespace

Result<std::vector<NetworkAdapter>> listAdapters() {
  constexpr ULONG flags =
      GAA_FLAG_SKIP_UNICAST | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
  const Text step = ErrorId::stepAdapters;
  ULONG size = 16U << 10;
  while (size <= maxListBytes) {
    // As 8-byte units, for the alignment of the structures in it.
    std::vector<std::uint64_t> buffer(size / sizeof(std::uint64_t) + 1);
    auto* first = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(buffer.data());
    const ULONG code = GetAdaptersAddresses(AF_UNSPEC, flags, nullptr, first, &size);
    if (code == ERROR_NO_DATA) {
      return std::vector<NetworkAdapter>{};
    }
    if (code == ERROR_BUFFER_OVERFLOW) {
      size += 4U << 10;  // adapters may come while we ask again
      continue;
    }
    if (code != NO_ERROR) {
      return failWin32(step, code);
    }
    std::vector<NetworkAdapter> adapters;
    for (const IP_ADAPTER_ADDRESSES* each = first; each != nullptr; each = each->Next) {
      if (each->IfType != IF_TYPE_SOFTWARE_LOOPBACK) {
        adapters.push_back(adapterOf(*each));
      }
    }
    return adapters;
  }
  return fail(ErrorKind::failed, step, {ErrorId::whyTooLarge, {{"size", "4 MB"}}});
}

}  // namespace preflight::windows
