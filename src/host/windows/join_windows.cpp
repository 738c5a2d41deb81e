// The Entra join, as dsregcmd tells it: netapi32's NetGetAadJoinInformation (lmjoin.h of the Windows SDK), which WinPE
// and old builds lack.
#include <windows.h>

#include "base/text.h"
#include "host/windows/parts_windows.h"
#include "host/windows/system_windows.h"
#include "text/error_id.h"

namespace preflight::windows {
namespace {

// DSREG_USER_INFO and DSREG_JOIN_INFO; the headers of mingw-w64 do not have them.
struct DsregUser {
  wchar_t* email;
  wchar_t* keyId;
  wchar_t* keyName;
};
struct DsregJoin {
  int joinType;
  const void* certificate;
  wchar_t* deviceId;
  wchar_t* idpDomain;
  wchar_t* tenantId;
  wchar_t* joinUser;
  wchar_t* tenantName;
  wchar_t* mdmEnrollmentUrl;
  wchar_t* mdmTermsUrl;
  wchar_t* mdmComplianceUrl;
  wchar_t* settingsUrl;
  DsregUser* user;
};

using Get = HRESULT WINAPI(const wchar_t* tenant, DsregJoin** join);
using Free = void WINAPI(DsregJoin* join);

constexpr std::size_t mostText = 4096;

std::string textOf(const wchar_t* text) {
  return text == nullptr ? std::string() : utf8(text, wcsnlen(text, mostText));
}

}  // namespace

Result<JoinInformation> readJoin() {
  const Text step = ErrorId::stepJoin;
  Get* const get = systemFunction<Get>(L"netapi32.dll", "NetGetAadJoinInformation");
  Free* const free = systemFunction<Free>(L"netapi32.dll", "NetFreeAadJoinInformation");
  if (get == nullptr || free == nullptr) {
    return fail(ErrorKind::unsupported, step, ErrorId::whyNoWindowsFunction);
  }
  DsregJoin* join = nullptr;
  if (const HRESULT code = get(nullptr, &join); FAILED(code)) {
    return tl::unexpected(hresultError(step, code));
  }
  const std::unique_ptr<DsregJoin, Free*> owner(join, free);
  JoinInformation information;
  if (join == nullptr) {
    return information;
  }
  information.joined = true;
  information.type = static_cast<std::uint32_t>(join->joinType);
  information.deviceId = textOf(join->deviceId);
  information.tenantId = textOf(join->tenantId);
  information.tenantName = textOf(join->tenantName);
  information.joinUser = textOf(join->joinUser);
  information.user = join->user == nullptr ? std::string() : textOf(join->user->email);
  information.mdmEnrollmentUrl = textOf(join->mdmEnrollmentUrl);
  return information;
}

}  // namespace preflight::windows
