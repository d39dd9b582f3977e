# SPDX-License-Identifier: GPL-2.0-or-later
"""The program as users call it: reports of the samples octet by octet, exit statuses, damaged and odd inputs.

UPDATE_GOLDEN=1 writes samples/*/expected/ instead of comparing
"""
import difflib
import json
import os
import re
import signal
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from check import ROOT, SANITIZER_WORDS, environment
from pcap import FILE_HEADER_OCTETS, RECORD_HEADER_OCTETS, record_places
from sample_findings import EXIT, FINDINGS, KEPT_IN_FULL, WORDY

UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
REPORTS = {"text": "report.txt", "json": "report.json", "sarif": "report.sarif", "junit": "report.xml",
           "github": "report.github.txt", "gitlab": "report.gitlab.json", "csv": "report.csv", "markdown": "report.md"}
SAMPLES = sorted(path.parent.name for path in ROOT.glob("samples/*/capture.pcap"))


def capture_of(sample):
    return f"samples/{sample}/capture.pcap"


def same_as_golden(check, path, octets):
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(octets)
    expected = path.read_bytes() if path.is_file() else b""
    diff = difflib.unified_diff(expected.decode().splitlines(), octets.decode().splitlines(), "expected", "found", lineterm="", n=1)
    check(octets == expected, "reports and dumps as expected", f"{path.relative_to(ROOT)}\n" + "\n".join(list(diff)[:30]))


def written(program, place, *arguments):
    """The run, and what it wrote in every form, by the form."""
    outputs = [part for form in REPORTS for part in ("-f", f"{form}={place}/{form}")]
    done = program("audit", *outputs, "--colour", "never", *arguments)
    return done, {form: Path(place, form).read_bytes() for form in REPORTS}


def reports(program, released, check):
    check.same(SAMPLES, sorted(FINDINGS), "samples known to this test", "samples/")
    for sample in SAMPLES:
        expected = ROOT / "samples" / sample / "expected"
        with tempfile.TemporaryDirectory() as place:
            done, first = written(program, place, capture_of(sample))
            check.same((done.returncode, done.stdout, done.stderr), (EXIT[sample], b"", b""), "exit status and silence", sample)
            second = written(released, place, capture_of(sample))[1]
        for form, name in REPORTS.items():
            if form not in WORDY or sample in KEPT_IN_FULL:
                same_as_golden(check, expected / name, first[form])
            check.same(first[form] == second[form], True, "second runs with the same octets, as released too", f"{sample} {form}")
            well_formed(check, sample, form, first[form])
        dump = program("dump", "--colour", "never", capture_of(sample))
        same_as_golden(check, expected / "dump.txt", dump.stdout)
        check.same(dump.returncode, 0, "exit status and silence", f"{sample} dump")
        check(b"\x1b" not in dump.stdout, "no colour when told so", sample)


def with_keys(program, released, check):
    """Samples with their keys: reports, opened messages, inner packets; and espect's own keys give the same as every source."""
    for sample in SAMPLES:
        keys, expected = f"samples/{sample}/keys", ROOT / "samples" / sample / "expected"
        if not (ROOT / keys / "full.jsonl").is_file():
            continue
        with tempfile.TemporaryDirectory() as place:
            done, forms = written(program, place, "--fail-on", "never", "--keys", keys, capture_of(sample))
        check.same(done.returncode, 0, "audit with keys", f"{sample}: {done.stderr}")
        for form, name in (("text", "report-with-keys.txt"), ("json", "report-with-keys.json")):
            same_as_golden(check, expected / name, forms[form])
        coverage = json.loads(forms["json"])["coverage"]
        if sample != "tcp-encapsulation":  # libreswan keeps its IKE keys
            check.same(coverage["ike_decrypted"], coverage["ike_encrypted"], "everything opens with keys", f"{sample} IKE")
        dump = program("dump", "--colour", "never", "--keys", keys, capture_of(sample))
        # IKEv1 has no ICV; its hashes are not verified everywhere.
        opened = len(re.findall(rb"ICV verified|HASH (?:not )?verified", dump.stdout))
        check.same(opened, coverage["ike_decrypted"] + coverage["esp_authenticated"], "dump shows what keys open", sample)
        with tempfile.TemporaryDirectory() as place:
            table, own = Path(place, "ikev2_decryption_table"), Path(place, "own.jsonl")
            for to, path in (("ikev2_decryption_table", table), ("espect", own)):
                done = program("keys", "convert", keys, "--to", to, "--output", path)
                nothing = path.stat().st_size == 0
                check.same((done.returncode, path.stat().st_mode & 0o77), (1 if nothing else 0, 0), "keys convert", f"{sample} {to}: {done.stderr}")
            again = json.loads(released("audit", "-f", "json", "--keys", own, capture_of(sample)).stdout)["coverage"]
            check.same(again, coverage, "keys convert", f"{sample}: what was converted opens the same")
            inner = [Path(place, name) for name in ("first.pcapng", "second.pcapng")]
            for by, path in zip((program, released), inner):
                check.same(by("decrypt", "--keys", keys, capture_of(sample), "-o", path).returncode, 0, "decrypt", sample)
            check(inner[0].read_bytes() == inner[1].read_bytes(), "decrypt", f"{sample}: second run differs")
            packets = json.loads(released("audit", "-f", "json", "--fail-on", "never", inner[0]).stdout)["captures"][0]["packets"]
            check(packets > 0 or not coverage["esp_authenticated"], "decrypt", f"{sample}: {packets} packets")
    for arguments, status in ((("audit", "--keys", "README.none", capture_of(SAMPLES[0])), 2),
                              (("audit", "--keys", "README.md", capture_of(SAMPLES[0])), 2),
                              (("decrypt", capture_of(SAMPLES[0]), "-o", "-"), 2),
                              (("keys", "convert", "samples", "--to", "pgp"), 2)):
        done = program(*arguments)
        check.same(done.returncode, status, "wrong usage of keys", f"{arguments}: {done.stderr}")


def well_formed(check, sample, form, octets):
    rules = FINDINGS[sample]
    if form == "json":
        report = json.loads(octets)
        check.same([finding["rule"] for finding in report["findings"]], rules, "findings of the sample", sample)
        check.same(report["captures"][0]["path"], capture_of(sample), "findings of the sample", sample)
    elif form == "sarif":
        run = json.loads(octets)["runs"][0]
        check.same([result["ruleId"] for result in run["results"]], rules, "SARIF results", sample)
        known = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        check.same(sorted(known), sorted(set(rules)), "SARIF describes the rules with results", sample)
    elif form == "junit":
        root = ElementTree.fromstring(octets)
        suites = [root] if root.tag == "testsuite" else root.findall("testsuite")
        check(suites != [] and all(int(s.get("tests")) == len(s.findall("testcase")) for s in suites), "JUnit counts", sample)
        failures = [case for suite in suites for case in suite.findall("testcase") if case.find("failure") is not None]
        check.same(sum(int(s.get("failures")) for s in suites), len(failures), "JUnit counts", sample)


def inputs(program, released, check):
    for sample in SAMPLES:
        octets = (ROOT / capture_of(sample)).read_bytes()
        from_file = json.loads(released("audit", "-f", "json", capture_of(sample)).stdout)
        from_pipe = json.loads(program("audit", "-f", "json", "-", stdin=octets).stdout)
        check.same(from_pipe["findings"], from_file["findings"], "standard input like a file", sample)
        check.same(from_pipe["flows"], from_file["flows"], "standard input like a file", sample)
        dumped = [by("dump", "--json", path, stdin=octets).stdout for by, path in ((released, capture_of(sample)), (program, "-"))]
        check.same(dumped[0], dumped[1], "standard input like a file", f"{sample} dump")

    good = [capture_of(sample) for sample in SAMPLES]
    done = program("audit", "-f", "json", good[0], "README.none", *good[1:])
    report = json.loads(done.stdout)
    check.same(done.returncode, 3, "one bad file among good ones", "exit")
    check("README.none" in done.stderr.decode(), "one bad file among good ones", f"message {done.stderr}")
    check.same([c["path"] for c in report["captures"] if c["packets"]], good, "one bad file among good ones", "captures")
    single = [json.loads(released("audit", "-f", "json", path).stdout)["findings"] for path in good]
    def without_ids(findings):  # ids of IKE SAs run through all captures of a report
        return [re.sub(r"IKE SA \d+", "IKE SA", f["message"]) for f in findings]
    check.same(without_ids(report["findings"]), without_ids(f for findings in single for f in findings), "one bad file among good ones", "findings")
    folder = json.loads(program("audit", "-f", "json", "samples").stdout)
    check.same([c["path"] for c in folder["captures"]], sorted(good), "a folder gives its captures", "paths")

    with tempfile.TemporaryDirectory() as place:
        for form, name in REPORTS.items():
            expected = (ROOT / "samples" / "esp-replay" / "expected" / name).read_bytes()
            done = program("audit", "-f", form, "--colour", "never", capture_of("esp-replay"))
            check.same(done.stdout == expected, True, "reports on standard output", form)
        for content, what in ((b"", "empty"), (b"\0" * 64, "zeros"), (b"\xd4\xc3\xb2\xa1", "magic only"), (b"\x1f\x8b\x08\0junk", "broken gzip")):
            path = Path(place, "odd.pcap")
            path.write_bytes(content)
            done = program("audit", path)
            check(done.returncode == 3 and b"odd.pcap" in done.stderr, "files that are no captures", f"{what}: {done.returncode} {done.stderr}")


def cuts(released, check):
    """20 cuts, 997 octets apart, of each sample: the packets before the cut are reported, the fault is named. All of a sample in one call and
    the first alone, for the status. Without sanitizers: program/faults_test.py and tests/fuzz cut with them."""
    for sample in SAMPLES:
        octets = (ROOT / capture_of(sample)).read_bytes()
        ends = [at + RECORD_HEADER_OCTETS + size for at, size in record_places(octets)]
        with tempfile.TemporaryDirectory() as place:
            made = {}
            for number in range(1, 21):
                end = number * 997 % len(octets)
                if end not in (0, FILE_HEADER_OCTETS, *ends):  # nothing, or a whole number of packets is a whole capture
                    made[end] = Path(place, f"cut{end}.pcap")
                    made[end].write_bytes(octets[:end])
            done, dump = released("audit", "-f", "json", *made.values()), released("dump", *made.values())
            captures, lines = json.loads(done.stdout)["captures"], done.stderr.decode().splitlines()
            check.same((done.returncode, dump.returncode, len(captures)), (3, 3, len(made)), "captures cut short", f"{sample}: {done.stderr} {dump.stderr}")
            for (end, path), capture in zip(made.items(), captures):
                whole = sum(1 for place_of_end in ends if place_of_end <= end)
                record = max([FILE_HEADER_OCTETS, *[place_of_end for place_of_end in ends if place_of_end <= end]])
                offsets = (record, record + RECORD_HEADER_OCTETS, end)
                where = [f"offset {at}" for at in offsets] if end > FILE_HEADER_OCTETS else ["file header cut short"]
                messages = [line for line in lines if path.name in line]
                what = f"{sample} cut at {end}: {messages} {capture}"
                check(messages != [] and any(place in message for message in messages for place in where), "captures cut short", what)
                check.same((capture["packets"], capture["problem"] is not None), (whole, True), "captures cut short", what)
                check(path.name in dump.stderr.decode(), "captures cut short", f"{sample} cut at {end}: dump says {dump.stderr}")
            first = next(iter(made.values()))
            check.same((released("audit", first).returncode, released("dump", first).returncode), (3, 3), "captures cut short", f"{sample}: {first.name} alone")


def statuses(program, check):
    for level, expected in (("high", (1, 0, 0)), ("medium", (1, 1, 0)), ("low", (1, 1, 1)), ("info", (1, 1, 1)), ("never", (0, 0, 0))):
        for sample, status in zip(("esp-replay", "ike-auth-ip-fragments", "invalid-ke-retry"), expected):
            done = program("audit", "--fail-on", level, capture_of(sample))
            check.same(done.returncode, status, "exit status by --fail-on", f"{sample} {level}")
            check(f"exit {status} (--fail-on {level})" in done.stdout.decode(), "exit status by --fail-on", f"{sample} {level}: text")
    for arguments in ((), ("audit",), ("audit", "--format", "pdf", "x"), ("audit", "--fail-on", "sometimes", "x"), ("frobnicate",),
                      ("explain", "no-such-rule"), ("audit", "--policy", "none", capture_of(SAMPLES[0])), ("dump", "--frame", "x", "y"),
                      ("audit", "-f", "json", "-f", "text", capture_of(SAMPLES[0]))):
        done = program(*arguments)
        check(done.returncode == 2 and done.stdout == b"" and done.stderr != b"", "wrong usage", f"{arguments}: {done}")
    for command in ("audit", "dump"):
        check.same(program(command, "README.none").returncode, 3, "exit 3 without a capture", command)


def smoke(program, released, check):
    """Texts that are always the same: each rule's without sanitizers."""
    def says(words, *arguments, status=0, by=program):
        done = by(*arguments)
        text = done.stdout.decode()
        missing = [word for word in words if word not in text]
        check(done.returncode == status and not missing, "help, version, lookup, explain, rules", f"{arguments}: {done.returncode}, no {missing} in {text[:300]}")
        return text

    says(["espect audits IPsec captures", "audit", "dump", "rules", "explain", "lookup", "Exit status"], "--help")
    for command in ("audit", "dump", "decrypt", "keys", "explain", "lookup", "rules"):
        says(["--help"], command, "--help")
    says(["espect "], "--version")
    says(["ML-KEM-768", "36"], "lookup", "ml-kem")
    says(["ML-KEM-768"], "lookup", "36")
    says(["ML-KEM-768"], "lookup", "0x24")
    check.same(program("lookup", "nothing-has-this-name").returncode, 1, "help, version, lookup, explain, rules", "lookup of nothing")
    table = says(["rule", "severity"], "rules")
    rules = [line.split()[0] for line in table.splitlines()[1:] if line.strip()]
    check(len(rules) >= 8, "help, version, lookup, explain, rules", f"rules: {rules}")
    for rule in rules:
        says([rule], "explain", rule, by=program if rule == rules[0] else released)
        says([rule], "explain", "--markdown", rule, by=program if rule == rules[0] else released)


def interruption(program, check):
    """SIGINT while the capture is still coming: what was read is reported."""
    octets = (ROOT / capture_of("esp-replay")).read_bytes()
    ends = [at + RECORD_HEADER_OCTETS + size for at, size in record_places(octets)]
    read = subprocess.Popen([program.path, "audit", "-f", "json", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=environment())
    try:
        for start, end in zip([0, *ends[:29]], ends[:30]):  # a packet at a time
            read.stdin.write(octets[start:end])
            read.stdin.flush()
            time.sleep(0.02)
        time.sleep(0.5)
        check.same(read.poll(), None, "SIGINT", "still waits for the rest")
        read.send_signal(signal.SIGINT)
        time.sleep(0.5)
        out, errors = read.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        read.kill()
        read.wait()
        check(False, "SIGINT", "did not end within 20 seconds")
        return
    check.same(read.returncode, 130, "SIGINT", f"exit status, {errors}")
    check(not any(word.encode() in errors for word in SANITIZER_WORDS), "SIGINT", errors)
    report = json.loads(out)
    check(20 <= report["captures"][0]["packets"] <= 30, "SIGINT", f"packets {report['captures']}")
    check(len(report["ike_sas"]) == 1, "SIGINT", "the IKE SA seen so far")


@pytest.mark.parametrize("part", [reports, with_keys, inputs, smoke], ids=lambda part: part.__name__)
def test_golden(program, released, check, part):
    part(program, released, check)
    if UPDATE:
        print("samples/*/expected/ written anew")


@pytest.mark.parametrize("part", [statuses, interruption], ids=lambda part: part.__name__)
def test_calls(program, check, part):
    part(program, check)


def test_cuts(released, check):
    cuts(released, check)
