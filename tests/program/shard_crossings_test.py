# SPDX-License-Identifier: GPL-2.0-or-later
"""What ties packets across a cut, or across pairs of addresses: shards give the octets of audit --continue for each."""
import json
import struct
from pathlib import Path

import pytest
from check import ROOT
from cut_capture import HEADER, at_random, cut, records
from shards import ETHERNET, continued, elsewhere, hub, interleaved, merged, sharded, shards_used, split

CROSSINGS = Path(__file__).parent / "crossings"
OTHERS = [ROOT / "samples" / name / "capture.pcap" for name in ("esp-replay", "pq-downgrade", "peer-restarted")]
KEYS = ["--keys", CROSSINGS / "keys.jsonl", "--keys", ROOT / "samples/esp-replay/keys"]


def written(path, header, all_records):
    path.write_bytes(header + b"".join(all_records))
    return path


def rebound(path, to, frames, address, port):
    """A NAT that forgets: from this frame on 10.2.0.1 is another address and port."""
    header, all_records = records(path)
    for number in range(frames, len(all_records)):
        octets = bytearray(all_records[number])
        at = 16 + ETHERNET
        for place, port_at in ((12, 20), (16, 22)):
            if octets[at + place:at + place + 4] == bytes([10, 2, 0, 1]):
                octets[at + place:at + place + 4] = bytes(map(int, address.split(".")))
                struct.pack_into(">H", octets, at + port_at, port)
        octets[at + 26:at + 28] = octets[at + 10:at + 12] = b"\0\0"  # sums
        total = sum(struct.unpack(">10H", octets[at:at + 20]))
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        struct.pack_into(">H", octets, at + 10, ~total & 0xFFFF)
        all_records[number] = bytes(octets)
    return written(to, header, all_records)


def fallen_back(to):
    """IKE over UDP that nobody answers, then the same peers over TCP."""
    header, unanswered = records(CROSSINGS / "unanswered.pcap")
    begin = struct.unpack_from("<I", unanswered[-1])[0] + 5
    over_tcp = records(CROSSINGS / "tcp.pcap")[1]
    first = struct.unpack_from("<I", over_tcp[0])[0]
    later = [struct.pack("<I", struct.unpack_from("<I", record)[0] - first + begin) + record[4:] for record in over_tcp]
    return written(to, header, [*unanswered, *later])


def rules(report):
    return {finding["rule"] for finding in report["findings"]}


# How the capture is had, and what of the whole report shows that the event is there.
EVENTS = {
    "mobike": (lambda folder: CROSSINGS / "mobike.pcap", lambda report: "ike-nat-rebinding" in rules(report)),
    "nat rebinding, port": (lambda folder: rebound(CROSSINGS / "nat.pcap", folder / "nat.pcap", 12, "10.2.0.1", 31007), lambda report: "ike-nat-rebinding" in rules(report)),
    "nat rebinding, address": (lambda folder: rebound(CROSSINGS / "nat.pcap", folder / "nat.pcap", 12, "10.2.0.77", 31007), lambda report: "ike-nat-rebinding" in rules(report)),
    "tcp fall-back": (lambda folder: fallen_back(folder / "fallback.pcap"), lambda report: any(sa["fallback_from"] for sa in report["ike_sas"])),
    "tcp": (lambda folder: CROSSINGS / "tcp.pcap", lambda report: any(sa["transport"] == "tcp" for sa in report["ike_sas"])),
    "icmp about ESP": (lambda folder: CROSSINGS / "path_mtu.pcap", lambda report: "path-mtu-exceeded" in rules(report)),
    "icmp about IKE": (lambda folder: CROSSINGS / "port_unreachable.pcap", lambda report: "ike-port-unreachable" in rules(report)),
    "both sides of a hop": (lambda folder: CROSSINGS / "both_sides.pcap", lambda report: "esp-capture-duplicate" in rules(report)),
    "fragments of ESP": (lambda folder: CROSSINGS / "esp_fragments.pcap", lambda report: any(flow["ip_fragmented"] for flow in report["flows"])),
    "fragments of IKE in IP": (lambda folder: ROOT / "samples/ike-auth-ip-fragments/capture.pcap", lambda report: "ike-message-ip-fragmented" in rules(report)),
    "fragments of IKE": (lambda folder: CROSSINGS / "ike_fragments.pcap", lambda report: any(sa["fragmentation"] == "both" and sa["decrypted"] in (0, 11) for sa in report["ike_sas"])),
}


def same(expected, given):
    if expected == given:
        return
    expected, given = json.loads(expected), json.loads(given)
    for name in expected:
        assert given[name] == expected[name], name
    assert expected == given
    pytest.fail("equal values, other octets")


@pytest.fixture
def program(released):
    """Without sanitizers: these are thousands of short runs; shard_test.py and shard_forms_test.py run with them."""
    return released


@pytest.fixture(scope="module", params=EVENTS)
def every_cut(released, tmp_path_factory, request):
    """(event, the files, the folder with their two shards): keys matter only behind this."""
    folder = tmp_path_factory.mktemp("cuts")
    whole = interleaved([EVENTS[request.param][0](folder), OTHERS[1]], folder / "all.pcap", [None, elsewhere(91)])
    files = cut(whole, folder, range(1, len(records(whole)[1])), name="one.pcap")
    split(released, files, folder / "work", 2)
    return request.param, files, folder / "work"


@pytest.mark.parametrize("keys", [[], KEYS], ids=["closed", "opened"])
def test_cut_before_every_packet(program, every_cut, keys):
    """Every cut that there is lies in it, whatever the event is."""
    event, files, work = every_cut
    expected = continued(program, files, keys)
    assert EVENTS[event][1](json.loads(expected)) or (not keys and event.startswith("nat rebinding")), rules(json.loads(expected))
    same(expected, merged(program, work, 2, keys))
    assert shards_used(work) == 2


@pytest.mark.parametrize("shards", [1, 2, 7])
@pytest.mark.parametrize("around", ["apart", "hub"])
@pytest.mark.parametrize("event", EVENTS)
def test_beside_other_pairs(program, tmp_path, event, around, shards):
    make, there = EVENTS[event]
    capture = make(tmp_path)
    move = elsewhere if around == "apart" else hub
    whole = interleaved([capture, *OTHERS], tmp_path / "all.pcap", [None, move(91), move(92), move(93)])
    files = cut(whole, tmp_path, at_random(whole, 12, shards), name="some.pcap")
    expected = continued(program, files, KEYS)
    assert there(json.loads(expected))
    same(expected, sharded(program, files, tmp_path / "work", shards, KEYS))


def test_the_event_is_not_in_its_halves(program, tmp_path):
    """What the tests above are for: alone, the files on both sides of a cut do not show it."""
    lost = 0
    for make, there in EVENTS.values():
        capture = make(tmp_path)
        middle = len(records(capture)[1]) // 2
        for part in cut(capture, tmp_path, [middle], name="half.pcap"):
            report = json.loads(program("audit", "-f", "json", "--fail-on", "never", part).stdout)
            lost += not there(report)
    assert lost >= len(EVENTS)


def clear_packet(source, destination, port):
    octets = bytes(map(int, source.split("."))) + bytes(map(int, destination.split(".")))
    return bytes([0x45, 0, 1, 44, 0, 1, 0, 0, 64, 17, 0, 0]) + octets + struct.pack(">HHHH", port, 53, 280, 0) + bytes(272)


def leaking(tmp_path):
    """Packets between selectors in the clear, before the SA, while it is up and after others' packets."""
    header, all_records = records(ROOT / "samples/hybrid-ml-kem/capture.pcap")
    link = all_records[0][16:16 + ETHERNET]
    made = []
    for number, record in enumerate(all_records):
        made.append(record)
        if number in (2, 130, 131, 150, 190):
            for frame in (link + clear_packet("192.168.1.77", "192.168.2.8", 40000 + number % 2), link + clear_packet("192.168.1.77", "192.168.3.8", 40000)):
                made.append(record[:8] + struct.pack("<II", len(frame), len(frame)) + frame)
    return written(tmp_path / "leak.pcap", header, made)


@pytest.mark.parametrize("shards", [1, 2, 7])
def test_traffic_in_the_clear_is_not_silent(program, tmp_path, shards):
    whole = interleaved([leaking(tmp_path), *OTHERS], tmp_path / "all.pcap", [None, elsewhere(91), elsewhere(92), elsewhere(93)])
    files = cut(whole, tmp_path, at_random(whole, 20, shards), name="clear.pcap")
    keys = ["--keys", ROOT / "samples/hybrid-ml-kem/keys"]  # the others have the same selectors, which nobody knows then
    expected = continued(program, files, keys)
    found = [finding for finding in json.loads(expected)["findings"] if finding["rule"] == "selector-traffic-in-clear"]
    assert [finding["count"] for finding in found] == [4]
    same(expected, sharded(program, files, tmp_path / "work", shards, keys))
    closed = continued(program, files)
    same(closed, sharded(program, files, tmp_path / "closed", shards))


def test_of_the_clear_only_headers_are_written(program, tmp_path):
    whole = leaking(tmp_path)
    sharded(program, [whole], tmp_path / "work", 2)
    parts = list((tmp_path / "work/parts/clear").glob("*.pcapng"))
    assert len(parts) == 1 and 0 < parts[0].stat().st_size < 10 * 300
    without_ike = written(tmp_path / "none.pcap", *((lambda header, all_records: (header, [r for r in all_records if r[16 + ETHERNET + 9] == 50 or len(r) == 330]))(*records(whole))))
    sharded(program, [without_ike], tmp_path / "other", 2)
    assert not (tmp_path / "other/parts/clear").exists(), "without IKE no selectors become known"


def test_a_cut_file_header_is_needed_by_each(program, tmp_path):
    """Beside the empty file that a rotation leaves."""
    whole = interleaved([CROSSINGS / "esp_fragments.pcap", OTHERS[0]], tmp_path / "all.pcap", [None, elsewhere(91)])
    files = cut(whole, tmp_path, at_random(whole, 3, 1), name="trace.pcap")
    empty = tmp_path / "trace.pcap9"
    empty.write_bytes(whole.read_bytes()[:HEADER])
    files.append(empty)
    same(continued(program, files), sharded(program, files, tmp_path / "work", 2))
