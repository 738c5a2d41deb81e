#!/usr/bin/env python3
"""Makes the pages of docs/ that are tables of the program: findings.md from assets/text/findings.tsv, and sources.md
from docs/sources.tsv and what the program `list_sources` prints of the collectors and the recording.

Usage: make_docs.py findings|sources [LIST_SOURCES] [--check]
With --check nothing is written: a page that differs from what would be made is a failure."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FINDINGS = ROOT / "assets" / "text" / "findings.tsv"
WHO = {"you": "", "user": "User", "admin": "Admin", "network": "Network", "vendor": "Vendor", "partner": "Partner",
       "support": "Support"}
KINDS = {"registry": "Registry", "wmi": "WMI", "firmware table": "Firmware tables", "firmware variable": "UEFI variables",
         "event log": "Event logs", "event provider": "Event providers", "file": "Files", "folder": "Folders",
         "system": "Questions to Windows or Linux"}


def rows_of(text):
    lines = text.rstrip("\n").split("\n")
    head = lines[0].split("\t")
    rows = [dict(zip(head, line.split("\t"))) for line in lines[1:]]
    for number, row in enumerate(rows, 2):
        if len(row) != len(head):
            sys.exit(f"line {number}: {len(row)} columns, not {len(head)}")
    return rows


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def value(text):
    """{names} are values that the program fills in."""
    return re.sub(r"\{(\w+)\}", r"*\1*", cell(text))


def findings_page():
    rows = rows_of(FINDINGS.read_text(encoding="utf-8"))
    first = {}
    for row in rows:
        first.setdefault(row["id"], row)
    out = ["# Findings", "", "Everything that Preflight can find on a device. Made by `docs/make_docs.py findings` from",
           "`assets/text/findings.tsv`; change the table, not this page.", "",
           "`status --json` has the same ids. Ids do not change. The state is the usual one; a rule may set another, and",
           "*unknown* where something could not be read. Words in italics are filled in. \"When\" shows which wording is used.",
           ""]
    by_id = {id: [row for row in rows if row["id"] == id] for id in first}
    for state in ("fail", "warn", "unknown", "info", "pass"):
        own = [id for id, row in first.items() if row["state"] == state]
        out += [f"## {state} ({len(own)})", ""]
        for id in own:
            out += [f"### {id}", ""]
            if "force" in first[id]["marks"].split():
                out += ["An export must be confirmed.", ""]
            out += ["| when | title | meaning | action | who |", "|---|---|---|---|---|"]
            for row in by_id[id]:
                when = value(" and ".join("{%s}" % name for name in re.split(r"[ ,]+", row["when"]) if name))
                out.append(f"| {when} | {value(row['title'])} | {value(row['meaning'])} | {value(row['action'])} "
                           f"| {WHO[row['who']] if row['action'] else ''} |")
            source = next((row["source"] for row in by_id[id] if row["source"]), "")
            out += ["", f"Source: {cell(source)}.".replace("..", "."), ""]
    return "\n".join(out).rstrip("\n") + "\n"


def key_of(row):
    return row["kind"], row["source"].lower(), row["of"].lower()


def problems(listed, told, findings):
    told_keys = [key_of(row) for row in told]
    for row in listed:
        if key_of(row) not in told_keys:
            yield f"docs/sources.tsv has no row for {row['kind']} {row['source']} {row['of']}"
    for row in told:
        name = f"docs/sources.tsv: {row['kind']} {row['source']} {row['of']}"
        found = [each for each in listed if key_of(each) == key_of(row)]
        if told_keys.count(key_of(row)) > 1:
            yield f"{name}: twice"
        if not found:
            yield f"{name}: nothing reads or records it any more"
            continue
        if not row["holds"] or not row["used"]:
            yield f"{name}: what it holds, and what uses it or why nothing does"
        if bool(found[0]["collectors"]) == row["used"].startswith("Not read: "):
            yield f"{name}: read by {found[0]['collectors'] or 'no collector'}, but: {row['used']}"
        for id in re.findall(r"`([a-z0-9-]+)`", row["used"]):
            if id not in findings:
                yield f"{name}: there is no finding {id}"


def sources_page(list_sources):
    listed = rows_of(subprocess.run([list_sources], check=True, capture_output=True, text=True).stdout)
    told = rows_of((ROOT / "docs" / "sources.tsv").read_text(encoding="utf-8"))
    findings = {row["id"] for row in rows_of(FINDINGS.read_text(encoding="utf-8"))}
    wrong = list(problems(listed, told, findings))
    if wrong:
        sys.exit("\n".join(wrong))
    out = ["# Sources", "", "Where Preflight reads, and what for. Made by `docs/make_docs.py sources` from the collectors, the",
           "recording's list and `docs/sources.tsv`; a test compares them.", "",
           "A recording holds every source here that exists on the device. \"Not read\": only the recording holds it, for a",
           "person who looks at it later. \"Report only\": it is in the report (`status --json`), and no rule uses it. `*` is",
           "any name. Sources with \"live\" are read again as soon as they change.", ""]
    by_key = {key_of(row): row for row in told}
    for kind, title in KINDS.items():
        own = [row for row in listed if row["kind"] == kind]
        if not own:
            continue
        read = sum(1 for row in own if row["collectors"])
        out += [f"## {title} ({read} of {len(own)} are read)", "", "| source | holds | used for |", "|---|---|---|"]
        for row in own:
            words = by_key[key_of(row)]
            name = f"`{row['source']}`" + (f" `{row['of']}`" if row["of"] else "")
            live = " (live)" if row["watched"] == "yes" else ""
            unrecorded = " (not recorded)" if row["recorded"] == "no" else ""
            out.append(f"| {name}{live}{unrecorded} | {cell(words['holds'])} | {cell(words['used'])} |")
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def main():
    arguments = [each for each in sys.argv[1:] if each != "--check"]
    page = findings_page() if arguments[0] == "findings" else sources_page(arguments[1])
    path = ROOT / "docs" / f"{arguments[0]}.md"
    if "--check" not in sys.argv:
        path.write_text(page, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != page:
        sys.exit(f"docs/{path.name} is not what docs/make_docs.py makes. Run: docs/make_docs.py {' '.join(arguments)}")


if __name__ == "__main__":
    main()
