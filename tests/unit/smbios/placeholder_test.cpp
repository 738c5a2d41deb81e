#include "smbios/placeholder.h"

#include <doctest/doctest.h>

#include <string>

using preflight::smbios::isPlaceholderSerial;

TEST_CASE("serials that makers left as they were are placeholders, in any case and with blanks around") {
  for (const std::string serial : {"To be filled by O.E.M.",
                                   "To Be Filled By O.E.M",
                                   "to be filled by OEM",
                                   "Default string",
                                   "System Serial Number",
                                   "Chassis Serial Number",
                                   "Base Board Serial Number",
                                   "0",
                                   "None",
                                   "NULL",
                                   "Not Applicable",
                                   "Not Specified",
                                   "Not Available",
                                   "INVALID",
                                   "N/A",
                                   "n.a.",
                                   "Unknown",
                                   "123456789",
                                   "0123456789",
                                   "1234567890",
                                   "12345678",
                                   "SMBIOS_STRING_INDEX_0",
                                   "OEM",
                                   "Serial",
                                   "Not-Specified"}) {
    CAPTURE(serial);
    CHECK(isPlaceholderSerial(serial));
    CHECK(isPlaceholderSerial("  " + serial + "\t"));
    std::string upper = serial;
    for (char& c : upper) {
      c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    CHECK(isPlaceholderSerial(upper));
  }
}

TEST_CASE("blanks, one character repeated and mere punctuation are placeholders") {
  for (const std::string serial : {"",
                                   " ",
                                   "\t \t",
                                   "x",
                                   "xxxxxxx",
                                   "XXXXXXX",
                                   "------",
                                   "00000000",
                                   "0000-0000",
                                   "FFFFFFFF",
                                   "........",
                                   "$$$$$$",
                                   "$#!",
                                   "********",
                                   "???",
                                   "1111 1111",
                                   "\xFF\xFF\xFF\xFF",
                                   "\xC3\xBF\xC3\xBF\xC3\xBF",
                                   "\xFF",
                                   "\xFF\xFF \xFF"}) {
    CAPTURE(serial);
    CHECK(isPlaceholderSerial(serial));
  }
}

TEST_CASE("serials of real devices and of virtual machines are not placeholders") {
  for (const std::string serial : {"1234-5678-9012-3456-7890-1234-56", "8407-3191-2258-6640-1173-9052-31",
                                   "VMware-56 4d 3f 12 9a 01 c4 7e-0b 55 21 9d 3e 40 aa 17", "CB14-000123",
                                   "5CG8012ABC", "PF1ABCDE", "01", "12345A", "1234-5678", "N0NE1", "Default string 7",
                                   "000000000001", "S\xC3\xA9rie", "\xC3\xA9\xC3\xA8", "\xE9\xE8"}) {
    CAPTURE(serial);
    CHECK_FALSE(isPlaceholderSerial(serial));
  }
}
