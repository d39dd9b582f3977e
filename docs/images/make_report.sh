#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: make_report.sh ESPECT_BINARY CAPTURE OUTPUT.png
# The text report with its colours, as a picture. Needs the Debian packages aha, wkhtmltopdf and fonts-dejavu-core.
set -eu
espect=$1 capture=$2 output=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
page=$folder/report.html
report=$folder/report.txt
status=0
"$espect" audit --colour always "$capture" >"$report" || status=$?
# 1 means that there are findings.
if [ "$status" -gt 1 ]; then exit "$status"; fi
{
  echo '<html><head><meta charset="utf-8"><style>'
  echo 'body { margin: 0; padding: 22px 28px; background: #14181d; color: #d7dde4; }'
  echo 'pre { margin: 0; font: 20px/1.38 "DejaVu Sans Mono"; }'
  echo '</style></head><body><pre>'
  printf '<span style="color:#8b949e">$ espect audit %s</span>\n\n' "$capture"
  # aha knows no dim text: magenta stands for it until the colours are chosen below.
  sed "s/$(printf '\033')\[2m/$(printf '\033')[35m/g" "$report" | aha --no-header --black
  echo '</pre></body></html>'
} | sed 's/color:red/color:#ff6b68/g; s/color:yellow/color:#e5c07b/g;
  s/color:olive/color:#e5c07b/g; s/color:lime/color:#7ee787/g; s/color:green/color:#7ee787/g; s/color:aqua/color:#6cb6ff/g;
  s/color:teal/color:#6cb6ff/g; s/color:fuchsia/color:#8b949e/g' >"$page"
mkdir -m 700 "$folder/run"
# Quality 0 is the smallest file; PNG loses nothing by it.
XDG_RUNTIME_DIR=$folder/run wkhtmltoimage --quiet --format png --quality 0 --width 1290 "$page" "$output"
