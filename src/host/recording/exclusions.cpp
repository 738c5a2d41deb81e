// What is never recorded.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/recording/sweep_set.h"

namespace preflight {
namespace {

constexpr std::array registry{
    RegistryExclusion{R"(HKLM\SECURITY*)", "*"},        // LSA secrets
    RegistryExclusion{R"(HKLM\SAM*)", "*"},             // password hashes
    RegistryExclusion{"*", "DigitalProductId*"},        // holds the product key
    RegistryExclusion{"*", "*ProductKey*"},             // product key
    RegistryExclusion{"*", "*Password"},                // password (DefaultPassword of automatic logon)
    RegistryExclusion{"*", "*Passwd"},                  // password
    RegistryExclusion{"*", "*Secret"},                  // shared secret of a management server
    RegistryExclusion{"*", "*AuthData*"},               // authentication data of a management account
    RegistryExclusion{"*", "*PrivateKey*"},             // private key
    RegistryExclusion{"*", "*SharedKey*"},              // Wi-Fi or VPN key
    RegistryExclusion{"*", "*KeyMaterial*"},            // Wi-Fi key
    RegistryExclusion{"*", "*AccessToken*"},            // sign-in token
    RegistryExclusion{"*", "*RefreshToken*"},           // sign-in token
    RegistryExclusion{"*", "*AuthToken*"},              // sign-in token
    RegistryExclusion{"*", "*OwnerAuth*"},              // TPM owner authorisation
    RegistryExclusion{"*", "*EndorsementAuth*"},        // TPM endorsement authorisation
    RegistryExclusion{"*", "*LockoutAuth*"},            // TPM lockout authorisation
    RegistryExclusion{"*", "*LockoutHash*"},            // TPM lockout authorisation
    RegistryExclusion{"*", "*ODJBlob*"},                // offline domain join blob: holds the machine's password
    RegistryExclusion{R"(*\OfflineDomainJoin*)", "*"},  // offline domain join blob
    RegistryExclusion{R"(*\NodeCache\*)",
                      "ExpectedValue"},                    // any policy's content, Wi-Fi profiles with keys among them
    RegistryExclusion{R"(*\PolicyManager\*\WiFi*)", "*"},  // Wi-Fi keys
    RegistryExclusion{R"(*\WlanSvc\*)", "*"},              // Wi-Fi keys
};

constexpr std::array wmi{
    WmiExclusion{"*ProductKey"},  // product key
    WmiExclusion{"*Password"},    // password
    WmiExclusion{"*Secret"},      // secret
    WmiExclusion{"*PrivateKey"},  // private key
};

constexpr std::size_t groups = 5;
constexpr std::size_t groupSize = 5;
constexpr std::size_t keySize = groups * groupSize + groups - 1;

bool isKeyCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// The character at `index`, with `width` bytes for each; NUL when it is none of one byte's value.
char characterAt(std::span<const char> bytes, std::size_t start, std::size_t index, std::size_t width) {
  const std::size_t at = start + index * width;
  if (at + width > bytes.size() || (width == 2 && bytes[at + 1] != '\0')) {
    return '\0';
  }
  return bytes[at];
}

bool isKeyAt(std::span<const char> bytes, std::size_t start, std::size_t width) {
  for (std::size_t i = 0; i < keySize; ++i) {
    const char c = characterAt(bytes, start, i, width);
    const bool dash = i % (groupSize + 1) == groupSize;
    if (dash ? c != '-' : !isKeyCharacter(c)) {
      return false;
    }
  }
  const auto joins = [](char c) { return c == '-' || isKeyCharacter(c); };
  return !joins(characterAt(bytes, start, keySize, width)) &&
         (start < width || !joins(characterAt(bytes, start - width, 0, width)));
}

}  // namespace

std::span<const WmiExclusion> wmiExclusions() {
  return wmi;
}

const RegistryExclusion* exclusionOf(std::string_view keyPath, std::string_view value) {
  const auto* found = std::find_if(registry.begin(), registry.end(), [&](const RegistryExclusion& each) {
    return fitsPattern(keyPath, each.key) && (each.value == "*" || (value != "*" && fitsPattern(value, each.value)));
  });
  return found == registry.end() ? nullptr : found;
}

std::size_t hideProductKeys(std::span<char> bytes) {
  const std::string_view text(bytes.data(), bytes.size());
  std::size_t hidden = 0;
  // Every key has a dash after its first group; most texts have few.
  for (std::size_t dash = text.find('-'); dash != std::string_view::npos; dash = text.find('-', dash + 1)) {
    for (const std::size_t width : {std::size_t{1}, std::size_t{2}}) {
      if (dash < groupSize * width || !isKeyAt(bytes, dash - groupSize * width, width)) {
        continue;
      }
      for (std::size_t i = 0; i < keySize; ++i) {
        if (i % (groupSize + 1) != groupSize) {
          bytes[dash - groupSize * width + i * width] = 'X';
        }
      }
      ++hidden;
      dash += (keySize - groupSize - 1) * width;
      break;
    }
  }
  return hidden;
}

}  // namespace preflight
