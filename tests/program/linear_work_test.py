# SPDX-License-Identifier: GPL-2.0-or-later
"""Inputs that a stranger can choose: twice as many packets may cost twice the work and a bit, never four times.

Work is counted in instructions by valgrind, so the load of the machine does not matter.
"""
import struct

import make_capture
import pytest
from floods import FLOODS
from instructions import instructions
from raw_packets import ALICE, BOB, esp, pcap

MOST_GROWTH = 2.4  # linear work gives 2, n log n a little more, quadratic work 4


def fragment(source, payload):
    """The first of several, of an IPv4 packet."""
    header = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(payload), 1, 0x2000, 64, 50, 0, source, BOB)
    return header + payload


def one_spi_to_many(count):
    return [esp(0xC0FFEE, 1, destination=0x0B000000 + i) for i in range(count)]


def one_spi_from_many_to_a_group(count):
    return [esp(0xC0FFEE, 1, source=0x0B000000 + i, destination=0xE0000005) for i in range(count)]


def gaps_that_split(count):
    return [esp(0xC0FFEE, number) for number in [1, 2 ** 30, *(2 ** 30 - 2 * i for i in range(1, count - 1))]]


def gaps_appended(count):
    return [esp(0xC0FFEE, 1 + 700 * i) for i in range(count)]


def gaps_prepended(count):
    return [esp(0xC0FFEE, 2 ** 31 - 700 * i) for i in range(count)]


def repeats(count):
    return [esp(0xC0FFEE, 1 + i % 50, struct.pack("!QQQ", i, i, i)) for i in range(count)]


def repeats_of_one(count):
    return [esp(0xC0FFEE, 1, struct.pack("!QQQ", 0, 0, i // 2)) for i in range(count)]


def fragments_alone(count):
    return [fragment(0x0B000000 + i, esp(0xC0FFEE, i)[20:]) for i in range(count)]


def echoes_unmatched(count):
    def echo(spi, identifier, sequence, **addresses):  # form B: identifier, sequence number, data; padding, trailer
        return esp(spi, 0, struct.pack("!HH", identifier, sequence) + b"data" + bytes((1, 2, 2, 59)), **addresses)
    requests = [echo(7, i >> 8, i & 255) for i in range(count)]
    return requests + [echo(8, 0x8000 | i & 0x3FFF, i & 255, source=BOB, destination=ALICE) for i in range(count)]


# kind: packets of the smaller input. It is large enough that work for each pair of packets would show.
KINDS = {one_spi_to_many: 1500, one_spi_from_many_to_a_group: 1500, gaps_that_split: 9000, gaps_appended: 9000,
         gaps_prepended: 9000, repeats: 3000, repeats_of_one: 3000, fragments_alone: 2000, echoes_unmatched: 1000}


@pytest.fixture(scope="module")
def work(counted, tmp_path_factory):
    """work(octets of a capture): instructions that they cost."""
    path = tmp_path_factory.mktemp("linear") / "input.pcap"

    def cost(octets):
        path.write_bytes(octets)
        return instructions(counted, "audit", "--format", "json", path)

    nothing = cost(pcap([]))
    assert cost(pcap(repeats(200))) > nothing, "a counter that sees nothing would pass everything"
    return lambda octets: cost(octets) - nothing


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_twice_the_packets(work, kind):
    once, twice = (work(pcap(kind(KINDS[kind] * times))) for times in (1, 2))
    print(f"{kind.__name__}: {KINDS[kind]} packets cost {once} instructions, twice as many {twice / once:.2f} times that")
    assert twice < MOST_GROWTH * once


def test_twice_the_negotiations(work):
    once, twice = (work(b"".join(make_capture.ike(count))) for count in (100, 200))
    print(f"100 negotiations cost {once} instructions, twice as many {twice / once:.2f} times that")
    assert twice < MOST_GROWTH * once


# Of support/floods.py, with packets of the smaller input, those whose packets are cheap enough that work for each pair would show; the others, and these
# in greater number: floods_test.py. `retransmissions` is not here: up to the 1024 packets that RecentDatagrams remembers each is compared with all.
OF_FLOOD = {"ike_sas_answered_with_errors": 3000, "fragments_of_one_packet": 4000, "fragments_that_overlap": 4000, "fragments_of_ipv6_headers": 2000, "tcp_segments_backwards": 4000,
            "tcp_segments_with_holes": 4000, "requests_unanswered": 1500, "sequence_numbers_at_random": 4000, "addresses_in_nat": 4000}


@pytest.mark.parametrize("name", OF_FLOOD)
def test_twice_the_flood(work, name):
    """What fills a table or list, in support/floods.py."""
    count = OF_FLOOD[name]
    once, twice = (work(FLOODS[name](count * times)) for times in (1, 2))
    print(f"{name}: {count} cost {once} instructions, twice as many {twice / max(once, 1):.2f} times that")
    assert twice < MOST_GROWTH * max(once, 1_000_000)
