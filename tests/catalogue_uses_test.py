#!/usr/bin/env python3
"""Each row of assets/text is used, and each use gives all the {names} of its sentence.

The uses are found in the source as text: `CsvId::name, {{"a", ...}, {"b", ...}}`. Where a row goes through a variable
the names cannot be seen there; DYNAMIC lists these rows with what gives the names."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src" / "text"))
import make_texts  # noqa: E402

NAME = re.compile(r"\{([a-z][A-Za-z0-9]*)\}")
COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.S)

ALIAS = re.compile(r"\busing (\w+) = (\w+Id);")

# A row that reaches the words through a variable is not named where its values are given: then these names must be
# given somewhere in the same folder. What a function adds to every list that it takes is listed here.
ADDED = {"CommandId": {"command"}}


def sources(ids):
    """Each file of the program without its comments, with the short names of enumerations written out."""
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in (".cpp", ".h"):
            text = COMMENT.sub(lambda found: found.group(1) or " ", path.read_text(encoding="utf-8"))
            for short, long in ALIAS.findall(text):
                text = re.sub(rf"\b{short}::", f"{long}::", text)
            for enum in set(re.findall(r"\busing enum (\w+Id);", text)):
                names = "|".join(id.split("::")[1] for id in ids if id.startswith(enum + "::"))
                text = re.sub(rf"(?<![\w:.>\"])(?=(?:{names})\b)", f"{enum}::", text)
            yield path.relative_to(ROOT / "src"), text


def braced(text, start):
    """What is between the brace at `start` and its partner; literals may hold braces."""
    depth, at = 0, start
    while at < len(text):
        if text[at] == '"':
            at = re.compile(r'"(?:\\.|[^"\\])*"').match(text, at).end()
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return text[start:at]
    return text[start:]


def names_given(text, behind):
    """The names of the list that follows an id; None when there is no such list."""
    found = re.compile(r"\s*,\s*(?:Args)?\s*(?=\{\s*\{)").match(text, behind)
    return None if found is None else set(re.findall(r'\{\s*"(\w+)"\s*,', braced(text, found.end())))


class Catalogue(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.rows = {}    # "CsvId::name": its sentence and hint, of simple tables
        cls.places = {}  # "FindingId::name": "findings.tsv: name", of all tables
        for name, (enum, *_) in {**make_texts.SIMPLE, **make_texts.STRUCTURED}.items():
            for row in make_texts.read(ROOT / "assets" / "text", name, []):
                id = f"{enum}::{make_texts.enumerator(row['id'])}"
                cls.places[id] = f"{name}.tsv: {row['id']}"
                if name in make_texts.SIMPLE:
                    cls.rows[id] = row["text"] + " " + row.get("hint", "")
        cls.uses = {}    # id: [(folder, names or None)]
        cls.given = {}   # folder: every name that is given in it
        for path, text in sources(cls.places):
            folder = path.parts[0]
            cls.given.setdefault(folder, set()).update(re.findall(r'\{\s*"(\w+)"\s*,', text))
            for found in re.finditer(r"\b\w+Id::\w+\b", text):
                cls.uses.setdefault(found.group(0), []).append((folder, names_given(text, found.end())))

    def test_every_row_is_used(self):
        tables = [(ROOT / "assets" / "text" / f"{name}.tsv").read_text(encoding="utf-8") for name in make_texts.STRUCTURED]
        named = set(re.split(r"[\t\n :/]", "\n".join(tables)))  # a wait names its finding, a finding its verdict
        structured = {entry[0] for entry in make_texts.STRUCTURED.values()}
        unused = [place for id, place in self.places.items() if id not in self.uses
                  and not (id.split("::")[0] in structured and place.split(": ")[1] in named)]
        self.assertEqual([], unused)

    def test_every_use_gives_the_names_of_its_sentence(self):
        wrong = []
        for id, sentence in self.rows.items():
            wanted = set(NAME.findall(sentence))
            for folder, names in self.uses.get(id, []):
                given = names if names is not None else self.given[folder]
                missing = sorted(wanted - given - ADDED.get(id.split("::")[0], set()))
                if missing:
                    wrong.append(f"{self.places[id]} in src/{folder}: no value for {', '.join(missing)}")
        self.assertEqual([], sorted(set(wrong)))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
