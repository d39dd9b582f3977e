# SPDX-License-Identifier: GPL-2.0-or-later
"""SIGINT and SIGTERM while a pipe that stays open gives nothing: what was read is reported, and a second signal ends it at once."""
import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from check import ROOT, environment

SAMPLE = ROOT / "samples/esp-replay"
OCTETS = (SAMPLE / "capture.pcap").read_bytes()
SENT = 3000  # octets: several packets, the last one cut
SOON = 10  # seconds


def started(program, arguments, **options):
    return subprocess.Popen([program.path, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), **options)


def ended(process, check, kind, what):
    """Its status and outputs; its input stays open until then."""
    try:
        process.wait(SOON)
    except subprocess.TimeoutExpired:
        process.kill()
        check(False, kind, f"{what}: still runs after {SOON} s")
    return process.returncode, process.stdout.read(), process.stderr.read()


def sleeping(process):
    """Until all of its threads wait: the first one also does while another begins to read."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        threads = Path(f"/proc/{process.pid}/task").glob("*/stat")
        if all(thread.read_text().rsplit(")", 1)[1].split()[0] == "S" for thread in threads):
            return
        time.sleep(0.02)


def quiet_pipe(program, check):
    keys = SAMPLE / "keys/full.jsonl"
    for number in (signal.SIGINT, signal.SIGTERM):
        for name, arguments in (("audit", ["audit", "-f", "json", "-"]), ("audit", ["audit", "--jobs", "3", "-k", keys, "-f", "json", "-"]),
                                ("dump", ["dump", "--json", "-"]), ("decrypt", ["decrypt", "-", "-k", keys, "-o", "-"]),
                                ("inventory", ["inventory", "-f", "json", "-"])):
            kind = f"{number.name} on a quiet pipe"
            process = started(program, arguments, stdin=subprocess.PIPE)
            process.stdin.write(OCTETS[:SENT])
            process.stdin.flush()
            time.sleep(0.7)
            sleeping(process)
            process.send_signal(number)
            status, out, errors = ended(process, check, kind, name)
            process.stdin.close()
            check.same(status, 130, kind, f"{name}: {errors}")
            check(b"cut short" not in errors, kind, f"{name}: {errors}")
            if name == "audit":
                report = json.loads(out)
                check(report["captures"][0]["packets"] > 3 and report["captures"][0]["problem"] is None, kind, f"{report['captures']}")
            check(out != b"", kind, f"{name} writes what was read")


def quiet_fifo(program, check):
    kind = "a FIFO that stays open"
    with tempfile.TemporaryDirectory() as folder:
        fifo = Path(folder, "live")
        os.mkfifo(fifo)
        output = Path(folder, "report.json")
        process = started(program, ["audit", fifo, "-f", f"json={output}"])
        writer = os.open(fifo, os.O_WRONLY)
        os.write(writer, OCTETS[:SENT])
        time.sleep(0.7)
        sleeping(process)
        process.send_signal(signal.SIGINT)
        status, _, errors = ended(process, check, kind, "audit")
        os.close(writer)
        check.same(status, 130, kind, f"{errors}")
        check(json.loads(output.read_bytes())["captures"][0]["packets"] > 3, kind, "the report was written")
        process = started(program, ["audit", fifo])  # nobody writes: it waits for somebody who opens
        time.sleep(0.7)
        sleeping(process)
        process.send_signal(signal.SIGTERM)
        check.same(ended(process, check, kind, "nobody writes")[0], 130, kind, "nobody writes")


def second_signal(program, check):
    """The report is stuck in a pipe that nobody reads: only a second signal can end it."""
    kind = "a second signal"
    octets = OCTETS[:24] + OCTETS[24:] * 400  # a dump larger than a pipe holds
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder, "large.pcap")
        capture.write_bytes(octets)
        process = started(program, ["dump", capture])
        time.sleep(0.7)
        sleeping(process)
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        check.same(process.poll(), None, kind, "after the first it still wants to write")
        process.send_signal(signal.SIGINT)
        try:
            process.wait(SOON)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        check.same(process.returncode, -signal.SIGINT, kind, "ends it at once")
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize("part", [quiet_pipe, quiet_fifo, second_signal], ids=lambda part: part.__name__)
def test_interruption(program, check, part):
    part(program, check)
