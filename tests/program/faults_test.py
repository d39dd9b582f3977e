# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken machines: files that change, end or cannot be read, disks that are full, readers that go, signals, memory that runs out. What was read is
reported, the status says what happened, and no half output stands in its place."""
import json
import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from check import environment
from floods import FLOODS
from machine import CAPTURE, KEYS, SAS, large_capture, left_in, run

@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return large_capture(tmp_path_factory.mktemp("large"))


def cut_at_every_octet(whole, last, path):
    """[(size, a file of so many octets)]"""
    made = [(size, path.with_name(f"cut{size:04}{path.suffix}")) for size in range(last)]
    for size, file in made:
        file.write_bytes(whole[:size])
    return made


def audited_together(program, made):
    """{size: (what the report says of the file, lines on standard error that name it)}, of all in one call."""
    done = run(program, "audit", "--fail-on", "never", "-f", "json", *(path for _, path in made))
    captures, lines = json.loads(done.stdout)["captures"], done.stderr.decode().splitlines()
    assert done.returncode == 3 and len(captures) == len(made)
    return {size: (capture, sum(path.name in line for line in lines)) for (size, path), capture in zip(made, captures)}


def test_cut_at_every_octet(program, released, tmp_path):
    """A capture that ends anywhere: what is whole is reported, and the status says that something is missing. All cuts in one call with
    sanitizers; alone, for the status, those in the header of the file and of the first packet and those beside each end of a packet."""
    whole = FLOODS["flows"](6)
    ends, at = {24}, 24
    while at < len(whole):
        at += 16 + int.from_bytes(whole[at + 8:at + 12], "little")
        ends.add(at)
    made = cut_at_every_octet(whole, len(whole) + 1, tmp_path / "cut.pcap")
    told, packets = audited_together(program, made), 0
    for size, path in made:
        capture, lines = told[size]
        whole_packets = sum(end <= size for end in ends) - 1
        assert (capture["problem"] is None) == (size in ends), size
        assert capture["packets"] == max(0, whole_packets), size
        assert lines == (0 if size in ends else 1), size
        packets = max(packets, whole_packets)
        if size <= 24 + 16 or {size - 1, size, size + 1} & ends:
            done = run(released, "audit", "--fail-on", "never", "-f", "json", path)
            report = json.loads(done.stdout)
            assert done.returncode == (0 if size in ends else 3), size
            assert report["captures"][0] == capture, size
            assert done.stderr.count(b"\n") == lines, size
    assert packets == 6


def test_pcapng_cut_at_every_octet(program, released, tmp_path):
    """As above; alone, those in the head and in the last number of a block."""
    inner = tmp_path / "inner.pcapng"
    run(program, "decrypt", CAPTURE, "-k", KEYS, "-o", inner)
    whole = inner.read_bytes()
    made = cut_at_every_octet(whole, min(len(whole), 700), tmp_path / "cut.pcapng")
    told, ends, at = audited_together(program, made), [0], 0
    while at < len(made):
        at += int.from_bytes(whole[at + 4:at + 8], "little")
        ends.append(at)
    statuses = set()
    for size, path in made:
        capture, lines = told[size]
        assert lines == bool(capture["problem"]), size
        if any(end - 4 <= size <= end + 8 for end in ends):
            done = run(released, "audit", "--fail-on", "never", "-f", "json", path)
            assert done.returncode in (0, 3), size
            assert (done.returncode == 3) == bool(json.loads(done.stdout)["captures"][0]["problem"]), size
            assert json.loads(done.stdout)["captures"][0] == capture, size
            statuses.add(done.returncode)
    assert statuses == {0, 3} and len(ends) > 4


def test_pipes_and_links_to_them_are_files_too(program):
    """Process substitution and /dev/fd, within the sandbox."""
    command = ('"$0" audit --fail-on never -f json=>(cat) --policy <("$0" policy show cnsa2) --waivers <(echo rule,peers,fingerprint,reason,owner,expires) <(cat "$1")'
               ' -f text=/dev/stderr | cat')
    done = subprocess.run(["bash", "-c", command, program.path, str(CAPTURE)], capture_output=True, env=environment(), timeout=60)
    assert json.loads(done.stdout)["captures"][0]["packets"] > 100, done.stderr
    assert b"esp-sequence-reused" in done.stderr


def test_a_file_that_grows(program, large, tmp_path):
    """Somebody still writes to it: what was there is reported."""
    path, octets = tmp_path / "growing.pcap", large.read_bytes()
    path.write_bytes(octets[:200_000])
    stop = threading.Event()

    def grow():
        with path.open("ab") as file:
            for at in range(200_000, len(octets), 997):
                if stop.is_set():
                    return
                file.write(octets[at:at + 997])
                file.flush()
                time.sleep(0.0005)
    writer = threading.Thread(target=grow)
    writer.start()
    done = run(program, "audit", "--fail-on", "never", "-f", "json", path)
    stop.set()
    writer.join()
    capture = json.loads(done.stdout)["captures"][0]
    assert done.returncode in (0, 3) and (done.returncode == 3) == bool(capture["problem"])
    assert capture["packets"] > 500


def test_a_file_that_shrinks(program, large, tmp_path):
    """No mapped file: nothing that disappears ends the process."""
    path = tmp_path / "shrinking.pcap"
    shutil.copy(large, path)
    process = subprocess.Popen([program.path, "audit", "--fail-on", "never", "-f", "json", path, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    os.truncate(path, 3000)
    out, errors = process.communicate(CAPTURE.read_bytes(), timeout=120)
    report = json.loads(out)
    assert process.returncode in (0, 3), errors
    assert (process.returncode == 3) == any(capture["problem"] for capture in report["captures"])


def test_a_full_disk(program, large, tmp_path):
    """Where a file may hold no more it is as on a full disk, and no half report takes the place of an older one."""
    for arguments in (["audit", "--fail-on", "never", large, "-f", "json={}"], ["dump", large, "-o", "{}"], ["inventory", "-f", "json", large, "-o", "{}"]):
        out = tmp_path / "out"
        out.write_bytes(b"older")
        done = run(program, *(str(word).format(out) for word in arguments), limits=[(resource.RLIMIT_FSIZE, 100_000)])
        assert done.returncode == 4, (arguments, done.stderr)
        assert done.stderr.startswith(b"espect: cannot write ") and b": File too large\n" in done.stderr
        assert out.read_bytes() == b"older" and left_in(tmp_path) == ["out"]


def test_a_device_without_room(program):
    done = run(program, "audit", CAPTURE, "-f", "json=/dev/full")
    assert (done.returncode, done.stderr) == (4, b"espect: cannot write /dev/full: No space left on device\n")


def test_a_reader_who_goes(program, large, tmp_path):
    """`| head -1`: ended as by the signal, without a word, and what goes to files is whole."""
    out = tmp_path / "report.json"
    for arguments in (["dump", large], ["audit", large, "-f", "text", "-f", f"json={out}"], ["inventory", "-f", "json", large], ["rules"]):
        read_end, write_end = os.pipe()
        os.close(read_end)
        done = run(program, *arguments, stdout=write_end)
        os.close(write_end)
        assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b""), arguments
    assert len(json.loads(out.read_bytes())["ike_sas"]) == SAS
    assert left_in(tmp_path) == ["report.json"]


def test_whoever_reads_messages_goes(program, tmp_path):
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = run(program, "audit", tmp_path / "missing", stderr=write_end)
    os.close(write_end)
    assert done.returncode == 3


def test_standard_streams_that_are_closed(program, tmp_path):
    """A file that is opened in place of a closed stream must not get what was meant for the stream."""
    out = tmp_path / "report.json"
    command = f'"$0" audit --fail-on never "$1" "$2" -f json="$3" {{}}'
    for redirection in ("2>&-", "1>&-", "0>&-", "0>&- 1>&- 2>&-"):
        done = subprocess.run(["sh", "-c", command.format(redirection), program.path, CAPTURE, tmp_path / "missing", out], capture_output=True, env=environment(), timeout=60)
        assert done.returncode == 3, (redirection, done.stderr)
        assert len(json.loads(out.read_bytes())["captures"]) == 2
    done = subprocess.run(["sh", "-c", '"$0" audit --fail-on never "$1" 1>&-', program.path, CAPTURE], capture_output=True, env=environment(), timeout=60)
    assert done.returncode == 4 and b"cannot write -" in done.stderr
    done = subprocess.run(["sh", "-c", '"$0" audit - 0>&-', program.path], capture_output=True, env=environment(), timeout=60)
    assert done.returncode == 3 and b"Bad file descriptor" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_ended_while_it_writes(program, large, tmp_path, number):
    """Nothing is left beside the place, not even of a process that was killed."""
    out = tmp_path / "out"
    process = subprocess.Popen([program.path, "dump", "-", "-o", out], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    process.stdin.write(large.read_bytes()[:300_000])
    process.stdin.flush()
    end = time.monotonic() + 10
    while time.monotonic() < end and not any(str(tmp_path) in os.readlink(link) for link in Path(f"/proc/{process.pid}/fd").iterdir() if link.is_symlink()):
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(number)
    if number in (signal.SIGTERM, signal.SIGINT):
        process.wait(10)
        assert process.returncode == 130 and b"Frame 1:" in out.read_bytes() and left_in(tmp_path) == ["out"]
    else:
        process.wait(10)
        assert process.returncode == -number and left_in(tmp_path) == []
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def test_memory_that_runs_out(program, tmp_path):
    """Reading stops while there is still room for the report, which says so."""
    if b"__asan_init" in Path(program.path).read_bytes():
        pytest.skip("sanitizers map more than a limit allows")
    capture = tmp_path / "flood.pcap"
    capture.write_bytes(FLOODS["ike_sas_answered"](40_000))
    out = tmp_path / "report.json"
    for name, limits, arguments in (("the system's", [(resource.RLIMIT_AS, 120 << 20)], []), ("--max-memory", [], ["--max-memory", "40"])):
        done = run(program, "audit", capture, CAPTURE, "-f", f"json={out}", *arguments, limits=limits)
        assert done.returncode == 4, (name, done.stderr)
        assert b"nothing behind it was looked at" in done.stderr and b"flood.pcap: left behind packet" in done.stderr
        report = json.loads(out.read_bytes())
        assert 1000 < report["captures"][0]["packets"] < 80_000, name
        assert "--max-memory" in report["captures"][0]["problem"] and report["summary"]["exit"] == 4
        assert not [finding for finding in report["findings"] if finding["severity"] == "high"], "a limit never accuses"
        out.unlink()
    done = run(program, "audit", "--max-memory", "some", CAPTURE)
    assert done.returncode == 2


def test_memory_that_is_not_enough_to_begin(program, tmp_path):
    """Settings that do not fit: a message and a status, and no output."""
    if b"__asan_init" in Path(program.path).read_bytes():
        pytest.skip("sanitizers map more than a limit allows")
    policy, out = tmp_path / "policy.csv", tmp_path / "report.json"
    policy.write_bytes(b"#" * (60 << 20))
    done = run(program, "audit", CAPTURE, "--policy", policy, "-f", f"json={out}", limits=[(resource.RLIMIT_AS, 120 << 20)])
    assert (done.returncode, done.stderr) == (4, b"espect: there is not enough memory; nothing was written\n")
    assert left_in(tmp_path) == ["policy.csv"]


def test_clocks_that_jump(program, tmp_path):
    """Times backwards, at the ends of what can be said, and with fractions of more than a second."""
    octets = bytearray(CAPTURE.read_bytes())
    jumps = [(0, 0), (0xFFFFFFFF, 0xFFFFFFFF), (0x7FFFFFFF, 999_999), (0x80000000, 0), (1, 4_000_000_000)]
    at, number = 24, 0
    while at < len(octets):
        size = int.from_bytes(octets[at + 8:at + 12], "little")
        seconds, fraction = jumps[number % len(jumps)]
        octets[at:at + 8] = seconds.to_bytes(4, "little") + fraction.to_bytes(4, "little")
        at, number = at + 16 + size, number + 1
    path = tmp_path / "jumps.pcap"
    path.write_bytes(octets)
    for command in (["audit", "--fail-on", "never", "-f", "json"], ["inventory"], ["dump"]):
        done = run(program, *command, path, "-k", KEYS)
        assert done.returncode == 0, done.stderr
        assert done.stdout
    report = json.loads(run(program, "audit", "--fail-on", "never", "-f", "json", path, "-k", KEYS).stdout)
    assert report["captures"][0]["packets"] == number
