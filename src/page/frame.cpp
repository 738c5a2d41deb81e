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

Sizes::Sizes(float width, float height, float monitor, int textPercent)
    : text(static_cast<float>(textPercent) / 100), large(textPercent >= 150) {
  const float room = std::min(width / monitor / 1280, height / monitor / 800);
  unit = monitor * std::max(std::round((1 + 0.7F * (room - 1)) * 8) / 8, 1.0F);
  const auto style = [&](Face face, float drawn, float grown) { return Style{face, rounded(drawn * unit * grown)}; };
  const float half = text > 1 ? (1 + text) / 2 : text;  // what is large already grows by half only
  body = style(Face::sans, 20, text);
  bold = {Face::bold, body.pixels};
  mono = {Face::mono, body.pixels};
  small = style(Face::sans, 16, text);
  smallBold = {Face::bold, small.pixels};
  monoSmall = {Face::mono, small.pixels};
  key = {Face::monoBold, small.pixels};
  lead = large ? bold : style(Face::bold, 24, text);
  title = style(Face::bold, 28, half);
  serial = style(Face::mono, 56, half);
  mark = style(Face::sans, 48, large ? std::min(half, 1.2F) : text);
  tick = style(Face::sans, 72, half);
  em = high(body);
  pad = px(16);
  gap = px(large ? 12 : 16);
  line = std::floor(em * 1.2F);
  row = em + px(large ? 16 : 20);
  head = high(small) + px(large ? 12 : 24);
  ring = std::max(2.0F, std::floor(px(2)));
  cap = high(small) + px(large ? 10 : 8);
  chip = cap + px(large ? 12 : 8);
  margin = px(large ? 16 : 24);
  header = large ? 0 : high(small) + px(16);
  banner = large ? px(38) + high(title) + 2 * factLine() + chip : px(48) + high(title) + high(body) + chip;
  tabs = em + px(large ? 20 : 28);
  bar = cap + px(large ? 18 : 24);
  columnWidth = px(1120);
}

float Sizes::px(float drawn) const {
  return std::floor(drawn * unit + 0.5F);
}

float Sizes::factLine() const {
  return std::floor(em * 1.05F);
}

int Frame::turn() const {
  state.turns = true;
  return theme.strong ? 0 : static_cast<int>((now.milliseconds / 250) % 4);
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
