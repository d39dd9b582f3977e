# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures for rules of the replay and fragmentation families that no recorded one fires: made of recorded ones by hand.

Each case changes a few packets of a scenario and says how often the rule must fire then; before the change it must not.
Rules that need other octets under a right ICV (esp-iv-reused, esp-sequence-exhaustion, iptfs-block-offset-broken) are
left to their own tests, which seal packets.
"""
import csv
import json
import struct
import tempfile
from pathlib import Path

from pcap import FILE_HEADER_OCTETS, RECORD_HEADER_OCTETS, record_places

ETHERNET, IP4, UDP, SECOND = 14, 20, 8, 1_000_000
ICMP, UDP_PROTOCOL, ESP, AH = 1, 17, 50, 51


class Capture:
    """Packets as [microseconds, octets]; frame n is packets[n - 1]."""

    def __init__(self, path):
        octets = path.read_bytes()
        self.header = octets[:FILE_HEADER_OCTETS]
        self.packets = []
        for at, size in record_places(octets):
            seconds, micros = struct.unpack_from("<II", octets, at)
            start = at + RECORD_HEADER_OCTETS
            self.packets.append([seconds * SECOND + micros, bytearray(octets[start:start + size])])

    def write(self, path):
        self.packets.sort(key=lambda packet: packet[0])
        with open(path, "wb") as out:
            out.write(self.header)
            for time, octets in self.packets:
                out.write(struct.pack("<IIII", time // SECOND, time % SECOND, len(octets), len(octets)) + octets)

    def of(self, protocol):
        return [packet for packet in self.packets if packet[1][12:14] == b"\x08\x00" and packet[1][ETHERNET + 9] == protocol]

    def copy(self, packet, later):
        made = [packet[0] + later, bytearray(packet[1])]
        self.packets.append(made)
        return made


def payload(packet):
    return ETHERNET + IP4


def spi_of(packet):
    return struct.unpack_from(">I", packet[1], payload(packet))[0]


def frames_where(folder, **wanted):
    """Frames of messages.tsv whose columns start so."""
    with open(folder / "capture.messages.tsv", newline="") as rows:
        return [int(row["frame"]) for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
                if all(row[name].startswith(value) for name, value in wanted.items())]


def fragment(packet, first_octets):
    """The two IP fragments of a whole IPv4 packet, the first with so many octets of payload."""
    time, octets = packet
    head, data = octets[:ETHERNET + IP4], octets[ETHERNET + IP4:]
    pieces = []
    for offset, piece, more in ((0, data[:first_octets], True), (first_octets, data[first_octets:], False)):
        header = bytearray(head)
        struct.pack_into(">H", header, ETHERNET + 2, IP4 + len(piece))
        struct.pack_into(">H", header, ETHERNET + 6, (0x2000 if more else 0) | offset // 8)
        pieces.append([time + (0 if more else 1), header + piece])
    return pieces


def skf_fragment_lost(capture, folder):
    # The response of which a fragment is missing is answered by nothing more: the capture ends there.
    wanted = frames_where(folder, exchange="IKE_INTERMEDIATE", type="resp", payloads="SKF")
    capture.packets = [p for frame, p in enumerate(capture.packets, 1) if frame <= wanted[-1] and frame != wanted[1]]


def skf_fragment_differs(capture, folder):
    frame = frames_where(folder, exchange="IKE_INTERMEDIATE", type="req", payloads="SKF")[1]
    capture.copy(capture.packets[frame - 1], 5)[1][-1] ^= 1


def ike_sa_init_fragmented(capture, folder):
    frame = frames_where(folder, exchange="IKE_SA_INIT", type="req")[0]
    capture.packets[frame - 1:frame] = fragment(capture.packets[frame - 1], 800)


def ip_fragment_overlaps(capture, folder):
    # A second last fragment, eight octets further in front: it overlaps the first one.
    last = next(p for p in capture.of(ESP) if struct.unpack_from(">H", p[1], ETHERNET + 6)[0] & 0x1fff)
    first = next(p for p in capture.of(ESP) if p[1][ETHERNET + 4:ETHERNET + 6] == last[1][ETHERNET + 4:ETHERNET + 6])
    made = [first[0], bytearray(last[1])]  # right behind the first fragment
    capture.packets.insert(capture.packets.index(first) + 1, made)
    field = struct.unpack_from(">H", made[1], ETHERNET + 6)[0]
    struct.pack_into(">H", made[1], ETHERNET + 6, field - 1)


def icmp_mtu_absurd(capture, folder):
    for packet in capture.of(ICMP):
        if packet[1][payload(packet):payload(packet) + 2] == b"\x03\x04":
            struct.pack_into(">H", packet[1], payload(packet) + 6, 40)


def large_request_vanishes(capture, folder):
    # IKE_AUTH of several kB is sent three more times, and nothing answers.
    frame = frames_where(folder, exchange="IKE_AUTH", type="req")[0]
    request = [p for p in capture.packets[:frame] if struct.unpack_from(">H", p[1], ETHERNET + 6)[0] & 0x3fff]
    capture.packets = capture.packets[:frame]
    for again in (1, 2, 3):
        for packet in request:
            # Another identification, as a host gives to what it sends again.
            made = capture.copy(packet, again * 4 * SECOND)
            made[1][ETHERNET + 4] ^= again


def ah_corrupted(capture, folder):
    capture.of(AH)[-1][1][-1] ^= 1


def esp_after_delete(capture, folder):
    # The last packet of the SA that was rekeyed first, 60 seconds after the end.
    esp = capture.of(ESP)
    first = [p for p in esp if spi_of(p) == spi_of(esp[0])]
    capture.copy(first[-1], capture.packets[-1][0] + 60 * SECOND - first[-1][0])


def reserved_spi(capture, folder):
    for packet in capture.of(ESP):
        struct.pack_into(">I", packet[1], payload(packet), 0x10)


# rule, scenario, capture, with keys, change, count
CASES = [
    ("ike-fragments-incomplete", "b_mlkem1024_frag", "capture.pcap", False, skf_fragment_lost, 1),
    ("ike-fragments-inconsistent", "b_mlkem1024_frag", "capture.pcap", False, skf_fragment_differs, 1),
    ("ike-sa-init-exceeds-mtu", "c_mlkem512_alone", "capture.pcap", False, ike_sa_init_fragmented, 1),
    ("ip-fragments-overlap", "g5_outer_fragments_tunnel", "capture-alice-side.pcap", False, ip_fragment_overlaps, 1),
    ("path-mtu-implausible", "g3_esp_pmtu_icmp", "capture-alice-side.pcap", False, icmp_mtu_absurd, 1),
    ("path-mtu-blackhole", "g1_ike_auth_ip_fragments", "capture.pcap", False, large_request_vanishes, 1),
    ("ah-icv-failed", "h1_many_children_all_algorithms", "capture.pcap", True, ah_corrupted, 1),
    ("esp-after-delete", "a_mlkem768", "capture.pcap", True, esp_after_delete, 1),
    ("esp-reserved-spi", "f4c_loss", "after-netem.pcap", False, reserved_spi, 363),  # all that arrived
]


def window_0(text):
    """The key file of a scenario whose receivers have no anti-replay."""
    rows = [json.loads(line) for line in text.splitlines()]
    return "".join(json.dumps({**row, "window": 0} if row["type"] == "esp" else row) + "\n" for row in rows)


def fired(program, rule, path, keys):
    options = ("--keys", keys) if keys else ()
    done = program("audit", "-f", "json", "--fail-on", "never", *options, path)
    return sum(finding["count"] for finding in json.loads(done.stdout)["findings"] if finding["rule"] == rule)


def test_derived(released, corpus, check):
    folder = corpus / "lab"
    with tempfile.TemporaryDirectory() as place:
        for rule, scenario, name, with_keys, change, count in CASES:
            path, made = folder / scenario / name, Path(place, "capture.pcap")
            keys = folder / scenario / "keys" / "full.jsonl" if with_keys else None
            check.same(fired(released, rule, path, keys), 0, "silent as recorded", rule)
            capture = Capture(path)
            change(capture, folder / scenario)
            capture.write(made)
            check.same(fired(released, rule, made, keys), count, "fires on the derived capture", f"{rule} {scenario}")
        keys = Path(place, "keys.jsonl")
        keys.write_text(window_0((folder / "f2_esn_replay" / "keys" / "full.jsonl").read_text()))
        keys.chmod(0o600)
        # One direction of the SA has packets.
        found = fired(released, "esp-esn-without-anti-replay", folder / "f2_esn_replay" / "capture.pcap", keys)
        check.same(found, 1, "fires on the derived capture", "esp-esn-without-anti-replay")
