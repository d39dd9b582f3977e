# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin opens and finds in the captures of the lab, against truth.json and the program."""
import json
import os
import subprocess

import fragments
import outputs
from compare import differences

# Every kind of key generation, encapsulation and algorithm once; ESPECT_PLUGIN_LAB=all takes every scenario.
SAMPLED = [
    "a2_mlkem768_esn_psk", "b_mlkem1024_frag", "d03_cookie", "d14_eap_mschapv2", "e1_nat_masquerade",
    "e3_mobike_address_change", "f2_esn_replay", "f5_esn_wrap", "g1_ike_auth_ip_fragments", "g2_ike_auth_skf_fragments",
    "g3_esp_pmtu_icmp", "h1_many_children_all_algorithms", "h3_ipcomp", "h4_transport", "j2_iptfs_delay_aggregate",
    "k1_tcp_encap_rfc9329", "l1_ppk_required", "m3_ikev2_weak",
]
FIELDS = ["frame.number", "espect.ike.generation", "espect.sa.icv_good", "_ws.malformed", "espect.malformed",
          "espect.finding.rule", "frame.protocols"]
EXPORTED = ["a2_mlkem768_esn_psk", "j2_iptfs_delay_aggregate"]  # tunnel mode: the inner packets are whole
# Rules whose findings tshark -2 cannot show on the frames of the program's report, and why.
NOT_SHOWN = {}
NOT_SHOWN_IN = {"g6_esp6_pmtu": {
    "path-mtu-exceeded": "the ICMPv6 error quotes a first fragment, whose payload Wireshark hands to no dissector",
}}


class Row:
    def __init__(self, line):
        values = dict(zip(FIELDS, line.split("\t")))
        self.number = int(values["frame.number"])
        self.generations = [value for value in values["espect.ike.generation"].split(",") if value]
        # Wireshark 4.0 writes booleans as 1 and 0, 4.4 as True and False.
        self.icvs = [str(int(value in ("1", "True"))) for value in values["espect.sa.icv_good"].split(",") if value]
        self.malformed = values["_ws.malformed"] or values["espect.malformed"]
        self.rules = {value for value in values["espect.finding.rule"].split(",") if value}
        self.protocols = values["frame.protocols"]


def rows(tshark, capture, *options):
    columns = [part for field in FIELDS for part in ("-e", field)]
    return [Row(line) for line in tshark("-r", capture, "-T", "fields", *columns, *options).splitlines()]


def opened(shown):
    icvs = [value for row in shown for value in row.icvs]
    return {"IKE messages opened": sum(len(row.generations) for row in shown),
            "ICVs good": icvs.count("1"), "ICVs bad": icvs.count("0"),
            "malformed frames": [row.number for row in shown if row.malformed]}


def expected(truth, ike=True, esp=True):
    totals = truth["totals"]
    return {"IKE messages opened": truth["ike_decryptable"] if ike else 0,
            "ICVs good": totals["esp_icv_ok"] + totals["ah_icv_ok"] if esp else 0,
            "ICVs bad": totals["esp_icv_bad"] + totals["ah_icv_bad"] if esp else 0, "malformed frames": []}


def findings_of_program(program, capture, keys):
    done = subprocess.run([program, "audit", "--format", "json", *(["--keys", str(keys)] if keys.is_dir() else []), str(capture)],
                          capture_output=True, timeout=300)
    found = {}
    for finding in json.loads(done.stdout)["findings"]:
        for frame in finding["frames"]:
            found.setdefault(frame, set()).add(finding["rule"])
    return found


def without(rules, scenario):
    hidden = set(NOT_SHOWN) | set(NOT_SHOWN_IN.get(scenario, {}))
    return {frame: left for frame, names in rules.items() if (left := names - hidden)}


def scenario(tshark, report, folder, truths, program):
    keys = folder / "keys"
    options = ["-o", f"espect.keys:{keys}"] if keys.is_dir() else []
    for name, truth in truths.items():
        what = f"{folder.name}/{name}"
        one, two = rows(tshark, folder / name, *options), rows(tshark, folder / name, "-2", *options)
        report.check(opened(one) == expected(truth), f"{what}: opened as in truth.json", f"{opened(one)}, expected {expected(truth)}")
        report.check(opened(two) == opened(one), f"{what}: the second pass shows what the first did", opened(two))
        same = [row.number for row, again in zip(one, two) if (row.protocols, row.icvs) != (again.protocols, again.icvs)]
        report.check(not same, f"{what}: the same layers in both passes", same)
        if program:
            shown = without({row.number: row.rules for row in two}, folder.name)
            wanted = without(findings_of_program(program, folder / name, keys), folder.name)
            report.check(shown == wanted, f"{what}: findings of tshark -2 as those of the program",
                         f"{sorted(shown.items())[:10]}\n  expected {sorted(wanted.items())[:10]}")


def table(tshark, folder):
    """The rows of every key generation, as strongSwan's save-keys plugin writes them."""
    path = folder / "keys" / "save-keys" / "ikev2_decryption_table"
    return path.read_text() if path.is_file() else None


def tables(tshark, report, folder, truths):
    rows_of_ike = table(tshark, folder)
    if rows_of_ike is None:
        return
    for name, truth in truths.items():
        what = f"{folder.name}/{name}"
        with tshark.profile({"ikev2_decryption_table": rows_of_ike}):
            shown = opened(rows(tshark, folder / name))
        report.check(shown == expected(truth, esp=False) | {"ICVs good": shown["ICVs good"], "ICVs bad": shown["ICVs bad"]},
                     f"{what}: opened with the profile's table", shown)
        if "k" == what[0]:
            continue
        with tshark.profile({"ikev2_decryption_table": wrong(rows_of_ike)}):
            shown = rows(tshark, folder / name)
            told = tshark("-r", folder / name, "-Y", "espect.ike.closed", "-T", "fields", "-e", "frame.number").split()
        report.check(not any(row.generations for row in shown), f"{what}: wrong keys open nothing")
        report.check(not any(row.malformed for row in shown), f"{what}: wrong keys make nothing malformed",
                     [row.number for row in shown if row.malformed])
        report.check(told, f"{what}: what wants a key is said")


def wrong(text):
    """Keys in which every octet is another."""
    lines = []
    for line in text.splitlines():
        cells = line.split(",")
        for at in range(2, len(cells)):
            if len(cells[at]) >= 32 and all(digit in "0123456789abcdef" for digit in cells[at]):
                cells[at] = "".join("123456789abcdef0"[int(digit, 16)] for digit in cells[at])
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def switched_off(tshark, report, folder):
    capture, keys = folder / "capture.pcap", ["-o", f"espect.keys:{folder / 'keys'}"]
    shown = tshark("-r", capture, "-V", "--disable-protocol", "espect", *keys)
    report.check("Decrypted" not in shown and "espect" not in shown and "Echo (ping)" not in shown,
                 "espect disabled: nothing is opened", shown)
    plain = tshark("-r", capture, "-T", "fields", "-e", "frame.protocols", "-e", "_ws.col.Info", plugin=False)
    shown = tshark("-r", capture, "-T", "fields", "-e", "frame.protocols", "-e", "_ws.col.Info", "--disable-protocol", "espect", *keys)
    report.check(plain == shown, "espect disabled: layers and Info as without the plugin")


ONE_GENERATION = ["c_mlkem512_alone", "d02_invalid_ke_retry", "i1_strongswan_to_libreswan"]


def as_builtin(tshark, report, lab):
    """Where Wireshark can open everything itself, with the same table."""
    for name in ONE_GENERATION:
        with tshark.profile({"ikev2_decryption_table": (lab / name / "ikev2_decryption_table").read_text()}):
            count, found = differences(tshark, lab / name / "capture.pcap")
        report.check(count > 0 and not found, f"{name}: decrypted isakmp fields as without the plugin", "\n  ".join(found[:20]))


STATISTICS = [("espect,ike", "rekeyed     |"), ("espect,child", "ENCR_AES_CBC-256"), ("espect,flows", "0xc82fb9af"),
              ("espect,findings", "IPsec: findings")]
DETAILS = [  # filter, whether a frame of a2_mlkem768_esn_psk shows it
    ("espect.ike.request_in && espect.ike.time", True), ("espect.ike.response_in && isakmp.flag_r == 0", True),
    ("espect.sa.esn_high == 0 && espect.sa.sequence == 1", True), ("espect.child_sa == 1 && espect.ike_sa == 1", True),
    ("icmp && esp", True), ("http.request && esp", True), ("espect.ike.generation == 1 && isakmp.exchangetype == 35", True),
    ("espect.ike.retransmission", False), ("espect.sa.position", False),
]


def details(tshark, report, folder):
    capture, keys = folder / "capture.pcap", ["-o", f"espect.keys:{folder / 'keys'}"]
    for table_of, text in STATISTICS:
        shown = tshark("-q", "-r", capture, "-z", table_of, *keys)
        report.check(text in shown, f"-z {table_of}", shown)
    for expression, wanted in DETAILS:
        found = tshark("-2", "-r", capture, "-Y", expression, *keys)
        report.check(bool(found) == wanted, f"a2_mlkem768_esn_psk: {expression}", found)
    missing = tshark("-r", capture, "-o", "espect.keys:/nonexistent/keys", "-Y", "espect.keys.warning", "-T", "fields", "-e", "_ws.expert.message")
    report.check("/nonexistent/keys" in missing, "a key file that is missing is said on the first frame", missing)


def check_lab(tshark, report, lab, program):
    truths = json.loads((lab / "truth.json").read_text())
    everything = os.environ.get("ESPECT_PLUGIN_LAB") == "all"
    chosen = [name for name in truths if everything or name in SAMPLED]
    print(f"lab: {len(chosen)} of {len(truths)} scenarios{'' if everything else ' (ESPECT_PLUGIN_LAB=all takes all)'}")
    for name in chosen:
        scenario(tshark, report, lab / name, truths[name], program)
        tables(tshark, report, lab / name, truths[name])
        if program:
            outputs.findings(tshark, report, program, lab / name, next(iter(truths[name])))
    if program:  # the one with AH
        folder = lab / "h1_many_children_all_algorithms"
        fragments.check(tshark, report, program, folder / "capture.pcap", folder / "keys", {fragments.ESP, fragments.AH}, folder.name)
    for name in EXPORTED if program else []:
        capture, truth = next(iter(truths[name].items()))
        outputs.exported(tshark, report, program, lab / name, capture, truth["ike_decryptable"])
    switched_off(tshark, report, lab / "h4_transport")
    as_builtin(tshark, report, lab)
    details(tshark, report, lab / "a2_mlkem768_esn_psk")
