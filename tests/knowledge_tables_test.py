#!/usr/bin/env python3
"""The check of the knowledge tables finds each kind of mistake, and the tables as they are have none."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = ROOT / "assets" / "knowledge"


def run(folder):
    out = folder / "out.cpp"
    return subprocess.run([sys.executable, ROOT / "src" / "knowledge" / "make_tables.py", folder, out],
                          capture_output=True, text=True, check=False)


class Tables(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        shutil.copytree(TABLES, self.folder, dirs_exist_ok=True)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def expect(self, words, name="errors", row=None, change=None):
        file = self.folder / f"{name}.tsv"
        text = file.read_text(encoding="utf-8")
        file.write_text(change(text) if change else text + "\t".join(row) + "\n", encoding="utf-8")
        done = run(self.folder)
        self.assertNotEqual(0, done.returncode)
        self.assertIn(words, done.stderr)

    def test_the_tables_as_they_are_are_right(self):
        done = run(self.folder)
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_a_row_with_too_few_columns(self):
        self.expect("2 columns, not 9", row=["0x8FFF0001", "X"])

    def test_a_row_with_too_many_columns(self):
        self.expect("6 columns, not 5", "facilities", ["0x8FFF", "n", "t.", "s", "documented", "more"])

    def test_a_key_twice(self):
        self.expect("the same key as facilities.tsv:", "facilities", ["0x8018", "n", "t.", "s", "documented"])

    def test_a_key_that_another_file_of_the_table_has(self):
        row = (self.folder / "events" / "tpm.tsv").read_text(encoding="utf-8").split("\n")[1].split("\t")
        self.expect("the same key as events/tpm.tsv:2", "events/user-device-registration", row)

    def test_a_table_that_is_a_file_and_a_folder(self):
        (self.folder / "events.tsv").write_text("x\n", encoding="utf-8")
        self.expect("both a file and a folder", change=lambda text: text)

    def test_a_table_without_rows(self):
        self.expect("the table is empty", change=lambda text: text.split("\n")[0])

    def test_an_error_without_an_action(self):
        self.expect("needs an action", row=["0x8FFF0001", "", "a", "m.", "", "", "", "s", "documented"])

    def test_an_error_event_without_an_action(self):
        self.expect("needs an action", "events/others", ["Contoso", "1", "", "warning", "m.", "", "", "", "s", "documented"])

    def test_a_row_without_a_source(self):
        self.expect("no source", row=["0x8FFF0001", "", "a", "m.", "", "Do.", "technician", "", "documented"])

    def test_somebody_who_is_nobody(self):
        self.expect("nobody is called", row=["0x8FFF0001", "", "a", "m.", "", "Do.", "Ada", "s", "documented"])

    def test_a_basis_that_is_not_known(self):
        self.expect("is not known", row=["0x8FFF0001", "", "a", "m.", "", "Do.", "technician", "s", "hearsay"])

    def test_columns_that_are_renamed(self):
        self.expect("the columns must be", change=lambda text: text.replace("meaning", "sense", 1))

    def test_a_table_that_nobody_reads(self):
        (self.folder / "more.tsv").write_text("a\tb\n", encoding="utf-8")
        self.expect("not known to make_tables.py", change=lambda text: text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
