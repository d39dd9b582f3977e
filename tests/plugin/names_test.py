# SPDX-License-Identifier: GPL-2.0-or-later
"""Names and fields of the plugin, filters, and the places of the built-in dissectors."""
import packets
from compare import differences
from sharkd import matching


def test_is_loaded(tshark, check):
    loaded = [line.split("\t") for line in tshark("-G", "plugins").splitlines()]
    espect = [columns for columns in loaded if columns[0].strip() == "espect.so"]
    check(espect[0][1] and espect[0][2] == "dissector", "-G plugins gives version and kind", espect)


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


def test_names(tshark, check, samples):
    hybrid = samples / "hybrid-ml-kem" / "capture.pcap"
    rows = [line.split("\t") for line in tshark("-G", "values").splitlines()]
    values = {tuple(row[1:4]) for row in rows}
    ranges = {(row[1], row[2], row[4]) for row in rows if row[0] == "R"}
    for field, number, name in VALUES:
        check((field, str(number), name) in values | ranges, f"-G values: {field} {number} {name}")
    fields = tshark("-G", "fields")
    for field in FIELDS:
        check(f"\t{field}\t" in fields, f"-G fields: {field}")
    tree = tshark("-r", hybrid, "-V", "-Y", "isakmp")
    for text in TEXTS:
        check(text in tree, f"tree of hybrid-ml-kem: {text}")
    info = tshark("-r", hybrid, "-Y", "isakmp", "-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info").splitlines()
    check(all(line.startswith("ISAKMP\t") for line in info), "the column Protocol is as without the plugin", info[:3])
    found = matching(tshark, hybrid, [expression for expression, _ in FILTERS])
    for expression, expected in FILTERS:
        check(found[expression] == expected, f"filter {expression}", found[expression])


def moved(capture, port):
    frames = []
    for frame, _ in packets.records(capture.read_bytes()):
        if (udp := packets.udp_payload(frame)) and udp[2] == 500:
            frames.append(packets.datagram(udp[0], port, port))
    return packets.capture(*frames)


def test_places_of_the_built_in_dissectors(tshark, check, samples):
    hybrid = samples / "hybrid-ml-kem" / "capture.pcap"
    # The names in fields stay: disabling hides a protocol, it does not unload a plugin.
    columns = ["-e", "frame.protocols", "-e", "isakmp.tf.id", "-e", "isakmp.notify.msgtype"]
    for protocol in ("espect", "isakmp", "udpencap", "udp"):
        info = ["-e", "_ws.col.Info", "-e", "_ws.col.Protocol"] if protocol == "espect" else []
        # From 4.4 on an unknown protocol is an error.
        shown = [tshark("-r", hybrid, *(["--disable-protocol", protocol] if plugin or protocol != "espect" else []),
                        "-T", "fields", *columns, *info, plugin=plugin) for plugin in (False, True)]
        check(shown[0] == shown[1], f"{protocol} disabled: as without the plugin", shown[1])
    port = 5000
    elsewhere = tshark.write("elsewhere.pcap", moved(hybrid, port))
    ways = [(["-d", f"udp.port=={port},isakmp"], "Decode As"), (["-o", f"isakmp.udp.port:500,{port}"], "port preference")]
    check("isakmp" not in tshark("-r", elsewhere, "-T", "fields", "-e", "frame.protocols"), "other ports are left alone")
    for options, what in ways:
        tree = tshark("-r", elsewhere, "-V", *options)
        check("Transform: ADDKE1 ML-KEM-768" in tree, f"{what} leads to espect", tree)
        count, found = differences(tshark, elsewhere, *options)
        check(count > 0 and not found, f"{what}: same fields", found)
    gone = [tshark("-r", hybrid, "-T", "fields", "-e", "frame.protocols", "-o", "isakmp.udp.port:600", plugin=plugin)
            for plugin in (False, True)]
    check(gone[0] == gone[1], "port 500 taken out of the preference: as without the plugin")
    none = [tshark("-r", hybrid, "-T", "fields", "-e", "frame.protocols", "-d", "udp.port==500,data", plugin=plugin)
            for plugin in (False, True)]
    check(none[0] == none[1], "Decode As data on port 500: as without the plugin")
