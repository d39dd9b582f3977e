#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Says which functions of which room a fuzz target has run.

usage: covered.py TARGET CORPUS... [--names]

Runs the libFuzzer target once over its corpora and prints, for every folder of ours that it is linked with, how many functions were run and how many
there are; with --names also those that were not. A folder of which nothing was run is left out: the target has it from the linker, not from its input.
"""
import argparse
import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^(?:UN)?COVERED_FUNC: hits: (\d+) edges: \d+/\d+ (.+) (\S+):\d+$")


def functions(target, corpora):
    """{folder: {function: whether it was run}}; a template is as many functions as it was made for."""
    symbolizer = shutil.which("llvm-symbolizer-19") or shutil.which("llvm-symbolizer")
    if symbolizer is None:
        raise SystemExit("covered.py: llvm-symbolizer is missing (llvm-19)")
    done = subprocess.run([target, "-runs=0", "-print_coverage=1", *corpora], capture_output=True, text=True, errors="replace", check=True,
                          env={**os.environ, "ASAN_SYMBOLIZER_PATH": symbolizer})
    found = defaultdict(dict)
    for line in done.stderr.splitlines():
        if (said := LINE.match(line)) is None:
            continue
        hits, name, file = said.groups()
        file = Path(os.path.normpath(file))
        if file.is_relative_to(ROOT):
            known = found[str(file.relative_to(ROOT).parent)]
            known[name] = known.get(name, False) or int(hits) > 0
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--names", action="store_true")
    arguments = parser.parse_args()
    for folder, known in sorted(functions(arguments.target, arguments.corpora).items()):
        if not any(known.values()):
            continue
        print(f"{folder}: {sum(known.values())} of {len(known)} functions")
        if arguments.names:
            print("".join(f"    not {name}\n" for name, run in sorted(known.items()) if not run), end="")


if __name__ == "__main__":
    main()
