// The one table of screens; tabs, dispatch, drawing and evidence read it.
#include <algorithm>
#include <array>

#include "app/page_names.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

constexpr std::array<ScreenEntry, 6> table{{
    {Screen::overview, ActionId::overview, "1", PageId::screenOverview, "overview", drawOverview, overviewCards,
     nullptr},
    {Screen::identity, ActionId::identity, "2", PageId::screenIdentity, "identity", drawIdentity, identityCards,
     identityMark},
    {Screen::registration, ActionId::registration, "3", PageId::screenRegistration, "registration", drawRegistration,
     registrationCards, registrationMark},
    {Screen::deployment, ActionId::deployment, "4", PageId::screenDeployment, "deployment", drawDeployment,
     deploymentCards, deploymentMark},
    {Screen::log, ActionId::log, "6", PageId::screenLog, "log", drawLog, logCards, nullptr},
    {Screen::exportScreen, ActionId::exportScreen, "7", PageId::screenExport, "export", drawExport, exportCards,
     exportMark},
}};

constexpr bool areNamed() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].word != pageNames[i]) {
      return false;
    }
  }
  return true;
}
static_assert(areNamed(), "pageNames begins with the words of the screens");

}  // namespace

std::span<const ScreenEntry> screens() {
  return table;
}

const ScreenEntry& entryOf(Screen screen) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const ScreenEntry& each) { return each.screen == screen; });
  return found == table.end() ? table.front() : *found;
}

const ScreenEntry* screenOf(ActionId id) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const ScreenEntry& each) { return each.action == id; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace preflight::page
