# SPDX-License-Identifier: GPL-2.0-or-later
"""SAs by (protocol, destination, SPI), and by source when the destination is a group: RFC 4301 section 4.1."""
import json
import re
import struct

import packets

GROUP, SPI = bytes([239, 1, 1, 1]), 0x1000


def esp(source, number):
    body = struct.pack("!II", SPI, number) + bytes([number % 251]) * 72
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), number, 0, 8, 50, 0, bytes([10, 1, 0, source]), GROUP)
    return bytes.fromhex("01005e010101020000000001") + b"\x08\x00" + ip + body


def test_two_senders(tshark, check, program):
    """Two senders, one after the other and then in turn."""
    frames = [esp(10, number) for number in range(1, 6)]
    for number in range(1, 21):
        frames += [esp(20, number), esp(10, 5 + number)]
    capture = tshark.write("multicast.pcap", packets.capture(*frames))
    table = tshark("-q", "-r", capture, "-z", "espect,flows")
    shown = sorted((source, int(count)) for source, count in
                   re.findall(r"0x00001000\s*\|\s*(\S+)\s*\|\s*239\.1\.1\.1\s*\|\s*\d+\s*\|\s*(\d+)\s*\|", table))
    check(shown == [("10.1.0.10", 25), ("10.1.0.20", 20)], "two senders to one group are two flows", table)
    wanted = sorted((flow["src"], flow["packets"]) for flow in json.loads(program("audit", "--format", "json", capture).stdout)["flows"])
    check(shown == wanted, "and the same in the program", wanted)
