"""What the Windows program says of a device's registration: planted registry values, files and events, under Wine."""

import json
import os
import pathlib
import shutil
import tempfile
import unittest

from prefix import Prefix, built, windows_path

PREFIX = Prefix(os.environ.get("PREFLIGHT_WINE_PREFIX", "/tmp/preflight-wine"))
AUTOPILOT = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider"
MANAGEMENT = "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider"
PROVISIONING = r"HKLM\SOFTWARE\Microsoft\Provisioning"
DIAGNOSTICS = PROVISIONING + r"\Diagnostics\AutoPilot"
CACHE = PROVISIONING + r"\AutopilotPolicyCache"
ENROLLMENTS = r"HKLM\SOFTWARE\Microsoft\Enrollments"
WORKPLACE = r"HKCU\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin"
TENANT = "11111111-2222-3333-4444-555555555555"
ENROLLMENT = "1F2E3D4C-0000-4111-8222-93A4B5C6D7E8"
ANSWER = ("windows", "ServiceState", "wmansvc", "AutopilotDDSZTDFile.json")
OFFLINE = ("windows", "Provisioning", "Autopilot", "AutopilotConfigurationFile.json")
PROFILE = {"CloudAssignedTenantId": TENANT, "CloudAssignedTenantDomain": "contoso.example",
           "DeploymentProfileName": "Contoso user-driven", "IsExplicitProfileAssignment": True,
           "CloudAssignedOobeConfig": 1310, "PolicyDownloadDate": "2026-03-20T09:46:40Z"}


def event(provider, channel, number, record, level=4, time="2026-03-20T09:46:40.0000000Z", **data):
    values = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in data.items())
    return (f"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{provider}'/>"
            f"<EventID>{number}</EventID><Level>{level}</Level><TimeCreated SystemTime='{time}'/>"
            f"<EventRecordID>{record}</EventRecordID><Channel>{channel}</Channel></System>"
            f"<EventData>{values}</EventData></Event>")


class RegistrationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not PREFIX.exists():
            PREFIX.create()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight-registration-"))
        PREFIX.use_fake_events()

    @classmethod
    def tearDownClass(cls):
        cls.clear()
        PREFIX.use_fake_events(present=False)
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def clear(cls):
        for key in (PROVISIONING, ENROLLMENTS, WORKPLACE):
            PREFIX.reg_delete(key)
        for parts in (ANSWER, OFFLINE):
            if os.path.exists(PREFIX.drive_c(*parts)):
                os.remove(PREFIX.drive_c(*parts))
        for file in cls.folder.iterdir():
            file.unlink()

    def setUp(self):
        self.clear()

    def plant_file(self, parts, content):
        path = pathlib.Path(PREFIX.drive_c(*parts))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def plant_events(self, provider, channel, *events):
        """Each an (id, level, data) or (id, level, data, time), oldest first."""
        name = f"{provider}/{channel}"
        lines = [event(provider, name, each[0], record, each[1], *each[3:], **each[2])
                 for record, each in enumerate(events, 1)]
        (self.folder / (name.replace("/", "_") + ".txt")).write_text("\n".join(lines) + "\n")
        with open(self.folder / "providers.txt", "a") as file:
            file.write(f"{provider}={name}\n")

    def status(self):
        code, out, err = PREFIX.run(built("preflight.exe"), ["status", "--json"],
                                    env={"FAKE_WEVT": windows_path(self.folder)})
        self.assertIn(code, (0, 1, 3), err)
        return json.loads(out)

    def value(self, fact):
        self.assertEqual(fact["state"], "known", fact)
        return fact["value"]

    def ids(self, part):
        return [each["id"] for each in self.value(part["events"])]

    def test_a_bare_device_says_absent_and_not_unknown(self):
        report = self.status()["report"]
        autopilot = report["autopilot"]
        self.assertIs(self.value(autopilot["diagnostics"]["present"]), False)
        for fact in (autopilot["diagnostics"]["tenantId"], autopilot["cache"]["profileAvailable"],
                     autopilot["answer"]["kind"], autopilot["offline"]["kind"], autopilot["events"]):
            self.assertEqual(fact["state"], "absent", fact)
        self.assertEqual(self.value(report["enrollment"]["enrollments"]), [])
        self.assertEqual(self.value(report["join"]["workplaceJoins"]), [])

    def test_a_registered_device_with_its_profile(self):
        PREFIX.reg_add(DIAGNOSTICS, "CloudAssignedTenantId", TENANT)
        PREFIX.reg_add(DIAGNOSTICS, "CloudAssignedTenantDomain", "contoso.example")
        PREFIX.reg_add(DIAGNOSTICS, "IsAutoPilotDisabled", 0, "REG_DWORD")
        PREFIX.reg_add(CACHE, "ProfileAvailable", 1, "REG_DWORD")
        PREFIX.reg_add(CACHE, "PolicyJsonCache", json.dumps(PROFILE))
        self.plant_file(ANSWER, json.dumps(PROFILE).encode("utf-16"))
        self.plant_events(AUTOPILOT, "Autopilot", (160, 4, {}), (161, 4, {}), (703, 4, {}),
                          (153, 4, {"InitialState": 0, "UpdateState": 3}), *[(100, 3, {"Message1": "x"})] * 400)
        autopilot = self.status()["report"]["autopilot"]
        self.assertEqual(self.value(autopilot["diagnostics"]["tenantDomain"]), "contoso.example")
        self.assertIs(self.value(autopilot["cache"]["profileAvailable"]), True)
        self.assertEqual(self.value(autopilot["cache"]["policy"]["kind"]), "profile")
        answer = autopilot["answer"]
        self.assertEqual(self.value(answer["kind"]), "profile")
        self.assertEqual(self.value(answer["encoding"]), "UTF-16LE with BOM")
        self.assertEqual(self.value(answer["profile"]["name"]), "Contoso user-driven")
        self.assertEqual(self.value(answer["downloaded"]), "2026-03-20T09:46:40Z")
        self.assertEqual(answer["modified"]["state"], "known")
        self.assertEqual(self.ids(autopilot), [153, 703, 161, 160, 100])
        self.assertEqual(self.value(autopilot["events"])[-1]["count"], 400)
        self.assertEqual(self.value(autopilot["events"])[0]["data"][1], {"name": "UpdateState", "value": "3"})

    def test_a_device_that_is_registered_without_a_profile(self):
        PREFIX.reg_add(CACHE, "ProfileAvailable", 0, "REG_DWORD")
        self.plant_file(ANSWER, json.dumps({"PolicyDownloadDate": "2026-03-20T09:46:40Z"}).encode("utf-16"))
        self.plant_events(AUTOPILOT, "Autopilot", (160, 4, {}), (815, 2, {}), (704, 4, {}))
        autopilot = self.status()["report"]["autopilot"]
        self.assertEqual(self.value(autopilot["answer"]["kind"]), "noProfile")
        self.assertIs(self.value(autopilot["cache"]["profileAvailable"]), False)
        self.assertEqual(self.ids(autopilot), [704, 815, 160])

    def test_a_device_that_the_service_does_not_recognise(self):
        refusal = {"ErrorCode": 908, "ErrorReason": "HardwareMarkerMismatch, SerialNumberMismatch",
                   "PolicyDownloadCorrelationVector": "abc.1"}
        self.plant_file(ANSWER, json.dumps(refusal).encode("utf-16"))
        answer = self.status()["report"]["autopilot"]["answer"]
        self.assertEqual(self.value(answer["kind"]), "refusal")
        self.assertEqual(self.value(answer["errorCode"]), 908)
        self.assertEqual(self.value(answer["errorReason"]), refusal["ErrorReason"])

    def test_a_device_of_another_tenant_with_a_wrong_clock(self):
        PREFIX.reg_add(DIAGNOSTICS, "TenantMatched", 0, "REG_DWORD")
        self.plant_events(AUTOPILOT, "Autopilot",
                          (753, 4, {"ServerTime": "2026-03-20T09:46:40Z", "ClientTime": "2031-03-20T09:46:40Z"},
                           "2031-03-20T09:46:40.0000000Z"), (751, 4, {}))
        autopilot = self.status()["report"]["autopilot"]
        self.assertIs(self.value(autopilot["diagnostics"]["tenantMatched"]), False)
        self.assertIs(self.value(autopilot["clock"]["corrected"]), True)
        self.assertEqual(self.value(autopilot["clock"]["serverTime"]), "2026-03-20T09:46:40Z")
        self.assertEqual(self.value(autopilot["clock"]["stepsBack"]), 1)

    def test_an_offline_profile_that_windows_ignores(self):
        self.plant_file(OFFLINE, 2 * json.dumps(PROFILE).encode("ascii"))
        offline = self.status()["report"]["autopilot"]["offline"]
        self.assertEqual(offline["kind"]["state"], "failed")
        self.assertEqual(self.value(offline["objects"]), 2)

    def test_a_refused_enrolment_and_a_work_account(self):
        key = ENROLLMENTS + "\\" + ENROLLMENT
        for name, value in (("ProviderID", "MS DM Server"), ("DiscoveryServiceFullURL", "https://enrol.contoso.example"),
                            ("UPN", "ada@contoso.example")):
            PREFIX.reg_add(key, name, value)
        PREFIX.reg_add(key, "EnrollmentType", 0, "REG_DWORD")
        PREFIX.reg_add(ENROLLMENTS + r"\0A0B0C0D-0000-0000-0000-000000000000", "EnrollmentType", 1, "REG_DWORD")
        PREFIX.reg_add(ENROLLMENTS + "\\Status\\" + ENROLLMENT, "LifecycleNotificationHResult", "0x80180014", "REG_DWORD")
        PREFIX.reg_add(WORKPLACE + r"\JoinInfo\AB12", "TenantId", TENANT)
        self.plant_events(MANAGEMENT, "Enrollment", (52, 2, {"Message1": "DeviceNotSupported", "Message2": "why"}))
        report = self.status()["report"]
        enrollment = report["enrollment"]
        records = self.value(enrollment["enrollments"])
        self.assertEqual([each["id"] for each in records], [ENROLLMENT])
        self.assertEqual(self.value(records[0]["type"]), 0)
        self.assertEqual(self.value(enrollment["otherKeys"]), 1)
        self.assertEqual([each["code"] for each in self.value(enrollment["refusals"])], [0x80180014])
        self.assertEqual(self.ids(enrollment), [52])
        self.assertEqual([each["tenantId"] for each in self.value(report["join"]["workplaceJoins"])], [TENANT])


if __name__ == "__main__":
    unittest.main()
