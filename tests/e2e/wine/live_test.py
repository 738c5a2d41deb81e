"""A deployment that continues while it is watched: what changes on the device shows, and only what changed is read again."""

import json
import os
import pathlib
import shutil
import tempfile
import time
import unittest

from prefix import built, windows_path
from samples_test import PREFIX, SAMPLES, Planted

LIMIT = 15  # what the program promises is 2 s; this machine may be busy
AUTOPILOT = r"HKLM\SOFTWARE\Microsoft\Windows\Autopilot"
TRACKING = AUTOPILOT + r"\EnrollmentStatusTracking\Device\Setup\Apps\Tracking\Sidecar"
VPN_ID, READER_ID = "7a110002-0000-4000-8000-00000000000b", "7a110003-0000-4000-8000-00000000000c"
VPN, READER = TRACKING + rf"\Win32App_{VPN_ID}_3", TRACKING + rf"\Win32App_{READER_ID}_1"
VPN_ROW, READER_ROW = "item " + VPN_ID, "item " + READER_ID
SETTINGS = r"HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings"
MSI = r"HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement"
SHELL = "Microsoft-Windows-Shell-Core/Operational"
MANAGEMENT = "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider"
MANAGEMENT_READERS = {"hybridJoin", "restarts", "policyProblems", "enrollment"}
# Read once, however long it is looked on.
EXPENSIVE = ("setup", "identity", "hardwareHash", "windows", "storage", "network", "firmwareKey", "accounts")


class Looker:
    """livedump.exe beside a test."""

    def __init__(self, events, seconds=240, **env):
        self.folder = tempfile.mkdtemp(prefix="preflight-live-")
        self.path = os.path.join(self.folder, "out")
        self.out = open(self.path, "wb")
        self.process = PREFIX.start(built("livedump.exe"), [seconds], env={"FAKE_WEVT": windows_path(events), **env},
                                    stdout=self.out, stderr=None)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.out.close()
        shutil.rmtree(self.folder)

    def lines(self):
        with open(self.path, encoding="utf-8") as file:
            return [json.loads(line) for line in file.read().split("\n")[:-1]]

    def last(self):
        return self.lines()[-1]

    def until(self, fits, limit=LIMIT):
        """The first line from now on that fits, and the seconds until it came; None when none came."""
        start = time.monotonic()
        before = max(len(self.lines()) - 1, 0) if os.path.getsize(self.path) else 0
        while time.monotonic() < start + limit:
            for line in self.lines()[before:]:
                if not line["reading"] and fits(line):
                    return line, time.monotonic() - start
            if self.process.poll() is not None:
                raise RuntimeError("livedump.exe has ended")
            time.sleep(0.02)
        return None, limit


class LiveTest(unittest.TestCase):
    ENVIRONMENT = {}

    @classmethod
    def setUpClass(cls):
        if not PREFIX.exists():
            PREFIX.create()
        PREFIX.use_fake_events()
        cls.addClassCleanup(PREFIX.use_fake_events, present=False)
        PREFIX.reg_delete(MSI)
        cls.addClassCleanup(PREFIX.reg_delete, MSI)
        cls.events = pathlib.Path(tempfile.mkdtemp(prefix="preflight-planted-"))
        cls.addClassCleanup(shutil.rmtree, cls.events)
        cls.planted = Planted(SAMPLES / "deployment" / "app-installing-long", cls.events)
        cls.addClassCleanup(cls.planted.remove)
        cls.planted.plant()
        cls.log = next(path for path in cls.planted.files if path.name == "IntuneManagementExtension.log")
        cls.addClassCleanup(lambda: [path.unlink() for path in cls.log.parent.glob("*.log")])
        cls.looker = Looker(cls.events, **cls.ENVIRONMENT)
        cls.addClassCleanup(cls.looker.close)
        line, _ = cls.looker.until(lambda line: True, 120)
        assert line is not None, f"the device was not read: {cls.looker.lines()[-1:]}"
        assert cls.works_on(line, "Contoso VPN", "2 of 3"), line

    # --- helpers ---

    @staticmethod
    def works_on(line, item, place):
        """The deployment waits for this app, and the verdict names it with its place among the apps."""
        return (line["waiting"] or {}).get("item") == item and f"{item} ({place})" in line["verdict"]["sentence"]

    @staticmethod
    def row(line, id):
        """A row of the deployment: label, value, word, time; empty ones when it is not shown."""
        return line["rows"].get(id, dict.fromkeys(("label", "value", "word", "time"), ""))

    def shows(self, what, change, fits, readers):
        """Makes a change, and waits until it shows; only `readers` may have been asked for it."""
        before = self.looker.last()["reads"]
        start = time.monotonic()
        change()
        line, seconds = self.looker.until(fits)
        whole = time.monotonic() - start
        self.assertIsNotNone(line, f"{what}: not shown. Last: {self.looker.last()}")
        print(f"{what}: shown {seconds:.2f} s after the change, {whole:.2f} s after it began", flush=True)
        after = line["reads"]
        asked = {id for id in after if after[id] != before[id]}
        self.assertLessEqual(asked, set(readers), f"{what}: asked without need")
        self.assertEqual({id: 1 for id in EXPENSIVE}, {id: after[id] for id in EXPENSIVE})

    def state(self, key, number):
        PREFIX.reg_add(key, "InstallationState", number, "REG_DWORD")

    def append(self, text, path=None, mode="ab"):
        with open(path or self.log, mode) as file:
            file.write(text.encode())

    @staticmethod
    def policies(name, time="11:40:00"):
        return (f'<![LOG[Get policies = [{{"Id":"{READER_ID}","Name":"{name}"}}]]LOG]!><time="{time}.0000000" date="5-12-2026" '
                'component="IntuneManagementExtension" context="" type="1" thread="7" file="">\r\n')

    def event(self, channel, record, number, data):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        provider = channel.split("/")[0]
        self.append(f'<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="{provider}"/>'
                    f'<EventID>{number}</EventID><Version>0</Version><Level>4</Level><TimeCreated SystemTime="{now}"/><EventRecordID>{record}'
                    f'</EventRecordID><Channel>{channel}</Channel><Computer>DESKTOP-CB14</Computer></System><EventData>{data}</EventData>'
                    '</Event>\n', self.events / (channel.replace("/", "_") + ".txt"))

    def step(self, step, record):
        self.event(SHELL, record, 62407,
                   '<Data Name="Name">CommercialOOBE_BootstrapStatusCategory_SubcategoryProcessing_Started</Data>'
                   f'<Data Name="Value">BootstrapStatus: Starting subcategory DeviceSetup.{step}.</Data>')

    def read_again(self, what, readers, change):
        """That these collectors were asked is all that shows."""
        before = self.looker.last()["reads"]
        self.shows(what, change, lambda line: all(line["reads"][id] > before[id] for id in readers), readers)

    # --- the deployment goes on; in this order, since one device is looked at ---

    def test_1_the_state_of_an_app(self):
        """The next app's turn."""
        apps = {"trackedItems"}
        self.shows("an app is done", lambda: self.state(VPN, 3), lambda line: self.row(line, VPN_ROW)["word"] == "OK", apps)
        self.shows("the next one begins", lambda: self.state(READER, 2),
                   lambda line: self.works_on(line, "Fabrikam Reader", "3 of 3"), apps)

    def test_2_the_status_of_a_step(self):
        """Its text is what the page says of it."""
        name = "DeviceSetupCategory.Status"
        roots = json.loads((self.planted.sample / "registry.json").read_text())["roots"]
        text = next(value["text"] for root in roots for key in root.get("keys", []) for value in key.get("values", [])
                    if value["name"] == name)
        for done in (2, 3):
            now = text.replace("1 of 3", f"{done} of 3")
            self.shows(f"a step is at {done}", lambda now=now: PREFIX.reg_add(SETTINGS, name, now),
                       lambda line, done=done: self.row(line, "step apps")["value"] == f"{done} of 3",
                       {"statusPage", "devicePreparation", "autopilot"})

    def test_3_the_agents_log(self):
        """Lines are added one after another, as it does; each shows."""
        for name in ("Fabrikam Reader 11", "Fabrikam Reader 12", "Fabrikam Reader 13"):
            self.shows(f"the log names {name}", lambda name=name: self.append(self.policies(name)),
                       lambda line, name=name: self.row(line, READER_ROW)["label"] == name, set())

    def test_4_a_log_that_is_rotated_or_cut(self):
        """It goes on in the new file."""
        old = self.log.with_name("IntuneManagementExtension-20260512-114100.log")

        def rotate():
            self.log.rename(old)
            self.append(self.policies("Fabrikam Reader after"))

        self.shows("the log is rotated", rotate, lambda line: self.row(line, READER_ROW)["label"] == "Fabrikam Reader after", set())
        self.shows("and goes on", lambda: self.append(self.policies("Fabrikam Reader on")),
                   lambda line: self.row(line, READER_ROW)["label"] == "Fabrikam Reader on", set())
        self.shows("the log is cut", lambda: self.append(self.policies("Fabrikam Reader cut"), mode="wb"),
                   lambda line: self.row(line, READER_ROW)["label"] == "Fabrikam Reader cut", set())
        self.log.unlink()
        time.sleep(1.5)
        self.shows("the log is made again", lambda: self.append(self.policies("Fabrikam Reader new")),
                   lambda line: self.row(line, READER_ROW)["label"] == "Fabrikam Reader new", set())

    def test_5_records_of_a_channel(self):
        """Two, one soon after the other."""
        for number, step in enumerate(("RebootCoalescing", "SendResultsToMdmServer")):
            row = f"step {step[0].lower()}{step[1:]}"
            self.shows(f"the page records {step}", lambda step=step, number=number: self.step(step, 20 + number),
                       lambda line, row=row: self.row(line, row)["time"].startswith("since"), {"pageRecords"})

    def test_6_a_key_that_comes_later(self):
        """It was not there when the program began to look; then it changes as others do."""
        app = MSI + r"\S-0-0-00-0000000000-0000000000-000000000-000\MSI\{7A110009-0000-4000-8000-000000000009}"
        apps = {"trackedItems"}
        self.shows("a key is made", lambda: PREFIX.reg_add(app, "Status", 30, "REG_DWORD"),
                   lambda line: any("7A110009" in id.upper() for id in line["rows"]), apps)
        self.shows("what is in it changes", lambda: PREFIX.reg_add(app, "Status", 70, "REG_DWORD"),
                   lambda line: any("7A110009" in id.upper() and row["word"] == "OK" for id, row in line["rows"].items()), apps)

    def test_7_a_key_that_goes_and_comes_again(self):
        """As when the enrollment is removed and begins again."""
        apps = {"trackedItems"}
        self.shows("a key is deleted", lambda: PREFIX.reg_delete(AUTOPILOT), lambda line: VPN_ROW not in line["rows"], apps)
        self.shows("it is made again", self.planted.plant_registry, lambda line: self.row(line, VPN_ROW)["word"] == "RUNNING",
                   apps | {"statusPage", "devicePreparation", "autopilot", "enrollment", "intuneAgent", "hybridJoin", "join"})
        self.shows("and is watched again", lambda: self.state(VPN, 3), lambda line: self.row(line, VPN_ROW)["word"] == "OK", apps)

    def test_8_a_channel_that_is_written_again_and_again(self):
        """What is read of it takes longer than of others, and still shows each time."""
        for record in (5001, 5002, 5003):
            self.read_again(f"enrollment's record {record}", MANAGEMENT_READERS,
                            lambda record=record: self.event(MANAGEMENT + "/Enrollment", record, 72, '<Data Name="Message">x</Data>'))

    def test_9_a_channel_that_was_not_there(self):
        """It could not be subscribed to: its newest record is asked for."""
        self.read_again("a channel comes", MANAGEMENT_READERS,
                        lambda: self.event(MANAGEMENT + "/Admin", 7, 72, '<Data Name="Message">x</Data>'))


class DeafTest(LiveTest):
    """The event log refuses to tell: channels are asked as before. What has nothing to do with them is not run again."""
    ENVIRONMENT = {"FAKE_WEVT_DEAF": "1"}
    test_1_the_state_of_an_app = test_2_the_status_of_a_step = test_3_the_agents_log = None
    test_4_a_log_that_is_rotated_or_cut = test_6_a_key_that_comes_later = test_7_a_key_that_goes_and_comes_again = None


if __name__ == "__main__":
    unittest.main()
