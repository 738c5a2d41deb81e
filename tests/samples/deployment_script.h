// What happens on an invented device while it is deployed, as a script: one line an event, "MINUTE | VERB | ...". The
// device is what all lines up to a minute have made of it, so that one script gives a recording of any moment, or a
// film of many. Lines that begin with # are notes.
//
//   0    | num   | $FIRSTSYNC | SyncFailureTimeout | 60          a number in the registry; reg: a text, key: a key
//   alone 0.2  | phase | DeviceSetup | inProgress | text               a category of the status page 0.2  | step  |
//   DeviceSetup.AppsSubcategory | inProgress | text   its step; also the page's own record of it 5    | app   | Device
//   | 7a..01_1 | 2                         a tracked app of the Intune agent and its state 5    | log   | AppWorkload |
//   text                            a line of an agent log, in the device's zone 6    | dm    | Enrollment | 52 | 2 |
//   Name=value | ...        an event: channel, id, level, data; ap too 6    | udr   | 304 | 2 | Name=value the same
//   where there is one channel; aad too 6    | sys   | Kernel-Power | 42 | 4                         the same in
//   System, by provider 7    | shell | NAME | VALUE                                  a record of the page (Shell-Core
//   62407) 7    | page  | 62404 | CXID | RESULT                         a page that opens; 62405: it closes 8    |
//   unset | KEY | NAME                                    takes a value away; drop | KEY a key 9    | file  | PATH |
//   text                                   a file; file16: UTF-16LE with BOM 9    | error | KEY a registry key that is
//   refused 9    | zone  | -420                                          the device's zone, minutes east of UTC 9    |
//   shape | texts                                         how steps are written from here on: objects, texts 9    |
//   clock | -90                                           the device's clock is off by minutes from here on
#pragma once

#include <string>
#include <string_view>

#include "support/fake_host.h"

namespace preflight::test {

// Minute 0 of every script: 2026-05-12 09:00 UTC, 11:00 in the device's zone.
constexpr UtcTime scriptStart{1'778'576'400'000};

// Plays `script` up to and with `minute`, and sets the host's clock to that minute. Throws on a line that it does not
// understand.
void playScript(std::string_view script, double minute, FakeHost& host);

}  // namespace preflight::test
