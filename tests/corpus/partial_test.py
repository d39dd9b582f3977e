# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that start late or hold one direction only accuse nobody: made of every capture of $ESPECT_CORPUS/lab.

What is missing makes a reader less sure, never wrong: a derived capture has no finding of medium or higher severity with
certainty observed or decrypted that the whole capture does not have for the same SA. Two captures at the same time have the
findings of both.
"""
import collections
import concurrent.futures
import json
import os
import struct
from pathlib import Path

from pcap import FILE_HEADER_OCTETS, RECORD_HEADER_OCTETS, record_places

LARGEST = 400_000  # octets of a capture
GRAVE, SURE = ("medium", "high"), ("observed", "decrypted")
# (scenario, rule): why a part of the capture may show what the whole does not
NO_SUCH_SA = "that no SA has this SPI is known from the negotiation alone, which the part lacks: the packets count like those of any SA"
REPLAYED = "a replay of a packet from before the beginning looks late: the number is new to the capture"
ALLOWED = {
    **{(scenario, "esp-sequence-reused"): NO_SUCH_SA for scenario in ("f1_noesn_replay", "f2_esn_replay", "f3_replay_window_0")},
    **{(scenario, "esp-left-of-window"): REPLAYED for scenario in ("f1_noesn_replay", "f2_esn_replay")},
}


def packets_of(octets):
    """Each packet with its record header."""
    return [octets[at:at + RECORD_HEADER_OCTETS + size] for at, size in record_places(octets)]


def time_of(record):
    seconds, microseconds = struct.unpack_from("<II", record)
    return seconds * 1_000_000 + microseconds


def moved(record, microseconds):
    return struct.pack("<II", *divmod(time_of(record) + microseconds, 1_000_000)) + record[8:]


def source(record):
    """Where the IP header of an Ethernet, raw or Linux cooked packet says it comes from; None without IP."""
    packet = record[RECORD_HEADER_OCTETS:]
    for start in (0, 14, 16, 20):
        if len(packet) < start + 20:
            continue
        version = packet[start] >> 4
        ethertype = packet[start - 2:start] if start in (14, 16) else None
        if version == 4 and ethertype in (None, b"\x08\x00"):
            return packet[start + 12:start + 16]
        if version == 6 and ethertype in (None, b"\x86\xdd"):
            return packet[start + 8:start + 24]
    return None


def grave(report):
    """(rule, what it is about) of the findings that are sure and grave."""
    spis = {sa["id"]: (sa["spi_i"], sa["spi_r"]) for sa in report["ike_sas"]}
    found = set()
    for finding in report["findings"]:
        if finding["severity"] in GRAVE and finding["certainty"] in SURE:
            found.add((finding["rule"], spis[finding["ike_sa"]] if finding["ike_sa"] else (finding["spi"], finding["dst"])))
    return found


def audit(program, check, octets, keys, name):
    done = program("audit", "-f", "json", "--fail-on", "never", *keys, "-", stdin=octets)
    return json.loads(done.stdout) if check.same(done.returncode, 0, "captures audited", f"{name} {done.stderr.decode()}") else None


# Without its negotiation an SA is judged by the keys that opened it, not under its IKE SA.
BY_KEYS = {"weak-algorithm", "null-encryption", "missing-integrity"}


def derived(header, packets):
    """(name, octets) of the captures made of one."""
    for first in sorted({1, 2, 3, 4, 6, len(packets) // 2}):
        if 0 < first < len(packets):
            yield f"without its first {first} packets", header + b"".join(packets[first:])
    senders = collections.Counter(filter(None, map(source, packets)))
    for sender, _ in senders.most_common(2):
        yield f"only packets from {sender.hex()}", header + b"".join(packet for packet in packets if source(packet) == sender)


def compare(program, check, path, keys):
    octets = path.read_bytes()
    header, packets = octets[:FILE_HEADER_OCTETS], packets_of(octets)
    name = f"{path.parent.name}/{path.name}"
    whole = audit(program, check, octets, keys, name)
    if whole is None:
        return
    known = grave(whole)
    rules = {rule for rule, _ in known}
    # Without its beginning an SA may be unknown, and then the same fact is about no SA.
    known |= {(rule, (None, None)) for rule in rules}
    for how, part in derived(header, packets):
        report = audit(program, check, part, keys, f"{name} {how}")
        new = [] if report is None else sorted(str(finding) for finding in grave(report) - known
                                               if (path.parent.name, finding[0]) not in ALLOWED and not (finding[0] in rules & BY_KEYS))
        check(not new, "derived captures that accuse nobody", f"{name} {how}: {new} (rules of the whole: {sorted(rules)})")


def interleaved(program, check, paths):
    """Findings about IKE SAs and ESP SAs do not depend on other SAs between the same addresses."""
    octets = [path.read_bytes() for path in paths]
    first, second = map(packets_of, octets)
    if octets[0][:FILE_HEADER_OCTETS] != octets[1][:FILE_HEADER_OCTETS] or not first or not second:
        return
    shift = time_of(first[0]) - time_of(second[0])
    merged = sorted(first + [moved(packet, shift) for packet in second], key=time_of)
    report = audit(program, check, octets[0][:FILE_HEADER_OCTETS] + b"".join(merged), (), "interleaved")
    alone = [audit(program, check, part, (), "alone") for part in octets]
    if report is not None and all(alone):
        extra = grave(report) - grave(alone[0]) - grave(alone[1])
        check(not extra, "interleaved captures that accuse nobody", f"{[path.parent.name for path in paths]}: {sorted(map(str, extra))}")
        pairs = lambda of: sorted((sa["spi_i"], sa["spi_r"]) for sa in of["ike_sas"])  # noqa: E731
        check.same(pairs(report), sorted(pairs(alone[0]) + pairs(alone[1])), "IKE SAs of interleaved captures", [path.parent.name for path in paths])


def test_partial(released, corpus, check):
    folder = corpus / "lab"
    captures = [path for path in sorted(folder.glob("*/*.pcap")) if path.stat().st_size <= LARGEST]
    jobs = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path in captures:
            keys = ("--keys", path.parent / "keys") if (path.parent / "keys").is_dir() else ()
            jobs += [pool.submit(compare, released, check, path, given) for given in ({(), keys})]
        jobs += [pool.submit(interleaved, released, check, pair) for pair in zip(captures[::2], captures[1::2]) if pair[0].parent != pair[1].parent]
        for job in jobs:
            job.result()
