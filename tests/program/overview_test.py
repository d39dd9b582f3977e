# SPDX-License-Identifier: GPL-2.0-or-later
"""Many captures as text: an overview that fits two screens and says what the JSON report says."""
import json
import re
import shutil

import pytest
from check import ROOT

TWO_SCREENS = 70  # lines
SAMPLES = sorted(ROOT.glob("samples/*/capture.pcap"))


@pytest.fixture
def five_hundred(tmp_path):
    for number in range(500):
        shutil.copy(SAMPLES[number % len(SAMPLES)], tmp_path / f"{number:03}.pcap")
    return tmp_path


def text_of(program, *arguments):
    return program("audit", "--fail-on", "never", "--colour", "never", *arguments).stdout.decode()


def test_five_hundred_captures_fit_two_screens(program, five_hundred):
    text = text_of(program, five_hundred)
    report = json.loads(program("audit", "--fail-on", "never", "-f", "json", five_hundred).stdout)
    assert len(text.splitlines()) <= TWO_SCREENS
    packets = sum(capture["packets"] for capture in report["captures"])
    assert text.startswith(f"500 captures, {packets} packets, ")
    assert f"{len(report['ike_sas'])} IKE SAs, {len(report['child_sas'])} Child SA" in text
    by_rule = {}
    for finding in report["findings"]:
        by_rule.setdefault((finding["severity"], finding["rule"]), []).append(finding["capture"])
    rows = re.findall(r"^  (high|medium|low|info) +([a-z0-9-]+) +(\d+) +(\d+)", text, re.MULTILINE)
    shown = {(severity, rule): (int(found), int(captures)) for severity, rule, found, captures in rows}
    wanted = {key: (len(found), len(set(found))) for key, found in by_rule.items()}
    assert shown.items() <= wanted.items()
    assert shown == wanted or (len(shown) == 25 and f"... and {len(wanted) - len(shown)} more\n" in text)
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=["high", "medium", "low", "info"].index)
    closed = sum(sa["encrypted"] - sa["decrypted"] for sa in report["ike_sas"])
    sums = [int(number) for number in re.findall(r"(\d+) encrypted IKE messages? not opened", text)]
    assert sum(sums) == closed
    summary = report["summary"]
    assert f"{summary['high']} high, {summary['medium']} medium, {summary['low']} low, {summary['info']} info" in text


def test_few_captures_are_written_in_full(program):
    few = text_of(program, *SAMPLES[:5])
    assert "Findings by rule" not in few and all(str(path) in few for path in SAMPLES[:5])
    many = text_of(program, *SAMPLES[:6])
    assert "Findings by rule" in many and "1 IKE SA\n" not in many
    both = text_of(program, "--verbose", *SAMPLES[:6])
    assert both.startswith(many.split("--verbose")[0]) and all(str(path) in both for path in SAMPLES[:6])
    one = text_of(program, "--summary", SAMPLES[0])
    assert one.startswith("1 capture, ") and "Findings by rule" in one and "--verbose" not in one
