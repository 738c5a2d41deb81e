"""preflight.exe as a technician uses it, under Wine, with a test MDM bridge and removable drives."""

import csv
import functools
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / folder) for folder in ("media", "support")]
import devices
import runner
from prefix import Prefix, built, windows_path

PREFIX = Prefix(os.environ.get("PREFLIGHT_WINE_PREFIX", "/tmp/preflight-wine"))
ASSETS = pathlib.Path(__file__).resolve().parents[3] / "assets"
SAMPLES = ASSETS / "samples"
SERIAL = "7F3K9Q2"
WRITTEN = ["Preflight/autopilot.csv", f"Preflight/devices/{SERIAL}.csv", "Preflight/log.jsonl"]


def title(finding):
    """What the catalogue says of a finding that has one wording only."""
    with open(ASSETS / "text" / "findings.tsv", encoding="utf-8", newline="") as file:
        titles = {row["title"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["id"] == finding}
    assert len(titles) == 1 and "" not in titles, f"{finding}: {titles}"
    return titles.pop()


def sample_hash():
    classes = json.loads((SAMPLES / "laptop-oobe" / "wmi.json").read_text())["classes"]
    text = next(c["rows"][0]["DeviceHardwareData"] for c in classes if c["class"] == "MDM_DevDetail_Ext01")
    return devices.with_uuid(text, devices.sample_uuid(SAMPLES / "laptop-oobe"), machine_uuid())


@functools.cache
def machine_uuid():
    """Wine makes it of this computer's machine id; a hash with another one is of another board, and is refused."""
    report = json.loads(preflight("status", "--json")[1])["report"]
    return uuid.UUID(report["identity"]["uuid"]["value"]).bytes_le


# A machine with a serial number: Wine builds its SMBIOS table from these files, read by the program itself.
FIRMWARE = f"""
mount -t tmpfs none /sys/class && mkdir -p /sys/class/dmi/id /sys/class/net
printf 'Contoso\\n' >/sys/class/dmi/id/sys_vendor
printf 'Laptop 5\\n' >/sys/class/dmi/id/product_name
printf '{SERIAL}\\n' >/sys/class/dmi/id/product_serial
exec "$@"
"""


BEFORE = ["unshare", "-m" if os.geteuid() == 0 else "-Urm", "sh", "-c", FIRMWARE, "sh"]


def start(*args, env=None):
    PREFIX.settle()  # the server of all tests does not run among those files
    return PREFIX.start(built("preflight.exe"), args, env, BEFORE)


def preflight(*args, env=None, timeout=120):
    PREFIX.settle()
    code, out, err = PREFIX.run(built("preflight.exe"), args, env, timeout, before=BEFORE)
    own = "".join(line for line in err.splitlines(keepends=True) if not line.startswith("wine:"))  # of drive Z:
    return code, out, own


class ExportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not PREFIX.exists():
            PREFIX.create()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight-export-"))
        cls.stick = cls.folder / "stick"
        cls.stick.mkdir()
        cls.hash_file = cls.folder / "hash.txt"
        cls.hash_file.write_text(sample_hash())
        PREFIX.use_fake_wmi("hash", cls.hash_file)
        PREFIX.hotplug("E", cls.stick)

    @classmethod
    def tearDownClass(cls):
        PREFIX.unplug("E")
        PREFIX.use_real_wmi()
        PREFIX.use_fake_diagnostics(False)
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        PREFIX.use_fake_diagnostics(False)
        shutil.rmtree(self.stick / "Preflight", ignore_errors=True)

    def scenario(self, name):
        return {"FAKE_WBEM": name, "FAKE_WBEM_HASH": windows_path(self.hash_file)}

    def wanted(self):
        text = sample_hash()
        text += "=" * (-len(text) % 4)
        return f"Device Serial Number,Windows Product ID,Hardware Hash\r\n{SERIAL},,{text}\r\n".encode("ascii")

    def files_on_stick(self):
        return sorted(str(p.relative_to(self.stick)) for p in self.stick.rglob("*") if p.is_file())


class Good(ExportTest):
    def test_the_hash_of_the_bridge_lands_on_the_stick_with_the_exact_bytes_and_a_proof(self):
        code, out, err = preflight("export", "--stick", "E:\\", env=self.scenario("hash"))
        self.assertEqual((0, ""), (code, err), out)
        self.assertEqual(WRITTEN, self.files_on_stick())
        self.assertEqual(self.wanted(), (self.stick / "Preflight" / "devices" / f"{SERIAL}.csv").read_bytes())
        for part in (f"E:\\Preflight\\devices\\{SERIAL}.csv", "1 device", f"{len(self.wanted())} bytes",
                     hashlib.sha256(self.wanted()).hexdigest(), "Safe to remove."):
            self.assertIn(part, out)

    def test_usb_finds_the_only_stick(self):
        code, out, _ = preflight("export", "--usb", "--yes", env=self.scenario("hash"))
        self.assertEqual(0, code)
        self.assertIn("E:\\Preflight", out)

    def test_two_sticks_need_a_choice_and_both_are_named(self):
        other = self.folder / "other"
        other.mkdir(exist_ok=True)
        PREFIX.hotplug("F", other)
        try:
            code, _, err = preflight("export", "--usb", env=self.scenario("hash"))
            self.assertEqual(2, code)
            self.assertIn("E:\\", err)
            self.assertIn("F:\\", err)
        finally:
            PREFIX.unplug("F")

    def test_folders_with_blanks_and_letters_beyond_ascii_work(self):
        folder = self.folder / "Ger\u00e4te \u65e5\u672c"
        folder.mkdir(exist_ok=True)
        code, out, err = preflight("export", "--to", windows_path(folder), "--group-tag", "SALES", env=self.scenario("hash"))
        self.assertEqual(0, code, err)
        self.assertIn("Ger\u00e4te \u65e5\u672c", out)
        self.assertIn(b",SALES\r\n", (folder / f"{SERIAL}.csv").read_bytes())

    def test_drives_come_and_go(self):
        self.assertIn("E:\\", preflight("drives")[1])
        PREFIX.unplug("E")
        try:
            self.assertNotIn("E:\\", preflight("drives")[1])
            self.assertEqual(4, preflight("export", "--usb", env=self.scenario("hash"))[0])
        finally:
            PREFIX.hotplug("E", self.stick)
        self.assertIn("E:\\", preflight("drives")[1])

    def test_the_diagnostics_tool_helps_out_and_leaves_nothing(self):
        PREFIX.use_fake_diagnostics()
        env = {**self.scenario("general-failure"), "FAKE_MDM": "ok", "FAKE_MDM_HASH": windows_path(self.hash_file)}
        code, out, err = preflight("export", "--stick", "E:\\", env=env)
        self.assertEqual(0, code, err)
        self.assertEqual(WRITTEN, self.files_on_stick())


class Refused(ExportTest):
    FINDINGS = {
        "null": "hash-empty", "no-rows": "hash-no-row", "denied-connect": "hash-denied", "denied-next": "hash-denied",
        "class-missing": "hash-class-missing", "namespace-missing": "hash-namespace-missing",
        "general-failure": "hash-general-failure", "provider-load": "hash-provider-load", "unreachable": "hash-wmi-unreachable",
    }

    def test_each_refusal_has_its_own_message_and_exit_3_and_writes_nothing(self):
        said = {}
        for name, finding in self.FINDINGS.items():
            with self.subTest(name):
                code, out, err = preflight("export", "--stick", "E:\\", env=self.scenario(name))
                self.assertEqual((3, ""), (code, out), err)
                self.assertIn(title(finding), err)
                said[name] = err
        self.assertEqual([], self.files_on_stick())
        self.assertEqual(len(self.FINDINGS), len(set(said.values())))

    def test_a_bridge_that_never_answers_ends_with_its_own_message(self):
        code, _, err = preflight("export", "--stick", "E:\\", env=self.scenario("never-answers"), timeout=240)
        self.assertEqual(3, code)
        self.assertIn(title("hash-timed-out"), err)

    def test_texts_that_are_no_hash_are_refused(self):
        for name in ("huge", "nuls"):
            with self.subTest(name):
                code, out, err = preflight("export", "--stick", "E:\\", env=self.scenario(name))
                self.assertIn(code, (3, 5), out + err)
        self.assertEqual([], self.files_on_stick())


class Faults(ExportTest):
    def test_a_target_that_is_marked_read_only_is_not_replaced(self):
        self.assertEqual(0, preflight("export", "--stick", "E:\\", env=self.scenario("hash"))[0])
        target = self.stick / "Preflight" / "devices" / f"{SERIAL}.csv"
        target.write_bytes(b"old")
        os.chmod(target, 0o444)
        try:
            code, _, err = preflight("export", "--stick", "E:\\", env=self.scenario("hash"))
            self.assertEqual(4, code)
            self.assertIn("read-only", err)
            self.assertEqual(b"old", target.read_bytes())
            self.assertEqual(WRITTEN, self.files_on_stick())
        finally:
            os.chmod(target, 0o644)

    @unittest.skipUnless(os.geteuid() == 0, "mounting a file system needs root")
    def test_a_full_drive_keeps_the_earlier_file_and_no_temporary(self):
        small = self.folder / "small"
        small.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", small], check=True)
        try:
            devices = small / "Preflight" / "devices"
            devices.mkdir(parents=True)
            (devices / f"{SERIAL}.csv").write_bytes(b"old")
            (small / "filler").write_bytes(b"x" * 11000)
            PREFIX.hotplug("G", small)
            code, _, err = preflight("export", "--stick", "G:\\", env=self.scenario("hash"))
            self.assertEqual(4, code)
            self.assertIn("full", err)
            self.assertEqual(b"old", (devices / f"{SERIAL}.csv").read_bytes())
            self.assertEqual([f"{SERIAL}.csv"], os.listdir(devices))
        finally:
            PREFIX.unplug("G")
            subprocess.run(["umount", "-l", small], check=False)

    def test_a_stick_that_is_pulled_while_the_hash_is_read_is_told_and_not_made_anew_elsewhere(self):
        PREFIX.use_fake_diagnostics()
        pulled = self.folder / "pulled"
        pulled.mkdir(exist_ok=True)
        PREFIX.hotplug("G", pulled)
        env = {**self.scenario("never-answers"), "FAKE_MDM": "ok", "FAKE_MDM_HASH": windows_path(self.hash_file)}
        process = start("export", "--stick", "G:\\", env=env)
        time.sleep(3)  # the bridge hangs meanwhile
        PREFIX.unplug("G")
        out, err = process.communicate(timeout=240)
        self.assertEqual(4, process.returncode, err)
        self.assertIn(b"G:\\", err)
        self.assertNotIn(b"Safe to remove", out)
        self.assertEqual([], os.listdir(pulled))


class Status(ExportTest):
    def phase(self):
        return json.loads(preflight("status", "--json", env=self.scenario("hash"))[1])["device"]["phase"]

    def test_planted_registry_values_tell_the_phase(self):
        state = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State"
        PREFIX.reg_add(state, "ImageState", "IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE")
        self.assertEqual("oobe", self.phase())
        PREFIX.reg_add(state, "ImageState", "IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT")
        self.assertEqual("audit", self.phase())
        PREFIX.reg_add(state, "ImageState", "IMAGE_STATE_COMPLETE")
        self.assertEqual("desktop", self.phase())
        PREFIX.reg_add(r"HKLM\SYSTEM\CurrentControlSet\Control\MiniNT", value=None)
        self.assertEqual("winpe", self.phase())
        PREFIX.reg_delete(r"HKLM\SYSTEM\CurrentControlSet\Control\MiniNT")

    def test_a_recording_made_here_is_read_on_the_other_system_with_the_same_words(self):
        target = self.folder / "rec.zip"
        code, out, err = preflight("record", "--to", windows_path(target), env=self.scenario("hash"))
        self.assertEqual(0, code, err)
        here = json.loads(preflight("status", "--json", env=self.scenario("hash"))[1])
        linux = sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(built("preflight.exe")).parents[1] / "linux" / "preflight")
        there = json.loads(subprocess.run([linux, "status", "--replay", target, "--json"], capture_output=True, check=False).stdout)
        self.assertEqual(here["device"], there["device"])
        self.assertEqual(here["verdict"], there["verdict"])
        self.assertEqual(SERIAL, there["device"]["serialNumber"])


if __name__ == "__main__":
    runner.main(sys.argv[:1])
