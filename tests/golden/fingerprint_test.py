# SPDX-License-Identifier: GPL-2.0-or-later
"""Fingerprints name a finding in every recording of the same test bed, and only that one."""
import ipaddress
import json
import os
import struct
from collections import Counter
from pathlib import Path

import pytest
from check import ROOT
from pcap import FILE_HEADER_OCTETS, RECORD_HEADER_OCTETS, record_places

SAMPLES = sorted(path.parent.name for path in ROOT.glob("samples/*/capture.pcap"))
ETHERNET_OCTETS, UDP_OCTETS = 14, 8
NAT_PORT = 61234
SPI_CHANGE, ESP_SPI_CHANGE = bytes.fromhex("0102030405060708"), 0x01020304


def findings_of(program, *arguments):
    return json.loads(program("audit", "-f", "json", "--fail-on", "never", *arguments).stdout)["findings"]


def xored(octets, change):
    return bytes(a ^ b for a, b in zip(octets, change))


def renamed_ike(message):
    """Other SPIs; that of a responder who has not chosen one stays 0."""
    responder = message[8:16]
    return xored(message[:8], SPI_CHANGE) + (xored(responder, SPI_CHANGE) if any(responder) else responder) + message[16:]


def renamed_esp(packet):
    return struct.pack(">I", struct.unpack_from(">I", packet)[0] ^ ESP_SPI_CHANGE) + packet[4:]


def recorded_again(capture):
    """The same traffic a day later: other SPIs, times and IP identifications, and another port from the NAT. IPv4 without fragments only."""
    made = bytearray(capture[:FILE_HEADER_OCTETS])
    for at, size in record_places(capture):
        seconds, rest = struct.unpack_from("<I", capture, at)[0], capture[at + 4:at + RECORD_HEADER_OCTETS]
        frame = bytearray(capture[at + RECORD_HEADER_OCTETS:at + RECORD_HEADER_OCTETS + size])
        ip = ETHERNET_OCTETS
        if frame[12:14] != b"\x08\0" or frame[ip + 6] & 0x3f or frame[ip + 7]:
            return None
        inner = ip + (frame[ip] & 0xf) * 4
        if frame[ip + 9] == 50:
            frame[inner:] = renamed_esp(bytes(frame[inner:]))
        elif frame[ip + 9] == 17:
            ports, content = struct.unpack_from(">HH", frame, inner), inner + UDP_OCTETS
            struct.pack_into(">H", frame, inner + 6, 0)
            if 4500 in ports and frame[content:content + 4] != b"\0\0\0\0" and size - content > 8:
                frame[content:] = renamed_esp(bytes(frame[content:]))
            elif 500 in ports or 4500 in ports:
                start = content + (4 if 4500 in ports else 0)
                if size - start >= 28:
                    frame[start:] = renamed_ike(bytes(frame[start:]))
            initiator = max(ipaddress.ip_address(bytes(frame[ip + 12:ip + 16])), ipaddress.ip_address(bytes(frame[ip + 16:ip + 20])))
            for place, address in ((0, 12), (2, 16)):
                if 4500 in ports and ipaddress.ip_address(bytes(frame[ip + address:ip + address + 4])) == initiator:
                    struct.pack_into(">H", frame, inner + place, NAT_PORT)
        else:
            return None
        made += struct.pack("<I", seconds + 86_400) + rest + frame
    return bytes(made)


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_two_findings_share_one(program, sample):
    found = Counter(finding["fingerprint"] for finding in findings_of(program, ROOT / "samples" / sample))
    assert [fingerprint for fingerprint, count in found.items() if count > 1] == []


def test_nor_in_one_report_of_all_samples(program):
    found = [finding["fingerprint"] for finding in findings_of(program, ROOT / "samples")]
    assert found and len(found) == len(set(found))


@pytest.mark.skipif(not os.environ.get("ESPECT_CORPUS"), reason="ESPECT_CORPUS is not set")
def test_nor_in_the_lab(released, corpus):
    for folder in sorted(path for path in Path(corpus, "lab").iterdir() if path.is_dir() and path.name[0] != "_"):
        found = [finding["fingerprint"] for finding in findings_of(released, folder)]
        assert len(found) == len(set(found)), folder.name


@pytest.mark.parametrize("sample", ["esp-replay", "hybrid-ml-kem", "invalid-ke-retry", "ike-auth-refused", "pq-downgrade"])
def test_another_recording_has_the_same(program, tmp_path, sample):
    capture = ROOT / "samples" / sample / "capture.pcap"
    again = recorded_again(capture.read_bytes())
    assert again is not None, "the sample holds what this test cannot rewrite"
    other = tmp_path / "again.pcap"
    other.write_bytes(again)
    before, after = findings_of(program, capture), findings_of(program, other)
    assert [finding["rule"] for finding in before] == [finding["rule"] for finding in after] != []
    assert [finding["fingerprint"] for finding in before] == [finding["fingerprint"] for finding in after]
    assert [finding["spi"] for finding in before if finding["spi"]] != [finding["spi"] for finding in after if finding["spi"]] \
        or not any(finding["spi"] for finding in before)


def test_a_direction_has_its_own(program, tmp_path):
    """And not by counting: it is the same when the other direction was not recorded."""
    octets = (ROOT / "samples" / "lmap-ptb" / "capture.pcap").read_bytes()
    one_way = tmp_path / "one-way.pcap"
    one_way.write_bytes(octets[:FILE_HEADER_OCTETS] + b"".join(
        octets[at:at + RECORD_HEADER_OCTETS + size] for at, size in record_places(octets)
        if octets[at + RECORD_HEADER_OCTETS + 30:at + RECORD_HEADER_OCTETS + 34] == bytes([10, 1, 0, 10])))

    def fragmented(path):
        return {finding["dst"]: finding["fingerprint"] for finding in findings_of(program, path) if finding["rule"] == "esp-ip-fragmented"}

    both = fragmented(ROOT / "samples" / "lmap-ptb" / "capture.pcap")
    assert both.keys() == {"10.1.0.10", "10.2.0.10"}
    assert fragmented(one_way) == {"10.1.0.10": both["10.1.0.10"]}


@pytest.mark.parametrize(("first", "second"), [("f1_noesn_replay", "f2_esn_replay"), ("f4_reorder", "f4c_loss")])
def test_two_recordings_of_one_test_bed_in_the_lab(released, corpus, first, second):
    """The same two peers and selectors, recorded on two occasions, with other SPIs: what both show has one fingerprint.

    Only a forged SPI that nobody negotiated (esp-unknown-spi) is the same on both."""
    found = [{}, {}]
    spis = [set(), set()]
    for number, name in enumerate((first, second)):
        folder = corpus / "lab" / name
        for finding in findings_of(released, "-k", folder / "keys", folder):
            found[number].setdefault(finding["rule"], set()).add(finding["fingerprint"])
            if finding["rule"] != "esp-unknown-spi":
                spis[number].add(finding["spi"])
    both = found[0].keys() & found[1].keys()
    assert both and {rule: found[0][rule] for rule in both} == {rule: found[1][rule] for rule in both}
    assert spis[0] & spis[1] <= {None}
