#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures under valgrind's memcheck: octets that were never set, reads and writes outside of blocks, blocks that nobody gave back.

usage: memcheck.py ESPECT CAPTURES... [--damaged N] [--seed N]

CAPTURES are files, or folders that are searched. Keys beside a capture are used with it, and it is audited without them too; then dump, decrypt and
inventory. --damaged: of each so many damaged ones, too. ESPECT without sanitizers. Ends with 1 when anything was found.
"""
import argparse
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from check import environment  # noqa: E402
from hostile_captures import Damage  # noqa: E402
from hunt import found_below, keys_of  # noqa: E402

FAULTY = 99
VALGRIND = ["valgrind", "-q", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect", "--show-leak-kinds=definite,indirect", f"--error-exitcode={FAULTY}"]


def commands(capture, keys, folder):
    """Argument lists: what looks at everything of a capture, once."""
    yield ["audit", "--fail-on", "never", capture, *(word for form in ("json", "text", "sarif") for word in ("-f", f"{form}={folder}/report.{form}"))]
    if keys:
        yield ["audit", "--fail-on", "never", capture, *keys, "-f", f"json={folder}/report.json", "-f", f"html={folder}/report.html"]
        yield ["decrypt", capture, *keys, "-o", folder / "inner.pcapng"]
    yield ["dump", "--json", capture, *keys, "-o", folder / "dump.json"]
    yield ["inventory", "-f", "cyclonedx", capture, *keys, "-o", folder / "inventory.json"]


def faults(program, *arguments):
    """What valgrind says of a run, empty when nothing is wrong."""
    done = subprocess.run([*VALGRIND, program, *map(str, arguments)], capture_output=True, env=environment(), timeout=900)
    said = "\n".join(line for line in done.stderr.decode("utf-8", "replace").splitlines() if re.match(r"==\d+==", line))
    if done.returncode == FAULTY or said:
        return said
    return f"status {done.returncode}" if done.returncode not in (0, 1, 2, 3) else ""


def checked(program, places, damaged=0, seed=1):
    """(runs, how many went wrong)"""
    runs, wrong = 0, 0
    captures = list(found_below(places))
    others = [path.read_bytes() for path in captures]
    with tempfile.TemporaryDirectory(prefix="espect-memcheck-") as name:
        folder = Path(name)
        for path in captures:
            versions = [path]
            for number in range(damaged):
                versions.append(folder / f"damaged-{number}.pcap")
                versions[-1].write_bytes(Damage(random.Random(f"{seed} {path.name} {number}")).capture(path.read_bytes(), others))
            for capture in versions:
                for arguments in commands(capture, keys_of(path), folder):
                    runs += 1
                    said = faults(program, *arguments)
                    if said:
                        wrong += 1
                        print(f"FAILED  {path} ({capture.name}): {arguments[0]}\n{said[:3000]}", flush=True)
    return runs, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("captures", nargs="+")
    parser.add_argument("--damaged", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    runs, wrong = checked(arguments.program, arguments.captures, arguments.damaged, arguments.seed)
    print(f"{runs} runs under valgrind, {wrong} wrong")
    return 1 if wrong or runs == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
