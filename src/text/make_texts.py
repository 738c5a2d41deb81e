#!/usr/bin/env python3
"""Checks assets/text/*.tsv and makes C++ of it: an enumeration a table (<out>/text/<name>_id.h) and all rows
(<out>/texts.cpp). A header is written only when it changes, so that a reworded sentence compiles one file.

Usage: make_texts.py FOLDER OUT
A wrong table fails the build: a row with too few or too many columns, an id twice, a name that no other table has, a
warning without an action, a sentence against ENGLISH below."""
import pathlib
import re
import sys

from english import hard_words

# table: (enumeration, header, columns). A table with `text` alone, or with `hint` behind it, needs no more than a line here.
SIMPLE = {
    "labels": ("LabelId", "label_id.h"),
    "errors": ("ErrorId", "error_id.h"),
    "evidence": ("EvidenceId", "evidence_id.h"),
    "deployment": ("DeploymentId", "deployment_id.h"),
    "registration": ("RegistrationId", "registration_id.h"),
    "view": ("ViewId", "view_id.h"),
    "page": ("PageId", "page_id.h"),
    "commands": ("CommandId", "command_id.h"),
    "help": ("HelpId", "help_id.h"),
    "csv": ("CsvId", "csv_id.h"),
    "hash": ("HashId", "hash_id.h"),
    "media": ("MediaId", "media_id.h"),
}
STRUCTURED = {
    "findings": ("FindingId", "finding_id.h",
                 "id state slots marks steps when headline title meaning action key who source"),
    "verdicts": ("VerdictId", "verdict_id.h", "id headline source"),
    "waits": ("WaitId", "wait_id.h",
              "id headline timed among untimed usual late finding meaning action key who source"),
    "esp-steps": ("StepId", "step_id.h", "id name wait failure source"),
    "registration-stages": ("StageId", "stage_id.h",
                            "id registered_state registered_word registered profile_state profile_word profile source"),
}
STATES = ["pass", "warn", "fail", "info", "unknown"]
SUBJECTS = {"": "other", "serial-number": "serialNumber", "hardware-hash": "hardwareHash"}  # Subject, text/subject.h
WHO = ["you", "user", "admin", "network", "vendor", "partner", "support"]
KEYS = {"", "A", "L", "M", "N", "O", "Y", "Enter", "Esc", "Ctrl O", "1", "2", "3", "4", "5", "6", "7",
        "F1", "F5", "F7", "F8", "F9", "F10"}
STATE_WORDS = {"OK", "NONE", "RUNNING", "WAITING", "SKIPPED", "WARNING", "FAILED", "UNKNOWN", "INFO"}
MOST_WORDS = 20  # of one sentence

NAME = re.compile(r"\{([^{}]*)\}")


def words_of(sentence):
    return [word for word in NAME.sub("x", sentence).split() if re.search(r"\w", word)]


def against_english(text):
    yield from hard_words(text)
    for sentence in re.split(r"(?<=[.?!]) +", text):
        if len(words_of(sentence)) > MOST_WORDS:
            yield f"a sentence of {len(words_of(sentence))} words (at most {MOST_WORDS}): {sentence!r}"
    if re.search(r"[{}]", NAME.sub("", text)):
        yield "an open brace"
    for name in NAME.findall(text):
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
            yield f"{{{name}}} is no name"


def is_sentence(text):
    return re.search(r"[.?!:\"}\d]$", text) is not None


def finding_problems(row, first):
    if first and row["state"] not in STATES:
        yield f"state {row['state']!r} is not known"
    if row["who"] not in WHO:
        yield f"nobody is called {row['who']!r}"
    if row["key"] not in KEYS:
        yield f"there is no key {row['key']!r}"
    if (row["state"] in ("warn", "fail") or not first) and not row["action"] and row["state"] not in ("pass", "info"):
        if first:
            yield "a warning or failure needs an action"
    head = NAME.sub("", row["headline"])
    if head != head.upper():
        yield "a headline is in capitals"
    for column in ("title", "meaning", "action"):
        if row[column] and not is_sentence(row[column]):
            yield f"{column}: no full stop: {row[column]!r}"
    for key in re.findall(r"(?<!\+)\b(?:F\d+|Press [A-Z0-9]\b)", row["action"]):
        if key.split()[-1] != row["key"] and not (row["key"] and key.startswith("F")):
            yield f"the action names {key!r}, the key column {row['key']!r}"


def wait_problems(row, _):
    if row["key"] not in KEYS or row["who"] not in WHO:
        yield "key or who is not known"
    if not row["late"].isdigit():
        yield "late is no number of seconds"
    for column in ("timed", "among", "untimed", "meaning", "action"):
        if not is_sentence(row[column]) and (row[column] or column not in ("among", "meaning")):
            yield f"{column}: no full stop"


def stage_problems(row, _):
    for stage in ("registered", "profile"):
        if row[f"{stage}_state"] not in STATES or row[f"{stage}_word"] not in STATE_WORDS:
            yield f"state or word of {stage} is not known"


PROBLEMS = {"findings": finding_problems, "waits": wait_problems, "registration-stages": stage_problems}
PROSE = {"findings": "headline title meaning action", "waits": "timed among untimed usual meaning action",
         "verdicts": "headline", "esp-steps": "name", "registration-stages": "registered profile"}


def read(folder, name, complaints):
    path = folder / f"{name}.tsv"
    if not path.exists():
        return []
    rows, seen, last = [], {}, ""
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    head = lines[0].split("\t")
    wanted = [STRUCTURED[name][2].split()] if name in STRUCTURED else [["id", "text"], ["id", "text", "hint"]]
    if head not in wanted:
        complaints.append(f"{path.name}:1: the columns must be {' '.join(wanted[0])}")
        return []
    for number, line in enumerate(lines[1:], 2):
        at = f"{path.name}:{number}"
        cells = line.split("\t")
        if len(cells) != len(head):
            complaints.append(f"{at}: {len(cells)} columns, not {len(head)}")
            continue
        row = dict(zip(head, cells))
        again = name == "findings" and row["id"] == last
        if row["id"] in seen and not again:
            complaints.append(f"{at}: the same id as {seen[row['id']]}")
        if not re.fullmatch(r"[a-zA-Z][A-Za-z0-9-]*", row["id"]):
            complaints.append(f"{at}: {row['id']!r} is no id")
        if "source" in row and not again and not row["source"]:
            complaints.append(f"{at}: no source")
        seen[row["id"]], last = at, row["id"]
        for column in PROSE.get(name, "text hint").split():
            complaints += [f"{at}: {each}" for each in against_english(row.get(column, ""))]
        complaints += [f"{at}: {each}" for each in PROBLEMS.get(name, lambda *_: ())(row, not again)]
        rows.append(row)
    return rows


def enumerator(id):
    parts = id.split("-")
    name = parts[0] + "".join(part[:1].upper() + part[1:] for part in parts[1:])
    return name + "_" if name in ("new", "delete", "default", "export", "register", "switch", "case", "private") else name


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ids(rows):
    return list(dict.fromkeys(row["id"] for row in rows))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def header(name, enum, rows, table):
    simple = f"constexpr catalogue::RowRef rowOf({enum} id) {{ return {{{table}, static_cast<std::uint16_t>(id)}}; }}\n"
    include = '#include "text/text.h"\n' if table else "#include <cstdint>\n"
    names = "".join(f"  {enumerator(id)},\n" for id in ids(rows))
    return (f"// Made by make_texts.py from {name}.tsv.\n#pragma once\n\n{include}\nnamespace preflight {{\n\n"
            f"enum class {enum} : std::uint16_t {{\n{names}}};\n" + (simple if table else "") + "\n}  // namespace preflight\n")


def slots_of(row, complaints):
    cells = []
    for part in row["slots"].split():
        match = re.fullmatch(r"([a-z+]+):([a-z-]+)/(\d+)", part)
        if not match:
            complaints.append(f"findings.tsv: {row['id']}: slot {part!r} is not states:verdict/rank")
            continue
        states = STATES[:4] if match[1] == "any" else match[1].split("+")
        if not set(states) <= set(STATES):
            complaints.append(f"findings.tsv: {row['id']}: slot {part!r} has an unknown state")
            continue
        bits = sum(1 << STATES.index(state) for state in states)
        cells.append(f"{{VerdictId::{enumerator(match[2])}, {match[3]}, {bits}}}")
    return cells


def marks_of(row, complaints):
    """force: an export needs a confirmation; reset: on a working desktop it matters at the next reset only;
    stage=...: the stage of a registration that it speaks about; subject=...: the part of the device whose row shows it."""
    marks = row["marks"].split()
    stages = [mark[6:] for mark in marks if mark.startswith("stage=")]
    if (set(marks) - {"force", "reset"} - {f"stage={stage}" for stage in ("registered", "profile", "enrolled")}
            - {f"subject={subject}" for subject in SUBJECTS if subject}):
        complaints.append(f"findings.tsv: {row['id']}: unknown mark in {row['marks']!r}")
    return (f"{'true' if 'force' in marks else 'false'}, {'true' if 'reset' in marks else 'false'}, "
            f"{quoted(stages[0] if stages else '')}")


def subject_of(row):
    return next((mark[8:] for mark in row["marks"].split() if mark.startswith("subject=")), "")


def findings_code(rows, complaints):
    slots, wordings, entries = [], [], []
    by_id = {id: [row for row in rows if row["id"] == id] for id in ids(rows)}
    for id, own in by_id.items():
        if own[-1]["when"]:
            complaints.append(f"findings.tsv: {id}: the last row must serve always (empty when)")
        first, mine = own[0], slots_of(own[0], complaints)
        entries.append(f"    {{{quoted(id)}, State::{first['state'] if first['state'] in STATES else 'info'}, "
                       f"{marks_of(first, complaints)}, {quoted(first['steps'])}, "
                       f"std::span(slots).subspan({len(slots)}, {len(mine)}), "
                       f"std::span(wordings).subspan({len(wordings)}, {len(own)})}},")
        slots += mine
        for row in own:
            who = row["who"] if row["who"] in WHO else "you"
            wordings.append("    {" + ", ".join(quoted(row[c]) for c in "when headline title meaning action key".split())
                            + f", Who::{who}}},")
    return ("constexpr FindingSlot slots[] = {\n    " + ",\n    ".join(slots) + "};\n"
            "constexpr FindingRow wordings[] = {\n" + "\n".join(wordings) + "\n};\n"
            "constexpr FindingEntry findings[] = {\n" + "\n".join(entries) + "\n};\n"
            "constexpr Subject subjects[] = {\n" +
            "".join(f"    Subject::{SUBJECTS.get(subject_of(own[0]), 'other')},\n" for own in by_id.values()) + "};\n")


def waits_code(rows):
    lines = []
    for row in rows:
        cells = [quoted(row[c]) for c in "id headline timed among untimed usual".split()]
        cells += [row["late"], f"FindingId::{enumerator(row['finding'] or 'waiting-on')}"]
        cells += [quoted(row[c]) for c in "meaning action key".split()] + [f"Who::{row['who']}"]
        lines.append("    {" + ", ".join(cells) + "},")
    return "constexpr WaitEntry waits[] = {\n" + "\n".join(lines) + "\n};\n"


def steps_code(rows):
    lines = [f"    {{{quoted(row['id'])}, {quoted(row['name'])}, WaitId::{enumerator(row['wait'])}, "
             f"FindingId::{enumerator(row['failure'])}}}," for row in rows]
    return "constexpr StepEntry espSteps[] = {\n" + "\n".join(lines) + "\n};\n"


def stages_code(rows):
    lines = []
    for row in rows:
        said = ["{State::%s, %s, %s}" % (row[f"{s}_state"], quoted(row[f"{s}_word"]), quoted(row[s]))
                for s in ("registered", "profile")]
        lines.append("    {" + ", ".join([quoted(row["id"])] + said) + "},")
    return "constexpr StageEntry stages[] = {\n" + "\n".join(lines) + "\n};\n"


def simple_code(tables):
    code, cases = "", ""
    for number, (name, rows) in enumerate(tables.items(), 1):
        cells = ",\n    ".join(f"{{{quoted(row['text'])}, {quoted(row.get('hint', ''))}}}" for row in rows) or "{}"
        code += f"constexpr SimpleRow table{number}[] = {{  // {name}\n    {cells}}};\n"
        cases += f"    std::span<const SimpleRow>(table{number}),\n"
    return ("struct SimpleRow {\n  std::string_view text;\n  std::string_view hint;\n};\n" + code +
            "constexpr std::span<const SimpleRow> tables[] = {\n" + cases + "};\n")


def check_names(tables, complaints):
    for row in tables["waits"]:
        if row["finding"] and row["finding"] not in ids(tables["findings"]):
            complaints.append(f"waits.tsv: {row['id']}: no finding {row['finding']!r}")
    for row in tables["esp-steps"]:
        if row["wait"] not in ids(tables["waits"]) or row["failure"] not in ids(tables["findings"]):
            complaints.append(f"esp-steps.tsv: {row['id']}: wait or finding is not known")
    for row in tables["findings"]:
        for verdict in re.findall(r":([a-z-]+)/", row["slots"]):
            if verdict not in ids(tables["verdicts"]):
                complaints.append(f"findings.tsv: {row['id']}: no verdict {verdict!r}")


ENDING = """
}  // namespace

const FindingEntry& entryOf(FindingId id) {
  return findings[static_cast<std::size_t>(id)];
}
Subject subjectOfId(FindingId id) {
  return subjects[static_cast<std::size_t>(id)];
}
const VerdictEntry& entryOf(VerdictId id) {
  return verdicts[static_cast<std::size_t>(id)];
}
const WaitEntry& entryOf(WaitId id) {
  return waits[static_cast<std::size_t>(id)];
}
const StageEntry& entryOf(StageId id) {
  return stages[static_cast<std::size_t>(id)];
}
std::span<const StepEntry> steps() {
  return espSteps;
}
std::size_t findingCount() {
  return std::size(findings);
}

namespace catalogue {

std::string_view sentence(RowRef row) {
  return row.table == 0 ? std::string_view() : tables[row.table - 1][row.row].text;
}
std::string_view hint(RowRef row) {
  return row.table == 0 ? std::string_view() : tables[row.table - 1][row.row].hint;
}

}  // namespace catalogue
}  // namespace preflight
"""


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    complaints = []
    simple = {name: read(folder, name, complaints) for name in SIMPLE}
    tables = {name: read(folder, name, complaints) for name in STRUCTURED}
    unknown = {path.stem for path in folder.glob("*.tsv")} - set(SIMPLE) - set(STRUCTURED)
    complaints += [f"{name}.tsv: make_texts.py does not know this table" for name in sorted(unknown)]
    check_names(tables, complaints)
    code = ('// Made by make_texts.py.\n#include <iterator>\n\n#include "text/catalogue.h"\n#include "text/subject.h"\n\n'
            "namespace preflight {\nnamespace {\n\n" + findings_code(tables["findings"], complaints)
            + "constexpr VerdictEntry verdicts[] = {\n"
            + "\n".join(f"    {{{quoted(r['id'])}, {quoted(r['headline'])}}}," for r in tables["verdicts"]) + "\n};\n"
            + waits_code(tables["waits"]) + steps_code(tables["esp-steps"]) + stages_code(tables["registration-stages"])
            + simple_code(simple) + ENDING)
    if complaints:
        sys.exit("\n".join(complaints))
    for number, (name, rows) in enumerate(simple.items(), 1):
        enum, file = SIMPLE[name]
        write(out / "text" / file, header(name, enum, rows, number))
    for name, rows in tables.items():
        enum, file, _ = STRUCTURED[name]
        write(out / "text" / file, header(name, enum, rows, 0))
    write(out / "texts.cpp", code)


if __name__ == "__main__":
    main()
