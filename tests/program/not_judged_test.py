# SPDX-License-Identifier: GPL-2.0-or-later
"""Forms of findings alone: what could not be seen is said on standard error, once, since an empty list looks like a good one."""
import pytest
from check import ROOT
from cut_capture import records

REPLAY = ROOT / "samples/esp-replay"


@pytest.fixture
def captures(tmp_path):
    """One with closed SAs, one of no IPsec, one cut short."""
    empty, cut = tmp_path / "empty.pcap", tmp_path / "cut.pcap"
    octets = (REPLAY / "capture.pcap").read_bytes()
    header, every = records(REPLAY / "capture.pcap")
    ethernet = next(record for record in every)
    empty.write_bytes(header + ethernet[:16] + bytes(len(ethernet) - 16))
    cut.write_bytes(octets[:-7])
    return [REPLAY / "capture.pcap", empty, cut]


def told(program, form, *arguments):
    done = program("audit", "--fail-on", "never", "-f", form, *arguments)
    return done, [line for line in done.stderr.decode().splitlines() if "what could not be seen" in line]


@pytest.mark.parametrize("form", ("csv", "gitlab", "sarif", "github"))
def test_it_is_said_once(program, captures, form):
    done, lines = told(program, form, *captures)
    assert done.returncode == 3
    assert lines == [f"espect: what could not be seen is not in {form}: of 3 captures, 1 without a packet that was recognised as IPsec, "
                     "1 not read to the end, 2 with IKE messages, ESP or AH packets that no key opens; -f text, json, jsonl, junit, markdown, html have it"]


@pytest.mark.parametrize("form", ("text", "json", "jsonl", "junit", "markdown", "html"))
def test_forms_that_say_it_need_no_help(program, captures, form):
    assert told(program, form, *captures)[1] == []


def test_of_two_forms_it_is_said_once(program, captures, tmp_path):
    _, lines = told(program, "csv", "-f", f"gitlab={tmp_path / 'gitlab.json'}", *captures)
    assert len(lines) == 1 and "is not in csv, gitlab: " in lines[0]
    assert told(program, "csv", "-f", f"text={tmp_path / 'report.txt'}", *captures)[1] == []


def test_where_all_was_judged_nothing_is_said(program):
    sample = ROOT / "samples/dscp"
    done, lines = told(program, "csv", "--keys", sample / "keys", sample / "capture.pcap")
    assert (done.returncode, lines) == (0, [])
    assert len(told(program, "csv", sample / "capture.pcap")[1]) == 1


def test_the_exit_status_is_the_same(program, captures):
    closed, empty, _ = captures
    assert program("audit", "-f", "csv", empty).returncode == program("audit", "-f", "text", empty).returncode == 0
    assert program("audit", "-f", "csv", closed).returncode == program("audit", "-f", "text", closed).returncode == 1
