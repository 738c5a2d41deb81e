#!/usr/bin/env python3
"""Runs clang-tidy over our own files of a build tree, as many at once as there are processors.

Most of its time goes into the headers of libraries, which it walks through anew for each file. So the files of a folder
are looked at together, as one file that includes them; where that does not compile (two of them have the same name for
different things) half of them are. Files that passed are not looked at again while neither they, nor a header of
ours, nor the rules have changed.
Usage: tidy.py BUILD_FOLDER SOURCE_FOLDER
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

TOGETHER = 8


def included(command):
    """What decides whether two files may stand in one: definitions and the folders of headers."""
    return tuple(re.findall(r"(?:-D|-I|-isystem )\S+", command))


def groups(entries, todo):
    """Files of one folder that are built alike, TOGETHER at a time."""
    alike = {}
    for entry in entries:
        file = pathlib.Path(entry["file"])
        if file in todo:
            alike.setdefault((file.parent, included(entry["command"])), []).append(entry)
    for same in alike.values():
        for first in range(0, len(same), TOGETHER):
            yield same[first:first + TOGETHER]


def without_precompiled(command):
    """GCC's precompiled header cannot be read, nor some of its warnings; each file includes what it needs."""
    return re.sub(r"(-Xclang )?-include(-pch)? (-Xclang )?\S+/cmake_pch\S+|-Winvalid-pch|-Wno-\S+", "", command)


def look(folder, entry, file, off=""):
    """One run of clang-tidy: its exit code and what it printed."""
    run = subprocess.run(["clang-tidy-14", "--quiet", "-p", str(folder), *([f"--checks={off}"] if off else []), str(file)],
                         capture_output=True, text=True, check=False, cwd=entry["directory"])
    return run.returncode, run.stdout


def look_together(build, name, entries):
    """Looks at `entries`, as one file if it can be: gives each with its exit code and what was printed."""
    folder = build / "tidy" / name
    folder.mkdir(parents=True, exist_ok=True)
    one = folder / "together.cpp" if len(entries) > 1 else pathlib.Path(entries[0]["file"])
    command = without_precompiled(entries[0]["command"].replace(entries[0]["file"], str(one)))
    (folder / "compile_commands.json").write_text(
        json.dumps([{"directory": entries[0]["directory"], "command": command, "file": str(one)}]))
    if len(entries) == 1:
        return [(entries[0]["file"], *look(folder, entries[0], one))]
    one.write_text("".join(f'#include "{each["file"]}"\n' for each in entries))
    # A local name may be that of another file's function here; the compilers look for that in each file.
    code, printed = look(folder, entries[0], one, "-bugprone-suspicious-include,-clang-diagnostic-shadow")
    if code == 0:
        return [(each["file"], 0, "") for each in entries]
    half = len(entries) // 2  # what is wrong gets the message that its file gets alone
    return look_together(build, name + "a", entries[:half]) + look_together(build, name + "b", entries[half:])


def main():
    build, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    rules = (source.parent / ".clang-tidy").read_bytes()
    headers = b"".join(p.read_bytes() for p in sorted(source.rglob("*.h")))
    passed_file = build / "tidy-passed.json"
    try:
        passed = set(json.loads(passed_file.read_text()))
    except (OSError, ValueError):
        passed = set()
    entries = [e for e in json.loads((build / "compile_commands.json").read_text())
               if source in pathlib.Path(e["file"]).resolve().parents]
    files = {pathlib.Path(e["file"]) for e in entries}
    keys = {f: hashlib.sha256(rules + headers + str(f).encode() + f.read_bytes()).hexdigest() for f in files}
    todo = {f for f in files if keys[f] not in passed}
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [pool.submit(look_together, build, str(number), same) for number, same in enumerate(groups(entries, todo))]
        for run in concurrent.futures.as_completed(runs):
            for file, code, printed in run.result():
                if code:
                    failed += 1
                    print(printed.strip(), flush=True)
                else:
                    passed.add(keys[pathlib.Path(file)])
    passed_file.write_text(json.dumps(sorted(passed & set(keys.values()))))
    print(f"clang-tidy: {len(files)} files, {len(todo)} looked at, {failed} with problems")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
