# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures cut into files that continue one another, and put together."""
import random
import struct
from pathlib import Path

HEADER = 24


def records(path):
    """The file header of a little-endian pcap file, and its records."""
    octets = Path(path).read_bytes()
    at, found = HEADER, []
    while at + 16 <= len(octets):
        end = at + 16 + struct.unpack_from("<I", octets, at + 8)[0]
        found.append(octets[at:end])
        at = end
    return octets[:HEADER], found


def cut(path, folder, marks, name="trace.pcap"):
    """Files as tcpdump -C calls them, cut in front of these records (from 0)."""
    header, all_records = records(path)
    names = []
    for number, (begin, end) in enumerate(zip([0, *marks], [*marks, len(all_records)])):
        names.append(Path(folder, f"{name}{number or ''}"))
        names[-1].write_bytes(header + b"".join(all_records[begin:end]))
    return names


def at_random(path, pieces, seed):
    return sorted(random.Random(seed).sample(range(1, len(records(path)[1])), pieces))


def concatenated(paths, to):
    """One capture after the other, as they are."""
    header = records(paths[0])[0]
    Path(to).write_bytes(header + b"".join(record for path in paths for record in records(path)[1]))
    return to
