#!/usr/bin/env bash
# setup.sh gives one clear line when a checksum is wrong, a mirror is missing, or the system is another one.
# Works on a copy, with files for mirrors; nothing is installed. Usage: setup_test.sh THIRD_PARTY_FOLDER
set -u
copy=$(mktemp -d); trap 'rm -rf "$copy"' EXIT
cp "$1/setup.sh" "$copy/setup.sh"
printf 'cmake\n' >"$copy/packages.txt"
failed=0
expect() { # what, wanted exit, words, then the command
  local what=$1 exit=$2 words=$3 said code; shift 3
  said=$("$@" 2>&1); code=$?
  if [ "$code" != "$exit" ] || ! grep -q -- "$words" <<<"$said"; then
    printf 'FAILED: %s: exit %s, said:\n%s\n' "$what" "$code" "$said"; failed=1
  fi
}
pin() { printf '%s\t%s\t%s\t%s\t%s\n' "$@" >"$copy/pins.tsv"; }

mkdir -p "$copy/mirror/pool" "$copy/lib-1" && echo hello >"$copy/lib-1/lib.h"
tar -czf "$copy/mirror/pool/lib_1.orig.tar.gz" -C "$copy" lib-1
sha=$(sha256sum "$copy/mirror/pool/lib_1.orig.tar.gz" | cut -d' ' -f1)
export PREFLIGHT_SKIP_APT=1 PREFLIGHT_MIRROR="file://$copy/mirror"

pin lib pool/lib_1.orig.tar.gz "$sha" . -
expect "a right checksum is taken" 0 "lib" bash "$copy/setup.sh"
[ "$(cat "$copy/src/lib/lib.h")" = hello ] || { echo "FAILED: the library is not there"; failed=1; }
expect "a second run has nothing to do" 0 "^$" bash "$copy/setup.sh"
rm -rf "$copy/src"
pin lib pool/lib_1.orig.tar.gz 0000000000000000000000000000000000000000000000000000000000000000 . -
expect "a wrong checksum is refused" 1 "SHA-256" bash "$copy/setup.sh"
[ -e "$copy/src/lib" ] && { echo "FAILED: a library with a wrong checksum was unpacked"; failed=1; }
pin lib pool/none_1.orig.tar.gz "$sha" . -
expect "a mirror without the file is named" 1 "no mirror has its tarball" bash "$copy/setup.sh"
[ "$failed" = 0 ] && echo "setup: 4 passed"
exit "$failed"
