# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic that belongs into a tunnel: packets in the clear are put into a capture of one that works."""
import json
import struct

import pytest
from check import ROOT

SAMPLE = ROOT / "samples/hybrid-ml-kem"
FILE_HEADER, RECORD_HEADER, ETHERNET = 24, 16, 14


def udp(source, destination):
    octets = bytes(map(int, source.split("."))) + bytes(map(int, destination.split(".")))
    return bytes([0x45, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0]) + octets + struct.pack(">HHHH", 40000, 53, 12, 0) + b"leak"


@pytest.fixture
def with_packets(tmp_path):
    """The capture with these IP packets behind frame 130, when its Child SA 192.168.1.0/24 == 192.168.2.0/24 is up."""
    def make(packets):
        octets = (SAMPLE / "capture.pcap").read_bytes()
        at = FILE_HEADER
        for _ in range(130):
            record = octets[at:at + RECORD_HEADER]
            at += RECORD_HEADER + struct.unpack_from("<I", record, 8)[0]
        link = octets[FILE_HEADER + RECORD_HEADER:FILE_HEADER + RECORD_HEADER + ETHERNET]
        frames = [link + packet for packet in packets]
        added = b"".join(record[:8] + struct.pack("<II", len(frame), len(frame)) + frame for frame in frames)
        path = tmp_path / "leak.pcap"
        path.write_bytes(octets[:at] + added + octets[at:])
        return path
    return make


def findings(program, capture, *arguments):
    report = json.loads(program("audit", "-f", "json", "--fail-on", "never", *arguments, capture).stdout)
    return [finding for finding in report["findings"] if finding["rule"] == "selector-traffic-in-clear"]


def test_leaked_packets_are_told(program, with_packets):
    capture = with_packets([udp("192.168.1.77", "192.168.2.8"), udp("192.168.1.77", "192.168.2.8")])
    found = findings(program, capture, "--keys", SAMPLE / "keys")
    assert [(finding["severity"], finding["count"], finding["frames"]) for finding in found] == [("high", 2, [131, 132])]
    assert findings(program, capture) == []  # nobody knows the selectors


def test_other_packets_are_not(program, with_packets):
    capture = with_packets([udp("192.168.1.77", "192.168.1.8"), udp("10.1.0.10", "192.168.2.8"), udp("192.168.1.77", "192.168.3.8")])
    assert findings(program, capture, "--keys", SAMPLE / "keys") == []
