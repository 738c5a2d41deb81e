"""preflight.exe and the batch of a stick under Wine, while drives fill up, go away, or are held, and programs are killed.

What holds after each fault: the earlier files are whole and keep their rows, the message says what happened, and the
next run needs nothing to be put right by hand. Every class prints how many faults it tried.
"""

import contextlib
import csv
import io
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "media"), str(HERE.parent / "cli"), str(HERE.parent / "support")]
import csv_rules
import devices
import runner
from prefix import Prefix, built, windows_path

PREFIX = Prefix(os.environ.get("PREFLIGHT_WINE_PREFIX", "/tmp/preflight-wine"))
LAPTOP = HERE.parents[2] / "assets" / "samples" / "laptop-oobe"
FULL = "the drive is full"
# Wine gives this one code for a file system that is read-only and for a missing permission.
REFUSED = "no permission, or the file is open elsewhere"
ROOT = os.geteuid() == 0


def rows(path):
    """The serial numbers of a whole file, which must be one that Intune takes; none when there is no file."""
    if not path.exists():
        return []
    content = path.read_bytes()
    broken = csv_rules.intune(content)
    if broken:
        raise AssertionError(f"{path}: {broken[:3]}")
    return [row["Device Serial Number"] for row in csv.DictReader(io.StringIO(content.decode("ascii"), newline=""))]


def own_words(err):
    """Standard error without Wine's own remarks about drive Z:."""
    return "".join(line for line in err.splitlines(keepends=True) if not line.startswith("wine:"))


@contextlib.contextmanager
def held(test, file, sharing):
    """Another program has the file open, and lets others do nothing, read, or all."""
    process = PREFIX.start(built("holdfile.exe"), [windows_path(file), sharing], stdin=subprocess.PIPE)
    try:
        test.assertEqual(b"held", process.stdout.readline().strip())
        yield
    finally:
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()
        process.stderr.close()


class BatchTest(unittest.TestCase):
    """A stick E: that holds a batch of two devices, and others that are put beside them."""

    @classmethod
    def setUpClass(cls):
        if not PREFIX.exists():
            PREFIX.create()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight-batch-", dir="/dev/shm"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.stick = cls.folder / "stick"
        cls.own = cls.stick / "Preflight"
        cls.kept = cls.folder / "kept"
        cls.faults = 0
        cls.recordings = {}
        cls.stick.mkdir()
        PREFIX.hotplug("E", cls.stick)
        cls.addClassCleanup(PREFIX.unplug, "E")
        for number in (1, 2):
            code, _, err = cls.export(number)
            if code != 0:
                raise AssertionError(err)
        shutil.copytree(cls.own, cls.kept)

    @classmethod
    def tearDownClass(cls):
        print(f"\n{cls.__name__}: {cls.faults} faults under Wine")

    def setUp(self):
        self.prepare()

    @classmethod
    def recording(cls, number):
        if number not in cls.recordings:
            cls.recordings[number] = devices.make(LAPTOP, cls.folder / f"rec{number}", f"CB1{number:04}", number)
        return windows_path(cls.recordings[number])

    @classmethod
    def arguments(cls, number):
        return ["export", "--replay", cls.recording(number), "--stick", "E:\\", "--yes"]

    @classmethod
    def export(cls, number):
        code, out, err = PREFIX.run(built("preflight.exe"), cls.arguments(number))
        return code, out, own_words(err)

    def prepare(self):
        """The stick as it was before the third device."""
        shutil.rmtree(self.own, ignore_errors=True)
        shutil.copytree(self.kept, self.own)

    def fault(self):
        type(self).faults += 1

    def check_nothing_lost(self, own=None):
        own = own or self.own
        batch = rows(own / "autopilot.csv")
        self.assertEqual(["CB10001", "CB10002"], batch[:2])
        for file in (own / "devices").glob("*.csv"):
            self.assertEqual([file.stem], rows(file))
        for line in (own / "log.jsonl").read_text().splitlines():
            json.loads(line)
        return batch

    def check_clean_after_next_run(self, number):
        code, out, err = self.export(number)
        self.assertEqual(0, code, err)
        self.assertIn(f"CB1{number:04}", self.check_nothing_lost())
        self.assertEqual([], self.leftovers())
        return out

    def leftovers(self):
        return [p.name for p in self.stick.rglob("*") if p.name.endswith((".tmp", ".lock"))]

    def refused(self, number, *words):
        """A write that must fail, and says why; gives what it said."""
        code, out, err = self.export(number)
        self.fault()
        self.assertEqual(4, code, out + err)
        self.assertNotIn("Safe to remove", out)
        for each in words:
            self.assertIn(each, err)
        return err


@unittest.skipUnless(ROOT, "mounting a file system needs root")
class Full(BatchTest):
    def mount(self, where, *options):
        subprocess.run(["mount", *options, where], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", where], check=False, stderr=subprocess.DEVNULL)

    def used(self):
        found = os.statvfs(self.stick)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def test_a_drive_that_fills_up_at_any_size_keeps_all_rows_and_says_full(self):
        self.mount(self.stick, "-t", "tmpfs", "-o", "size=1m", "preflight-test")
        self.prepare()
        used = self.used() // 4096
        said = []
        for pages in range(used, used + 14):
            self.prepare()
            subprocess.run(["mount", "-o", f"remount,size={pages * 4}k", self.stick], check=True)
            code, out, err = self.export(3)
            self.fault()
            said.append(code)
            with self.subTest(pages=pages - used):
                if code != 0:
                    self.assertEqual(4, code, out + err)
                    self.assertIn(FULL, err)
                    self.assertNotIn("Safe to remove", out)
                self.check_nothing_lost()
                self.assertEqual([], self.leftovers())
            subprocess.run(["mount", "-o", "remount,size=1m", self.stick], check=True)
        self.assertEqual(4, said[0])
        self.assertEqual(0, said[-1])
        self.check_clean_after_next_run(3)

    def test_a_write_protected_drive_or_folder_says_so_and_keeps_all_rows(self):
        for where in (self.own, self.own / "devices"):
            with self.subTest(where=where.name):
                self.prepare()
                self.mount(where, "--bind", where)
                subprocess.run(["mount", "-o", "remount,bind,ro", where], check=True)
                self.refused(3, "Preflight", REFUSED)
                self.check_nothing_lost()
                subprocess.run(["umount", where], check=True)
                self.check_clean_after_next_run(3)

    def test_a_folder_without_permission_to_write_says_so_and_keeps_all_rows(self):
        # Wine's server opens the files: it gets one without root's right to pass over permissions.
        PREFIX.kill()
        self.addCleanup(PREFIX.kill)
        weak = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override,-dac_read_search"]
        for where in (self.own, self.own / "devices"):
            with self.subTest(where=where.name):
                self.prepare()
                where.chmod(0o555)
                try:
                    done = PREFIX.run(built("preflight.exe"), self.arguments(3), before=weak)
                finally:
                    where.chmod(0o755)
                self.fault()
                self.assertEqual(4, done[0], done[1] + done[2])
                self.assertIn(REFUSED, done[2])
                self.check_nothing_lost()
                self.assertEqual([], self.leftovers())


class Held(BatchTest):
    """Another program has a file open, as Excel does."""

    def test_a_batch_that_another_program_holds_keeps_its_rows_and_the_device_file_is_told(self):
        for sharing in ("none", "read", "all"):
            with self.subTest(sharing=sharing):
                self.prepare()
                with held(self, self.own / "autopilot.csv", sharing):
                    err = self.refused(3, "autopilot.csv", "open in another program", "Saved and verified before")
                self.assertIn("CB10003.csv", err)
                self.assertEqual(["CB10001", "CB10002"], self.check_nothing_lost())
                self.assertEqual([], self.leftovers())
                self.check_clean_after_next_run(3)

    def test_a_device_file_that_another_program_holds_is_kept_and_the_batch_is_not_touched(self):
        for sharing in ("none", "read"):
            with self.subTest(sharing=sharing):
                self.prepare()
                before = (self.own / "autopilot.csv").read_bytes()
                with held(self, self.own / "devices" / "CB10002.csv", sharing):
                    self.refused(2, "CB10002.csv", "open in another program")
                self.assertEqual(before, (self.own / "autopilot.csv").read_bytes())
                self.check_nothing_lost()
                self.check_clean_after_next_run(2)

    def test_a_log_that_another_program_holds_does_not_stop_the_export_and_is_told(self):
        for sharing in ("none", "read"):
            with self.subTest(sharing=sharing):
                self.prepare()
                before = (self.own / "log.jsonl").read_bytes()
                with held(self, self.own / "log.jsonl", sharing):
                    code, out, err = self.export(3)
                self.fault()
                self.assertEqual(0, code, err)
                self.assertIn("No line was added to the log", out)
                self.assertIn("Safe to remove", out)
                self.assertEqual(["CB10001", "CB10002", "CB10003"], self.check_nothing_lost())
                self.assertEqual(before, (self.own / "log.jsonl").read_bytes())

    def test_files_that_are_marked_read_only_are_not_replaced(self):
        for name, number in (("autopilot.csv", 3), ("devices/CB10002.csv", 2)):
            with self.subTest(name=name):
                self.prepare()
                target = self.own / name
                before = target.read_bytes()
                target.chmod(0o444)
                try:
                    self.refused(number, target.name, "marked read-only")
                finally:
                    target.chmod(0o644)
                self.assertEqual(before, target.read_bytes())
                self.check_nothing_lost()
                self.check_clean_after_next_run(number)

    def test_a_log_that_is_marked_read_only_is_kept_and_told(self):
        log = self.own / "log.jsonl"
        before = log.read_bytes()
        log.chmod(0o444)
        try:
            code, out, _ = self.export(3)
        finally:
            log.chmod(0o644)
        self.fault()
        self.assertEqual(0, code)
        self.assertIn("No line was added to the log", out)
        self.assertEqual(before, log.read_bytes())


class Pulled(BatchTest):
    PULLS = 12

    def test_a_drive_that_goes_while_many_devices_are_written_keeps_every_row_that_was_there(self):
        chance = random.Random(7)
        told = 0
        for pull in range(self.PULLS):
            with self.subTest(pull=pull):
                self.prepare()
                process = PREFIX.start(built("stick_write.exe"), ["E:\\", f"P{pull:02}", 400])
                time.sleep(0.4 + chance.random())
                PREFIX.unplug("E")
                out, err = (each.decode("utf-8", "replace") for each in process.communicate(timeout=120))
                PREFIX.hotplug("E", self.stick)
                self.fault()
                self.assertEqual(4, process.returncode, out + err)
                self.assertRegex(own_words(err), r"E:\\")
                self.assertRegex(own_words(err), "not found|gone|pulled|no such drive")
                batch = self.check_nothing_lost()
                told += len(batch) > 2
                # A device that was told to be written stands in the batch: those before the one that failed.
                self.assertGreaterEqual(len(batch) - 2, int(own_words(err).split(":")[0]))
                self.check_clean_after_next_run(3)
        self.assertGreater(told, self.PULLS / 2)

    @unittest.skipUnless(ROOT, "mounting a file system needs root")
    def test_another_stick_in_its_place_gets_nothing(self):
        other = self.folder / "other"
        other.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "preflight-test", other], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", other], check=False, stderr=subprocess.DEVNULL)
        for name in ("autopilot.csv", "log.jsonl"):
            with self.subTest(held=name):
                self.prepare()
                (other / "Preflight" / "devices").mkdir(parents=True, exist_ok=True)
                # The write waits three quarters of a second for who holds a file.
                with held(self, self.own / name, "all"):
                    process = PREFIX.start(built("preflight.exe"), self.arguments(3))
                    self.wait_for(self.own / "devices" / "CB10003.csv")
                    PREFIX.hotplug("E", other)
                out, err = (each.decode("utf-8", "replace") for each in process.communicate(timeout=120))
                self.fault()
                PREFIX.hotplug("E", self.stick)
                self.assertIn("another volume is there", out + err)
                self.assertEqual(0 if name == "log.jsonl" else 4, process.returncode, out + err)
                self.assertEqual([], [p.name for p in other.rglob("*") if p.is_file()])
                self.check_nothing_lost()

    def wait_for(self, file):
        end = time.monotonic() + 60
        while not file.exists():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)


class Killed(BatchTest):
    KILLS = 36

    def test_a_program_that_is_killed_at_any_moment_loses_no_row(self):
        chance = random.Random(11)
        over = 0
        before = 2
        for kill in range(self.KILLS):
            with self.subTest(kill=kill):
                process = PREFIX.start(built("stick_write.exe"), ["E:\\", f"K{kill:02}", 400])
                time.sleep(0.2 + 0.4 * chance.random())
                process.send_signal(signal.SIGKILL)
                process.communicate(timeout=60)
                self.fault()
                batch = self.check_nothing_lost()
                self.assertGreaterEqual(len(batch), before)
                self.assertEqual([f"K{kill:02}-{i:04}" for i in range(len(batch) - before)], batch[before:])
                over += len(batch) > before
                before = len(batch)
                if before > 300:
                    self.prepare()
                    before = 2
        self.assertGreater(over, self.KILLS / 4)
        self.check_clean_after_next_run(3)

    def test_everything_of_Windows_ends_at_once_and_the_next_run_needs_nothing(self):
        chance = random.Random(13)
        for kill in range(3):
            with self.subTest(kill=kill):
                self.prepare()
                process = PREFIX.start(built("stick_write.exe"), ["E:\\", f"W{kill:02}", 400])
                time.sleep(0.5 + 0.4 * chance.random())
                PREFIX.kill()
                process.communicate(timeout=60)
                self.fault()
                self.check_nothing_lost()
                PREFIX.hotplug("E", self.stick)
                self.check_clean_after_next_run(3)


class Together(BatchTest):
    def test_two_programs_at_once_forty_times_each_lose_nothing(self):
        numbers = list(range(10, 90))
        for number in numbers:
            self.recording(number)
        problems = []

        def write(mine):
            for number in mine:
                code, _, err = self.export(number)
                if code != 0:
                    problems.append(err)

        writers = [threading.Thread(target=write, args=(numbers[half::2],)) for half in (0, 1)]
        for each in writers:
            each.start()
        for each in writers:
            each.join()
        self.assertEqual([], problems)
        batch = self.check_nothing_lost()
        self.assertEqual(sorted(["CB10001", "CB10002"] + [f"CB1{n:04}" for n in numbers]), sorted(batch))
        self.assertEqual(len(numbers) + 2, len((self.own / "log.jsonl").read_text().splitlines()))
        self.assertEqual([], self.leftovers())

    def test_two_writers_that_never_stop_lose_nothing(self):
        count = 120
        writers = [PREFIX.start(built("stick_write.exe"), ["E:\\", name, count]) for name in ("AAAA", "BBBB")]
        for each in writers:
            _, err = each.communicate(timeout=250)
            self.assertEqual(0, each.returncode, err)
        wanted = [f"{name}-{i:04}" for name in ("AAAA", "BBBB") for i in range(count)]
        self.assertEqual(sorted(["CB10001", "CB10002"] + wanted), sorted(self.check_nothing_lost()))
        self.assertEqual([], self.leftovers())


if __name__ == "__main__":
    runner.main(sys.argv)
