# SPDX-License-Identifier: GPL-2.0-or-later
"""Every finding of medium or more on the public captures was judged by hand, packet by packet: public_findings.csv.

A row says what is told, in which frames, and a display filter of tshark that shows the fact in one of them at least. A
finding without a row, or a row without its finding, fails: a new one is judged before it gets its row.
"""
import csv
import json
import subprocess
from pathlib import Path

import pytest

ROWS = Path(__file__).with_name("public_findings.csv")
GRAVE = ("high", "medium")
SUFFIXES = (".pcap", ".pcapng", ".gz", ".cap", ".dmp")


def rows():
    with ROWS.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_grave_finding_is_judged(program, corpus, check):
    public = corpus / "public"
    found = set()
    for path in sorted(path for path in public.rglob("*") if path.is_file() and path.name.endswith(SUFFIXES)):
        done = program("audit", "-f", "json", "--fail-on", "never", path)
        if done.returncode != 0:
            continue  # cut in the middle: the corpus test counts these
        for finding in json.loads(done.stdout)["findings"]:
            if finding["severity"] in GRAVE:
                found.add((str(path.relative_to(public)), finding["rule"], finding["severity"], " ".join(map(str, finding["frames"][:4]))))
    judged = {(row["capture"], row["rule"], row["severity"], row["frames"]) for row in rows()}
    check.same(found - judged, set(), "findings that were judged", "public captures")
    check.same(judged - found, set(), "judged findings that are told", "public captures")


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['capture']} {row['rule']} {row['frames']}")
def test_the_frames_prove_it(row, corpus, tshark_path):
    command = [tshark_path, "-r", corpus / "public" / row["capture"], "-Y", row["proof"], "-T", "fields", "-e", "frame.number"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert set(shown) & set(row["frames"].split()), (row["proof"], shown)
