// What is known about error codes, events and Autopilot's own numbers: the tables of assets/knowledge, compiled in.
// They are unpacked at the first question (a few milliseconds) and stay; every function may be called from several
// threads. Sentences are for technicians and may be shown as they are. Views stay valid until the program ends.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::knowledge {

// --- error codes ---------------------------------------------------------------------------------------------------

struct ErrorEntry {
  std::string_view code;  // "0x80180014", "0x80190190..0x801901F7", "1603", "ZTD807", "AADSTS50155"
  std::string_view name;  // MENROLL_E_DEVICENOTSUPPORTED; may be empty
  std::string_view area;  // "MDM enrollment"
  std::string_view meaning;
  std::string_view cause;  // may be empty
  std::string_view action;
  std::string_view who;
  bool confirmed = true;  // false: seen in the field or told by a community only
};

// An HRESULT, an NTSTATUS or a plain Win32 number, which is the same as its 0x8007.... form. Null when it is not known.
const ErrorEntry* findError(std::uint32_t code);
// The same for text: "0x80180014", "-2145910764", "2149056532", "1603", "AADSTS50155", "OOBEIDPS".
const ErrorEntry* findError(std::string_view text);
// What the Autopilot service answers: 806, 807, 808, 809, 815, 908.
const ErrorEntry* findServiceCode(std::uint32_t code);

// Hexadecimal with 0x, or decimal with or without a sign; nothing for anything else.
std::optional<std::uint32_t> codeFrom(std::string_view text);

// What a code says, known or not. An unknown code is never guessed at: its facility says who reports it.
struct ErrorWords {
  std::string code;  // "0x80180014"; small numbers as decimals
  std::string name;
  std::string meaning;  // one sentence; for an unknown code what its facility tells, or nothing
  std::string cause;
  std::string action;
  std::string who;
  bool known = false;
  bool confirmed = true;  // false: seen in the field or told by a community only
};
ErrorWords explain(std::uint32_t code);
// The same for the code with which an installer or a script ended: small numbers mean there what its maker wants.
ErrorWords explainExit(std::uint32_t code);

// "0x80180014: Intune refused to enroll this device." or "0x8018FFFF (MDM enrolment, not in Preflight's table)".
std::string oneLine(std::uint32_t code);

// "MDM enrolment" for 0x8018FFFF; empty when the facility is not known.
std::string_view facilityName(std::uint32_t code);

struct CodeInText {
  std::uint32_t code = 0;
  std::size_t at = 0;  // of its first character
  std::size_t length = 0;
  friend bool operator==(const CodeInText&, const CodeInText&) = default;
};
// Every code in a text of any language: 0x with one to eight digits, and negative decimals that are HRESULTs.
std::vector<CodeInText> codesIn(std::string_view text);

// --- events --------------------------------------------------------------------------------------------------------

enum class EventLevel : std::uint8_t { error, warning, information };

struct EventEntry {
  std::string_view provider;
  std::uint32_t id = 0;
  EventLevel level = EventLevel::information;  // as documented
  std::string_view meaning;
  std::string_view cause;
  std::string_view action;  // empty for information
  std::string_view who;
  bool confirmed = true;
};

// `provider` and `id` over all channels of the provider; `level` is the event's own (1 critical .. 4 information,
// 0 log always) and tells the two meanings of 807, 809 and 815 apart. The provider of Windows 10 1709 to 1809 counts as
// the newer one.
const EventEntry* findEvent(std::string_view provider, std::uint32_t id, std::uint8_t level);

// --- numbers with names, and tables as they are --------------------------------------------------------------------

struct EnumEntry {
  std::string_view name;
  std::string_view meaning;
};
// findEnum("autopilot.ProfileState", "3"): {"Available", ...}.
std::optional<EnumEntry> findEnum(std::string_view name, std::string_view value);
std::optional<EnumEntry> findEnum(std::string_view name, std::int64_t value);

struct OobeBit {
  std::uint32_t bit = 0;
  std::string_view name;
  std::string_view set;    // what it means when it is set
  std::string_view clear;  // and when it is not
};
// The bits of CloudAssignedOobeConfig, lowest first.
std::span<const OobeBit> oobeBits();

// One step of one way to register, deregister or deploy again; a topic's steps stand together, in order.
struct Step {
  std::string_view topic;  // "register-preflight"
  std::string_view title;
  std::string_view number;
  std::string_view text;
  std::string_view who;
};
std::span<const Step> steps();
// "1. F8 twice puts ... 2. Intune admin center: ..." for one topic; empty when there is no such topic.
std::string stepsText(std::string_view topic);

// Any table by the name of its file, row by row, with the columns that make_tables.py compiles in.
using Row = std::vector<std::string_view>;
std::span<const Row> table(std::string_view name);

}  // namespace preflight::knowledge
