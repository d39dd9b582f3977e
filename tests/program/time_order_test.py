# SPDX-License-Identifier: GPL-2.0-or-later
"""An answer that stands in front of its request, as captures of several queues have it, is put in order wherever in the file that is."""
import gzip
import struct

import pytest
from check import ROOT
from cut_capture import records

SAMPLE = ROOT / "samples/pq-downgrade/capture.pcap"
RECORD_OCTETS = 16
ARP = b"\xff" * 6 + b"\x02\0\0\0\0\1" + b"\x08\x06" + bytes(28)


def time_of(record):
    seconds, rest = struct.unpack_from("<II", record)
    return seconds * 1_000_000 + rest


def at(microseconds, octets):
    return struct.pack("<IIII", *divmod(microseconds, 1_000_000), len(octets), len(octets)) + octets


def disordered(padding, between=0):
    """`padding` frames of ARP, then the answer, `between` frames of ARP and the request, which has the earlier time stamp."""
    header, (request, answer, *rest) = records(SAMPLE)
    begin = time_of(request)
    made = [at(begin - 1000, ARP)] * padding + [at(begin + 30, answer[RECORD_OCTETS:])] + [at(begin + 30, ARP)] * between + [request]
    return header + b"".join(made + rest)


def rules(program, path, *arguments):
    rows = program("audit", "--fail-on", "never", "-f", "csv", *arguments, path).stdout.decode().splitlines()[1:]
    return sorted(row.split(",")[0] for row in rows)


@pytest.fixture(scope="module")
def expected(program):
    found = rules(program, SAMPLE)
    assert "pq-downgraded" in found
    return found


@pytest.mark.parametrize("jobs", ("1", "0"))
def test_wherever_it_stands(program, tmp_path, expected, jobs):
    path = tmp_path / "order.pcap"
    for padding in (0, 1, 60, 61, 62, 63, 64, 65, 125, 126, 127, 128, 129, 190, 191, 192, 193):
        path.write_bytes(disordered(padding))
        assert rules(program, path, "--jobs", jobs) == expected, padding


def test_as_far_as_is_said(program, tmp_path, expected):
    path = tmp_path / "far.pcap"
    for between in (1, 30, 62):
        path.write_bytes(disordered(100, between))
        assert rules(program, path) == expected, between


def test_where_the_buffer_ends(program, tmp_path, expected):
    """It has 512 KiB: what is held back then is kept."""
    path = tmp_path / "large.pcap"
    octets = len(at(0, ARP))
    around = (512 * 1024) // octets
    for padding in range(around - 4, around + 2):
        path.write_bytes(disordered(padding))
        assert rules(program, path) == expected, padding


def test_compressed(program, tmp_path, expected):
    path = tmp_path / "order.pcap.gz"
    path.write_bytes(gzip.compress(disordered(63)))
    assert rules(program, path) == expected
