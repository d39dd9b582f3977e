# SPDX-License-Identifier: GPL-2.0-or-later
"""Standard output is an output like others: never an input, never two of them, and nothing of it is lost in silence."""
import fcntl
import json
import os
import subprocess
import sys

import pytest
from check import ROOT, environment

SAMPLE = ROOT / "samples/esp-replay"
CAPTURE, KEYS = SAMPLE / "capture.pcap", SAMPLE / "keys/full.jsonl"


def run(program, *arguments, stdout):
    return subprocess.run([program.path, *map(str, arguments)], stdout=stdout, stderr=subprocess.PIPE, env=environment(), timeout=120)


@pytest.mark.parametrize("command", (["audit"], ["dump"], ["inventory"], ["decrypt", "-k", KEYS, "-o", "-"]), ids=lambda command: command[0])
def test_it_is_no_input(program, tmp_path, command):
    capture = tmp_path / "a.pcap"
    capture.write_bytes(CAPTURE.read_bytes())
    with open(capture, "ab") as behind:
        done = run(program, *command, capture, stdout=behind)
    assert done.returncode == 2 and b"standard output is an input" in done.stderr
    assert capture.read_bytes() == CAPTURE.read_bytes()


def test_it_may_stand_in_the_folder_that_is_read(program, tmp_path):
    (tmp_path / "a.pcap").write_bytes(CAPTURE.read_bytes())
    with open(tmp_path / "report.txt", "wb") as report:
        done = run(program, "audit", "--fail-on", "never", tmp_path, stdout=report)
    assert done.returncode == 0 and b"esp-sequence-reused" in (tmp_path / "report.txt").read_bytes()


def test_no_two_outputs_go_there(program, tmp_path):
    path = tmp_path / "report"
    with open(path, "wb") as report:
        done = run(program, "audit", CAPTURE, "-f", "text", "-f", f"json={path}", stdout=report)
    assert done.returncode == 2 and b"two outputs go to" in done.stderr


def test_a_pipe_that_does_not_wait_gets_all(program):
    """Who shares it may have made it non-blocking."""
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETFL, fcntl.fcntl(write, fcntl.F_GETFL) | os.O_NONBLOCK)
    running = subprocess.Popen([program.path, "audit", "--fail-on", "never", "-f", "json", str(ROOT / "samples")], stdout=write, stderr=subprocess.PIPE, env=environment())
    os.close(write)
    subprocess.run([sys.executable, "-c", "import time; time.sleep(1)"], check=True)
    with open(read, "rb") as pipe:
        report = json.loads(pipe.read())
    assert running.wait() == 0 and len(report["captures"]) > 10


def test_events_that_are_lost_are_told(program):
    with open("/dev/full", "wb") as full, open(CAPTURE, "rb") as capture:
        done = subprocess.run([program.path, "audit", "--follow", "-f", "jsonl", "-"], stdin=capture, stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=120)
    assert done.returncode == 4 and done.stderr.count(b"a finding could not be written to standard output: No space left on device") == 1


def test_a_baseline_that_cannot_be_written_loses_no_report(program, tmp_path):
    report = tmp_path / "report.json"
    done = program("audit", CAPTURE, "--write-baseline", "/dev/full", "-f", "text", "-f", f"json={report}")
    assert done.returncode == 4 and b"not counted: " in done.stdout and json.loads(report.read_bytes())["findings"]


def test_a_capture_that_is_cut_short_makes_no_baseline(program, tmp_path):
    known, cut = tmp_path / "known.csv", tmp_path / "cut.pcap"
    program("audit", CAPTURE, "--write-baseline", known)
    before = known.read_bytes()
    assert before.count(b"\n") > 1
    cut.write_bytes(CAPTURE.read_bytes()[:3000])
    done = program("audit", cut, "--baseline", known, "--write-baseline", known)
    assert done.returncode == 3 and known.read_bytes() == before
    assert f"{known} is not written: not all captures were read to their end".encode() in done.stderr
