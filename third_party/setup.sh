#!/usr/bin/env bash
# Installs what the build and the tests need, and puts the libraries' sources, each checked, into third_party/src.
# Safe to run again at any time; when nothing is missing it costs about a second.
#
#   PREFLIGHT_SKIP_APT=1   install no packages (you have them, or this is another distribution)
#   PREFLIGHT_MIRROR=URL   fetch the tarballs from this Debian mirror instead of the one that apt uses
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
src=$here/src

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "packages must be installed: run this as root, or install sudo. Missing: ${missing[*]}"
  fi
}

installed() { # names that dpkg knows as installed, a line each
  dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'
}

packages() {
  mapfile -t wanted < <(sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$here/packages.txt")
  mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort) <(installed "${wanted[@]}" | sort))
  [ "${#missing[@]}" = 0 ] && return
  if [ "${PREFLIGHT_SKIP_APT:-}" = 1 ]; then say "not installing: ${missing[*]}"; return; fi
  say "installing ${#missing[@]} packages: ${missing[*]}"
  as_root apt-get update -q || die "apt-get update failed: check the network and /etc/apt/sources.list, then run this again"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" \
    || die "apt-get could not install: ${missing[*]}. Its own message stands above"
}

mirrors() { # the Debian mirrors that this machine's apt is configured for
  if [ -n "${PREFLIGHT_MIRROR:-}" ]; then printf '%s\n' "${PREFLIGHT_MIRROR%/}"; return; fi
  apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null | sed 's,/$,,' | awk '!seen[$0]++'
}

sha_of() { sha256sum "$1" | cut -d' ' -f1; }

download() { # name path sha256 -> file in third_party/src/.download; false if no mirror has it
  local name=$1 path=$2 sha=$3 file=$src/.download/${2##*/} mirror got
  mkdir -p "$src/.download"
  if [ -f "$file" ] && [ "$(sha_of "$file")" = "$sha" ]; then return 0; fi
  for mirror in $(mirrors); do
    rm -f "$file.part"
    /usr/lib/apt/apt-helper -qq download-file "$mirror/$path" "$file.part" >"$src/.download/log" 2>&1 || continue
    got=$(sha_of "$file.part")
    if [ "$got" != "$sha" ]; then
      rm -f "$file.part"
      die "$name: $mirror/$path has SHA-256 $got, but third_party/pins.tsv wants $sha. Not used. Try PREFLIGHT_MIRROR=<another Debian mirror>"
    fi
    mv "$file.part" "$file"
    return 0
  done
  return 1
}

unpack() { # name path sha256 keep
  local name=$1 file=$src/.download/${2##*/} keep=$4 part=$src/.part-$1
  rm -rf "$part" && mkdir -p "$part"
  tar -xf "$file" -C "$part" --strip-components=1 || die "$name: $file cannot be unpacked. Delete it and run this again"
  rm -rf "${src:?}/$name" && mkdir -p "$src/$name"
  if [ "$keep" = . ]; then cp -a "$part/." "$src/$name/"
  else cp -a "$part/$keep" "$src/$name/"; find "$part" -maxdepth 1 -iname '*licen[cs]e*' -exec cp -a {} "$src/$name/" \;
  fi
  rm -rf "$part"
  printf '%s\n' "$3" >"$src/$name/.pin"
}

from_package() { # name package:folder keep -> the header-only library of Debian 12's own package
  local name=$1 package=${2%%:*} folder=${2#*:} keep=$3 to
  [ "$2" != - ] || die "$name: no mirror has its tarball ($(mirrors | tr '\n' ' ')). Check the network, or try PREFLIGHT_MIRROR=<another Debian mirror>"
  if [ ! -d "$folder" ]; then
    missing=("$package")
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" \
      || die "$name: neither its tarball nor the package $package could be had"
  fi
  case $keep in include|-) to=$src/$name/include/${folder##*/} ;; .) to=$src/$name ;; *) to=$src/$name/$keep ;; esac
  rm -rf "${src:?}/$name" && mkdir -p "$to" && cp -aL "$folder/." "$to/"
  cp -a "/usr/share/doc/$package/copyright" "$src/$name/LICENSE" 2>/dev/null || true
  printf 'package %s %s\n' "$package" "$(dpkg-query -W -f='${Version}' "$package")" >"$src/$name/.pin"
}

libraries() {
  local name path sha keep fallback have
  while IFS=$'\t' read -r name path sha keep fallback; do
    case $name in ''|\#*) continue ;; esac
    have=$(cat "$src/$name/.pin" 2>/dev/null || true)
    # The part that is kept may have changed while the tarball stayed.
    if [ "$path" != - ] && [ "$have" = "$sha" ] && [ -e "$src/$name/$keep" ]; then continue; fi
    case $have in 'package '*) continue ;; esac
    say "$name"
    if [ "$path" != - ] && download "$name" "$path" "$sha"; then unpack "$name" "$path" "$sha" "$keep"
    else from_package "$name" "$fallback" "$keep"
    fi
  done <"$here/pins.tsv"
}

[ -r /etc/os-release ] || die "this machine has no /etc/os-release; the script knows Debian 12 only"
. /etc/os-release
if [ "${ID:-}:${VERSION_ID:-}" != debian:12 ] && [ "${PREFLIGHT_SKIP_APT:-}" != 1 ]; then
  die "this is ${PRETTY_NAME:-an unknown system}, the script knows Debian 12. Install what third_party/packages.txt lists, then run: PREFLIGHT_SKIP_APT=1 $0"
fi
command -v apt-get >/dev/null || [ "${PREFLIGHT_SKIP_APT:-}" = 1 ] || die "apt-get is not here; the script knows Debian 12 only"
packages
mkdir -p "$src"
libraries
