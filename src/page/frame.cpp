#include "page/frame.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace preflight::page {
namespace {

// Shorter ones stand in other words by chance; they are masked only where they stand alone.
constexpr std::size_t shortest = 4;

int rounded(float value) {
  return std::max(static_cast<int>(std::lround(value)), 6);
}

}  // namespace

std::vector<std::string> secretsOf(const Report& report, const std::vector<Section>& sections) {
  std::vector<std::string> values;
  for (const Section& section : sections) {
    for (const Row& row : section.rows) {
      if (row.identifies && !row.value.empty()) {
        values.push_back(row.value);
      }
      values.insert(values.end(), row.secrets.begin(), row.secrets.end());
    }
  }
  for (const DiskFacts& disk : report.storage.disks.value) {
    values.push_back(disk.serialNumber);
  }
  for (const AdapterFacts& adapter : report.network.adapters.value) {
    values.push_back(adapter.mac);
  }
  for (const Fact<std::string>* fact :
       {&report.identity.serialNumber, &report.identity.smbiosSerialNumber, &report.identity.wmiSerialNumber,
        &report.identity.uuid, &report.setup.computerName, &report.hardwareHash.text}) {
    values.emplace_back(fact->known() ? trimmed(fact->value) : std::string_view());
    values.push_back(fact->known() ? fileNameFor(fact->value) : std::string());
  }
  std::erase_if(values, [](const std::string& each) { return each.empty(); });
  // Long ones first: one may be part of another.
  std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return values;
}

Sizes::Sizes(float scale, int textPercent)
    : px(std::clamp(rounded(20 * scale * static_cast<float>(textPercent) / 100), 8, 320)), em(static_cast<float>(px)) {
  body = {Face::sans, px};
  small = {Face::sans, rounded(em * 0.85F)};
  bold = {Face::bold, px};
  title = {Face::bold, rounded(em * 1.25F)};
  mono = {Face::mono, px};
  key = {Face::bold, rounded(em * 0.85F)};
  mark = {Face::sans, rounded(em * 1.9F)};
  pad = std::floor(em * 0.7F);
  gap = std::floor(em * 0.7F);
  line = std::floor(em * 1.2F);
  row = std::floor(em * 1.8F);
  ring = std::max(2.0F, std::floor(em * 0.1F));
}

std::string hidden(std::string_view text, const std::vector<std::string>& secrets) {
  std::string out(text);
  for (const std::string& each : secrets) {
    if (each == text) {
      return masked(text);
    }
    if (each.size() < shortest) {
      continue;
    }
    const std::string mask = masked(each);
    for (std::size_t at = out.find(each); at != std::string::npos; at = out.find(each, at + mask.size())) {
      out.replace(at, each.size(), mask);
    }
  }
  return out;
}

std::string Frame::shown(std::string_view text) const {
  return hidden(text, secrets);
}

bool Frame::item(Item item) {
  const Rect seen{std::max(item.rect.x0, canvas.clip().x0), std::max(item.rect.y0, canvas.clip().y0),
                  std::min(item.rect.x1, canvas.clip().x1), std::min(item.rect.y1, canvas.clip().y1)};
  const bool clicked = mouse.pressed && seen.contains(mouse.x, mouse.y);
  if (clicked) {
    state.focus[state.view()] = item.id;
  }
  items.push_back(std::move(item));
  return clicked;
}

std::string ageText(UtcTime then, UtcTime now) {
  const std::int64_t age = now.milliseconds - then.milliseconds;
  return age < 1000 ? say(PageId::ageNow) : say(PageId::ageAgo, {{"time", durationText(age)}});
}

}  // namespace preflight::page
