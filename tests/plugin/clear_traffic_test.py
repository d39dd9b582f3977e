# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets in the clear that belong into a tunnel: Wireshark marks the frames that the program names."""
import struct

import packets
from lab_rows import findings_of_program, rows

RULE = "selector-traffic-in-clear"
PLACE = 130  # behind this frame the Child SA 192.168.1.0/24 == 192.168.2.0/24 is up


def udp(source, destination):
    octets = bytes(map(int, source.split("."))) + bytes(map(int, destination.split(".")))
    return bytes([0x45, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0]) + octets + struct.pack(">HHHH", 40000, 53, 12, 0) + b"leak"


def test_the_same_frames(tshark, check, program, samples):
    sample = samples / "hybrid-ml-kem"
    octets = (sample / "capture.pcap").read_bytes()
    at = 24
    for _ in range(PLACE):
        record = octets[at:at + 16]
        at += 16 + struct.unpack_from("<I", record, 8)[0]
    link = next(packets.records(octets))[0][:14]
    others = [udp("192.168.1.77", "192.168.1.8"), udp("10.1.0.10", "192.168.2.8")]
    frames = [link + packet for packet in [udp("192.168.1.77", "192.168.2.8"), *others, udp("192.168.1.77", "192.168.2.8")]]
    added = b"".join(record[:8] + struct.pack("<II", len(frame), len(frame)) + frame for frame in frames)
    capture = tshark.write("leak.pcap", octets[:at] + added + octets[at:])
    found = findings_of_program(program.path, capture, sample / "keys")
    wanted = [frame for frame, rules in sorted(found.items()) if RULE in rules]
    # In two passes: that no ESP packet carries it as well is known later.
    shown = [row.number for row in rows(tshark, capture, "-2", "-o", f"espect.keys:{sample / 'keys'}") if RULE in row.rules]
    check(wanted == [131, 134] and shown == wanted, "the frames that the program names", f"{shown}, expected {wanted}")
