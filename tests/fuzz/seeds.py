#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes seeds for the libFuzzer targets from the samples and the built-in policies.

usage: seeds.py FOLDER
"""
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests" / "support"))
from pcap import records  # noqa: E402


def main(folder):
    seeds = {"capture": [], "ike_message": [], "network": [], "policy": [],
             "keys": [path.read_bytes() for path in sorted([*ROOT.glob("tests/fuzz/corpus/keys/*"),
                                                             *ROOT.glob("tests/program/keys/sources/*")])]}
    for capture in sorted(ROOT.glob("samples/*/capture.pcap")):
        octets = capture.read_bytes()
        packets = list(records(octets))
        seeds["capture"].append(octets[:8000])
        seeds["network"].append(b"".join(struct.pack("!BBH", 1, 1, len(p)) + p for p in packets[:12]))
        for packet in packets[:12]:
            udp = packet[34:42]
            if packet[23] == 17 and udp[:2] in (b"\x01\xf4", b"\x11\x94"):
                seeds["ike_message"].append(packet[42:] if udp[:2] == b"\x01\xf4" else packet[46:])
    seeds["policy"] = [path.read_bytes() for path in sorted(ROOT.glob("ipsec/registry/policies/*.csv"))]
    for corpus in sorted(path for path in ROOT.glob("tests/fuzz/corpus/*") if path.is_dir() and path.name != "keys"):
        seeds.setdefault(corpus.name, []).extend(path.read_bytes() for path in sorted(corpus.iterdir()))
    for name, contents in seeds.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number, octets in enumerate(contents):
            (folder / name / f"{number}").write_bytes(octets)
        print(f"{folder / name}: {len(contents)} seeds")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
