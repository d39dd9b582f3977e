# SPDX-License-Identifier: GPL-2.0-or-later
"""scan, plan, split, audit --shard and merge give the octets of audit --continue, whatever lies on a cut."""
import json
import os
import shutil

import pytest
from check import ROOT
from cut_capture import at_random, concatenated, cut, records
from shards import continued, elsewhere, hub, interleaved, sharded, shards_used

SAMPLES = ROOT / "samples"
SEVERAL = [SAMPLES / name / "capture.pcap" for name in ("hybrid-ml-kem", "esp-replay", "ike-auth-ip-fragments", "pq-downgrade",
                                                        "peer-restarted", "invalid-ke-retry", "ike-auth-refused", "ikev1-main-mode")]
KEYS = [argument for path in sorted(SAMPLES.glob("*/keys")) if path.parent.name in {sample.parent.name for sample in SEVERAL}
        for argument in ("--keys", path)]


def same(expected, given):
    if expected == given:
        return
    expected, given = json.loads(expected), json.loads(given)
    for name in expected:
        assert given[name] == expected[name], name
    assert expected == given
    pytest.fail("equal values, other octets")


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """Eight pairs of peers at once."""
    folder = tmp_path_factory.mktemp("apart")
    return interleaved(SEVERAL, folder / "all.pcap", [elsewhere(20 + number) for number in range(len(SEVERAL))])


@pytest.fixture(scope="module")
def around_a_hub(tmp_path_factory):
    """Eight peers that speak with one."""
    folder = tmp_path_factory.mktemp("hub")
    return interleaved(SEVERAL, folder / "all.pcap", [hub(20 + number) for number in range(len(SEVERAL))])


@pytest.mark.parametrize("keys", [[], KEYS], ids=["closed", "opened"])
@pytest.mark.parametrize("shards", [1, 2, 7])
def test_pairs_apart(released, apart, tmp_path, shards, keys):
    files = cut(apart, tmp_path, at_random(apart, 12, shards))
    expected = continued(released, files, keys)
    same(expected, sharded(released, files, tmp_path / "work", shards, keys))
    assert shards_used(tmp_path / "work") == min(shards, len(SEVERAL))
    assert len(json.loads(expected)["findings"]) > 5


@pytest.mark.parametrize("keys", [[], KEYS], ids=["closed", "opened"])
def test_pairs_of_one_hub(released, around_a_hub, tmp_path, keys):
    """Rules ask what a peer showed in its other IKE SAs: its shards hear all of its IKE."""
    files = cut(around_a_hub, tmp_path, at_random(around_a_hub, 9, 3))
    same(continued(released, files, keys), sharded(released, files, tmp_path / "work", 4, keys))
    assert shards_used(tmp_path / "work") == 4


def test_captures_one_after_the_other(released, tmp_path):
    """The same two peers in all of them, and times that go back."""
    whole = concatenated(SEVERAL, tmp_path / "all.pcap")
    files = cut(whole, tmp_path, at_random(whole, 9, 1))
    same(continued(released, files, KEYS), sharded(released, files, tmp_path / "work", 2, KEYS))


def test_cut_between_all_packets(released, tmp_path):
    """IP fragments, IKE fragments, answers: all on a cut."""
    fragments = SAMPLES / "ike-auth-ip-fragments" / "capture.pcap"
    whole = interleaved([fragments, fragments], tmp_path / "all.pcap", [elsewhere(1), elsewhere(2)])
    marks = range(1, len(records(whole)[1]))
    files = cut(whole, tmp_path, list(marks)[:40])
    same(continued(released, files), sharded(released, files, tmp_path / "work", 2))


def test_a_task_that_is_run_again_changes_nothing(released, apart, tmp_path):
    """Engines run again what was killed: half a part, and whole ones."""
    files = cut(apart, tmp_path, at_random(apart, 4, 5))

    def kill(step, path):
        part = next((tmp_path / "work/parts").glob("*/000000.pcapng"))
        part.with_suffix(".pcapng.tmp").write_bytes(part.read_bytes()[:100])
        assert released("shard", "split", path, "--plan", tmp_path / "work/plan", "-o", tmp_path / "work/parts").returncode == 0
    same(continued(released, files), sharded(released, files, tmp_path / "work", 3, kill=kill))


def test_no_part_takes_the_place_of_a_capture(released, tmp_path):
    part = tmp_path / "parts/1/000000.pcapng"
    part.parent.mkdir(parents=True)
    shutil.copy(SEVERAL[0], part)
    scan, plan = tmp_path / "scan", tmp_path / "plan"
    assert released("shard", "scan", part, "-o", scan).returncode == 0
    assert released("shard", "plan", scan, "-o", plan).returncode == 0
    done = released("shard", "split", part, "--plan", plan, "-o", tmp_path / "parts")
    assert done.returncode != 0 and b"000000.pcapng" in done.stderr
    assert part.read_bytes() == SEVERAL[0].read_bytes()
    # Nor is one removed that has the name of a part which got no packet.
    clear = tmp_path / "parts/clear/000000.pcapng"
    for two in (tmp_path / "parts/2/000000.pcapng", clear):
        two.parent.mkdir(exist_ok=True)
        shutil.copy(SEVERAL[0], two)
        assert released("shard", "scan", two, "-o", scan).returncode == 0
        assert released("shard", "plan", scan, "-o", plan, "--shards", 2).returncode == 0
        released("shard", "split", two, "--plan", plan, "-o", tmp_path / "parts")
        assert two.read_bytes() == SEVERAL[0].read_bytes()


def test_plans_that_cannot_be_right_are_refused(program, apart, tmp_path):
    scan, plan = tmp_path / "scan", tmp_path / "plan"
    assert program("shard", "scan", apart, "-o", scan).returncode == 0
    assert program("shard", "plan", scan, "-o", plan).returncode == 0
    good = plan.read_text()
    for old, new in (("shards\t1", "shards\t4294967295"), ("shards\t1", "shards\t0"), ("shards\t1", "shards\t100000"),
                     ("\nend\t", "\nend\t\t"), ("\nfile\t", "\nfile\t\t"), ("\npair\t", "\npair\t1\t")):
        if old not in good:
            continue
        plan.write_text(good.replace(old, new, 1))
        assert program("shard", "split", apart, "--plan", plan, "-o", tmp_path / "parts").returncode == 3, new
    first = next(line for line in good.splitlines() if line.startswith("pair\t"))
    for heard in ("4294967295", "2", "0"):
        plan.write_text(good.replace(first, f"{first}\t{heard}"))
        done = program("shard", "split", apart, "--plan", plan, "-o", tmp_path / "parts")
        assert done.returncode == 3 and b"is none of a plan" in done.stderr


def test_what_is_missing_is_said(released, apart, tmp_path):
    files = cut(apart, tmp_path, at_random(apart, 2, 5))
    sharded(released, files, tmp_path / "work", 2)
    work = tmp_path / "work"

    def refused(*arguments):
        done = released(*arguments)
        assert done.returncode == 3, arguments
        return done.stderr.decode()
    assert "of 2 shards these are missing: 2" in refused("merge", work / "1.json")
    assert "shard 1 is there twice" in refused("merge", work / "1.json", work / "1.json", work / "2.json")
    broken = work / "broken.json"
    broken.write_bytes((work / "2.json").read_bytes().replace(b"espect-records-6:", b"espect-records-6:0", 1))
    assert "damaged" in refused("merge", work / "1.json", broken)
    assert "no report of espect audit --shard" in refused("merge", apart)
    os.remove(work / "parts/inputs/000001.facts")
    assert "000001.facts" in refused("audit", "--shard", work / "parts/1")
    assert "no plan" in refused("shard", "split", files[0], "--plan", work / "0.scan", "-o", tmp_path / "other")
    shutil.copy(SEVERAL[0], tmp_path / "unknown.pcap")
    assert "is in no scan of this plan" in refused("shard", "split", tmp_path / "unknown.pcap", "--plan", work / "plan", "-o", tmp_path / "other")
    assert released("audit", "--shard", work / "parts/9").returncode == 3


def test_only_ipsec_is_written(released, tmp_path):
    """And nothing twice, where no pairs share an address."""
    whole = interleaved(SEVERAL[:2], tmp_path / "all.pcap", [elsewhere(1), elsewhere(2)])
    report = json.loads(sharded(released, [whole], tmp_path / "work", 2))
    written = 0
    for part in (tmp_path / "work/parts").glob("[0-9]*/*.pcapng"):
        written += json.loads(released("audit", "-f", "json", "--fail-on", "never", part).stdout)["captures"][0]["packets"]
    assert written == report["captures"][0]["ipsec_packets"]
