# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what `espect decrypt` writes with what tshark decrypts, octet by octet.

tshark reads Wireshark's own tables (esp_sa, ikev2_decryption_table), espect reads keys/full.jsonl. Every packet and
message that tshark decrypts must be in our capture, at the same outer frame, with the same octets, and tshark must
find the same payloads in our capture. tshark keeps one row per pair of IKE SPIs: it runs once for each generation of
keys. The captures are samples/*/, and those of $ESPECT_CORPUS/lab.
"""
import collections
import json
import re
import struct
import tempfile
import zlib
from pathlib import Path

import pytest
from check import ROOT
from together import Together, rounds
from tshark_keys import FRAMES, Tshark, passes, table_line

IPCOMP, DUMMY, AGGFRAG, IPV4, IPV6 = 108, 59, 144, 4, 41  # IP protocol numbers behind ESP
SK, SKF = "46", "53"
WITH_VPN_ID = ("vpn-id", "vpn-id-defect")  # tshark takes the VPN-ID in front of the IV for its beginning
QUOTED = re.compile(r"icmp(v6)?:.*(esp|isakmp)")  # an ICMP error is no message of its own
# fewer than this many compared means that nearly nothing was compared
LEAST = {"samples": {"ESP packets": 480, "IKE messages": 140, "AGGFRAG packets": 4},
         "corpus": {"ESP packets": 7500, "IKE messages": 450, "SKF messages": 15, "AGGFRAG packets": 300, "IPComp packets": 20}}
IKE_COMMENT = re.compile(r"IKE SA ([0-9a-f]{16})-([0-9a-f]{16}) opened with key generation (\d+), outer frame (\d+)")
IKEV1_COMMENT = re.compile(r"IKEv1 SA [0-9a-f]{16}-[0-9a-f]{16} opened(, [^,]+)?, outer frame \d+")  # program/ikev1_test.py compares these
ESP_COMMENT = re.compile(r"(?:ESP|AH) SPI (0x[0-9a-f]{8}) sequence \d+, outer frame (\d+)(?:; decrypted, not authenticated)?")

Opened = collections.namedtuple("Opened", "number spis generation spi time octets")  # a packet of our capture


def packets_of(octets):
    """(comment, nanoseconds, octets) of each enhanced packet block of a little-endian pcapng file of one section."""
    at = 0
    while at < len(octets):
        kind, size = struct.unpack_from("<II", octets, at)
        if kind == 6:
            high, low, length = struct.unpack_from("<III", octets, at + 12)
            option, comment = at + 28 + (length + 3) // 4 * 4, ""
            while option < at + size - 4:
                code, option_size = struct.unpack_from("<HH", octets, option)
                if code == 1:
                    comment = octets[option + 4:option + 4 + option_size].decode()
                option += 4 + (option_size + 3) // 4 * 4
            yield comment, high << 32 | low, octets[at + 28:at + 28 + length]
        at += size


def opened_by_us(octets):
    """{outer frame: [Opened]}"""
    found = {}
    for number, (comment, time, packet) in enumerate(packets_of(octets), 1):
        if match := IKE_COMMENT.fullmatch(comment):
            found.setdefault(int(match[4]), []).append(Opened(number, (match[1], match[2]), int(match[3]), None, time, packet))
        elif match := ESP_COMMENT.fullmatch(comment):
            found.setdefault(int(match[2]), []).append(Opened(number, None, None, match[1], time, packet))
        elif not IKEV1_COMMENT.fullmatch(comment):
            raise AssertionError(f"decrypt: packet {number} has the comment {comment!r}")
    return found


def times_of(capture):
    """Nanoseconds of each packet of a little-endian pcap file."""
    octets, at, times = capture.read_bytes(), 24, [None]
    while at < len(octets):
        seconds, microseconds, size = struct.unpack_from("<III", octets, at)
        times.append(seconds * 10**9 + microseconds * 1000)
        at += 16 + size
    return times


def ip_size(packet):
    """Octets that the IP header says."""
    return struct.unpack_from(">H", packet, 2)[0] if packet[0] >> 4 == 4 else 40 + struct.unpack_from(">H", packet, 4)[0]


def behind_ip(packet):
    return packet[(packet[0] & 15) * 4:] if packet[0] >> 4 == 4 else packet[40:]


def ike_contents(packet):
    """What follows the IKE header of a UDP datagram."""
    datagram = behind_ip(packet)
    marker = 4 if 4500 in struct.unpack_from(">HH", datagram) else 0
    return datagram[8 + marker + 28:]


def generations(folder):
    """{(SPIs, SK_ei): generations}; a PPK makes one that protects messages with the same keys."""
    found = {}
    for line in (folder / "keys" / "full.jsonl").read_text().splitlines():
        row = json.loads(line)
        if row["type"] == "ike":
            found.setdefault((row["spi_i"], row["spi_r"], row["sk_ei"]), set()).add(row.get("generation", 0))
    return found


def esp_table(program, folder):
    for table in (folder / "esp_sa", folder / "keys" / "wireshark" / "esp_sa"):
        if table.is_file():
            return table.read_bytes()
    if not (folder / "keys" / "esp.jsonl").is_file():
        return b""
    done = program("keys", "convert", "--to", "esp_sa", "--wireshark", "4.0", folder / "keys" / "esp.jsonl")
    if done.returncode != 0:
        raise AssertionError(f"espect keys convert {folder}: exit {done.returncode} {done.stderr.decode()}")
    return done.stdout


def opened_by(program, folder, capture, path):
    """What espect writes there."""
    done = program("decrypt", "--keys", folder / "keys" / "full.jsonl", "-o", path, capture)
    if done.returncode != 0:
        raise AssertionError(f"espect decrypt {capture}: exit {done.returncode} {done.stderr.decode()}")
    path.chmod(0o644)
    return path


def runs_of(program, tshark, compared):
    """For each case our capture, tshark's fields of it, and for each table (rows, facts, decrypted): tshark reads all cases one after the other."""
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        place.chmod(0o755)
        ours = [opened_by(program, folder, capture, place / f"opened{number}.pcapng") for number, (folder, capture, _) in enumerate(compared)]
        octets = [path.read_bytes() for path in ours]
        (place / "plain").mkdir()
        read_back = tshark.facts(place / "plain", Together(ours, place / "ours.pcapng", FRAMES))
        together = Together([capture for _, capture, _ in compared], place / "captures.pcapng", FRAMES)
        tables, runs = [passes(folder) for folder, _, _ in compared], [[] for _ in compared]
        for depth in range(max(map(len, tables))):
            profile = place / str(depth)
            profile.mkdir()
            only = ("-Y", "isakmp") if depth else ()
            if not depth:
                (profile / "esp_sa").write_bytes(b"".join(esp_table(program, folder).rstrip(b"\n") + b"\n" for folder, _, _ in compared))
            rows = [table[depth] if depth < len(table) else [] for table in tables]
            (profile / "ikev2_decryption_table").write_text("".join(table_line(row) for some in rows for row in some))
            found = zip(rows, tshark.facts(profile, together, *only), tshark.decrypted(profile, together, *only))
            for number, run in enumerate(found):
                if depth < len(tables[number]):
                    runs[number].append(run)
    return zip(octets, read_back, runs)


class Comparison:
    """One capture."""

    def __init__(self, check, name, octets, read_back, times, known_generations):
        self.check, self.name, self.times, self.known = check, name, times, known_generations
        self.opened, self.read_back = opened_by_us(octets), read_back
        self.unauthenticated, self.seen_by_both = set(), set()

    def __call__(self, rows, facts, decrypted):
        self.rows, self.fragments = {tuple(row[:2]): row[2] for row in rows}, {}
        for frame, plain in decrypted.items():
            if QUOTED.search(facts[frame].protocols):
                continue
            what = f"{self.name} frame {frame}"
            mine = self.opened.get(frame, [])
            if facts[frame].spi:
                self.esp(what, frame, [packet for packet in mine if packet.spi == facts[frame].spi], plain, facts[frame])
            else:
                self.ike(what, [packet for packet in mine if packet.spis], plain, facts[frame])
            for packet in mine:
                self.seen_by_both.add(packet.number)
                self.check.same(packet.time, self.times[frame], "times of the outer packets", what)

    def esp(self, what, frame, mine, plain, facts):
        if self.name.startswith(tuple(f"{sample}/" for sample in WITH_VPN_ID)):
            self.check(facts.icv_bad, "packets with a VPN-ID: tshark's ICV is bad", what)
            return
        padding, following = plain[-2], plain[-1]
        payload = plain[:-2 - padding]
        if not mine and following not in (DUMMY, AGGFRAG):
            # without the ICV that only we check with all of a 64-bit number tshark decrypts what was altered, too
            self.check(facts.icv_bad, "packets that only tshark shows: ICV bad", what)
            self.unauthenticated.add(frame)
        elif following == DUMMY:
            self.check.same(mine, [], "dummy packets", what)
        elif following == AGGFRAG:
            self.aggfrag(what, [packet.octets for packet in mine], payload)
        else:
            kind = "ESP packets"
            if following == IPCOMP:  # next header, flags, CPI: RFC 3173
                following, payload, kind = payload[0], zlib.decompress(payload[4:], -15), "IPComp packets"
            if following in (IPV4, IPV6):
                self.check.same([packet.octets for packet in mine], [payload[:ip_size(payload)]], kind, what)
            else:
                self.check.same([behind_ip(packet.octets) for packet in mine], [payload], kind, what)
                protocol = 9 if mine[0].octets[0] >> 4 == 4 else 6
                self.check.same([(packet.octets[protocol], ip_size(packet.octets)) for packet in mine],
                                [(following, len(mine[0].octets))], "IP headers in front of ESP's payload", what)

    def only_ours(self):
        return sum(packet.number not in self.seen_by_both for frame, packets in self.opened.items() if frame <= FRAMES for packet in packets)

    def aggfrag(self, what, mine, payload):
        """Packets that begin and end in this payload, and the end of the one before: RFC 9347 section 2.2."""
        if payload[0] != 0:
            return
        at = 4 + struct.unpack_from(">H", payload, 2)[0]
        end_before, others = payload[4:at], list(mine)
        while at + 20 <= len(payload) and payload[at] >> 4 in (4, 6) and at + ip_size(payload[at:]) <= len(payload):
            whole = payload[at:at + ip_size(payload[at:])]
            if self.check(whole in others, "AGGFRAG packets", f"{what}: not ours {whole.hex()[:80]}"):
                others.remove(whole)
            at += len(whole)
        self.check(not others or len(others) == 1 and end_before and others[0].endswith(end_before), "AGGFRAG payloads without other packets",
                   f"{what}: {len(others)} packets that do not end here")

    def ike(self, what, mine, plain, facts):
        contents = plain[:-1 - plain[-1]]
        if facts.header_payload == SKF:
            fragments = self.fragments.setdefault((facts.spis, facts.exchange), {})
            fragments[int(facts.fragment)] = contents
            if not mine:  # not the last one
                return
            contents = b"".join(part for _, part in sorted(fragments.items()))
        if not self.check(len(mine) == 1, "encrypted IKE messages in our capture", f"{what}: {len(mine)} of ours"):
            return
        if mine[0].generation not in self.known.get((*facts.spis, self.rows.get(facts.spis)), ()):
            return  # tshark used the key of another generation
        kind = "SKF messages" if facts.header_payload == SKF else "IKE messages"
        self.check.same(ike_contents(mine[0].octets).hex(), contents.hex(), kind, what)
        back = self.read_back[mine[0].number]
        # What stands before SKF is of one fragment, not of the message.
        payloads = facts.payloads[facts.payloads.index(SKF) + 1:] if SKF in facts.payloads else facts.payloads
        expected = [kind for kind in payloads if kind != SK]
        if facts.header_payload == SKF and int(facts.fragment) != max(fragments) and not expected:
            expected = back.payloads  # completed by another fragment than the last: tshark shows no payloads
        self.check.same((back.spis, back.exchange, back.payloads), (facts.spis, facts.exchange, expected),
                        "payloads that tshark finds in our capture", what)


def cases(lab):
    """(scenario folder, capture, packets with a bad ICV or None)"""
    if lab is None:
        return [(path.parent, path, None) for path in sorted(ROOT.glob("samples/*/capture.pcap")) if (path.parent / "keys").is_dir()]
    truths = json.loads((lab / "truth.json").read_text())
    return [(lab / scenario, lab / scenario / capture, sum(sa["icv_bad"] for sa in truth["sas"]))
            for scenario, captures in truths.items() for capture, truth in captures.items()
            if (lab / scenario / "keys" / "full.jsonl").is_file()]


@pytest.mark.parametrize("place", ["samples", "corpus"])
def test_decryption(released, tshark_path, place, check, request):
    lab = request.getfixturevalue("corpus") / "lab" if place == "corpus" else None
    compared, only_ours, tshark = {case[1]: case for case in cases(lab)}, 0, Tshark(tshark_path)
    for group in rounds(compared):
        for (folder, capture, bad), (octets, read_back, runs) in zip(map(compared.get, group), runs_of(released, tshark, list(map(compared.get, group)))):
            name = "/".join(capture.parts[-2:])
            comparison = Comparison(check, name, octets, read_back, times_of(capture), generations(folder))
            for rows, facts, decrypted in runs:
                comparison(rows, facts, decrypted)
            only_ours += comparison.only_ours()
            if bad is not None:
                check(len(comparison.unauthenticated) <= bad, "captures with as many bad ICVs as were recorded",
                      f"{name}: not opened by us {sorted(comparison.unauthenticated)}, bad ICVs {bad}")
    for kind, least in LEAST[place].items():
        check(check.counts.get(kind, 0) >= least, "enough compared", f"{kind}: {check.counts.get(kind, 0)}, at least {least}")
    print(f"{len(compared):7} captures\n{only_ours:7} packets of ours in frames that tshark does not decrypt, not compared")
