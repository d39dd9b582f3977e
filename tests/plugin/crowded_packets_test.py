# SPDX-License-Identifier: GPL-2.0-or-later
"""One packet with very much in it: ESP in a segment of TCP by hundreds, alike in all but a few octets, and messages with thousands of payloads."""
import hashlib
import hmac
import json
import re
import struct

import pytest
from raw_packets import ike, ipv4, notifies, payload, pcap, tcp, udp

SPI, KEY = 0xC0FFEE01, bytes(range(32))
MESSAGES = ("-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|", "-e", "_ws.expert.message")
OPENING = ("-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE")


def framed(octets):
    return struct.pack("!H", len(octets) + 2) + octets


def rows(table):
    """{SPI: (packets, good, bad, missing, duplicates)} of -z espect,flows."""
    found = {}
    for line in table.splitlines():
        if cells := re.search(r"(0x[0-9a-f]{8})\s*\|[^|]+\|[^|]+\|(?:\s*\d+\s*\|)(.*)", line):
            found[int(cells[1], 16)] = tuple(int(cell) for cell in cells[2].split("|")[:5])
    return found


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one pass", "two passes"])
def test_hundreds_of_esp_packets_in_a_segment(tshark, program, passes):
    """As GRO hands them over: the audit has all of them, so none is missing."""
    segments, at = [tcp(b"IKETCP", 1)], 7
    for number in range(3):
        octets = b"".join(framed(struct.pack("!II", SPI, number * 600 + i + 1) + bytes([i & 255]) * 40) for i in range(600))
        segments.append(tcp(octets, at))
        at += len(octets)
    capture = tshark.write("crowded.pcap", pcap(segments))
    assert tshark(*passes, "-r", capture, "-T", "fields", "-e", "espect.finding.rule").split() == []
    assert rows(tshark("-q", *passes, "-r", capture, "-z", "espect,flows"))[SPI] == (1800, 0, 0, 0, 0)
    assert "audited and not shown" in tshark(*passes, "-r", capture, "-V")
    report = json.loads(program("audit", "--fail-on", "never", "-f", "json", capture).stdout)
    assert [flow["packets"] for flow in report["flows"]] == [1800]


def sealed(number, spoilt):
    """ESP with NULL and HMAC-SHA-256-128."""
    inner = ipv4(struct.pack("!HHHH", 5000, 5001, 208, 0) + b"\x55" * 200, 17, source=0xC0A80107, destination=0xC0A80209)
    padding = -(len(inner) + 2) % 4
    body = struct.pack("!II", SPI, number) + inner + bytes(range(1, padding + 1)) + bytes([padding, 4])
    icv = hmac.digest(KEY, body, hashlib.sha256)[:16]
    return (body[:100] + b"EVIL" + body[104:] if spoilt else body) + icv


@pytest.mark.parametrize("order", [(False, True), (True, False)], ids=["right first", "forged first"])
def test_a_forged_packet_beside_the_right_one(tshark, order):
    """Of one size, with the same beginning and end, in one frame: the ICV of each is its own."""
    octets = b"".join(framed(sealed(number, spoilt)) for number in (1, 2) for spoilt in order)
    capture = tshark.write("alike.pcap", pcap([tcp(b"IKETCP", 1), tcp(octets, 7)]))
    row = f'"IPv4","*","*","0x{SPI:08x}","NULL","","HMAC-SHA-256-128 [RFC4868]","0x{KEY.hex()}"\n'
    with tshark.profile({"esp_sa": row}):
        shown = tshark("-2", "-r", capture, "-V", *OPENING)
        # Before one has verified, whether key or packet is wrong is open.
        told = 2 - order[0]
        assert (shown.count("ICV verifies: True"), shown.count("ICV verifies: False")) == (2, told)
        assert rows(tshark("-2", "-q", "-r", capture, "-z", "espect,flows", *OPENING))[SPI][:3] == (4, 2, told)


def test_exact_copies_in_a_segment(tshark):
    """Nobody knows how many there are; none is missing by billions."""
    octets = b"".join(framed(struct.pack("!II", SPI, number) + b"\7" * 40) for number in (1, 1, 2, 2))
    capture = tshark.write("copies.pcap", pcap([tcp(b"IKETCP", 1), tcp(octets, 7)]))
    assert rows(tshark("-q", "-r", capture, "-z", "espect,flows"))[SPI][3] == 0


def test_messages_with_thousands_of_payloads(tshark):
    """A few marks and a short line say what is wrong."""
    broken = b"".join(payload(41 if i < 2999 else 0, b"") for i in range(3000))
    capture = tshark.write("broken.pcap", pcap([udp(ike(broken, first=41, spi_i=0x1000))]))
    assert 3 < tshark("-2", "-r", capture, *MESSAGES).count("Malformed:") <= 25
    errors = b"".join(notifies(1, 1000 + i, b"").replace(b"\0\0\0\x08", b"\x29\0\0\x08", 1) if i < 2999 else notifies(1, 1000 + i, b"") for i in range(3000))
    capture = tshark.write("errors.pcap", pcap([udp(ike(errors, first=41, flags=0x20, spi_i=0x1000))]))
    assert 20 < len(tshark("-2", "-r", capture, "-T", "fields", "-e", "_ws.col.Info").strip()) < 1500
