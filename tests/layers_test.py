#!/usr/bin/env python3
"""Includes go one way, system headers stay in their files, and only page and raster know ImGui."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent / "src"
# What each folder may include beside itself; the order is that of the design.
PARSERS = {"base", "text"}
MODEL = PARSERS | {"hash", "csv", "smbios", "winlog", "knowledge"}
HOST = MODEL | {"model"}
COLLECT = HOST | {"host"}
DIAGNOSE = COLLECT | {"collect"}
EXPORT = DIAGNOSE | {"diagnose", "media"}
APP = EXPORT | {"export"}
ALLOWED = {
    "text": set(), "base": {"text"}, "hash": PARSERS, "csv": PARSERS, "smbios": PARSERS, "winlog": PARSERS, "knowledge": PARSERS,
    "model": MODEL, "host": HOST, "collect": COLLECT, "diagnose": DIAGNOSE, "media": {"base", "text", "host"},
    "export": EXPORT, "app": APP, "cli": APP | {"app"}, "raster": {"base", "text"}, "page": APP | {"app", "raster"},
    "": APP | {"app", "cli", "page"},
}
SYSTEM_HEADER = re.compile(
    r"<(windows|winsock2?|ws2tcpip|winioctl|shellapi|shlobj\w*|wbemidl|wbemcli|iphlpapi|tbs|winevt|comdef|objbase|oleauto|"
    r"unistd|fcntl|dirent|pwd|dlfcn|linux/.*|sys/.*|net/.*|netinet/.*|arpa/.*|X11/.*)(\.h)?>", re.I)
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|(<[^>]+>))', re.M)


def sources():
    return sorted(p for p in ROOT.rglob("*") if p.suffix in (".h", ".cpp"))


def folder_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else ""


class Layers(unittest.TestCase):
    def test_includes_go_one_way(self):
        wrong = []
        for path in sources():
            folder = folder_of(path)
            for own, _ in INCLUDE.findall(path.read_text(encoding="utf-8")):
                target = own.split("/")[0] if "/" in own else folder
                if own and target in ALLOWED and target != folder and target not in ALLOWED[folder]:
                    wrong.append(f"{path.relative_to(ROOT)} includes {own}")
        self.assertEqual([], wrong)
        self.assertGreater(len(sources()), 50)

    def test_nothing_in_app_page_export_and_cli_calls_a_rule(self):
        """They show the Diagnosis. It is made where a report is complete, and earlier exports are its input."""
        makers = {("app/session/session.cpp", "diagnose/diagnose.h"), ("cli/status.cpp", "diagnose/diagnose.h"),
                  ("cli/export.cpp", "diagnose/diagnose.h"),
                  ("export/device/earlier_hash.h", "diagnose/hash/earlier_exports.h")}
        found = set()
        for path in sources():
            if folder_of(path) in ("app", "page", "export", "cli"):
                for own, _ in INCLUDE.findall(path.read_text(encoding="utf-8")):
                    if own.startswith("diagnose/"):
                        found.add((path.relative_to(ROOT).as_posix(), own))
        self.assertEqual(makers, found)

    def test_every_folder_is_known(self):
        self.assertEqual(set(), {folder_of(p) for p in sources()} - set(ALLOWED))

    def test_system_headers_stand_only_in_files_named_for_their_system(self):
        wrong = []
        for path in sources():
            if re.search(r"_(windows|linux)\.(cpp|h)$", path.name):
                continue
            for _, foreign in INCLUDE.findall(path.read_text(encoding="utf-8")):
                if foreign and SYSTEM_HEADER.match(foreign):
                    wrong.append(f"{path.relative_to(ROOT)} includes {foreign}")
        self.assertEqual([], wrong)

    def test_no_system_ifdef_inside_a_function(self):
        wrong = [str(p.relative_to(ROOT)) for p in sources()
                 if re.search(r"^\s*#\s*if.*(_WIN32|__linux__|__MINGW)", p.read_text(encoding="utf-8"), re.M)]
        self.assertEqual([], wrong)

    def test_only_page_and_raster_know_imgui_and_only_page_knows_glfw(self):
        wrong = []
        for path in sources():
            for own, foreign in INCLUDE.findall(path.read_text(encoding="utf-8")):
                name = (own or foreign).lower()
                if "imgui" in name and folder_of(path) not in ("page", "raster"):
                    wrong.append(f"{path.relative_to(ROOT)} includes {name}")
                if "glfw" in name and folder_of(path) != "page":
                    wrong.append(f"{path.relative_to(ROOT)} includes {name}")
        self.assertEqual([], wrong)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
