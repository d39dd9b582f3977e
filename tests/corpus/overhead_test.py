# SPDX-License-Identifier: GPL-2.0-or-later
"""Predicts the outer length of every ESP packet of the recorded scenarios from what is inside, by `overhead` of its flow.

What is inside comes from `espect dump`, the real length from the IP header in the capture file. Packets that came as IP
fragments are left out, and TFC padding counts as payload. Where ICMP told an MTU, the largest packet afterwards fits it.
"""
import json
import struct
from pathlib import Path

from pcap import records

ETHERNET, IP4, IP6, TRAILER = 14, 20, 40, 2
BULK = "z_bulk"  # one direction of one SA in 64 MiB says no more than its neighbours


def outer_lengths(path):
    """{frame: octets of the IP packet} of whole packets."""
    lengths = {}
    for frame, record in enumerate(records(path.read_bytes()), 1):
        packet = record[ETHERNET:]
        if packet[0] >> 4 == 4 and not struct.unpack_from(">H", packet, 6)[0] & 0x3fff:
            lengths[frame] = struct.unpack_from(">H", packet, 2)[0]
        elif packet[0] >> 4 == 6 and packet[6] != 44:
            lengths[frame] = struct.unpack_from(">H", packet, 4)[0] + IP6
    return lengths


def item(items, name):
    return next((one for one in items if one["name"] == name), None)


def opened_packets(program, keys, path):
    """(frame, destination, SPI, payload octets with TFC padding) of each ESP packet that opens."""
    for line in program("dump", "--json", "--keys", keys, path).stdout.splitlines():
        message = json.loads(line)
        opened = item(message.get("items", []), "opened")
        if message["protocol"] != "esp" or opened is None or item(opened["items"], "payload") is None:
            continue
        tfc = item(opened["items"], "tfc_padding")
        payload = len(item(opened["items"], "payload")["text"]) // 2 + (tfc["number"] if tfc else 0)
        destination = message["destination"]
        if ":" in destination and (destination.count(":") == 1 or destination.startswith("[")):
            destination = destination.rsplit(":", 1)[0].strip("[]")
        yield message["frame"], destination, item(message["items"], "spi")["number"], payload


def predicted(overhead, payload):
    aligned = -(-(payload + TRAILER) // overhead["alignment"]) * overhead["alignment"]
    return overhead["outer_header"] + overhead["udp"] + overhead["fixed"] - TRAILER + aligned


def test_overhead(released, corpus, check):
    folder = corpus / "lab"
    without = 0
    for keys in sorted(folder.glob("*/keys/full.jsonl")):
        scenario = keys.parents[1]
        for path in sorted(scenario.glob("*.pcap")):
            if scenario.name == BULK:
                continue
            name = f"{scenario.name}/{path.name}"
            report = json.loads(released("audit", "-f", "json", "--fail-on", "never", "--keys", keys, path).stdout)
            flows = {(flow["dst"], int(flow["spi"], 16)): flow["overhead"] for flow in report["flows"] if flow["protocol"] == "esp"}
            lengths = outer_lengths(path)
            for frame, destination, spi, payload in opened_packets(released, keys, path):
                overhead = flows[destination, spi]
                if overhead is None:
                    without += 1
                    continue
                if frame in lengths:
                    check.same(lengths[frame], predicted(overhead, payload), "outer length of a packet", f"{name} frame {frame}")
            for (destination, spi), overhead in flows.items():
                if overhead is not None and overhead["largest_inner"] is not None:
                    inner = overhead["largest_inner"] - overhead["own_header"]
                    fits = predicted(overhead, inner) <= overhead["path_mtu"] < predicted(overhead, inner + 1)
                    check(fits, "largest inner packet", f"{name} 0x{spi:08x} {overhead}")
    print(f"{without} packets of SAs whose packets have no size of their own (IP-TFS, IPComp, in TCP)")
