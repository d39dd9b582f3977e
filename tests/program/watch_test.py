# SPDX-License-Identifier: GPL-2.0-or-later
"""espect watch, with a dumpcap in PATH that writes a sample."""
import json
import re
import signal
import subprocess
import time

import pytest
from check import ROOT, environment

CAPTURE = ROOT / "samples/esp-replay/capture.pcap"


@pytest.fixture
def watch(program, tmp_path):
    def begin(script, *arguments):
        fake = tmp_path / "dumpcap"
        fake.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$*\" > {tmp_path}/asked\n{script}\n")
        fake.chmod(0o755)
        given = {**environment(), "PATH": f"{tmp_path}:{environment()['PATH']}"}
        return subprocess.Popen([program.path, "watch", *map(str, arguments)], env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return begin


def test_findings_come_while_it_captures(watch, tmp_path):
    running = watch(f"head -c 9000 {CAPTURE}; sleep 30 & wait", "eth7", "--capture-filter", "udp port 500")
    first = running.stdout.readline()
    assert re.match(r"2026-11-24T13:54:16\.\d+\+0000 low pq-not-offered: ", first), first
    running.send_signal(signal.SIGINT)
    rest = running.stdout.read()
    assert running.wait(20) == 130 and "pq-not-offered" in rest
    assert (tmp_path / "asked").read_text() == "-q -i eth7 -f udp port 500 -w -\n"


def test_the_report_stands_at_the_end(watch, program):
    running = watch(f"cat {CAPTURE}", "any", "-f", "jsonl")
    lines = [json.loads(line) for line in running.stdout]
    assert running.wait(20) == 1 and running.stderr.read() == ""
    followed = [line for line in lines if line.get("event_type") == "alert"]
    expected = json.loads(program("audit", "-f", "json", CAPTURE).stdout)
    assert [line["fingerprint"] for line in lines if line.get("type") == "finding"] == [finding["fingerprint"] for finding in expected["findings"]]
    assert {line["espect"]["rule"] for line in followed} == {finding["rule"] for finding in expected["findings"]}


def test_gate_and_keys_hold_as_for_an_audit(watch):
    assert watch(f"cat {CAPTURE}", "eth0", "--fail-on", "never").wait(20) == 0
    running = watch(f"cat {CAPTURE}", "eth0", "--ignore", "esp-*", "--keys", ROOT / "samples/esp-replay/keys")
    said = running.stdout.read()
    assert running.wait(20) == 0 and "esp-sequence-reused" not in said


def test_what_goes_wrong_with_dumpcap(watch, program, tmp_path):
    running = watch("echo 'no permission to capture on eth0' >&2; exit 2", "eth0")
    errors = running.stderr.read()
    assert running.wait(20) == 3 and "no permission to capture" in errors and "the file is empty" in errors
    running = watch(f"cat {CAPTURE}; exit 1", "eth0", "--fail-on", "never")
    errors = running.stderr.read()
    assert running.wait(20) == 3 and "dumpcap ended with an error" in errors
    nothing = subprocess.run([program.path, "watch", "eth0"], env={"PATH": str(tmp_path / "none")}, capture_output=True, text=True, check=False)
    assert nothing.returncode == 2 and "apt-get install wireshark-common" in nothing.stderr
    assert program("watch", "eth0", "-f", "html").returncode == 2


def test_dumpcap_does_not_outlive_it(watch, tmp_path):
    running = watch(f"cat {CAPTURE}; echo $$ > {tmp_path}/pid; exec sleep 60", "eth0", "--fail-on", "never")
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 130
    process = (tmp_path / "pid").read_text().strip()
    assert subprocess.run(["kill", "-0", process], capture_output=True, check=False).returncode != 0
