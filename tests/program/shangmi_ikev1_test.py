# SPDX-License-Identifier: GPL-2.0-or-later
"""A hint whose ShangMi numbers an offer of IKEv1 has: GM/T 0022, or those of an implementation."""
import json
import struct

import pytest

ENCRYPTION, HASH, METHOD, GROUP = 1, 2, 3, 4


def main_mode(*transforms):
    """The first message, RFC 2408 section 3.1: one proposal with these attributes in each transform."""
    octets = b""
    for number, attributes in enumerate(transforms, 1):
        body = struct.pack(">BBH", number, 1, 0) + b"".join(struct.pack(">HH", 0x8000 | kind, value) for kind, value in attributes)
        octets += struct.pack(">BBH", 3 if number < len(transforms) else 0, 0, 4 + len(body)) + body
    proposal = struct.pack(">BBBB", 1, 1, 0, len(transforms)) + octets
    payload = struct.pack(">II", 1, 1) + struct.pack(">BBH", 0, 0, 4 + len(proposal)) + proposal
    payload = struct.pack(">BBH", 0, 0, 4 + len(payload)) + payload
    return bytes(range(8)) + bytes(8) + struct.pack(">BBBBII", 1, 0x10, 2, 0, 0, 28 + len(payload)) + payload


def hints(program, folder, *transforms):
    message = main_mode(*transforms)
    datagram = struct.pack(">HHHH", 500, 500, 8 + len(message), 0) + message
    packet = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])) + datagram
    capture = folder / "offer.pcap"
    capture.write_bytes(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101) + struct.pack("<IIII", 1700000000, 0, len(packet), len(packet)) + packet)
    report = json.loads(program("audit", "-f", "json", "--fail-on", "never", capture).stdout)
    return [(finding["evidence"]["rules"], finding["severity"], finding["evidence"]["what"]) for finding in report["findings"] if finding["rule"] == "extension-rule-violated"]


@pytest.mark.parametrize("offer, presets", [
    ([(ENCRYPTION, 129), (HASH, 20), (METHOD, 10), (GROUP, 2)], "of gmt0022-ikev1: encryption algorithm 129 is SM4-CBC, hash algorithm 20 is SM3"),
    ([(ENCRYPTION, 129), (HASH, 20), (METHOD, 1), (GROUP, 2)], "of coversb-gmalg-ikev1 or gmt0022-ikev1: encryption algorithm 129 is SM4, hash algorithm 20 is SM3"),
    ([(ENCRYPTION, 10), (HASH, 7), (METHOD, 12), (GROUP, 2)], "zhangke5959-ikev1: encryption algorithm 10 is SM4, hash algorithm 7 is SM3, authentication method 12 is SM2"),
])
def test_numbers_are_recognised(program, tmp_path, offer, presets):
    [(rules, severity, what)] = hints(program, tmp_path, offer)
    assert (rules, severity) == ("XSM-05", "info")
    assert what.startswith("the numbers look like those of ")
    assert presets in what


@pytest.mark.parametrize("offer", [
    [(ENCRYPTION, 7), (HASH, 2), (METHOD, 65001), (GROUP, 2), (14, 256)],  # XAUTH
    [(ENCRYPTION, 129), (HASH, 2), (METHOD, 1), (GROUP, 14)],  # one number may be anybody's
    [(ENCRYPTION, 129), (HASH, 20), (METHOD, 65500), (GROUP, 14)],  # no preset has all
])
def test_others_are_not(program, tmp_path, offer):
    assert hints(program, tmp_path, offer) == []
