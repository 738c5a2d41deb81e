#!/usr/bin/env python3
"""Runs every bench and prints its figures. Usage: run.py BUILD_FOLDER SOURCE_FOLDER"""
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
                first_frame("first_frame_wine", f"{prefix.wine_program()} {WINDOWS / 'tests' / 'bench' / 'bare_demo.exe'}",
                            f"{prefix.wine_program()} {WINDOWS / 'preflight.exe'}", target, **wine.environment())
            finally:
                wine.kill()
                shutil.rmtree(folder, ignore_errors=True)
        bench("recording_bench")
        bench("page_bench")
        if (BENCH / "raster_bench").exists():
            bench("raster_bench")
    finally:
        shutil.rmtree(target, ignore_errors=True)


if __name__ == "__main__":
    main()
