# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures made of IKE messages: Ethernet, IPv4, UDP."""
import struct

GLOBAL_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)


def datagram(payload, source_port=500, destination_port=500):
    udp = struct.pack("!HHHH", source_port, destination_port, 8 + len(payload), 0) + payload
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return bytes.fromhex("020000000002020000000001") + b"\x08\x00" + ip + udp


def record(frame, number=0, original=None):
    return struct.pack("<IIII", 1_700_000_000 + number, 0, len(frame), original or len(frame)) + frame


def capture(*frames):
    return GLOBAL_HEADER + b"".join(record(frame, number) for number, frame in enumerate(frames))


def records(octets):
    """(frame, original length) of a little-endian pcap file."""
    order = "<" if octets[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at = 24
    while at + 16 <= len(octets):
        _, _, size, original = struct.unpack_from(order + "IIII", octets, at)
        yield octets[at + 16:at + 16 + size], original
        at += 16 + size


def udp_payload(frame):
    """(payload, source port, destination port), None when the frame is not whole IPv4 and UDP."""
    if frame[12:14] != b"\x08\x00" or len(frame) < 42 or frame[23] != 17 or frame[20] & 0x3F or frame[21]:
        return None
    at = 14 + (frame[14] & 15) * 4
    source, destination, length = struct.unpack_from("!HHH", frame, at)
    return frame[at + 8:at + length], source, destination


def payload(next_type, body, length=None):
    return struct.pack("!BBH", next_type, 0, 4 + len(body) if length is None else length) + body


def message(first, chain, exchange=34, flags=0x08, version=0x20, length=None):
    return bytes.fromhex("0102030405060708") + bytes(8) + struct.pack(
        "!BBBBII", first, version, exchange, flags, 0, 28 + len(chain) if length is None else length) + chain


def notify(next_type, kind, data=b""):
    return payload(next_type, struct.pack("!BBH", 0, 0, kind) + data)


def transform(kind, number, last=False, length=8):
    return struct.pack("!BBHBBH", 0 if last else 3, 0, length, kind, 0, number)


def proposal(*transforms, count=None):
    body = b"".join(transforms)
    return struct.pack("!BBHBBBB", 0, 0, 8 + len(body), 1, 1, 0, len(transforms) if count is None else count) + body
