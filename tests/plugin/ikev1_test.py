# SPDX-License-Identifier: GPL-2.0-or-later
"""IKEv1 stays with Wireshark's own dissector."""
import struct

import packets


def without_findings(text):
    """A -V dump without the trees of findings that the audit adds to a frame."""
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        if inside and line.startswith(" "):
            continue
        inside = line.startswith("[IPsec inspection (espect)")
        if not inside:
            kept.append(line)
    return "".join(kept)


def test_ikev1(tshark, check):
    attributes = bytes.fromhex("80010007800e0080800200028003000180040002800b0001800c7080")
    transform = struct.pack("!BBHBBH", 0, 0, 8 + len(attributes), 1, 1, 0) + attributes
    sa = struct.pack("!II", 1, 1) + struct.pack("!BBHBBBB", 0, 0, 8 + len(transform), 1, 1, 0, 1) + transform
    main_mode = packets.message(1, packets.payload(13, sa) + packets.payload(0, bytes.fromhex("afcad71368a1f1c96b8696fc77570100")),
                                exchange=2, flags=0, version=0x10)
    doi = struct.pack("!IBBH", 1, 1, 0, 24578)
    notify = packets.message(11, packets.payload(0, doi), exchange=5, flags=0, version=0x10)
    capture = tshark.write("ikev1.pcap", packets.capture(packets.datagram(main_mode), packets.datagram(notify)))
    shown = [tshark("-r", capture, "-V", plugin=plugin) for plugin in (False, True)]
    check("Main Mode" in shown[0] and shown[0] == without_findings(shown[1]), "IKEv1: every word as without the plugin")


def test_a_negotiation(tshark, check, lab):
    ikev1_capture = lab / "m1_ikev1_main" / "capture.pcap"
    shown = [tshark("-r", ikev1_capture, "-V", "-Y", "isakmp", plugin=plugin) for plugin in (False, True)]
    check(shown[0] == without_findings(shown[1]), "m1_ikev1_main: every word as without the plugin")
