#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# GNU parallel on one or several hosts that share a folder (--sshlogin host1,host2 in PARALLEL_OPTIONS).
# parallel.sh SHARDS WORK FILE...   what the audits get, such as --keys, stands in AUDIT_OPTIONS
set -eu
shards=$1 work=$2
shift 2
espect=${ESPECT:-espect}
mkdir -p "$work"
run() { parallel ${PARALLEL_OPTIONS:-} --retries 3 --halt soon,fail=1 --joblog "+$work/joblog" "$@"; }

# map: one scan for each capture; its number is its name
run "$espect" shard scan {} -o "$work"/{#}.scan ::: "$@"
# one short step
"$espect" shard plan "$work"/*.scan --shards "$shards" -o "$work/plan"
# map: packets into parts
run "$espect" shard split {} --plan "$work/plan" -o "$work/parts" ::: "$@"
# reduce: an audit for each shard
run "$espect" audit --shard "$work"/parts/{} ${AUDIT_OPTIONS:-} --fail-on never -f json="$work"/{}.json ::: $(seq "$shards")
"$espect" merge $(seq -f "$work/%.0f.json" "$shards") --fail-on never -f json="$work/report.json" -f text
