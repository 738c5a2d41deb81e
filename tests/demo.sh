#!/usr/bin/env bash
# A sample device: its verdict, its CSV and a picture of the page. Usage: demo.sh PROGRAM SAMPLES_FOLDER TARGET_FOLDER
set -euo pipefail
mkdir -p "$3"
"$1" status --replay "$2/laptop-oobe"
echo
"$1" export --replay "$2/laptop-oobe" --to "$3"
"$1" show --replay "$2/laptop-oobe" --screenshot "$3/overview.png"
