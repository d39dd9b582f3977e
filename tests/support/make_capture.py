# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes a large capture for measurements; the same arguments always give the same octets.

usage: make_capture.py ike COUNT OUTPUT.pcap              the negotiation of samples/hybrid-ml-kem, COUNT times, each with SPIs of its own
       make_capture.py esp COUNT OUTPUT.pcap              COUNT ESP packets of 16 SAs, 118 octets each, in order, nothing to read in them
       make_capture.py esp-keys COUNT OUTPUT.pcap KEYS [FRAME]
                                                          COUNT ESP packets of 16 SAs (NULL, HMAC-SHA2-256-128), of FRAME octets or 122, and the
                                                          keys that verify them
"""
import hashlib
import hmac
import json
import struct
import sys
from pathlib import Path

from pcap import FILE_HEADER_OCTETS, records

ROOT = Path(__file__).resolve().parents[2]
PORTS = {500, 4500}
ETHERNET = bytes.fromhex("0200000000020200000000010800")
ETHERNET_FILE = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)
SAS, ICV_OCTETS = 16, 16
SENDER, RECEIVER = bytes((10, 1, 0, 10)), bytes((10, 2, 0, 10))
NULL, HMAC_SHA2_256_128 = 11, 12


def record(index, packet):
    """A packet record, 0.1 ms after the one before."""
    microseconds = index * 100
    return struct.pack("<IIII", 1_700_000_000 + microseconds // 1_000_000, microseconds % 1_000_000, len(packet), len(packet)) + packet


def ike_at(packet):
    """Where the IKE header begins in an Ethernet frame of IPv4 and UDP; None when there is none."""
    if packet[12:14] != b"\x08\x00" or packet[23] != 17:
        return None
    udp = 14 + (packet[14] & 15) * 4
    if not PORTS & set(struct.unpack_from(">HH", packet, udp)):
        return None
    return udp + 8 if packet[udp + 8:udp + 12] != bytes(4) else udp + 12


def ike(count):
    octets = (ROOT / "samples" / "hybrid-ml-kem" / "capture.pcap").read_bytes()
    messages = [(packet, at) for packet in records(octets) if (at := ike_at(packet)) is not None]
    spis = [packet[at:at + 16] for packet, at in messages if packet[at + 8:at + 16] != bytes(8)]
    if not spis:
        sys.exit("FAILED  no IKE message with both SPIs")
    yield octets[:FILE_HEADER_OCTETS]
    index = 0
    for number in range(count):
        change = struct.pack(">Q", number * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
        other = lambda spi: bytes(a ^ b for a, b in zip(spi, change)) if spi != bytes(8) else spi  # noqa: E731
        for packet, at in messages:
            yield record(index, packet[:at] + other(packet[at:at + 8]) + other(packet[at + 8:at + 16]) + packet[at + 16:])
            index += 1


def key_of(sa):
    return hashlib.sha256(b"espect %d" % sa).digest()


def esp_packet(index, body):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), index & 0xFFFF, 0, 64, 50, 0, SENDER, RECEIVER)
    return record(index, ETHERNET + header + body)


def esp(count):
    yield ETHERNET_FILE
    for index in range(count):
        sealed = hashlib.sha512(b"%d" % index).digest() + hashlib.sha512(b"- %d" % index).digest()
        yield esp_packet(index, struct.pack(">II", 0x1000 + index % SAS, index // SAS + 1) + sealed[:76])


def esp_keys(count, frame=122):
    yield ETHERNET_FILE
    inner = bytes(frame - 62) + bytes((1, 2, 2, 59))  # a dummy packet: nothing is parsed behind it
    for index in range(count):
        sa, sequence = index % SAS, index // SAS + 1
        body = struct.pack(">II", 0x1000 + sa, sequence) + inner
        body += hmac.digest(key_of(sa), body, "sha256")[:ICV_OCTETS]
        yield esp_packet(index, body)


def key_rows():
    for sa in range(SAS):
        yield json.dumps({"type": "esp", "spi": f"0x{0x1000 + sa:08x}", "src": "10.1.0.10", "dst": "10.2.0.10", "encr": NULL, "encr_key": "",
                          "integ": HMAC_SHA2_256_128, "integ_key": key_of(sa).hex(), "sn": 0}) + "\n"


def main(arguments):
    kind, count, output = arguments[0], int(arguments[1]), Path(arguments[2])
    with output.open("wb") as out:
        out.writelines({"ike": ike, "esp": esp, "esp-keys": esp_keys}[kind](count, *map(int, arguments[4:])))
    if kind == "esp-keys":
        keys = Path(arguments[3])
        keys.write_text("".join(key_rows()))
        keys.chmod(0o600)


if __name__ == "__main__":
    if len(sys.argv) not in ((5, 6) if sys.argv[1:2] == ["esp-keys"] else (4,)):
        sys.exit(__doc__)
    main(sys.argv[1:])
