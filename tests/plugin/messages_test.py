# SPDX-License-Identifier: GPL-2.0-or-later
"""IKE messages made here: broken ones, numbers that few know, and those that were cut."""
import packets
from compare import differences


def broken(kind):
    nonce = packets.payload(0, bytes(16))
    sa = {
        "transform longer than its proposal": packets.proposal(packets.transform(1, 12), packets.transform(4, 31, last=True, length=200)),
        "transform shorter than its header": packets.proposal(packets.transform(1, 12), packets.transform(4, 31, last=True, length=3)),
        "count of transforms wrong": packets.proposal(packets.transform(1, 12), packets.transform(4, 31, last=True), count=7),
    }.get(kind)
    if sa is not None:
        return packets.message(33, packets.payload(40, sa) + nonce)
    return {
        "payload past the end": packets.message(33, packets.payload(40, packets.proposal(packets.transform(1, 12, last=True)))
                                                + packets.payload(0, bytes(16), 4000)),
        "payload of length 0": packets.message(40, packets.payload(0, b"", 0) + bytes(12)),
        "octets behind the last payload": packets.message(40, nonce + bytes(9)),
        "message longer than the datagram": packets.message(40, nonce, length=5000),
        "redirect cut short": packets.message(41, packets.notify(0, 16407, b"\x01\x04\x0a")),
        "IPv4 identity of three octets": packets.message(35, packets.payload(0, b"\x01\0\0\0abc")),
    }[kind]


BROKEN = [  # what, where the expert item says it is, what is shown all the same
    ("transform longer than its proposal", "at offset 52", "isakmp.tf.id.encr == 12 && isakmp.nonce"),
    ("transform shorter than its header", "at offset", "isakmp.tf.id.encr == 12 && isakmp.nonce"),
    ("count of transforms wrong", "at offset", "isakmp.tf.id.dh == 31 && isakmp.nonce"),
    ("payload past the end", "at offset", "isakmp.tf.id.encr == 12"),
    ("payload of length 0", "at offset 30", "isakmp.typepayload == 40"),
    ("octets behind the last payload", "at offset 48", "isakmp.nonce && isakmp.extradata"),
    ("message longer than the datagram", "at offset 24", "isakmp.nonce"),
    ("redirect cut short", "at offset", "isakmp.notify.data.redirect.gw_ident.type == 1"),
    ("IPv4 identity of three octets", None, "isakmp.id.type == 1"),
]


def test_made_messages(tshark, check):
    for kind, place, shown in BROKEN:
        capture = tshark.write("broken.pcap", packets.capture(packets.datagram(broken(kind))))
        check("1" == tshark("-r", capture, "-Y", shown, "-T", "fields", "-e", "frame.number").strip(),
                     f"{kind}: what came before is there", tshark("-r", capture, "-V"))
        if place is None:
            continue
        malformed = "espect.malformed && _ws.expert.group == malformed && _ws.expert.severity == error"
        text = tshark("-r", capture, "-Y", malformed, "-T", "fields", "-e", "_ws.expert.message")
        check(place in text, f"{kind}: expert item with the place", text)

    error = packets.message(41, packets.notify(0, 17, b"\x00\x13"), flags=0x20)
    capture = tshark.write("error.pcap", packets.capture(packets.datagram(error)))
    info = tshark("-r", capture, "-T", "fields", "-e", "_ws.col.Info").strip()
    check(info == "IKE_SA_INIT response: INVALID_KE wants 19 (ECP-256)", "Info names an error notify", info)

    chosen = packets.message(41, packets.notify(0, 61446))
    capture = tshark.write("experimental.pcap", packets.capture(packets.datagram(chosen)))
    text = tshark("-r", capture, "-Y", "espect.experimental", "-V")
    check("ESP_ECHO_SUPPORTED (experimental)" in text, "experimental number: named and noted", text)
    capture = tshark.write("experimental.pcap", packets.capture(*[packets.datagram(chosen)] * 3))
    for passes in ([], ["-2"]):
        noted = tshark(*passes, "-r", capture, "-Y", "espect.experimental", "-T", "fields", "-e", "frame.number").split()
        check(noted == ["1"], "noted once in a capture, in the same frame in both passes", noted)

    several = packets.proposal(packets.transform(1, 61442), packets.transform(2, 61441), packets.transform(4, 31), packets.transform(6, 61441, last=True))
    capture = tshark.write("several.pcap", packets.capture(packets.datagram(packets.message(33, packets.payload(0, several)))))
    notes = tshark("-r", capture, "-Y", "espect.experimental", "-T", "fields", "-E", "aggregator=|", "-e", "_ws.expert.message").strip().split("|")
    check(sorted(note.split()[0] for note in notes if "experimental profile" in note) == ["ENCR_SM4_GCM_16", "PRF_HMAC_SM3", "curveSM2"], "one note for each experimental number", notes)

    registered = packets.proposal(packets.transform(13, 1), packets.transform(12, 37), packets.transform(99, 36, last=True))
    capture = tshark.write("ids.pcap", packets.capture(packets.datagram(packets.message(33, packets.payload(0, registered)))))
    text = tshark("-r", capture, "-V")
    check("Transform: ADDKE7 ML-KEM-1024" in text and "KWA KW_5649_128" in text, "ids by the registry of their type", text)
    check("Transform ID: 36\n" in text, "an id of an unknown type stays a number", text)

    notifies = [(16407, b"\x03\x05a.b.c" + bytes(16)), (16408, b"\x02\x10" + bytes(16)), (16409, b"\0\0\x0e\x10" + bytes(20)),
                (16413, bytes(20)), (16419, bytes(20)), (16424, b"\0\1\0\2"), (16387, b"\1\2\3"), (16431, b"\0\2\0\5"),
                (16407, b"\1\4\xc0\0\2\7"), (16390, bytes(8)), (16422, bytes(range(12))), (16423, bytes(4)), (0, b""), (8200, b"x"), (50000, b"y")]
    frames = [packets.datagram(packets.message(41, packets.notify(0, kind, data))) for kind, data in notifies]
    frames += [packets.datagram(bytes(4) + packets.message(41, packets.notify(0, 16390, bytes(8))), 4500, 4500),
               packets.datagram(b"\xff"), packets.datagram(b"\xff", 4500, 4500), packets.datagram(bytes(4), 4500, 4500),
               packets.datagram(bytes(3), 4500, 4500), packets.datagram(packets.message(40, b"", length=20)),
               packets.datagram(packets.message(43, packets.payload(0, b"x" * 16), exchange=38)),
               packets.datagram(packets.message(42, packets.payload(0, b"\x03\x04\0\2" + bytes(8)), exchange=37))]
    count, found = differences(tshark, tshark.write("notifies.pcap", packets.capture(*frames)))
    check(count and not found, "notifies: fields as without the plugin", "\n  ".join(found[:20]))

    whole = packets.datagram(packets.message(33, packets.payload(40, packets.proposal(packets.transform(1, 12, last=True)))
                                             + packets.payload(0, bytes(64))))
    cut = packets.GLOBAL_HEADER + packets.record(whole[:-30], original=len(whole))
    text = tshark("-r", tshark.write("cut.pcap", cut), "-V")
    check("Packet size limited during capture" in text and "ENCR_AES_CBC" in text and "Malformed" not in text,
                 "a snapped packet is not malformed", text)
