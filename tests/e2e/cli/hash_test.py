#!/usr/bin/env python3
"""preflight hash as a person uses it, with hashes from a builder of its own. Usage: hash_test.py PROGRAM SOURCE_FOLDER"""
import base64
import hashlib
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
LAPTOP = SOURCE / "assets" / "samples" / "laptop-oobe"
HEADER = "Device Serial Number,Windows Product ID,Hardware Hash\r\n"
SECONDS = 820_000_000  # since 2000-01-01 UTC: 2025-12-25T17:46:40Z
TPM12 = "TPM-Version:1.2 -Level:2-Revision:116-VendorID:'AMD '"
EK = bytes([0xC3]) + bytes(range(255))


def text(value):
    return value.encode() + b"\0"


def adapter(medium, mac, bus):
    name = (bus + "\0").encode("utf-16-le")
    return struct.pack("<I", medium) + bytes.fromhex(mac) + struct.pack("<I", len(name)) + name


def tool(os_type=2, seconds=SECONDS):
    return struct.pack("<8HIbBBB", 0, 10, 2506, 22621, 0, 10, 3235, 22621, seconds, -28, os_type, 9, 8)


def device():
    """An invented laptop: two disks, a wired and a Wi-Fi adapter, two records that nobody knows."""
    return [
        (1, tool()),
        (2, struct.pack("<4HI", 9, 1, 6, 12, 1)),
        (5, struct.pack("<QQHHB", 32, 64, 2, 1, 3)),
        (3, text("AuthenticAMD")),
        (4, b"  Contoso Ryzen 5 Test".ljust(48, b"\0")),
        (6, struct.pack("<QHBB", 2000, 11, 1, 0)),
        (6, struct.pack("<QHBB", 512, 17, 0, 1)),
        (7, b"   HDD-77|BIG 2000|Contoso "),
        (7, b"SSD-12|FAST 512|"),
        (8, adapter(14, "00005e005310", "PCI")),
        (8, adapter(9, "02005e005311", "PCI")),
        (9, struct.pack("<4HI", 344, 193, 1920, 1080, 0x80000000)),
        (10, bytes([10, 2, 0, 0, 0])),
        (13, text("TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'AMD '-Firmware:393275.5")),
        (25, EK),
        (11, struct.pack("<IBBI", 0, 1, 0, 32) + hashlib.sha256(EK).digest()),
        (12, bytes.fromhex("33221100554477468899aabbccddeeff")),
        (14, text("PF-E2E-1")),
        (15, text("Fabrikam Firmware")),
        (16, text("Fabrikam")),
        (17, text(" Fabrikam Book ")),
        (18, text("000000000")),
        (19, text("Book")),
        (23, text("SMBIOS_STRING_INDEX_0")),
        (20, text("Fabrikam Boards")),
        (21, text("MB-9")),
        (22, text("R1")),
        (24, text("0123456789012")),
        (26, text("[TH]X00-00001")),
        (28, text("SSD-12|FAST 512|")),
        (29, struct.pack("<QQBB", 4 << 30, 0, 1, 0)),
        (30, "Contoso|Graphics 9\0".encode("utf-16-le")),
        (35, b"\x01\x02\x03"),
    ]


def build(records, size=3000):
    body = b"".join(struct.pack("<HH", kind, len(payload) + 4) + payload for kind, payload in records)
    head = b"OA" + struct.pack("<H", len(body) + 4) + body
    return (head + b"CS" + struct.pack("<H", 36) + hashlib.sha256(head).digest()).ljust(size, b"\0")


def b64(records, size=3000):
    return base64.b64encode(build(records, size)).decode()


def changed(kind, payload):
    return [(k, payload if k == kind else p) for k, p in device()]


EXPECTED = {
    "valid": True, "problems": [], "repairs": [],
    "capturedAt": "2025-12-25T17:46:40Z", "utcOffsetMinutes": -420,
    "toolBuild": "10.0.22621.2506", "osBuild": "10.0.22621.3235", "osType": "FullOS", "architecture": "x64", "toolVersion": 8,
    "system": {"serialNumber": "PF-E2E-1", "manufacturer": "Fabrikam", "productName": "Fabrikam Book", "skuNumber": "000000000",
               "family": "Book", "version": "SMBIOS_STRING_INDEX_0", "uuid": "00112233-4455-4677-8899-aabbccddeeff"},
    "firmwareVendor": "Fabrikam Firmware",
    "board": {"manufacturer": "Fabrikam Boards", "product": "MB-9", "version": "R1"},
    "chassisType": 10,
    "processor": {"manufacturer": "AuthenticAMD", "model": "Contoso Ryzen 5 Test", "packages": 1, "cores": 6, "threads": 12},
    "memoryGiB": 32, "memorySlots": 2,
    "disks": [{"capacityGB": 2000, "bus": "SATA", "serialNumber": "HDD-77", "product": "BIG 2000", "vendor": "Contoso", "system": False},
              {"capacityGB": 512, "bus": "NVMe", "serialNumber": "SSD-12", "product": "FAST 512", "vendor": "", "system": True}],
    "networkAdapters": [{"medium": "802.3", "mac": "00:00:5e:00:53:10", "bus": "PCI", "locallyAdministered": False},
                        {"medium": "Native 802.11", "mac": "02:00:5e:00:53:11", "bus": "PCI", "locallyAdministered": True}],
    "displays": [{"widthPx": 1920, "heightPx": 1080, "widthMm": 344, "heightMm": 193, "internal": True}],
    "gpus": [{"vendor": "Contoso", "model": "Graphics 9", "dedicatedVideoBytes": 4 << 30}],
    "tpm": {"text": "TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'AMD '-Firmware:393275.5", "version": "2.0", "vendor": "AMD",
            "ekSha256": hashlib.sha256(EK).hexdigest()},
    "offlineDeviceId": {"method": "TPM_EK", "id": hashlib.sha256(EK).hexdigest()},
    "productKeyId": "0123456789012", "productKeyPartNumber": "[TH]X00-00001",
    "bytes": 3000, "characters": 4000,
}


def run(*arguments, check=None, **options):
    done = subprocess.run([PROGRAM, "hash", *map(str, arguments)], capture_output=True, timeout=120, check=False, **options)
    if check is not None and done.returncode != check:
        raise AssertionError(f"{arguments}: exit {done.returncode}, wanted {check}\n{done.stdout.decode()}\n{done.stderr.decode()}")
    return done


class Hash(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight hash \u00e4 "))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def file(self, content, name="a.csv"):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def codes(self, *arguments, check, **options):
        return [p["code"] for p in json.loads(run("check", *arguments, "--json", check=check, **options).stdout)["problems"]]


class Decode(Hash):
    def test_an_invented_device_decodes_to_the_expected_json(self):
        tree = json.loads(run("decode", b64(device()), "--json", check=0).stdout)
        body = build(device())
        for key, value in EXPECTED.items():
            self.assertEqual(value, tree.get(key), key)
        length = struct.unpack_from("<H", body, 2)[0]
        self.assertEqual(length, tree["headerLength"])
        at, records = 4, []
        for kind, payload in device():
            records.append({"type": kind, "offset": at, "length": len(payload) + 4})
            at += len(payload) + 4
        self.assertEqual(records, tree["records"])
        self.assertEqual([{"type": 35, "offset": records[-1]["offset"], "length": 7, "hex": "010203", "note": "meaning unknown"}], tree["other"])
        self.assertEqual(set(EXPECTED) | {"other", "headerLength", "records"}, set(tree))

    def test_the_text_has_units_and_words(self):
        said = run("decode", "-", input=b64(device()).encode(), check=0).stdout.decode()
        for part in ("valid: 4000 characters", "PF-E2E-1", "32 GB", "512 GB, NVMe", "344 x 193 mm", "Notebook", "4096 MB", "unofficial"):
            self.assertIn(part, said)

    def test_several_rows_are_an_array_and_a_recording_is_read(self):
        rows = HEADER + f"PF-E2E-1,,{b64(device())}\r\n" * 3
        self.assertEqual(["PF-E2E-1"] * 3, [t["system"]["serialNumber"] for t in json.loads(run("decode", self.file(rows), "--json", check=0).stdout)])
        self.assertEqual("7F3K9Q2", json.loads(run("decode", LAPTOP, "--json", check=0).stdout)["system"]["serialNumber"])

    def test_an_impossible_zone_is_null(self):
        early = changed(1, struct.pack("<8HIbBBB", 0, 10, 15, 16299, 0, 10, 15, 16299, SECONDS, 120, 2, 9, 3))
        tree = json.loads(run("decode", b64(early), "--json", check=0).stdout)
        self.assertIsNone(tree["utcOffsetMinutes"])
        self.assertEqual(3, tree["toolVersion"])


class Check(Hash):
    def test_exit_codes_are_those_of_the_contract(self):
        self.assertEqual([], self.codes(b64(device()), check=0))
        self.assertEqual(["truncated"], self.codes(self.file(b64(device())[:800]), check=1))
        for bad in (b"", b"<html><body>502</body></html>", b"\x7fELF\0\0\0\0", HEADER.encode()):
            done = run("check", self.file(bad), "--json", check=5)
            self.assertEqual(5, json.loads(done.stdout)["error"]["exit"])
            self.assertTrue(done.stderr.startswith(b"error: cannot read "))
        run("check", self.folder / "missing", check=5)
        run("check", check=2)
        run(check=2)

    def test_a_row_of_another_device_is_found_in_every_encoding(self):
        rows = HEADER + f"PF-E2E-1,,{b64(device())}\r\nOTHER,,{b64(device())}\r\n"
        for content in (rows.encode(), rows.encode("utf-16"), b"\xef\xbb\xbf" + rows.encode()):
            trees = json.loads(run("check", self.file(content), "--json", check=1).stdout)
            self.assertEqual([True, False], [t["valid"] for t in trees])
            self.assertEqual([("wrong-device", "error")], [(p["code"], p["severity"]) for p in trees[1]["problems"]])
            self.assertEqual([2, 3], [t["line"] for t in trees])
        said = run("check", self.file(rows), check=1).stdout.decode()
        self.assertIn("line 3, serial number OTHER: invalid", said)
        self.assertIn("2 hashes: 1 valid, 1 invalid", said)

    def test_a_tpm_at_1_2_is_named_with_what_will_be_refused(self):
        without = [(k, p) for k, p in changed(13, text(TPM12)) if k not in (25, 11)]
        for records in (without, changed(13, text(TPM12)), changed(13, text("TPM-Version:01.02-SpecLevel:2-Errata:3-VendorID:'X'"))):
            said = run("check", b64(records), check=0).stdout.decode()
            self.assertIn("TPM 1.2", said)
            self.assertIn("self-deploying", said)

    def test_builds_of_one_family_are_the_same_windows(self):
        build = lambda a, b: struct.pack("<8HIbBBB", 0, 10, 1, a, 0, 10, 1, b, SECONDS, -28, 2, 9, 8)
        for a, b in ((18362, 18363), (19041, 19045), (19042, 19044), (22621, 22631), (26100, 26200), (26200, 26100)):
            self.assertEqual([], self.codes(b64(changed(1, build(a, b))), check=0), (a, b))
        for a, b in ((18363, 19041), (19045, 22000), (22631, 26100), (16299, 18362)):
            self.assertEqual(["foreign-tool"], self.codes(b64(changed(1, build(a, b))), check=0), (a, b))

    def test_the_hash_column_is_known_by_every_name_that_csv_check_knows(self):
        for name in ("Hardware Hash", "hardware_hash", "DeviceHardwareData", "hardwareIdentifier", "HwHash", "Device Hash", "Hash", "Hachage mat\u00e9riel"):
            self.assertEqual([], self.codes(self.file(f"Serial Number;{name}\r\nPF-E2E-1;{b64(device())}\r\n"), check=0), name)
        done = run("check", self.file("Serial number,Manufacturer,Model\r\nFB-1,Fabrikam,Book\r\n"), check=5)
        self.assertIn(b"without a hardware hash", done.stderr)

    def test_the_report_of_oa3tool_is_read(self):
        xml = f"<?xml version='1.0'?><Key><ProductKeyState>3</ProductKeyState><HardwareHash>{b64(device())}</HardwareHash></Key>"
        self.assertEqual([], self.codes(self.file(xml, "a.xml"), check=0))

    def test_problems_of_the_content_are_reported(self):
        self.assertEqual(["not-full-os"], self.codes(b64(changed(1, tool(os_type=3))), check=0))
        self.assertEqual(["clock-implausible"], self.codes(b64(changed(1, tool(seconds=1000))), check=0))
        self.assertEqual(["missing-serial"], self.codes(b64(changed(14, b" \0")), check=1))
        self.assertEqual(["no-tpm"], self.codes(b64(changed(13, text(TPM12))), check=0))
        self.assertEqual(["placeholder-serial"], self.codes(b64(changed(14, text("Default string"))), check=0))
        self.assertEqual(["bad-base64"], self.codes(b64(device())[:-1] + "*", check=1))


class Compare(Hash):
    def compare(self, old, new, check=1):
        return json.loads(run("compare", old, new, "--json", check=check).stdout)

    def test_a_disk_that_was_swapped_is_a_part(self):
        tree = self.compare(b64(device()), b64([(k, b"NEW-1|FAST 512|" if p.startswith(b"SSD-12") and k == 7 else p) for k, p in device()]))
        self.assertEqual(("part-changed", "recommended"), (tree["conclusion"], tree["registerAgain"]))
        self.assertEqual([{"group": "storage", "field": "disks", "old": "HDD-77, SSD-12", "new": "HDD-77, NEW-1", "weight": "medium"}], tree["changes"])

    def test_a_later_capture_is_the_same_and_is_found_among_the_rows_of_a_csv(self):
        later = b64(changed(1, tool(seconds=SECONDS + 86400)))
        rows = HEADER + f"7F3K9Q2,,{b64(changed(14, text('7F3K9Q2')))}\r\nPF-E2E-1,,{b64(device())}\r\n"
        self.assertEqual("same", self.compare(self.file(rows), later, check=0)["conclusion"])
        self.assertEqual("relabelled", self.compare(b64(device()), b64(changed(14, text("NEW")))) ["conclusion"])
        run("compare", self.file(rows), self.file(rows), check=2)
        run("compare", self.file(b"<html>"), later, check=5)

    def test_a_tpm_that_was_raised_to_2_0_on_the_same_board_is_registered_again(self):
        old = [(k, p) for k, p in changed(13, text(TPM12)) if k not in (25, 11)]
        tree = self.compare(b64(old), b64(device()))
        self.assertEqual(("tpm-changed", "required"), (tree["conclusion"], tree["registerAgain"]))
        self.assertIn("from 1.2 to 2.0", tree["sentence"])
        self.assertIn("self-deploying", tree["sentence"])
        tree = self.compare(b64(device()), b64(old))
        self.assertEqual("tpm-changed", tree["conclusion"])
        self.assertIn("from 2.0 to 1.2", tree["sentence"])
        swapped = [(k, bytes(16 * [7]) if k == 12 else p) for k, p in device() if k != 8]
        self.assertEqual("board-replaced", self.compare(b64([(k, p) for k, p in old if k != 8]), b64(swapped))["conclusion"])

    def test_the_sentence_says_why(self):
        said = run("compare", b64(device()), LAPTOP, check=1).stdout.decode()
        self.assertTrue(said.startswith("WARNING "))
        self.assertIn("two different devices", said)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
