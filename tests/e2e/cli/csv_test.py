#!/usr/bin/env python3
"""preflight csv as a person uses it; outputs are judged by csv_rules.py. Usage: csv_test.py PROGRAM SOURCE_FOLDER"""
import csv
import importlib.util
import itertools
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

import csv_rules

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
DATA = SOURCE / "tests" / "data" / "csv"
spec = importlib.util.spec_from_file_location("csv_make", DATA / "make.py")
make = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make)
BASE, row, device, lines = make.BASE, make.row, make.device, make.lines
MEMORY = 256 << 20  # bytes of address space that a check of hostile input may take


def run(*arguments, check=None, **options):
    done = subprocess.run([PROGRAM, "csv", *map(str, arguments)], capture_output=True, timeout=300, check=False, **options)
    if check is not None and done.returncode != check:
        raise AssertionError(f"{arguments}: exit {done.returncode}, wanted {check}\n{done.stdout.decode()[:3000]}\n{done.stderr.decode()}")
    return done


def table():
    for line in (DATA / "expected.tsv").read_text().splitlines():
        if not line.startswith("#") and not line.startswith("file\t"):
            yield line.split("\t")


class Csv(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight csv \u00e4 "))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def many(self, name, first, count, **fields):
        return self.file(name, lines(BASE, *(row(f"FB-{n:05}", **fields) for n in range(first, first + count))))

    def in_order(self, path, rules=csv_rules.intune):
        self.assertEqual([], rules(path.read_bytes()), path)

    def serials(self, *paths):
        return [line.split(",")[0] for path in paths for line in path.read_text().splitlines()[1:]]

    def json(self, *arguments, check):
        return json.loads(run(*arguments, "--json", check=check).stdout)

    def shown(self, tree, file=0):
        return [p for p in tree["files"][file]["problems"] if p["severity"] != "info"]

    def nothing_but(self, *names):
        self.assertEqual(sorted(names), sorted(p.name for p in self.folder.iterdir()))


class Table(Csv):
    def test_every_damaged_file_is_in_the_table_and_as_the_maker_makes_it(self):
        self.assertEqual(sorted(p.name for p in DATA.glob("*.csv")), sorted(cells[0] for cells in table()))
        for name, content in make.files():
            self.assertEqual(content if isinstance(content, bytes) else content.encode(), (DATA / name).read_bytes(), name)

    def test_check_finds_in_every_damaged_file_what_the_table_has(self):
        for name, format, devices, ids, *_ in table():
            with self.subTest(name):
                done = run("check", DATA / name, "--json")
                tree = json.loads(done.stdout)["files"][0]
                shown = {p["id"] for p in tree["problems"] if p["severity"] != "info"}
                self.assertEqual((format, int(devices), set() if ids == "-" else set(ids.split())), (tree["format"], tree["devices"], shown))
                errors = any(p["severity"] == "error" for p in tree["problems"])
                self.assertEqual((errors, 1 if errors else 0), (not tree["ok"], done.returncode))
                for problem in tree["problems"]:
                    self.assertTrue(problem["message"] and problem["fix"] and problem["rule"])

    def test_convert_repairs_or_refuses_each_and_what_it_writes_keeps_the_rules(self):
        for number, (name, _, _, _, code, written, left) in enumerate(table()):
            with self.subTest(name):
                out = self.folder / f"{number}.csv"
                tree = self.json("convert", DATA / name, "--to", out, check=int(code))
                self.assertEqual(int(written), tree["devices"])
                self.assertEqual(left, " ".join(f"{r['line']}:{r['id']}" for r in tree["leftOut"]) or "-")
                self.assertEqual(int(written) > 0, out.exists())
                if out.exists():
                    self.in_order(out)
                    run("check", out, check=0)

    def test_what_the_program_finds_in_order_is_in_order_by_the_rules_and_the_other_way_round(self):
        for name, format, devices, *_ in table():
            with self.subTest(name):
                rules = csv_rules.FORMATS.get(format, csv_rules.intune)((DATA / name).read_bytes())
                # LF is known to work and only noted; a mix of both is a warning.
                rules = [r for r in rules if r[0] != "IH-23" or name == "return-only.csv"]
                self.assertEqual(not rules, json.loads(run("check", DATA / name, "--json").stdout)["ok"], rules[:3])


class Check(Csv):
    def test_exit_codes_are_those_of_the_contract(self):
        good = self.file("good.csv", lines(BASE, row("FB-1")))
        self.assertTrue(run("check", good, check=0).stdout.startswith(b"OK "))
        run("check", DATA / "quoted.csv", check=1)
        run("check", good, self.folder / "missing.csv", check=5)
        run("check", self.folder, check=5)
        run("check", check=2)
        run("check", good, "--format", "excel", check=2)
        run(check=2)

    def test_a_person_reads_file_line_column_and_what_to_do(self):
        said = run("check", DATA / "excel-serials.csv", check=1).stdout.decode()
        self.assertIn('line 2, column 1: Excel changed the serial number to "1.23457E+11"; the hash says "123456789000"', said)
        self.assertIn("Use the file from before Excel saved it", said)

    def test_a_line_whose_columns_are_shifted_is_reported_with_the_serial_number_that_its_hash_says(self):
        problem, = self.shown(self.json("check", DATA / "comma-in-serial.csv", check=1))
        self.assertEqual('4 columns instead of 3; its hash is from "FB,1001"', problem["message"])
        said = run("convert", DATA / "comma-in-serial.csv", "--to", self.folder / "out.csv", check=1).stdout.decode()
        self.assertIn('line 2 (serial number unknown): 4 columns instead of 3; its hash is from "FB,1001"', said)

    def test_a_device_twice_is_found_within_a_file_and_across_files(self):
        a, b = self.file("a.csv", lines(BASE, row("FB-1"), row("FB-2"))), self.file("b.csv", lines(BASE, row("FB-3"), row("fb-1", seed="FB-1")))
        tree = self.json("check", a, b, check=1)
        self.assertEqual([True, False], [f["ok"] for f in tree["files"]])
        problem, = self.shown(tree, 1)
        self.assertEqual(("duplicate-across-files", 3), (problem["id"], problem["line"]))
        self.assertIn(f"line 2 in {a}", problem["message"])

    def test_a_file_with_more_devices_than_its_reader_takes_is_reported(self):
        problem, = self.shown(self.json("check", self.many("a.csv", 0, 501), check=1))
        self.assertEqual(("row-limit", 502), (problem["id"], problem["line"]))
        run("check", self.many("b.csv", 0, 500), check=0)

        partner = self.file("p.csv", lines(BASE + ",Manufacturer name,Device model", *(f"FB-{n},,,Fabrikam,Book" for n in range(1001))))
        ids = self.file("c.csv", lines(*(f"Fabrikam,Book,FB-{n}" for n in range(5001))))
        tree = self.json("check", partner, ids, check=1)
        self.assertEqual([("row-limit-partner", "PC-07", 1002), ("row-limit-corporate", "CI-03", 5001)],
                         [(p["id"], p["rule"], p["line"]) for n in range(2) for p in self.shown(tree, n)])

    def test_a_forced_format_and_standard_input(self):
        tree = json.loads(run("check", "-", "--format", "partner", "--json", input=(DATA / "good-three.csv").read_bytes(), check=1).stdout)
        self.assertEqual(["header-columns"], [p["id"] for p in self.shown(tree)])

    def test_hostile_input_costs_neither_memory_nor_time(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        cases = {"empty lines": b"\r\n" * 2_000_000, "rows of nothing": (BASE + "\n").encode() + b",,\n" * 1_000_000,
                 "one line": (BASE + "\n").encode() + b"A" * 100_000_000, "commas": b"," * 5_000_000,
                 "quotes": (BASE + "\n").encode() + b'"' * 3_000_000, "nothing": bytes(3_000_000),
                 "bad rows": (BASE + "\n").encode() + b"a,b\n" * 500_000}
        for name, content in cases.items():
            with self.subTest(name):
                done = run("check", self.file("a.csv", content), preexec_fn=limit, check=1)
                self.assertLess(len(done.stdout), 100_000)


class Merge(Csv):
    def test_the_newest_hash_of_a_device_wins_in_any_order_of_the_files(self):
        old = self.file("old.csv", lines(BASE + ",Group Tag", row("FB-1", "Sales"), row("FB-2", "")))
        new = self.file("new.csv", lines(BASE, row("FB-1", seconds=make.NOON + 60)).encode("utf-16"))
        for number, files in enumerate(((old, new), (new, old))):
            out = self.folder / f"out{number}.csv"
            tree = self.json("merge", *files, "--to", out, check=0)
            self.in_order(out)
            self.assertIn(device("FB-1", seconds=make.NOON + 60), out.read_text())
            self.assertNotIn(device("FB-1"), out.read_text())
            entry, = tree["superseded"]
            self.assertEqual((str(old), 2, str(new), 2), (entry["file"], entry["line"], entry["takenFile"], entry["takenLine"]))
            self.assertTrue(any('Group Tag "Sales" was kept' in note for note in entry["notes"]))
            self.assertTrue(out.read_text().splitlines()[1].endswith(",Sales"))

    def test_the_newest_tag_is_kept_when_the_newest_capture_has_none_and_another_one_is_reported(self):
        head = BASE + ",Group Tag,Assigned User"
        a = self.file("a.csv", lines(head, row("FB-1", "Lab", "ada@contoso.example")))
        b = self.file("b.csv", lines(head, row("FB-1", "Sales", "", seconds=make.NOON + 60)))
        c = self.file("c.csv", lines(BASE, row("FB-1", seconds=make.NOON + 120)))
        tree = self.json("merge", b, c, a, "--to", self.folder / "out.csv", check=0)
        self.assertEqual("FB-1,," + device("FB-1", seconds=make.NOON + 120) + ",Sales", (self.folder / "out.csv").read_text().splitlines()[1])
        notes = {entry["file"]: " ".join(entry["notes"]) for entry in tree["superseded"]}
        self.assertIn('Group Tag "Sales" was kept', notes[str(b)])
        self.assertIn('Group Tag was "Lab", in the used row it is "Sales"', notes[str(a)])
        self.assertIn('Assigned User was "ada@contoso.example"', notes[str(a)])

    def test_a_clock_that_was_wrong_does_not_decide_between_two_boards(self):
        wrong = {"years ago": 86400 * 730, "in a hundred years": make.NOON + 86400 * 36500}
        for name, seconds in wrong.items():
            for number in range(2):
                with self.subTest(name, number=number):
                    a = self.file("a.csv", lines(BASE, row("FB-1", seed="old"), row("FB-2")))
                    b = self.file("b.csv", lines(BASE, row("FB-1", seed="new", seconds=seconds)))
                    out = self.folder / f"{name}{number}.csv"
                    tree = self.json("merge", *((b, a) if number else (a, b)), "--to", out, check=1)
                    self.assertEqual(["FB-2"], self.serials(out))
                    self.assertEqual({("newest-unknown", str(a), 2), ("newest-unknown", str(b), 2)},
                                     {(r["id"], r["file"], r["line"]) for r in tree["leftOut"]})
                    for r in tree["leftOut"]:
                        self.assertIn(f"{b if r['file'] == str(a) else a} line 2", r["message"])
                        self.assertIn("by a wrong clock", r["message"])

    def test_of_two_captures_of_one_board_that_whose_clock_can_be_believed_is_taken(self):
        a = self.file("a.csv", lines(BASE, row("FB-1")))
        b = self.file("b.csv", lines(BASE, row("FB-1", seconds=make.NOON + 86400 * 36500)))
        run("merge", a, b, "--to", self.folder / "out.csv", check=0)
        self.assertIn(device("FB-1"), (self.folder / "out.csv").read_text())

    def test_a_stick_with_every_form_of_a_device_is_merged_without_noise_and_the_batch_counts(self):
        later = {"seconds": make.NOON + 60}
        self.file("s/Preflight/devices/FB-1.csv", lines(BASE + ",Group Tag", row("FB-1", "Sales"), row("FB-2", "Sales")))
        self.file("s/Preflight/autopilot.csv", lines(BASE + ",Group Tag", row("FB-1", "Desk"), row("FB-2", "Sales")))
        self.file("s/Preflight/partner.csv", lines(BASE + ",Manufacturer name,Device model", row("FB-2", "Fabrikam", "Fabrikam Book 5", **later)))
        self.file("s/Preflight/corporate.csv", lines("Fabrikam,Fabrikam Book 5,FB-1", "Fabrikam,Fabrikam Book 5,FB-2"))
        out = self.folder / "out.csv"
        tree = self.json("merge", self.folder / "s", "--to", out, check=0)
        self.in_order(out)
        tags = [(line.split(",")[0], line.split(",")[3]) for line in out.read_text().splitlines()[1:]]
        self.assertEqual([("FB-1", "Desk"), ("FB-2", "Sales")], tags)
        self.assertIn(device("FB-2", **later), out.read_text())
        shown = [(pathlib.Path(e["file"]).name, e["line"]) for e in tree["superseded"]]
        self.assertEqual([("FB-1.csv", 2), ("FB-1.csv", 3), ("autopilot.csv", 3)], shown)
        self.assertEqual("2 rows of a stick are also in another of its files with the same values.", tree["notes"][0])
        files = [self.folder / "s/Preflight" / name for name in ("autopilot.csv", "partner.csv", "corporate.csv")]
        self.assertEqual([[], [], []], [self.shown(self.json("check", *files, check=0), n) for n in range(3)])
        tree = self.json("merge", self.folder / "s", "--format", "corporate", "--to", self.folder / "ids.csv", check=0)
        self.assertEqual([("FB-1.csv", 2), ("FB-1.csv", 3), ("autopilot.csv", 3)],
                         [(pathlib.Path(e["file"]).name, e["line"]) for e in tree["superseded"]])
        self.assertIn("Group tag and user of 2 devices are not in the new file: its format has no such column.", tree["notes"])
        self.assertEqual(2, len((self.folder / "ids.csv").read_text().splitlines()))
        run("merge", self.folder / "s", "--format", "partner", "--to", self.folder / "p.csv", check=0)
        self.in_order(self.folder / "p.csv", csv_rules.partner)

    def test_an_identifier_of_a_device_that_has_no_hash_is_left_out_and_named(self):
        a = self.file("a.csv", lines(BASE, row("FB-1"), row("Default string")))
        b = self.file("b.csv", lines("Fabrikam,Fabrikam Book 5,FB-1", "Fabrikam,Fabrikam Book 5,FB-9", "Fabrikam,Fabrikam Book 5,Default string"))
        tree = self.json("merge", a, b, "--to", self.folder / "out.csv", check=1)
        self.assertEqual([(2, "hash-empty"), (3, "hash-empty")], [(r["line"], r["id"]) for r in tree["leftOut"]])
        self.assertEqual([(str(b), 1)], [(e["file"], e["line"]) for e in tree["superseded"]])

    def test_files_on_top_of_a_stick_are_read_too_and_deeper_ones_are_not(self):
        self.file("s/AutopilotHWID.csv", lines(BASE, row("FB-1")))
        (self.folder / "s" / "Preflight").mkdir()
        self.file("s/other/far.csv", lines(BASE, row("FB-3")))
        run("merge", self.folder / "s", "--to", self.folder / "a.csv", check=0)
        self.file("s/Preflight/autopilot.csv", lines(BASE, row("FB-2")))
        run("merge", self.folder / "s", "--to", self.folder / "b.csv", check=0)
        self.assertEqual((["FB-1"], ["FB-1", "FB-2"]), (self.serials(self.folder / "a.csv"), self.serials(self.folder / "b.csv")))

    def test_a_device_is_kept_in_any_order_of_its_files_when_one_of_its_rows_cannot_be_written(self):
        later = make.NOON + 60
        good = self.file("good.csv", lines(BASE + ",Group Tag", row("FB-1", "Sales")))
        bad = {"no hash": lines("Manufacturer,Model,Serial Number", "Fabrikam,Book,FB-1"),
               "damaged serial number": lines(BASE, "1.23E+11,," + device("FB-1", seconds=later)),
               "no serial number": lines(BASE, ",," + device("FB-1", seconds=later)),
               "umlaut": lines(BASE, row("F\u00f6-1", seed="FB-1", seconds=later)),
               "identifier": lines("Fabrikam,Book,FB-1", "Fabrikam,Book,FB-1")}
        for name, content in bad.items():
            other = self.file("other.csv", content)
            for number, files in enumerate(((good, other), (other, good))):
                with self.subTest(name, number=number):
                    out = self.folder / f"{name}{number}.csv"
                    tree = self.json("merge", *files, "--to", out, check=1 if name == "identifier" else 0)
                    self.in_order(out)
                    self.assertEqual(lines(BASE + ",Group Tag", row("FB-1", "Sales")).encode(), out.read_bytes())
                    if name != "identifier":
                        entry, = tree["superseded"]
                        self.assertEqual((str(other), str(good)), (entry["file"], entry["takenFile"]))

    def test_of_rows_that_none_can_be_written_each_is_left_out(self):
        a = self.file("a.csv", lines(BASE, "FB-1,,", "FB-1,,"))
        tree = self.json("merge", a, "--to", self.folder / "out.csv", check=5)
        self.assertEqual([(2, "hash-empty"), (3, "hash-empty")], [(r["line"], r["id"]) for r in tree["leftOut"]])

    def test_the_same_hash_under_another_serial_number_is_the_same_device_and_placeholders_are_not(self):
        a = self.file("a.csv", lines(BASE, row("FB-1", seed="tpm"), row("Default string", seed="x")))
        b = self.file("b.csv", lines(BASE, row("FB-9", seed="tpm", seconds=make.NOON + 5), row("Default string", seed="y")))
        run("merge", a, b, "--to", self.folder / "out.csv", check=0)
        self.assertEqual(["FB-9", "Default string", "Default string"], self.serials(self.folder / "out.csv"))

    def test_folders_and_sticks_are_read_and_the_files_go_on_after_500_devices(self):
        stick = self.folder / "stick"
        for n in range(3):
            self.many(f"stick/Preflight/devices/{n}.csv", n * 400, 400)
        self.file("stick/other/unrelated.csv", "hello")
        out = self.folder / "all.csv"
        tree = self.json("merge", stick, "--to", out, check=0)
        outs = [out, self.folder / "all-2.csv", self.folder / "all-3.csv"]
        self.assertEqual([500, 500, 200], [f["devices"] for f in tree["files"]])
        self.assertEqual([str(o) for o in outs], [f["path"] for f in tree["files"]])
        for each in outs:
            self.in_order(each)
        self.assertEqual([f"FB-{n:05}" for n in range(1200)], self.serials(*outs))
        run("merge", stick / "Preflight" / "devices", "--to", self.folder / "again.csv", check=0)
        self.assertEqual(out.read_bytes(), (self.folder / "again.csv").read_bytes())

    def test_only_named_devices_with_one_tag(self):
        a = self.file("a.csv", lines(BASE + ",Group Tag", row("FB-1", "K\u00f6ln"), row("FB-2", "x"), row("FB-3", "y")))
        out = self.folder / "out.csv"
        tree = self.json("merge", a, "--to", out, "--tag", "Sales", "--only", "fb-1,FB-3,FB-7", check=1)
        self.in_order(out)
        self.assertEqual((["FB-1", "FB-3"], ["FB-7"]), (self.serials(out), tree["notFound"]))
        self.assertTrue(all(line.endswith(",Sales") for line in out.read_text().splitlines()[1:]))
        run("merge", "--only", "FB-1,FB-2", "--only", "FB-3", "--to", self.folder / "b.csv", "--tag", "x", a, check=0)
        self.assertEqual(["FB-1", "FB-2", "FB-3"], self.serials(self.folder / "b.csv"))
        (self.folder / "b.csv").unlink()
        run("merge", a, "--to", self.folder / "b.csv", "--tag", "a,b", check=5)
        self.nothing_but("a.csv", "out.csv")

    def test_an_input_is_never_written_over_and_a_file_that_is_there_only_with_force(self):
        a = self.file("a.csv", lines(BASE, row("FB-1")))
        before = a.read_bytes()
        run("merge", a, "--to", a, "--force", check=2)
        run("merge", self.folder, "--to", a, "--force", check=2)
        run("merge", a, "--to", self.folder / ".." / self.folder.name / "a.csv", "--force", check=2)
        self.assertEqual(before, a.read_bytes())
        other = self.file("out.csv", "mine")
        run("merge", a, "--to", other, check=4)
        self.assertEqual(b"mine", other.read_bytes())
        run("merge", a, "--to", other, "--force", check=0)
        self.in_order(other)
        run("merge", a, "--to", self.folder / "new.csv", "--report", a, "--force", check=2)
        self.assertEqual(before, a.read_bytes())
        self.nothing_but("a.csv", "out.csv")

    def test_a_second_output_that_is_there_keeps_the_first_from_being_written(self):
        a = self.many("a.csv", 0, 501)
        self.file("out-2.csv", "mine")
        run("merge", a, "--to", self.folder / "out.csv", check=4)
        self.nothing_but("a.csv", "out-2.csv")

    def test_nothing_is_written_when_an_input_cannot_be_read_and_a_web_page_is_named(self):
        a = self.file("a.csv", lines(BASE, row("FB-1")))
        run("merge", a, self.folder / "missing.csv", "--to", self.folder / "out.csv", check=5)
        run("merge", DATA / "web-page.csv", "--to", self.folder / "out.csv", check=5)
        self.nothing_but("a.csv")
        said = run("merge", a, DATA / "web-page.csv", "--to", self.folder / "out.csv", check=1).stdout.decode()
        self.assertIn("web-page.csv: it is a web page, not a CSV", said)

    def test_a_column_of_unknown_name_and_how_many_values_of_it_are_lost_is_reported(self):
        tags = self.file("t.csv", lines(BASE + ",Tag,,Owner", row("FB-1", "Sales", "x", ""), row("FB-2", "Lab", "", "")))
        tree = self.json("merge", tags, "--to", self.folder / "out.csv", check=0)
        self.assertEqual({"column-unknown": 1}, tree["inputs"][0]["warnings"])
        self.assertEqual([f'{tags}: columns ignored: "Tag" (2 values), 5 (1 value).'], tree["notes"])
        said = run("convert", tags, "--to", self.folder / "b.csv", check=0).stdout.decode()
        self.assertEqual(1, said.count('"Tag" (2 values)'))
        self.assertIn('"Tag" (2 values)', run("check", tags, check=1).stdout.decode())

    def test_the_report_names_every_row_as_text_and_as_json(self):
        out = self.folder / "out.csv"
        run("merge", DATA, "--to", out, "--report", self.folder / "r.txt", check=1)
        self.in_order(out)
        said = (self.folder / "r.txt").read_text()
        for part in ("excel-cut-cell.csv line 3 (FB-1002)", "fixed in ", "encoding-utf16", "twice.csv line 2 (FB-1001)"):
            self.assertIn(part, said)
        tree = self.json("merge", DATA, "--to", out, "--force", "--report", self.folder / "r.json", check=1)
        self.assertEqual(tree, json.loads((self.folder / "r.json").read_text()))


    def test_the_order_of_the_files_decides_neither_which_devices_are_kept_nor_under_which_serial_number(self):
        names = ("good-three", "good-five", "excel-serials", "no-serial", "cut-hash", "other-device", "umlaut-tag", "blanks", "partner",
                 "corporate", "corporate-no-model", "vendor-list")
        differing = 0
        for form, serial in (("intune", 0), ("partner", 0), ("corporate", 2)):
            for pair in itertools.combinations([DATA / f"{name}.csv" for name in names], 2):
                saved = []
                for files in (pair, pair[::-1]):
                    out = self.folder / "out.csv"
                    out.unlink(missing_ok=True)
                    run("merge", *files, "--to", out, "--format", form)
                    rows = csv.reader(out.read_text().splitlines()) if out.exists() else []
                    saved.append(sorted(row[serial] for row in rows))
                self.assertEqual(*saved, f"{form} {pair}")
                differing += len(saved[0]) > 1
        self.assertGreater(differing, 60)

    def test_the_report_has_every_row_and_every_warning_and_the_screen_says_how_many_it_does_not_show(self):
        many = self.file("many.csv", lines(BASE, row("FB-1"), *(f"FB-{n},," for n in range(2, 10_052))))
        report = self.folder / "r.txt"
        said = run("merge", many, "--to", self.folder / "a.csv", "--report", report, check=1).stdout.decode()
        self.assertIn("... and 10000 more; --report FILE lists them", said)
        self.assertEqual(10_050, report.read_text().count("SKIPPED  left out:"))
        self.assertEqual(10_050, len(self.json("merge", many, "--to", self.folder / "b.csv", check=1)["leftOut"]))
        some = self.file("some.csv", lines(BASE, *(row(f"FB-{n}", key=False) for n in range(300))))
        said = run("merge", some, "--to", self.folder / "c.csv", "--report", report, "--force", check=0).stdout.decode()
        self.assertIn("... and 250 more; --report FILE lists them", said)
        self.assertEqual(300, report.read_text().count("hash: no TPM"))

    def test_a_report_that_cannot_hold_all_says_so(self):
        many = self.file("many.csv", BASE + "\r\n" + "FB-1,,\r\n" * 200_020 + row("FB-2") + "\r\n")
        report = self.folder / "r.txt"
        said = run("merge", many, "--to", self.folder / "a.csv", "--report", report, check=1).stdout.decode()
        self.assertIn("... and 199970 more; --report FILE lists the first of them", said)
        self.assertIn("... and 20 more; no list has them: fix these first", report.read_text())


class MergeIdentifiers(Csv):
    """Every device once, however many forms its files have."""

    def test_a_device_and_its_identifier_are_one_line(self):
        ids = self.file("ids.csv", lines("Fabrikam,Fabrikam Book 5,FB-1001", "FABRIKAM,Fabrikam Book 5,FB-7"))
        for number, files in enumerate(((DATA / "good-three.csv", ids), (ids, DATA / "good-three.csv"))):
            out = self.folder / f"out{number}.csv"
            tree = self.json("merge", *files, "--format", "corporate", "--to", out, check=0)
            self.in_order(out, csv_rules.corporate)
            run("check", out, "--format", "corporate", check=0)
            self.assertEqual(3, tree["devices"])
            entry, = tree["superseded"]
            self.assertEqual("FB-1001", entry["serialNumber"])

    def test_serial_numbers_that_become_one_without_their_periods_are_one_line_and_both_are_reported(self):
        ids = self.file("ids.csv", lines("F,B,FB.1", "F,B,FB1", "f,b,FB-2"))
        out = self.folder / "out.csv"
        tree = self.json("convert", ids, "--format", "corporate", "--to", out, check=0)
        self.assertEqual(b"F,B,FB1\r\nf,b,FB-2\r\n", out.read_bytes())
        entry, = tree["superseded"]
        self.assertEqual((2, 1, "FB1"), (entry["line"], entry["takenLine"], entry["serialNumber"]))
        self.assertIn("same identifier", entry["notes"][0])

    def test_two_boards_with_one_placeholder_are_one_identifier_and_check_finds_it_twice(self):
        out = self.folder / "out.csv"
        tree = self.json("convert", DATA / "placeholder.csv", "--format", "corporate", "--to", out, check=0)
        self.assertEqual((1, 1), (tree["devices"], len(tree["superseded"])))
        self.file("twice.csv", out.read_bytes() * 2)
        shown = self.shown(self.json("check", self.folder / "twice.csv", check=1))
        self.assertIn("duplicate-device", [p["id"] for p in shown])


class Split(Csv):
    def test_a_long_file_becomes_files_that_can_be_imported(self):
        long = self.many("long.csv", 0, 1201)
        run("split", long, "--to", self.folder / "parts", check=0)
        parts = [self.folder / "parts" / f"long-{n}.csv" for n in (1, 2, 3)]
        for each in parts:
            self.in_order(each)
        self.assertEqual(self.serials(long), self.serials(*parts))
        run("split", long, "--to", self.folder / "hundreds", "--rows", "100", check=0)
        self.assertEqual(13, len(list((self.folder / "hundreds").iterdir())))
        run("split", long, "--to", self.folder / "x", "--rows", "501", check=2)
        run("split", long, "--to", self.folder / "x", "--rows", "0", check=2)
        run("split", long, "--to", self.folder / "parts", check=4)
        run("split", long, "--to", self.folder / "none" / "parts", check=4)

    def test_names_of_files_and_folders_that_cannot_be_are_reported_before_anything_is_written(self):
        a = self.file("a.csv", lines(BASE, row("FB-1")))
        for command in ("merge", "convert", "split"):
            said = run(command, a, "--to", "", check=2, cwd=self.folder).stderr.decode()
            self.assertIn("its name is empty", said)
        none = self.folder / "none"
        for arguments in (("merge", a, "--to", none / "b.csv"), ("merge", a, "--to", self.folder / "b.csv", "--report", none / "r.txt"),
                          ("split", a, "--to", none / "parts"), ("split", a, "--to", self.folder / "parts", "--report", none / "r.txt")):
            said = run(*arguments, check=4).stderr.decode()
            self.assertIn("folder not found", said)
        self.nothing_but("a.csv")
        run("split", "-", "--to", self.folder / "parts" / "", input=a.read_bytes(), check=0)
        self.assertEqual(["devices-1.csv"], [p.name for p in (self.folder / "parts").iterdir()])

    def test_a_file_keeps_its_form(self):
        head = BASE + ",Manufacturer name,Device model"
        long = self.file("p.csv", lines(head, *(f"FB-{n},,,Fabrikam,Book" for n in range(1001))))
        run("split", long, "--to", self.folder / "parts", check=0)
        for n, count in ((1, 1000), (2, 1)):
            part = self.folder / "parts" / f"p-{n}.csv"
            self.in_order(part, csv_rules.partner)
            self.assertEqual(count, len(self.serials(part)))


class WrongColumn(Csv):
    """Files whose columns are not what they seem, and lists that other portals and vendors export."""

    def test_swapped_columns_are_one_message_and_nothing_is_written_in_any_form(self):
        for name in ("swapped-no-header.csv", "swapped-two-models.csv", "swapped-header.csv"):
            shown = self.shown(self.json("check", DATA / name, check=1))
            self.assertEqual(["columns-swapped"], [p["id"] for p in shown if p["id"] != "hash-column-missing"])
            for form in ("intune", "partner", "corporate"):
                out = self.folder / f"{form}-{name}"
                said = run("convert", DATA / name, "--format", form, "--to", out, check=5).stdout.decode()
                self.assertEqual(1, said.count("probably swapped"))
                self.assertFalse(out.exists())
        good = self.file("good.csv", lines(BASE, row("FB-9")))
        tree = self.json("merge", good, DATA / "swapped-no-header.csv", "--to", self.folder / "out.csv", check=1)
        self.assertEqual((["FB-9"], 3), (self.serials(self.folder / "out.csv"), len(tree["leftOut"])))

    def test_with_a_header_the_order_of_the_columns_does_not_matter(self):
        for header, cells in (("Manufacturer,Serial number,Model", "{m},{s},{t}"), ("Model;Manufacturer;Serial No.", "{t};{m};{s}")):
            source = self.file("in.csv", lines(header, *(cells.format(m="Fabrikam", s=f"FB-{n}", t="Book") for n in range(3))))
            out = self.folder / "out.csv"
            run("convert", source, "--format", "corporate", "--to", out, "--force", check=0)
            self.in_order(out, csv_rules.corporate)
            self.assertEqual(lines(*(f"Fabrikam,Book,FB-{n}" for n in range(3))).encode(), out.read_bytes())

    def test_one_serial_number_for_two_devices_is_never_written_without_a_word(self):
        self.assertEqual([("serial-shared", 2)], [(p["id"], p["line"]) for p in self.shown(self.json("check", DATA / "serial-shared.csv", check=0))])
        for form in ("partner", "corporate"):
            tree = self.json("convert", DATA / "serial-shared.csv", "--format", form, "--to", self.folder / f"{form}.csv", check=0)
            self.assertEqual(1, sum('"FB-1001" is in the new file for 2 devices' in note for note in tree["notes"]))

    def test_a_hash_says_which_column_holds_the_serial_number(self):
        shown = self.shown(self.json("check", DATA / "swapped-hash.csv", check=1))
        self.assertIn("found in Windows Product ID", shown[0]["message"])

    def test_a_list_without_a_hash_is_one_message_with_what_can_be_made_of_it(self):
        for name, wanted in (("analytics-export.csv", ["FB-1001"]), ("vendor-list.csv", ["FB-1001", "FB-1002"]), ("partner-order.csv", ["FB-1001", "FB-1002"])):
            shown = self.shown(self.json("check", DATA / name, check=1))
            missing, = [p for p in shown if p["id"] == "hash-column-missing"]
            for part in ("csv convert", "--format corporate", "partner"):
                self.assertIn(part, missing["fix"])
            said = run("convert", DATA / name, "--to", self.folder / "none.csv", check=5).stdout.decode()
            self.assertEqual(1, said.count("left out:"))
            self.assertIn("--format corporate", said)
            for form, rules, column in (("corporate", csv_rules.corporate, 2), ("partner", csv_rules.partner, 0)):
                out = self.folder / f"{form}-{name}"
                tree = self.json("convert", DATA / name, "--format", form, "--to", out, check=0)
                self.assertNotIn("hash-column-missing", tree["inputs"][0]["notPutRight"])
                self.in_order(out, rules)
                found = [line.split(",")[column] for line in out.read_text().splitlines()]
                self.assertEqual(wanted, found[len(found) - len(wanted):])

    def test_a_device_association_file_is_named(self):
        self.assertIn("device-association", [p["id"] for p in self.shown(self.json("check", DATA / "device-association.csv", check=1))])

    def test_a_value_that_is_not_needed_costs_no_device_and_is_named_in_every_form(self):
        cases = {"excel-product-id.csv": (0, {"partner": 3, "intune": 2}), "excel-maker.csv": (0, {"partner": 3, "intune": 0}),
                 "excel-tag.csv": (1, {"intune": 2}), "umlaut-tag.csv": (1, {"intune": 1}), "bad-user.csv": (1, {"intune": 1})}
        for name, (code, forms) in cases.items():
            for form, count in forms.items():
                with self.subTest(name, form=form):
                    out = self.folder / f"{form}-{name}"
                    tree = self.json("convert", DATA / name, "--format", form, "--to", out, check=code)
                    self.in_order(out, csv_rules.FORMATS[form])
                    rows = len((DATA / name).read_text().splitlines()) - 1
                    self.assertEqual((rows, count, []), (tree["devices"], len(tree["emptied"]), tree["leftOut"]))
                    text = run("convert", DATA / name, "--format", form, "--to", out, "--force", check=code).stdout.decode()
                    self.assertEqual(count, text.count("left empty:"))
        key = "0330001234567"
        source = self.file("key.csv", lines(BASE, f"FB-1,{key}," + device("FB-1")))
        run("convert", source, "--to", self.folder / "key out.csv", check=0)
        self.assertIn(f"FB-1,{key},", (self.folder / "key out.csv").read_text())

    def test_a_tag_or_user_that_a_spreadsheet_takes_for_a_formula_is_a_warning_wherever_it_is_written(self):
        shown = self.shown(self.json("check", DATA / "formula-tag.csv", check=0))
        self.assertEqual([("formula-start", 2), ("formula-start", 3), ("formula-start", 3)], [(p["id"], p["line"]) for p in shown])
        out = self.folder / "out.csv"
        self.assertIn('begins with "="', run("merge", DATA / "formula-tag.csv", "--to", out, check=0).stdout.decode())
        self.assertIn("=Sales", out.read_text())
        said = run("merge", DATA / "good-three.csv", "--tag", "@Lab", "--to", self.folder / "tag.csv", check=0).stdout.decode()
        self.assertEqual(1, said.count('begins with "@"'))

    def test_a_comma_costs_its_own_line_alone_and_the_option_that_settles_the_form_is_named(self):
        tree = self.json("check", DATA / "identifiers-comma.csv", check=1)
        shown = {p["id"]: p for p in self.shown(tree)}
        self.assertEqual({"format-assumed", "columns-shifted"}, set(shown))
        self.assertEqual(2, shown["columns-shifted"]["line"])
        self.assertIn('"Contoso, Ltd."', shown["columns-shifted"]["message"])
        for option in ("--format", "--from"):
            self.assertIn(option, shown["format-assumed"]["fix"])
        out = self.folder / "out.csv"
        tree = self.json("convert", DATA / "identifiers-marks.csv", "--format", "corporate", "--to", out, check=1)
        self.in_order(out, csv_rules.corporate)
        self.assertEqual((2, [1, 4, 5, 6]), (tree["devices"], [r["line"] for r in tree["leftOut"]]))
        notes = self.file("notes.csv", lines("hello", "a,b", "Contoso,Book,S-1"))
        self.assertIn(b"--from", run("convert", notes, "--to", self.folder / "no.csv", check=5).stdout + run("check", notes, check=1).stdout)
        for form, content in (("partner", lines("FB-1,,,Fabrikam,Book", "FB-2,,,,")), ("corporate", lines("F,B,FB-1", "x"))):
            self.assertEqual(form, self.json("check", self.file("a.csv", content), "--format", form, check=1)["files"][0]["format"])

    def test_a_row_on_several_lines_is_one_device_when_its_hash_is_whole(self):
        for name, serials in (("wrapped-console.csv", ["FB-1001", "FB-1002"]), ("wrapped-tag.csv", ["FB-1001", "FB-1002"]), ("wrapped-first.csv", ["FB-1001", "FB-1002"]),
                              ("wrapped-mail.csv", ["FB-1001", "FB-1002"]), ("wrapped-printable.csv", ["FB-1001"]), ("wrapped-no-header.csv", ["FB-1001", "FB-1002"]),
                              ("wrapped-blank-lines.csv", ["FB-1001", "FB-1002"]), ("wrapped-hash.csv", ["FB-1001", "FB-1002"])):
            with self.subTest(name):
                out = self.folder / name
                run("convert", DATA / name, "--to", out, check=0)
                self.in_order(out)
                self.assertEqual(serials, self.serials(out))
                checked = subprocess.run([PROGRAM, "hash", "check", str(DATA / name)], capture_output=True, check=False)
                self.assertEqual(0, checked.returncode, checked.stdout)
        self.assertEqual(["Sales", ""], [line.split(",")[3] for line in (self.folder / "wrapped-tag.csv").read_text().splitlines()[1:]])
        shown = self.shown(self.json("check", DATA / "wrapped-cut.csv", check=1))
        self.assertEqual({2}, {p["line"] for p in shown})

    def test_any_width_any_indent_and_any_line_end_of_a_wrapped_row_gives_the_row(self):
        whole = row("FB-1", "Sales", filler=900)
        for width in (40, 79, 80, 119, 120, 200, 512, 1023):
            for indent in ("", "  ", "\t"):
                for end in ("\r\n", "\n"):
                    content = BASE + ",Group Tag" + end + make.wrapped(whole, width, indent, end) + row("FB-2", "") + end
                    out = self.folder / "out.csv"
                    run("convert", self.file("in.csv", content), "--to", out, "--force", check=0)
                    self.assertEqual(lines(BASE + ",Group Tag", whole, row("FB-2", "")).encode(), out.read_bytes(), (width, indent, end))

    def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_alone_in_bounded_time(self):
        content = lines(BASE, '"FB-0,,' + device("FB-0"), *(row(f"FB-{n}") for n in range(1, 150)))
        tree = self.json("convert", self.file("a.csv", content), "--to", self.folder / "out.csv", check=1)
        self.assertEqual((149, [(2, "quote-open")]), (tree["devices"], [(r["line"], r["id"]) for r in tree["leftOut"]]))
        run("check", self.file("b.csv", BASE + "\r\n" + '"a\r\n' * 200_000), check=1)


class Convert(Csv):
    def test_for_the_partner_center_maker_and_model_come_out_of_the_hash(self):
        out = self.folder / "out.csv"
        run("convert", DATA / "powershell-5.csv", "--format", "partner", "--to", out, check=0)
        self.in_order(out, csv_rules.partner)
        self.assertTrue(out.read_bytes().endswith(b",Fabrikam,Fabrikam Book 5\r\n"))
        maker = self.file("m.csv", lines(BASE, row("FB-1", maker="Fabrikam Co., Ltd.")))
        said = run("convert", maker, "--format", "partner", "--to", out, "--force", check=0).stdout.decode()
        self.assertIn("left empty: ", said)
        self.assertIn("character 13 of Manufacturer name is a comma", said)
        self.in_order(out, csv_rules.partner)

    def test_serial_numbers_of_identifiers_lose_periods_both_forms_are_reported_and_models_keep_theirs(self):
        out = self.folder / "out.csv"
        said = run("convert", DATA / "corporate.csv", "--format", "corporate", "--to", out, check=0).stdout.decode()
        self.in_order(out, csv_rules.corporate)
        self.assertIn('"FB.1002" is written as "FB1002"', said)
        self.assertIn("Fabrikam,Fabrikam Book 5.1,FB1002", out.read_text())
        run("convert", DATA / "good-three.csv", "--format", "corporate", "--to", out, "--force", check=0)
        self.in_order(out, csv_rules.corporate)
        self.assertIn(b"Fabrikam,Fabrikam Book 5,FB-1001\r\n", out.read_bytes())

    def test_identifiers_that_excel_saved_are_read_as_such_and_a_row_that_lacks_a_value_is_named(self):
        wanted = {"corporate-semicolons.csv": (["FB-1001", "FB-1002"], []), "corporate-trailing-commas.csv": (["FB-1001", "FB-1002"], []),
                  "corporate-no-model.csv": (["FB-1001", "FB-1003"], [(2, "field-empty")])}
        for name, (serials, left) in wanted.items():
            out = self.folder / name
            tree = self.json("convert", DATA / name, "--format", "corporate", "--to", out, check=1 if left else 0)
            self.in_order(out, csv_rules.corporate)
            self.assertEqual(serials, [line.split(",")[2] for line in out.read_text().splitlines()])
            self.assertEqual(left, [(r["line"], r["id"]) for r in tree["leftOut"]])

    def test_what_a_file_is_can_be_said(self):
        ids = self.file("ids.csv", lines("Fabrikam;;FB-1", "Fabrikam;;FB-2", "Fabrikam;Book;FB-3"))
        run("convert", ids, "--format", "corporate", "--to", self.folder / "a.csv", check=5)
        for command in ("convert", "merge"):
            out = self.folder / f"{command}.csv"
            tree = self.json(command, ids, "--from", "corporate", "--format", "corporate", "--to", out, check=1)
            self.assertEqual((b"Fabrikam,Book,FB-3\r\n", ["field-empty"] * 2), (out.read_bytes(), [r["id"] for r in tree["leftOut"]]))
        run("merge", ids, "--from", "excel", "--to", self.folder / "b.csv", check=2)

    def test_identifiers_become_devices_for_the_partner_center(self):
        out = self.folder / "out.csv"
        run("convert", DATA / "corporate.csv", "--format", "partner", "--to", out, check=0)
        self.in_order(out, csv_rules.partner)
        self.assertIn("FB.1002,,,Fabrikam,Fabrikam Book 5.1", out.read_text())

    def test_a_row_that_does_not_fit_into_the_new_form_is_named_by_the_rule_that_it_breaks(self):
        other = BASE + ",Manufacturer name,Device model"
        cases = [("product id", lines(other, "FB-1,3.3E+12,,,Book"), "partner", "device-not-told", "no hash, no product ID"),
                 ("comma", lines(other, 'FB-1,,,"Fabrikam, Inc.",Book'), "partner", "character", "character 9 of Manufacturer name is a comma"),
                 ("model", lines(BASE, row("FB-1", model="B\u00fcch, 5")), "corporate", "character", "character 2 of Device model is "),
                 ("no model", lines(BASE, row("FB-1", model="")), "corporate", "field-empty", "Device model is missing"),
                 ("serial", lines(BASE, row("F\u00f6-1")), "intune", "character", "character 2 of Device Serial Number is ")]
        for name, content, form, rule, words in cases:
            with self.subTest(name):
                tree = self.json("convert", self.file(f"{name}.csv", content), "--format", form, "--to", self.folder / f"{name} out.csv", check=5)
                left, = tree["leftOut"]
                self.assertEqual((rule, words), (left["id"], left["message"][:len(words)]))
                self.assertNotIn("(rule", left["message"])

    def test_a_column_that_the_new_form_lacks_does_not_keep_a_row_out(self):
        out = self.folder / "out.csv"
        said = run("convert", DATA / "configmgr-report.csv", "--to", out, check=0).stdout.decode()
        self.in_order(out)
        self.assertIn("Manufacturer and model of 1 device are not in the new file", said)
        run("convert", DATA / "umlaut-tag.csv", "--format", "corporate", "--to", out, "--force", check=0)
        self.in_order(out, csv_rules.corporate)

    def test_standard_input_and_a_folder_that_is_not_there(self):
        run("convert", "-", "--to", self.folder / "out.csv", input=(DATA / "quoted.csv").read_bytes(), check=0)
        self.in_order(self.folder / "out.csv")
        run("convert", DATA / "quoted.csv", "--to", self.folder / "none" / "out.csv", check=4)

    def test_help_has_each_command(self):
        for name in ("check", "merge", "split", "convert"):
            self.assertIn(b"--json", run(name, "--help", check=0).stdout)
            self.assertIn(name.encode(), run("--help", check=0).stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
