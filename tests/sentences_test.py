#!/usr/bin/env python3
"""What a person reads is in assets/text: no sentence is a literal of the program.

A literal is taken for a sentence when three words of letters follow each other in it with single blanks. What may look
so is listed below with its reason."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent / "src"

# Names of Windows' own things and of files: they are data, whatever language is spoken.
NAMES = [
    r"\\|%\w+%|^HK(LM|CU|U)\b",                 # registry paths, file paths
    r"Microsoft-Windows-|/Admin$|/Operational$",  # event channels and providers
    r"^<\w+ |^SELECT ",                          # queries
]
# Files in which such literals are no sentences of ours.
FILES = {
    "winlog/agent_log.cpp": "the wording of Intune's agent log, which is searched",
    "collect/support/agent_log_reader.cpp": "the wording of Intune's agent log, which is searched",
    "base/chassis.cpp": "the names that the SMBIOS specification gives to enclosures",
    "hash/words.cpp": "the names that Windows' headers give to buses and media",
    "collect/collector.cpp": "names of Windows' sources",
    "app/log/log_read.cpp": "names of Windows' sources",
    "collect/deployment/msi_and_office.cpp": "the name of Microsoft's agent",
    "csv/intune.cpp": "titles of columns, which Intune reads",
    "csv/partner.h": "titles of columns, which Partner Center reads",
    "text/catalogue.cpp": "values of JSON, which programs read",
    "page/actions.cpp": "names of keys, as they are printed on the keyboard",
}
LITERAL = re.compile(r'R"(\w*)\((.*?)\)\1"|"((?:\\.|[^"\\\n])*)"', re.S)
COMMENT = re.compile(r'(R"(\w*)\(.*?\)\2"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\')|//[^\n]*|/\*.*?\*/', re.S)
SENTENCE = re.compile(r"(?<![\w\\])[A-Za-z][a-z']+[,:;]? [A-Za-z][a-z']*[,:;]? [A-Za-z][a-z']*\b")


def code_of(path):
    text = COMMENT.sub(lambda found: found.group(1) or " ", path.read_text(encoding="utf-8"))
    return re.sub(r"^\s*#.*$|static_assert\(.*?\);", "", text, flags=re.M)


def sentences(path):
    for found in LITERAL.finditer(code_of(path)):
        literal = found.group(2) if found.group(2) is not None else found.group(3)
        if SENTENCE.search(literal) and not any(re.search(name, literal) for name in NAMES):
            yield literal


class Sentences(unittest.TestCase):
    maxDiff = None

    def test_no_sentence_is_a_literal(self):
        found = []
        for path in sorted(ROOT.rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".cpp", ".h") and name not in FILES:
                found += [f"{name}: {literal}" for literal in sentences(path)]
        self.assertEqual([], found)

    def test_the_exceptions_are_needed(self):
        self.assertEqual([], [name for name in FILES if not (ROOT / name).exists() or not any(sentences(ROOT / name))])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
