# SPDX-License-Identifier: GPL-2.0-or-later
"""Every truncation and many corruptions of the IKE messages of the samples."""
import random

import packets
from check import ROOT

SAMPLES = sorted((ROOT / "samples").glob("*/capture.pcap"))
RUNS = 20


def test_truncations_and_corruptions(tshark, check):
    """Every truncation and many corruptions of the IKE payloads of the samples."""
    choice = random.Random(1)
    messages = []
    for capture in SAMPLES:
        for frame, _ in packets.records(capture.read_bytes()):
            udp = packets.udp_payload(frame)
            if udp and {udp[1], udp[2]} & {500, 4500} and udp not in messages:
                messages.append(udp)
    clear = [udp for udp in messages if udp[2] == 500]
    frames = [packets.datagram(octets[:size], *ports) for octets, *ports in clear for size in range(len(octets))]
    survives(tshark, check, frames, "every truncation")
    for run in range(RUNS):
        frames = []
        for octets, *ports in choice.choices(clear, k=20) + choice.choices(messages, k=5):
            changed = bytearray(octets)
            for at in range(len(changed)):
                if choice.random() < 0.02:
                    changed[at] = choice.choice((0, 1, 0xFF, choice.randrange(256)))
            frames.append(packets.datagram(bytes(changed), *ports))
        survives(tshark, check, frames, f"corruption {run}")


def survives(tshark, check, frames, what):
    capture = tshark.write("mutated.pcap", packets.capture(*frames))
    done = tshark.command("-r", capture, "-V")
    bug = b"Dissector bug" in done.stdout + done.stderr
    check(done.returncode == 0 and not bug, f"{what}: no crash, no dissector bug", done.stderr.decode("utf-8", "replace")[-2000:])
