// What is around every screen: the header, the verdict, the screens' names, the keys.
#pragma once

#include <string>
#include <vector>

#include "page/frame.h"

namespace preflight::page {

// An action as the banner offers it.
struct BannerKey {
  ActionId id = ActionId::none;
  std::string keys{};   // "F8", "Alt Tab"; empty: no key does it, a person does
  std::string label{};  // "Save hash to E: KINGSTON"
  std::string brief{};  // when there is little room
  bool dead = false;
};

// The band at the top, in three slots: a title whose capitals have the state's colour, one fact, the next action with
// at most two other keys.
struct Banner {
  Sign sign = Sign::unknown;
  std::string word{};  // in capitals
  std::string rest{};  // ": Contoso VPN (2 of 3), 14 min"
  std::string fact{};
  std::string more{};  // said too where it fits
  std::vector<BannerKey> keys{};

  // What the solid blue key does; none when the next step is not a key's.
  ActionId next() const { return keys.empty() || keys.front().keys.empty() ? ActionId::none : keys.front().id; }
};

// The verdict, or for as long as it matters more: progress, proof or failure of a write.
Banner bannerOf(const PageState& state, const Session& session);

// Each draws into the upper or lower edge of `room` and takes its own height from it.
void drawHeader(Frame& frame, Rect& room);
void drawBanner(Frame& frame, const Banner& banner, Rect& room);
void drawTabs(Frame& frame, Rect& room);
void drawKeyBar(Frame& frame, Rect& room);
// Over the lower end of `room`.
void drawToast(Frame& frame, const Rect& room);

// The keys of the bar for what is shown, at most six; those that stay at its right are not among them.
struct BarKey {
  ActionId id;
  std::string keys;
  std::string label;
  bool dead;
};
std::vector<BarKey> barKeys(const PageState& state, const Session& session);

// "14:03 UTC+2".
std::string timeWithZone(UtcTime time, int zoneMinutes);

// Whether a page fits into the window at all; if not, says what it needs instead.
bool fits(const Frame& frame);
void drawTooSmall(Frame& frame);

}  // namespace preflight::page
