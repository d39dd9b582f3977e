# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin opens and finds in the captures of the lab, against truth.json and the program."""
import json
import os
from pathlib import Path

import outputs
import pytest
from compare import differences
from lab_rows import expected, findings_of_program, opened, rows
from sharkd import matching

SAMPLED = [
    "a2_mlkem768_esn_psk", "b_mlkem1024_frag", "d03_cookie", "d14_eap_mschapv2", "e1_nat_masquerade",
    "e3_mobike_address_change", "f2_esn_replay", "f5_esn_wrap", "g1_ike_auth_ip_fragments", "g2_ike_auth_skf_fragments",
    "g3_esp_pmtu_icmp", "h1_many_children_all_algorithms", "h3_ipcomp", "h4_transport", "j2_iptfs_delay_aggregate",
    "k1_tcp_encap_rfc9329", "l1_ppk_required", "m3_ikev2_weak",
]
EXPORTED = ["a2_mlkem768_esn_psk", "j2_iptfs_delay_aggregate"]  # tunnel mode: the inner packets are whole
# Rules whose findings tshark -2 cannot show on the frames of the program's report, and why.
NOT_SHOWN = {}
NOT_SHOWN_IN = {}


def without(rules, scenario):
    hidden = set(NOT_SHOWN) | set(NOT_SHOWN_IN.get(scenario, {}))
    return {frame: left for frame, names in rules.items() if (left := names - hidden)}


def scenario(tshark, check, folder, truths, program):
    keys = folder / "keys"
    options = ["-o", f"espect.keys:{keys}"] if keys.is_dir() else []
    for name, truth in truths.items():
        what = f"{folder.name}/{name}"
        one, two = rows(tshark, folder / name, *options), rows(tshark, folder / name, "-2", *options)
        check(opened(one) == expected(truth), f"{what}: opened as in truth.json", f"{opened(one)}, expected {expected(truth)}")
        check(opened(two) == opened(one), f"{what}: the second pass shows what the first did", opened(two))
        same = [row.number for row, again in zip(one, two) if (row.protocols, row.icvs) != (again.protocols, again.icvs)]
        check(not same, f"{what}: the same layers in both passes", same)
        shown = without({row.number: row.rules for row in two}, folder.name)
        wanted = without(findings_of_program(program, folder / name, keys), folder.name)
        check(shown == wanted, f"{what}: findings of tshark -2 as those of the program",
              f"{sorted(shown.items())[:10]}\n  expected {sorted(wanted.items())[:10]}")


def table(tshark, folder):
    """The rows of every key generation, as strongSwan's save-keys plugin writes them."""
    path = folder / "keys" / "save-keys" / "ikev2_decryption_table"
    return path.read_text() if path.is_file() else None


def tables(tshark, check, folder, truths):
    rows_of_ike = table(tshark, folder)
    if rows_of_ike is None:
        return
    for name, truth in truths.items():
        what = f"{folder.name}/{name}"
        with tshark.profile({"ikev2_decryption_table": rows_of_ike}):
            shown = opened(rows(tshark, folder / name))
        check(shown == expected(truth, esp=False) | {"ICVs good": shown["ICVs good"], "ICVs bad": shown["ICVs bad"]},
                     f"{what}: opened with the profile's table", shown)
        if "k" == what[0]:
            continue
        with tshark.profile({"ikev2_decryption_table": wrong(rows_of_ike)}):
            shown = rows(tshark, folder / name)
        check(not any(row.generations for row in shown), f"{what}: wrong keys open nothing")
        check(not any(row.malformed for row in shown), f"{what}: wrong keys make nothing malformed",
                     [row.number for row in shown if row.malformed])
        check(any(row.closed for row in shown), f"{what}: what wants a key is said")


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


def test_switched_off(tshark, check, lab):
    folder = lab / "h4_transport"
    capture, keys = folder / "capture.pcap", ["-o", f"espect.keys:{folder / 'keys'}"]
    shown = tshark("-r", capture, "-V", "--disable-protocol", "espect", *keys)
    check("Decrypted" not in shown and "espect" not in shown and "Echo (ping)" not in shown,
                 "espect disabled: nothing is opened", shown)
    plain = tshark("-r", capture, "-T", "fields", "-e", "frame.protocols", "-e", "_ws.col.Info", plugin=False)
    shown = tshark("-r", capture, "-T", "fields", "-e", "frame.protocols", "-e", "_ws.col.Info", "--disable-protocol", "espect", *keys)
    check(plain == shown, "espect disabled: layers and Info as without the plugin")


ONE_GENERATION = ["c_mlkem512_alone", "d02_invalid_ke_retry", "i1_strongswan_to_libreswan"]


def test_as_the_built_in_one_opens(tshark, check, lab):
    """Where Wireshark can open everything itself, with the same table."""
    for name in ONE_GENERATION:
        with tshark.profile({"ikev2_decryption_table": (lab / name / "ikev2_decryption_table").read_text()}):
            count, found = differences(tshark, lab / name / "capture.pcap")
        check(count > 0 and not found, f"{name}: decrypted isakmp fields as without the plugin", "\n  ".join(found[:20]))


STATISTICS = [("espect,ike", "rekeyed     |"), ("espect,child", "ENCR_AES_CBC-256"), ("espect,flows", "0xc82fb9af"),
              ("espect,findings", "IPsec: findings")]
DETAILS = [  # filter, whether a frame of a2_mlkem768_esn_psk shows it
    ("espect.ike.request_in && espect.ike.time", True), ("espect.ike.response_in && isakmp.flag_r == 0", True),
    ("espect.sa.esn_high == 0 && espect.sa.sequence == 1", True), ("espect.child_sa == 1 && espect.ike_sa == 1", True),
    ("icmp && esp", True), ("http.request && esp", True), ("espect.ike.generation == 1 && isakmp.exchangetype == 35", True),
    ("espect.ike.retransmission", False), ("espect.sa.position", False),
]


def test_details(tshark, check, lab):
    folder = lab / "a2_mlkem768_esn_psk"
    capture, keys = folder / "capture.pcap", ["-o", f"espect.keys:{folder / 'keys'}"]
    for table_of, text in STATISTICS:
        shown = tshark("-q", "-r", capture, "-z", table_of, *keys)
        check(text in shown, f"-z {table_of}", shown)
    found = matching(tshark, capture, [expression for expression, _ in DETAILS], folder / "keys")
    for expression, wanted in DETAILS:
        check(found[expression] is not None and bool(found[expression]) == wanted, f"a2_mlkem768_esn_psk: {expression}", found[expression])
    missing = tshark("-r", capture, "-o", "espect.keys:/nonexistent/keys", "-Y", "espect.keys.warning", "-T", "fields", "-e", "_ws.expert.message")
    check("/nonexistent/keys" in missing, "a key file that is missing is said on the first frame", missing)


def pytest_generate_tests(metafunc):
    """`name`: scenarios of the lab."""
    if "name" in metafunc.fixturenames:
        folder = os.environ.get("ESPECT_CORPUS")
        everything = os.environ.get("ESPECT_PLUGIN_LAB") == "all" and folder
        metafunc.parametrize("name", list(json.loads(Path(folder, "lab", "truth.json").read_text())) if everything else SAMPLED)


def test_scenario(tshark, check, lab, released, name):
    """The findings are those of the released program; corpus/keys_test.py audits the lab with its keys under sanitizers."""
    truths = json.loads((lab / "truth.json").read_text())[name]
    scenario(tshark, check, lab / name, truths, released.path)
    tables(tshark, check, lab / name, truths)
    outputs.findings(tshark, check, released.path, lab / name, next(iter(truths)))


@pytest.mark.parametrize("tunnel", EXPORTED)
def test_export(tshark, check, lab, released, tunnel):
    capture, truth = next(iter(json.loads((lab / "truth.json").read_text())[tunnel].items()))
    outputs.exported(tshark, check, released.path, lab / tunnel, capture, truth["ike_decryptable"])
