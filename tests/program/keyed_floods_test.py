# SPDX-License-Identifier: GPL-2.0-or-later
"""What a peer can send inside SK that costs time, once with and once with twice as much of it; floods without keys are in floods_test.py."""
import json
import struct

import pytest
from check import environment
from cost_of_run import cost
from hostile_peers import chain, cipher_suite, identity, keys_of, notify, sealed, with_first
from raw_packets import ALICE, BOB, esp, init, ipv4, pcap, udp

SPIS = (0x0101010101010001, 0x0202020202020001)
LEFT, RIGHT = {"source": ALICE, "destination": BOB}, {"source": BOB, "destination": ALICE}
FULL_TRANSCRIPT = 16_447
MOST_GROWTH, LEAST_SECONDS, MOST_SECONDS, TRIES = 3.0, 0.1, 1.0, 4
MOST_MEBIBYTES = 64


def address_range(first, last):
    return struct.pack("!BBHHHII", 7, 0, 16, 0, 65_535, first, last)


def dscp(values):
    return struct.pack("!BBH", 242, 0, 4 + len(values)) + values


def selectors(*each):
    return struct.pack("!B3x", len(each)) + b"".join(each)


def start():
    return [udp(init(SPIS[0], sa=cipher_suite()), **LEFT), udp(init(SPIS[0], SPIS[1], flags=0x20, sa=cipher_suite()), **RIGHT)]


def of_child(spi, ts_i, ts_r):
    suite = cipher_suite(3)
    return [(33, suite[:8] + struct.pack("!I", spi) + suite[12:]), (44, ts_i), (45, ts_r)]


def auth(asked, answered):
    head = (39, struct.pack("!B3x", 2) + bytes(32))
    return [udp(sealed([(35, identity(2, b"a")), head, *of_child(0x1234, *asked)], 1, SPIS, True), **LEFT),
            udp(sealed([(36, identity(2, b"b")), head, *of_child(0x1235, *answered)], 1, SPIS, False), **RIGHT)]


def create(message_id, spi, ts_i, ts_r):
    return [udp(sealed([*of_child(spi + side, ts_i, ts_r), (40, message_id.to_bytes(32, "big"))], message_id, SPIS, side == 0, exchange=36), **path) for side, path in enumerate((LEFT, RIGHT))]


def auth_in_vain(count):
    """IKE_SA_INIT of 60,000 octets, of which one says that all of both is authenticated; then AUTH that nothing fits."""
    padding = [(43, bytes(2496)) for _ in range(24)]
    (first, asks), (_, answers) = chain(padding), chain([*padding, notify(FULL_TRANSCRIPT)])
    messages = [udp(with_first(init(SPIS[0], extra=asks, sa=cipher_suite()), first), **LEFT),
                udp(with_first(init(SPIS[0], SPIS[1], flags=0x20, extra=answers, sa=cipher_suite()), first), **RIGHT)]
    vain = [(35, identity(2, b"a")), (39, struct.pack("!B3x", 2) + bytes(32))]
    return messages + [udp(sealed(vain, 1 + i, SPIS, True), **LEFT) for i in range(count)]


def many_dscp_values(count):
    wide = selectors(address_range(BOB, BOB + 255))
    return start() + auth((selectors(address_range(ALICE, ALICE + 255), dscp(bytes(count - 1) + b"\1")), wide), (selectors(address_range(ALICE, ALICE + 255), dscp(b"\1" * count)), wide))


def packets_beside_many_selectors(count):
    """64 Child SAs with 255 selectors each, and packets in the clear that fit none."""
    def some(i):
        return selectors(*(address_range(0x0A110000 + 256 * j + i, 0x0A110000 + 256 * j + i) for j in range(255)))
    messages = start() + auth(*[(some(0), selectors(address_range(0x0A220000, 0x0A220000)))] * 2)
    for i in range(1, 64):
        messages += create(1 + i, 0x10000 + 4 * i, some(i), selectors(address_range(0x0A220000 + i, 0x0A220000 + i)))
    return messages + [ipv4(b"\0" * 8, 59, source=0x0B000001, destination=0x0C000001)] * count


def addresses_of_alike_sas(count):
    """64 Child SAs with the same SPIs and keys of their own; packets to ever new addresses, which each of them may have sent."""
    def one(i):
        return selectors(address_range(0x0A110000 + i, 0x0A110000 + i))
    messages = start() + auth(*[(one(0), one(0))] * 2)
    for i in range(1, 64):
        messages += create(1 + i, 0x10000, one(i), one(i))
    return messages + [esp(0x10000 + i % 2, 1, destination=0x0C000000 + i) for i in range(count)]


def findings_of_long_names(count):
    """Peers with identities of 30,000 octets, and Child SAs in which numbers come twice."""
    one = selectors(address_range(ALICE, ALICE))
    head = (39, struct.pack("!B3x", 2) + bytes(32))
    messages = start() + [udp(sealed([(kind, identity(2, name * 30_000)), head, *of_child(0x1234 + at, one, one)], 1, SPIS, at == 0), **path)
                          for at, (kind, name, path) in enumerate(((35, b"a", LEFT), (36, b"b", RIGHT)))]
    for i in range(1, count):
        messages += create(1 + i, 0x10000 + 4 * i, one, one) + [esp(0x10000 + 4 * i, number, **RIGHT) for number in (1, 2, 3, 2, 3, 50)]
    return messages


FLOODS = {auth_in_vain: 30, many_dscp_values: 28_000, packets_beside_many_selectors: 8000, addresses_of_alike_sas: 1000, findings_of_long_names: 100}


@pytest.mark.parametrize("flood", FLOODS, ids=lambda flood: flood.__name__)
def test_twice_as_much(released, tmp_path, flood):
    keys = tmp_path / "keys.jsonl"
    keys.write_text("".join(json.dumps(row) + "\n" for row in (keys_of(SPIS), {"type": "psk", "psk": "00" * 8})))
    seconds = {}
    for times in (1, 2):
        path = tmp_path / f"{times}.pcap"
        path.write_bytes(pcap(flood(FLOODS[flood] * times)))
        runs = [cost(released.path, "audit", "--fail-on", "never", "-f", "json", "--keys", keys, path, environment=environment()) for _ in range(TRIES)]
        assert all(run.status == 0 for run in runs), runs
        seconds[times] = min(run.seconds for run in runs)
    print(f"{flood.__name__}: {seconds[1]:.2f} s, twice as much {seconds[2]:.2f} s")
    assert seconds[2] < MOST_GROWTH * max(seconds[1], LEAST_SECONDS)
    assert seconds[2] < MOST_SECONDS
    assert min(run.mebibytes for run in runs) < MOST_MEBIBYTES


def test_the_messages_are_opened(released, tmp_path):
    keys, path = tmp_path / "keys.jsonl", tmp_path / "one.pcap"
    keys.write_text(json.dumps(keys_of(SPIS)) + "\n")
    path.write_bytes(pcap(packets_beside_many_selectors(10)))
    coverage = json.loads(released("audit", "--fail-on", "never", "-f", "json", "--keys", keys, path).stdout)["coverage"]
    assert coverage["ike_encrypted"] == coverage["ike_decrypted"] == 128


def test_a_baseline_stays_small(released, tmp_path):
    keys, path, baseline = tmp_path / "keys.jsonl", tmp_path / "one.pcap", tmp_path / "known.csv"
    keys.write_text(json.dumps(keys_of(SPIS)) + "\n")
    path.write_bytes(pcap(findings_of_long_names(50)))
    released("audit", "--fail-on", "never", "--keys", keys, "--write-baseline", baseline, path)
    lines = baseline.read_text().splitlines()
    assert len(lines) > 90 and max(map(len, lines)) < 300
    report = json.loads(released("audit", "-f", "json", "--keys", keys, "--baseline", baseline, path).stdout)
    assert (report["summary"]["high"], report["summary"]["exit"]) == (0, 0)
