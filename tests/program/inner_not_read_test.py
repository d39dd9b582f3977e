# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands within opened packets and is not looked into is said, and no report calls it all."""
import json
import struct
import zlib

import pytest
from raw_packets import ALICE, BOB, ah, esp, ipv4, pcap, udp
from sealed_esp import key_row, sealed_esp

ESP, AH, IPV4, UDP, IPCOMP = 50, 51, 4, 17, 108
SPI, INNER_UDP = 0x100, udp(b"x" * 40, 7, 7)


def layers(count):
    """ESP in ESP, `count` times, in transport mode."""
    packet, kind = INNER_UDP, IPV4
    for number in range(count, 0, -1):
        packet, kind = sealed_esp(SPI + number, 1, packet, kind), ESP
    return packet


def within(payload, next_header=IPV4):
    return sealed_esp(SPI + 1, 1, payload, next_header)


def compressed(octets, next_header=IPV4):
    deflate = zlib.compressobj(wbits=-15)
    return bytes([next_header, 0, 0, 2]) + deflate.compress(octets) + deflate.flush()


DEEP = "1 packet in more than 4 layers of IPsec not looked into"
PIECES = "1 fragment of IPsec packets within opened ones not looked into"
IPCOMP_CLOSED = "1 IPComp packet within opened ones not decompressed (DEFLATE is): what they carry is not looked into"
READ = {"one layer": layers(1), "five layers": layers(5), "IPComp": within(compressed(INNER_UDP), IPCOMP), "a fragment of UDP": within(ipv4(b"\0" * 40, UDP, fragment=0x2000))}
NOT_READ = {"six layers": (layers(6), DEEP), "eight layers": (layers(8), DEEP), "a fragment of ESP": (within(esp(7, 7)[:6] + b"\x20\0" + esp(7, 7)[8:]), PIECES),
            "a first fragment of IKE": (within(ipv4(struct.pack("!HHHH", 500, 500, 200, 0) + bytes(40), UDP, fragment=0x2000)), PIECES),
            "a last fragment of AH": (within(ah(7, 7)[:6] + b"\0\x09" + ah(7, 7)[8:]), PIECES), "IPComp of LZS": (within(b"\4\0\0\3" + bytes(40), IPCOMP), IPCOMP_CLOSED),
            "no packet at all": (within(b"\x45" + bytes(9)), "1 ESP packet to 10.2.0.1 with SPI 0x00000101: the ICV verifies, but what was decrypted is no packet: the encryption key is another one (1 of 1)"),
            "IPComp twice": (within(compressed(compressed(INNER_UDP), IPCOMP), IPCOMP), IPCOMP_CLOSED)}


@pytest.fixture
def audited(program, tmp_path):
    def run(packet, *arguments):
        capture, keys = tmp_path / "one.pcap", tmp_path / "keys.jsonl"
        capture.write_bytes(pcap([ipv4(packet, ESP, source=ALICE, destination=BOB)]))
        keys.write_text("".join(key_row(SPI + number) for number in range(1, 9)))
        keys.chmod(0o600)
        return program("audit", "--keys", keys, *arguments, capture)
    return run


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_all(audited, name):
    coverage = json.loads(audited(READ[name], "-f", "json").stdout)["coverage"]
    assert (coverage["keys"], coverage["notes"]) == ("all", [])
    assert audited(READ[name], "--require-opened").returncode == 0


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_not_read_is_said(audited, name):
    packet, note = NOT_READ[name]
    coverage = json.loads(audited(packet, "-f", "json").stdout)["coverage"]
    assert (coverage["keys"], coverage["notes"]) == ("partial", [note])
    assert coverage["esp_authenticated"] == coverage["esp_packets"] > 0
    text = " ".join(audited(packet).stdout.decode().split())
    assert note in text and ("nothing found" not in text or " authenticated, 1 packet not looked into; exit 0 (--fail-on high)" in text)
    required = audited(packet, "--require-opened")
    assert required.returncode == 3 and "--require-opened: 1 packet not looked into" in required.stderr.decode()
    assert "1 with packets that were not looked into" in audited(packet, "-f", "csv").stderr.decode()
