# SPDX-License-Identifier: GPL-2.0-or-later
"""IP fragments: packets of real captures cut in two, whole, incomplete and overlapping, against the program."""
import struct

import lab_rows as lab
import packets
import pytest

ETHERNET, HEADER = 14, 20
ESP, AH, UDP = 50, 51, 17


def is_ipv4(frame, protocols):
    return frame[12:14] == b"\x08\x00" and frame[14] == 0x45 and frame[23] in protocols and not frame[20] & 0x3F and not frame[21]


def piece(frame, number, start, end, more, overlap=0):
    """The fragment of the payload [start, end); `overlap` octets more of it are sent again, changed."""
    if frame[23] == AH:  # its ICV covers the identification
        number = struct.unpack_from("!H", frame, ETHERNET + 4)[0]
    total = struct.unpack_from("!H", frame, ETHERNET + 2)[0]
    payload = frame[ETHERNET + HEADER:ETHERNET + total]
    again = bytes(octet ^ 0xFF for octet in payload[start - overlap:start])
    data = again + payload[start:end]
    header = bytearray(frame[ETHERNET:ETHERNET + HEADER])
    struct.pack_into("!HHH", header, 2, HEADER + len(data), number, (0x2000 if more else 0) | (start - overlap) // 8)
    return frame[:ETHERNET] + bytes(header) + data


def cut(octets, protocols, kind, least=120):
    """A capture in which every larger packet comes in two fragments."""
    out, cut_packets = [], 0
    for frame, _ in packets.records(octets):
        if not is_ipv4(frame, protocols) or len(frame) < least:
            out.append(frame)
            continue
        cut_packets += 1
        size = struct.unpack_from("!H", frame, ETHERNET + 2)[0] - HEADER
        half = size // 16 * 8
        out.append(piece(frame, cut_packets, 0, half, True))
        # Every other packet is broken.
        if kind == "whole" or cut_packets % 2:
            out.append(piece(frame, cut_packets, half, size, False))
        elif kind == "overlapping":
            out.append(piece(frame, cut_packets, half, size, False, overlap=16))
    return packets.capture(*out), cut_packets


def rules_by_frame(shown):
    return {row.number: row.rules for row in shown if row.rules}


def as_the_program_says(tshark, check, program, capture, keys, protocols, name):
    options = ["-o", f"espect.keys:{keys}"]
    for kind in ("whole", "incomplete", "overlapping"):
        octets, count = cut(capture.read_bytes(), protocols, kind)
        made = tshark.write("fragments.pcap", octets)
        what = f"{name}, {count} packets in fragments, {kind}"
        shown = lab.rows(tshark, made, "-2", *options)
        wanted = lab.findings_of_program(program, made, keys)
        check(count and rules_by_frame(shown) == wanted, f"{what}: findings as those of the program",
                     f"{sorted(rules_by_frame(shown).items())[:10]}\n  expected {sorted(wanted.items())[:10]}")
        if kind == "whole":
            plain = lab.opened(lab.rows(tshark, capture, *options))
            check(lab.opened(shown) == plain, f"{what}: opened as if they had come whole", f"{lab.opened(shown)}, expected {plain}")
        else:
            rule = {"incomplete": "ip-fragments-incomplete", "overlapping": "ip-fragments-overlap"}[kind]
            check(any(rule in row.rules for row in shown), f"{what}: {rule} is shown")


@pytest.mark.parametrize("sample, protocols", [("esp-replay", {ESP}), ("hybrid-ml-kem", {UDP})])
def test_samples(tshark, check, samples, program, sample, protocols):
    folder = samples / sample
    as_the_program_says(tshark, check, program.path, folder / "capture.pcap", folder / "keys", protocols, sample)


def test_lab_with_ah(tshark, check, lab, program):
    folder = lab / "h1_many_children_all_algorithms"
    as_the_program_says(tshark, check, program.path, folder / "capture.pcap", folder / "keys", {ESP, AH}, folder.name)
