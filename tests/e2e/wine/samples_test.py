"""Sample devices, planted in a prefix: what the Windows program says of them live is what a replay of them says."""

import datetime
import json
import os
import pathlib
import re
import shutil
import tempfile
import unittest

from prefix import Prefix, built, windows_path

PREFIX = Prefix(os.environ.get("PREFLIGHT_WINE_PREFIX", "/tmp/preflight-wine"))
ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLES = pathlib.Path(os.environ.get("PREFLIGHT_SAMPLES", ROOT / "build" / "linux" / "samples"))
EXPECTED = ROOT / "tests" / "samples"
# Left out of what is planted: what tells a prefix itself, and what only a machine has.
KEPT = (r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion", r"HKLM\SYSTEM\Setup", "HKU", "HKCU", "HKLM")
FOLDERS = {"%WINDIR%": ("windows",), "%ProgramData%": ("ProgramData",)}
# The prefix is neither this device (its hash is not readable, so checks stay open) nor joined to anything as far as Wine
# knows.
OTHERS = ("hash-", "hardware-hash-", "serial-", "enrolled", "cannot-know", "must-not-register", "automatic-", "check-unread")


class Planted:
    """One sample in the prefix, its times moved so that it was captured now."""

    def __init__(self, sample, folder):
        self.sample, self.folder = sample, folder
        captured = json.loads((sample / "recording.json").read_text())["recordedAt"]
        self.delta = datetime.datetime.now(datetime.timezone.utc) - self.moment(captured)
        self.keys, self.files = [], []

    @staticmethod
    def moment(text):
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))

    def moved(self, text):
        def move(found):
            return (self.moment(found[1] + "+00:00") + self.delta).strftime("%Y-%m-%dT%H:%M:%S") + (found[2] or "") + "Z"
        return re.sub(r"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", move, text)

    def plant(self):
        self.plant_registry()
        self.plant_events()
        self.plant_files()

    def plant_registry(self):
        lines = ["REGEDIT4", ""]
        for root in json.loads((self.sample / "registry.json").read_text())["roots"]:
            path = root["path"]
            if path in KEPT or path.startswith("HKU\\") or "keys" not in root:
                continue
            self.keys.append(path)
            full = path.replace("HKLM", "HKEY_LOCAL_MACHINE", 1).replace("HKCU", "HKEY_CURRENT_USER", 1)
            for key in root["keys"]:
                lines.append(f"[{full}{chr(92) + key['key'] if key['key'] else ''}]")
                lines += [self.value_line(value) for value in key.get("values", [])]
        file = self.folder / "sample.reg"
        file.write_text("\r\n".join(lines) + "\r\n")
        PREFIX.must(["reg", "import", windows_path(file)])

    def value_line(self, value):
        quoted = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        name = quoted(value["name"]) if value["name"] else "@"
        if value["type"] == "REG_DWORD":
            return f"{name}=dword:{value['number']:08x}"
        if value["type"] == "REG_SZ":
            return f"{name}={quoted(self.moved(value['text']))}"
        raise ValueError(f"{value['type']} is not planted")

    def plant_events(self):
        providers = {}
        for channel in json.loads((self.sample / "events.json").read_text())["channels"]:
            if "member" not in channel:
                continue
            events = [json.loads(line) for line in (self.sample / channel["member"]).read_text().splitlines()]
            oldest_first = sorted((each for each in events if "xml" in each), key=lambda each: each["recordId"])
            (self.folder / (channel["channel"].replace("/", "_") + ".txt")).write_text(
                "".join(self.moved(each["xml"]).replace("\n", " ") + "\n" for each in oldest_first))
            for provider in channel.get("providers", []):
                providers.setdefault(provider, []).append(channel["channel"])
        (self.folder / "providers.txt").write_text(
            "".join(f"{provider}={','.join(channels)}\n" for provider, channels in providers.items()))

    def plant_files(self):
        for file in json.loads((self.sample / "files.json").read_text())["files"]:
            start, _, rest = file["path"].partition("\\")
            if "member" not in file or start not in FOLDERS:
                continue
            path = pathlib.Path(PREFIX.drive_c(*FOLDERS[start], *rest.split("\\")))
            path.parent.mkdir(parents=True, exist_ok=True)
            content, modified = self.content_of(self.sample / file["member"])
            path.write_bytes(content)
            os.utime(path, ((self.moment(modified) + self.delta).timestamp(),) * 2)
            self.files.append(path)

    def content_of(self, member):
        """A recorded file and when it was written: a log is a head and its lines, other files are one object."""
        if member.suffix == ".jsonl":
            head, *lines = [json.loads(line) for line in member.read_text().splitlines()]
            return "".join(line + head.get("lineEnd", "\n") for line in lines if isinstance(line, str)).encode(), head["modified"]
        tree = json.loads(member.read_text())
        return self.moved("".join(tree["text"])).encode(tree["encoding"]), tree["modified"]

    def remove(self):
        for key in self.keys:
            PREFIX.reg_delete(key)
        for path in self.files:
            path.unlink(missing_ok=True)


class SamplesTest(unittest.TestCase):
    def setUp(self):
        if not PREFIX.exists():
            PREFIX.create()
        PREFIX.use_fake_events()
        self.addCleanup(PREFIX.use_fake_events, present=False)

    def said_of(self, sample):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight-planted-"))
        planted = Planted(sample, folder)
        try:
            planted.plant()
            code, out, err = PREFIX.run(built("preflight.exe"), ["status", "--json"], env={"FAKE_WEVT": windows_path(folder)})
            self.assertIn(code, (0, 1, 3), err)
            return json.loads(out)
        finally:
            planted.remove()
            shutil.rmtree(folder)

    def check(self, kind, *names):
        for name in names:
            with self.subTest(name):
                expected = json.loads((EXPECTED / kind / f"{name}.expected.json").read_text())
                said = self.said_of(SAMPLES / kind / name)
                of_it = lambda findings: sorted(id for id, _ in findings if not id.startswith(OTHERS))
                self.assertEqual(of_it(expected["findings"]), of_it([(f["id"], f["state"]) for f in said["findings"]]))

    def test_registrations(self):
        self.check("registration", "registered-profile-assigned", "registered-no-profile", "profile-deleted", "not-registered",
                   "hardware-mismatch", "other-tenant", "answered-no-profile", "offline-profile", "profile-lost")

    def test_deployments(self):
        self.check("deployment", "app-failed", "certificate-failed", "tpm-attestation-failed", "mdm-refused-personal",
                   "identifying-apps-stuck", "sidecar-missing", "workload-failed", "esp-timeout")


if __name__ == "__main__":
    unittest.main()
