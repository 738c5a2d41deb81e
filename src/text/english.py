"""Words that are hard to understand, or that Windows and its administrators do not use, and what to write instead. The
tables of what is said (src/text) and of what is known (src/knowledge) are held against them at every build."""
import re

# Left: pattern; right: what to write.
FORBIDDEN = [
    (r"(?<!can't )(?<!cannot )\btells?\b|\btold\b", "says, shows"), (r"\bsays so\b", "name the source"), (r"\bstands?\b", "is"),
    (r"\blies\b", "is"), (r"\bbeside\b", "next to, and"), (r"\bmend(s|ed|ing)?\b", "fix"), (r"\banew\b", "again"),
    (r"\ball the same\b", "anyway"), (r"\bas a rule\b", "usually"), (r"\bso that\b", "two sentences"),
    (r"\bof which\b|\bof it\b", "rephrase"), (r"\blaid down\b", "set"), (r"\bhands\b", "rephrase"),
    (r"\bdigests?\b", "checksum"), (r"\bnone is\b|\bno more of it\b", "rephrase"), (r"\blet(s)? through\b", "allow"),
    (r"\blook(s|ed)? up\b", "find"), (r"\bmakers?\b", "vendor"), (r"\bwhoever\b|\bwhatever\b", "rephrase"),
    (r"\bset-up\b", "setup"), (r"\bmotherboards?\b", "mainboard"), (r"\berrno\b", "keep it in the evidence"),
    (r"\(Not confirmed\.?\)", "(unverified)"), (r"\bthe page\b(?! (has|is|shows) )", "the ESP, Preflight, or its name"),
]


def hard_words(text):
    for pattern, better in FORBIDDEN:
        found = re.search(pattern, text, re.I)
        if found:
            yield f"{found.group(0)!r}: write: {better}"
