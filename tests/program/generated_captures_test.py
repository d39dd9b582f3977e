# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures that measurements use are what they are said to be: else a figure would say nothing."""
import json
import subprocess
import sys

from check import ROOT


def made(kind, *arguments):
    subprocess.run([sys.executable, "-B", ROOT / "tests" / "support" / "make_capture.py", kind, *map(str, arguments)], check=True)


def audited(program, *arguments):
    return json.loads(program("audit", "-f", "json", "--fail-on", "never", *arguments).stdout)


def test_ike(program, tmp_path):
    one, many = tmp_path / "one.pcap", tmp_path / "many.pcap"
    made("ike", 1, one)
    made("ike", 20, many)
    first, all_of_them = audited(program, one), audited(program, many)
    assert len(first["ike_sas"]) >= 1
    assert len(all_of_them["ike_sas"]) == 20 * len(first["ike_sas"])
    assert {sa["state"] for sa in all_of_them["ike_sas"]} == {sa["state"] for sa in first["ike_sas"]}


def test_esp_with_keys(program, tmp_path):
    capture, keys = tmp_path / "esp.pcap", tmp_path / "esp.jsonl"
    made("esp-keys", 200, capture, keys)
    flows = audited(program, "--keys", keys, capture)["flows"]
    assert len(flows) == 16
    assert sum(flow["icv_ok"] for flow in flows) == 200
    assert all(flow["lost"] == flow["duplicates"] == 0 for flow in flows)
