# SPDX-License-Identifier: GPL-2.0-or-later
"""What is written is complete in its place or not there at all, and never in place of an input."""
import os
import stat
import tempfile
from pathlib import Path

import pytest
from check import ROOT

SAMPLE = ROOT / "samples/esp-replay"
CAPTURE = SAMPLE / "capture.pcap"
KEYS = SAMPLE / "keys/full.jsonl"


def writers(capture, keys, output):
    """Every command that writes a file, by name."""
    return {
        "audit": ["audit", "--fail-on", "never", capture, "-k", keys, "-f", f"json={output}"],
        "inventory": ["inventory", capture, "-k", keys, "-o", output],
        "dump": ["dump", capture, "-k", keys, "-o", output],
        "decrypt": ["decrypt", capture, "-k", keys, "-o", output],
        "policy from-capture": ["policy", "from-capture", capture, "-k", keys, "-o", output],
        "keys convert": ["keys", "convert", keys, "--to", "espect", "-o", output],
    }


def copies(folder):
    capture, keys = Path(folder, "x.pcap"), Path(folder, "keys.jsonl")
    capture.write_bytes(CAPTURE.read_bytes())
    keys.write_bytes(KEYS.read_bytes())
    return capture, keys


def inputs_stay(program, check):
    kind = "no output takes the place of an input"
    for name in writers("", "", ""):
        with tempfile.TemporaryDirectory() as folder:
            capture, keys = copies(folder)
            os.symlink("x.pcap", Path(folder, "link"))
            os.link(capture, Path(folder, "hard"))
            os.link(keys, Path(folder, "keys-hard"))
            targets = [keys, f"{folder}/keys-hard"]
            if name != "keys convert":
                targets += [capture, f"{folder}/./x.pcap", f"{folder}/link", f"{folder}/hard"]
            for target in targets:
                done = program(*writers(capture, keys, target)[name])
                check.same(done.returncode, 2, kind, f"{name} to {target}: {done.stderr}")
                check(b"is an input" in done.stderr, kind, f"{name} to {target}: {done.stderr}")
                check.same((capture.read_bytes() == CAPTURE.read_bytes(), keys.read_bytes() == KEYS.read_bytes()), (True, True), kind,
                           f"{name} to {target}: inputs as before")
    with tempfile.TemporaryDirectory() as folder:  # found in a folder, and on standard input
        capture, keys = copies(folder)
        done = program("audit", folder, "-f", f"json={capture}")
        check.same((done.returncode, capture.read_bytes() == CAPTURE.read_bytes()), (2, True), kind, "a file of a folder")
        done = program("audit", CAPTURE, "-k", folder, "-f", f"json={keys}")
        check.same((done.returncode, keys.read_bytes() == KEYS.read_bytes()), (2, True), kind, "a key file of a folder")


def older_output_stays(program, check):
    kind = "an older output outlives what goes wrong"
    for name in writers("", "", ""):
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder, "out")
            output.write_bytes(b"older")
            done = program(*writers(f"{folder}/typo.pcap", f"{folder}/typo.jsonl" if name == "keys convert" else KEYS, output)[name])
            check(done.returncode in (2, 3), kind, f"{name}: {done.returncode}")
            if name != "audit" and name != "inventory":  # these report that the input cannot be read
                check.same(output.read_bytes(), b"older", kind, name)
            check.same(sorted(os.listdir(folder)), ["out"], kind, f"{name} leaves nothing else")


def devices(program, check):
    kind = "a full device"
    commands = {**writers(CAPTURE, KEYS, "/dev/full"), "to standard output: audit": ["audit", CAPTURE], "inventory -": ["inventory", CAPTURE],
                "dump -": ["dump", CAPTURE], "decrypt -": ["decrypt", CAPTURE, "-k", KEYS, "-o", "-"], "rules": ["rules"],
                "explain": ["explain", "weak-algorithm"], "lookup": ["lookup", "36"], "policy list": ["policy", "list"],
                "policy show": ["policy", "show", "cnsa2"], "policy from-capture -": ["policy", "from-capture", CAPTURE, "-k", KEYS],
                "keys convert -": ["keys", "convert", KEYS, "--to", "espect"], "--help": ["--help"], "--version": ["--version"]}
    import subprocess
    from check import environment
    for name, arguments in commands.items():
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program.path, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=120)
        check.same(done.returncode, 4, kind, f"{name}: {done.stderr}")
        check(b"cannot write" in done.stderr, kind, f"{name}: {done.stderr}")
    done = program("audit", "--fail-on", "never", CAPTURE, "-f", "json=/dev/stdout")
    check(done.returncode == 0 and done.stdout.startswith(b"{"), kind, "a device is written in place")
    check.same(stat.S_ISCHR(os.stat("/dev/full").st_mode), True, kind, "is still one")


def places(program, check):
    kind = "where it is written"
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder, "keys.out")
        for older in (None, 0o644):
            if older is not None:
                secret.write_bytes(b"older")
                secret.chmod(older)
            done = program("keys", "convert", KEYS, "--to", "espect", "-o", secret)
            check.same((done.returncode, stat.S_IMODE(secret.stat().st_mode)), (0, 0o600), kind, f"keys over {older}")
        os.umask(0o022)
        plain = Path(folder, "report")
        program("audit", CAPTURE, "-f", f"json={plain}")
        check.same(stat.S_IMODE(plain.stat().st_mode), 0o644, kind, "a new report has the mode that the mask says")
        plain.chmod(0o640)
        program("audit", CAPTURE, "-f", f"json={plain}")
        check.same(stat.S_IMODE(plain.stat().st_mode), 0o640, kind, "an older report keeps its mode")
        os.symlink("report", Path(folder, "latest"))
        program("audit", CAPTURE, "-f", f"text={folder}/latest")
        check(Path(folder, "latest").is_symlink() and b"esp" in plain.read_bytes(), kind, "a link stays one")
        done = program("audit", CAPTURE, "-f", f"json={folder}/no/such")
        check.same(done.returncode, 4, kind, "a folder that is not there")
        check.same(sorted(os.listdir(folder)), ["keys.out", "latest", "report"], kind, "nothing is left behind")
        for first, second in ((f"{folder}/a", f"{folder}/a"), (f"{folder}/a", f"{folder}/./a"), (plain, f"{folder}/latest")):
            done = program("audit", CAPTURE, "-f", f"json={first}", "-f", f"sarif={second}")
            check.same(done.returncode, 2, kind, f"two outputs to {second}: {done.stderr}")


@pytest.mark.parametrize("part", [inputs_stay, older_output_stays, devices, places], ids=lambda part: part.__name__)
def test_outputs(program, check, part):
    part(program, check)
