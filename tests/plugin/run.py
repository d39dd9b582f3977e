#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark with and without espect.so and compares.

usage: run.py ESPECT_SO SAMPLES [--program ESPECT] [--tshark TSHARK] [--preload LIBRARY] [--runs N]

Checks use the captures SAMPLES/*/capture.pcap and packets made here. With ESPECT_CORPUS set, the
captures below $ESPECT_CORPUS/lab are compared too; without it those checks are counted as skipped.
Findings are compared with those of the program ESPECT.
"""
import argparse
import os
import random
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import builtin_fields  # noqa: E402
import checks  # noqa: E402
import codepoints  # noqa: E402
import fragments  # noqa: E402
import info  # noqa: E402
import lab as lab_checks  # noqa: E402
import multicast  # noqa: E402
import random_access  # noqa: E402
from tshark import Tshark  # noqa: E402

# Wireshark has no dissector for IKE in TCP streams.
NOT_COMPARED = {"k1_tcp_encap_rfc9329"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plugin", type=Path)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--program", help="espect, for its findings")
    parser.add_argument("--tshark", default="tshark")
    parser.add_argument("--preload", help="library that tshark loads first, for a plugin with sanitizers")
    parser.add_argument("--runs", type=int, default=100, help="mutated captures")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    with Tshark(arguments.tshark, arguments.plugin, arguments.preload) as tshark:
        report = checks.Report()
        checks.plugin_is_loaded(tshark, report)
        captures = sorted(arguments.samples.glob("*/capture.pcap"))
        if not captures:
            sys.exit(f"no capture.pcap below {arguments.samples}")
        checks.names(tshark, report, arguments.samples / "hybrid-ml-kem" / "capture.pcap")
        checks.hooks(tshark, report, arguments.samples / "hybrid-ml-kem" / "capture.pcap")
        checks.made_messages(tshark, report)
        checks.ikev1(tshark, report)
        if arguments.program:
            for sample, protocols in {"esp-replay": {fragments.ESP}, "hybrid-ml-kem": {fragments.UDP}}.items():
                folder = arguments.samples / sample
                fragments.check(tshark, report, arguments.program, folder / "capture.pcap", folder / "keys", protocols, sample)
        builtin_fields.check(tshark, report)
        codepoints.check(tshark, report, arguments.samples)
        info.check(tshark, report, arguments.samples)
        multicast.check(tshark, report, arguments.program)
        random_access.check(tshark, report, arguments.samples, random.Random(arguments.seed))
        corpus = os.environ.get("ESPECT_CORPUS")
        lab = sorted(Path(corpus, "lab").glob("*/*.pcap")) if corpus else []
        for capture in captures + [path for path in lab if path.parent.name not in NOT_COMPARED]:
            checks.same_fields(tshark, report, capture)
        if lab:
            checks.corpus(tshark, report, Path(corpus, "lab"))
            lab_checks.check_lab(tshark, report, Path(corpus, "lab"), arguments.program)
        else:
            report.skipped += checks.CORPUS_CHECKS
        checks.mutated(tshark, report, captures, arguments.runs, random.Random(arguments.seed))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
