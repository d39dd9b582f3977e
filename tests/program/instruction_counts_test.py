# SPDX-License-Identifier: GPL-2.0-or-later
"""What one more packet or message costs in the hottest loops, in instructions: instruction_counts.csv keeps it.

Counted by valgrind in the program of the preset release (--counted), so the load of the machine does not matter; without cryptographic libraries,
whose work depends on the processor. UPDATE_COUNTS=1 writes the table anew: read the difference before you commit it.
"""
import csv
import os
from pathlib import Path

import make_capture
import pytest
from instructions import own_instructions

TABLE = Path(__file__).with_name("instruction_counts.csv")
MARGIN = 0.10  # other versions of libraries, and tables whose hash has another seed in each run
# name: what makes COUNT units of it, COUNT of the smaller capture, and packets or messages in a unit.
KINDS = {"esp": (make_capture.esp, 4000, 1), "esp-keys": (make_capture.esp_keys, 3000, 1), "ike": (make_capture.ike, 100, 26)}


def kept():
    with TABLE.open() as table:
        return {row["what"]: int(row["instructions"]) for row in csv.DictReader(table)}


def keep(name, count):
    rows = kept() | {name: count}
    TABLE.write_text("what,instructions\n" + "".join(f"{what},{rows[what]}\n" for what in KINDS if what in rows))


def judge(measured, expected):
    """Nothing when it is as kept."""
    if measured > expected * (1 + MARGIN):
        return f"{measured} instructions instead of {expected}: it costs more"
    if measured < expected * (1 - 2 * MARGIN):
        return f"{measured} instructions instead of {expected}: keep what was won, with UPDATE_COUNTS=1"
    return ""


@pytest.mark.parametrize("name", KINDS)
def test_cost_of_one_more(request, counted, tmp_path, name):
    if request.config.getoption("--counted") is None:
        pytest.skip("the counts are those of the preset release: --counted names its program")
    make, count, each = KINDS[name]
    arguments = ["audit", "--format", "json"]
    if name == "esp-keys":
        keys = tmp_path / "keys.jsonl"
        keys.write_text("".join(make_capture.key_rows()))
        keys.chmod(0o600)
        arguments += ["--keys", keys]
    costs = []
    for times in (1, 2):
        capture = tmp_path / f"{times}.pcap"
        capture.write_bytes(b"".join(make(count * times)))
        costs.append(own_instructions(tmp_path / "profile", counted, *arguments, capture))
    measured = round((costs[1] - costs[0]) / (count * each))
    print(f"{name}: {measured} instructions")
    if os.environ.get("UPDATE_COUNTS"):
        keep(name, measured)
    assert not judge(measured, kept()[name])


def test_the_judgement_can_fail():
    assert not judge(1000, 1000)
    assert not judge(1090, 1000)
    assert judge(1110, 1000)
    assert judge(790, 1000)
