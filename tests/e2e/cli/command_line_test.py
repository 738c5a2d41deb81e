#!/usr/bin/env python3
"""What the command line says, against one file that is reviewed like code: the help of every command, every usage error,
and the text of each command. After a wording was changed: PREFLIGHT_WRITE=1 command_line_test.py ..., then read the
difference. Usage: command_line_test.py PROGRAM SOURCE_FOLDER"""
import difflib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runner

PROGRAM, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
REVIEWED = SOURCE / "tests" / "data" / "command_line.txt"
# In a folder with three recordings (laptop, limited: not administrator, virtual: placeholder serial) and some CSV files.
LINES = """
--help
show --help
status --help
export --help
record --help
drives --help
csv --help
csv check --help
csv merge --help
csv split --help
csv convert --help
hash --help
hash decode --help
hash check --help
hash compare --help

fly
staus
exprot
--json
--hlep
csv
csv chek
csv check
csv check a.csv --format excel
csv split a.csv --to parts --rows 0
csv split a.csv --to parts --rows many
hash compare a.csv
export --to
export --to --usb
export --to . --usb
export --to . --to .
export --format intun
export --grup-tag SALES
export --json=yes
status extra
status --step 501
record
show --size 800x600
show --theme pink
show --replay laptop --film 500 --screenshot a.png
show --replay laptop --screenshot a.png --size foo
show --replay laptop --screenshot a.png --size 10x10
status --step 3
status --replay laptop --step 3
status --short --json
export --to . --append b.csv
export --usb --append /b.csv
record --replay laptop --to r.txt
nonsense --help

status --replay missing
status --replay missing --json
status --replay empty
status --replay laptop --stick missing
show --replay laptop --stick missing --screenshot a.png
show --replay laptop --screenshot missing/a.png
show --replay laptop --screenshot empty
export --replay laptop --append empty
export --replay laptop --append /dev/full
csv check empty
csv check no*.csv
hash check no*.csv
hash check missing --json
status --replay a.csv
export --replay laptop --to missing
export --replay laptop --append missing/a.csv
export --replay laptop --to . --group-tag a,b
export --replay laptop --to . --assigned-user ada
export --replay laptop --append web.csv
export --replay limited --to .
export --replay virtual --to .
record --replay laptop --to missing/r.zip
csv check missing.csv
csv merge a.csv --to a.csv
csv merge missing.csv --to new.csv
csv convert web.csv --to new.csv
hash check missing
hash check web.csv
hash compare laptop missing

status --replay laptop
status --replay laptop --short
status --replay laptop --all
status --replay limited --evidence
status --replay virtual --stick stick
export --replay laptop --to .
export --replay laptop --to . --format partner --group-tag SALES
export --replay laptop --stick stick --group-tag SALES
export --replay laptop --stick stick
export --replay laptop --stick stick --group-tag ''
export --replay limited --stick stick --format corporate
export --replay virtual --stick stick --force
record --replay laptop --to r.zip
record --replay laptop --to r.zip
drives --replay laptop
csv check a.csv web.csv
csv check b.csv
csv check corporate.csv
csv merge a.csv stick --to all.csv
csv convert b.csv --to c.csv --tag LAB
csv split a.csv --to parts
hash check laptop
hash check stick/Preflight/autopilot.csv
hash check b.csv
hash decode laptop
hash compare laptop laptop
hash compare laptop virtual
"""


class CommandLine(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight words "))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        samples, data = SOURCE / "assets" / "samples", SOURCE / "tests" / "data" / "csv"
        for name, sample in (("laptop", "laptop-oobe"), ("limited", "laptop-not-elevated"), ("virtual", "hyperv-placeholder")):
            shutil.copytree(samples / sample, self.folder / name)
        for name, file in (("a.csv", "good-three.csv"), ("b.csv", "excel-serials.csv"), ("web.csv", "web-page.csv"),
                           ("corporate.csv", "corporate.csv")):
            shutil.copy(data / file, self.folder / name)
        (self.folder / "stick").mkdir()
        (self.folder / "empty").mkdir()

    def said(self, line):
        done = subprocess.run([PROGRAM, *shlex.split(line)], cwd=self.folder, capture_output=True, timeout=60, check=False,
                              stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_what_the_command_line_says_was_reviewed(self):
        text = ""
        for line in LINES.strip().split("\n"):
            if line:
                code, out, err = self.said(line)
                text += f"$ preflight {line}\n{out}{err}=> {code}\n\n".replace(str(self.folder), "FOLDER")
        if os.environ.get("PREFLIGHT_WRITE"):
            REVIEWED.write_text(text, encoding="utf-8")
        reviewed = REVIEWED.read_text(encoding="utf-8")
        self.assertEqual(reviewed, text, "\n".join(difflib.unified_diff(reviewed.split("\n"), text.split("\n"), lineterm="", n=1)))

    def test_status_ends_with_state_fact_and_action_and_has_states_of_the_closed_list_only(self):
        states = "OK|NONE|RUNNING|WAITING|SKIPPED|WARNING|FAILED|UNKNOWN|INFO"
        verdict = rf"({states}) +[A-Z][^\n]+\n {{9}}[^\n]+\n {{9}}(Next|Vendor): [^\n]+\n"
        for recording in ("laptop", "limited", "virtual"):
            text = self.said(f"status --replay {recording} --all")[1]
            # What a recording lacks is recorded again, which no command does without the device.
            command = "" if recording == "limited" else r" {9}Or type: [^\n]+\n"
            self.assertRegex(text, rf"\n\n{verdict}{command}\Z")
            self.assertRegex(text, r"\A[^\n]+, serial number [^\n]+\nRecorded [0-9-]{10} [0-9:]{5} \(UTC\+01:00\) in [^\n]+\n\n")
            rows = [row for row in text.split("\n\n", 1)[1].split("\n") if re.match(r"  \S", row)]
            self.assertGreater(len(rows), 20)
            for row in rows:
                self.assertRegex(row, rf"^  ({states}) |^  .{{24}} (({states}) +| {{9}})\S")
            brief = self.said(f"status --replay {recording} --short")[1]
            self.assertRegex(brief, rf"\A[^\n]+, serial number [^\n]+\n{verdict}\Z")
            self.assertTrue(text.replace(command, "").find(brief.split("\n", 1)[1].rstrip("\n")) > 0)

    def test_status_shows_only_what_is_not_fine_and_evidence_only_when_it_is_wanted(self):
        for recording in ("laptop", "limited", "virtual"):
            text = self.said(f"status --replay {recording}")[1]
            shown, verdict = text.rsplit("\n\n", 1)
            self.assertNotRegex(shown, r"(?m)^  .*\b(OK|NONE|INFO) ")
            self.assertNotIn("  - ", text)
            self.assertIn("--all shows them", shown)
            everything = self.said(f"status --replay {recording} --all --evidence")[1]
            self.assertIn("  - ", everything)
            for line in shown.split("\n"):
                self.assertTrue("--all shows them" in line or line in everything, line)
            self.assertTrue(everything.endswith(verdict))

    def test_with_json_an_error_is_json_too(self):
        for line in ("status --replay missing --json", "staus --json", "export --json --to", "export --replay laptop --to no --json",
                     "hash check missing --json", "drives --replay missing --json", "record --replay laptop --to stick/a/b --json",
                     "csv merge missing.csv --to a --json", "csv merge web.csv --to new.csv --json", "--json"):
            with self.subTest(line):
                code, out, err = self.said(line)
                tree = json.loads(out)["error"]
                self.assertEqual(code, tree["exit"])
                self.assertGreater(code, 1)
                self.assertTrue(err.startswith(f"error: {tree['message']}\n"), err)

    def test_a_usage_error_is_two_lines_on_standard_error(self):
        for line in LINES.strip().split("\n\n")[1].split("\n"):
            with self.subTest(line):
                code, out, err = self.said(line)
                self.assertEqual((2, "--json" in line.split()), (code, out != ""))  # then the error is JSON too
                self.assertRegex(err, r"\Aerror: [^\n]+\n[^\n]+[.?]\n\Z")

    def test_help_fits_into_80_columns(self):
        for line in LINES.split("\n\n")[0].strip().split("\n"):
            for row in self.said(line)[1].split("\n"):
                self.assertLessEqual(len(row), 80, row)

    def test_every_option_and_command_of_the_help_is_taken(self):
        for line in LINES.split("\n\n")[0].strip().split("\n"):
            command, text = line.removesuffix("--help").strip(), self.said(line)[1]
            for option in re.findall(r"^  (--[a-z-]+)", text, re.M):
                self.assertNotIn("unknown option", self.said(f"{command} {option} --help")[2])


if __name__ == "__main__":
    runner.main(sys.argv[:1])
