#!/usr/bin/env python3
"""Makes the damaged files of this folder: device files as people publish them, of invented devices.

    python3 tests/data/csv/make.py          then: git diff --stat tests/data/csv
What preflight makes of each is in expected.tsv.
"""
import base64
import hashlib
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
BASE = "Device Serial Number,Windows Product ID,Hardware Hash"
NOON = 820_000_000  # seconds since 2000-01-01: 2025-12-25T17:46:40Z


def text(value):
    return value.encode() + b"\0"


def device(serial, seconds=NOON, key=True, seed=None, maker="Fabrikam", model="Fabrikam Book 5", builds=(22621, 22621), tpm="2.0", filler=0):
    """A hash with little filler behind it, so that these files stay small."""
    seed = (seed or serial).encode()
    ek = b"\xc3" + hashlib.sha256(seed).digest() * 7 + bytes(31)
    tool = struct.pack("<8HIbBBB", 0, 10, 3235, builds[0], 0, 10, 3235, builds[1], seconds, 4, 2, 9, 8)
    network = struct.pack("<I", 14) + b"\0\0\x5e\0\x53" + hashlib.sha256(seed).digest()[:1]
    records = [(1, tool), (6, struct.pack("<QHBB", 512, 17, 0, 1)), (7, b"SSD-1|FAST 512|"),
               (8, network + struct.pack("<I", 8) + "PCI\0".encode("utf-16-le")),
               (12, hashlib.md5(seed).digest()), (14, text(serial)), (16, text(maker)), (17, text(model))]
    if tpm != "2.0":
        records += [(13, text(f"TPM-Version:{tpm} -Level:2-Revision:116-VendorID:'CTSO'"))]
    elif key:
        records += [(13, text("TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'CTSO'")), (25, ek),
                    (11, struct.pack("<IBBI", 0, 1, 0, 32) + hashlib.sha256(ek).digest())]
    body = b"".join(struct.pack("<HH", kind, len(payload) + 4) + payload for kind, payload in records)
    head = b"OA" + struct.pack("<H", len(body) + 4) + body
    whole = head + b"CS\x24\0" + hashlib.sha256(head).digest()
    return base64.b64encode(whole + bytes(filler) + bytes(-(len(whole) + filler) % 3)).decode()


def row(serial, *further, **fields):
    return ",".join([serial, "", device(serial, **fields), *further])


def lines(*all_lines, end="\r\n"):
    return "".join(line + end for line in all_lines)


def unpadded(serial):
    """Of a length that needs "=", without it: as WMI gives it on some devices."""
    for extra in range(3):
        raw = base64.b64decode(device(serial)) + bytes(extra)
        whole = base64.b64encode(raw).decode()
        if whole.endswith("=="):
            return whole.rstrip("=")
    raise AssertionError(serial)


def wrapped(line, width, indent="", end="\r\n", mark=""):
    """A line as a console or a mail program breaks it; `mark` is put behind all pieces but the last."""
    pieces = [line[at:at + width] for at in range(0, len(line), width)]
    return (mark + end + indent).join(pieces) + end


def files():
    quoted = lambda *cells: ",".join(f'"{cell}"' for cell in cells)
    utf16 = lines(BASE, row("FB-1001")).encode("utf-16-le")
    yield "good-three.csv", lines(BASE, row("FB-1001"), row("VMware-56 4d 3f 12 9a 01 c4 7e-0b 55 21 9d 3e 40 aa 17"))
    yield "good-four.csv", lines(BASE + ",Group Tag", row("FB-1001", "Sales"), row("FB-1002", ""))
    yield "good-five.csv", lines(BASE + ",Group Tag,Assigned User", row("FB-1001", "", "ada@contoso.example"))
    yield "powershell-5.csv", b"\xff\xfe" + utf16
    yield "utf16-without-mark.csv", utf16
    yield "utf16-cut.csv", b"\xff\xfe" + lines(BASE, row("FB-1001"), row("FB-1002")).encode("utf-16-le")[:-901]
    yield "powershell-7-mark.csv", b"\xef\xbb\xbf" + lines(BASE, row("FB-1001")).encode()
    yield "line-feeds.csv", lines(BASE, row("FB-1001"), end="\n")
    yield "mixed-line-ends.csv", lines(BASE, row("FB-1001")) + lines(row("FB-1002"), end="\n")
    yield "quoted.csv", lines(quoted(*BASE.split(",")), quoted("FB-1001", "", device("FB-1001")))
    yield "excel-semicolons.csv", lines(BASE.replace(",", ";"), row("FB-1001").replace(",", ";"), ";;")
    yield "excel-one-column.csv", lines(f'"{BASE}"', f'"{row("FB-1001")}"')
    yield "excel-serials.csv", lines(BASE, "1.23457E+11,," + device("123456789000"), "12345,," + device("0012345"),
                                     "05-Mar,," + device("MAR5"), '="0077",,' + device("0077"), row("FB-1001"))
    yield "excel-cut-cell.csv", lines(BASE, row("FB-1001"), "FB-1002,," + "A" * 32767)
    yield "trailing-commas.csv", lines(BASE + ",,", row("FB-1001", "", ""), ",,,,")
    yield "configmgr-report.csv", "\ufeff" + lines(
        "Textbox4,ReportName", "Windows Autopilot Device Information,", "", "Device_Serial_Number,Windows_Product_ID,Hardware_Hash,Manufacturer_name,Device_model",
        f'FB-1001,,{device("FB-1001")},"Fabrikam, Inc.",Fabrikam Book 5')
    yield "partner.csv", lines(BASE + ",Manufacturer name,Device model", row("FB-1001", "Fabrikam", "Fabrikam Book 5"), "FB-1002,,,Fabrikam,Fabrikam Book 5")
    yield "corporate.csv", lines("Fabrikam,Fabrikam Book 5,FB-1001", "Fabrikam,Fabrikam Book 5.1,FB.1002")
    yield "corporate-semicolons.csv", lines("Fabrikam;Fabrikam Book 5;FB-1001", "Fabrikam;Fabrikam Book 5;FB-1002")
    yield "corporate-trailing-commas.csv", lines("Fabrikam,Fabrikam Book 5,FB-1001,", "Fabrikam,Fabrikam Book 5,FB-1002,")
    yield "corporate-no-model.csv", lines("Fabrikam,Fabrikam Book 5,FB-1001", "Fabrikam,,FB-1002", "Fabrikam,Fabrikam Book 5,FB-1003")
    yield "headers-again.csv", lines(BASE, row("FB-1001"), BASE + ",Group Tag", row("FB-1002", "Sales"))
    yield "without-header.csv", lines(row("FB-1001"), row("FB-1002"))
    yield "wrong-case.csv", lines(BASE.lower(), row("FB-1001"))
    yield "column-twice.csv", lines(BASE + ",Serial Number", row("FB-1001", "FB-2001"))
    yield "comma-in-serial.csv", lines(BASE, "FB,1001,," + device("FB,1001"), row("FB-1002"))
    yield "umlaut-tag.csv", lines(BASE + ",Group Tag", row("FB-1001", "K\u00f6ln"), row("FB-1002", "Sales"))
    yield "no-serial.csv", lines(BASE, ",," + device("FB-1001"), row("FB-1002"))
    yield "placeholder.csv", lines(BASE, row("Default string", seed="a"), row("Default string", seed="b"))
    yield "twice.csv", lines(BASE, row("FB-1001"), row("FB-1002"), row("FB-1001", seconds=NOON + 86400))
    yield "board-swap.csv", lines(BASE, row("FB-1001", seed="old"), row("FB-1001", seed="new", seconds=NOON + 60))
    yield "other-device.csv", lines(BASE, "FB-1001,," + device("FB-1009"), row("FB-1002"))
    yield "cut-hash.csv", lines(BASE, "FB-1001,," + device("FB-1001")[:600], row("FB-1002"))
    yield "no-padding.csv", lines(BASE, "FB-1001,," + unpadded("FB-1001"))
    yield "wrapped-hash.csv", lines(BASE, f'FB-1001,,"{device("FB-1001")[:76]}', device("FB-1001")[76:] + '"', row("FB-1002"))
    yield "blanks.csv", lines(BASE, " FB-1001 ,," + device("FB-1001") + " ", "", row("FB-1002"), "")
    yield "bad-user.csv", lines(BASE + ",Group Tag,Assigned User", row("FB-1001", "", "ada"), row("FB-1002", "", "bob@contoso.example"))
    yield "too-many-columns.csv", lines(BASE + ",Notes", row("FB-1001", "on the shelf"))
    curly = lambda *cells: ",".join(f"\u201c{cell}\u201d" for cell in cells)
    yield "smart-quotes.csv", lines(curly(*BASE.split(",")), curly("FB-1001", "", device("FB-1001")), "\u2018FB-1002\u2019,," + device("FB-1002"))
    yield "quoted-twice.csv", lines(BASE, f'"""FB-1001""",,"""{device("FB-1001")}"""')
    yield "tabs-utf16.csv", b"\xff\xfe" + lines(BASE, row("FB-1001")).replace(",", "\t").encode("utf-16-le")
    yield "other-language.csv", lines("Ger\u00e4teseriennummer;Windows-Produkt-ID;Hardwarehash;Gruppentag", row("FB-1001", "Sales").replace(",", ";"))
    yield "header-unknown.csv", lines("Inventory,Windows Product ID,Hardware Hash", row("FB-1001"), row("FB-1002"))
    yield "hash-short-name.csv", lines("Serial Number,Product ID,Hash", row("FB-1001"), row("FB-1002"))
    yield "hash-unknown.csv", lines("Serial Number,Product ID,Inventory", row("FB-1001"), row("FB-1002"))
    yield "nuls-at-end.csv", lines(BASE, row("FB-1001")) + "\0" * 1000
    yield "nuls-in-last-line.csv", lines(BASE, row("FB-1001")) + row("FB-1002") + "\0" * 20
    yield "copied-together.csv", lines(BASE, row("FB-1001"), BASE, row("FB-1002")) + "\x1a"
    yield "marks-within.csv", "\ufeff" + lines(BASE, row("FB-1001")) + "\ufeff" + lines(BASE, row("FB-1002"))
    yield "utf16-then-ascii.csv", b"\xff\xfe" + utf16 + lines(row("FB-1002")).encode()
    yield "ascii-then-utf16.csv", lines(BASE, row("FB-1001")).encode() + lines(row("FB-1002")).encode("utf-16-le")
    yield "type-line.csv", lines("#TYPE System.Management.Automation.PSCustomObject", quoted(*BASE.split(",")), quoted("FB-1001", "", device("FB-1001")))
    yield "separator-line.csv", lines("sep=;", BASE.replace(",", ";"), row("FB-1001").replace(",", ";"))
    yield "blank-in-hash.csv", lines(BASE, "FB-1001,," + device("FB-1001")[:100] + " " + device("FB-1001")[100:])
    yield "appended-tag.csv", lines(BASE, row("FB-1001"), row("FB-1002", "Sales"))
    yield "zero-width.csv", lines(BASE, "FB-\u200b1001,," + device("FB-1001"), "'0077,," + device("0077"), row("FB-1002"))
    # Columns in another order than the reader takes them for.
    yield "swapped-no-header.csv", lines("Fabrikam,FB-1001,Fabrikam Book 5", "Fabrikam,FB-1002,Fabrikam Book 5", "Fabrikam,FB-1003,Fabrikam Book 5")
    yield "swapped-two-models.csv", lines("FB-1001,Fabrikam,Book 5", "FB-1002,Fabrikam,Book 5", "FB-1003,Contoso,Field 7")
    yield "swapped-header.csv", lines("Serial number,Manufacturer,Model", "Book 5,Fabrikam,FB-1001", "Book 5,Fabrikam,FB-1002")
    yield "swapped-hash.csv", lines(BASE, "Sales,FB-1001," + device("FB-1001"))
    yield "partner-order.csv", lines("Manufacturer name,Device serial number,Device model", "Fabrikam,FB-1001,Fabrikam Book 5", "Fabrikam,FB-1002,Fabrikam Book 5")
    yield "partner-no-header.csv", lines("FB-1001,,,Fabrikam,Fabrikam Book 5", "FB-1002,,,Fabrikam,Fabrikam Book 5")
    yield "serial-shared.csv", lines("Fabrikam,Book 5,FB-1001", "Contoso,Field 7,FB-1001", "Fabrikam,Book 5,FB-1002")
    # Values of columns that an import does not need.
    other = BASE + ",Manufacturer name,Device model"
    pkid = lambda serial, product, maker="Fabrikam", model="Book 5": f"{serial},{product},{device(serial)},{maker},{model}"
    yield "excel-product-id.csv", lines(other, pkid("FB-1001", "3.3E+12"), pkid("FB-1002", "330001234567"), pkid("FB-1003", "00330-80000-00000-AAOEM"))
    yield "excel-maker.csv", lines(other, pkid("FB-1001", "", "Fabrikam", "5E+10"), pkid("FB-1002", "", "Fabrik\u00e4m", "#NAME?"))
    yield "excel-tag.csv", lines(BASE + ",Group Tag,Assigned User", row("FB-1001", "12-Mar", ""), row("FB-1002", "Sales", "#NAME?"))
    yield "formula-tag.csv", lines(BASE + ",Group Tag,Assigned User", row("FB-1001", "=Sales", "ada@contoso.example"), row("FB-1002", "-Lab", "+bob@contoso.example"), row("FB-1003", "Lab-1", ""))
    # Lists that other portals and vendors export.
    yield "analytics-export.csv", "\ufeff" + lines("Device name,Serial number,Manufacturer,Model,Autopilot registered,Ownership", "DESKTOP-1,FB-1001,Fabrikam,Fabrikam Book 5,No,Corporate")
    yield "vendor-list.csv", lines("Service Tag;Product;Vendor;Delivery note", "FB-1001;Fabrikam Book 5;Fabrikam;4711", "FB-1002;Fabrikam Book 5;Fabrikam;4711")
    yield "serial-alone.csv", lines("Device name,Serial number", "DESKTOP-1,FB-1001")
    yield "device-association.csv", lines("SerialNumber,Manufacturer,Model,Data", "FB-1001,Fabrikam,Fabrikam Book 5,eyJhIjoxfQ==")
    yield "header-model-unknown.csv", lines("Manufacturer,Model,Geraet", "Fabrikam,Fabrikam Book 5,FB-1001")
    # Identifiers with marks in their values.
    yield "identifiers-comma.csv", lines("Fabrikam,Book 5,FB-1001", "Contoso, Ltd.,Field 7,CN-1002")
    yield "identifiers-marks.csv", lines('Contoso, Ltd.,Field "Pro" 7,CN.1001', "Fabrikam  Inc,Book 5,FB 1002", "Tailspin,Tab/10,TS#1003", "Litw\u00e4re,Duo,LW-1004", ",Book 5,FB-1005", "Fabrikam,,FB-1006")
    # A row on several lines.
    yield "wrapped-console.csv", lines(BASE) + wrapped(row("FB-1001", filler=300), 80, "  ") + lines(row("FB-1002"))
    yield "wrapped-tag.csv", lines(BASE + ",Group Tag") + wrapped(row("FB-1001", "Sales"), 76, end="\n") + wrapped(row("FB-1002", ""), 76, end="\n")
    yield "wrapped-first.csv", lines(BASE, "FB-1001,,", device("FB-1001"), row("FB-1002"))
    yield "wrapped-mail.csv", lines("> " + BASE) + "> " + wrapped(row("FB-1001"), 70, "> ") + "> " + wrapped(row("FB-1002"), 70, "> ")
    yield "wrapped-printable.csv", lines(BASE) + wrapped(row("FB-1001"), 75, mark="=")
    yield "wrapped-no-header.csv", wrapped(row("FB-1001"), 100) + wrapped(row("FB-1002"), 100)
    yield "wrapped-cut.csv", lines(BASE) + wrapped(row("FB-1001")[:500], 80, "  ") + lines(row("FB-1002"))
    yield "wrapped-blank-lines.csv", lines(BASE) + wrapped(row("FB-1001"), 80, end="\r\n\r\n") + lines(row("FB-1002"))
    yield "quoted-note.csv", lines(BASE + ",Note", row("FB-1001", '"on the\r\nshelf"'), row("FB-1002", ""))
    yield "utf16-big-endian.csv", lines(BASE, row("FB-1001")).encode("utf-16-be")
    yield "web-page.csv", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n"
    yield "workbook.csv", b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml"
    yield "nuls.csv", bytes(range(32)) * 64
    yield "empty.csv", b""
    yield "header-only.csv", lines(BASE)
    yield "return-only.csv", lines(BASE, row("FB-1001"), end="\r")


def main():
    for name, content in files():
        (HERE / name).write_bytes(content if isinstance(content, bytes) else content.encode())


if __name__ == "__main__":
    main()
