#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: print.sh ESPECT_BINARY [FOLDER]
# Writes the pages of docs/rules/ (or of FOLDER) anew from what the program knows, and removes those of rules that are gone.
set -eu
espect=$1
folder=${2:-$(dirname "$0")/rules}
mkdir -p "$folder"
table=$("$espect" rules --markdown)
rm -f "$folder"/*.md
{
  echo '# Rules'
  echo
  echo 'Every rule of this build. `docs/print.sh` prints these pages from the program; `espect explain RULE` shows the same text.'
  echo
  printf '%s\n' "$table"
  echo
  echo 'Needs: `headers` = IP, UDP, ESP and AH headers; `ike-clear` = IKE messages in the clear. Neither needs keys.'
  echo 'A rule is one file in `ipsec/rules/`; its README says how to add one.'
} >"$folder/README.md"
printf '%s\n' "$table" | sed -n 's/^| \[\([a-z0-9-]*\)\].*/\1/p' | while read -r rule; do
  "$espect" explain --markdown "$rule" >"$folder/$rule.md"
done
