# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture whose ESP echoes have other SPIs than the experimental profile says, and the file that says so."""
import struct
from pathlib import Path

from pcap import RECORD_HEADER_OCTETS, record_places

REQUEST, REPLY = 90, 91
CODEPOINTS = f"preference,value\n# of a test bed\nxp.esp_echo_request_spi,{REQUEST}\nxp.esp_echo_reply_spi,{REPLY}\n"
OLD = {struct.pack(">I", 7): struct.pack(">I", REQUEST), struct.pack(">I", 8): struct.pack(">I", REPLY)}


def esp_at(frame):
    """Where ESP begins in a frame of Ethernet or raw IP, in IP or in UDP 4500; None when there is none."""
    for ip in (14, 0):
        if len(frame) <= ip or frame[ip] >> 4 not in (4, 6):
            continue
        v4 = frame[ip] >> 4 == 4
        protocol, at = (frame[ip + 9], ip + (frame[ip] & 15) * 4) if v4 else (frame[ip + 6], ip + 40)
        if protocol == 50:
            return at
        if protocol == 17 and 4500 in struct.unpack_from(">HH", frame, at):
            return at + 8
    return None


def renumbered(octets):
    """The capture, and how many packets changed."""
    changed, out = 0, bytearray(octets)
    for record, size in record_places(octets):
        start = record + RECORD_HEADER_OCTETS
        at = esp_at(octets[start:start + size])
        new = OLD.get(bytes(octets[start + at:start + at + 4])) if at is not None else None
        if new:
            out[start + at:start + at + 4] = new
            changed += 1
    return bytes(out), changed
