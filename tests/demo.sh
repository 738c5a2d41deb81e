#!/usr/bin/env bash
# A sample device: its verdict, its CSV and a picture of the page. Usage: demo.sh PROGRAM SAMPLES_FOLDER TARGET_FOLDER
set -euo pipefail
mkdir -p "$3"
"$1" status --replay "$2/laptop-deploying"
echo
"$1" export --replay "$2/laptop-deploying" --to "$3"
"$1" show --replay "$2/laptop-deploying" --screenshot "$3/overview.png"
