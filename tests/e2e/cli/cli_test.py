#!/usr/bin/env python3
"""The command line as a person uses it. Usage: cli_test.py PROGRAM SOURCE_FOLDER SAMPLES_FOLDER"""
import base64
import csv
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import uuid as uuidlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runner

PROGRAM, SOURCE, SAMPLES = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
EXPECTED = SOURCE / "tests" / "samples"
LAPTOP = SAMPLES / "laptop-oobe"
NOT_ELEVATED = SAMPLES / "laptop-not-elevated"
HYPERV = SAMPLES / "hyperv-placeholder"
DESKTOP = SAMPLES / "desktop-two-sticks"


def run(*arguments, check=None, **options):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=120, check=False, **options)
    if check is not None and done.returncode != check:
        raise AssertionError(f"{arguments}: exit {done.returncode}, wanted {check}\n{done.stdout.decode()}\n{done.stderr.decode()}")
    return done


def status(recording, check=0):  # check None: any exit code
    return json.loads(run("status", "--replay", recording, "--json", check=check).stdout)


def expected(recording):
    """The reviewed file of a sample: in the folder of its scripts."""
    kind = "devices" if recording.parent == SAMPLES else recording.parent.name
    return EXPECTED / kind / f"{recording.name}.expected.json"


def recorded_hash(recording):
    for answer in json.loads((recording / "wmi.json").read_text())["classes"]:
        if answer["class"].lower() == "mdm_devdetail_ext01":
            for row in answer["rows"]:
                for name, value in (row.items() if isinstance(row, dict) else row):
                    if name == "DeviceHardwareData":
                        return value if isinstance(value, str) else value["text"]
    raise AssertionError("the sample holds no hash")


def base64_texts(tree):
    """Every long text in a tree of JSON: the tables' bytes."""
    if isinstance(tree, str):
        return [tree] if len(tree) > 100 else []
    values = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    return [text for value in values for text in base64_texts(value)]


class Temp(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight e2e \u00e4 "))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)


class Output(unittest.TestCase):
    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full here")
    def test_results_that_cannot_be_written_to_standard_output_end_with_4(self):
        for arguments in (["--version"], ["--help"], ["status", "--replay", LAPTOP], ["status", "--replay", LAPTOP, "--json"],
                          ["hash", "decode", LAPTOP], ["export", "--help"]):
            with self.subTest(arguments[:1]), open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, check=False)
                self.assertEqual(4, done.returncode)
                self.assertIn(b"error: standard output", done.stderr)


class Export(Temp):
    def test_the_laptop_becomes_the_exact_bytes_and_the_proof_has_them(self):
        done = run("export", "--replay", LAPTOP, "--to", self.folder, check=0)
        text = recorded_hash(LAPTOP)
        text += "=" * (-len(text) % 4)
        wanted = f"Device Serial Number,Windows Product ID,Hardware Hash\r\n7F3K9Q2,,{text}\r\n".encode("ascii")
        path = self.folder / "7F3K9Q2.csv"
        self.assertEqual(wanted, path.read_bytes())
        said = done.stdout.decode()
        for part in (str(path), "1 device", f"{len(wanted)} bytes", hashlib.sha256(wanted).hexdigest(), "Safe to remove."):
            self.assertIn(part, said)
        self.assertEqual(b"", done.stderr)
        self.assertEqual(["7F3K9Q2.csv"], os.listdir(self.folder))

    def test_tag_and_user_are_in_their_columns_and_an_independent_reader_agrees(self):
        run("export", "--replay", LAPTOP, "--to", self.folder, "--group-tag", "SALES DE", "--assigned-user",
            "ada@contoso.com", check=0)
        rows = list(csv.DictReader(io.StringIO((self.folder / "7F3K9Q2.csv").read_bytes().decode("ascii"), newline="")))
        self.assertEqual("SALES DE", rows[0]["Group Tag"])
        self.assertEqual("ada@contoso.com", rows[0]["Assigned User"])
        raw = base64.b64decode(rows[0]["Hardware Hash"], validate=True)
        length = int.from_bytes(raw[2:4], "little")
        self.assertEqual(hashlib.sha256(raw[:length]).digest(), raw[length + 4:length + 36])

    def on_stick(self, stick):
        return sorted(str(p.relative_to(stick / "Preflight")) for p in stick.rglob("*") if p.is_file())

    def test_a_stick_gets_the_programs_own_folder_only_with_device_batch_and_log(self):
        said = run("export", "--replay", LAPTOP, "--stick", self.folder, check=0).stdout.decode()
        self.assertEqual(["Preflight"], os.listdir(self.folder))
        self.assertEqual(["autopilot.csv", "devices/7F3K9Q2.csv", "log.jsonl"], self.on_stick(self.folder))
        for name in ("devices/7F3K9Q2.csv", "autopilot.csv"):
            content = (self.folder / "Preflight" / name).read_bytes()
            self.assertIn(str(self.folder / "Preflight" / name), said)
            self.assertIn(hashlib.sha256(content).hexdigest(), said)
        entry = json.loads((self.folder / "Preflight" / "log.jsonl").read_text())
        self.assertEqual("7F3K9Q2", entry["serialNumber"])
        self.assertEqual([1, 1], [each["rows"] for each in entry["files"]])
        for each in entry["files"]:
            self.assertEqual(hashlib.sha256(pathlib.Path(each["path"]).read_bytes()).hexdigest(), each["sha256"])

    def test_partner_and_corporate_rows_are_written_on_linux_and_without_a_hash(self):
        tuple_row = run("export", "--replay", NOT_ELEVATED, "--to", self.folder, "--format", "partner", check=0)
        self.assertIn("No hash", tuple_row.stdout.decode())
        device = status(NOT_ELEVATED, check=None)["device"]
        file = next(self.folder.iterdir())
        header, row, end = file.read_bytes().decode("ascii").split("\r\n")
        self.assertEqual("Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model", header)
        self.assertEqual([device["serialNumber"], "", "", device["manufacturer"]], row.split(",")[:4])
        run("export", "--replay", NOT_ELEVATED, "--stick", self.folder, "--format", "corporate", check=0)
        corporate = (self.folder / "Preflight" / "corporate.csv").read_bytes().decode("ascii")
        self.assertTrue(corporate.startswith(device["manufacturer"]), corporate)
        self.assertTrue(corporate.endswith(device["serialNumber"].replace(".", "") + "\r\n"), corporate)
        run("export", "--replay", NOT_ELEVATED, "--stick", self.folder, check=3)

    def test_a_hash_of_another_board_is_refused_unless_forced_and_the_proof_says_so(self):
        other = self.folder / "other"
        shutil.copytree(LAPTOP, other)
        firmware = json.loads((other / "firmware.json").read_text())
        text = json.dumps(firmware)
        decoded = json.loads(run("hash", "decode", LAPTOP, "--json", check=0).stdout)
        uuid = next(v for v in re.findall(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", json.dumps(decoded)))
        raw = uuidlib.UUID(uuid).bytes_le
        for table in base64_texts(firmware):
            changed = base64.b64decode(table).replace(raw, bytes([raw[0] ^ 1]) + raw[1:])
            text = text.replace(table, base64.b64encode(changed).decode())
        (other / "firmware.json").write_text(text)
        stick = self.folder / "stick"
        stick.mkdir()
        done = run("export", "--replay", other, "--stick", stick, check=5)
        self.assertIn("Hash and firmware disagree", done.stderr.decode())
        self.assertEqual([], os.listdir(stick))
        self.assertIn("Forced", run("export", "--replay", other, "--stick", stick, "--force", check=0).stdout.decode())

    def test_three_devices_append_into_one_file_and_a_repeat_replaces_its_row(self):
        batch = self.folder / "batch.csv"
        for recording in (LAPTOP, DESKTOP, HYPERV, LAPTOP):
            run("export", "--replay", recording, "--append", batch, "--force", "--yes", check=0)
        lines = batch.read_bytes().split(b"\r\n")
        self.assertEqual(5, len(lines))
        self.assertEqual(b"", lines[-1])

    def test_json_prints_the_proof_and_nothing_else(self):
        proof = json.loads(run("export", "--replay", LAPTOP, "--to", self.folder, "--json", check=0).stdout)
        self.assertEqual(hashlib.sha256(pathlib.Path(proof["path"]).read_bytes()).hexdigest(), proof["sha256"])

    def test_a_log_grows_by_one_line_each_time(self):
        log = self.folder / "log.txt"
        run("export", "--replay", LAPTOP, "--to", self.folder, "--log", log, check=0)
        run("export", "--replay", NOT_ELEVATED, "--to", self.folder, "--log", log, check=3)
        lines = log.read_text().splitlines()
        self.assertEqual(2, len(lines))
        self.assertIn("exit 0", lines[0])
        self.assertIn("exit 3", lines[1])

    def test_not_elevated_says_so_and_writes_nothing(self):
        done = run("export", "--replay", NOT_ELEVATED, "--to", self.folder, check=3)
        self.assertIn("administrator", done.stderr.decode())
        self.assertEqual([], os.listdir(self.folder))

    def test_a_placeholder_serial_number_needs_force(self):
        done = run("export", "--replay", HYPERV, "--to", self.folder, check=5)
        self.assertIn("placeholder", done.stderr.decode())
        self.assertEqual([], os.listdir(self.folder))
        self.assertIn("Forced", run("export", "--replay", HYPERV, "--to", self.folder, "--force", check=0).stdout.decode())

    def test_folders_that_are_missing_or_no_folders_are_refused(self):
        (self.folder / "file").write_text("x")
        for target in (self.folder / "missing", self.folder / "file"):
            done = run("export", "--replay", LAPTOP, "--to", target, check=4)
            self.assertRegex(done.stderr.decode(), rf"\Aerror: (folder not found|not a folder): {target}\n.* with --to")
        self.assertFalse((self.folder / "missing").exists())

    def test_fields_that_a_csv_may_not_hold_are_named_with_the_character(self):
        for tag, character in (("A,B", "U+002C"), ('A"B', "U+0022"), ("Gr\u00fcn", "U+00FC"), ("A\tB", "U+0009")):
            done = run("export", "--replay", LAPTOP, "--to", self.folder, "--group-tag", tag, check=5)
            self.assertIn("Group Tag", done.stderr.decode())
            self.assertIn(character, done.stderr.decode())
        run("export", "--replay", LAPTOP, "--to", self.folder, "--assigned-user", "ada", check=5)
        self.assertEqual([], os.listdir(self.folder))

    def test_a_file_that_is_not_understood_stays_untouched(self):
        batch = self.folder / "batch.csv"
        for content in (b"Serial;Hash\r\n", b"\xff\xfeD\0", b"\xef\xbb\xbfDevice Serial Number,Windows Product ID,Hardware Hash\r\n"):
            batch.write_bytes(content)
            run("export", "--replay", LAPTOP, "--append", batch, check=5)
            self.assertEqual(content, batch.read_bytes())

    def test_a_file_in_a_folder_that_is_not_there_is_named(self):
        done = run("export", "--replay", LAPTOP, "--append", self.folder / "none" / "batch.csv", "--yes", check=4)
        self.assertIn("folder not found", done.stderr.decode())
        self.assertEqual([], os.listdir(self.folder))

    def row(self, file):
        return list(csv.DictReader(io.StringIO(file.read_bytes().decode("ascii"), newline="")))

    def test_saving_again_without_a_tag_keeps_the_tag_of_the_row_unless_none_is_asked_for(self):
        batch, own = self.folder / "Preflight" / "autopilot.csv", self.folder / "Preflight" / "devices" / "7F3K9Q2.csv"
        save = lambda *more: run("export", "--replay", LAPTOP, "--stick", self.folder, *more, check=0).stdout.decode()
        save("--group-tag", "SALES")
        self.assertIn('"SALES" of the earlier row was kept', save())
        self.assertEqual("SALES", json.loads(save("--json"))["keptGroupTag"])
        for file in (batch, own):
            self.assertEqual(["SALES"], [row["Group Tag"] for row in self.row(file)])
        log = [json.loads(line) for line in (self.folder / "Preflight" / "log.jsonl").read_text().splitlines()]
        self.assertEqual(["SALES"] * 3, [entry["groupTag"] for entry in log])
        # What a person corrected in the batch counts.
        batch.write_bytes(batch.read_bytes().replace(b"SALES", b"DESK"))
        self.assertIn('"DESK" of the earlier row was kept', save())
        self.assertEqual("DESK", self.row(own)[0]["Group Tag"])
        self.assertIn('Group Tag "DESK" of the replaced row was removed', save("--group-tag", ""))
        self.assertEqual("", self.row(batch)[0]["Group Tag"])
        self.assertNotIn("kept", save())
        self.assertNotIn("kept", save("--group-tag", "LAB"))
        self.assertEqual("LAB", self.row(batch)[0]["Group Tag"])

    def test_a_file_of_ones_own_keeps_the_tag_of_its_row_too(self):
        for option, file in (("--append", self.folder / "all.csv"), ("--to", self.folder / "7F3K9Q2.csv")):
            target = file if option == "--append" else self.folder
            run("export", "--replay", LAPTOP, option, target, "--group-tag", "SALES", check=0)
            run("export", "--replay", LAPTOP, option, target, check=0)
            self.assertEqual("SALES", self.row(file)[0]["Group Tag"])
            run("export", "--replay", LAPTOP, option, target, "--group-tag", "", check=0)
            self.assertFalse(self.row(file)[0].get("Group Tag"))

    def test_the_501st_device_is_refused(self):
        batch = self.folder / "batch.csv"
        header = "Device Serial Number,Windows Product ID,Hardware Hash\r\n"
        batch.write_bytes((header + "".join(f"SN-{i:05},,AAAA\r\n" for i in range(500))).encode())
        before = batch.read_bytes()
        self.assertIn("500", run("export", "--replay", LAPTOP, "--append", batch, check=5).stderr.decode())
        self.assertEqual(before, batch.read_bytes())


class Settings(Temp):
    def lay(self, content):
        (self.folder / "Preflight").mkdir(exist_ok=True)
        (self.folder / "Preflight" / "preflight.json").write_text(content if isinstance(content, str) else json.dumps(content))

    def export(self, *more, check=0):
        return run("export", "--replay", LAPTOP, "--stick", self.folder, *more, check=check, stdin=subprocess.DEVNULL)

    def row(self):
        content = (self.folder / "Preflight" / "devices" / "7F3K9Q2.csv").read_bytes().decode("ascii")
        return next(csv.DictReader(io.StringIO(content, newline="")))

    def test_what_flags_leave_open_is_taken_from_preflight_json_on_the_stick(self):
        self.lay({"groupTag": "SALES", "assignedUserDomain": "contoso.example"})
        self.export("--assigned-user", "ada")
        self.assertEqual(("SALES", "ada@contoso.example"), (self.row()["Group Tag"], self.row()["Assigned User"]))
        self.export("--group-tag", "DESK")
        self.assertEqual("DESK", self.row()["Group Tag"])
        self.export("--group-tag", "")
        self.assertNotIn("Group Tag", self.row())
        self.lay({"format": "corporate"})
        self.export()
        self.assertTrue((self.folder / "Preflight" / "corporate.csv").exists())
        self.export("--format", "intune")

    def test_a_folder_of_the_settings_is_used_like_a_stick(self):
        program = self.folder / "preflight"
        shutil.copy(PROGRAM, program)
        (self.folder / "share").mkdir()
        (self.folder / "preflight.json").write_text('{"folder": "share"}')
        done = subprocess.run([program, "export", "--replay", LAPTOP], capture_output=True, timeout=60, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertTrue((self.folder / "share" / "Preflight" / "autopilot.csv").exists())

    def test_settings_that_cannot_be_used_are_refused_with_line_and_column_and_nothing_is_written(self):
        for content, words in (('{\n "groupTga": "A"\n}', "line 2, column 2"), ('{"theme": "blue"}', "contrast"), ("{", "line 1")):
            self.lay(content)
            self.assertIn(words, self.export(check=5).stderr.decode())
            self.assertEqual(["preflight.json"], os.listdir(self.folder / "Preflight"))

    def test_unattended_everything_is_done_without_a_question_and_logged_with_its_time(self):
        log = self.folder / "export.log"
        self.export("--yes", "--group-tag", "LAB", "--log", log)
        self.assertRegex(log.read_text(), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*Z\texit 0\t7F3K9Q2 .*autopilot\.csv rows 1 bytes \d+ SHA-256 [0-9a-f]{64}")
        run("export", "--replay", NOT_ELEVATED, "--stick", self.folder, "--yes", "--log", log, check=3, stdin=subprocess.DEVNULL)
        self.assertIn("exit 3", log.read_text().splitlines()[1])

    def test_a_folder_is_not_ejected_and_what_was_written_is_said_to_be_safe(self):
        done = self.export("--eject")
        self.assertIn("Not ejected", done.stderr.decode())
        self.assertIn("Safe to remove", done.stdout.decode())


class Status(Temp):
    def test_each_sample_reaches_the_ids_and_states_of_its_expected_file(self):
        recordings = sorted(p.parent for p in SAMPLES.rglob("recording.json"))
        for recording in (r for r in recordings if not r.parent.name.startswith("film-")):
            with self.subTest(recording.name):
                wanted = json.loads(expected(recording).read_text())
                done = run("status", "--replay", recording, "--json", check=wanted["exit"])
                got = json.loads(done.stdout)
                self.assertEqual(wanted["device"], got["device"])
                self.assertEqual(wanted["verdict"], {key: got["verdict"][key] for key in ("id", "state")})
                self.assertEqual(wanted["findings"], [[f["id"], f["state"]] for f in got["findings"]])

    def test_text_and_json_have_the_same_serial_number_and_verdict(self):
        tree = status(LAPTOP)
        text = run("status", "--replay", LAPTOP, check=0).stdout.decode()
        self.assertIn(tree["device"]["serialNumber"], text)
        self.assertIn(tree["verdict"]["sentence"], text)

    def test_no_sample_and_no_output_holds_a_product_key(self):
        for path in SAMPLES.rglob("*"):
            texts = [path.read_text()] if path.is_file() else []
            for text in texts:
                self.assertNotRegex(text, r"\b[A-Z0-9]{5}(-[A-Z0-9]{5}){4}\b")

    def test_each_picture_of_a_series_waits_for_what_its_expected_file_names(self):
        films = sorted(SAMPLES.rglob("film-*"))
        self.assertTrue(films)
        for film in films:
            ids = []
            for step in range(1, 1 + len(list(film.glob("*/recording.json")))):
                tree = json.loads(run("status", "--replay", film, "--step", step, "--json").stdout)
                ids.append((tree["waiting"] or tree["verdict"])["id"])
            self.assertEqual(json.loads(expected(film).read_text()), ids, film.name)

    def test_this_machine_is_read_and_its_recording_says_the_same(self):
        live = run("status", "--json")
        self.assertIn(live.returncode, (0, 1))
        run("record", "--to", self.folder / "rec", check=0)
        run("record", "--to", self.folder / "rec.zip", check=0)
        tree = json.loads(live.stdout)
        for recording in (self.folder / "rec", self.folder / "rec.zip"):
            replayed = json.loads(run("status", "--replay", recording, "--json", check=live.returncode).stdout)
            self.assertEqual(tree["device"], replayed["device"])
            self.assertEqual(tree["verdict"], replayed["verdict"])
            for part in ("identity", "storage", "setup", "hardwareHash", "firmwareKey"):
                self.assertEqual(tree["report"][part], replayed["report"][part], part)

    @unittest.skipUnless(os.name == "posix" and os.geteuid() == 0, "needs a mount namespace")
    def test_firmware_of_this_machine_is_what_the_kernel_shows(self):
        script = """
            set -e
            mount -t tmpfs none /sys/class; mkdir -p /sys/class/dmi/id /sys/class/net
            printf 'Contoso\\n' > /sys/class/dmi/id/sys_vendor
            printf 'Laptop 5\\n' > /sys/class/dmi/id/product_name
            printf ' SN-12345 \\n' > /sys/class/dmi/id/product_serial
            exec "$1" status --json
        """
        done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", PROGRAM], capture_output=True, check=False)
        device = json.loads(done.stdout)["device"]
        self.assertEqual(("SN-12345", "Contoso", "Laptop 5"),
                         (device["serialNumber"], device["manufacturer"], device["model"]))


class BadRecordings(Temp):
    def copy(self):
        target = self.folder / "rec"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(LAPTOP, target)
        return target

    def test_a_newer_format_is_refused_with_its_number(self):
        recording = self.copy()
        head = json.loads((recording / "recording.json").read_text())
        head["version"] = 99
        (recording / "recording.json").write_text(json.dumps(head))
        self.assertIn("99", run("status", "--replay", recording, check=5).stderr.decode())

    def test_foreign_empty_and_missing_recordings_are_refused(self):
        empty = self.folder / "empty"
        empty.mkdir()
        (self.folder / "file.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
        (self.folder / "text.txt").write_text("hello")
        for path in (empty, self.folder / "file.zip", self.folder / "text.txt", self.folder / "none"):
            done = run("status", "--replay", path, check=5)
            self.assertIn(path.name, done.stderr.decode())

    def test_a_damaged_part_is_reported_with_file_and_place_and_costs_only_its_facts(self):
        recording = self.copy()
        text = (recording / "wmi.json").read_text()
        (recording / "wmi.json").write_text(text[: len(text) // 2])
        done = run("export", "--replay", recording, "--to", self.folder)
        self.assertIn(done.returncode, (3, 5))
        self.assertIn("wmi.json", done.stderr.decode())
        tree = json.loads(run("status", "--replay", recording, "--json").stdout)
        self.assertEqual("7F3K9Q2", tree["device"]["serialNumber"])

    def test_any_cut_of_any_part_never_crashes(self):
        names = [p.relative_to(LAPTOP) for p in LAPTOP.rglob("*") if p.is_file()]
        for name in names:
            size = (LAPTOP / name).stat().st_size
            for cut in {0, 1, size // 3, size - 2}:
                recording = self.copy()
                (recording / name).write_bytes((LAPTOP / name).read_bytes()[:max(cut, 0)])
                code = run("status", "--replay", recording, "--json").returncode
                self.assertIn(code, (0, 1, 3, 5), f"{name} cut at {cut}")


class Record(Temp):
    def test_a_missing_folder_is_never_made_and_an_earlier_recording_is_not_overwritten(self):
        run("record", "--replay", LAPTOP, "--to", self.folder / "missing" / "rec.zip", check=4)
        run("record", "--replay", LAPTOP, "--to", self.folder / "missing" / "rec", check=4)
        self.assertEqual([], os.listdir(self.folder))
        run("record", "--replay", LAPTOP, "--to", self.folder / "rec", check=0)
        run("record", "--replay", LAPTOP, "--to", self.folder / "rec", check=4)
        self.assertEqual(["rec"], os.listdir(self.folder))
        run("record", "--replay", LAPTOP, "--to", self.folder / "rec.zip", check=0)
        before = (self.folder / "rec.zip").read_bytes()
        run("record", "--replay", HYPERV, "--to", self.folder / "rec.zip", check=4)
        self.assertEqual(before, (self.folder / "rec.zip").read_bytes())

    def test_a_recording_of_a_recording_says_the_same(self):
        run("record", "--replay", LAPTOP, "--to", self.folder / "again.zip", check=0)
        self.assertEqual(status(LAPTOP)["verdict"], status(self.folder / "again.zip")["verdict"])
        self.assertEqual(status(LAPTOP)["report"]["identity"], status(self.folder / "again.zip")["report"]["identity"])


class Drives(Temp):
    def test_a_recording_with_two_sticks_lists_two_lines(self):
        lines = run("drives", "--replay", DESKTOP, check=0).stdout.decode().splitlines()
        self.assertEqual(2, len(lines))
        self.assertEqual(2, len(json.loads(run("drives", "--replay", DESKTOP, "--json", check=0).stdout)["drives"]))


if __name__ == "__main__":
    runner.main(sys.argv[:1])
