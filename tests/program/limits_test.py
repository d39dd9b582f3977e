# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/limits.md: what has no place is not accused, and what has one is still judged."""
import json
import re

import pytest
from check import ROOT
from raw_packets import ALICE, BOB, esp, pcap

MANY = 65_536  # more than most tables of a rule hold


def audited(program, folder, packets):
    path = folder / "limit.pcap"
    path.write_bytes(pcap(packets, apart=10))
    done = program("audit", "--fail-on", "never", "-f", "json", path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lossy(report):
    return [finding["spi"] for finding in report["findings"] if finding["rule"] == "esp-sequence-gap"]


def test_a_counter_that_goes_on_behind_many_flows(released, tmp_path):
    """One manual SA for two destinations (RFC 4552 section 7): the numbers that are missing in one flow went to the other."""
    shared = [esp(0x7000, number, source=ALICE, destination=BOB) for number in (1, 2, 5, 6)]
    others = [esp(0x10000 + i, 1, source=ALICE, destination=BOB + 2) for i in range(MANY)]
    rest = [esp(0x7000, number, source=ALICE, destination=BOB + 1) for number in (3, 4)]
    assert len(lossy(audited(released, tmp_path, shared))) == 1, "or nothing would be missing"
    assert lossy(audited(released, tmp_path, shared + rest)) == []
    assert lossy(audited(released, tmp_path, shared + others + rest)) == []
    assert len(lossy(audited(released, tmp_path, others + shared))) == 1


# What Coverage says of each limit.
SAID = ("beyond the limit", "given up because too many", "than are remembered", "found no place for more")


def page_rows():
    """{name: what Coverage says, up to the first number}, of the options in docs/limits.md."""
    rows = re.findall(r"^\| `([a-z][a-z-]+)` \| `.*\| ([^|]+) \|$", (ROOT / "docs/limits.md").read_text(), re.MULTILINE)
    return dict(rows)


def test_every_limit_is_on_the_page(released):
    done = released("audit", "--help")
    words = " ".join(done.stdout.decode().split())
    named = re.search(r"not judged: ([\w, -]+) \(docs/limits\)", words)[1].split(", ")
    rows = page_rows()
    assert sorted(named) == sorted(rows)
    assert all(says == "the same" or any(part in says for part in SAID) for says in rows.values())
    refused = released("audit", "--limit", "sa=3", "none.pcap")
    assert refused.returncode == 2 and b"did you mean sas?" in refused.stderr
    for wrong in ("sas", "sas=", "sas=0", "sas=-1", "sas=1k", "sas=1000000001"):
        assert released("audit", "--limit", wrong, "none.pcap").returncode == 2, wrong


SAMPLES = sorted(ROOT.glob("samples/*/capture.pcap"))


def subjects(report):
    """Of each capture what is found about whom: IKE SAs have other numbers where some are left out."""
    sas = {sa["id"]: (sa["spi_i"], sa["spi_r"]) for sa in report["ike_sas"]}
    found = [set() for _ in report["captures"]]
    for finding in report["findings"]:
        found[finding["capture"]].add((finding["rule"], sas.get(finding["ike_sa"]), finding["spi"], finding["dst"]))
    return found


def reads(program, *limits):
    """All samples in one call: a limit is of a capture, and a key of one opens nothing of another."""
    options = [word for limit in limits for word in ("--limit", limit)]
    keys = [word for capture in SAMPLES if (capture.parent / "keys").is_dir() for word in ("--keys", capture.parent / "keys")]
    done = program("audit", "--fail-on", "never", "-f", "json", *options, *keys, *SAMPLES)
    assert done.returncode in (0, 3), (limits, done.stderr)
    report = json.loads(done.stdout)
    assert [capture["path"] for capture in report["captures"]] == list(map(str, SAMPLES))
    return report


@pytest.fixture(scope="module")
def unlimited(released):
    return reads(released)


@pytest.fixture(scope="module")
def whole(unlimited):
    found = subjects(unlimited)
    assert sum(map(bool, found)) > 40
    return found


SEVERITIES = ("info", "low", "medium", "high")


def severities(report):
    """The highest about each subject: a rule may have several findings about one."""
    sas = {sa["id"]: (sa["spi_i"], sa["spi_r"]) for sa in report["ike_sas"]}
    highest = {}
    for finding in report["findings"]:
        key = finding["capture"], finding["rule"], sas.get(finding["ike_sa"]), finding["spi"], finding["dst"]
        highest[key] = max(highest.get(key, SEVERITIES[0]), finding["severity"], key=SEVERITIES.index)
    return highest


@pytest.fixture(scope="module")
def usual(unlimited):
    return severities(unlimited)


@pytest.mark.parametrize("name", sorted(page_rows()))
def test_a_limit_accuses_nobody(released, check, whole, usual, name):
    """Whatever finds no place: only what is found without the limit is found, and something is said.

    An SA without integrity is told of the IKE SA that made it, or where that found no place of its packets.
    """
    for number in (1, 2):
        report = reads(released, f"{name}={number}")
        for capture, before, found in zip(SAMPLES, whole, subjects(report)):
            made = {subject for subject in found - before if subject[0] != "missing-integrity" or name != "ike-sas"}
            check.same(made, set(), "findings that a limit makes", f"{capture.parent.name} {name}={number}")
            check(found == before or reads_less(report, capture), "what a limit leaves out is said", f"{capture.parent.name} {name}={number}")
        worse = {key: severity for key, severity in severities(report).items() if SEVERITIES.index(severity) > SEVERITIES.index(usual.get(key, severity))}
        check.same(worse, {}, "no finding is more severe", f"{name}={number}")


def reads_less(report, capture):
    return any(note.startswith(f"{capture}: ") and any(part in note for part in SAID) for note in report["coverage"]["notes"])
