#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: docs_test.sh ESPECT_BINARY
# docs/rules/ says what the program says. Exit status 1, with a diff, when it does not.
set -eu
espect=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT
sh "$root/docs/print.sh" "$espect" "$printed"
# A program that lists nothing would agree with an empty folder.
if [ "$(find "$printed" -name '*.md' | wc -l)" -lt 2 ]; then
  echo "$espect lists no rule" >&2
  exit 1
fi
if ! diff -ru "$root/docs/rules" "$printed"; then
  echo "docs/rules is out of date: run docs/print.sh $espect" >&2
  exit 1
fi
