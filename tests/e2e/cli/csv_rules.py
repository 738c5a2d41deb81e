#!/usr/bin/env python3
"""Intune's rules for device files, a checker that shares no code with the program: written from the rules' wording.

    python3 csv_rules.py [intune|partner|corporate] FILE...      exit 1 when a file breaks a rule
    csv_rules.intune(content)                                    -> list of (rule, line, words); empty: in order
"""
import base64
import binascii
import hashlib
import re
import sys

BASE = "Device Serial Number,Windows Product ID,Hardware Hash"
INTUNE_HEADERS = (BASE, BASE + ",Group Tag", BASE + ",Group Tag,Assigned User")
PARTNER_HEADER = BASE + ",Manufacturer name,Device model"


def lines_of(content):
    """Lines without their ends, and what is wrong with the bytes themselves."""
    wrong = []
    if content[:3] == b"\xef\xbb\xbf" or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        wrong.append(("IH-10", 1, "byte order mark"))
    for number, line in enumerate(content.split(b"\n"), 1):
        for byte in line.rstrip(b"\r"):
            if byte == 0x22:
                wrong.append(("IH-11", number, "quotation mark"))
            elif byte >= 0x7F:
                wrong.append(("IH-10", number, f"byte {byte:#x}"))
            elif byte < 0x20:
                wrong.append(("IH-14", number, f"byte {byte:#x}"))
    if not content.endswith(b"\r\n"):
        wrong.append(("IH-23", content.count(b"\n") + 1, "the last line has no CRLF"))
    lines = content.decode("latin-1").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        if not line.endswith("\r") or "\r" in line[:-1]:
            wrong.append(("IH-23", number, "a line end that is not CRLF"))
        lines[number - 1] = line = line.removesuffix("\r")
        if not line:
            wrong.append(("IH-14", number, "empty line"))
    return lines, wrong


def records(blob):
    """Type to payload of a hardware hash; raises ValueError when it is not whole or its checksum is wrong."""
    if blob[:2] != b"OA":
        raise ValueError("no hardware hash")
    length = int.from_bytes(blob[2:4], "little")
    if blob[length:length + 4] != b"CS\x24\x00" or blob[length + 4:length + 36] != hashlib.sha256(blob[:length]).digest():
        raise ValueError("wrong checksum: cut or damaged")
    found, at = {}, 4
    while at < length:
        kind, size = int.from_bytes(blob[at:at + 2], "little"), int.from_bytes(blob[at + 2:at + 4], "little")
        if size < 4 or at + size > length:
            raise ValueError("a record that does not fit")
        found.setdefault(kind, blob[at + 4:at + size])
        at += size
    return found


def hash_of(text, number, wrong):
    """Its records, or None."""
    if len(text) % 4:
        wrong.append(("IH-17", number, f"{len(text)} characters are no multiple of four"))
        return None
    try:
        return records(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError) as problem:
        wrong.append(("IH-05", number, str(problem)))
        return None


def inner_serial(found):
    return found.get(14, b"").split(b"\0")[0].decode("latin-1").strip() if found else ""


class Twice:
    """No device twice: by serial number, and by the TPM's key inside the hash."""

    def __init__(self):
        self.seen = {}

    def check(self, serial, found, number, wrong):
        keys = [("serial", serial.lower())] if serial and not re.fullmatch(r"(?i)default string|0+|to be filled.*|none|n/?a|system serial number", serial) else []
        if found and found.get(25, b"").strip(b"\0\xff"):
            keys.append(("key", found[25]))
        for key in keys:
            if self.seen.setdefault(key, number) != number:
                wrong.append(("IH-15", number, f"the device of line {self.seen[key]} again"))
                return


def edges(cells, number, wrong):
    for cell in cells:
        if cell != cell.strip():
            wrong.append(("IH-14", number, f"blank at an end of {cell[:40]!r}"))


def body(lines, header, most, rule, wrong):
    """Number and cells of the rows that have as many as the header."""
    rows = lines[1:]
    if not rows:
        wrong.append((rule, 1, "no device"))
    if len(rows) > most:
        wrong.append((rule, most + 2, f"{len(rows)} devices, {most} are allowed"))
    for number, line in enumerate(rows, 2):
        cells = line.split(",")
        if line and len(cells) != header.count(",") + 1:
            wrong.append(("IH-03", number, f"{len(cells)} columns"))
        elif line:
            edges(cells, number, wrong)
            yield number, cells


def intune(content):
    lines, wrong = lines_of(content)
    header = lines[0] if lines else ""
    if header not in INTUNE_HEADERS:
        return wrong + [("IH-01", 1, f"header {header[:100]!r}")]
    twice = Twice()
    for number, cells in body(lines, header, 500, "IH-09", wrong):
        serial, _, text, _, user = (cells + ["", ""])[:5]
        if not serial:
            wrong.append(("IH-04", number, "no serial number"))
        if re.fullmatch(r"[0-9]+([.,][0-9]+)?[Ee][+-]?[0-9]+", serial) and "+" in serial:
            wrong.append(("IH-13", number, f"{serial} was made by Excel"))
        found = hash_of(text, number, wrong)
        if found and inner_serial(found).lower() != serial.lower():
            wrong.append(("IH-05", number, f"the hash is of {inner_serial(found)!r}"))
        if user and not re.fullmatch(r"[^@\s]+@[^@\s]+", user):
            wrong.append(("IH-08", number, f"user {user!r}"))
        twice.check(serial, found, number, wrong)
    return wrong


def partner(content):
    lines, wrong = lines_of(content)
    if not lines or lines[0] != PARTNER_HEADER:
        return wrong + [("PC-01", 1, f"header {(lines or [''])[0][:100]!r}")]
    twice = Twice()
    for number, cells in body(lines, PARTNER_HEADER, 1000, "PC-07", wrong):
        serial, product, text, maker, model = cells
        found = hash_of(text, number, wrong) if text else None
        if product and not re.fullmatch(r"[0-9]{13}", product):
            wrong.append(("PC-08", number, f"product id {product!r}"))
        if not (text or product or (serial and maker and model)):
            wrong.append(("PC-02", number, "nothing that identifies the device"))
        if found and serial and inner_serial(found).lower() != serial.lower():
            wrong.append(("IH-05", number, f"the hash is of {inner_serial(found)!r}"))
        twice.check(serial, found, number, wrong)
    return wrong


def corporate(content):
    lines, wrong = lines_of(content)
    if not lines:
        wrong.append(("CI-02", 1, "no device"))
    if len(lines) > 5000 or len(content) > 5_000_000:
        wrong.append(("CI-03", len(lines), f"{len(lines)} devices, {len(content)} bytes"))
    twice = Twice()
    for number, line in enumerate(lines, 1):
        cells = line.split(",")
        if number == 1 and "serial" in line.lower():
            wrong.append(("CI-01", 1, "a header"))
        if len(cells) != 3 or not all(cells):
            wrong.append(("CI-02", number, f"{cells!r} is not manufacturer, model and serial number"))
            continue
        edges(cells, number, wrong)
        if "." in cells[2]:
            wrong.append(("CI-05", number, f"period in {cells[2]!r}"))
        twice.check(line, None, number, wrong)
    return wrong + swapped([line.split(",") for line in dict.fromkeys(lines) if line.count(",") == 2])


def swapped(rows):
    """Serial numbers that repeat while another column has a value of its own in each row: it was read as another one."""
    serials = {cells[2] for cells in rows}
    if len(rows) > 1 and len(serials) < len(rows) and any(len({cells[n] for cells in rows}) == len(rows) for n in (0, 1)):
        return [("IH-03", 1, f"{len(rows)} devices share {len(serials)} serial numbers")]
    return []


FORMATS = {"intune": intune, "partner": partner, "corporate": corporate}


def main():
    names = sys.argv[1:]
    check = FORMATS[names.pop(0)] if names and names[0] in FORMATS else intune
    bad = False
    for name in names:
        with open(name, "rb") as file:
            for rule, line, words in check(file.read()):
                bad = True
                print(f"{name}:{line}: {rule}: {words}")
    sys.exit(1 if bad or not names else 0)


if __name__ == "__main__":
    main()
