// The network adapters and their addresses.
#include "base/text.h"
#include "collect/parts.h"

namespace preflight {

NetworkPart collectNetwork(const Host& host, const CollectOptions&) {
  NetworkPart part;
  part.adapters = factOf(host.networkAdapters().map([](const std::vector<NetworkAdapter>& adapters) {
    std::vector<AdapterFacts> facts;
    facts.reserve(adapters.size());
    for (const NetworkAdapter& adapter : adapters) {
      facts.push_back({adapter.name, adapter.description, lower(adapter.mac), adapter.wireless, adapter.physical,
                       adapter.connected});
    }
    return facts;
  }),
                         "network adapters");
  return part;
}

}  // namespace preflight
