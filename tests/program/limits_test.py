# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/limits.md: what has no place is not accused, and what has one is still judged."""
import json

from floods import ALICE, BOB, esp, pcap

MANY = 65_536  # more than most tables of a rule hold


def audited(program, folder, packets):
    path = folder / "limit.pcap"
    path.write_bytes(pcap(packets, apart=10))
    done = program("audit", "--fail-on", "never", "-f", "json", path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lossy(report):
    return [finding["spi"] for finding in report["findings"] if finding["rule"] == "esp-sequence-gap"]


def test_a_counter_that_goes_on_behind_many_flows(released, tmp_path):
    """One manual SA for two destinations (RFC 4552 section 7): the numbers that are missing in one flow went to the other."""
    shared = [esp(0x7000, number, source=ALICE, destination=BOB) for number in (1, 2, 5, 6)]
    others = [esp(0x10000 + i, 1, source=ALICE, destination=BOB + 2) for i in range(MANY)]
    rest = [esp(0x7000, number, source=ALICE, destination=BOB + 1) for number in (3, 4)]
    assert len(lossy(audited(released, tmp_path, shared))) == 1, "or nothing would be missing"
    assert lossy(audited(released, tmp_path, shared + rest)) == []
    assert lossy(audited(released, tmp_path, shared + others + rest)) == []
    assert len(lossy(audited(released, tmp_path, others + shared))) == 1
