#!/usr/bin/env python3
"""Checks assets/knowledge/*.tsv and writes what the program shows of them as one compressed C++ array. A long table may
be a folder of .tsv files instead, each with the columns' names at its head.

Usage: make_tables.py FOLDER OUT.cpp
A wrong table fails the build: a row with too few or too many columns, a key twice, an error or an error event without
an action, a row without a source."""
import pathlib
import re
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "text"))
from english import hard_words  # noqa: E402

# table: (columns in the file, columns of the key, columns that are compiled in)
TABLES = {
    "errors": ("code name area meaning cause action who source basis", "code",
               "code name area meaning cause action who basis"),
    "events": ("provider id when level meaning cause action who source basis", "provider id when",
               "provider id when level meaning cause action who basis"),
    "enums": ("enum value name meaning source basis", "enum value", "enum value name meaning"),
    "oobe-config-bits": ("bit name set clear source basis", "bit", "bit name set clear"),
    "facilities": ("prefix name tells source basis", "prefix", "prefix name tells"),
    "steps": ("topic title number step who source basis", "topic number", "topic title number step who"),
    "endpoints": ("host port protocol purpose required_for source note basis", "host port protocol purpose",
                  "host port protocol purpose required_for note"),
    "requirements": ("scenario item requirement source basis", "scenario item requirement",
                     "scenario item requirement"),
}
BASES = {"documented", "message-table", "manifest-only", "community", "field", "unverified"}
FOR_PEOPLE = {"meaning", "cause", "action", "set", "clear", "tells", "title", "step", "purpose", "requirement", "note"}
WHO = {"technician", "administrator of the tenant", "network team", "manufacturer", "partner", "Microsoft support"}
LEVELS = {"error", "warning", "information"}
CODE = re.compile(r"0x[0-9A-F]{8}(\.\.0x[0-9A-F]{8})?|\d+|[A-Za-z][\w ./]*")


def problems_of(name, row):
    if not row["source"]:
        yield "no source"
    if row["basis"] not in BASES:
        yield f"basis {row['basis']!r} is not known"
    if row.get("who") and row["who"] not in WHO:
        yield f"nobody is called {row['who']!r}"
    if name == "errors" and not CODE.fullmatch(row["code"]):
        yield "this is no code"
    if name == "events":
        if row["level"] not in LEVELS:
            yield f"level {row['level']!r} is not known"
        if not row["id"].isdigit():
            yield "the id is no number"
        if row["when"] not in ("", "level<=3", "level>=4"):
            yield f"the condition {row['when']!r} is not known"
    must_act = name == "errors" or name == "events" and row["level"] != "information"
    if must_act and not (row["action"] and row["who"]):
        yield "an error needs an action and who can take it"
    for column in FOR_PEOPLE & row.keys():
        yield from hard_words(row[column])


def files_of(folder, name):
    parts = folder / name
    return sorted(parts.glob("*.tsv")) if parts.is_dir() else [folder / f"{name}.tsv"]


def read(folder, name, complaints):
    head, key, _ = (part.split() for part in TABLES[name])
    rows, seen = [], {}
    if (folder / name).is_dir() and (folder / f"{name}.tsv").exists():
        complaints.append(f"{name}: the table is both a file and a folder")
    for path in files_of(folder, name):
        file = path.relative_to(folder)
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        if lines[0].split("\t") != head:
            complaints.append(f"{file}:1: the columns must be {' '.join(head)}")
            continue
        for number, line in enumerate(lines[1:], 2):
            cells = line.split("\t")
            if len(cells) != len(head):
                complaints.append(f"{file}:{number}: {len(cells)} columns, not {len(head)}")
                continue
            row = dict(zip(head, cells))
            at = tuple(row[column].lower() for column in key)
            if at in seen:
                complaints.append(f"{file}:{number}: the same key as {seen[at]}: {' '.join(at)}")
            seen[at] = f"{file}:{number}"
            complaints += [f"{file}:{number}: {each}" for each in problems_of(name, row)]
            rows.append(row)
    if not rows:
        complaints.append(f"{name}: the table is empty")
    return rows


def shown(column, row):
    if column == "basis":  # all that is shown of it: a word of caution
        return "?" if row[column] in ("community", "unverified") else ""
    return row[column]


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    complaints, text = [], ""
    for name, (_, _, columns) in TABLES.items():
        rows = read(folder, name, complaints)
        text += f"\x1d{name}\n"
        text += "".join("\t".join(shown(c, row) for c in columns.split()) + "\n" for row in rows)
    unknown = {p.stem for p in folder.iterdir() if p.suffix == ".tsv" or p.is_dir()} - set(TABLES)
    complaints += [f"{name}: this table is not known to make_tables.py" for name in sorted(unknown)]
    if complaints:
        sys.exit("\n".join(complaints))
    raw = text.encode("utf-8")
    packed = zlib.compress(raw, 9)
    lines = [", ".join(str(b) for b in packed[at:at + 40]) for at in range(0, len(packed), 40)]
    out.write_text('// Made by make_tables.py.\n#include "knowledge/packed.h"\n\nnamespace preflight::knowledge {\n\n'
                   f"const std::size_t unpackedSize = {len(raw)};\n"
                   f"const std::size_t packedSize = {len(packed)};\n"
                   "const unsigned char packedTables[] = {\n" + ",\n".join(lines) + "};\n\n"
                   "}  // namespace preflight::knowledge\n", encoding="utf-8")


if __name__ == "__main__":
    main()
