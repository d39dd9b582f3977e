# SPDX-License-Identifier: GPL-2.0-or-later
"""The synthesised samples are what samples/make writes, octet by octet, and nothing else lies beside them.

UPDATE_GOLDEN=1 writes samples/*/ instead of comparing
"""
import os
import subprocess
import tempfile
from pathlib import Path

from check import ROOT, SANITIZER_WORDS, environment


def make(program, folder, *names):
    done = subprocess.run([program, str(folder), *names], capture_output=True, timeout=300, env=environment())
    if done.returncode != 0 or any(word.encode() in done.stderr for word in SANITIZER_WORDS):
        raise AssertionError(f"{program}: exit {done.returncode}\n{done.stderr.decode()[-4000:]}")


def files(folder):
    """{path: octets} of the capture and the keys of a sample."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in [folder / "capture.pcap", *folder.glob("keys/**/*")] if path.is_file()}


def test_samples(make_samples, check):
    program = make_samples
    if os.environ.get("UPDATE_GOLDEN") == "1":
        make(program, ROOT / "samples")
        print("samples made anew")
    with tempfile.TemporaryDirectory() as place:
        make(program, place)
        made = sorted(path.name for path in Path(place).iterdir())
        check(len(made) >= 10, "samples are made", f"{made}")
        for name in made:
            found, expected = files(Path(place, name)), files(ROOT / "samples" / name)
            check.same(sorted(found), sorted(expected), "files of a sample", name)
            for path, octets in found.items():
                check(octets == expected.get(path), "files as committed", f"samples/{name}/{path}")
            text = " ".join((ROOT / "samples" / name / "README.md").read_text("utf-8").split())
            check("synthesised by `samples/make`" in text, "README says where it comes from", name)
        alone = Path(place, "alone")
        make(program, alone, made[-1])
        check.same([path.name for path in alone.iterdir()], made[-1:], "one sample alone", made[-1])
        check(files(alone / made[-1]) == files(Path(place, made[-1])), "one sample alone", made[-1])
