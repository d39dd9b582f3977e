#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints a dictionary for libFuzzer: the numbers of the registries in the sizes in which they travel, and the words that readers of texts look for.

usage: dictionary.py > espect.dict
"""
import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

def quoted(octets):
    return '"' + "".join(f"\\x{octet:02x}" for octet in octets) + '"'


def numbers():
    for table in sorted(ROOT.glob("ipsec/registry/*.csv")):
        with table.open(newline="") as file:
            for row in csv.DictReader(file):
                value = row.get("value") or ""
                if re.fullmatch(r"(0x[0-9a-fA-F]+|\d+)", value) and int(value, 0) < 65536:
                    number = int(value, 0)
                    yield number.to_bytes(2, "big")
                    if number < 256:
                        yield bytes([number])


TEXTS = ["ipsec/keys/*.cpp", "ipsec/registry/*conf*.cpp", "ipsec/registry/*promises.cpp", "ipsec/registry/experimental_profile.cpp",
         "ipsec/registry/vpn_names.cpp", "ipsec/rules/waiver_file.cpp", "analyzer/report/words/baseline.cpp"]


def words():
    for source in sorted(path for pattern in TEXTS for path in ROOT.glob(pattern)):
        for word in re.findall(r'"((?:[^"\\]|\\.){3,40})"', re.sub(r"#include.*|//.*", "", source.read_text())):
            if not re.search(r"[{}\\]|^ipsec/", word):
                yield word.encode()


def main():
    for octets in sorted({*numbers(), *words(), b"IKETCP", b"\0\0\0\0", b"\x0a\x0d\x0d\x0a", b"\xd4\xc3\xb2\xa1", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x80\x0e\x01\x00"}):
        print(quoted(octets))


if __name__ == "__main__":
    main()
