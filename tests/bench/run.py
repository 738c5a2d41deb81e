#!/usr/bin/env python3
"""Runs every bench and prints its figures. Usage: run.py BUILD_FOLDER SOURCE_FOLDER"""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

BUILD, SOURCE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
BENCH = BUILD / "tests" / "bench"
WINDOWS = SOURCE / "build" / "windows"
LAPTOP = SOURCE / "assets" / "samples" / "laptop-oobe"
sys.path[:0] = [str(SOURCE / "tests" / "e2e" / "wine"), str(SOURCE / "tests" / "e2e" / "window")]


def bench(program, **environment):
    print(f"\n--- {environment.get('BENCH_NAME', program)}", flush=True)
    command = [str(BENCH / program)]
    if program == "raster_bench":
        command = ["xvfb-run", "-a", "-s", "-screen 0 3840x2160x24"] + command
    subprocess.run(command, env={**os.environ, **{k: str(v) for k, v in environment.items()}}, check=True)


def first_frame(name, base, subject, target, runs=40, **environment):
    """To the first complete frame at 1024x768, beside a bare OpenGL window with ImGui's demo on the same screen."""
    from screen import Screen
    with Screen(1024, 768) as screen:
        environment |= screen.environment()
        # Under Wine its own desktop must not have to start in each run.
        holder = subprocess.Popen([*base.split(), "hold"], env={**os.environ, **environment})
        try:
            time.sleep(3)
            at = "Z:" if ".exe" in subject else ""
            bench("first_frame_bench", BENCH_NAME=name, BENCH_RUNS=runs, BENCH_SCREEN=screen.file, BENCH_BASE=base,
                  BENCH_SUBJECT=f"{subject} show --replay {at}{LAPTOP} --stick {at}{target}", **environment)
        finally:
            holder.kill()
            holder.wait()


def many_hashes(path, rows):
    """An import file in which each row is another hash with a digest that holds: the laptop's, one second later each."""
    classes = json.loads((LAPTOP / "wmi.json").read_text())["classes"]
    text = next(c["rows"][0]["DeviceHardwareData"] for c in classes if c["class"] == "MDM_DevDetail_Ext01")
    text = text if isinstance(text, str) else text["text"]
    good = bytearray(base64.b64decode(text + "=" * (-len(text) % 4)))
    length, seconds = int.from_bytes(good[2:4], "little"), int.from_bytes(good[24:28], "little")
    with open(path, "wb") as file:
        file.write(b"Device Serial Number,Windows Product ID,Hardware Hash\r\n")
        for row in range(rows):
            good[24:28] = (seconds + row).to_bytes(4, "little")
            good[length + 4:length + 36] = hashlib.sha256(good[:length]).digest()
            file.write(b"7F3K9Q2,," + base64.b64encode(good) + b"\r\n")


def hash_check(target):
    """100,000 hashes beside sha256sum over the same file, one core each; 400 MB of a memory disk."""
    path = target / "many.csv"
    many_hashes(path, 100_000)
    command = [str(BUILD / "preflight"), "hash", "check", str(path)]
    bench("process_bench", BENCH_NAME="hash_check_beside_sha256sum", BENCH_RUNS=7,
          BENCH_BASE=f"{shutil.which('sha256sum')} {path}", BENCH_SUBJECT=" ".join(command))
    used = os.wait4(subprocess.Popen(command).pid, 0)[2].ru_maxrss
    print(f"resident memory at most {used / 1024:.1f} MB", flush=True)
    path.unlink()


def agent_log(path, megabytes):
    """Lines of the length that the Intune agent writes, every tenth of several lines."""
    with open(path, "w", newline="") as file:
        written = line = 0
        while written < megabytes * 1_000_000:
            text = f"[Win32App] ExecManager: processing targeted app {line} with intent=3 for user session 0"
            text += "\r\nmore of the same" * 3 if line % 10 == 0 else ""
            second = line // 20
            written += file.write(f'<![LOG[{text}]LOG]!><time="{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}.1234567" '
                                  f'date="3-{1 + second // 86400 % 28}-2026" component="AppWorkload" context="" type="1" '
                                  f'thread="7" file="">\r\n')
            line += 1


def log_index(target):
    """The whole index of a 200 MB log beside wc -l; its last page; one core each."""
    path = target / "agent.log"
    agent_log(path, 200)
    command = [str(BENCH / "log_bench"), "index", str(path)]
    bench("process_bench", BENCH_NAME="log_index_beside_wc", BENCH_RUNS=15, BENCH_BASE=f"{shutil.which('wc')} -l {path}",
          BENCH_SUBJECT=" ".join(command))
    used = os.wait4(subprocess.Popen(command).pid, 0)[2].ru_maxrss
    print(f"resident memory at most {used / 1024:.1f} MB; the last page:", flush=True)
    subprocess.run([str(BENCH / "log_bench"), "last", str(path)], check=True)
    path.unlink()


def main():
    # Memory, not a disk: what is measured is the program, not a flush of this machine's disk.
    target = pathlib.Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        bench("process_bench", BENCH_NAME="export_whole_process_linux", BENCH_BASE=BENCH / "hello",
              BENCH_SUBJECT=f"{BUILD / 'preflight'} export --replay {LAPTOP} --to {target}")
        first_frame("first_frame_linux", str(BENCH / "bare_demo"), str(BUILD / "preflight"), target)
        if (WINDOWS / "preflight.exe").exists():
            import prefix
            folder = pathlib.Path(tempfile.mkdtemp())
            wine = prefix.Prefix(folder / "wine")
            try:
                wine.create()
                bench("process_bench", BENCH_NAME="export_whole_process_wine", BENCH_RUNS=30,
                      BENCH_BASE=f"{prefix.wine_program()} {WINDOWS / 'tests' / 'bench' / 'hello.exe'}",
                      BENCH_SUBJECT=f"{prefix.wine_program()} {WINDOWS / 'preflight.exe'} export --replay Z:{LAPTOP} --to Z:{target}",
                      **wine.environment())
                wine.restart()  # what has started so far has no screen
                first_frame("first_frame_wine", f"{prefix.wine_program()} {WINDOWS / 'tests' / 'bench' / 'bare_demo.exe'}",
                            f"{prefix.wine_program()} {WINDOWS / 'preflight.exe'}", target, **wine.environment())
            finally:
                wine.kill()
                shutil.rmtree(folder, ignore_errors=True)
        hash_check(target)
        log_index(target)
        bench("recording_bench")
        bench("page_bench")
        if (BENCH / "raster_bench").exists():
            bench("raster_bench")
    finally:
        shutil.rmtree(target, ignore_errors=True)


if __name__ == "__main__":
    main()
