// The verdict as the banner shows it: a title, one fact of at most 20 words, and the keys of the next action. What is
// under way on the stick, and what came of it, is shown instead of it for as long as it lasts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/view/situation.h"
#include "app/view/subjects.h"

namespace preflight {

inline constexpr std::size_t mostFactWords = 20;

struct BannerKey {
  std::string_view key;    // "F8", "Enter", "4": as the table of keys names it
  std::string label;       // "Save hash to E: KINGSTON"
  std::string shortLabel;  // where there is less room: "Save hash to E:"
  friend bool operator==(const BannerKey&, const BannerKey&) = default;
};

struct BannerModel {
  Sign sign{};
  std::string capitals;  // "WAITING"
  std::string rest;      // ": Contoso VPN (2 of 3), 14 min"; may be empty
  std::string fact;
  std::string chip;             // the next action where no key does it: "Plug in a stick"; then no key is the next one
  std::vector<BannerKey> keys;  // the next action first
  friend bool operator==(const BannerModel&, const BannerModel&) = default;
};
BannerModel bannerModel(const Situation& situation);

}  // namespace preflight
