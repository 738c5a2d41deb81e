#!/usr/bin/env bash
# Draws screen 3 of every sample about registration, to be looked at. Usage: registration.sh PROGRAM FOLDER
set -euo pipefail
mkdir -p "$2"
for sample in assets/samples/registration/*/; do
  "$1" show --replay "$sample" --screen registration --size 1024x768 --screenshot "$2/$(basename "$sample").png"
done
