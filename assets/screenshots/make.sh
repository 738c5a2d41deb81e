#!/usr/bin/env bash
# Makes the README's pictures again. Usage: make.sh PROGRAM   (from the checkout's root)
set -euo pipefail
stick=/tmp/STICK  # the same name each time, so that the pictures are
mkdir "$stick"
trap 'rmdir "$stick"' EXIT
shot() { "$1" show --replay "assets/samples/$2" --stick "$stick" --screen "$3" --theme "$4" --size 1280x800 --screenshot "assets/screenshots/$5.png"; }
shot "$1" laptop-oobe overview dark overview
shot "$1" laptop-oobe export dark export
shot "$1" hyperv-placeholder identity light identity-light
shot "$1" laptop-oobe qr dark qr
shot "$1" deployment/app-failed deployment dark deployment
shot "$1" registration/registered-no-profile registration dark registration
