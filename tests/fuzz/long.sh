#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs every libFuzzer target for a while, one after the other, and says which functions of which room were run.
# usage: long.sh [SECONDS]     1800 for each target when it is left out; what is found is kept in build/fuzz/found/
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-1800}
. cmake/packages.sh
# shellcheck disable=SC2086
install_packages $espect_program_packages $espect_fuzz_packages
cmake --preset fuzz
cmake --build --preset fuzz --target fuzzers
work=build/fuzz/work
python3 tests/fuzz/seeds.py "$work/seeds"
python3 tests/fuzz/dictionary.py > "$work/espect.dict"
status=0
for target in build/fuzz/tests/fuzz/fuzz_*; do
  [ -x "$target" ] && [ -f "$target" ] || continue
  name=${target##*/fuzz_}
  mkdir -p "$work/seeds/$name" "$work/grown/$name" build/fuzz/found
  if "$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=20000 -dict="$work/espect.dict" -print_final_stats=1 \
      -artifact_prefix="build/fuzz/found/$name-" "$work/grown/$name" "$work/seeds/$name" > "$work/$name.log" 2>&1; then
    echo "$name: nothing found; $(grep -E 'DONE|stat::number_of_executed_units' "$work/$name.log" | tr '\n' ' ')"
    python3 tests/fuzz/covered.py "$target" "$work/grown/$name" "$work/seeds/$name" | sed 's/^/    /'
  else
    echo "$name: FOUND, see build/fuzz/found/$name-* and $work/$name.log"
    status=1
  fi
done
exit $status
