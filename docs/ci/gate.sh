#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: gate.sh CAPTURE...
# The gate that the files beside it run: audits captures against espect-baseline.csv and espect-waivers.csv, where they
# are there, and leaves espect.sarif, espect-junit.xml and espect-codequality.json. Its exit status is that of espect.
# ESPECT names the program, ESPECT_FAIL_ON and the other ESPECT_* variables and espect.toml say the rest.
set -u
espect=${ESPECT:-espect}
if [ $# -eq 0 ]; then
  echo "usage: gate.sh CAPTURE..." >&2
  exit 2
fi
set -- -f text -f sarif=espect.sarif -f junit=espect-junit.xml -f gitlab=espect-codequality.json "$@"
if [ -f espect-baseline.csv ]; then set -- --baseline espect-baseline.csv "$@"; fi
if [ -f espect-waivers.csv ]; then set -- --waivers espect-waivers.csv "$@"; fi
exec "$espect" audit "$@"
