# SPDX-License-Identifier: GPL-2.0-or-later
"""A few hundred damaged captures and texts; hunt.py and hunt_texts.py take thousands. And that they would notice."""
import os
import stat
import subprocess
from pathlib import Path

import hunt
import hunt_sessions
import hunt_texts
import pytest
from check import ROOT

CAPTURES, TEXTS = 220, 150


def test_damaged_captures(program, tmp_path):
    assert hunt.hunted(program.path, [ROOT / "samples", ROOT / "tests/program/captures", ROOT / "tests/fuzz/corpus/capture"], CAPTURES, 7, tmp_path) == 0


def test_sessions_with_something_broken(program, make_samples, tmp_path):
    captures, wrong = hunt_sessions.hunted(program.path, make_samples, 1, 7, tmp_path)
    assert captures > 20 and wrong == 0


def test_what_is_broken_is_inside(program, make_samples, tmp_path):
    """Or nothing behind the keys would be tried: messages that open and cannot be read to their end."""
    opened = cut_short = 0
    for seed in range(1, 9):
        subprocess.run([make_samples, "--broken", str(seed), tmp_path, "post-quantum-signatures", "vpn-id"], check=True)
        for name in ("post-quantum-signatures", "vpn-id"):
            said = program("dump", tmp_path / name / "capture.pcap", "-k", tmp_path / name / "keys/full.jsonl").stdout
            opened += said.count(b"Payload: ")
            cut_short += said.count(b"annot be read further")
    assert cut_short > 5, (opened, cut_short)


def test_key_files_alone_are_no_unreadable_capture(program):
    """Found by hunt_texts.py: `keys list` without --match ended with 3."""
    keys = ROOT / "samples/esp-replay/keys/full.jsonl"
    assert program("keys", "list", keys).returncode == 0
    assert program("keys", "list", keys, "--match", ROOT / "samples/esp-replay/capture.pcap").returncode == 0
    assert program("keys", "list", keys, "--match", ROOT / "README.md").returncode == 3


def test_damaged_texts(program, tmp_path):
    assert hunt_texts.hunted(program.path, TEXTS, 7, tmp_path) == 0


@pytest.mark.parametrize("what,script", [
    ("signal 11", "kill -SEGV $$"), ("status 4", "echo espect: internal error >&2; exit 4"), ("slow", "i=0; while [ $i -lt 3000000 ]; do i=$((i+1)); done"),
    ("message without a beginning", "echo terminate called >&2; exit 3"), ("control character in a message", "printf 'espect: \\033[2J\\n' >&2; exit 3"), ("status 3 and no message", "exit 3"),
    ("sanitizer", "echo 'espect: runtime error: shift' >&2; exit 1"),
])
def test_the_hunt_would_notice(tmp_path, what, script):
    program = Path(tmp_path, "program")
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    assert hunt.Run(str(program), os.devnull).wrong((0, 1, 3)).startswith(what)
