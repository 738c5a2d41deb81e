#!/usr/bin/env python3
"""CPU that the open page takes while nothing happens: CPU seconds of its process over seconds of the clock.
Usage: idle.py BUILD_FOLDER SOURCE_FOLDER [SECONDS]"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

SETTLE = 8  # the device is read and the drives were looked at


def cpu(process):
    """Nanoseconds of all threads that run."""
    folder = pathlib.Path(f"/proc/{process}/task")
    return {each.name: int((each / "schedstat").read_text().split()[0]) for each in folder.iterdir()}


def ratio(processes, seconds):
    before, start = {each: cpu(each) for each in processes}, time.monotonic()
    time.sleep(seconds)
    after, wall = {each: cpu(each) for each in processes}, time.monotonic() - start
    return [sum(spent - before[each].get(thread, 0) for thread, spent in after[each].items()) / 1e9 / wall for each in processes]


def report(name, of, shares, add):
    add(name, **dict(zip(of, shares)))
    parts = ", ".join(f"{who} {share:.2%}" for who, share in zip(of, shares))
    print(f"{name}: {parts} of one core{'' if sum(shares) <= 0.01 else ', MORE THAN ONE PERCENT'}", flush=True)


def linux(name, program, seconds, add, *arguments):
    from screen import Screen
    with Screen(1024, 768) as screen:
        page = subprocess.Popen([program, "show", "--screen", "deployment", *arguments], env={**os.environ, **screen.environment()})
        try:
            time.sleep(SETTLE)
            report(name, ["window"], ratio([page.pid], seconds), add)
        finally:
            page.kill()
            page.wait()


def wineserver(folder):
    for each in pathlib.Path("/proc").iterdir():
        try:
            if each.name.isdigit() and (each / "comm").read_text().startswith("wineserver"):
                if f"WINEPREFIX={folder}\0" in (each / "environ").read_text():
                    return int(each.name)
        except OSError:
            pass  # it has ended
    raise RuntimeError("no wineserver")


def wine(name, seconds, add):
    """A stuck deployment on the Windows program, with all that it looks at; Wine's server answers the questions."""
    folder = tempfile.mkdtemp()
    os.environ["PREFLIGHT_WINE_PREFIX"] = os.path.join(folder, "wine")
    from prefix import built, windows_path
    from samples_test import PREFIX, SAMPLES, Planted
    from screen import Screen
    events = pathlib.Path(folder) / "events"
    events.mkdir()
    try:
        PREFIX.create()
        PREFIX.use_fake_events()
        Planted(SAMPLES / "deployment" / "app-installing-long", events).plant()
        PREFIX.kill()  # what has started so far has no screen
        with Screen(1024, 768) as screen:
            page = PREFIX.start(built("preflight.exe"), ["show", "--screen", "deployment"], stdout=None, stderr=subprocess.DEVNULL,
                                env={"FAKE_WEVT": windows_path(events), **screen.environment()})
            try:
                time.sleep(2 * SETTLE)
                report(name, ["window", "server"], ratio([page.pid, wineserver(PREFIX.folder)], seconds), add)
            finally:
                page.kill()
                page.wait()
    finally:
        PREFIX.kill()
        shutil.rmtree(folder, ignore_errors=True)


def memory(name, program, recording, add):
    """Anonymous resident memory of the open page."""
    from screen import Screen
    with Screen(1920, 1080) as screen:
        page = subprocess.Popen([program, "show", "--replay", recording], env={**os.environ, **screen.environment()})
        try:
            time.sleep(SETTLE)
            status = pathlib.Path(f"/proc/{page.pid}/status").read_text()
            used = int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon:"))) / 1024
            add(name, memory_MB=used)
            print(f"{name}: {used:.1f} MB", flush=True)
        finally:
            page.kill()
            page.wait()


def main(build, source, seconds, add):
    sys.path[:0] = [str(source / "tests" / "e2e" / "wine"), str(source / "tests" / "e2e" / "window")]
    program = str(build / "preflight")
    print("\n--- waiting", flush=True)
    linux("waiting_live_linux", program, seconds, add)
    linux("waiting_replay_linux", program, seconds, add, "--replay", str(build / "samples" / "deployment" / "app-installing-long"))
    memory("window_memory", program, str(source / "assets" / "samples" / "laptop-oobe"), add)
    if (source / "build" / "windows" / "preflight.exe").exists():
        os.environ.setdefault("PREFLIGHT_WINDOWS_BUILD", str(source / "build" / "windows"))
        os.environ.setdefault("PREFLIGHT_SAMPLES", str(build / "samples"))
        wine("waiting_live_wine", seconds, add)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 20,
         lambda name, **values: None)
