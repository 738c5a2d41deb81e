"""The page in a real window, worked with keys alone. Usage: window_test.py PREFLIGHT SAME_PICTURE [wine]

PREFLIGHT is the Linux program. With "wine" the Windows program is tested under Wine instead.
"""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / folder) for folder in ("wine", "media", "support")]
import devices
import runner
from prefix import Prefix, built, windows_path, wine_program
from screen import Screen

ROOT = pathlib.Path(__file__).resolve().parents[3]
LAPTOP = ROOT / "assets" / "samples" / "laptop-oobe"
SERIAL = "7F3K9Q2"
# What the title says after a save, from the catalogue.
SAVED = dict(line.split("\t")[:2] for line in (ROOT / "assets" / "text" / "page.tsv").read_text().splitlines())["saved"]
LINUX, SAME_PICTURE = (sys.argv[1:3] + ["", ""])[:2]
WINE = "wine" in sys.argv[3:]
# Each page has a screen of its own, so no server with a desktop may stay.
PREFIX = Prefix(os.environ.get("PREFLIGHT_WINE_PREFIX", "/tmp/preflight-wine"), stays=False)
DESKTOP = r"HKCU\Control Panel\Desktop"


def here(path):
    """A path as the tested program sees it."""
    return windows_path(path) if WINE else str(path)


def command(*args):
    if not WINE:
        return [LINUX, *args]
    PREFIX.settle()
    return [wine_program(), built("preflight.exe"), *args]


def environment(env=None):
    return PREFIX.environment(env) if WINE else {**os.environ, **(env or {})}


def sample_hash():
    classes = json.loads((LAPTOP / "wmi.json").read_text())["classes"]
    text = next(c["rows"][0]["DeviceHardwareData"] for c in classes if c["class"] == "MDM_DevDetail_Ext01")
    return text + "=" * (-len(text) % 4)


class Page:
    """The program with its window open, and read to the end."""

    def __init__(self, screen, *args, env=None, read=True):
        self.screen = screen
        self.errors = tempfile.TemporaryFile()
        others = screen.windows("^Preflight")
        self.process = subprocess.Popen(command("show", *args), env=environment({**screen.environment(), **(env or {})}),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.errors)
        opened = lambda: [window for window in screen.windows("^Preflight") if window not in others]
        screen.wait_until(lambda: self.process.poll() is not None or opened(), "a window", 60)
        if self.process.poll() is not None:
            raise RuntimeError(f"ended with {self.process.returncode}: {self.said()}")
        self.window = opened()[0]
        if read:
            screen.wait_until(lambda: "READING" not in self.title() and self.title() != "Preflight", "the verdict", 60)

    def said(self):
        self.errors.seek(0)
        return self.errors.read().decode("utf-8", "replace")

    def title(self):
        return self.screen.title(self.window)

    def changes(self, *keys):
        """Presses keys and gives the new picture; fails when nothing changes."""
        before = self.screen.settled()
        self.screen.key(*keys)
        self.screen.wait_until(lambda: self.screen.picture() != before, "a change after " + " ".join(keys))
        return self.screen.settled()

    def stays(self, *keys):
        self.screen.key(*keys)
        return self.screen.settled(0.5)

    def quit(self, limit=10):
        """F10, asked once, Enter: gives the exit code and the seconds it took."""
        self.screen.key("F10")
        time.sleep(0.3)
        start = time.monotonic()
        self.screen.key("Return")
        code = self.process.wait(timeout=limit)
        return code, time.monotonic() - start

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.errors.close()


class WindowTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="preflight-window-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.stick = self.folder / "stick"
        self.stick.mkdir()
        if WINE:
            PREFIX.kill()  # the server of another test may still stay
            if not PREFIX.exists():
                PREFIX.create()
            self.addCleanup(PREFIX.kill)  # Wine's own desktop belongs to a screen that is gone

    def screen(self, width=1024, height=768, *options, scale=1):
        screen = Screen(width, height, *options, scale=scale)
        self.addCleanup(screen.close)
        return screen

    def page(self, screen, *args, env=None, read=True):
        page = Page(screen, *args, env=env, read=read)
        self.addCleanup(page.close)
        return page

    def replayed(self, screen, *args):
        return self.page(screen, "--replay", here(LAPTOP), "--stick", here(self.stick), *args)

    def csv(self):
        return self.stick / "Preflight" / "devices" / f"{SERIAL}.csv"

    def assert_quits(self, page):
        code, _ = page.quit()
        self.assertEqual(0, code, page.said())

    def assert_shows_what_a_screenshot_shows(self, screen, scale=1):
        """Every pixel of the screen is the one that `show --screenshot` gives. Export has no durations, which differ."""
        picture = self.folder / "wanted.png"
        done = subprocess.run(command("show", "--replay", here(LAPTOP), "--stick", here(self.stick), "--screen", "export",
                                      "--screenshot", here(picture), "--size", f"{screen.width}x{screen.height}", "--scale", str(scale)),
                              env=environment(screen.environment()), capture_output=True, timeout=60, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        screen.settled()
        same = subprocess.run([SAME_PICTURE, screen.file, picture], capture_output=True, text=True, check=False)
        self.assertEqual(0, same.returncode, same.stdout + same.stderr)


class Keys(WindowTest):
    def test_start_F8_Enter_leaves_the_exact_bytes_on_the_stick_and_the_title_says_so(self):
        page = self.replayed(self.screen())
        self.assertIn("READY TO EXPORT", page.title())
        page.changes("F8")
        page.changes("Return")
        page.screen.wait_until(lambda: SAVED in page.title(), "the proof in the title")
        wanted = f"Device Serial Number,Windows Product ID,Hardware Hash\r\n{SERIAL},,{sample_hash()}\r\n".encode()
        self.assertEqual(wanted, self.csv().read_bytes())
        self.assertIn("safe to remove", page.title().lower())
        self.assertEqual([self.csv().name], os.listdir(self.csv().parent))
        self.assert_quits(page)

    def test_F8_twice_writes_too_and_again_replaces_the_file(self):
        page = self.replayed(self.screen())
        for _ in range(2):
            page.changes("F8")
            page.screen.key("F8")
            # The receipt of the first time stays in the title, so the file shows when the second is done.
            page.screen.wait_until(lambda: SAVED in page.title() and sample_hash().encode() in self.csv().read_bytes(),
                                   "the proof in the title and the hash in the file")
            self.csv().write_bytes(b"old") if _ == 0 else None
            page.changes("1")

    def test_a_group_tag_is_typed_into_its_field_digits_and_letters_alike(self):
        page = self.replayed(self.screen())
        page.changes("7")
        page.screen.key("Home")
        page.screen.type("Sales-2 MTQ1")
        page.changes("F8")
        page.screen.wait_until(lambda: SAVED in page.title(), "the proof in the title")
        head, row, end = self.csv().read_bytes().split(b"\r\n")
        self.assertEqual((b"Device Serial Number,Windows Product ID,Hardware Hash,Group Tag", b""), (head, end))
        self.assertTrue(row.endswith(b",Sales-2 MTQ1"), row[-40:])

    @runner.only(not WINE)  # Wine composes characters itself
    def test_dead_keys_compose_a_character(self):
        pictures = []
        for keys in (["eacute"], ["dead_acute", "e"], ["e"]):
            screen = self.screen()
            page = self.replayed(screen, "--screen", "export")
            page.screen.key("Home")
            page.changes(*keys)
            pictures.append(page.screen.settled(0.5))
            self.assert_quits(page)
        self.assertEqual(pictures[0], pictures[1])
        self.assertNotEqual(pictures[0], pictures[2])

    def test_screens_overlays_themes_masks_and_text_sizes_each_give_a_picture_of_their_own(self):
        page = self.replayed(self.screen())
        overview = page.screen.settled()
        seen = {"overview": overview}
        for name, key, back in (("identity", "2", "1"), ("export", "7", "1"), ("help", "F1", "Escape"),
                                ("serial and QR", "F7", "Escape")):
            seen[name] = page.changes(key)
            self.assertEqual(overview, page.changes(back), f"back from {name}")
        page.changes("2")
        seen["evidence"] = page.changes("Return")
        self.assertEqual(seen["identity"], page.changes("Escape"), "back from the evidence")
        self.assertEqual(overview, page.changes("1"))
        seen["mask"] = page.changes("m")
        page.changes("m")
        seen["larger"] = page.changes("ctrl+plus")
        page.changes("ctrl+minus")
        seen["light"] = page.changes("t")
        seen["contrast"] = page.changes("t")
        self.assertEqual(len(seen), len(set(seen.values())), seen)

    def test_Esc_never_quits_and_quitting_asks_once(self):
        page = self.replayed(self.screen())
        page.stays("Escape", "Escape")
        self.assertIsNone(page.process.poll())
        page.changes("ctrl+q")
        page.changes("Escape")
        self.assertIsNone(page.process.poll())
        self.assert_quits(page)

    def test_F10_twice_quits_and_F11_makes_a_smaller_window_and_back(self):
        screen = self.screen()
        page = self.replayed(screen)
        page.screen.key("F11")
        screen.wait_until(lambda: screen.geometry(page.window)[2:] == (768, 576), "a window of three quarters")
        page.screen.key("F11")
        screen.wait_until(lambda: screen.geometry(page.window)[2:] == (1024, 768), "the whole work area")
        page.screen.settled()
        page.screen.key("F10", "F10")
        self.assertEqual(0, page.process.wait(timeout=10))


class Batch(WindowTest):
    def test_devices_are_exported_one_after_another_by_keys_alone_and_the_batch_lists_them(self):
        own = self.stick / "Preflight"
        own.mkdir()
        (own / "preflight.json").write_text('{"groupTags": ["SALES", "DESK"], "groupTag": "SALES"}')
        screen = self.screen()
        listed = set()
        for number, tag in ((1, "SALES"), (2, "DESK"), (1, "SALES"), (3, "DESK")):
            recording = self.folder / f"rec{number}"
            if not recording.exists():
                devices.make(LAPTOP, recording, f"CB1400{number}", number)
            page = self.page(screen, "--replay", here(recording), "--stick", here(self.stick))
            page.changes("7")
            page.screen.key("Home")
            page.screen.type(tag)
            listed.add(page.screen.settled())
            page.screen.key("F8")
            page.screen.wait_until(lambda: SAVED in page.title(), "the proof in the title")
            self.assert_quits(page)
        rows = [line.split(",") for line in (own / "autopilot.csv").read_text().splitlines()[1:]]
        self.assertEqual([("CB14001", "SALES"), ("CB14002", "DESK"), ("CB14003", "DESK")], [(row[0], row[3]) for row in rows])
        self.assertEqual(["CB14001.csv", "CB14002.csv", "CB14003.csv"], sorted(os.listdir(own / "devices")))
        self.assertEqual(4, len((own / "log.jsonl").read_text().splitlines()))
        self.assertEqual(4, len(listed))


class Screens(WindowTest):
    def fits(self, width, height, *options, scale=1):
        if WINE:
            PREFIX.reg_add(DESKTOP, "LogPixels", round(96 * scale), "REG_DWORD")
            self.addCleanup(PREFIX.reg_delete, DESKTOP, "LogPixels")
            PREFIX.kill()
        screen = self.screen(width, height, *options, scale=scale)
        page = self.replayed(screen, "--screen", "export")
        self.assertEqual((0, 0, width, height), screen.geometry(page.window))
        self.assert_shows_what_a_screenshot_shows(screen, scale)
        page.changes("F8")
        page.changes("Return")
        page.screen.wait_until(lambda: SAVED in page.title(), "the proof in the title")
        self.assertTrue(self.csv().exists())
        self.assert_quits(page)

    def test_1024x768(self):
        self.fits(1024, 768)

    def test_1366x768(self):
        self.fits(1366, 768)

    def test_1920x1080_at_150_percent(self):
        self.fits(1920, 1080, scale=1.5)

    def test_3840x2160_at_250_percent(self):
        self.fits(3840, 2160, scale=2.5)

    def test_8K(self):
        self.fits(7680, 4320)

    def test_without_any_OpenGL(self):
        self.fits(1024, 768, "-extension", "GLX")

    def test_without_shared_memory(self):
        self.fits(1024, 768, "-extension", "MIT-SHM")


class Faults(WindowTest):
    def test_a_window_of_100x100_says_what_it_needs_and_comes_back(self):
        screen = self.screen()
        page = self.replayed(screen)
        before = screen.settled()
        screen.xdotool("windowsize", page.window, 100, 100)
        screen.wait_until(lambda: screen.geometry(page.window)[2:] == (100, 100), "a small window")
        screen.settled()
        self.assertGreater(len(set(b"".join(screen.rows(0, 100, 0, 100)))), 8, "nothing is drawn in the small window")
        screen.xdotool("windowsize", page.window, 1, 1)
        screen.settled()
        self.assertIsNone(page.process.poll())
        screen.xdotool("windowsize", page.window, 1024, 768)
        screen.wait_until(lambda: screen.picture() == before, "the page as it was")
        self.assert_quits(page)

    def test_a_key_that_is_held_while_the_focus_goes_does_not_stick(self):
        screen = self.screen()
        first = self.replayed(screen)
        overview = screen.settled()
        screen.xdotool("windowfocus", "--sync", first.window, "keydown", "ctrl")
        second = self.replayed(screen)
        screen.xdotool("windowfocus", "--sync", second.window, "keyup", "ctrl")
        second.close()
        screen.wait_until(lambda: screen.windows("^Preflight") == [first.window], "the second window gone")
        # Wine wants a click where there is no window manager.
        screen.xdotool("windowfocus", "--sync", first.window, "mousemove", 4, 400, "click", 1)
        self.assertEqual(overview, screen.settled())
        self.assertNotEqual(overview, first.changes("7"))
        self.assert_quits(first)

    def test_keys_that_are_held_down_and_typed_fast_lose_nothing(self):
        page = self.replayed(self.screen())
        page.changes("7")
        page.screen.key("Home")
        page.screen.xdotool("type", "--delay", "1", "abcdefghij" * 12)
        page.screen.key("F8")
        page.screen.wait_until(lambda: SAVED in page.title(), "the proof in the title")
        self.assertTrue(self.csv().read_bytes().endswith(b"," + b"abcdefghij" * 12 + b"\r\n"))

    def test_without_a_display_it_says_what_works_instead(self):
        env = {k: v for k, v in environment().items() if k != "DISPLAY"}
        if WINE:
            PREFIX.kill()
        done = subprocess.run(command("show", "--replay", here(LAPTOP)), env=env, capture_output=True, timeout=60,
                              check=False)
        self.assertEqual(3, done.returncode, done)
        self.assertIn(b"preflight status", done.stderr)

    def test_a_recording_that_cannot_be_read_is_told_and_no_window_opens(self):
        screen = self.screen()
        done = subprocess.run(command("show", "--replay", here(self.folder / "none")),
                              env=environment(screen.environment()), capture_output=True, timeout=60, check=False)
        self.assertEqual(5, done.returncode, done)
        self.assertIn(b"none", done.stderr)
        self.assertEqual([], screen.windows("^Preflight"))

    def test_a_display_that_goes_away_ends_the_program(self):
        screen = self.screen()
        page = self.replayed(screen)
        screen.server.terminate()
        page.process.wait(timeout=20)


def ticks(pid):
    """Processor time used so far, in hundredths of a second, all threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 100 // os.sysconf("SC_CLK_TCK")


class Idle(WindowTest):
    SECONDS = 10

    def test_nothing_is_drawn_while_nothing_changes(self):
        page = self.replayed(self.screen())
        before, used = page.screen.settled(1), ticks(page.process.pid)
        time.sleep(self.SECONDS)
        used = ticks(page.process.pid) - used
        print(f"idle, replayed: {used * 10} ms of processor time in {self.SECONDS} s")
        self.assertEqual(before, page.screen.picture())
        self.assertLessEqual(used, 8)

    def test_of_a_live_device_only_the_clock_changes(self):
        page = self.page(self.screen(), "--stick", here(self.stick), "--screen", "export", read=not WINE)
        page.screen.wait_until(lambda: "READING" not in page.title(), "the verdict", 90)
        time.sleep(2)
        clock = {"first": 0, "last": 48, "left": 512}
        below, left, top = (page.screen.picture(first=48), page.screen.picture(last=48, right=512),
                            page.screen.picture(**clock))
        used = ticks(page.process.pid)
        time.sleep(self.SECONDS)
        used = ticks(page.process.pid) - used
        print(f"idle, live: {used * 10} ms of processor time in {self.SECONDS} s")
        self.assertEqual(below, page.screen.picture(first=48))
        self.assertEqual(left, page.screen.picture(last=48, right=512))
        self.assertLessEqual(used, 40)
        page.screen.wait_until(lambda: top != page.screen.picture(**clock), "the next minute", 70)
        self.assert_quits(page)

    @runner.only(not WINE)  # Wine's own memory would be counted
    def test_it_needs_little_memory_at_1920x1080(self):
        page = self.replayed(self.screen(1920, 1080))
        for keys in ("2", "7", "F7", "Escape", "F1", "Escape", "1"):
            page.changes(keys)
        status = pathlib.Path(f"/proc/{page.process.pid}/status").read_text()
        used = int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon:")))
        print(f"anonymous memory at 1920x1080: {used / 1024:.1f} MB")
        self.assertLessEqual(used, 35 * 1024)


@runner.only(WINE)  # needs Windows' device interfaces
class Device(WindowTest):
    """This machine as Windows describes it, with a test MDM bridge and drives that come and go."""

    def setUp(self):
        super().setUp()
        self.hash_file = self.folder / "hash.txt"
        self.hash_file.write_text(sample_hash())
        PREFIX.use_fake_wmi("hash", self.hash_file)
        self.addCleanup(PREFIX.use_real_wmi)
        PREFIX.kill()  # planting starts Wine's desktop without a screen: a window opened while that one ends is refused

    def live(self, scenario, *args):
        env = {"FAKE_WBEM": scenario, "FAKE_WBEM_HASH": windows_path(self.hash_file)}
        return self.page(self.screen(), *args, env=env, read=False)

    def test_it_ends_at_once_while_a_collector_hangs(self):
        for scenario in ("never-answers", "hang-connect", "hang-next"):
            with self.subTest(scenario):
                page = self.live(scenario, "--stick", here(self.stick))
                time.sleep(1)
                code, seconds = page.quit()
                self.assertEqual(0, code, page.said())
                self.assertLess(seconds, 60)  # the collector would hold it for minutes
                PREFIX.kill()

    def test_a_drive_that_comes_and_goes_changes_the_page(self):
        page = self.live("hash", "--screen", "export")
        page.screen.wait_until(lambda: "READING" not in page.title(), "the verdict", 90)
        time.sleep(2)
        part = {"first": 48}  # below the clock
        without = page.screen.picture(**part)
        PREFIX.hotplug("E", self.stick)
        self.addCleanup(PREFIX.unplug, "E")
        page.screen.wait_until(lambda: page.screen.picture(**part) != without, "the stick on the page", 20)
        PREFIX.unplug("E")
        page.screen.wait_until(lambda: page.screen.picture(**part) == without, "the page without the stick", 20)
        self.assert_quits(page)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    # What is left of the arguments names tests, for a run by hand.
    runner.main(sys.argv[:1] + [arg for arg in sys.argv[3:] if arg != "wine"])
