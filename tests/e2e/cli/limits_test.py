#!/usr/bin/env python3
"""Recordings that are made to fill the memory: small zip files whose content is large. Usage: limits_test.py PROGRAM"""
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

PROGRAM = sys.argv[1]
HEAD = '{"format":"preflight-recording","version":1,"system":"windows","recordedAt":"2026-03-22T23:38:45Z"}'
LISTS = {
    "registry.json": "roots", "wmi.json": "classes", "firmware.json": "providers", "files.json": "files",
    "events.json": "channels", "volumes.json": "volumes", "disks.json": "disks", "adapters.json": "adapters",
    "diagnostics.json": "members", "process.json": "process", "clock.json": "clock", "join.json": "join",
}
MOST_MEGABYTES = 400  # before values were counted, one file of 64 kB took 1500
MOST_SECONDS = 200  # 15 s in a debug build


def run(*arguments):
    """Exit code, standard error, and the most memory that was in use, in megabytes."""
    with tempfile.TemporaryFile() as errors:
        program = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=errors)
        late = threading.Timer(MOST_SECONDS, program.kill)
        late.start()
        _, state, usage = os.wait4(program.pid, 0)
        late.cancel()
        program.returncode = os.waitstatus_to_exitcode(state)
        errors.seek(0)
        return program.returncode, errors.read().decode(), usage.ru_maxrss // 1024


class Limits(unittest.TestCase):
    def check(self, members):
        """`members`: of each file what it begins with, what is repeated, how often, and its end."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "recording.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("recording.json", HEAD)
                for name, (begin, unit, count, end) in members.items():
                    # In pieces: a child's memory is counted from what its parent has.
                    with archive.open(name, "w") as file:
                        file.write(begin.encode())
                        for _ in range(count // 10_000):
                            file.write(unit.encode() * 10_000)
                        file.write(end.encode())
            self.assertLess(path.stat().st_size, 2_000_000)
            for command in (["status"], ["status", "--json"], ["export", "--to", folder]):
                code, errors, megabytes = run(*command, "--replay", str(path))
                self.assertIn(code, (1, 3, 5), f"{command} {errors}")  # -9: killed, since it took too long
                self.assertLess(megabytes, MOST_MEGABYTES, command)

    def test_lists_of_nothing_in_every_file(self):
        self.check({name: ('{"%s":[' % key, "[],", 22_000_000, "[]]}") for name, key in LISTS.items()})

    def test_as_much_as_each_file_may_hold(self):
        self.check({
            "registry.json": (r'{"roots":[{"path":"HKLM\\SOFTWARE","keys":[{"key":"","name":"SOFTWARE"}',
                              ',{"key":"k"}', 490_000, "]}]}"),
            "wmi.json": (r'{"classes":[{"space":"root\\cimv2","class":"Win32_BIOS","rows":[{}', ",{}", 990_000, "]}]}"),
            "files.json": ('{"files":[],"folders":[{"path":"%WINDIR%","entries":[{"name":"b","size":0,"modified":0}',
                           ',{"name":"a","size":0,"modified":0}', 240_000, "]}]}"),
        })

    def test_lists_within_lists(self):
        self.check({name: ('{"%s":' % key, "[", 30_000_000, "") for name, key in LISTS.items()})

    def test_objects_with_many_names(self):
        rows = ",".join(["{" + ",".join('"%x":0' % i for i in range(4_000)) + "}"] * 240)
        self.check({"wmi.json": (r'{"classes":[{"space":"root\\cimv2","class":"Win32_BIOS","rows":[' + rows, "", 0, "]}]}"),
                    "disks.json": ('{"disks":[' + rows, "", 0, "]}")})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
