# SPDX-License-Identifier: GPL-2.0-or-later
"""Many captures in one call: side by side with the same octets, short as text, and how far it is on a terminal."""
import json
import os
import pty
import random
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from check import ROOT, environment

SAMPLES = sorted(ROOT.glob("samples/*/capture.pcap"))
KEYS = [argument for path in sorted(ROOT.glob("samples/*/keys")) for argument in ("--keys", path)]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """All samples, with files beside them that are damaged, empty or no captures."""
    folder = tmp_path_factory.mktemp("many")
    for sample in SAMPLES:
        shutil.copy(sample, folder / f"{sample.parent.name}.pcap")
    (folder / "aa-damaged.pcap").write_bytes(SAMPLES[0].read_bytes()[:-7])
    (folder / "mm-empty.pcap").write_bytes(b"")
    (folder / "notes.txt").write_text("none\n")
    return folder


@pytest.mark.parametrize("keys", [[], KEYS], ids=["closed", "opened"])
def test_the_same_octets_with_any_number_of_jobs(program, many, tmp_path, keys):
    forms = ("text", "json", "jsonl", "sarif", "csv", "html")

    def audit(jobs):
        named = [f"--format={form}={tmp_path / f'{jobs}.{form}'}" for form in forms]
        done = program("audit", "--jobs", jobs, "-v", *named, "--fail-on", "never", *keys, many)
        assert done.returncode == 3
        return done.stderr, [(tmp_path / f"{jobs}.{form}").read_bytes() for form in forms]

    def one_after_the_other():
        done = program("audit", "-v", "-f", "json", "--fail-on", "never", *keys, many)
        return done.stderr, done.stdout
    expected = audit(1)
    assert (expected[0], expected[1][1]) == one_after_the_other()
    assert len(json.loads(expected[1][1])["captures"]) == len(SAMPLES) + 2
    assert b"notes.txt" in expected[0] and b"aa-damaged.pcap" in expected[0] and b"mm-empty.pcap" in expected[0]
    for jobs in (2, 4, 0):
        assert audit(jobs) == expected, jobs


@pytest.fixture(scope="module")
def keyed(tmp_path_factory):
    """A capture of 20,000 ESP packets and the keys that verify them."""
    folder = tmp_path_factory.mktemp("keyed")
    capture, keys = folder / "keyed.pcap", folder / "keys.jsonl"
    subprocess.run([sys.executable, ROOT / "tests" / "support" / "make_capture.py", "esp-keys", "20000", capture, keys], check=True)
    return capture, keys


def damaged(capture, folder):
    """What a stranger does to it: octets turned, records with lengths that lie, an end in the middle."""
    octets = bytearray(capture.read_bytes()[:1_500_000])
    chance = random.Random(18)
    for _ in range(400):
        octets[chance.randrange(24, len(octets))] ^= 1 << chance.randrange(8)
    path = folder / "damaged.pcap"
    path.write_bytes(octets[:-30])
    return path


def test_the_same_octets_with_any_number_of_threads_in_one_capture(program, keyed, tmp_path):
    capture, keys = keyed
    opened = [([capture], keys), ([damaged(capture, tmp_path)], keys)]
    opened += [([sample], sample.parent / "keys") for sample in SAMPLES if (sample.parent / "keys").exists()]
    assert len(opened) > 20
    for captures, keys_of_it in opened:
        reports = [program("audit", "-f", "json", "--fail-on", "never", "--jobs", jobs, "-k", keys_of_it, *captures) for jobs in (1, 2, 3)]
        assert reports[0].returncode in (0, 3) and reports[0].stdout
        for report in reports[1:]:
            assert (report.returncode, report.stdout, report.stderr) == (reports[0].returncode, reports[0].stdout, reports[0].stderr), captures


def threads_while_it_reads(program, keyed, *arguments):
    """How many there are at most while the capture comes through a pipe, and processor time of the latest, in ticks."""
    octets = keyed[0].read_bytes()
    running = subprocess.Popen([program.path, "audit", "-f", "json", "--fail-on", "never", *map(str, arguments), "-"], stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, env=environment())
    most, ticks = 0, 0
    piece = 1 << 16
    for at in range(0, len(octets), piece):
        running.stdin.write(octets[at:at + piece])
        running.stdin.flush()
        tasks = sorted(Path(f"/proc/{running.pid}/task").iterdir(), key=lambda task: int(task.name))
        most = max(most, len(tasks))
        try:
            ticks = sum(map(int, (tasks[-1] / "schedstat").read_text().split()[:1]))
        except OSError:  # it has just ended
            pass
    running.stdin.close()
    assert running.wait(60) == 0
    return most, ticks


def test_threads_open_packets_of_one_capture(program, keyed):
    keys = ["-k", keyed[1]]
    assert threads_while_it_reads(program, keyed, *keys)[0] == 1
    assert threads_while_it_reads(program, keyed, "--jobs", 2)[0] == 2  # the main thread waits for the one that reads: without keys no other
    for jobs in (2, 3):
        threads, ticks = threads_while_it_reads(program, keyed, "--jobs", jobs, *keys)
        assert threads == jobs + 1 and ticks > 0


def test_wrong_numbers_of_jobs(program):
    for wrong in ("-1", "x", "1000", ""):
        done = program("audit", f"--jobs={wrong}", SAMPLES[0])
        assert done.returncode == 2 and (b"is no number of jobs" in done.stderr or wrong == ""), done.stderr


def test_five_hundred_captures_on_two_screens(program, tmp_path):
    for number in range(500):
        shutil.copy(SAMPLES[number % len(SAMPLES)], tmp_path / f"{number:03}.pcap")
    text = program("audit", "--fail-on", "never", tmp_path).stdout.decode()
    assert "500 captures" in text and len(text.splitlines()) <= 100


def on_a_terminal(words, feed):
    """What a program writes to the terminal of standard error while `feed` is written to it, piece by piece."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs, env=environment())
    os.close(theirs)
    for piece in feed:
        running.stdin.write(piece)
        running.stdin.flush()
        time.sleep(0.7)
    running.stdin.close()
    running.wait(60)
    said = b""
    while select.select([ours], [], [], 0.2)[0]:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # nobody has the other end any more
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    return said.decode()


def test_progress_of_a_pipe_on_a_terminal(program):
    octets = SAMPLES[0].read_bytes()
    pieces = [octets[:2000], octets[2000:4000], octets[4000:6000], octets[6000:]]
    said = on_a_terminal([program.path, "audit", "--fail-on", "never", "-"], pieces)
    shown = re.findall(r"\r\x1b\[Kespect: ([^\r]*)", said)
    assert shown and all(re.fullmatch(r"[\d.]+ k?B, [\d.]+ k?B/s", line) for line in shown), said
    assert said.endswith("\r\x1b[K")  # nothing stays


def test_no_progress_elsewhere(program):
    octets = SAMPLES[0].read_bytes()
    running = subprocess.Popen([program.path, "audit", "--fail-on", "never", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=environment())
    running.stdin.write(octets[:2000])
    running.stdin.flush()
    time.sleep(1.6)
    running.stdin.write(octets[2000:])
    running.stdin.close()
    assert running.stderr.read() == b"" and running.wait(60) == 0


def most_memory(program, *arguments):
    """KB that the program had at most."""
    started = subprocess.Popen([program.path, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    assert started.returncode == 0
    return used.ru_maxrss


def test_a_capture_that_was_read_leaves_only_its_records(program, tmp_path):
    """Of a sample 144 KB of tables were kept, and what rules remember: 240 KB each."""
    if b"__asan_init" in Path(program.path).read_bytes():
        pytest.skip("sanitizers keep memory")
    few, many = 40, 400
    for number in range(many):
        shutil.copy(SAMPLES[number % few], tmp_path / f"{number:03}.pcap")
    paths = sorted(tmp_path.glob("*.pcap"))
    used = [most_memory(program, "audit", "--fail-on", "never", "-f", f"json={tmp_path}/report.json", *paths[:count]) for count in (few, many)]
    assert (used[1] - used[0]) / (many - few) < 45, used
