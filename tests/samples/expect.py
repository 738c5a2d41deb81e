#!/usr/bin/env python3
"""Writes beside each sample what `preflight status` says of it now. Read the change before you commit it.
Usage: expect.py PROGRAM SAMPLES_FOLDER"""
import json
import pathlib
import subprocess
import sys

samples = pathlib.Path(sys.argv[2])
for recording in sorted(p.parent for p in samples.rglob("recording.json")):
    done = subprocess.run([sys.argv[1], "status", "--replay", str(recording), "--json"], capture_output=True, check=False)
    tree = json.loads(done.stdout)
    wanted = {"exit": done.returncode, "device": tree["device"], "verdict": tree["verdict"],
              "findings": [[f["id"], f["state"]] for f in tree["findings"]]}
    (recording.parent / f"{recording.name}.expected.json").write_text(json.dumps(wanted, indent=1) + "\n")

# Of a film: the sentence of each picture, in order.
for film in sorted({p.parent for p in samples.rglob("*.zip")}):
    said = []
    for picture in sorted(film.glob("*.zip")):
        done = subprocess.run([sys.argv[1], "status", "--replay", str(picture), "--json"], capture_output=True, check=False)
        tree = json.loads(done.stdout)
        said.append(tree["waiting"]["sentence"] if tree["waiting"] else tree["verdict"]["id"])
    (film.parent / f"{film.name}.expected.json").write_text(json.dumps(said, indent=1) + "\n")
