# SPDX-License-Identifier: GPL-2.0-or-later
"""IKEv1: Wireshark's own dissector shows it, espect opens what that one has no key for."""
import re
import struct

import info_test
import packets

LINES = {  # sample: {frame: how its Info is}, in two passes with keys
    "ikev1-main-mode": {
        1: r"^Main Mode: AES-CBC-256/MODP-2048, SHA2-256, PSK$", 4: r"^Main Mode: KE \[Response to 3\]$", 5: r"^Main Mode: ID=alice",
        7: r"^Quick Mode: ESP AES-CBC-256/HMAC-SHA2-256-128/MODP-2048, KE, TS 192\.168\.1\.0/24 == 192\.168\.2\.0/24$",
        9: r"^Quick Mode: HASH\(3\)$", 25: r"^Informational: DELETE ESP 0x[0-9a-f]{8}$", 27: r"^Informational: DELETE IKE SA$",
    },
    "ikev1-quick-mode-refused": {8: r"^Informational: N\(NO-PROPOSAL-CHOSEN\) \[Refuses 7\]$", 12: r" \[Refuses 11\]$"},
}
OPENED = {"ikev1-main-mode": 11, "ikev1-quick-mode-refused": 9}


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


def without_generated(text):
    """Without what espect adds in brackets, and behind the name of the protocol."""
    text = re.sub(r"(?m)^( *\[(IKE SA|Child SA|HASH verifies|Request in|Response in|Time from request|Retransmission)\b.*\]|.*Encrypted and not opened.*|"
                  r" *\[Severity level: Note\]| *\[Group: Decryption\])\n", "", text)
    return re.sub(r"(?m)^(Internet Security Association and Key Management Protocol), IKE SA \d+$", r"\1", text)


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
    check("Main Mode" in shown[0] and shown[0] == without_generated(without_findings(shown[1])), "IKEv1: every word as without the plugin")


def test_a_negotiation(tshark, check, lab):
    ikev1_capture = lab / "m1_ikev1_main" / "capture.pcap"
    shown = [tshark("-r", ikev1_capture, "-V", "-Y", "isakmp", plugin=plugin) for plugin in (False, True)]
    check(shown[0] == without_generated(without_findings(shown[1])), "m1_ikev1_main: every word as without the plugin")


def test_what_espect_opens(tshark, check, samples):
    """Opened by espect's keys: in the column, in the tree, on the SA's filter, as a PDU."""
    for name, wanted in LINES.items():
        folder = samples / name
        keys = ["-o", f"espect.keys:{folder / 'keys'}"]
        shown = info_test.lines(tshark, folder / "capture.pcap", "-2", *keys)
        info_test.check_lines(check, name, shown, wanted)
        count = tshark("-r", folder / "capture.pcap", "-Y", "isakmp.enc.decrypted && espect.ike_sa == 1", *keys).count("\n")
        check(count == OPENED[name], f"{name}: {OPENED[name]} messages opened", count)
        broken = tshark("-r", folder / "capture.pcap", "-Y", "espect.malformed || _ws.malformed", *keys)
        check(not broken, f"{name}: nothing opened is malformed", broken)
    closed = info_test.lines(tshark, samples / "ikev1-quick-mode-refused" / "capture.pcap")
    check(re.search(r"^Quick Mode 0x[0-9a-f]{8}: encrypted", closed["7"]), "without keys a message is told by its id", closed["7"])
    folder = samples / "ikev1-main-mode"
    made = tshark("-2", "-r", folder / "capture.pcap", "-Y", "espect.child_sa == 1 && isakmp", "-o", f"espect.keys:{folder / 'keys'}",
                  "-T", "fields", "-e", "frame.number").split()
    check({"7", "8"} <= set(made), "the quick mode that makes a Child SA bears its number", made)
    table = tshark("-q", "-r", folder / "capture.pcap", "-z", "espect,ike", "-o", f"espect.keys:{folder / 'keys'}")
    check("IKEv1 main mode, deleted" in table, "statistics: mode and state", table)


def test_with_the_table_of_the_built_in_one(tshark, check, samples):
    """What Wireshark opens itself stands there once, and as without the plugin."""
    for name in LINES:
        folder = samples / name
        with tshark.profile({"ikev1_decryption_table": (folder / "keys/wireshark/ikev1_decryption_table").read_text()}):
            shown = [tshark("-r", folder / "capture.pcap", "-V", "-Y", "isakmp", plugin=plugin) for plugin in (False, True)]
        check("Hash DATA" in shown[0] and without_generated(shown[0]) == without_generated(without_findings(shown[1])),
              f"{name}: every word as without the plugin")


def test_as_the_built_in_one_opens(tshark, check, samples):
    """Our own dissection gives the same fields as the built-in one with its table."""
    for name in LINES:
        folder = samples / name
        table = {"ikev1_decryption_table": (folder / "keys/wireshark/ikev1_decryption_table").read_text()}
        names = ["isakmp.hash", "isakmp.nonce", "isakmp.id.type", "isakmp.id.data.ipv4_addr", "isakmp.id.data.ipv4_subnet", "isakmp.id.data.fqdn",
                 "isakmp.prop.protoid", "isakmp.prop.number", "isakmp.trans.id", "isakmp.ipsec.attr.key_length", "isakmp.ipsec.attr.auth_algorithm",
                 "isakmp.ipsec.attr.life_duration", "isakmp.ipsec.attr.encap_mode", "isakmp.notify.msgtype", "isakmp.delete.spi",
                 "isakmp.delete.protoid", "isakmp.spi", "isakmp.typepayload", "isakmp.key_exchange.data"]
        columns = [part for field in names for part in ("-e", field)]
        with tshark.profile(table):
            builtin = tshark("-r", folder / "capture.pcap", "-Y", "isakmp", "-T", "fields", *columns, plugin=False).splitlines()
        ours = tshark("-r", folder / "capture.pcap", "-Y", "isakmp", "-T", "fields", *columns, "-o", f"espect.keys:{folder / 'keys'}").splitlines()
        for frame, (left, right) in enumerate(zip(builtin, ours, strict=True), 1):
            for field, one, other in zip(names, left.split("\t"), right.split("\t")):
                check(one == other, f"{name}, message {frame}: {field}", f"built-in {one}\n  espect   {other}")
