# SPDX-License-Identifier: GPL-2.0-or-later
"""A large capture through Slurm on this machine: what each step costs. Prints the table of docs/cluster/README.md.

usage: slurm_run.py --build build/release --folder FOLDER [--gigabytes 4] [--files 64] [--shards 16]

Root, with Slurm and munge installed. The capture is one run of ESP (118 octets a frame, 10,000 SAs), cut into rotated files.
"""
import argparse
import collections
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "program"), str(HERE.parent / "support")]
import cluster_test  # noqa: E402  its daemons

FILE_HEADER, RECORD = 24, 16 + 118


def captures(build, folder, gigabytes, files):
    """Cut between records, as dumpcap does when it begins a new file."""
    whole, packets = folder / "whole.pcap", int(gigabytes * 10**9) // RECORD // files * files
    subprocess.run([build / "tests/bench/make_esp_capture", whole, "--packets", str(packets), "--sas", "10000", "--frame-octets", "118"],
                   check=True, stderr=subprocess.DEVNULL)
    made = []
    with whole.open("rb") as source:
        header = source.read(FILE_HEADER)
        for number in range(files):
            made.append(folder / f"ring_{number:05}.pcap")
            made[-1].write_bytes(header + source.read(packets // files * RECORD))
    whole.unlink()
    return made


def measured(espect, folder):
    """A program that runs espect and notes what it cost."""
    wrapper = folder / "measured"
    wrapper.write_text(f'#!/bin/sh\nexec /usr/bin/time -a -o {folder}/costs -f "%e %U %S %M $1 $2" {espect} "$@"\n')
    wrapper.chmod(0o755)
    return wrapper


def table(folder):
    steps = collections.defaultdict(list)
    for line in (folder / "costs").read_text().splitlines():
        wall, user, system, kibioctets, command, second = line.split()
        steps[second if command == "shard" else command].append((float(wall), float(user) + float(system), int(kibioctets)))
    print("| step | tasks | processor time, s | longest task, s | largest RSS, MiB |\n|---|---|---|---|---|")
    for step in ("scan", "plan", "split", "audit", "merge"):
        rows = steps[step]
        print(f"| {step} | {len(rows)} | {sum(row[1] for row in rows):.1f} | {max(row[0] for row in rows):.1f} | "
              f"{max(row[2] for row in rows) / 1024:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--gigabytes", type=float, default=4)
    parser.add_argument("--files", type=int, default=64)
    parser.add_argument("--shards", type=int, default=16)
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True)
    espect = (wanted.build / "analyzer/espect").resolve()
    files = captures(wanted.build, wanted.folder, wanted.gigabytes, wanted.files)
    daemons = cluster_test.slurm.__wrapped__(wanted.folder)
    environment = {**os.environ, **next(daemons), "ESPECT": str(measured(espect, wanted.folder))}
    begun = time.monotonic()
    try:
        subprocess.run([cluster_test.CLUSTER / "slurm.sh", str(wanted.shards), wanted.folder / "work", *files], check=True, env=environment)
    finally:
        wall = time.monotonic() - begun
        daemons.close()
    table(wanted.folder)
    print(f"\n{sum(file.stat().st_size for file in files) / 10**9:.1f} GB in {len(files)} files, {wanted.shards} shards: {wall:.0f} s from the first job "
          f"to the report, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
