#!/usr/bin/env python3
"""Runs clang-tidy over our own files of a build tree, as many at once as there are processors.

A file that passed is not looked at again while neither it, nor a header of ours, nor the rules have changed.
Usage: tidy.py BUILD_FOLDER SOURCE_FOLDER
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys


def main():
    build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    rules = (source.parent / ".clang-tidy").read_bytes()
    headers = b"".join(p.read_bytes() for p in sorted(source.rglob("*.h")))
    passed_file = build / "tidy-passed.json"
    try:
        passed = set(json.loads(passed_file.read_text()))
    except (OSError, ValueError):
        passed = set()
    files = [pathlib.Path(e["file"]) for e in json.loads((build / "compile_commands.json").read_text())]
    files = sorted({f for f in files if source in f.resolve().parents})
    keys = {f: hashlib.sha256(rules + headers + str(f).encode() + f.read_bytes()).hexdigest() for f in files}

    def check(file):
        run = subprocess.run(["clang-tidy-14", "--quiet", "-p", str(build), str(file)],
                             capture_output=True, text=True, check=False)
        return file, run.returncode, run.stdout

    todo = [f for f in files if keys[f] not in passed]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, code, output in pool.map(check, todo):
            if code:
                failed += 1
                print(output.strip(), flush=True)
            else:
                passed.add(keys[file])
    passed_file.write_text(json.dumps(sorted(passed & set(keys.values()))))
    print(f"clang-tidy: {len(files)} files, {len(todo)} looked at, {failed} with problems")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
