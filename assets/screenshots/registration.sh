#!/usr/bin/env bash
# Draws screen 3 of every sample about registration, to be looked at. Usage: registration.sh PROGRAM SAMPLES_FOLDER TARGET_FOLDER
set -euo pipefail
mkdir -p "$3"
for sample in "$2"/registration/*/; do
  "$1" show --replay "$sample" --screen registration --size 1024x768 --screenshot "$3/$(basename "$sample").png"
done
