# SPDX-License-Identifier: GPL-2.0-or-later
"""--follow tells findings while the capture still runs, --metrics writes figures for Prometheus."""
import json
import os
import re
import subprocess

from check import ROOT
from cut_capture import records

REPLAY = ROOT / "samples/esp-replay/capture.pcap"


def test_findings_come_while_the_pipe_is_open(program):
    """Packet by packet: the first event is there before the last packet was sent."""
    header, all_records = records(REPLAY)
    running = subprocess.Popen([program.path, "audit", "-", "--follow", "-f", "jsonl", "--fail-on", "never"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdin.write(header + b"".join(all_records[:-1]))
    running.stdin.flush()
    first = json.loads(running.stdout.readline())  # blocks for ever where findings wait for the end
    running.stdin.write(all_records[-1])
    running.stdin.close()
    lines = [first, *map(json.loads, running.stdout)]
    assert running.wait() == 0, running.stderr.read()
    events = [line for line in lines if "event_type" in line]
    report = [line for line in lines if "type" in line]
    assert lines == events + report
    found = {(line["rule"], line["spi"]) for line in report if line["type"] == "finding"}
    assert {(event["espect"]["rule"], event["espect"].get("spi")) for event in events} == found and len(events) == len(found)
    replayed = next(event for event in events if event["espect"]["rule"] == "esp-sequence-reused")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+0000", replayed["timestamp"])
    flow = next(line for line in report if line["type"] == "flow" and line["spi"] == replayed["espect"]["spi"])
    assert (replayed["event_type"], replayed["src_ip"], replayed["dest_ip"], replayed["proto"]) == ("alert", flow["src"], flow["dst"], "ESP")
    assert replayed["alert"]["severity"] == {"high": 1, "medium": 2, "low": 3, "info": 4}[replayed["espect"]["severity"]]


def test_lines_for_people(program):
    done = program("audit", REPLAY, "--follow", "--fail-on", "never").stdout.decode()
    lines = re.findall(r"^\d{4}-\S+T\S+ (?:high|medium|low|info) ([a-z0-9-]+): ", done, re.M)
    report = program("audit", REPLAY, "--fail-on", "never").stdout.decode()
    assert "esp-sequence-reused" in lines
    assert done.endswith(report)
    assert program("audit", REPLAY, "--follow", "-f", "sarif").returncode == 2
    assert program("audit", REPLAY, "--follow", "-f", "json=x.json").returncode == 2


def test_metrics(program, tmp_path):
    capture = tmp_path / 'a"b\\c\nd.pcap'
    capture.write_bytes(REPLAY.read_bytes())
    path = tmp_path / "espect.prom"
    report = json.loads(program("audit", capture, "--metrics", path, "-f", "json", "--fail-on", "never").stdout)
    text = path.read_text()
    assert os.listdir(tmp_path) == sorted([capture.name, path.name]) or len(os.listdir(tmp_path)) == 2
    sample = re.compile(r'^espect_[a-z_]+\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\} \d+$')
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert samples and all(sample.match(line) for line in samples), [line for line in samples if not sample.match(line)]
    assert len({line.rsplit(" ", 1)[0] for line in samples}) == len(samples)
    findings = sum(int(line.rsplit(" ", 1)[1]) for line in samples if line.startswith("espect_findings{"))
    assert findings == len(report["findings"])
    for flow in report["flows"]:
        assert any(line.startswith("espect_sa_lost_packets{") and f'spi="{flow["spi"]}"' in line and line.endswith(f' {flow["lost"]}') for line in samples)
