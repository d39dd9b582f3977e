# SPDX-License-Identifier: GPL-2.0-or-later
"""Octets of packets and captures, as small as they can be, right or wrong: for tests that send many."""
import struct

RAW_IPV4, RAW_IPV6 = 228, 229
ALICE, BOB = 0x0A010001, 0x0A020001


def pcap(packets, link_type=RAW_IPV4, apart=20_000):
    """apart: microseconds between two packets."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, link_type)
    return head + b"".join(struct.pack("<IIII", 1_700_000_000 + i * apart // 1_000_000, i * apart % 1_000_000, len(packet), len(packet)) + packet
                           for i, packet in enumerate(packets))


def ipv4(payload, protocol, source=ALICE, destination=BOB, identification=0, fragment=0):
    return struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(payload), identification & 0xFFFF, fragment, 64, protocol, 0, source, destination) + payload


def udp(payload, source_port=500, destination_port=500, **addresses):
    return ipv4(struct.pack("!HHHH", source_port, destination_port, 8 + len(payload), 0) + payload, 17, **addresses)


def tcp(payload, sequence, source_port=4500, destination_port=50_000, flags=0x18, **addresses):
    return ipv4(struct.pack("!HHIIBBHHH", source_port, destination_port, sequence & 0xFFFFFFFF, 1, 0x50, flags, 65_535, 0, 0) + payload, 6, **addresses)


def esp(spi, sequence, tail=b"\0" * 24, **addresses):
    return ipv4(struct.pack("!II", spi, sequence & 0xFFFFFFFF) + tail, 50, **addresses)


def ah(spi, sequence, **addresses):
    return ipv4(struct.pack("!BBHII12s", 4, 4, 0, spi, sequence & 0xFFFFFFFF, b"") + ipv4(b"\0" * 8, 59), 51, **addresses)


def ike(chain, first=33, exchange=34, flags=0x08, message_id=0, spi_i=0x1111, spi_r=0, version=0x20):
    return struct.pack("!QQBBBBII", spi_i, spi_r, first, version, exchange, flags, message_id, 28 + len(chain)) + chain


def payload(following, body):
    return struct.pack("!BBH", following, 0, 4 + len(body)) + body


def transform(last, kind, number, attributes=b""):
    return struct.pack("!BBHBBH", 0 if last else 3, 0, 8 + len(attributes), kind, 0, number & 0xFFFF) + attributes


def proposal(last=True, number=1, transforms=((1, 20), (2, 5), (4, 31))):
    body = b"".join(transform(i == len(transforms) - 1, *each) for i, each in enumerate(transforms))
    return struct.pack("!BBHBBBB", 0 if last else 2, 0, 8 + len(body), number, 1, 0, len(transforms)) + body


def init(spi_i=0x1111, spi_r=0, flags=0x08, extra=b"", sa=None):
    """IKE_SA_INIT: SA, KE, Nonce, and notifies (`extra`, which begins behind the nonce)."""
    chain = payload(34, sa or proposal()) + payload(40, struct.pack("!HH", 31, 0) + spi_i.to_bytes(8, "big") * 4) + payload(41 if extra else 0, spi_i.to_bytes(8, "big") * 4)
    return ike(chain + extra, spi_i=spi_i, spi_r=spi_r, flags=flags)


def notifies(count, kind=16_388, data=b"\0" * 20):
    return b"".join(payload(41 if i < count - 1 else 0, struct.pack("!BBH", 0, 0, kind) + data) for i in range(count))


def sealed(message_id, spi_i=0x1111, spi_r=0x2222, exchange=37, flags=0x08, size=64, first=46, begin=b""):
    return ike(payload(0, begin + message_id.to_bytes(8, "big") * (size // 8)), first=first, exchange=exchange, flags=flags, message_id=message_id & 0xFFFFFFFF, spi_i=spi_i, spi_r=spi_r)


def pair(spi):
    """An IKE_SA_INIT and its answer."""
    return [udp(init(spi)), udp(init(spi, spi | 1 << 40, flags=0x20), source=BOB, destination=ALICE)]


def proposals_of(transforms, each=250):
    """One SA payload's body, with as many proposals as it takes; a transform is (type, id) or (type, id, octets of attributes)."""
    groups = [transforms[i:i + each] for i in range(0, len(transforms), each)]
    return b"".join(proposal(last=i == len(groups) - 1, number=i % 255 + 1, transforms=group) for i, group in enumerate(groups))
