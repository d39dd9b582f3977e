# SPDX-License-Identifier: GPL-2.0-or-later
"""Tunnels, link types and ports of tests/program/captures: what Wireshark opens, the program opens, and finds the same in it."""
import json

import pytest
from check import ROOT
from lab_rows import findings_of_program, opened, rows

FOLDER = ROOT / "tests" / "program" / "captures"
TUNNELS = sorted(path.name for path in FOLDER.glob("*.pcap") if path.name != "custom_ports.pcap")
HEURISTIC = ["--enable-heuristic", "espect_udp"]


def opens_as_the_program(check, program, shown, capture, keys):
    seen = json.loads(program("audit", "--format", "json", "--keys", keys, capture).stdout)["coverage"]
    found = opened(shown)
    check(seen["ike_decrypted"] > 0 and (found["IKE messages opened"], found["ICVs good"]) == (seen["ike_decrypted"], seen["esp_authenticated"]),
          "as many are opened as by the program", f"{found}\n  expected {seen}")


def rules(shown):
    return {row.number: row.rules for row in shown if row.rules}


@pytest.mark.parametrize("name", TUNNELS)
def test_tunnels_and_link_types(tshark, check, program, name):
    keys = FOLDER / "keys.jsonl"
    shown = rows(tshark, FOLDER / name, "-2", "-o", f"espect.keys:{keys}")
    opens_as_the_program(check, program, shown, FOLDER / name, keys)
    wanted = findings_of_program(program.path, FOLDER / name, keys)
    check(rules(shown) == wanted, "findings as those of the program", f"{rules(shown)}\n  expected {wanted}")


def test_other_ports(tshark, check, program):
    capture, keys = FOLDER / "custom_ports.pcap", FOLDER / "custom_ports.jsonl"
    options = ["-2", "-o", f"espect.keys:{keys}"]
    protocols = [row.protocols for row in rows(tshark, capture, *options)]
    check(not any("isakmp" in one or "esp" in one for one in protocols), "off until it is switched on", protocols[:3])
    shown = rows(tshark, capture, *options, *HEURISTIC)
    opens_as_the_program(check, program, shown, capture, keys)
    wanted = findings_of_program(program.path, capture, keys)
    check(rules(shown) == wanted, "findings as those of the program", f"{rules(shown)}\n  expected {wanted}")
    one_pass = rows(tshark, capture, "-o", f"espect.keys:{keys}", *HEURISTIC)
    check([row.protocols for row in one_pass] == [row.protocols for row in shown], "both passes recognise the same frames")


def test_ports_that_are_known(tshark, check, samples):
    """Where the ports say it, the heuristic dissector changes nothing."""
    capture = samples / "hybrid-ml-kem" / "capture.pcap"
    shown = [tshark("-r", capture, "-T", "fields", "-e", "frame.protocols", "-e", "_ws.col.Info", *options) for options in ([], HEURISTIC)]
    check(shown[0] == shown[1], "the same lines")
