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


HEADER = "rule,peers,fingerprint,reason,owner,expires\n"


def written(path, text):
    path.write_text(text)
    return path


def test_a_baseline_makes_known_findings_pass_and_only_those(program, tmp_path):
    baseline = tmp_path / "baseline.csv"
    first = report_of(program, "--write-baseline", baseline, CAPTURE)
    assert first["summary"]["exit"] == 0 and first["summary"]["suppressed"]["baseline"] == len(first["findings"]) > 0
    rows = baseline.read_text().splitlines()
    assert rows[0] == "fingerprint,severity,rule,subject"
    assert {row.split(",")[0] for row in rows[1:]} == {finding["fingerprint"] for finding in first["findings"]}
    again = report_of(program, "--baseline", baseline, CAPTURE)
    assert all(finding["suppressed"] == {"by": "baseline"} for finding in again["findings"])
    assert again["summary"]["exit"] == 0 and again["summary"]["high"] == 0
    sarif = json.loads(program("audit", "-f", "sarif", "--baseline", baseline, CAPTURE).stdout)
    assert all(result["suppressions"][0]["justification"] == "in the baseline" for result in sarif["runs"][0]["results"])
    known = written(tmp_path / "less.csv", "\n".join(row for row in rows if "esp-sequence-reused" not in row) + "\n")
    new = report_of(program, "--baseline", known, CAPTURE)
    assert [finding["rule"] for finding in new["findings"] if "suppressed" not in finding] == ["esp-sequence-reused"] * 2
    assert new["summary"]["exit"] == 1


def test_a_finding_that_became_graver_is_not_in_the_baseline(program, tmp_path):
    baseline = tmp_path / "baseline.csv"
    program("audit", "--write-baseline", baseline, CAPTURE)
    milder = written(tmp_path / "milder.csv", baseline.read_text().replace(",high,", ",medium,"))
    assert report_of(program, "--baseline", milder, CAPTURE)["summary"]["exit"] == 1


def test_a_baseline_holds_wherever_its_capture_stands(program, tmp_path):
    baseline = tmp_path / "baseline.csv"
    program("audit", "--write-baseline", baseline, CAPTURE)
    copy = tmp_path / "copy.pcap"
    copy.write_bytes(CAPTURE.read_bytes())
    both = report_of(program, "--baseline", baseline, copy, CAPTURE)
    assert both["summary"]["exit"] == 0 and both["summary"]["suppressed"]["baseline"] == len(both["findings"])


def test_what_is_no_longer_seen_is_told(program, tmp_path):
    baseline = tmp_path / "baseline.csv"
    program("audit", "--write-baseline", baseline, CAPTURE)
    other = ROOT / "samples/hybrid-ml-kem/capture.pcap"
    notes = report_of(program, "--baseline", baseline, other)["coverage"]["notes"]
    assert sum("in the baseline and no longer seen: esp-sequence-reused" in note for note in notes) == 2
    assert not any("no longer seen" in note for note in report_of(program, "--baseline", baseline, CAPTURE)["coverage"]["notes"])


def test_a_broken_baseline_says_all_that_is_wrong(program, tmp_path):
    bad = written(tmp_path / "bad.csv", "fingerprint,severity,rule,subject\nxyz,high,a,b\n" + "0" * 32 + ",great,a,b\n")
    done = program("audit", "--baseline", bad, CAPTURE)
    assert done.returncode == 2
    assert [line.split(": ")[2] for line in done.stderr.decode().splitlines()] == ["line 2", "line 3"]
    assert program("audit", "--baseline", tmp_path / "none.csv", CAPTURE).returncode == 2


def test_a_waiver_covers_until_its_day(program, tmp_path):
    waivers = written(tmp_path / "waivers.csv", HEADER + "esp-sequence-*,10.1.0.10 10.2.0.10,,replays of the lab,VPN team,2999-12-31\n")
    report = report_of(program, "--waivers", waivers, CAPTURE)
    waived = [finding for finding in report["findings"] if "suppressed" in finding]
    assert [finding["rule"] for finding in waived] == ["esp-sequence-reused"] * 2
    assert waived[0]["suppressed"] == {"by": "waiver", "reason": "replays of the lab", "owner": "VPN team", "expires": "2999-12-31"}
    assert report["summary"]["exit"] == 0 and report["summary"]["suppressed"]["waived"] == 2
    elsewhere = written(tmp_path / "elsewhere.csv", HEADER + "esp-sequence-*,10.9.9.9,,replays of the lab,VPN team,2999-12-31\n")
    assert report_of(program, "--waivers", elsewhere, CAPTURE)["summary"]["exit"] == 1


def test_an_expired_waiver_is_a_finding_and_covers_nothing(program, tmp_path):
    waivers = written(tmp_path / "waivers.csv", HEADER + "esp-sequence-*,,,replays of the lab,VPN team,2026-01-31\n")
    report = report_of(program, "--waivers", waivers, CAPTURE)
    expired = [finding for finding in report["findings"] if finding["rule"] == "waiver-expired"]
    assert len(expired) == 1 and "VPN team: replays of the lab" in expired[0]["message"]
    assert report["summary"]["exit"] == 1 and report["summary"]["suppressed"]["waived"] == 0


def test_a_broken_file_of_waivers_says_all_that_is_wrong(program, tmp_path):
    bad = written(tmp_path / "bad.csv", HEADER + "esp-sequence-resued,,,why,who,2999-12-31\nquantum,,,,who,2999-12-31\nquantum,,,why,,31.12.2999\n")
    done = program("audit", "--waivers", bad, CAPTURE)
    said = done.stderr.decode()
    assert done.returncode == 2 and len(said.splitlines()) == 4
    for part in ("line 2: no rule and no family is named esp-sequence-resued", "did you mean esp-sequence-reused?", "line 3: no reason",
                 "line 4: no owner", "line 4: expires '31.12.2999' is no day"):
        assert part in said


def test_what_a_chosen_policy_forbids_and_was_negotiated_is_high(program):
    capture = ROOT / "samples/esp-replay/capture.pcap"
    weak = [finding for finding in report_of(program, "--policy", "cnsa2", capture)["findings"] if finding["rule"] == "weak-algorithm"]
    assert weak and weak[0]["severity"] == "high" and "forbidden" in weak[0]["evidence"]["negotiated"]


def test_a_policy_of_a_hybrid_capture_fails_a_classical_one(program, tmp_path):
    policy = tmp_path / "good.csv"
    assert program("policy", "from-capture", ROOT / "samples/hybrid-ml-kem/capture.pcap", "-o", policy).returncode == 0
    assert ",required," in policy.read_text()
    good = report_of(program, "--policy", policy, ROOT / "samples/hybrid-ml-kem/capture.pcap")
    assert not [finding for finding in good["findings"] if finding["rule"] == "weak-algorithm"]
    classical = report_of(program, "--policy", policy, CAPTURE)
    weak = [finding for finding in classical["findings"] if finding["rule"] == "weak-algorithm"]
    assert weak and weak[0]["severity"] == "high" and "no ML-KEM" in weak[0]["message"] and classical["summary"]["exit"] == 1


def test_a_broken_policy_says_all_that_is_wrong_and_what_may_stand_there(program, tmp_path):
    bad = written(tmp_path / "bad.csv", "kind,id,name,key_bits,scope,verdict,reason,reference,note\n"
                  "encr,12,ENCR_AES_CBC,,any,great,,,\ncipher,12,ENCR_AES_CBC,,any,required,,,\n")
    said = program("audit", "--policy", bad, CAPTURE).stderr.decode()
    assert "line 2: bad verdict 'great'; allowed: required, recommended" in said and "line 3: bad kind 'cipher'; allowed: ike_version" in said
