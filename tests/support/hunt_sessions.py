#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole sessions of a peer that gets one thing wrong before it seals (`espect_make_samples --broken SEED`): with the keys espect and, when --plugin is
given, tshark see lengths that lie, payloads twice and numbers at their edges inside of what is encrypted.

usage: hunt_sessions.py ESPECT ESPECT_MAKE_SAMPLES [--runs N] [--seed N] [--keep FOLDER] [--plugin ESPECT_SO]

A run is one seed: every sample once. What is wrong: see hunt.py and fuzz.py. Ends with 1 when anything was found.
"""
import argparse
import contextlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plugin"))
import fuzz  # noqa: E402
from hunt import keys_of, looked_at  # noqa: E402
from tshark import Tshark  # noqa: E402


def dissected(tshark, made):
    """What tshark with the plugin gets wrong, by capture: all of a folder at once, and when that fails one by one."""
    captures = sorted(made.glob("*/capture.pcap"))
    keys = tshark.folder / "keys"
    shutil.rmtree(keys, ignore_errors=True)
    keys.mkdir()
    for path in captures:
        shutil.copy(path.parent / "keys/full.jsonl", keys / f"{path.parent.name}.jsonl")
    for path in (keys, *keys.iterdir()):
        path.chmod(0o755)
    if fuzz.problem(tshark, captures, keys, True) is None:
        return {}
    alone = {path: fuzz.problem(tshark, [path], keys, True) for path in captures}
    return {path: said for path, said in alone.items() if said} or {captures[0]: "tshark fails when all are read one after the other"}


def hunted(program, make_samples, runs, seed, keep, tshark=None):
    """(captures, how many went wrong)"""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sanitized = b"__asan_init" in Path(program).read_bytes()
    told, captures, slowest, largest = Counter(), 0, 0.0, 0
    with tempfile.TemporaryDirectory(prefix="espect-hunt-") as name:
        folder = Path(name)
        for run in range(runs):
            made = folder / "made"
            shutil.rmtree(made, ignore_errors=True)
            subprocess.run([make_samples, "--broken", str(seed + run), made], check=True)
            problems = {path: f"tshark: {said}" for path, said in (dissected(tshark, made) if tshark else {}).items()}
            for path in sorted(made.glob("*/capture.pcap")):
                captures += 1
                choice = random.Random(f"{seed + run} {path.parent.name}")
                shutil.copy(path, folder / "whole.pcap")
                problem, done = looked_at(program, path, keys_of(path), folder, choice, sanitized)
                slowest, largest = max(slowest, done.seconds), max(largest, done.kib)
                if problem:
                    problems[path] = f"{problem}: {done.errors[-600:]}"
            for path, said in problems.items():
                kind = said.partition(":")[0]
                told[kind] += 1
                if told[kind] <= 5:
                    shutil.copytree(path.parent, keep / f"{kind.replace(' ', '-').replace('/', '-')[:60]}-{seed + run}-{path.parent.name}", dirs_exist_ok=True)
                    print(f"FAILED  seed {seed + run}, {path.parent.name}: {said}", flush=True)
    print(f"{captures} sessions with something broken, {sum(told.values())} wrong {dict(told)}; at most {slowest:.2f} s, {largest >> 10} MiB")
    return captures, sum(told.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("make_samples")
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("hunt-failures"))
    parser.add_argument("--plugin", type=Path)
    arguments = parser.parse_args()
    with Tshark("tshark", arguments.plugin) if arguments.plugin else contextlib.nullcontext() as tshark:
        captures, wrong = hunted(arguments.program, arguments.make_samples, arguments.runs, arguments.seed, arguments.keep, tshark)
    return 1 if wrong or captures == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
