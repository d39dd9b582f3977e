#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The compiler launcher of the presets: ccache. GCC writes other octets into a precompiled header each time, and then no
# build finds what another compiled with it; so beside each one goes a checksum of what it was made from, for ccache. The
# header itself never comes from the cache: ccache takes the one that it replaces for one that it is made with, and it
# knows the times of the files of the checkout that it was made in.
set -eu
case " $* " in
  *.gch\ *) ;;
  *)
    export CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=true
    exec ccache "$@"
    ;;
esac
for argument in "$@"; do
  case $argument in *.gch) rm -f "$argument" "$argument.sum" ;; esac
done
"$@"

# The same command without its outputs: `-o FILE`, and `-MD -MT TARGET -MF FILE`.
count=$#
skip=no
header=""
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  case $argument in *.gch) header=$argument ;; esac
  if [ "$skip" = yes ]; then
    skip=no
    continue
  fi
  case $argument in
    -o | -MT | -MF) skip=yes ;;
    -MD | -c) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
"$@" -E -P -dD | sha256sum >"$header.sum"
