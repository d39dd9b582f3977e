# SPDX-License-Identifier: GPL-2.0-or-later
"""merge in every form and with every gate, and plans that grow."""
import json
from pathlib import Path

import pytest
from check import ROOT
from cut_capture import at_random, cut
from shards import continued, elsewhere, interleaved, sharded

CROSSINGS = Path(__file__).parent / "crossings"
SAMPLES = [ROOT / "samples" / name / "capture.pcap" for name in ("esp-replay", "pq-downgrade", "peer-restarted")]
KEYS = ["--keys", CROSSINGS / "keys.jsonl", "--keys", ROOT / "samples/esp-replay/keys"]


@pytest.fixture(scope="module")
def split_up(program, tmp_path_factory):
    """The files, and the reports of their two shards."""
    folder = tmp_path_factory.mktemp("forms")
    whole = interleaved([CROSSINGS / "path_mtu.pcap", *SAMPLES], folder / "all.pcap", [None, elsewhere(91), elsewhere(92), elsewhere(93)])
    files = cut(whole, folder, at_random(whole, 6, 1))
    sharded(program, files, folder / "work", 2, KEYS)
    return files, [folder / "work/1.json", folder / "work/2.json"]


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "junit", "html", "csv", "markdown", "github", "gitlab"])
def test_every_form(program, split_up, form):
    files, reports = split_up
    places = [word for path in files for word in ("--captures", path)] if form == "sarif" else []
    expected = program("audit", "--continue", *files, *KEYS, "--fail-on", "never", "-f", form)
    given = program("merge", *reports, *places, "--fail-on", "never", "-f", form)
    assert (expected.returncode, given.returncode) == (0, 0), given.stderr
    assert given.stdout == expected.stdout


def test_sarif_without_the_captures_names_no_hashes(program, split_up):
    files, reports = split_up
    log = json.loads(program("merge", *reports, "--fail-on", "never", "-f", "sarif").stdout)
    assert log["runs"][0]["results"] and all("hashes" not in artifact for artifact in log["runs"][0]["artifacts"])


@pytest.mark.parametrize("gate", [["--fail-on", "low"], ["--min-severity", "high"], ["--require-ipsec"], ["--require-opened"], ["--quiet"], ["--summary"]])
def test_gates(program, split_up, gate):
    files, reports = split_up
    expected = program("audit", "--continue", *files, *KEYS, *gate)
    given = program("merge", *reports, *gate)
    said = b"".join(line for line in expected.stderr.splitlines(True) if b"keys that others can read" not in line)
    assert (given.returncode, given.stdout, given.stderr) == (expected.returncode, expected.stdout, said)


def test_baseline_and_waivers(program, split_up, tmp_path):
    files, reports = split_up
    program("audit", "--continue", *files, *KEYS, "--ignore", "esp-*", "--write-baseline", tmp_path / "known.csv")
    (tmp_path / "waivers.csv").write_text("rule,peers,fingerprint,reason,owner,expires\nesp-sequence-reused,,,known,me,2999-01-01\n")
    for gate in (["--baseline", tmp_path / "known.csv"], ["--waivers", tmp_path / "waivers.csv"]):
        expected = program("audit", "--continue", *files, *KEYS, *gate, "-f", "json")
        given = program("merge", *reports, *gate, "-f", "json")
        assert (given.returncode, given.stdout) == (expected.returncode, expected.stdout)
        suppressed = json.loads(given.stdout)["summary"]["suppressed"]
        assert suppressed["baseline"] + suppressed["waived"] > 0


def scan(program, path, folder):
    to = folder / f"{path.name}.scan"
    assert program("shard", "scan", path, "-o", to).returncode == 0
    return to


def pairs_of(plan):
    lines = [line.split("\t") for line in plan.read_text().splitlines()]
    return {(line[1], line[2]): int(line[3]) for line in lines if line[0] == "pair"}


def test_an_extended_plan_keeps_groups_in_their_shards(program, tmp_path):
    first = interleaved(SAMPLES, tmp_path / "first.pcap", [elsewhere(1), elsewhere(2), elsewhere(3)])
    second = interleaved([SAMPLES[1], CROSSINGS / "tcp.pcap"], tmp_path / "second.pcap", [elsewhere(4), elsewhere(5)], shift=lambda _: 1000)
    scans = [scan(program, path, tmp_path) for path in (first, second)]
    assert program("shard", "plan", scans[0], "--shards", 3, "-o", tmp_path / "old").returncode == 0
    done = program("shard", "plan", *scans, "--extend", tmp_path / "old", "-o", tmp_path / "new")
    assert (done.returncode, done.stderr) == (0, b"")
    old, new = pairs_of(tmp_path / "old"), pairs_of(tmp_path / "new")
    assert len(set(old.values())) == 3 and len(new) == len(old) + 2
    assert {pair: new[pair] for pair in old} == old
    assert program("shard", "plan", *scans, "--extend", tmp_path / "old", "--shards", 4, "-o", tmp_path / "new").returncode == 2


def test_a_tie_that_joins_two_shards_is_told(program, tmp_path):
    first = interleaved(SAMPLES[:2], tmp_path / "first.pcap", [None, elsewhere(2)])
    # Later the SAs of the first pair are used between the addresses of the second.
    later = interleaved(SAMPLES[:1], tmp_path / "later.pcap", [elsewhere(2)], shift=lambda _: 1000)
    scans = [scan(program, path, tmp_path) for path in (first, later)]
    assert program("shard", "plan", scans[0], "--shards", 2, "-o", tmp_path / "old").returncode == 0
    old = pairs_of(tmp_path / "old")
    assert sorted(old.values()) == [1, 2]
    done = program("shard", "plan", *scans, "--extend", tmp_path / "old", "-o", tmp_path / "new")
    assert done.returncode == 0 and b"is tied to is in shards 1 and 2" in done.stderr and b"split and audit these shards again" in done.stderr
    assert len(set(pairs_of(tmp_path / "new").values())) == 1


def test_an_extended_plan_gives_the_report_of_all(program, tmp_path):
    first = interleaved(SAMPLES, tmp_path / "first.pcap", [elsewhere(1), elsewhere(2), elsewhere(3)])
    second = interleaved([CROSSINGS / "mobike.pcap"], tmp_path / "second.pcap", [None], shift=lambda _: 1000)
    scans = [scan(program, path, tmp_path) for path in (first, second)]
    program("shard", "plan", scans[0], "--shards", 2, "-o", tmp_path / "old")
    program("shard", "plan", *scans, "--extend", tmp_path / "old", "-o", tmp_path / "new")
    reports = []
    for path in (first, second):
        assert program("shard", "split", path, "--plan", tmp_path / "new", "-o", tmp_path / "parts").returncode == 0
    for shard in (1, 2):
        reports.append(tmp_path / f"{shard}.json")
        program("audit", "--shard", tmp_path / f"parts/{shard}", *KEYS, "--fail-on", "never", "-f", f"json={reports[-1]}")
    assert program("merge", *reports, "--fail-on", "never", "-f", "json").stdout == continued(program, [first, second], KEYS)
