# SPDX-License-Identifier: GPL-2.0-or-later
"""Missing sequence numbers where the capture says that it dropped packets, or lacks files: the network is not blamed."""
import json
import struct

import pytest
from check import ROOT
from cut_capture import HEADER, cut, records

SAMPLE = ROOT / "samples/esp-replay/capture.pcap"
NETWORK = "packets were lost before the capture point or never sent"


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(path, header, every, dropped):
    """The same packets, and what the interface says it dropped: isb_ifdrop; None says nothing."""
    link = struct.unpack_from("<I", header, HEADER - 4)[0]
    octets = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", link, 0, 262144))
    for record in every:
        seconds, micro, length, wire = struct.unpack_from("<IIII", record)
        time = seconds * 1_000_000 + micro
        octets += block(6, struct.pack("<IIIII", 0, time >> 32, time & 0xffffffff, length, wire) + record[16:])
    if dropped is not None:
        octets += block(5, struct.pack("<III", 0, 0, 0) + struct.pack("<HHQ", 5, 8, dropped) + struct.pack("<HH", 0, 0))
    path.write_bytes(octets)
    return path


def gap(program, *arguments):
    report = json.loads(program("audit", "--fail-on", "never", "-f", "json", *arguments).stdout)
    found = [finding for finding in report["findings"] if finding["rule"] == "esp-sequence-gap"]
    assert len(found) == 1
    return found[0], report["coverage"]["notes"]


@pytest.mark.parametrize("keys", ([], ["--keys", SAMPLE.parent / "keys"]))
def test_what_the_capture_dropped_is_not_blamed_on_the_network(program, tmp_path, keys):
    header, every = records(SAMPLE)
    some = every[:30] + every[35:]
    for dropped in (None, 0):
        finding, notes = gap(program, *keys, pcapng(tmp_path / "a.pcapng", header, some, dropped))
        assert finding["message"].endswith(f": {NETWORK}") and not any("dropped while capturing" in note for note in notes)
    finding, notes = gap(program, *keys, pcapng(tmp_path / "a.pcapng", header, some, 5))
    assert finding["message"].endswith(": the capture dropped 5 packets itself, so whether the network lost any is not known")
    assert finding["evidence"]["capture_dropped"] == 5 and "5 packets dropped while capturing" in notes


def test_nor_what_a_missing_file_held(program, tmp_path):
    files = cut(SAMPLE, tmp_path, [30, 35])
    files[1].unlink()
    finding, notes = gap(program, "--continue", files[0], files[2])
    assert finding["message"].endswith(": files of the capture are missing, so whether the network lost any is not known")
    assert any("is not among the files" in note for note in notes)
