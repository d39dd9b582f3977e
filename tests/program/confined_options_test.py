# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever an option names can be read and written from within the sandbox: each command does the same with it and with --no-sandbox."""
import ctypes
import gzip
import os
import re
import shutil

import pytest
from check import ROOT
from cut_capture import at_random, cut
from shards import sharded

REPLAY, HYBRID = ROOT / "samples/esp-replay", ROOT / "samples/hybrid-ml-kem"


@pytest.fixture(scope="module")
def program(released):
    return released


@pytest.fixture(autouse=True)
def kernel():
    """Skips where the kernel has no Landlock."""
    if ctypes.CDLL(None).syscall(444, None, 0, 1) < 1:
        pytest.skip("this kernel has no Landlock")


@pytest.fixture
def place(program, tmp_path):
    """A folder of its own for everything, so that none is opened for another one's sake."""
    for name in ("captures", "keys", "rotated", "settings", "included", "outputs", "elsewhere"):
        (tmp_path / name).mkdir()
    shutil.copy(REPLAY / "capture.pcap", tmp_path / "captures/a.pcap")
    (tmp_path / "captures/b.pcap.gz").write_bytes(gzip.compress((HYBRID / "capture.pcap").read_bytes()))
    shutil.copy(REPLAY / "keys/full.jsonl", tmp_path / "keys/full.jsonl")
    for number, path in enumerate(cut(REPLAY / "capture.pcap", tmp_path / "elsewhere", at_random(REPLAY / "capture.pcap", 3, 1))):
        os.rename(path, tmp_path / "elsewhere" / f"trace.pcap{number or ''}")
        os.symlink(tmp_path / "elsewhere" / f"trace.pcap{number or ''}", tmp_path / "rotated" / f"trace.pcap{number or ''}")
    settings = {"policy.csv": program("policy", "show", "cnsa2").stdout, "waivers.csv": b"rule,peers,fingerprint,reason,owner,expires\nesp-sequence-reused,,,known,me,2999-01-01\n",
                "numbers.csv": b"preference,value\n", "names.csv": b"vpn_id,name\n1,blue\n", "swanctl.conf": f"include {tmp_path}/included/*.conf\n".encode(),
                "espect.toml": f'[audit]\nfail-on = "never"\nkeys = ["{tmp_path}/keys"]\nwaivers = "waivers.csv"\n'.encode()}
    for name, octets in settings.items():
        (tmp_path / "settings" / name).write_bytes(octets)
    (tmp_path / "included/gw.conf").write_text("connections { gw { version = 2\n proposals = aes256gcm16-prfsha256-x25519\n children { net { esp_proposals = aes256gcm16 } } } }\n")
    program("audit", "--fail-on", "never", "--write-baseline", tmp_path / "settings/baseline.csv", REPLAY / "capture.pcap")
    return tmp_path


AUDIT = ["audit", "--fail-on", "never", "-f", "json=outputs/report.json"]
COMMANDS = {
    "folders": [*AUDIT, "captures", "-k", "keys"],
    "side by side": [*AUDIT, "--jobs", "3", "captures", "-k", "keys"],
    "every form": ["audit", "--fail-on", "never", "captures/a.pcap", "-k", "keys",
                   *(word for form in ("text", "json", "jsonl", "sarif", "junit", "html", "csv", "markdown", "github", "gitlab") for word in ("-f", f"{form}=outputs/report.{form}"))],
    "settings": [*AUDIT, "captures/a.pcap", "--policy", "settings/policy.csv", "--waivers", "settings/waivers.csv", "--baseline", "settings/baseline.csv", "--codepoints", "settings/numbers.csv",
                 "--vpn-names", "settings/names.csv"],
    "configuration": [*AUDIT, "captures/a.pcap", "--config", "settings/espect.toml"],
    "baseline and figures": [*AUDIT, "captures/a.pcap", "--write-baseline", "outputs/baseline.csv", "--metrics", "outputs/espect.prom"],
    "a rotation, of links": [*AUDIT, "--continue", "rotated/trace.pcap"],
    "a hop": [*AUDIT, "--same-traffic", "captures/a.pcap", "captures/a.pcap"],
    "following": ["audit", "--fail-on", "never", "--follow", "captures/a.pcap"],
    "following a rotation": ["audit", "--fail-on", "never", "--follow", "--continue", "rotated/trace.pcap", "-f", "jsonl"],
    "dump": ["dump", "captures", "-k", "keys/full.jsonl", "-o", "outputs/dump.txt"],
    "decrypt": ["decrypt", "captures/a.pcap", "-k", "keys", "-o", "outputs/inner.pcapng"],
    "inventory": ["inventory", "captures", "-k", "keys", "-f", "cyclonedx", "-o", "outputs/inventory.json"],
    "policy from-capture": ["policy", "from-capture", "captures/b.pcap.gz", "-o", "outputs/policy.csv"],
    "policy from-config": ["policy", "from-config", "settings/swanctl.conf", "-o", "outputs/policy.csv"],
    "policy show": ["policy", "show", "settings/policy.csv"],
    "keys list": ["keys", "list", "keys", "--match", "captures/a.pcap", "-o", "outputs/keys.txt"],
    "keys convert": ["keys", "convert", "keys", "--to", "esp_sa", "-o", "outputs/esp_sa"],
    "shard scan": ["shard", "scan", "captures", "-o", "outputs/scan"],
}
# When and with what it was made stands in some forms; random names in CycloneDX.
PASSING = re.compile(rb'\d{4}-\d\d-\d\d[T ][\d:.]+\S*|--no-sandbox|urn:uuid:[0-9a-f-]+|espect_audit_\w*seconds\S* [\d.e+-]+')


def results(program, place, words):
    """What a command wrote, to standard output and to files."""
    for path in (place / "outputs").iterdir():
        path.unlink()
    done = program(*words, cwd=place)
    return {"status": done.returncode, "errors": done.stderr, "output": PASSING.sub(b"", done.stdout),
            **{path.name: PASSING.sub(b"", path.read_bytes()) for path in sorted((place / "outputs").iterdir())}}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_same_as_without(program, place, name):
    words = COMMANDS[name]
    free = results(program, place, [*words, "--no-sandbox"])
    assert free["status"] == 0, free["errors"]
    assert any(text for part, text in free.items() if part not in ("status", "errors")), "or two failures would be the same"
    assert results(program, place, words) == free


def test_of_a_rotation_every_file_was_read(program, place):
    words = ["audit", "--fail-on", "never", "--continue", "rotated/trace.pcap", "-f", "json"]
    assert program(*words, cwd=place).stdout.count(b'"path": "rotated/trace.pcap') >= 3


def test_shards(program, place):
    """scan, plan, split, audit --shard and merge; the folder of the parts is made by split."""
    merged = sharded(program, [place / "captures/a.pcap"], place / "elsewhere/made/here", 2)
    assert b'"esp-sequence-reused"' in merged
    again = program("shard", "plan", place / "elsewhere/made/here/0.scan", "--extend", place / "elsewhere/made/here/plan", "-o", place / "outputs/plan")
    assert again.returncode == 0 and (place / "outputs/plan").read_bytes() == (place / "elsewhere/made/here/plan").read_bytes(), again.stderr


def test_every_command_that_reads_files_is_tried_here(program):
    """A command with --no-sandbox that this file does not know would be one whose files nobody tried."""
    helped = program("--help").stdout.decode()
    tops = re.findall(r"^  ([a-z-]+)\s", helped.split("ommands", 1)[1], re.M)
    names = [name for top in tops for name in ([f"{top} {sub}" for sub in re.findall(r"^  ([a-z-]+)\s", program(top, "--help").stdout.decode().partition("ommands")[2], re.M)] or [top])]
    confined = {name for name in names if b"--no-sandbox" in program(*name.split(), "--help").stdout}
    tried = {" ".join(words[:2]) if words[0] in ("keys", "policy", "shard") else words[0] for words in COMMANDS.values()} | {"shard plan", "shard split", "merge", "watch"}  # watch_test.py
    assert confined == tried
    unconfined = {name for name in names if name not in confined}
    assert unconfined == {"policy list", "rules", "explain", "lookup", "schema", "init", "config show", "doctor"}, "docs/threat-model.md names them"
