# SPDX-License-Identifier: GPL-2.0-or-later
"""Which files of a folder are read, passed over or told, and what reaches a terminal of it."""
import gzip
import json
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from check import ROOT, environment

CAPTURE = ROOT / "samples/esp-replay/capture.pcap"
NOBODY = 65534
COMMANDS = {
    "audit": lambda folder: ["audit", "-f", "json", "--fail-on", "never", folder],
    "inventory": lambda folder: ["inventory", folder],
    "dump": lambda folder: ["dump", folder],
}


def as_nobody(program, *arguments):
    """Runs it without the rights of root, whom no permission stops."""
    if os.getuid() != 0:
        return program(*arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        copy = shutil.copy(program.path, folder)
        os.chmod(copy, 0o755)
        return subprocess.run([copy, *map(str, arguments)], capture_output=True, timeout=120, user=NOBODY, group=NOBODY,
                              extra_groups=[], env=environment(), cwd="/")


def make_folder(folder, files):
    for name, octets in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    return folder


def folders(program, check):
    good = CAPTURE.read_bytes()
    packed = gzip.compress(good)
    fine = {
        "a text file": {"notes.txt": b"what was captured, and where\n"},
        "an empty file": {"empty": b""},
        "three octets": {"short": b"abc"},
        "packed text": {"log.gz": gzip.compress(b"a line of a log\n" * 50)},
        "a folder in it": {"deep/er/notes.md": b"# notes\n"},
    }
    bad = {
        "an empty capture": {"empty.pcap": b""},
        "garbage that is called a capture": {"garbage.pcapng": b"no capture at all"},
        "a capture that was cut": {"cut.bin": good[:-7]},
        "a header that was cut": {"header.bin": good[:10]},
        "a broken gzip file": {"broken.bin": packed[: len(packed) // 2]},
        "a gzip file of noise": {"noise.gz": packed[:10] + bytes(range(1, 200))},
        "a packed capture of text": {"text.pcap.gz": gzip.compress(b"no capture")},
    }
    for name, command in COMMANDS.items():
        for what, files in {**fine, **bad}.items():
            kind = "folders"
            with tempfile.TemporaryDirectory() as folder:
                make_folder(folder, {"good.pcap": good, **files})
                done = program(*command(folder))
                errors = done.stderr.decode()
                path = str(Path(folder, next(iter(files))))
                if what in fine:
                    check.same((done.returncode, errors), (0, ""), kind, f"{name}, {what}")
                    said = program(*command(folder), "--verbose")
                    check(path in said.stderr.decode() and said.returncode == 0, kind, f"--verbose names {what}: {said.stderr}")
                else:
                    check.same(done.returncode, 3, kind, f"{name}, {what}")
                    check.same(errors.count("\n"), 1, kind, f"{name}, {what}: one message: {errors}")
                    check(path in errors, kind, f"{name}, {what} is named: {errors}")
                check(b"10.1.0.10" in done.stdout, kind, f"{name}, {what}: the good capture is reported")


def counted(program, check):
    with tempfile.TemporaryDirectory() as folder:
        make_folder(folder, {"good.pcap": CAPTURE.read_bytes(), "a.txt": b"text\n", "b.txt": b"more\n", "sub/c": b""})
        report = json.loads(program("audit", "-f", "json", folder).stdout)
        notes = [note for note in report["coverage"]["notes"] if "3 files" in note]
        check.same(len(notes), 1, "passed over is counted", f"{report['coverage']['notes']}")
        check.same(len(report["captures"]), 1, "passed over is counted", "captures")
        (Path(folder) / "good.pcap").unlink()
        done = program("audit", folder)
        check.same((done.returncode, done.stdout), (3, b""), "passed over is counted", "a folder without a capture")
        check(b"none of the inputs is a capture" in done.stderr, "passed over is counted", done.stderr)


def closed(program, check):
    kind = "files and folders that may not be read"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        make_folder(folder, {"good.pcap": CAPTURE.read_bytes(), "closed.pcap": CAPTURE.read_bytes(), "closed/in.pcap": CAPTURE.read_bytes()})
        for name, mode in (("good.pcap", 0o644), ("closed.pcap", 0), ("closed", 0)):
            os.chmod(Path(folder, name), mode)
        os.symlink("nowhere", Path(folder, "dangling.pcap"))
        for name, command in COMMANDS.items():
            done = as_nobody(program, *command(folder))
            errors = done.stderr.decode()
            check.same(done.returncode, 3, kind, f"{name}: {errors}")
            for path in ("closed.pcap", "closed", "dangling.pcap"):
                check(f"espect: {folder}/{path}: cannot be " in errors, kind, f"{name}, {path}: {errors}")
            check.same(errors.count("\n"), 3, kind, f"{name}: {errors}")
            check(b"10.1.0.10" in done.stdout, kind, f"{name}: the good capture is reported")
        os.chmod(Path(folder, "closed"), 0o755)


def messages(program, check):
    """A name may hold what a terminal obeys: here a new window title, and a line that looks like one of ours."""
    kind = "messages for a terminal"
    title = "\x1b]0;owned\x07.pcap"
    with tempfile.TemporaryDirectory() as folder:
        hostile = Path(folder, title)
        hostile.write_bytes(b"no capture")
        for arguments in (["audit", hostile], ["audit", folder], ["dump", hostile], ["inventory", hostile], ["policy", "from-capture", hostile],
                          ["decrypt", hostile, "-k", hostile, "-o", "-"], ["audit", CAPTURE, "-k", hostile], ["audit", CAPTURE, "--policy", hostile],
                          ["audit", CAPTURE, "--codepoints", hostile], ["audit", CAPTURE, "-f", f"json={folder}/no/{title}"],
                          ["keys", "convert", hostile, "--to", "espect"], ["explain", title], ["lookup", title], [f"--{title}"],
                          ["audit", CAPTURE, "-f", title], ["nonsense\x1b[2J"]):
            done = program(*arguments)
            check(done.returncode != 0, kind, f"{arguments}: {done.returncode}")
            check(done.stderr != b"", kind, f"{arguments} says something")
            check(not any(octet in done.stderr for octet in (b"\x1b", b"\x07")), kind, f"{arguments}: {done.stderr!r}")


@pytest.mark.parametrize("part", [folders, counted, closed, messages], ids=lambda part: part.__name__)
def test_inputs(program, check, part):
    part(program, check)


def test_a_link_to_a_folder_is_told(program, tmp_path):
    """It may lead anywhere, so it is not followed; what it leads to is not read in silence."""
    (tmp_path / "real").mkdir()
    shutil.copy(CAPTURE, tmp_path / "real")
    (tmp_path / "captures").mkdir()
    shutil.copy(CAPTURE, tmp_path / "captures")
    os.symlink("../real", tmp_path / "captures/more")
    os.symlink("../real/" + CAPTURE.name, tmp_path / "captures/one.pcap")
    done = program("audit", "--fail-on", "never", tmp_path / "captures")
    assert done.returncode == 3 and f"{tmp_path}/captures/more: is a link to a folder, which is not followed" in done.stderr.decode()
    assert b"one.pcap" in done.stdout


def test_a_pipe_in_a_folder_is_told(program, tmp_path):
    """Nobody may ever write to it, so it is not waited for; a socket can be no capture."""
    shutil.copy(CAPTURE, tmp_path)
    with socket.socket(socket.AF_UNIX) as peer:
        peer.bind(str(tmp_path / "control"))
        quiet = program("audit", "--fail-on", "never", tmp_path)
        os.mkfifo(tmp_path / "live")
        done = program("audit", "--fail-on", "never", tmp_path)
    assert (quiet.returncode, quiet.stderr) == (0, b"")
    assert (done.returncode, done.stderr.decode()) == (3, f"espect: {tmp_path}/live: is a pipe, which is read only when it is named\n")
    assert b"10.1.0.10" in done.stdout
