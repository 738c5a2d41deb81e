#!/usr/bin/env python3
"""Runs every bench, prints what it gave and writes the table in docs/development.md. A run that failed fails all of it,
and then nothing is written. Usage: run.py BUILD_FOLDER SOURCE_FOLDER"""
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
import idle
from figures import Failed, Figures, write

FIGURES = Figures()


def bench(program, **environment):
    print(f"\n--- {environment.get('BENCH_NAME', program)}", flush=True)
    command = [str(BENCH / program)]
    if program == "raster_bench":
        command = ["xvfb-run", "-a", "-s", "-screen 0 3840x2160x24"] + command
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([*command, f"--benchmark_out={out.name}", "--benchmark_out_format=json"],
                       env={**os.environ, **{k: str(v) for k, v in environment.items()}}, check=True)
        FIGURES.add_benchmarks(json.load(out))


def memory(name, command, wanted=0):
    """At most what is resident while it runs."""
    _, status, used = os.wait4(subprocess.Popen(command).pid, 0)
    if os.waitstatus_to_exitcode(status) != wanted:
        raise Failed(f"{' '.join(map(str, command))} ended with {os.waitstatus_to_exitcode(status)}")
    FIGURES.add(name, memory_MB=used.ru_maxrss / 1024)
    print(f"resident memory at most {used.ru_maxrss / 1024:.1f} MB", flush=True)


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


def laptop_hash():
    classes = json.loads((LAPTOP / "wmi.json").read_text())["classes"]
    text = next(c["rows"][0]["DeviceHardwareData"] for c in classes if c["class"] == "MDM_DevDetail_Ext01")
    text = text if isinstance(text, str) else text["text"]
    return bytearray(base64.b64decode(text + "=" * (-len(text) % 4)))


def many_hashes(path, rows):
    """An import file in which each row is another hash with a digest that holds: the laptop's, one second later each."""
    good = laptop_hash()
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
    memory("hash_check_memory", command)
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
    memory("log_index_memory", command)
    print("the last page:", flush=True)
    subprocess.run([str(BENCH / "log_bench"), "last", str(path)], check=True)
    path.unlink()


def records(blob):
    """Type to offset and length of the payload."""
    at, found = 4, {}
    while at < int.from_bytes(blob[2:4], "little"):
        kind, size = int.from_bytes(blob[at:at + 2], "little"), int.from_bytes(blob[at + 2:at + 4], "little")
        found.setdefault(kind, (at + 4, size - 4))
        at += size
    return found


def devices(path, first, count, later):
    """An import file of so many devices: the laptop's hash with another serial number, TPM key and UUID each."""
    good = laptop_hash()
    found, length = records(good), int.from_bytes(good[2:4], "little")
    serial, key, number, uuid, seconds = (found[kind][0] for kind in (14, 25, 11, 12, 1))
    clock = int.from_bytes(good[seconds + 16:seconds + 20], "little") + later
    good[seconds + 16:seconds + 20] = clock.to_bytes(4, "little")
    with open(path, "wb") as file:
        file.write(b"Device Serial Number,Windows Product ID,Hardware Hash\r\n")
        for each in range(first, first + count):
            name = f"T{each:06}".encode()
            good[serial:serial + len(name)] = name
            good[key + 1:key + 8] = each.to_bytes(7, "big")
            good[number + 10:number + 42] = hashlib.sha256(good[key:key + found[25][1]]).digest()
            good[uuid:uuid + 4] = each.to_bytes(4, "big")
            good[length + 4:length + 36] = hashlib.sha256(good[:length]).digest()
            file.write(name + b",," + base64.b64encode(good) + b"\r\n")


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return path


def csv_check(target):
    """100,000 devices beside sha256sum over the same file; more than 500 are an error, so the program ends with 1."""
    path = target / "many.csv"
    devices(path, 0, 100_000, 0)
    program = BUILD / "preflight"
    check = script(target / "check.sh", f"{program} csv check {path}; test $? = 1")
    bench("process_bench", BENCH_NAME="csv_check_beside_sha256sum", BENCH_RUNS=7,
          BENCH_BASE=f"{shutil.which('sha256sum')} {path}", BENCH_SUBJECT=check)
    memory("csv_check_memory", [str(program), "csv", "check", str(path)], wanted=1)
    path.unlink()


def csv_merge(target):
    """200 files of 500 devices, a tenth of them in two files, beside cat and sort of the same lines."""
    files, out = target / "files", target / "out"
    files.mkdir()
    out.mkdir()
    for number in range(200):
        devices(files / f"{number:03}.csv", number * 450, 500, number)
    base = script(target / "sort.sh", f"cat {files}/*.csv | sort > {out}/sorted")
    merge = script(target / "merge.sh", f"exec {BUILD / 'preflight'} csv merge {files} --to {out}/merged.csv --force")
    bench("process_bench", BENCH_NAME="csv_merge_beside_cat_and_sort", BENCH_RUNS=7, BENCH_BASE=base, BENCH_SUBJECT=merge)
    shutil.rmtree(files)
    shutil.rmtree(out)


def wine(target):
    import prefix
    folder = pathlib.Path(tempfile.mkdtemp())
    at = prefix.Prefix(folder / "wine")
    program = f"{prefix.wine_program()} {WINDOWS / 'preflight.exe'}"
    base = lambda name: f"{prefix.wine_program()} {WINDOWS / 'tests' / 'bench' / name}"
    try:
        at.create()
        bench("process_bench", BENCH_NAME="export_whole_process_wine", BENCH_RUNS=30, BENCH_BASE=base("hello.exe"),
              BENCH_SUBJECT=f"{program} export --replay Z:{LAPTOP} --to Z:{target}", **at.environment())
        at.kill()  # what has started so far has no screen
        first_frame("first_frame_wine", base("bare_demo.exe"), program, target, **at.environment())
    finally:
        at.kill()
        shutil.rmtree(folder, ignore_errors=True)


def size():
    FIGURES.add("preflight.exe", megabytes=(WINDOWS / "preflight.exe").stat().st_size / 1e6)


def main():
    # Memory, not a disk: what is measured is the program, not a flush of this machine's disk.
    target = pathlib.Path(tempfile.mkdtemp(dir="/dev/shm"))
    program = str(BUILD / "preflight")
    steps = [
        lambda: bench("process_bench", BENCH_NAME="export_whole_process_linux", BENCH_BASE=BENCH / "hello",
                      BENCH_SUBJECT=f"{program} export --replay {LAPTOP} --to {target}"),
        lambda: first_frame("first_frame_linux", str(BENCH / "bare_demo"), program, target),
        size, lambda: wine(target), lambda: idle.main(BUILD, SOURCE, 20, FIGURES.add), lambda: hash_check(target),
        lambda: log_index(target), lambda: csv_check(target), lambda: csv_merge(target), lambda: bench("recording_bench"),
        lambda: bench("status_bench", BENCH_PROGRAM=program), lambda: bench("page_bench"), lambda: bench("raster_bench"),
    ]
    failed = []
    try:
        for step in steps:
            try:
                step()
            except Exception as problem:  # the others are still worth a look
                failed.append(f"{type(problem).__name__}: {problem}")
                print(failed[-1], flush=True)
        if not failed:
            write(FIGURES, SOURCE)
    except Failed as problem:
        failed.append(str(problem))
    finally:
        shutil.rmtree(target, ignore_errors=True)
    print("\n".join(["", "failed, so docs/development.md was left as it is:", *failed] if failed else []), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
