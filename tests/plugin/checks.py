# SPDX-License-Identifier: GPL-2.0-or-later
"""The checks. Each says one thing; a table has one check per row."""
import struct

import packets
from compare import differences, frames, lost_with_keys

CORPUS_CHECKS = ["fields of the lab captures", "an IKEv1 negotiation", "an error notify", "a decrypted negotiation"]


class Report:
    def __init__(self):
        self.passed = 0
        self.skipped = []
        self.failures = []

    def check(self, good, what, detail=""):
        if good:
            self.passed += 1
        else:
            self.failures.append(what)
            print(f"FAILED: {what}\n  {str(detail)[:3000]}")

    def finish(self):
        print(f"{self.passed} checks passed, {len(self.failures)} failed")
        if self.skipped:
            print(f"skipped, for lack of ESPECT_CORPUS: {', '.join(self.skipped)}")
        return 1 if self.failures else 0


def plugin_is_loaded(tshark, report):
    loaded = [line.split("\t") for line in tshark("-G", "plugins").splitlines()]
    espect = [columns for columns in loaded if columns[0].strip() == "espect.so"]
    if not espect:
        raise SystemExit("tshark does not load espect.so: no check would mean anything")
    report.check(espect[0][1] and espect[0][2] == "dissector", "-G plugins gives version and kind", espect)


VALUES = [
    ("isakmp.exchangetype", 43, "IKE_INTERMEDIATE"), ("isakmp.exchangetype", 44, "IKE_FOLLOWUP_KE"),
    ("isakmp.exchangetype", 2, "Identity Protection (Main Mode)"),
    *[("isakmp.tf.type", 5 + n, f"Additional Key Exchange {n} (ADDKE{n})") for n in range(1, 8)],
    ("isakmp.tf.type", 5, "Sequence Numbers (SN)"),
    *[(field, number, name) for field in ("isakmp.tf.id", "isakmp.tf.id.dh", "isakmp.key_exchange.dh_group",
                                          "isakmp.notify.data.accepted_dh_group")
      for number, name in ((35, "ML-KEM-512"), (36, "ML-KEM-768"), (37, "ML-KEM-1024"))],
    ("isakmp.tf.id.esn", 2, "32-bit Unspecified Numbers"),
    ("isakmp.tf.id.encr", 20, "ENCR_AES_GCM_16"), ("isakmp.tf.id.encr", 20, "AES-GCM with a 16 octet ICV"),
    ("isakmp.tf.id.encr", 61442, "ENCR_SM4_GCM_16 (experimental)"),
    ("isakmp.typepayload", 54, "Puzzle Solution"), ("isakmp.typepayload", 8, "Hash"),
    ("isakmp.nextpayload", 34, "Key Exchange"),
    ("isakmp.notify.msgtype", 16438, "INTERMEDIATE_EXCHANGE_SUPPORTED"),
    ("isakmp.notify.msgtype", 16441, "ADDITIONAL_KEY_EXCHANGE"), ("isakmp.notify.msgtype", 16442, "USE_AGGFRAG"),
    ("isakmp.notify.msgtype", 24576, "RESPONDER-LIFETIME"), ("isakmp.ts.type", 10, "TS_SECLABEL"),
]
FIELDS = ["espect.ike.transform.addke", "espect.ike.use_aggfrag.requirements", "espect.malformed", "espect.experimental",
          "espect.finding.esp-sequence-reused", "espect.finding.weak-algorithm", "espect.finding_as.high"]
TEXTS = [
    "Exchange type: IKE_SA_INIT (34)", "Payload: Key Exchange (34)", "Payload: Notify (41) - NAT_DETECTION_SOURCE_IP",
    "Payload: Notify (41) - INTERMEDIATE_EXCHANGE_SUPPORTED", "Transform: ADDKE1 ML-KEM-768",
    "Transform Type: Additional Key Exchange 1 (ADDKE1) (6)", "Transform ID: ML-KEM-768 (36)",
    "Flags: 0x08 (Initiator, No higher version, Request)", "..0. .... = Response: Request", "Version: 2.0",
    "Payload: Proposal (2) # 1", "Transform Attribute (t=14,l=2): Key Length: 256",
    "Exchange type: IKE_INTERMEDIATE (43)", "Exchange type: IKE_FOLLOWUP_KE (44)",
]
FILTERS = [  # filter, frames of samples/hybrid-ml-kem
    ("isakmp.exchangetype==43", [3, 4]), ('isakmp.exchangetype == "IKE_INTERMEDIATE"', [3, 4]),
    ("isakmp.tf.id.dh==31", [1, 2]), ("isakmp.tf.id == 36", [1, 2]), ("espect.ike.transform.addke == 36", [1, 2]),
    ('isakmp.tf.id.dh == "Curve25519"', [1, 2]), ('isakmp.tf.id.encr == "AES-GCM with a 16 octet ICV"', [1, 2]),
    ("isakmp.ike2.attr.value == 01:00", [1, 2]), ("isakmp.exchangetype == 34 && isakmp.flag_r == 1", [2]),
    ("espect.malformed", []),
]


def names(tshark, report, hybrid):
    values = {tuple(line.split("\t")[1:4]) for line in tshark("-G", "values").splitlines()}
    ranges = {(line.split("\t")[1], line.split("\t")[2], line.split("\t")[4])
              for line in tshark("-G", "values").splitlines() if line.startswith("R\t")}
    for field, number, name in VALUES:
        report.check((field, str(number), name) in values | ranges, f"-G values: {field} {number} {name}")
    fields = tshark("-G", "fields")
    for field in FIELDS:
        report.check(f"\t{field}\t" in fields, f"-G fields: {field}")
    tree = tshark("-r", hybrid, "-V", "-Y", "isakmp")
    for text in TEXTS:
        report.check(text in tree, f"tree of hybrid-ml-kem: {text}")
    info = tshark("-r", hybrid, "-Y", "isakmp", "-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info").splitlines()
    report.check(all(line.startswith("ISAKMP\t") for line in info), "the column Protocol is as without the plugin", info[:3])
    for expression, expected in FILTERS:
        found = [int(line) for line in tshark("-r", hybrid, "-Y", expression, "-T", "fields", "-e", "frame.number").split()]
        report.check(found == expected, f"filter {expression}", found)


def moved(capture, port):
    frames = []
    for frame, _ in packets.records(capture.read_bytes()):
        if (udp := packets.udp_payload(frame)) and udp[2] == 500:
            frames.append(packets.datagram(udp[0], port, port))
    return packets.capture(*frames)


def hooks(tshark, report, hybrid):
    # The names in fields stay: disabling hides a protocol, it does not unload a plugin.
    columns = ["-e", "frame.protocols", "-e", "isakmp.tf.id", "-e", "isakmp.notify.msgtype"]
    for protocol in ("espect", "isakmp", "udpencap", "udp"):
        info = ["-e", "_ws.col.Info", "-e", "_ws.col.Protocol"] if protocol == "espect" else []
        # From 4.4 on an unknown protocol is an error.
        shown = [tshark("-r", hybrid, *(["--disable-protocol", protocol] if plugin or protocol != "espect" else []),
                        "-T", "fields", *columns, *info, plugin=plugin) for plugin in (False, True)]
        report.check(shown[0] == shown[1], f"{protocol} disabled: as without the plugin", shown[1])
    port = 5000
    elsewhere = tshark.write("elsewhere.pcap", moved(hybrid, port))
    ways = [(["-d", f"udp.port=={port},isakmp"], "Decode As"), (["-o", f"isakmp.udp.port:500,{port}"], "port preference")]
    report.check("isakmp" not in tshark("-r", elsewhere, "-T", "fields", "-e", "frame.protocols"), "other ports are left alone")
    for options, what in ways:
        tree = tshark("-r", elsewhere, "-V", *options)
        report.check("Transform: ADDKE1 ML-KEM-768" in tree, f"{what} leads to espect", tree)
        count, found = differences(tshark, elsewhere, *options)
        report.check(count > 0 and not found, f"{what}: same fields", found)
    gone = [tshark("-r", hybrid, "-T", "fields", "-e", "frame.protocols", "-o", "isakmp.udp.port:600", plugin=plugin)
            for plugin in (False, True)]
    report.check(gone[0] == gone[1], "port 500 taken out of the preference: as without the plugin")
    none = [tshark("-r", hybrid, "-T", "fields", "-e", "frame.protocols", "-d", "udp.port==500,data", plugin=plugin)
            for plugin in (False, True)]
    report.check(none[0] == none[1], "Decode As data on port 500: as without the plugin")


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


def made_messages(tshark, report):
    for kind, place, shown in BROKEN:
        capture = tshark.write("broken.pcap", packets.capture(packets.datagram(broken(kind))))
        report.check("1" == tshark("-r", capture, "-Y", shown, "-T", "fields", "-e", "frame.number").strip(),
                     f"{kind}: what came before is there", tshark("-r", capture, "-V"))
        if place is None:
            continue
        malformed = "espect.malformed && _ws.expert.group == malformed && _ws.expert.severity == error"
        text = tshark("-r", capture, "-Y", malformed, "-T", "fields", "-e", "_ws.expert.message")
        report.check(place in text, f"{kind}: expert item with the place", text)

    error = packets.message(41, packets.notify(0, 17, b"\x00\x13"), flags=0x20)
    capture = tshark.write("error.pcap", packets.capture(packets.datagram(error)))
    info = tshark("-r", capture, "-T", "fields", "-e", "_ws.col.Info").strip()
    report.check(info == "IKE_SA_INIT response: INVALID_KE wants 19 (ECP-256)", "Info names an error notify", info)

    chosen = packets.message(41, packets.notify(0, 61446))
    capture = tshark.write("experimental.pcap", packets.capture(packets.datagram(chosen)))
    text = tshark("-r", capture, "-Y", "espect.experimental", "-V")
    report.check("ESP_ECHO_SUPPORTED (experimental)" in text, "experimental number: named and noted", text)

    several = packets.proposal(packets.transform(1, 61442), packets.transform(2, 61441), packets.transform(4, 31), packets.transform(6, 61441, last=True))
    capture = tshark.write("several.pcap", packets.capture(packets.datagram(packets.message(33, packets.payload(0, several)))))
    notes = tshark("-r", capture, "-Y", "espect.experimental", "-T", "fields", "-E", "aggregator=|", "-e", "_ws.expert.message").strip().split("|")
    report.check(sorted(note.split()[0] for note in notes if "experimental profile" in note) == ["ENCR_SM4_GCM_16", "PRF_HMAC_SM3", "curveSM2"], "one note for each experimental number", notes)

    registered = packets.proposal(packets.transform(13, 1), packets.transform(12, 37), packets.transform(99, 36, last=True))
    capture = tshark.write("ids.pcap", packets.capture(packets.datagram(packets.message(33, packets.payload(0, registered)))))
    text = tshark("-r", capture, "-V")
    report.check("Transform: ADDKE7 ML-KEM-1024" in text and "KWA KW_5649_128" in text, "ids by the registry of their type", text)
    report.check("Transform ID: 36\n" in text, "an id of an unknown type stays a number", text)

    notifies = [(16407, b"\x03\x05a.b.c" + bytes(16)), (16408, b"\x02\x10" + bytes(16)), (16409, b"\0\0\x0e\x10" + bytes(20)),
                (16413, bytes(20)), (16419, bytes(20)), (16424, b"\0\1\0\2"), (16387, b"\1\2\3"), (16431, b"\0\2\0\5"),
                (16407, b"\1\4\xc0\0\2\7"), (16390, bytes(8)), (16422, bytes(range(12))), (16423, bytes(4)), (0, b""), (8200, b"x"), (50000, b"y")]
    frames = [packets.datagram(packets.message(41, packets.notify(0, kind, data))) for kind, data in notifies]
    frames += [packets.datagram(bytes(4) + packets.message(41, packets.notify(0, 16390, bytes(8))), 4500, 4500),
               packets.datagram(b"\xff"), packets.datagram(b"\xff", 4500, 4500), packets.datagram(bytes(4), 4500, 4500),
               packets.datagram(bytes(3), 4500, 4500), packets.datagram(packets.message(40, b"", length=20)),
               packets.datagram(packets.message(43, packets.payload(0, b"x" * 16), exchange=38)),
               packets.datagram(packets.message(42, packets.payload(0, b"\x03\x04\0\2" + bytes(8)), exchange=37))]
    same_fields(tshark, report, tshark.write("notifies.pcap", packets.capture(*frames)))

    whole = packets.datagram(packets.message(33, packets.payload(40, packets.proposal(packets.transform(1, 12, last=True)))
                                             + packets.payload(0, bytes(64))))
    cut = packets.GLOBAL_HEADER + packets.record(whole[:-30], original=len(whole))
    text = tshark("-r", tshark.write("cut.pcap", cut), "-V")
    report.check("Packet size limited during capture" in text and "ENCR_AES_CBC" in text and "Malformed" not in text,
                 "a snapped packet is not malformed", text)


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


def ikev1(tshark, report):
    attributes = bytes.fromhex("80010007800e0080800200028003000180040002800b0001800c7080")
    transform = struct.pack("!BBHBBH", 0, 0, 8 + len(attributes), 1, 1, 0) + attributes
    sa = struct.pack("!II", 1, 1) + struct.pack("!BBHBBBB", 0, 0, 8 + len(transform), 1, 1, 0, 1) + transform
    main_mode = packets.message(1, packets.payload(13, sa) + packets.payload(0, bytes.fromhex("afcad71368a1f1c96b8696fc77570100")),
                                exchange=2, flags=0, version=0x10)
    doi = struct.pack("!IBBH", 1, 1, 0, 24578)
    notify = packets.message(11, packets.payload(0, doi), exchange=5, flags=0, version=0x10)
    capture = tshark.write("ikev1.pcap", packets.capture(packets.datagram(main_mode), packets.datagram(notify)))
    shown = [tshark("-r", capture, "-V", plugin=plugin) for plugin in (False, True)]
    report.check("Main Mode" in shown[0] and shown[0] == without_findings(shown[1]), "IKEv1: every word as without the plugin")


def same_fields(tshark, report, capture):
    name = "/".join(capture.parts[-2:])
    plain = frames(tshark, capture, False)
    count, found = differences(tshark, capture, plain=plain)
    report.check(not found, f"{name}: isakmp, esp and ah fields as without the plugin", "\n  ".join(found[:20]))
    keys = capture.parent / "keys"
    if keys.is_dir():
        count, found = lost_with_keys(tshark, capture, plain, "-o", f"espect.keys:{keys}")
        report.check(not found, f"{name}: fields of ESP and AH stay when they are opened", "\n  ".join(found[:20]))


def corpus(tshark, report, lab):
    ikev1_capture = lab / "m1_ikev1_main" / "capture.pcap"
    shown = [tshark("-r", ikev1_capture, "-V", "-Y", "isakmp", plugin=plugin) for plugin in (False, True)]
    report.check(shown[0] == without_findings(shown[1]), "m1_ikev1_main: every word as without the plugin")
    info = tshark("-r", lab / "d02_invalid_ke_retry" / "capture.pcap", "-T", "fields", "-e", "_ws.col.Info")
    report.check(": INVALID_KE wants " in info, "d02_invalid_ke_retry: the error is in the Info column", info)
    keys = (lab / "a2_mlkem768_esn_psk" / "ikev2_decryption_table").read_text().splitlines()
    options = [part for row in keys if row for part in ("-o", f"uat:ikev2_decryption_table:{row}")]
    tree = tshark("-r", lab / "a2_mlkem768_esn_psk" / "capture.pcap", "-V", "-Y", "isakmp", *options)
    report.check("Payload: Notify (41) - ADDITIONAL_KEY_EXCHANGE" in tree, "opened with rows given to Wireshark's table, named by espect", tree)


def mutated(tshark, report, captures, runs, random):
    """Every truncation and many corruptions of the IKE payloads of the samples."""
    messages = []
    for capture in captures:
        for frame, _ in packets.records(capture.read_bytes()):
            udp = packets.udp_payload(frame)
            if udp and {udp[1], udp[2]} & {500, 4500} and udp not in messages:
                messages.append(udp)
    clear = [udp for udp in messages if udp[2] == 500]
    frames = [packets.datagram(octets[:size], *ports) for octets, *ports in clear for size in range(len(octets))]
    survives(tshark, report, frames, "every truncation")
    for run in range(runs):
        frames = []
        for octets, *ports in random.choices(clear, k=20) + random.choices(messages, k=5):
            changed = bytearray(octets)
            for at in range(len(changed)):
                if random.random() < 0.02:
                    changed[at] = random.choice((0, 1, 0xFF, random.randrange(256)))
            frames.append(packets.datagram(bytes(changed), *ports))
        survives(tshark, report, frames, f"corruption {run}")


def survives(tshark, report, frames, what):
    capture = tshark.write("mutated.pcap", packets.capture(*frames))
    done = tshark.command("-r", capture, "-V")
    bug = b"Dissector bug" in done.stdout + done.stderr
    report.check(done.returncode == 0 and not bug, f"{what}: no crash, no dissector bug", done.stderr.decode("utf-8", "replace")[-2000:])
