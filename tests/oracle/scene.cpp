#include "scene.h"

#include <cmath>
#include <fstream>
#include <iterator>

namespace preflight::raster {
namespace {

constexpr ImGuiWindowFlags fullScreen =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;

void beginFullScreen() {
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::Begin("page", nullptr, fullScreen);
}

}  // namespace

Page::Page(int width, int height, float fontHeight, bool snapped) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.DeltaTime = 1.0F / 60;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  std::ifstream in("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", std::ios::binary);
  file_.assign(std::istreambuf_iterator<char>(in), {});
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  if (snapped) {
    config.OversampleH = 1;
    config.PixelSnapH = true;
  }
  if (file_.empty()) {
    small_ = large_ = io.Fonts->AddFontDefault();
  } else {
    const auto size = static_cast<int>(file_.size());
    small_ = io.Fonts->AddFontFromMemoryTTF(file_.data(), size, fontHeight, &config);
    large_ = io.Fonts->AddFontFromMemoryTTF(file_.data(), size, std::floor(fontHeight * 1.75F), &config);
  }
  io.Fonts->Build();
}

Page::~Page() {
  ImGui::DestroyContext();
}

ImDrawData& Page::frame(const std::function<void()>& content) {
  ImGui::NewFrame();
  content();
  ImGui::Render();
  return *ImGui::GetDrawData();
}

void drawTextTable(int changedRow, int value) {
  beginFullScreen();
  constexpr int columns = 8;
  constexpr ImGuiTableFlags flags = ImGuiTableFlags_RowBg | ImGuiTableFlags_Borders | ImGuiTableFlags_NoSavedSettings;
  if (ImGui::BeginTable("facts", columns, flags)) {
    const int rows = static_cast<int>(ImGui::GetIO().DisplaySize.y / ImGui::GetTextLineHeightWithSpacing()) + 1;
    for (int row = 0; row < rows; ++row) {
      ImGui::TableNextRow();
      for (int column = 0; column < columns; ++column) {
        ImGui::TableSetColumnIndex(column);
        ImGui::Text("%04d Enrollment status %d: waiting for app %d",
                    row * 37 % 1000 + (row == changedRow ? value * 1111 : 0), row == changedRow ? value : 7,
                    column * row);
      }
    }
    ImGui::EndTable();
  }
  ImGui::End();
}

void drawShapes(const Page& page) {
  beginFullScreen();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilledMultiColor({20, 20}, {320, 120}, IM_COL32(255, 0, 0, 255), IM_COL32(0, 255, 0, 128),
                               IM_COL32(0, 0, 255, 255), IM_COL32(255, 255, 0, 30));
  for (int i = 0; i < 10; ++i) {
    const float x = 30 + 62.3F * static_cast<float>(i), size = 20 + 3.3F * static_cast<float>(i);
    const ImU32 colour = IM_COL32(20 * i, 255 - 20 * i, 130, 255 - 18 * i);
    const auto step = static_cast<float>(i);
    list.AddRectFilled({x, 140}, {x + size, 140 + size}, colour, step * 1.5F);
    list.AddRect({x + 2.5F, 210.5F}, {x + size, 210 + size}, colour, step, 0, 1.0F + step * 0.7F);
    list.AddCircleFilled({x + 20, 290}, 4 + step * 1.9F, colour);
    list.AddCircle({x + 20, 340}, 4 + step * 1.9F, colour, 0, 1.0F + step * 0.4F);
    list.AddLine({x, 380}, {x + size * 1.3F, 380 + step * 5}, colour, 1.0F + step);
    list.AddLine({x, 450}, {x + 50, 450}, colour, 1.0F + step);
    list.AddLine({x + 0.5F, 470}, {x + 0.5F, 500}, colour, 1.0F + step / 2);
    list.AddTriangleFilled({x, 560}, {x + 30, 520}, {x + 45, 571}, colour);
    list.AddTriangle({x, 620}, {x + 30, 580}, {x + 45, 631}, colour, 1.0F);
    list.AddBezierCubic({x, 640}, {x + 60, 650}, {x - 20, 690}, {x + 50, 700}, colour, 1.5F + step / 3);
  }
  list.PushClipRect({340.4F, 30.6F}, {470.5F, 61.2F}, true);
  list.AddText(page.large(), page.large()->FontSize, {330, 25}, IM_COL32_WHITE, "Clipped text, cut on all sides");
  list.AddRectFilled({300, 52}, {600, 300}, IM_COL32(200, 100, 0, 90));
  list.PopClipRect();
  list.AddText(page.large(), page.large()->FontSize, {340, 70}, IM_COL32(255, 220, 90, 255), "Large text 0123456789");
  list.AddText(page.small(), page.small()->FontSize * 1.37F, {340.3F, 100.7F}, IM_COL32(120, 255, 190, 200),
               "Text drawn larger than it was baked");
  ImGui::SetCursorScreenPos({660, 20});
  ImGui::BeginChild("right", {}, ImGuiChildFlags_Border);
  static float slider = 0.3F;
  static bool check = true;
  ImGui::Checkbox("Take a screenshot", &check);
  ImGui::SliderFloat("Scale", &slider, 0, 1);
  ImGui::ProgressBar(0.62F);
  ImGui::Button("Write to the stick");
  for (int i = 0; i < 12; ++i) {
    ImGui::BulletText("Contoso device %d has a hardware hash of %d bytes", i, 4000 + i);
  }
  ImGui::CollapsingHeader("Evidence");
  ImGui::EndChild();
  ImGui::End();
}

}  // namespace preflight::raster
