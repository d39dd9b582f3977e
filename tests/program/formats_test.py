# SPDX-License-Identifier: GPL-2.0-or-later
"""Every form of the report: the findings of the JSON report, the same octets again, and names from captures that stay names."""
import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime

import pytest
from check import ROOT
from hostile_names import HOSTILE, MARKUP, hostile_captures

CAPTURES = ("samples/esp-replay/capture.pcap", "samples/ike-auth-ip-fragments/capture.pcap", "samples/invalid-ke-retry/capture.pcap")


def audit(program, form, *paths):
    return program("audit", "--fail-on", "never", "--colour", "never", "-f", form, *paths).stdout


def forms_of(program):
    """As the program names them when it knows none of that name."""
    return program("audit", "-f", "pdf", "x").stderr.decode().split("'pdf': ")[1].split("\n")[0].split(", ")


def unescaped_cells(line):
    return len(re.findall(r"(?<!\\)\|", line)) - 1


# How each form names its findings: rule ids, with their fingerprints where it has them.


def of_text(octets):
    return None  # grouped by rule


def of_json(octets):
    return [(finding["rule"], finding["fingerprint"]) for finding in json.loads(octets)["findings"]]


def of_jsonl(octets):
    lines = [json.loads(line) for line in octets.decode().splitlines()]
    return [(line["rule"], line["fingerprint"]) for line in lines if line["type"] == "finding"]


def of_sarif(octets):
    return [(result["ruleId"], result["partialFingerprints"]["finding/v1"]) for result in json.loads(octets)["runs"][0]["results"]]


def of_junit(octets):
    cases = ElementTree.fromstring(octets).iter("testcase")
    return [(case.get("name"), None) for case in cases for text in [case.find("system-out"), *case.findall("failure")] if text is not None
            for _ in re.findall(r"^advice: ", text.text, re.MULTILINE)]


def of_github(octets):
    lines = octets.decode().splitlines()
    found = [re.fullmatch(r"::(error|warning|notice) file=([^,:]*),title=([^,:]*)::(.+)", line) for line in lines]
    assert all(found), lines
    return [(line.group(3), None) for line in found]


def of_gitlab(octets):
    # docs.gitlab.com, Code Quality report format: an array without byte order mark, these members, a relative path without ./, and
    # fingerprints that are unique: of two with the same one the second is not shown.
    assert octets.startswith(b"[")
    issues = json.loads(octets)
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert all(isinstance(issue[name], str) and issue[name] for name in ("description", "check_name", "fingerprint"))
        assert isinstance(issue["location"]["path"], str) and not issue["location"]["path"].startswith("./")
        assert isinstance(issue["location"]["lines"]["begin"], int) and issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return [(issue["check_name"], issue["fingerprint"]) for issue in issues]


def of_csv(octets):
    text = octets.decode()
    assert "\n" not in text.replace("\r\n", "") and text.endswith("\r\n")  # RFC 4180 section 2
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(cell[:1] not in "=+-@\t\r" or not cell for row in rows for cell in row)
    place = {name: i for i, name in enumerate(rows[0])}
    return [(row[place["rule"]], row[place["fingerprint"]]) for row in rows[1:]]


def of_markdown(octets):
    table = octets.decode().split("## Findings\n\n")[1].split("\n\n")[0].splitlines()
    if not table[0].startswith("|"):
        return []
    assert {unescaped_cells(line) for line in table} == {unescaped_cells(table[0])}
    return [(re.split(r"(?<!\\)\|", line)[2].strip(" `"), None) for line in table[2:]]


def of_html(octets):
    return [(rule, None) for rule in re.findall(r'<details class="finding [^>]*data-rule="([^"]*)"', octets.decode())]


FINDINGS_OF = {name.removeprefix("of_"): function for name, function in list(globals().items()) if name.startswith("of_")}


def test_every_form_is_known_to_this_test(program):
    assert sorted(forms_of(program)) == sorted(FINDINGS_OF)


@pytest.mark.parametrize("form", FINDINGS_OF)
def test_the_findings_of_the_json_report(program, form):
    first, second = audit(program, form, *CAPTURES), audit(program, form, *CAPTURES)
    assert first == second
    expected = of_json(audit(program, "json", *CAPTURES))
    found = FINDINGS_OF[form](first)
    if found is None:
        assert all(rule.encode() in first for rule, _ in expected)
        return
    assert sorted(rule for rule, _ in found) == sorted(rule for rule, _ in expected)
    fingerprints = [fingerprint for _, fingerprint in found if fingerprint is not None]
    assert fingerprints in ([], [fingerprint for _, fingerprint in expected])


@pytest.mark.parametrize("form", FINDINGS_OF)
def test_a_report_without_findings(program, form):
    capture = ROOT / "tests" / "program" / "captures" / "chdlc.pcap"
    expected = of_json(audit(program, "json", "--ignore", "*", capture))
    assert expected == []
    assert FINDINGS_OF[form](audit(program, form, "--ignore", "*", capture)) in ([], None)


def shown(octets):
    """What a reader of this form may see as it is: no control character but line breaks, nothing that turns the writing direction."""
    text = octets.decode("utf-8")
    return not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", text.replace("\r\n", "\n").replace("\t", ""))


@pytest.mark.parametrize("form", FINDINGS_OF)
def test_hostile_names_stay_names(program, tmp_path, form):
    paths = hostile_captures(tmp_path)
    done = program("audit", "--fail-on", "never", "--colour", "never", "-f", form, *paths, cwd=tmp_path)
    assert done.returncode == 0
    octets = done.stdout
    assert shown(octets)
    reference = json.loads(program("audit", "--fail-on", "never", "-f", "json", *paths, cwd=tmp_path).stdout)["findings"]
    identities = [finding for finding in reference if finding["rule"] == "ikev1-identity-in-clear"]
    assert len(identities) == len(HOSTILE)
    assert any(MARKUP == finding["evidence"]["initiator_identity"] for finding in identities)
    found = FINDINGS_OF[form](octets)  # parses, and asserts what the form itself forbids
    if found is not None:
        assert sorted(rule for rule, _ in found) == sorted(finding["rule"] for finding in reference)
    text = octets.decode()
    if form in ("junit", "markdown", "html"):
        for raw in ("<script>alert", "<img", "</textarea>", "</style></title>", "]]>--><!--"):
            assert raw not in text
    if form == "markdown":
        assert "](javascript" not in text.replace("\\](", "") and "https://example" not in text and "@team" not in text and "#1 " not in text.replace("<!-- -->1", "")
    if form == "github":
        assert "\n::error::injected" not in text and "%0A::warning" not in text


def test_no_cell_of_csv_is_a_formula(program, tmp_path):
    """Where a name stands at the beginning of a cell: that of a file."""
    names = ["=1+1.pcap", "+1.pcap", "@SUM(A1).pcap", "=cmd|'.pcap"]
    for name in names:
        (tmp_path / name).write_bytes((ROOT / CAPTURES[0]).read_bytes())
    done = program("audit", "--fail-on", "never", "-f", "csv", *names, cwd=tmp_path)
    rows = list(csv.reader(io.StringIO(done.stdout.decode(), newline=""), strict=True))
    assert {name for row in rows for cell in row for name in names if cell == "'" + name} == set(names), rows[:3]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_problems_of_captures_are_annotations(program, tmp_path):
    path = tmp_path / "cut.pcap"
    path.write_bytes((ROOT / CAPTURES[0]).read_bytes()[:-5])
    done = program("audit", "-f", "github", path)
    assert done.returncode == 3
    assert done.stdout.decode().startswith(f"::error file={path},title=capture not readable::")


def test_a_capture_without_ipsec_is_told(program, tmp_path):
    """No annotation and no line would look like a clean capture."""
    path = tmp_path / "empty.pcap"
    path.write_bytes((ROOT / CAPTURES[0]).read_bytes()[:24])
    done = program("audit", "-f", "github", path)
    assert (done.returncode, done.stdout.decode()) == (0, f"::warning file={path},title=nothing audited::it holds no packet\n")
    assert program("audit", "--quiet", path).stdout.decode() == f"{path}: nothing was audited: it holds no packet\n"


def test_several_forms_at_once(program, tmp_path):
    outputs = [part for form in FINDINGS_OF for part in ("-f", f"{form}={tmp_path / form}")]
    done = program("audit", "--fail-on", "never", *outputs, *CAPTURES)
    assert (done.returncode, done.stdout) == (0, b"")
    for form in FINDINGS_OF:
        assert (tmp_path / form).read_bytes() == audit(program, form, *CAPTURES)
    dash = program("audit", "--fail-on", "never", "-f", "json=-", "-f", f"csv={tmp_path / 'csv'}", *CAPTURES)
    assert dash.stdout == audit(program, "json", *CAPTURES)
    for two in (("-f", "json", "-f", "csv"), ("-f", "json=-", "-f", "csv"), ("-f", "json=-", "-f", "csv=-")):
        done = program("audit", *two, *CAPTURES)
        assert (done.returncode, done.stdout) == (2, b""), two
        assert b"standard output" in done.stderr


# Jenkins' schema (junit-10.xsd): attributes of each element, and the elements in it; REQUIRED has what may not be left out.
REQUIRED = {"testsuite": {"name", "tests", "failures", "errors"}, "testcase": {"name"}}
JENKINS = {
    "testsuites": ({"name", "time", "tests", "failures", "disabled", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"},
                  {"properties", "testcase", "system-out", "system-err"}),
    "testcase": ({"name", "assertions", "time", "classname", "status"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "skipped": ({"type", "message"}, set()),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


def test_junit_for_strict_readers(program, tmp_path):
    cut = tmp_path / "cut.pcap"
    cut.write_bytes((ROOT / CAPTURES[0]).read_bytes()[:-5])
    root = ElementTree.fromstring(audit(program, "junit", *CAPTURES, cut, ROOT / "README.md"))
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, inside = JENKINS[element.tag]
        assert REQUIRED.get(element.tag, set()) <= set(element.attrib) <= attributes, element.tag
        assert {child.tag for child in element} <= inside, element.tag
    suites = root.findall("testsuite")
    captures = json.loads(audit(program, "json", *CAPTURES, cut, ROOT / "README.md"))["captures"]
    for number, (suite, capture) in enumerate(zip(suites, captures)):
        assert (suite.get("id"), suite.get("package"), suite.get("hostname")) == (str(number), "espect", "localhost")
        stamp = suite.get("timestamp")
        if not capture["packets"]:
            assert stamp is None
            continue
        assert datetime.fromisoformat(stamp + "+00:00").timestamp() == int(capture["first_time"].split(".")[0])
    for name in ("tests", "failures", "errors"):
        assert sum(int(suite.get(name)) for suite in suites) == int(root.get(name))
    assert root.findall(".//skipped[@message]")


def test_no_cell_of_other_countries_is_a_formula(program, tmp_path):
    """Where commas are for decimals, spreadsheets part cells at semicolons."""
    name = "a;=1+1;@SUM(1);\uff1d2.pcap"
    (tmp_path / name).write_bytes((ROOT / CAPTURES[0]).read_bytes())
    text = program("audit", "--fail-on", "never", "-f", "csv", name, cwd=tmp_path).stdout.decode()
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]
    assert "'=1+1" in cells and not [cell for cell in cells if cell[:1] in tuple("=+-@\uff1d")]


def test_metrics_have_each_capture_once(program, tmp_path):
    names = ["x\1.pcap", "x\\x01.pcap"]
    for name in names:
        (tmp_path / name).write_bytes((ROOT / CAPTURES[0]).read_bytes())
    program("audit", "--fail-on", "never", "--metrics", "m.prom", *names, cwd=tmp_path)
    lines = [line.rsplit(" ", 1)[0] for line in (tmp_path / "m.prom").read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == len(set(lines)) and sum(line.startswith("espect_packets{") for line in lines) == 2
    program("audit", "--fail-on", "never", "--same-traffic", "--metrics", "m.prom", names[0], names[0], cwd=tmp_path)
    lines = [line.rsplit(" ", 1)[0] for line in (tmp_path / "m.prom").read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == len(set(lines))
