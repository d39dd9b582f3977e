# SPDX-License-Identifier: GPL-2.0-or-later
"""The gate of docs/ci as far as it runs without its servers, and the three commands of its page."""
import json
import os
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from check import ROOT

CI = ROOT / "docs/ci"
CAPTURE = ROOT / "samples/esp-replay/capture.pcap"
CLEAN = ROOT / "samples/dscp/capture.pcap"


@pytest.fixture
def shell(program, tmp_path):
    """Runs a line of sh in a folder with captures/, espect on the PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/espect").symlink_to(program.path)
    work = tmp_path / "work"
    (work / "captures").mkdir(parents=True)
    shutil.copy(CAPTURE, work / "captures/a.pcap")
    (work / "docs").mkdir()
    (work / "docs/ci").symlink_to(CI)

    def run(line, **variables):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ESPECT_")}
        clean["PATH"] = f"{tmp_path / 'bin'}:{clean['PATH']}"
        return subprocess.run(["sh", "-c", line], cwd=work, env=clean | variables, capture_output=True, text=True, check=False)
    run.folder = work
    return run


def test_the_three_commands_of_the_page(shell):
    commands = re.findall(r"^    (espect .*)$", (CI / "README.md").read_text(), re.MULTILINE)
    assert len(commands) == 3
    assert shell("espect audit captures").returncode == 1
    assert [shell(command).returncode for command in commands] == [0, 0, 0]
    shutil.copy(ROOT / "samples/pq-downgrade/capture.pcap", shell.folder / "captures/new.pcap")
    again = shell(commands[-1])
    assert again.returncode == 1 and "pq-downgraded" in again.stdout


def action_steps():
    text = (CI / "action.yml").read_text()
    run = re.search(r"run: \|\n((?:        .*\n)+)", text).group(1)
    return "\n".join(line.strip() for line in run.splitlines())


def test_the_action(shell):
    done = shell(action_steps(), CAPTURES="captures", GATE=str(CI / "gate.sh"), ESPECT_FAIL_ON="high")
    assert done.returncode == 1 and "esp-sequence-reused" in done.stdout
    assert json.loads((shell.folder / "espect.sarif").read_text())["runs"][0]["results"]
    assert shell(action_steps(), CAPTURES="captures", GATE=str(CI / "gate.sh"), ESPECT_FAIL_ON="never").returncode == 0


def test_the_gitlab_job(shell):
    text = (CI / "gitlab-ci.yml").read_text()
    script = re.search(r"script:\n    - (.*)\n", text).group(1)
    assert shell(script, CAPTURES="captures").returncode == 1
    issues = json.loads((shell.folder / "espect-codequality.json").read_text())
    assert {issue["check_name"] for issue in issues} >= {"esp-sequence-reused"}
    ElementTree.parse(shell.folder / "espect-junit.xml")
    for name in re.findall(r"(?:codequality|junit): (\S+)|- (espect\.\S+)", text):
        assert (shell.folder / (name[0] or name[1])).is_file()
    assert shell("espect audit --write-baseline espect-baseline.csv captures").returncode == 0
    assert shell(script, CAPTURES="captures").returncode == 0


def test_the_pre_commit_hook(shell):
    text = (CI / "pre-commit-hooks.yaml").read_text()
    entry = re.search(r"entry: (.*)", text).group(1)
    files = re.compile(re.search(r"files: (.*)", text).group(1))
    assert files.search("a/b.pcapng.gz") and files.search("a.pcap") and not files.search("a.pcap.md")
    assert shell(f"{entry} {shlex.quote(str(CLEAN))}").returncode == 0
    done = shell(f"{entry} captures/a.pcap")
    assert done.returncode == 1 and "esp-sequence-reused" in done.stdout


def test_the_gate_without_captures(shell):
    assert shell("sh docs/ci/gate.sh").returncode == 2
