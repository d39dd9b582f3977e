#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Slurm: job arrays that wait for one another. All nodes see the captures and WORK.
# slurm.sh SHARDS WORK FILE...   what the audits get, such as --keys, stands in AUDIT_OPTIONS
set -eu
shards=$1 work=$2
shift 2
espect=${ESPECT:-espect}
mkdir -p "$work"
printf '%s\n' "$@" > "$work/files"

# What fails or is killed goes back into the queue, twice; --requeue does the same when a node is lost.
again='|| { [ ${SLURM_RESTART_COUNT:-0} -ge 2 ] || scontrol requeue $SLURM_JOB_ID; exit 1; }'

# submit WAITS-FOR COMMAND [sbatch options]: prints the number of the job
submit() {
  after=$1 command="$2 $again"
  shift 2
  sbatch --parsable --requeue --kill-on-invalid-dep=yes --output="$work/log-%A_%a" ${after:+--dependency=afterok:$after} "$@" --wrap "$command"
}
file="\$(sed -n \${SLURM_ARRAY_TASK_ID}p '$work/files')"

scan=$(submit "" "$espect shard scan \"$file\" -o '$work'/\$SLURM_ARRAY_TASK_ID.scan" --array="1-$#")
plan=$(submit "$scan" "$espect shard plan '$work'/*.scan --shards $shards -o '$work/plan'")
split=$(submit "$plan" "$espect shard split \"$file\" --plan '$work/plan' -o '$work/parts'" --array="1-$#")
audit=$(submit "$split" "$espect audit --shard '$work'/parts/\$SLURM_ARRAY_TASK_ID ${AUDIT_OPTIONS:-} --fail-on never -f json='$work'/\$SLURM_ARRAY_TASK_ID.json" --array="1-$shards")
submit "$audit" "$espect merge \$(seq -f '$work/%.0f.json' $shards) --fail-on never -f json='$work/report.json'" --wait
