#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Damages key files, policies and code point files (support/hostile_texts.py) and lets espect read them.

usage: hunt_texts.py ESPECT [--runs N] [--seed N] [--keep FOLDER] [--keys FOLDER...]

As hunt.py: what crashes, takes more than a second of processor or 256 MiB, ends with a status that cannot be, or says what a terminal would obey is kept
in FOLDER. Ends with 1 when anything was found.
"""
import argparse
import random
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))
from hostile_texts import TextDamage  # noqa: E402
from hunt import Run, controls  # noqa: E402

CAPTURE = ROOT / "samples/ml-kem-defect/capture.pcap"
KEY_FILES = sorted([*(ROOT / "tests/program/keys/sources").iterdir(), *(ROOT / "tests/fuzz/corpus/keys").iterdir(), *ROOT.glob("samples/*/keys/*.jsonl")])
POLICIES = sorted(ROOT.glob("ipsec/registry/policies/*.csv"))
CODEPOINTS = [b"preference,value\nnotify.DSCP,40001\n", b"preference,value\nencr_sm4_gcm,60\nvpn_id_reading,both\n", b"preference,value\n"]


def kinds(folders):
    """[(name, [octets], path -> command lines)]"""
    keys = [path.read_bytes() for path in KEY_FILES] + [path.read_bytes() for folder in folders for path in sorted(Path(folder).rglob("*")) if path.is_file() and path.stat().st_size < 200_000]
    return [
        ("keys", keys, lambda path: (["keys", "list", path], ["keys", "list", path, "--match", CAPTURE], ["audit", CAPTURE, "-k", path], ["keys", "convert", path, "--to", "espect"],
                                     ["keys", "convert", path, "--to", "esp_sa"], ["keys", "convert", path, "--to", "ikev2_decryption_table"], ["decrypt", CAPTURE, "-k", path, "-o", "-"])),
        ("keys", keys, lambda path: (["keys", "list", path], ["audit", CAPTURE, "-k", path])),
        ("policy", [path.read_bytes() for path in POLICIES], lambda path: (["audit", CAPTURE, "--policy", path], ["policy", "show", path])),
        ("codepoints", CODEPOINTS, lambda path: (["audit", CAPTURE, "--codepoints", path],)),
    ]


def hunted(program, runs, seed, keep, folders=()):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sanitized = b"__asan_init" in Path(program).read_bytes()
    told, slowest, largest = Counter(), 0.0, 0
    statuses = Counter()
    all_kinds = kinds(folders)
    with tempfile.TemporaryDirectory(prefix="espect-hunt-") as folder:
        for run in range(runs):
            choice = random.Random(f"{seed} {run}")
            name, texts, commands = choice.choice(all_kinds)
            path = Path(folder, "damaged.txt")
            path.write_bytes(TextDamage(choice).text(choice.choice(texts), texts))
            arguments = choice.choice(commands(path))
            done = Run(program, *arguments)
            problem = done.wrong((0, 1, 2), sanitized)
            if problem is None and arguments[0] not in ("decrypt",) and "convert" not in arguments and controls(done.out):
                problem = "control character in the output"
            statuses[name, done.status] += 1
            slowest, largest = max(slowest, done.seconds), max(largest, done.kib)
            if problem:
                problem = f"{name} {arguments[0]} {problem}"
                told[problem] += 1
                if told[problem] <= 5:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{problem.replace(' ', '-').replace('/', '-')[:60]}-{seed}-{run}").write_bytes(path.read_bytes())
                    print(f"FAILED  run {run}, {arguments}: {problem}: {done.errors[-600:]}", flush=True)
    print(f"{runs} damaged texts, {sum(told.values())} wrong {dict(told)}; {dict(statuses)}; at most {slowest:.2f} s, {largest >> 10} MiB")
    return sum(told.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("hunt-failures"))
    parser.add_argument("--keys", nargs="*", default=[], help="folders with more key files")
    arguments = parser.parse_args()
    return 1 if hunted(arguments.program, arguments.runs, arguments.seed, arguments.keep, arguments.keys) else 0


if __name__ == "__main__":
    sys.exit(main())
