"""The live Windows host under Wine: things are planted in a prefix, hostdump.exe prints what the host answers."""

import os
import shutil
import tempfile
import time
import unittest

from prefix import Prefix, built, windows_path

PREFIX = Prefix(os.environ.get("PREFLIGHT_WINE_PREFIX", "/tmp/preflight-wine"))
BRIDGE = r"root\cimv2\mdm\dmmap"
HASH = "T0EBAQAcAAAA" * 300 + "T0Q="


def dump(*args, env=None, timeout=60):
    """The lines that hostdump prints; it always ends with 0 when it is used rightly."""
    code, out, err = PREFIX.run(built("hostdump.exe"), args, env=env, timeout=timeout)
    assert code == 0, f"hostdump {args} ended with {code}: {out} {err}"
    return out.splitlines()


class HostTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="preflight-host-")
        if not PREFIX.exists():
            PREFIX.create()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def assert_line(self, lines, *parts):
        """One line holds all the parts."""
        self.assertTrue(any(all(part in line for part in parts) for line in lines),
                        f"no line with {parts} in:\n" + "\n".join(lines))

    def assert_no_line(self, lines, part):
        self.assertFalse(any(part in line for line in lines), f"{part!r} in:\n" + "\n".join(lines))


class Registry(HostTest):
    KEY = r"HKLM\SOFTWARE\PreflightTest\Plant"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        PREFIX.reg_import("""[HKEY_LOCAL_MACHINE\\SOFTWARE\\PreflightTest\\Plant]
@="standard"
"Text"="Contoso"
"Number"=dword:0000002a
"Big"=hex(b):00,00,00,00,01,00,00,00
"Wrong"=dword:00000001
"ShortNumber"=hex(4):01,02
"Many"=hex(7):61,00,00,00,62,00,00,00,00,00
"Strange"=hex(63):01,02,03
"DigitalProductId"=hex:01,02,03

[HKEY_LOCAL_MACHINE\\SOFTWARE\\PreflightTest\\Plant\\Sub\\Deeper]
"Leaf"="x"
""")

    def test_values_of_every_type_are_told_with_type_and_size(self):
        lines = dump("registry", self.KEY, "key")
        self.assert_line(lines, "Plant : Text = REG_SZ 16 bytes, text 'Contoso'")
        self.assert_line(lines, "Plant :  = REG_SZ", "'standard'")
        self.assert_line(lines, "Number = REG_DWORD 4 bytes", "number 42")
        self.assert_line(lines, "Big = REG_QWORD 8 bytes", "number 4294967296")

    def test_values_of_the_wrong_type_or_size_are_invalid_and_stop_nothing(self):
        lines = dump("registry", self.KEY, "key")
        self.assert_line(lines, "Wrong = REG_DWORD", "text invalid", "number 1")
        self.assert_line(lines, "ShortNumber = REG_DWORD 2 bytes", "number invalid")
        self.assert_line(lines, "Strange = type 99 3 bytes", "text invalid")

    def test_a_value_that_holds_a_product_key_is_never_read(self):
        self.assert_no_line(dump("registry", self.KEY, "tree"), "DigitalProductId")

    def test_depth_key_names_the_subkeys_and_tree_reads_them(self):
        lines = dump("registry", self.KEY, "key")
        self.assert_line(lines, r"key Plant\Sub (content not known)")
        self.assert_no_line(lines, "Deeper")
        self.assert_line(dump("registry", self.KEY, "tree"), r"value Plant\Sub\Deeper : Leaf", "'x'")

    def test_a_key_that_is_not_there_is_absent_with_error_2(self):
        self.assert_line(dump("registry", r"HKLM\SOFTWARE\Contoso\None", "key"), "error absent error 2 |")

    def test_the_whole_software_tree_is_read_within_its_limits(self):
        lines = dump("registry", r"HKLM\SOFTWARE\Microsoft\Windows NT", "tree")
        self.assert_line(lines, "DisplayVersion = REG_SZ", "22H2")
        self.assertGreater(len(lines), 100)


class Wmi(HostTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hash_file = os.path.join(cls.folder, "hash.txt")
        with open(cls.hash_file, "w", encoding="ascii") as file:
            file.write(HASH + "\n")
        PREFIX.use_fake_wmi("no-rows", cls.hash_file)

    @classmethod
    def tearDownClass(cls):
        PREFIX.use_real_wmi()
        super().tearDownClass()

    def ask(self, scenario, properties="DeviceHardwareData", milliseconds=5000):
        return dump("wmi", BRIDGE, "MDM_DevDetail_Ext01", properties, "InstanceID=Ext,ParentID=./DevDetail",
                    milliseconds, env={"FAKE_WBEM": scenario})

    def test_a_hash_comes_back_whole(self):
        lines = self.ask("hash")
        self.assert_line(lines, "rows 1")
        self.assert_line(lines, f"property DeviceHardwareData = text {len(HASH)} bytes '{HASH[:50]}")

    def test_the_scenario_in_the_registry_counts_when_the_environment_has_none(self):
        lines = dump("wmi", BRIDGE, "MDM_DevDetail_Ext01", "DeviceHardwareData", "", 5000)
        self.assert_line(lines, "rows 0")

    def test_without_properties_all_of_them_are_given(self):
        lines = self.ask("hash", properties="")
        self.assert_line(lines, "property DeviceHardwareData = text")
        self.assert_line(lines, "property InstanceID = text 3 bytes 'Ext'")
        self.assert_line(lines, "property ParentID =", "./DevDetail")

    def test_a_property_that_the_row_does_not_have_is_left_out(self):
        lines = self.ask("hash", properties="DeviceHardwareData,NoSuchProperty")
        self.assert_line(lines, "rows 1")
        self.assert_no_line(lines, "NoSuchProperty")

    def test_null_is_null_and_an_empty_text_is_a_text(self):
        self.assert_line(self.ask("null"), "property DeviceHardwareData = null")
        self.assert_line(self.ask("empty"), "property DeviceHardwareData = text 0 bytes")

    def test_a_number_stays_a_number(self):
        self.assert_line(self.ask("number"), "property DeviceHardwareData = number 42")

    def test_no_rows_and_two_rows_are_values(self):
        self.assert_line(self.ask("no-rows"), "rows 0")
        lines = self.ask("two-rows")
        self.assert_line(lines, "rows 2")
        self.assert_line(lines, "U0VDT05E")

    def test_100_kb_come_back_whole_and_3_mb_are_refused_rather_than_cut(self):
        self.assert_line(self.ask("big"), "text 102400 bytes")
        self.assert_line(self.ask("huge"), "error invalid - |", "DeviceHardwareData", "is larger than 1 MB")

    def test_nuls_inside_a_text_stay(self):
        self.assert_line(self.ask("nuls"), "text 5 bytes", "AB\\x00CD")

    def test_each_refusal_names_its_step_its_code_and_its_kind(self):
        connect = f"connect to WMI namespace {BRIDGE}"
        query, rows = "ask WMI for MDM_DevDetail_Ext01", "read the rows of"
        for scenario, kind, code, step in (
                ("denied-connect", "denied", "0x80041003", connect),
                ("namespace-missing", "unsupported", "0x8004100E", connect),
                ("unreachable", "failed", "0x800706BA", connect),
                ("denied-query", "denied", "0x80070005", query),
                ("denied-next", "denied", "0x80041003", rows),
                ("class-missing", "unsupported", "0x80041010", rows),
                ("general-failure", "failed", "0x80041001", rows),
                ("provider-load", "failed", "0x80041013", rows)):
            with self.subTest(scenario):
                self.assert_line(self.ask(scenario), f"error {kind} {code} | {step}")

    def test_a_missing_namespace_and_a_missing_class_have_their_own_words(self):
        self.assert_line(self.ask("namespace-missing"), "this Windows has no such WMI namespace")
        self.assert_line(self.ask("class-missing"), "this WMI namespace has no such class")

    def test_a_provider_that_never_answers_ends_at_its_time_out(self):
        started = time.monotonic()
        lines = self.ask("never-answers", milliseconds=700)
        self.assert_line(lines, "error timedOut 0x00040004 | read the rows of")
        self.assertLess(time.monotonic() - started, 8)

    def test_a_call_that_never_comes_back_is_left_behind_and_the_program_still_ends(self):
        for scenario, step in (("hang-connect", "connect to"), ("hang-next", "read the rows of")):
            with self.subTest(scenario):
                started = time.monotonic()
                lines = self.ask(scenario, milliseconds=500)
                self.assert_line(lines, "error timedOut", step, "did not answer in time")
                self.assertLess(time.monotonic() - started, 8)

    def test_other_namespaces_still_go_to_wine(self):
        lines = dump("wmi", r"root\cimv2", "Win32_BIOS", "", "", 5000)
        self.assert_line(lines, "rows 1")
        self.assert_line(lines, "property SerialNumber = text")
        self.assert_line(dump("wmi", r"root\cimv2\Security\MicrosoftTpm", "Win32_Tpm", "", "", 5000),
                         "error unsupported 0x8004100E")

    def test_values_of_wines_own_classes_keep_their_types(self):
        lines = dump("wmi", r"root\cimv2", "Win32_OperatingSystem", "Caption,BuildNumber,Primary,OSType", "", 5000)
        self.assert_line(lines, "property Caption = text", "Windows 10")
        self.assert_line(lines, "property Primary = true")
        self.assert_line(lines, "property OSType = number 18")


class Volumes(HostTest):
    def tearDown(self):
        PREFIX.unplug("J")

    def test_the_system_drive_is_known_and_the_drive_of_the_program_too(self):
        lines = dump("volumes")
        self.assert_line(lines, "volume C:\\ type fixed", "system true", "program false")
        self.assert_line(lines, "volume Z:\\", "system false", "program true")

    def test_a_stick_that_is_plugged_in_while_the_program_runs_comes_and_goes(self):
        stick = self.path("stick with blanks")
        os.makedirs(stick, exist_ok=True)
        watching = PREFIX.start(built("hostdump.exe"), ["watch", "20"], text=True)
        try:
            self.assertEqual(watching.stdout.readline().strip(), "watching")
            PREFIX.hotplug("J", stick)
            self.assertEqual(watching.stdout.readline().strip(), "came J:\\ removable")
            PREFIX.hotplug("J")
            self.assertEqual(watching.stdout.readline().strip(), "went J:\\ removable")
        finally:
            watching.kill()
            watching.wait()
            watching.stdout.close()
            watching.stderr.close()

    def test_a_stick_is_removable_and_its_files_are_read(self):
        stick = self.path("stick")
        os.makedirs(stick, exist_ok=True)
        with open(os.path.join(stick, "Grüße.txt"), "w", encoding="utf-8") as file:
            file.write("hello")
        PREFIX.hotplug("J", stick)
        self.assert_line(dump("volumes"), "volume J:\\ type removable", "total known", "system false", "problem -")
        self.assert_line(dump("folder", "J:\\"), "entry file 5 Grüße.txt")
        self.assert_line(dump("file", "J:\\Grüße.txt", "3", "end"), "file 3 of 5 whole false 'llo'")

    def test_a_drive_whose_folder_is_gone_is_listed_with_its_problem(self):
        stick = self.path("gone")
        os.makedirs(stick)
        PREFIX.hotplug("J", stick)
        os.rmdir(stick)
        lines = [line for line in dump("volumes") if line.startswith("volume J:")]
        self.assertEqual(len(lines), 1)
        self.assertNotIn("problem -", lines[0])


class LastingDrives(HostTest):
    def tearDown(self):
        PREFIX.remove_drive("K")

    def test_a_drive_that_was_there_before_the_start_is_listed_with_its_type(self):
        for kind, shown in (("floppy", "removable"), ("hd", "fixed"), ("network", "network")):
            with self.subTest(kind):
                PREFIX.add_drive("K", self.folder, kind)
                self.assert_line(dump("volumes"), f"volume K:\\ type {shown}", "problem -")


class Firmware(HostTest):
    def test_the_smbios_table_is_listed_and_read(self):
        self.assert_line(dump("firmware", "RSMB"), "tables 1 []")
        self.assert_line(dump("firmware", "RSMB", ""), "table ", " bytes")

    def test_acpi_tables_that_wine_cannot_list_are_unsupported_and_not_absent(self):
        self.assert_line(dump("firmware", "ACPI"), "error unsupported")

    def test_the_table_with_the_product_key_is_refused_before_it_is_asked_for(self):
        self.assert_line(dump("firmware", "ACPI", "MSDM"), "error unsupported - |", "it holds a product key")


class NoEvents(HostTest):
    def test_an_event_log_service_that_is_not_there_is_unsupported_and_not_an_empty_log(self):
        self.assert_line(dump("events", "Application", "", "", 10, 3000), "error unsupported",
                         "the event log service is not available")
        self.assert_line(dump("events", "", "Contoso", "", 10, 3000), "error unsupported",
                         "the event log service is not available")
        self.assert_line(dump("channels", "Contoso"), "error unsupported", "the event log service is not available")


def event(number, record, second, channel, text="x"):
    return (f"<Event><System><Provider Name='Contoso-Agent'/><EventID>{number}</EventID><Level>4</Level>"
            f"<TimeCreated SystemTime='2026-03-22T10:00:{second:02}.5000000Z'/><EventRecordID>{record}</EventRecordID>"
            f"<Channel>{channel}</Channel></System><EventData><Data>{text}</Data></EventData></Event>")


class Events(HostTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        PREFIX.use_fake_events()
        cls.events = os.path.join(cls.folder, "events")
        os.makedirs(cls.events)
        cls.plant("System", [])
        cls.plant("Contoso_Admin", [event(100 + i % 3, i, i % 60, "Contoso/Admin") for i in range(150)])
        cls.plant("Contoso_Ops", [event(7, 1, 20, "Contoso/Ops", "ä" * 60000), event(8, 2, 59, "Contoso/Ops")])
        cls.plant("Contoso_Locked", ["error 5"])
        cls.plant("Contoso_Odd", ["<Event><System/></Event>", event(9, 2, 1, "Contoso/Odd")])
        cls.plant("providers", ["Contoso-Agent=Contoso/Admin,Contoso/Locked,Contoso/Ops", "Locked=Contoso/Locked"])

    @classmethod
    def tearDownClass(cls):
        PREFIX.use_fake_events(present=False)
        super().tearDownClass()

    @classmethod
    def plant(cls, name, lines):
        with open(os.path.join(cls.events, name + ".txt"), "w", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in lines)

    def ask(self, channel="", provider="", ids="", limit=1000, milliseconds=5000, **env):
        return dump("events", channel, provider, ids, limit, milliseconds,
                    env={"FAKE_WEVT": windows_path(self.events), **env})

    def test_events_come_newest_first_and_all_of_them_over_several_batches(self):
        lines = self.ask("Contoso/Admin")
        records = [int(line.split()[3]) for line in lines if line.startswith("event ")]
        self.assertEqual(records, list(range(149, -1, -1)))
        self.assert_line(lines, "event 102 record 149 level 4 at 2026-03-22T10:00:29.500Z in Contoso/Admin",
                         "by Contoso-Agent")
        self.assert_line(lines, "events 150 complete true")

    def test_a_limit_gives_the_newest_and_says_that_older_ones_may_exist(self):
        lines = self.ask("Contoso/Admin", limit=70)
        self.assert_line(lines, "record 149 ")
        self.assert_line(lines, "record 80 ")
        self.assert_line(lines, "events 70 complete false")

    def test_ids_are_asked_for_even_when_there_are_many(self):
        self.assert_line(self.ask("Contoso/Admin", ids="101"), "events 50 complete true")
        many = ",".join(str(i) for i in range(102, 160))
        self.assert_line(self.ask("Contoso/Admin", ids=many), "events 50 complete true")

    def test_batches_that_are_too_large_for_the_service_are_asked_for_one_by_one(self):
        self.assert_line(self.ask("Contoso/Admin", FAKE_WEVT_BOUND="1"), "events 150 complete true")

    def test_a_large_event_is_rendered_whole(self):
        size = len(event(7, 1, 20, "Contoso/Ops", "ä" * 60000).encode())
        self.assert_line(self.ask("Contoso/Ops", ids="7"), "event 7 record 1", f"xml {size} bytes")

    def test_the_channels_of_a_provider_are_merged_and_one_that_is_locked_is_a_problem(self):
        lines = self.ask(provider="Contoso-Agent")
        self.assert_line(lines, "events 152 complete false")
        self.assert_line(lines, "problem denied error 5 | read the events of Contoso/Locked")
        # Record 149 is of second 29, and comes before what is older in the other channel, but not before second 59.
        records = [line.split(" level")[0] for line in lines if line.startswith("event ")]
        self.assertEqual(records[0], "event 8 record 2")
        self.assertLess(records.index("event 102 record 149"), records.index("event 7 record 1"))

    def test_channels_are_listed_and_an_unknown_provider_is_absent(self):
        env = {"FAKE_WEVT": windows_path(self.events)}
        self.assert_line(dump("channels", "Contoso-Agent", env=env),
                         "channels Contoso/Admin,Contoso/Locked,Contoso/Ops")
        self.assert_line(dump("channels", "Fabrikam", env=env), "error absent")

    def test_a_channel_that_is_missing_is_absent_and_a_locked_one_denied(self):
        self.assert_line(self.ask("Contoso/None"), "error absent error 15007 | read the events of Contoso/None")
        self.assert_line(self.ask("Contoso/Locked"), "error denied error 5")
        self.assert_line(self.ask(provider="Locked"), "error denied error 5")

    def test_an_event_that_cannot_be_understood_is_told_and_the_others_are_kept(self):
        lines = self.ask("Contoso/Odd")
        self.assert_line(lines, "event 9 record 2")
        self.assert_line(lines, "problem invalid")
        self.assert_line(lines, "events 1 complete false")

    def test_a_service_that_stops_answering_leaves_what_was_read_and_says_so(self):
        lines = self.ask("Contoso/Ops", milliseconds=600, FAKE_WEVT_SLOW="1")
        self.assert_line(lines, "event 8 record 2")
        self.assert_line(lines, "problem timedOut error 1460")
        self.assert_line(lines, "events 1 complete false")


class Parts(HostTest):
    def test_process_clock_disks_and_adapters_answer(self):
        self.assert_line(dump("process"), "elevated yes", "localSystem no", "session 1")
        self.assert_line(dump("process"), r"system C:\windows")
        self.assert_line(dump("clock"), "clock 20", "offset")
        self.assert_line(dump("adapters"), "adapters ")
        self.assert_no_line(dump("adapters"), "error")
        self.assert_no_line(dump("disks"), "error failed")

    def test_known_folders_are_put_in(self):
        self.assert_line(dump("folder", r"%WINDIR%\System32"), "entry file", "kernel32.dll")
        self.assert_line(dump("folder", "%ProgramData%"), "entries")
        self.assert_line(dump("folder", r"%SystemDrive%\no such folder"), "error absent")


class Diagnostics(HostTest):
    def setUp(self):
        PREFIX.use_fake_diagnostics()
        self.target = self.path("stick " + self.id().rsplit(".", maxsplit=1)[-1][:20])
        os.makedirs(self.target, exist_ok=True)

    @classmethod
    def tearDownClass(cls):
        PREFIX.use_fake_diagnostics(present=False)
        super().tearDownClass()

    def ask(self, scenario, folder=None, milliseconds=20000, **env):
        return dump("diagnostics", windows_path(self.target) if folder is None else folder, "DeviceHash_*.csv",
                    milliseconds, env={"FAKE_MDM": scenario, **env})

    def temporary(self):
        """What Preflight left in the user's folder for temporary files."""
        left = []
        for folder, _, files in os.walk(PREFIX.drive_c("users")):
            left += [os.path.join(folder, name) for name in files if "Preflight-" in os.path.join(folder, name)]
            if os.path.basename(folder).startswith("Preflight-"):
                left.append(folder)
        return left

    def test_the_hash_is_taken_out_of_the_archive_and_nothing_stays_on_the_stick(self):
        log = self.path("arguments.txt")
        hash_file = self.path("hash.txt")
        with open(hash_file, "w", encoding="ascii") as file:
            file.write(HASH)
        lines = self.ask("ok", FAKE_MDM_LOG=windows_path(log), FAKE_MDM_HASH=windows_path(hash_file))
        self.assert_line(lines, "member DeviceHash_PC.csv 'Device Serial Number,Windows Product ID,Hardware Hash")
        self.assert_line(lines, "SN-12345,,T0EBAQAc")
        self.assertEqual(os.listdir(self.target), [])
        with open(log, encoding="ascii") as file:
            arguments = file.read().splitlines()
        self.assertEqual(arguments[:3], ["-area", "Autopilot;TPM", "-zip"])
        self.assertTrue(arguments[3].startswith(windows_path(self.target) + "\\Preflight-"), arguments[3])

    def test_without_a_folder_it_makes_one_and_removes_it(self):
        self.assert_line(self.ask("ok", folder=""), "member DeviceHash_PC.csv")
        self.assertEqual(self.temporary(), [])

    def test_a_tool_that_hangs_is_stopped_at_the_time_out(self):
        started = time.monotonic()
        self.assert_line(self.ask("hang", milliseconds=1000), "error timedOut", "run mdmdiagnosticstool.exe",
                         "it did not end in 1 s and was stopped")
        self.assertLess(time.monotonic() - started, 15)
        code, out, _ = PREFIX.run("tasklist", [], timeout=30)
        self.assertEqual(code, 0)
        self.assertNotIn("mdmdiagnosticstool", out.lower())

    def test_its_exit_code_is_told(self):
        self.assert_line(self.ask("fail"), "error failed 0x80070005 | run mdmdiagnosticstool.exe",
                         "it ended with an error")
        self.assertEqual(os.listdir(self.target), [])

    def test_an_archive_without_the_hash_no_archive_and_a_damaged_one_differ(self):
        self.assert_line(self.ask("no-member"), "error absent", "it has no file named DeviceHash_*.csv")
        self.assert_line(self.ask("nothing"), "error failed", "wrote no archive")
        self.assert_line(self.ask("damaged"), "error invalid", "damaged, or not a zip or cab")
        self.assertEqual(os.listdir(self.target), [])
        self.assertEqual(self.temporary(), [])

    def test_a_folder_that_is_gone_is_an_error_and_not_a_missing_hash(self):
        self.assert_line(self.ask("ok", folder=windows_path(self.path("no such stick"))), "error failed")

    def test_a_windows_without_the_tool_is_unsupported(self):
        PREFIX.use_fake_diagnostics(present=False)
        self.assert_line(self.ask("ok"), "error unsupported error 2 | start mdmdiagnosticstool.exe", "1809")


if __name__ == "__main__":
    unittest.main(verbosity=2)
