# SPDX-License-Identifier: GPL-2.0-or-later
"""Which findings a report shows and which make it fail: --min-severity, --quiet."""
import json
import xml.etree.ElementTree as ElementTree

from check import ROOT

CAPTURE = ROOT / "samples/esp-replay/capture.pcap"


def report_of(program, *arguments):
    return json.loads(program("audit", "-f", "json", *arguments).stdout)


def test_what_is_below_the_least_severity_is_in_no_form_and_does_not_fail(program):
    every = report_of(program, CAPTURE)
    least = report_of(program, "--min-severity", "high", "--fail-on", "info", CAPTURE)
    assert {finding["severity"] for finding in every["findings"]} == {"low", "high"}
    assert least["findings"] == [finding for finding in every["findings"] if finding["severity"] == "high"]
    assert least["summary"]["low"] == 0 and every["summary"]["low"] == least["summary"]["suppressed"]["below_min_severity"] > 0
    assert every["summary"]["suppressed"] == {"below_min_severity": 0, "baseline": 0, "waived": 0}
    hidden = {finding["rule"] for finding in every["findings"] if finding["severity"] == "low"}
    for rule in hidden:
        for form in ("text", "jsonl"):
            assert rule.encode() in program("audit", "-f", form, CAPTURE).stdout
            assert rule.encode() not in program("audit", "-f", form, "--min-severity", "high", CAPTURE).stdout
    results = json.loads(program("audit", "-f", "sarif", "--min-severity", "high", CAPTURE).stdout)["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == [finding["rule"] for finding in least["findings"]]
    suites = ElementTree.fromstring(program("audit", "-f", "junit", "--min-severity", "high", "--fail-on", "info", CAPTURE).stdout)
    assert {case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None} == {"esp-sequence-reused"}


def test_hidden_findings_do_not_fail(program):
    quiet = ROOT / "samples/dscp/capture.pcap"
    assert program("audit", "--fail-on", "low", quiet).returncode == 1
    assert program("audit", "--fail-on", "low", "--min-severity", "high", quiet).returncode == 0


def test_indices_of_tunnels_follow_what_is_listed(program):
    capture = ROOT / "samples/peer-restarted/capture.pcap"
    for severity in ("info", "medium", "high"):
        report = report_of(program, "--min-severity", severity, capture)
        for tunnel in report["tunnels"]:
            assert all(index < len(report["findings"]) for index in tunnel["findings"])


def test_quiet_is_a_line_for_each_finding(program):
    run = program("audit", "--quiet", CAPTURE)
    lines = run.stdout.decode().splitlines()
    assert len(lines) == len(report_of(program, CAPTURE)["findings"]) and run.returncode == 1
    assert all(line.startswith(f"{CAPTURE}: ") and line.split(": ")[1] in ("high", "medium", "low", "info") for line in lines)
    assert program("audit", "--quiet", "--select", "ike-eap-failed", CAPTURE).stdout == b""
