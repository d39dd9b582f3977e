# SPDX-License-Identifier: GPL-2.0-or-later
"""Who can send to a peer can send under the SPIs of its SAs: with keys nothing of that speaks for the peers, hides what they did, or accuses them."""
import json
import struct

import pytest
import raw_packets
from check import ROOT
from forged import ALICE, DEAD, FORGED, IN_THE_CLEAR, TUNNEL, Recorded
from raw_packets import init, notifies, pcap, sealed, udp


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
    failed = [("ike-icv-failed", "high", len(set(FORGED[name](recorded.spis))))] * (name not in IN_THE_CLEAR)
    assert findings(forged) == sorted(findings(before) + failed)
    for table, fields in (("ike_sas", ("state", "decrypted", "encrypted", "proposal", "key_exchanges", "quantum_resistant")), ("child_sas", ("state",)), ("flows", ("icv_ok", "icv_bad", "lost"))):
        assert [[row.get(field) for field in fields] for row in forged[table]] == [[row.get(field) for field in fields] for row in before[table]]
    (said,) = set(forged["coverage"]["notes"]) - set(before["coverage"]["notes"])
    assert "with the SPIs of IKE SA" in said and "not judged: " in said and "frame 40 is the first" in said
    assert (before["coverage"]["keys"], forged["coverage"]["keys"]) == ("all", "partial" if failed else "all")


@pytest.mark.parametrize("name", ["a response", "a request with a number far ahead"])
def test_they_hide_no_dead_peer(program, audited, name):
    recorded = Recorded(DEAD, program)
    last = len(recorded.records)
    before, forged = (audited(DEAD, recorded, packets) for packets in ({}, {last: FORGED[name](recorded.spis)}))
    assert {"ike-unanswered", "ike-dead-peer"} <= {rule for rule, _, _ in findings(forged)}
    assert findings(forged) == sorted([*findings(before), ("ike-icv-failed", "high", 1)])


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
    """Nobody knows whether they had an older key, and of very many it is likely."""
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
    assert told.get("esp-icv-failed", 0) == (count if count <= 16 else 0)
    assert any(each.startswith(f"{count} ESP packet") and "before the first that verifies do not: of an older key, or made up" in each for each in report["coverage"]["notes"])
    for finding in report["findings"]:
        if finding["rule"] == "esp-icv-failed":
            assert finding["severity"] == "medium" and finding["message"].endswith("in front of the first that verifies do" + ("es" if count == 1 else "") + " not: of an older key, or made up")


def negotiations(again, spi_r=0x2222):
    """IKE_SA_INIT and five IKE_AUTH that nobody answers, then IKE_SA_INIT anew, with this SPI and another nonce."""
    first = [udp(init()), udp(init(spi_r=spi_r, flags=0x20), source=raw_packets.BOB, destination=raw_packets.ALICE), *[udp(sealed(1, spi_r=spi_r, exchange=35))] * 5]
    return pcap([*first, *[udp(init(again, extra=notifies(1, 16_404, b"again")))] * 5], apart=9_000_000)


def test_peers_begin_again_under_their_spi(program, tmp_path):
    """Before the IKE SA is up there is nothing that a stranger could undo, and some peers keep their SPI."""
    said = []
    for spi in (0x1111, 0x3333):
        (tmp_path / "again.pcap").write_bytes(negotiations(spi))
        report = json.loads(program("audit", "--fail-on", "never", "-f", "json", tmp_path / "again.pcap").stdout)
        assert not any("not judged: " in note for note in report["coverage"]["notes"])
        said.append(sum(finding["count"] for finding in report["findings"] if finding["rule"] == "ike-unanswered"))
    assert said[0] == said[1] != 0


def test_a_peer_takes_the_spi_of_an_ike_sa_that_it_deleted(program, tmp_path):
    """The new one opens as if the other had not been."""
    old, new = Recorded(ROOT / "samples/esp-replay", program), Recorded(TUNNEL, program)
    spis = [each.spis["spi_i"].to_bytes(8, "big") for each in (old, new)]
    before = [new.records[0][:8] + record[8:].replace(*spis) for record in old.records]
    (tmp_path / "both.pcap").write_bytes(new.header + b"".join([*before, *new.records]))
    keys = ["-k", TUNNEL / "keys/secrets.jsonl"]
    alone, both = (json.loads(program("audit", "--fail-on", "never", "-f", "json", *keys, path).stdout) for path in (TUNNEL / "capture.pcap", tmp_path / "both.pcap"))
    for opened in ("ike_decrypted", "esp_authenticated"):
        assert both["coverage"][opened] == alone["coverage"][opened] != 0
