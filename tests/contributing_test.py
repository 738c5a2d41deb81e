#!/usr/bin/env python3
"""The worked example of CONTRIBUTING.md, done as it is written there on a copy of the tree: its row, its rule, its call
and its test are taken from the page, the tests of the rules are built, and the new one passes.

Usage: contributing_test.py FOLDER [CMAKE_OPTION ...]
The copy is made in FOLDER and configured with the options, so that the compiler cache knows nearly all of it."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fail(words):
    sys.exit(f"CONTRIBUTING.md: {words}")


def blocks():
    """(what the sentence before says, code) of each block of the section."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = page.split("\n## Add a finding\n")[1].split("\n## ")[0]
    found, before = [], ""
    for piece in re.split(r"^(```(?:tsv|cpp)\n.*?^```)$", section, flags=re.M | re.S):
        if piece.startswith("```"):
            found.append((before.strip().split("\n\n")[-1], piece.split("\n", 1)[1].rsplit("```", 1)[0]))
        before = piece
    return found


def named(words):
    """The file that a sentence names."""
    path = re.search(r"`((?:src|assets|tests)/[\w./]+)`", words)
    return path[1] if path else fail(f"no file is named in {words!r}")


def insert(path, code, before):
    text = path.read_text(encoding="utf-8")
    if before not in text:
        fail(f"{path.name} has no {before.strip()!r}")
    at = text.index(before)
    path.write_text(text[:at] + code + text[at:], encoding="utf-8")


def add_call(path, code, function):
    text = path.read_text(encoding="utf-8")
    start = re.search(rf"^\w[^\n]*\b{function}\(", text, re.M) or fail(f"{path.name} has no {function}")
    end = text.index("\n}\n", start.start()) + 1
    path.write_text(text[:end] + code + text[end:], encoding="utf-8")


def copy(folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT, folder, ignore=lambda at, names: [
        name for name in names if name in ("build", ".git", "__pycache__")
        or (name == "src" and pathlib.Path(at).name == "third_party")])
    os.symlink((ROOT / "third_party" / "src").resolve(), folder / "third_party" / "src")


def follow(folder):
    """Does what the page says; returns the name of the new test case."""
    steps = blocks()
    if len(steps) != 4:
        fail(f"the example has {len(steps)} blocks, not row, rule, call and test")
    (row_words, row), (rule_words, rule), (call_words, call), (test_words, test) = steps
    table = folder / named(row_words)
    with table.open("a", encoding="utf-8") as out:
        out.write(row)
    if row.rstrip("\n").count("\t") != table.read_text(encoding="utf-8").split("\n", 1)[0].count("\t"):
        fail("the row has not as many columns as the table")
    rules = folder / named(rule_words)
    insert(rules, rule + "\n", "}  // namespace\n")
    function = re.search(r"`(\w+)`", call_words) or fail("the call's place is not named")
    add_call(rules, call, function[1])
    with (folder / named(test_words)).open("a", encoding="utf-8") as out:
        out.write("\n" + test)
    return re.search(r'TEST_CASE\("(.*?)"\)', test)[1]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}{done.stderr[-3000:]}")
    return done.stdout


def main():
    folder = pathlib.Path(sys.argv[1])
    copy(folder)
    name = follow(folder)
    build = folder / "build" / "dev"
    run("cmake", "-G", "Ninja", "-S", folder, "-B", build, *sys.argv[2:])
    run("cmake", "--build", build, "--target", "unit_diagnose")
    said = run(build / "tests" / "unit_diagnose", f"-tc={name.replace(',', '?')}")
    if not re.search(r"test cases:\s*1 \|\s*1 passed", said):
        sys.exit(f"the new test case did not run:\n{said}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
