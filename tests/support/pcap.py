# SPDX-License-Identifier: GPL-2.0-or-later
"""The classic little-endian pcap files of samples/, for scripts."""
import struct

FILE_HEADER_OCTETS = 24
RECORD_HEADER_OCTETS = 16


def record_places(octets):
    """(offset of the record header, captured size) of each whole packet record."""
    if octets[:4] != b"\xd4\xc3\xb2\xa1":
        raise ValueError("not a little-endian pcap file with microseconds")
    at = FILE_HEADER_OCTETS
    while at + RECORD_HEADER_OCTETS <= len(octets):
        size = struct.unpack_from("<I", octets, at + 8)[0]
        if at + RECORD_HEADER_OCTETS + size > len(octets):
            return
        yield at, size
        at += RECORD_HEADER_OCTETS + size


def records(octets):
    """The octets of each packet."""
    for at, size in record_places(octets):
        yield octets[at + RECORD_HEADER_OCTETS:at + RECORD_HEADER_OCTETS + size]
