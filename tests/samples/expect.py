#!/usr/bin/env python3
"""Writes into the folders here the ids and states that `preflight status` gives for each sample now. Read the change before you
commit it. Sentences are in deployment_sentences.txt.
Usage: expect.py PROGRAM SAMPLES_FOLDER"""
import json
import pathlib
import subprocess
import sys

here, samples = pathlib.Path(__file__).resolve().parent, pathlib.Path(sys.argv[2])


def status(*arguments):
    done = subprocess.run([sys.argv[1], "status", "--json", *map(str, arguments)], capture_output=True, check=False)
    return done.returncode, json.loads(done.stdout)


def write(recording, wanted):
    kind = "devices" if recording.parent == samples else recording.parent.name
    (here / kind / f"{recording.name}.expected.json").write_text(json.dumps(wanted, indent=1) + "\n")


recordings = sorted(p.parent for p in samples.rglob("recording.json"))
for recording in (r for r in recordings if not r.parent.name.startswith("film-")):
    code, tree = status("--replay", recording)
    write(recording, {"exit": code, "device": tree["device"],
                      "verdict": {key: tree["verdict"][key] for key in ("id", "state")},
                      "findings": [[f["id"], f["state"]] for f in tree["findings"]]})

# Of a series: what each picture waits for, else its verdict, in order.
for film in sorted({r.parent for r in recordings if r.parent.name.startswith("film-")}):
    ids = []
    for step in range(1, 1 + len(list(film.glob("*/recording.json")))):
        tree = status("--replay", film, "--step", step)[1]
        ids.append((tree["waiting"] or tree["verdict"])["id"])
    write(film, ids)
