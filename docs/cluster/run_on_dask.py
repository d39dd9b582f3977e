#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Dask: run_on_dask.py SHARDS WORK FILE...; DASK_SCHEDULER names a cluster whose workers see the captures and WORK,
without it processes of this machine. What the audits get, such as --keys, stands in AUDIT_OPTIONS."""
import os
import shlex
import subprocess
import sys
from pathlib import Path

from distributed import Client, LocalCluster

ESPECT = os.environ.get("ESPECT", "espect")
OPTIONS = shlex.split(os.environ.get("AUDIT_OPTIONS", ""))


def espect(*arguments):
    subprocess.run([ESPECT, *map(str, arguments)], check=True)


def main(shards, work, files):
    work.mkdir(parents=True, exist_ok=True)
    scheduler = os.environ.get("DASK_SCHEDULER")
    with Client(scheduler or LocalCluster(n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address=None)) as client:
        def every(step, *lists):
            client.gather(client.map(step, *lists, retries=3, pure=False))
        scans = [work / f"{number}.scan" for number in range(len(files))]
        every(lambda file, scan: espect("shard", "scan", file, "-o", scan), files, scans)
        espect("shard", "plan", *scans, "--shards", shards, "-o", work / "plan")
        every(lambda file: espect("shard", "split", file, "--plan", work / "plan", "-o", work / "parts"), files)
        every(lambda shard: espect("audit", "--shard", work / "parts" / str(shard), *OPTIONS, "--fail-on", "never",
                                   "-f", f"json={work / str(shard)}.json"), range(1, shards + 1))
    espect("merge", *(f"{work / str(shard)}.json" for shard in range(1, shards + 1)), "--fail-on", "never", "-f", f"json={work}/report.json")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
