// Names of tracked things, times, and what a record of the shell names.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/guid.h"
#include "base/text.h"
#include "collect/deployment/parse.h"

namespace preflight {
namespace {

struct UriForm {
  std::string_view after;  // what follows this is the id, up to the next slash
  ItemKind kind;
};
constexpr std::array<UriForm, 10> uriForms{{{"/EnterpriseDesktopAppManagement/MSI/", ItemKind::msi},
                                            {"/Office/Installation/", ItemKind::office},
                                            {"/AppManagement/AppStore/", ItemKind::storeApp},
                                            {"/AppManagement/nonStore/", ItemKind::storeApp},
                                            {"/ClientCertificateInstall/SCEP/", ItemKind::certificate},
                                            {"/ClientCertificateInstall/PFXCertInstall/", ItemKind::certificate},
                                            {"/CertificateStore/", ItemKind::certificate},
                                            {"/WiFi/Profile/", ItemKind::networkProfile},
                                            {"/VPNv2/", ItemKind::networkProfile},
                                            {"/WiredNetwork/", ItemKind::networkProfile}}};

std::size_t findIgnoringCase(std::string_view text, std::string_view wanted) {
  return lower(text).find(lower(wanted));
}

// Minutes east of UTC of "+02:00", "-0330"; nothing for something else.
std::optional<int> offsetMinutes(std::string_view text) {
  if (text.size() < 5 || (text.front() != '+' && text.front() != '-')) {
    return std::nullopt;
  }
  const std::string_view minutes = text.substr(text[3] == ':' ? 4 : 3);
  int hour = 0;
  int minute = 0;
  const auto a = std::from_chars(text.data() + 1, text.data() + 3, hour);
  const auto b = std::from_chars(minutes.data(), minutes.data() + minutes.size(), minute);
  const bool fits = a.ptr == text.data() + 3 && minutes.size() == 2 && b.ptr == minutes.data() + 2 && hour <= 14;
  return fits ? std::optional((text.front() == '-' ? -1 : 1) * (hour * 60 + minute)) : std::nullopt;
}

std::optional<UtcTime> isoTime(std::string_view text) {
  std::string form(text);
  if (form.size() > 10 && form[10] == ' ') {
    form[10] = 'T';
  }
  const std::size_t sign = form.find_first_of("+-Z", std::min<std::size_t>(11, form.size()));
  int offset = 0;
  if (sign != std::string::npos && form[sign] != 'Z') {
    const std::optional<int> found = offsetMinutes(std::string_view(form).substr(sign));
    if (!found) {
      return std::nullopt;
    }
    offset = *found;
  }
  const Result<UtcTime> time = utcTimeFromIso(form.substr(0, sign) + "Z");
  return time ? std::optional(UtcTime{time->milliseconds - std::int64_t{offset} * 60'000}) : std::nullopt;
}

// "03/22/2026 14:03:22", month first, as the agent writes it.
std::optional<UtcTime> slashTime(std::string_view text) {
  std::array<int, 6> numbers{};  // month, day, year, hour, minute, second
  const char* at = text.data();
  const char* end = text.data() + text.size();
  constexpr std::string_view separators = "// ::";
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [next, problem] = std::from_chars(at, end, numbers[i]);
    if (problem != std::errc{} || numbers[i] < 0 || numbers[i] > 9999) {
      return std::nullopt;
    }
    at = next;
    if (i < separators.size()) {
      if (at == end || *at++ != separators[i]) {
        return std::nullopt;
      }
    }
  }
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return at != end ? std::nullopt
                   : isoTime(std::to_string(numbers[2]) + "-" + two(numbers[0]) + "-" + two(numbers[1]) + "T" +
                             two(numbers[3]) + ":" + two(numbers[4]) + ":" + two(numbers[5]));
}

// The first word after `mark` in `text`, up to one of `ends`.
std::string_view wordAfter(std::string_view text, std::string_view mark, std::string_view ends) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(at + mark.size());
  return rest.substr(0, rest.find_first_of(ends));
}

}  // namespace

std::string appIdOf(std::string_view itemName) {
  std::string_view rest = itemName;
  if (startsWithIgnoringCase(rest, "Win32App_")) {
    rest.remove_prefix(9);
  }
  constexpr std::size_t guid = 36;
  const bool alone = rest.size() == guid || (rest.size() > guid && rest[guid] == '_');
  return alone && isGuid(rest.substr(0, guid)) ? lower(rest.substr(0, guid)) : std::string(itemName);
}

TrackedUri trackedUri(std::string_view uri) {
  TrackedUri found;
  constexpr std::string_view tracking = "/Setup/Apps/Tracking/";
  if (const std::size_t at = findIgnoringCase(uri, tracking); at != std::string_view::npos) {
    const std::string_view rest = uri.substr(at + tracking.size());
    const std::size_t slash = rest.find('/');
    found.provider = percentDecoded(rest.substr(0, slash));
    const std::string_view item = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    found.id = appIdOf(percentDecoded(item.substr(0, item.find('/'))));
    found.kind = startsWithIgnoringCase(found.id, "Provisioning_TS") ? ItemKind::taskSequence : ItemKind::app;
    found.id = found.id.empty() ? percentDecoded(uri) : found.id;
    return found;
  }
  for (const UriForm& form : uriForms) {
    if (const std::size_t at = findIgnoringCase(uri, form.after); at != std::string_view::npos) {
      const std::string_view rest = uri.substr(at + form.after.size());
      found.kind = form.kind;
      // A store has several levels: only the whole rest is unique.
      const bool store = form.after == "/CertificateStore/";
      found.id = percentDecoded(store ? rest : rest.substr(0, rest.find('/')));
      found.id = found.id.empty() ? percentDecoded(uri) : found.id;
      return found;
    }
  }
  found.id = percentDecoded(uri);
  return found;
}

UtcTime timeFromText(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 64) {
    return {};
  }
  if (const std::string_view number = wordAfter(text, "/Date(", "+-)"); !number.empty()) {
    std::int64_t milliseconds = 0;
    std::from_chars(number.data(), number.data() + number.size(), milliseconds);
    return milliseconds > 0 && milliseconds < 253'402'300'800'000 ? UtcTime{milliseconds} : UtcTime{};
  }
  const std::optional<UtcTime> time = text.find('/') != std::string_view::npos ? slashTime(text) : isoTime(text);
  return time && time->milliseconds > 0 ? *time : UtcTime{};  // year 1 is .NET's "never"
}

bool isDeploymentRecord(std::string_view name) {
  // The last two are of the page that updates Windows during setup.
  constexpr std::array<std::string_view, 6> starts{"CommercialOOBE_", "DevicePrepPage_",  "UnifiedEnrollment_",
                                                   "OOBE_ESP",        "ExpeditedUpdate_", "SdxWebAppCloudNDUP_"};
  return std::ranges::any_of(starts, [&](std::string_view start) { return startsWithIgnoringCase(name, start); });
}

void nameStep(ShellRecord& record) {
  constexpr std::string_view ends = " ;,.\"";
  if (record.name.find("SubcategoryProcessing") == std::string::npos) {
    return;
  }
  // A step's own name may hold one dot: "DeviceSetup.AppsSubcategory".
  if (std::string_view started = wordAfter(record.value, "Starting subcategory ", " ;,\""); !started.empty()) {
    while (started.ends_with('.')) {
      started.remove_suffix(1);
    }
    record.step = started;
    record.state = "inProgress";
    return;
  }
  record.step = wordAfter(record.value, "Subcategory ID = ", " ;,\"");
  record.state = wordAfter(record.value, "state = ", ends);
  if (!record.step.empty() && record.state.empty()) {
    record.state = record.name.ends_with("_Success") ? "succeeded" : record.name.ends_with("_Failed") ? "failed" : "";
  }
}

}  // namespace preflight
