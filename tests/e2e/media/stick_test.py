"""Whole exports to a stick: device file, batch, log and lock, with the real program. Run by ctest as stick.*.

    stick_test.py PREFLIGHT STICK_WRITE FAILING_CALLS SAMPLES [TEST ...]

Every system call below the stick fails once with each error that fits (an interposed library), the process is killed
before and after each, two writers work at once, small real file systems are full or read-only, and thirty devices go
onto one stick. Linux only.
"""

import csv
import errno
import fcntl
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli"), str(HERE.parent / "support")]
import csv_rules
import devices
import runner

PREFLIGHT, STICK_WRITE, FAILING_CALLS, SAMPLES = (os.path.abspath(a) for a in sys.argv[1:5])
LAPTOP = pathlib.Path(SAMPLES) / "laptop-oobe"
STARTED_INSIDE = "PREFLIGHT_IN_NAMESPACE"
FULL, LOCKED, GONE = "the drive is full", "write-protected", "gone or failing"

# What each call may meet, and the words that the person must read.
ERRORS = {
    "create": [(errno.ENOSPC, FULL), (errno.EROFS, LOCKED), (errno.EIO, GONE), (errno.ENODEV, GONE),
               (errno.EACCES, "no permission"), (errno.EBUSY, "open in another program")],
    "open": [(errno.EIO, GONE), (errno.ENODEV, GONE), (errno.EACCES, "no permission")],
    "write": [(errno.ENOSPC, FULL), (errno.EIO, GONE), (errno.ENODEV, GONE), (errno.EROFS, LOCKED)],
    "write lock": [(errno.ENOSPC, FULL), (errno.EIO, GONE)],
    "read": [(errno.EIO, GONE), (errno.ENODEV, GONE)],
    "flush": [(errno.ENOSPC, FULL), (errno.EIO, GONE), (errno.EROFS, LOCKED)],
    "close": [(errno.EIO, GONE), (errno.ENOSPC, FULL)],
    "lock": [(errno.EIO, "")],
    "make folder": [(errno.ENOSPC, FULL), (errno.EROFS, LOCKED), (errno.EIO, GONE), (errno.EACCES, "no permission")],
    "remove": [(errno.EIO, GONE), (errno.EROFS, LOCKED)],
    "rename": [(errno.ENOSPC, FULL), (errno.EROFS, LOCKED), (errno.EIO, GONE), (errno.EBUSY, "open in another program"),
               (errno.ENODEV, GONE)],
    "status": [(errno.EIO, GONE), (errno.ENODEV, GONE)],
    "names": [(errno.EIO, GONE), (errno.EACCES, "no permission")],
}


def serials(content):
    if not content:
        return []
    return [row["Device Serial Number"] for row in csv.DictReader(io.StringIO(content.decode("ascii"), newline=""))]


class StickTest(unittest.TestCase):
    """A stick that holds a batch of two devices, and a third that is put beside them."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight-stick-", dir="/dev/shm"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.stick = self.folder / "stick"
        self.own = self.stick / "Preflight"
        self.recordings = [devices.make(LAPTOP, self.folder / f"rec{i}", f"CB1400{i}", i) for i in range(1, 5)]

    def export(self, number, stick=None, env=None, check=None, more=()):
        done = subprocess.run([PREFLIGHT, "export", "--replay", self.recordings[number - 1], "--stick", stick or self.stick,
                               *more], env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=120, check=False)
        if check is not None:
            self.assertEqual(check, done.returncode, done.stdout + done.stderr)
        return done

    def prepare(self):
        """The stick as it was before the third device."""
        kept = self.folder / "kept"
        if not kept.exists():
            self.stick.mkdir()
            self.export(1, check=0)
            self.export(2, check=0)
            shutil.copytree(self.stick, kept)
        shutil.rmtree(self.stick)
        shutil.copytree(kept, self.stick)

    def failing(self, number, at=None, how=None, log=None):
        env = {"LD_PRELOAD": FAILING_CALLS, "PREFLIGHT_FAIL_UNDER": str(self.stick)}
        env.update({"PREFLIGHT_FAIL_AT": str(at), "PREFLIGHT_FAIL_HOW": str(how)} if at is not None else {})
        env.update({"PREFLIGHT_FAIL_LOG": str(log)} if log else {})
        return self.export(number, env=env)

    def calls(self):
        """The names of all system calls below the stick of one good export."""
        log = self.folder / "calls"
        log.unlink(missing_ok=True)
        self.prepare()
        self.assertEqual(0, self.failing(3, log=log).returncode)
        return log.read_text().splitlines()

    def check_nothing_lost(self):
        batch = serials((self.own / "autopilot.csv").read_bytes())
        self.assertEqual(["CB14001", "CB14002"], batch[:2])
        self.assertEqual(len(batch), len(set(batch)))
        for number in (1, 2, 3):
            file = self.own / "devices" / f"CB1400{number}.csv"
            if number < 3 or file.exists():
                self.assertEqual([f"CB1400{number}"], serials(file.read_bytes()))
        for line in (self.own / "log.jsonl").read_text().splitlines():
            json.loads(line)

    def check_clean_after_next_run(self, number):
        done = self.export(number, check=0)
        self.check_nothing_lost()
        self.assertIn(f"CB1400{number}", serials((self.own / "autopilot.csv").read_bytes()))
        self.assertEqual([], [p.name for p in self.stick.rglob("*") if p.name.endswith((".tmp", ".lock"))])
        return done


class Faults(StickTest):
    def test_every_system_call_fails_once_with_each_error_that_fits(self):
        calls = self.calls()
        cases = told = 0
        for at, name in enumerate(calls):
            ways = [(str(code), words) for code, words in ERRORS[name]]
            ways += [("short", "")] if name in ("write", "read", "write lock") else []
            for how, words in ways:
                with self.subTest(call=at, name=name, how=how):
                    self.prepare()
                    done = self.failing(3, at, how)
                    cases += 1
                    self.assertIn(done.returncode, (0, 4), done.stderr)
                    if done.returncode == 4:
                        told += 1
                        self.assertIn(words, done.stderr)
                        self.assertIn(str(self.stick), done.stderr)
                        self.assertNotIn("Safe to remove", done.stdout)
                        self.assertNotEqual("short", how, done.stderr)
                    else:
                        self.assertIn("CB14003", serials((self.own / "autopilot.csv").read_bytes()))
                    self.check_nothing_lost()
                    self.check_clean_after_next_run(3)
        print(f"\n{cases} faults in {len(calls)} system calls of one export, {told} of them told as errors")
        self.assertGreater(cases, 200)
        self.assertGreater(told, cases / 3)


class Kills(StickTest):
    def test_killed_before_and_after_every_system_call_no_row_is_lost(self):
        calls = self.calls()
        taken = 0
        for at, name in enumerate(calls):
            for how in ("kill-before", "kill-after"):
                with self.subTest(call=at, name=name, how=how):
                    self.prepare()
                    self.assertEqual(-signal.SIGKILL, self.failing(3, at, how).returncode)
                    self.check_nothing_lost()
                    lock = self.own / "preflight.lock"
                    left = lock.exists() and lock.stat().st_size > 0  # one without a name says nothing
                    said = self.check_clean_after_next_run(4).stdout
                    self.assertEqual(left, "Took over the lock" in said, said)
                    taken += left
        print(f"\n{2 * len(calls)} kills, {taken} locks taken over")
        self.assertGreater(taken, len(calls))


class Together(StickTest):
    def write_at_once(self, count, *more):
        self.stick.mkdir()
        writers = [subprocess.Popen([STICK_WRITE, self.stick, name, str(count), *more], stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True) for name in ("AAAA", "BBBB")]
        for each in writers:
            out, err = each.communicate(timeout=800)
            self.assertEqual(0, each.returncode, out + err)
        return sorted(f"{name}-{i:04}" for name in ("AAAA", "BBBB") for i in range(count))

    def test_two_writers_at_once_a_thousand_times_lose_nothing(self):
        start = time.monotonic()
        wanted = self.write_at_once(1000)
        found = [s for file in sorted(self.own.glob("autopilot*.csv")) for s in serials(file.read_bytes())]
        self.assertEqual(wanted, sorted(found))
        for file in self.own.glob("autopilot*.csv"):
            self.assertLessEqual(len(serials(file.read_bytes())), 500)
            self.assertEqual([], csv_rules.intune(file.read_bytes()))
        self.assertEqual([f"{s}.csv" for s in wanted], sorted(os.listdir(self.own / "devices")))
        self.assertEqual(["autopilot-2.csv", "autopilot-3.csv", "autopilot-4.csv", "autopilot.csv", "devices", "log.jsonl"],
                         sorted(os.listdir(self.own)))
        print(f"\n2 writers, 1000 exports each, {len(found)} rows, {time.monotonic() - start:.0f} s")

    def test_two_programs_that_append_to_one_file_lose_nothing(self):
        wanted = self.write_at_once(200, "--append", "batch.csv")
        self.assertEqual(wanted, sorted(serials((self.stick / "batch.csv").read_bytes())))
        self.assertEqual(["batch.csv"], os.listdir(self.stick))

    def test_a_held_lock_names_its_owner_and_a_dead_one_is_taken_over(self):
        self.prepare()
        lock = self.own / "preflight.lock"
        with open(lock, "w", encoding="ascii") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            held.write("PC-9, process 77, since 2026-03-22T14:03:00Z\n")
            held.flush()
            start = time.monotonic()
            done = self.export(3, check=4)
            self.assertIn("PC-9, process 77", done.stderr)
            self.assertGreater(time.monotonic() - start, 10)
        self.assertNotIn("CB14003", serials((self.own / "autopilot.csv").read_bytes()))
        self.assertIn("PC-9, process 77", self.check_clean_after_next_run(3).stdout)


@unittest.skipUnless(os.geteuid() == 0 or STARTED_INSIDE in os.environ, "needs a mount namespace")
class FileSystems(StickTest):
    def mount(self, options):
        self.stick.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "preflight-test", self.stick], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.stick], check=False, stderr=subprocess.DEVNULL)

    def fill(self, room):
        subprocess.run(["mount", "-o", f"remount,size={room}", self.stick], check=True)

    def test_a_stick_that_fills_up_at_any_size_keeps_all_rows_and_says_full(self):
        self.mount("size=1m")
        self.export(1, check=0)
        self.export(2, check=0)
        refused = 0
        used = self.used() // 4096
        for pages in range(used, used + 12):
            self.fill(f"{pages * 4}k")
            done = self.export(3)
            self.assertIn(done.returncode, (0, 4), done.stderr)
            refused += done.returncode == 4
            if done.returncode == 4:
                self.assertIn(FULL, done.stderr)
            self.check_nothing_lost()
            self.assertEqual([], list(self.stick.rglob("*.tmp")))
        self.assertGreater(refused, 4)
        self.assertLess(refused, 12)
        self.fill("1m")
        self.check_clean_after_next_run(3)

    def used(self):
        found = os.statvfs(self.stick)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def test_a_read_only_stick_says_write_protected(self):
        self.mount("size=1m")
        self.export(1, check=0)
        self.export(2, check=0)
        subprocess.run(["mount", "-o", "remount,ro", self.stick], check=True)
        done = self.export(3, check=4)
        self.assertIn(LOCKED, done.stderr)
        self.check_nothing_lost()

    @unittest.skipUnless(os.path.exists("/dev/fuse") and shutil.which("fusefat"), "no FAT here")
    def test_a_FAT_image_holds_everything_after_plugging_in_again(self):
        image = self.folder / "image"
        with open(image, "wb") as file:
            file.truncate(4 << 20)
        subprocess.run(["mkfs.vfat", "-n", "CONTOSO", image], check=True, stdout=subprocess.DEVNULL)
        self.stick.mkdir()
        for step in ("rw+", "ro"):
            subprocess.run(["fusefat", "-o", step, image, self.stick], check=True, stdout=subprocess.DEVNULL)
            self.addCleanup(subprocess.run, ["umount", "-l", self.stick], check=False, stderr=subprocess.DEVNULL)
            for _ in range(100):
                if os.path.ismount(self.stick):
                    break
                time.sleep(0.05)
            if step == "rw+":
                for number in (1, 2, 3, 1):
                    self.export(number, check=0)
            self.assertEqual(["CB14001", "CB14002", "CB14003"], serials((self.own / "autopilot.csv").read_bytes()))
            self.assertEqual(["autopilot.csv", "devices", "log.jsonl"], sorted(os.listdir(self.own)))
            subprocess.run(["umount", self.stick], check=True)


class Batch(StickTest):
    def test_thirty_devices_with_repeats_and_two_boards_of_one_placeholder_make_a_batch_that_Intune_takes(self):
        self.stick.mkdir()
        made = [(f"DV{i:05}", i) for i in range(28)] + [("0000000", 900), ("0000000", 901)]
        self.recordings = [devices.make(LAPTOP, self.folder / f"device{i}", serial, seed)
                           for i, (serial, seed) in enumerate(made)]
        order = list(range(1, 31)) + [3, 3, 17, 29, 30, 1]
        tags = {}
        for step, number in enumerate(order):
            tags[number] = f"TAG {step % 4}"
            done = self.export(number, check=0, more=["--group-tag", tags[number], "--yes",
                                                      *(["--force"] if number > 28 else [])])
            self.assertIn("autopilot.csv", done.stdout)
        content = (self.own / "autopilot.csv").read_bytes()
        self.assertEqual([], csv_rules.intune(content))
        rows = list(csv.DictReader(io.StringIO(content.decode("ascii"), newline="")))
        self.assertEqual([serial for serial, _ in made], [row["Device Serial Number"] for row in rows])
        self.assertEqual(30, len({row["Hardware Hash"] for row in rows}))
        self.assertEqual([tags[i] for i in range(1, 31)], [row["Group Tag"] for row in rows])
        self.assertEqual(30, len(os.listdir(self.own / "devices")))
        log = [json.loads(line) for line in (self.own / "log.jsonl").read_text().splitlines()]
        self.assertEqual(len(order), len(log))
        self.assertEqual({"good", "forced"}, {entry["hash"] for entry in log})
        checked = subprocess.run([PREFLIGHT, "csv", "check", self.own / "autopilot.csv"], capture_output=True, text=True,
                                 check=False)
        if checked.returncode != 2:  # 2: this program has no such command
            self.assertIn(checked.returncode, (0, 1), checked.stdout + checked.stderr)


if __name__ == "__main__":
    if STARTED_INSIDE not in os.environ and "FileSystems" in sys.argv[5:] + ["FileSystems"] * (len(sys.argv) == 5):
        # A namespace of our own: mounts need no root there, and all of them go when we end.
        os.environ[STARTED_INSIDE] = "1"
        os.execvp("unshare", ["unshare", "-Urm", sys.executable, *sys.argv])
    runner.main(sys.argv[:1] + sys.argv[5:])
