# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares both capture points of the recorded scenarios with audit --same-traffic: what the hop did equals truth.json.

Per ESP SA: loss, duplication, reordering and fragmentation as the two rows of truth.json differ, delays as packets with
the same octets give them. Given the other way round, the same numbers; two captures of different traffic share nothing. A capture
of one direction, or of a part of the time, makes nothing lost.
"""
import collections
import ipaddress
import json
import struct
from pathlib import Path

from pcap import FILE_HEADER_OCTETS, RECORD_HEADER_OCTETS, record_places

FIRST = ("before-", "capture-alice-side", "capture-inside-nat", "capture.pcap")  # names of the capture at alice's side
ETHERNET, IP4, ESP = 14, 20, 50


def compare(program, before, after, *options):
    done = program("audit", "--same-traffic", "-f", "json", "--fail-on", "never", *options, before, after)
    return json.loads(done.stdout), done


def esp_times(path):
    """Time in microseconds of the first copy of each whole ESP packet directly over IPv4, by its octets."""
    octets = path.read_bytes()
    times = {}
    for at, size in record_places(octets):
        seconds, micros = struct.unpack_from("<II", octets, at)
        packet = octets[at + RECORD_HEADER_OCTETS + ETHERNET:at + RECORD_HEADER_OCTETS + size]
        if packet[:1] != b"\x45" or packet[9] != ESP or struct.unpack_from(">H", packet, 6)[0] & 0x3fff:
            continue
        times.setdefault(packet[IP4:struct.unpack_from(">H", packet, 2)[0]], seconds * 1000000 + micros)
    return times


def delays_of(before, after):
    """[delays in microseconds] of each SPI, from the earlier capture point to the later."""
    first, second = esp_times(before), esp_times(after)
    delays = collections.defaultdict(list)
    for packet in first.keys() & second.keys():
        delays[struct.unpack_from(">I", packet)[0]].append(second[packet] - first[packet])
    return {spi: sorted(abs(d) for d in values) for spi, values in delays.items()}


def microseconds(text):
    return round(float(text) * 1e6)


def same_delays(check, sa, delays, name):
    expected = delays.get(int(sa["spi"], 16))
    if not expected or sa["fragmented"] or sa["entered"] != sa["matched"] + sa["lost"]:
        return
    found = [microseconds(sa["delay"][which]) for which in ("min", "max")]
    check.same(found, [expected[0], expected[-1]], "delays", name)
    middle = expected[(len(expected) - 1) // 2]
    check(abs(microseconds(sa["delay"]["median"]) - middle) <= 1 + middle // 100, "delays", f"{name}: median {sa['delay']}, {middle}")


def same_hop(check, report, truths, delays, name):
    """`truths`: of the capture before and of the one after."""
    rows = [{(int(sa["spi"], 16), sa["proto"]): sa for sa in truth["sas"]} for truth in truths]
    found = {(int(sa["spi"], 16), sa["protocol"]): sa for sa in report["hop_sas"] if sa["protocol"] != "ike"}
    check.same(sorted(found), sorted(rows[0].keys() | rows[1].keys()), "SAs of both captures", name)
    for key, sa in found.items():
        entry, leave = (rows[0], rows[1]) if sa["direction"] == "before-to-after" else (rows[1], rows[0])
        what, entry, leave = f"{name} 0x{key[0]:08x}", entry[key], leave[key]
        numbers = entry["headers"], leave["headers"]
        to = sa["exit"]["dst"] if leave["encap"] == "raw" else sa["exit"]["dst"].rsplit(":", 1)[0]
        check.same(ipaddress.ip_address(to), ipaddress.ip_address(leave["dst"]), "where packets leave to", what)
        check.same(sa["direction_by"], "ttl", "direction", what)
        check.same((sa["entered"], sa["left"]), (entry["packets"], leave["packets"]), "packets that entered and left", what)
        check.same(sa["lost"], numbers[0]["distinct"] - numbers[1]["distinct"], "packets lost on the hop", what)
        check.same(sa["duplicated"], numbers[1]["duplicates"] - numbers[0]["duplicates"], "packets duplicated on the hop", what)
        check.same(sa["reordered"], numbers[1]["reordered"] - numbers[0]["reordered"], "packets reordered on the hop", what)
        if numbers[0]["reordered"] == 0:
            check.same(sa["max_late"], numbers[1]["max_distance"], "packets reordered on the hop", what)
        if sa["lost"] == 0:
            made = leave["ip_fragmented"] - entry["ip_fragmented"]
            check.same(sa["fragmented"] - sa["reassembled"], made, "packets fragmented on the hop", what)
        check.same((sa["corrupted"], sa["appeared"], sa["outside"]), (0, 0, 0), "nothing else happened on the hop", what)
        same_delays(check, sa, delays, what)


def same_messages(check, report, truths, name):
    for side, truth in enumerate(truths):
        passed = sum(sa["entered" if (sa["direction"] == "before-to-after") == (side == 0) else "left"]
                     for sa in report["hop_sas"] if sa["protocol"] == "ike")
        check.same(passed, truth["ike_messages"], "IKE messages that passed", f"{name} side {side}")


def test_same_traffic(released, corpus, check):
    folder = corpus / "lab"
    for scenario, captures in json.loads((folder / "truth.json").read_text()).items():
        if len(captures) != 2:
            continue
        names = sorted(captures, key=lambda name: not name.startswith(FIRST))
        for order in (names, names[::-1]):
            paths, truths = [folder / scenario / name for name in order], [captures[name] for name in order]
            report, done = compare(released, *paths)
            check.same((done.returncode, done.stderr), (0, b""), "captures compared", scenario)
            check.same(report["hop"]["clocks"], "agree", "captures compared", scenario)
            same_hop(check, report, truths, delays_of(*paths), f"{scenario} {order[0]}")
            same_messages(check, report, truths, f"{scenario} {order[0]}")
    strangers = folder / "a_mlkem768" / "capture.pcap", folder / "h4_transport" / "capture.pcap"
    report, done = compare(released, *strangers)
    check.same(report["hop"]["matched"], 0, "strangers share nothing", strangers)
    check(b"share no packet" in done.stderr, "strangers share nothing", done.stderr)
    check(any("share no packet" in note for note in report["coverage"]["notes"]), "strangers share nothing", "note")


def source_of(packet):
    """Of a packet with an Ethernet header."""
    ip = packet[ETHERNET:]
    return ipaddress.ip_address(ip[12:16] if ip[0] >> 4 == 4 else ip[8:24]) if len(ip) > 40 else None


def kept(path, to, which):
    """The records of which which(number, packet) holds."""
    octets = path.read_bytes()
    records = [octets[at:at + RECORD_HEADER_OCTETS + size] for at, size in record_places(octets)]
    chosen = [record for number, record in enumerate(records) if which(number / len(records), record[RECORD_HEADER_OCTETS:])]
    to.write_bytes(octets[:FILE_HEADER_OCTETS] + b"".join(chosen))
    return to


def address_of(end):
    """Of "10.1.0.10:4500", "[fd00::1]:4500" and both without port."""
    host = end.rsplit(":", 1)[0] if end.count(":") == 1 or end.startswith("[") else end
    return ipaddress.ip_address(host.strip("[]"))


def adds_up(check, sa, what):
    """Of what was judged."""
    if sa["unseen"]:
        check.same((sa["lost"], sa["duplicated"], sa["corrupted"], sa["appeared"], sa["outside"]), (0,) * 5, "unseen is not judged", what)
        return check.same(sa["unseen"], sa["entered"] + sa["left"], "unseen is not judged", what)
    check.same(sa["outside_entry"] + sa["outside_exit"], sa["outside"], "judged packets add up", what)
    check.same(sa["entered"] - sa["outside_entry"], sa["matched"] + sa["lost"] + sa["corrupted"] + sa["captured_twice"], "judged packets add up", what)
    return check.same(sa["left"] - sa["outside_exit"], sa["matched"] + sa["duplicated"] + sa["corrupted"] + sa["appeared"], "judged packets add up", what)


def two_points(corpus):
    folder = corpus / "lab"
    for scenario, captures in json.loads((folder / "truth.json").read_text()).items():
        if len(captures) == 2:
            yield scenario, [folder / scenario / name for name in sorted(captures, key=lambda name: not name.startswith(FIRST))]


def row_name(sa):
    return sa["protocol"], sa.get("spi", sa.get("spi_i")), (sa["entry"] or {}).get("dst")


def test_one_direction(released, corpus, check, tmp_path):
    """The capture behind the hop holds one direction: the way is known, and the other direction is not lost."""
    for scenario, (before, after) in two_points(corpus):
        whole, _ = compare(released, before, after)
        for direction in ("before-to-after", "after-to-before"):
            side = "exit" if direction == "before-to-after" else "entry"  # of the capture behind the hop
            sources = {address_of(sa[side]["src"]) for sa in whole["hop_sas"] if sa["direction"] == direction and sa[side]}
            cut = kept(after, tmp_path / "cut.pcap", lambda _, packet: source_of(packet) in sources)
            report, _ = compare(released, before, cut)
            expected = {row_name(sa): sa for sa in whole["hop_sas"] if sa["direction"] == direction}
            for sa in report["hop_sas"]:
                what = f"{scenario} {direction} only, {row_name(sa)}"
                adds_up(check, sa, what)
                check(sa["direction_by"] != "assumed", "ways are known", what)
                if sa["direction"] != direction:
                    check.same((sa["lost"], sa["matched"]), (0, 0), "the other direction is not judged", what)
                    check(sa["unseen"] > 0, "the other direction is not judged", what)
                elif known := expected.get(row_name(sa)):
                    check.same(sa["matched"], known["matched"], "this direction is judged as before", what)
                    check(sa["lost"] <= known["lost"] <= sa["lost"] + sa["outside"], "this direction is judged as before", what)


def test_a_part_of_the_time(released, corpus, check, tmp_path):
    for scenario, (before, after) in two_points(corpus):
        whole = {row_name(sa): sa for sa in compare(released, before, after)[0]["hop_sas"]}
        for part, which in {"first": lambda place, _: place < 0.5, "second": lambda place, _: place >= 0.5}.items():
            report, _ = compare(released, kept(before, tmp_path / "cut.pcap", which), after)
            for sa in report["hop_sas"]:
                what = f"{scenario} {part} half, {row_name(sa)}"
                adds_up(check, sa, what)
                if known := whole.get(row_name(sa)):
                    check(sa["lost"] <= known["lost"] and sa["appeared"] <= known["appeared"], "nothing more is lost", what)


def test_every_form_has_the_hop_or_says_where_it_is(released, corpus, check):
    before, after = next(paths for scenario, paths in two_points(corpus) if scenario == "f4c_loss")
    lost = "37"
    for form in ("text", "markdown", "html"):
        said = released("audit", "--same-traffic", "--fail-on", "never", "-f", form, before, after).stdout.decode()
        row = next((line for line in said.splitlines() if "0xc9363c21" in line and "before" in line), "")
        check(lost in row.replace("<", " ").replace(">", " ").split(), "forms with the hop", f"{form}: {row}")
    for form in ("csv", "sarif", "junit", "github", "gitlab"):
        done = released("audit", "--same-traffic", "--fail-on", "never", "-f", form, before, after)
        check(f"what the hop did is not in {form}: -f text, json" in done.stderr.decode(), "forms without it", f"{form}: {done.stderr.decode()}")
