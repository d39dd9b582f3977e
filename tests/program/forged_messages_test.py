# SPDX-License-Identifier: GPL-2.0-or-later
"""Who can send to a peer can send under the SPIs of its SAs: with keys nothing of that speaks for the peers, hides what they did, or accuses them."""
import json
import struct

import pytest
from check import ROOT
from cut_capture import records
from raw_packets import ike, init, ipv4, notifies, payload, udp

ALICE, BOB, STRANGER = 0x0A01000A, 0x0A02000A, 0x06060606
TUNNEL, DEAD = ROOT / "samples/hybrid-ml-kem", ROOT / "samples/dead-peer"
ETHERNET_OCTETS, RECORD_OCTETS = 14, 16
INIT, CREATE_CHILD_SA, INFORMATIONAL = 34, 36, 37
GARBAGE = payload(0, b"\x5a" * 64)


class Recorded:
    def __init__(self, sample, program):
        self.header, self.records = records(sample / "capture.pcap")
        sa = json.loads(program("audit", "--fail-on", "never", "-f", "json", sample / "capture.pcap").stdout)["ike_sas"][0]
        self.spis = {"spi_i": int(sa["spi_i"], 16), "spi_r": int(sa["spi_r"], 16)}

    def frame(self, number):
        """Octets of the IP packet."""
        return self.records[number - 1][RECORD_OCTETS + ETHERNET_OCTETS:]

    def with_packets(self, packets, path):
        """{frame: packets that come in front of it}, at its time."""
        out = [self.header]
        for number, record in enumerate(self.records, 1):
            for packet in packets.get(number, ()):
                octets = record[RECORD_OCTETS:RECORD_OCTETS + ETHERNET_OCTETS] + packet
                out.append(record[:8] + struct.pack("<II", len(octets), len(octets)) + octets)
            out.append(record)
        path.write_bytes(b"".join(out))
        return path

    def esp_frames(self, source):
        """Numbers of the frames with ESP in UDP, or in IP, from this address."""
        def is_esp(packet):
            protocol, rest = packet[9], packet[20:]
            return protocol == 50 or protocol == 17 and struct.unpack_from("!H", rest)[0] == 4500 and rest[8:12] != b"\0\0\0\0" and len(rest) > 16
        return [number for number in range(1, len(self.records) + 1)
                if self.frame(number)[12:16] == source.to_bytes(4, "big") and is_esp(self.frame(number))]


def sealed(spis, exchange, message_id, flags, **path):
    """In SK, under keys that nobody has."""
    return udp(b"\0\0\0\0" + ike(GARBAGE, first=46, exchange=exchange, flags=flags, message_id=message_id, **spis), 4500, 4500, **path)


FROM_ALICE, TO_ALICE, FROM_STRANGER = {"source": ALICE, "destination": BOB}, {"source": BOB, "destination": ALICE}, {"source": STRANGER, "destination": BOB}
WEAK = payload(34, struct.pack("!BBHBBBB", 0, 0, 8, 1, 1, 0, 0)) + payload(0, b"\x11" * 32)
FORGED = {
    "a request twice, of a stranger": lambda spis: [sealed(spis, INFORMATIONAL, 3, 8, **FROM_STRANGER)] * 2,
    "a request with a number far ahead": lambda spis: [sealed(spis, INFORMATIONAL, 99, 8, **FROM_ALICE)],
    "a response": lambda spis: [sealed(spis, INFORMATIONAL, 4, 0x20, **TO_ALICE)],
    "a request for a Child SA, and its answer": lambda spis: [sealed(spis, CREATE_CHILD_SA, 7, 8, **FROM_ALICE), sealed(spis, CREATE_CHILD_SA, 7, 0x20, **TO_ALICE)],
    "IKE_SA_INIT again: another selection": lambda spis: [udp(init(flags=0x20, **spis), 500, 500, source=STRANGER, destination=ALICE)],
    "IKE_SA_INIT again: another request": lambda spis: [udp(init(spis["spi_i"]), 500, 500, **FROM_ALICE)] * 3,
    "IKE_SA_INIT again: a refusal": lambda spis: [udp(ike(notifies(1, 14, b""), first=41, exchange=INIT, flags=0x20, **spis), 500, 500, **TO_ALICE)],
}


def findings(report):
    return sorted((finding["rule"], finding["severity"], finding["count"]) for finding in report["findings"])


@pytest.fixture
def audited(program, tmp_path):
    def run(sample, recorded, packets, keys="full.jsonl"):
        path = recorded.with_packets(packets, tmp_path / "forged.pcap")
        return json.loads(program("audit", "--fail-on", "never", "-f", "json", "-k", sample / "keys" / keys, path).stdout)
    return run


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("keys", ("full.jsonl", "secrets.jsonl"))
def test_forged_messages_change_nothing(program, audited, name, keys):
    recorded = Recorded(TUNNEL, program)
    before, forged = (audited(TUNNEL, recorded, packets, keys) for packets in ({}, {40: FORGED[name](recorded.spis)}))
    assert findings(forged) == findings(before)
    for table, fields in (("ike_sas", ("state", "decrypted", "encrypted", "proposal", "key_exchanges", "quantum_resistant")), ("child_sas", ("state",)), ("flows", ("icv_ok", "icv_bad", "lost"))):
        assert [[row.get(field) for field in fields] for row in forged[table]] == [[row.get(field) for field in fields] for row in before[table]]
    (said,) = set(forged["coverage"]["notes"]) - set(before["coverage"]["notes"])
    assert "not its own and not judged" in said and "frame 40 is the first" in said
    assert forged["coverage"]["keys"] == before["coverage"]["keys"]


@pytest.mark.parametrize("name", ["a response", "a request with a number far ahead"])
def test_they_hide_no_dead_peer(program, audited, name):
    recorded = Recorded(DEAD, program)
    last = len(recorded.records)
    before, forged = (audited(DEAD, recorded, packets) for packets in ({}, {last: FORGED[name](recorded.spis)}))
    assert {"ike-unanswered", "ike-dead-peer"} <= {rule for rule, _, _ in findings(forged)}
    assert findings(forged) == findings(before)


def changed(packet, hops=0, at=60):
    """A copy with another TTL and other octets, but for the last eight."""
    octets = bytearray(packet)
    octets[8] = (octets[8] + hops) & 0xFF
    for i in range(at, len(octets) - 8):
        octets[i] ^= 0x5A
    return bytes(octets)


@pytest.mark.parametrize(("hops", "before"), [(-1, False), (1, True), (0, False)])
def test_a_changed_copy_is_no_second_sighting(program, audited, hops, before):
    """On the other side of a hop, where the same packet is not counted again."""
    recorded = Recorded(TUNNEL, program)
    frames = recorded.esp_frames(ALICE)[5:9]
    packets = {number + (0 if before else 1): [changed(recorded.frame(number), hops)] for number in frames}
    genuine, report = audited(TUNNEL, recorded, {}), audited(TUNNEL, recorded, packets)
    assert sum(sa["icv_bad"] for sa in report["flows"]) == 4
    assert [sa["icv_ok"] for sa in report["flows"]] == [sa["icv_ok"] for sa in genuine["flows"]]
    assert [sa["lost"] for sa in report["flows"]] == [sa["lost"] for sa in genuine["flows"]]
    assert "esp-icv-failed" in {rule for rule, _, _ in findings(report)}


def test_an_equal_copy_is_one(program, audited):
    recorded = Recorded(TUNNEL, program)
    frames = recorded.esp_frames(ALICE)[5:9]
    genuine, report = audited(TUNNEL, recorded, {}), audited(TUNNEL, recorded, {number + 1: [changed(recorded.frame(number), -1, 10_000)] for number in frames})
    assert [(sa["icv_ok"], sa["icv_bad"]) for sa in report["flows"]] == [(sa["icv_ok"], sa["icv_bad"]) for sa in genuine["flows"]]


def test_a_copy_in_front_of_each_packet_hides_none(program, audited):
    recorded = Recorded(TUNNEL, program)
    packets = {number: [changed(recorded.frame(number), 1)] for number in recorded.esp_frames(ALICE)}
    genuine, report = audited(TUNNEL, recorded, {}), audited(TUNNEL, recorded, packets)
    assert [sa["icv_ok"] for sa in report["flows"]] == [sa["icv_ok"] for sa in genuine["flows"]]
    assert sum(sa["icv_bad"] for sa in report["flows"]) == len(packets)


@pytest.mark.parametrize("count", [1, 16, 17])
def test_packets_before_the_first_that_verifies(program, audited, count):
    """A finding each; of very many nobody knows whether they had an older key."""
    recorded = Recorded(TUNNEL, program)
    first = recorded.esp_frames(ALICE)[0]
    made = bytearray(changed(recorded.frame(first)))
    at = 28 if made[9] == 17 else 20
    packets = []
    for i in range(count):
        struct.pack_into("!I", made, at + 4, 5000 + i)
        packets.append(bytes(made))
    report = audited(TUNNEL, recorded, {first: packets})
    told = {rule: number for rule, _, number in findings(report)}
    note = f"{count} ESP packets to 10.2.0.10 with SPI 0x"
    assert told.get("esp-icv-failed", 0) == (count if count <= 16 else 0)
    assert any(each.startswith(note) and "before the first that verifies do not" in each for each in report["coverage"]["notes"]) == (count > 16)
