# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of rules lead to their pages: on a terminal, where there are pages, and nowhere else."""
import os
import pty
import re
import shutil
import socket
import subprocess

import pytest
from check import ROOT

CAPTURE = ROOT / "samples/esp-replay/capture.pcap"
LINK = re.compile(r"\x1b\]8;;([^\x1b]*)\x1b\\(.*?)\x1b\]8;;\x1b\\")
OWN = "https://vpn.example/rules/{rule}.html"


def shown(program, *arguments, **variables):
    """What a terminal gets, and its exit status."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ESPECT_")} | {"TERM": "xterm-256color"} | variables
    ours, theirs = pty.openpty()
    started = subprocess.Popen([str(program), "audit", "--fail-on", "never", *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=theirs,
                               stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    octets = b""
    try:
        while part := os.read(ours, 65536):
            octets += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert started.wait(60) == 0
    return octets.decode()


def links(text):
    """Every link: the name without its colours, and where it leads."""
    return {(re.sub(r"\x1b\[[0-9;]*m", "", name), url) for url, name in LINK.findall(text)}


@pytest.fixture
def installed(released, tmp_path):
    """The program with its pages, as `cmake --install` and the package lay them out."""
    (tmp_path / "bin").mkdir()
    shutil.copy(released.path, tmp_path / "bin" / "espect")
    shutil.copytree(ROOT / "docs" / "rules", tmp_path / "share/doc/espect/rules")
    return tmp_path / "bin" / "espect"


def test_installed_pages(installed, tmp_path):
    expected = {(rule, f"file://{socket.gethostname()}{tmp_path}/share/doc/espect/rules/{rule}.md") for rule in ("esp-sequence-reused", "pq-not-offered")}
    for arguments in ((CAPTURE,), ("--summary", CAPTURE), ("--quiet", CAPTURE)):
        found = links(shown(installed, *arguments))
        assert found == expected, arguments
    for _, url in expected:
        assert os.path.isfile(url.removeprefix(f"file://{socket.gethostname()}"))
    plain = shown(installed, "--colour", "never", CAPTURE)
    assert "\x1b" not in plain and "esp-sequence-reused" in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", LINK.sub(r"\2", shown(installed, CAPTURE))) == plain
    assert "\x1b]" not in shown(installed, CAPTURE, TERM="dumb")
    without_colour = shown(installed, CAPTURE, NO_COLOR="1")
    assert links(without_colour) == expected and "\x1b[" not in without_colour


def test_nowhere_else(installed, tmp_path):
    place = tmp_path / "report.txt"
    assert shown(installed, "-f", f"text={place}", CAPTURE) == ""
    assert "\x1b" not in place.read_text() and "esp-sequence-reused" in place.read_text()
    piped = subprocess.run([installed, "audit", "--fail-on", "never", "--colour", "always", CAPTURE], capture_output=True, check=True).stdout
    assert b"\x1b[" in piped and b"\x1b]" not in piped


def test_own_pages(released, tmp_path):
    """The program that was built has none beside it."""
    assert links(shown(released.path, CAPTURE)) == set()
    expected = {(rule, f"https://vpn.example/rules/{rule}.html") for rule in ("esp-sequence-reused", "pq-not-offered")}
    assert links(shown(released.path, "--rule-url", OWN, CAPTURE)) == expected
    assert links(shown(released.path, CAPTURE, ESPECT_RULE_URL=OWN)) == expected
    settings = tmp_path / "espect.toml"
    settings.write_text(f'[audit]\nrule-url = "{OWN}"\n')
    assert links(shown(released.path, "--config", settings, CAPTURE)) == expected
    assert {name for name, _ in links(shown(released.path, "--rule-url", OWN, "--follow", CAPTURE))} == {"esp-sequence-reused", "pq-not-offered"}


@pytest.mark.parametrize(("url", "why"), [("https://vpn.example/", "has no {rule}"), ("vpn.example/{rule}", "is no URL"), ("javascript:{rule}", "is no URL"),
                                          ("https://vpn.example/{rule}\x1b\\", "is no URL"), ("https://vpn.example/{rule} b", "is no URL")])
def test_what_is_no_address_is_refused(released, url, why):
    done = released("audit", "--rule-url", url, CAPTURE)
    assert (done.returncode, done.stdout) == (2, b"") and why in done.stderr.decode() and b"\x1b" not in done.stderr
