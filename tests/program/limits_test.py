# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/limits.md: a limit that is reached is named under Coverage and accuses nobody."""
import json

from floods import ALICE, BOB, esp, pcap

MOST_FLOWS_OF_A_RULE = 65_536


def audited(program, folder, packets):
    path = folder / "limit.pcap"
    path.write_bytes(pcap(packets, apart=10))
    done = program("audit", "--fail-on", "never", "-f", "json", path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lossy(report):
    return [finding["spi"] for finding in report["findings"] if finding["rule"] == "esp-sequence-gap"]


def noted(report):
    return any("rule esp-sequence-gap remembers 65536 flows and found no place for more" in note for note in report["coverage"]["notes"])


def test_a_counter_that_goes_on_in_a_flow_without_a_place(released, tmp_path):
    """One manual SA for two destinations (RFC 4552 section 7): the numbers that are missing in one flow went to the other."""
    shared = [esp(0x7000, number, source=ALICE, destination=BOB) for number in (1, 2, 5, 6)]
    others = [esp(0x10000 + i, 1, source=ALICE, destination=BOB + 2) for i in range(MOST_FLOWS_OF_A_RULE)]
    rest = [esp(0x7000, number, source=ALICE, destination=BOB + 1) for number in (3, 4)]
    alone = audited(released, tmp_path, shared)
    assert len(lossy(alone)) == 1 and not noted(alone), "or nothing would be missing"
    together = audited(released, tmp_path, shared + rest)
    assert lossy(together) == [] and not noted(together)
    beyond = audited(released, tmp_path, shared + others + rest)
    assert lossy(beyond) == []
    assert noted(beyond)


def test_a_flow_without_a_place(released, tmp_path):
    """Whether its numbers went to another one nobody knows."""
    others = [esp(0x10000 + i, 1, source=ALICE, destination=BOB + 2) for i in range(MOST_FLOWS_OF_A_RULE)]
    beyond = audited(released, tmp_path, others + [esp(0x7000, number, source=ALICE, destination=BOB) for number in (1, 2, 5, 6)])
    assert lossy(beyond) == [] and noted(beyond)
