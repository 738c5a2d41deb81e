#!/usr/bin/env python3
"""Runs clang-tidy over our own files of a build tree, as many at once as there are processors.

Most of its time goes into the headers of libraries, which it walks through anew for each file. So the files of a folder
are looked at together, as one file that includes them; where that does not compile (two of them have the same name for
different things) half of them are. A file that passed is not looked at again while neither it, nor a header of ours that
it includes, nor its command, the libraries or the rules have changed; that is kept for all checkouts of this user.
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


class Keys:
    """What a file's result depends on, as one hash."""

    INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)

    def __init__(self, root):
        self.root = root
        version = subprocess.run(["clang-tidy-14", "--version"], capture_output=True, check=True).stdout
        self.common = [version, *((root / name).read_bytes() for name in (".clang-tidy", "third_party/pins.tsv"))]
        self.known = {}  # path to its bytes and the names that it includes

    def read(self, path):
        if path not in self.known:
            content = path.read_bytes()
            self.known[path] = content, [each.decode() for each in self.INCLUDE.findall(content)]
        return self.known[path]

    def closure(self, file, folders):
        """The file and every header of ours that it includes, however deep."""
        found, todo = {file}, [file]
        while todo:
            path = todo.pop()
            for name in self.read(path)[1]:
                at = next((folder / name for folder in (path.parent, *folders) if (folder / name).is_file()), None)
                if at is not None and at.resolve() not in found:
                    found.add(at.resolve())
                    todo.append(at.resolve())
        return sorted(found)

    def of(self, entry):
        base = pathlib.Path(entry["directory"])
        command = without_precompiled(entry["command"])
        folders = [base / each for each in re.findall(r"-I\s*(\S+)", command)]
        key = hashlib.sha256()
        # Without where the checkout is and what it was built into, since neither changes what is found.
        options = re.sub(r" -o \S+", "", command).replace(str(self.root), "")
        for part in (*self.common, options.encode()):
            key.update(len(part).to_bytes(8, "big") + part)
        for path in self.closure(pathlib.Path(entry["file"]).resolve(), folders):
            content = self.read(path)[0]
            key.update(path.name.encode() + len(content).to_bytes(8, "big") + content)
        return key.hexdigest()


def main():
    build, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    passed = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "preflight-tidy"
    passed.mkdir(parents=True, exist_ok=True)  # an empty file for each key that passed
    entries = [e for e in json.loads((build / "compile_commands.json").read_text())
               if source in pathlib.Path(e["file"]).resolve().parents]
    keys = Keys(source.parent)
    key_of = {e["file"]: keys.of(e) for e in entries}
    todo = {pathlib.Path(file) for file, key in key_of.items() if not (passed / key).exists()}
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [pool.submit(look_together, build, str(number), same) for number, same in enumerate(groups(entries, todo))]
        for run in concurrent.futures.as_completed(runs):
            for file, code, printed in run.result():
                if code:
                    failed += 1
                    print(printed.strip(), flush=True)
                else:
                    (passed / key_of[file]).touch()
    print(f"clang-tidy: {len(key_of)} files, {len(todo)} looked at, {failed} with problems")
    return 1 if failed or not key_of else 0


if __name__ == "__main__":
    sys.exit(main())
