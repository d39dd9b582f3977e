#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Damages captures with editcap -E and has tshark dissect them with espect.so.

usage: fuzz.py ESPECT_SO CAPTURES [--runs N] [--seed N] [--tshark TSHARK] [--preload LIBRARY] [--keep FOLDER]

Every run damages one CAPTURES/*/capture*.pcap with a seed of its own; ten of them go through one tshark, after one
another, with the keys beside the first one. Wireshark aborts on a bug of a dissector and on too many items, and
scribbles over memory that it hands out and takes back. A run of ten that fails is repeated one by one, and what fails
is kept in FOLDER. Ends with 1 when anything failed.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from tshark import Tshark

BATCH = 10
RATES = ["0.0005", "0.002", "0.01", "0.05"]  # of octets
REPORTS = (b"Dissector bug", b"AddressSanitizer", b"runtime error", b"espect: frame", b"espect: at the end")


def damage(tshark, capture, seed, rate):
    path = tshark.folder / f"{seed}.pcap"
    subprocess.run(["editcap", "-F", "pcap", "--seed", str(seed), "-E", rate, str(capture), str(path)], capture_output=True, check=True)
    path.chmod(0o644)
    return path


def problem(tshark, paths, keys, two_passes):
    together = tshark.folder / "together.pcapng"
    subprocess.run(["mergecap", "-a", "-F", "pcapng", "-w", str(together), *map(str, paths)], capture_output=True, check=True)
    together.chmod(0o644)
    done = tshark.command("-r", together, "-V", *(["-2"] if two_passes else []), *(["-o", f"espect.keys:{keys}"] if keys.is_dir() else []))
    text = done.stdout + done.stderr
    told = next((report for report in REPORTS if report in text), None)
    if done.returncode == 0 and told is None:
        return None
    return f"exit {done.returncode}, {told}: {done.stderr[-1500:].decode(errors='replace')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plugin", type=Path)
    parser.add_argument("captures", type=Path)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tshark", default="tshark")
    parser.add_argument("--preload", help="library that tshark loads first, for a plugin with sanitizers")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    arguments = parser.parse_args()
    with Tshark(arguments.tshark, arguments.plugin, arguments.preload) as tshark:
        if "espect.so" not in tshark("-G", "plugins"):
            sys.exit("tshark does not load espect.so")
        return 1 if damaged(tshark, arguments.captures, arguments.runs, arguments.seed, arguments.keep) else 0


def damaged(tshark, folder, wanted, seed, keep):
    """Dissects so many damaged captures; how many of them failed."""
    captures = sorted(folder.glob("*/capture*.pcap"))
    if not captures:
        sys.exit(f"no capture below {folder}")
    choice = random.Random(seed)
    failed = runs = 0
    while runs < wanted:
        # Each capture in turn, whatever the number of runs.
        chosen = [captures[(runs + at) % len(captures)] for at in range(min(BATCH, wanted - runs))]
        paths = [damage(tshark, capture, seed * 1_000_000 + runs + at, choice.choice(RATES)) for at, capture in enumerate(chosen)]
        keys = choice.choice(chosen).parent / "keys"
        two_passes = choice.random() < 0.5
        if problem(tshark, paths, keys, two_passes) is not None:
            guilty = [[path] for path in paths if problem(tshark, [path], keys, two_passes) is not None] or [paths]
            for group in guilty:
                failed += 1
                print(f"FAILED: {[path.name for path in group]} keys {keys}: {problem(tshark, group, keys, two_passes)}")
                keep.mkdir(parents=True, exist_ok=True)
                for path in group:
                    shutil.copy(path, keep)
        for path in paths:
            os.unlink(path)
        runs += len(paths)
    print(f"{runs} damaged captures, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
