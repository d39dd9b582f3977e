# SPDX-License-Identifier: GPL-2.0-or-later
"""audit --continue: what a rotation cut into files is one capture again, and frames are named with their file."""
import csv
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from check import ROOT
from cut_capture import at_random, cut, records

HYBRID = ROOT / "samples/hybrid-ml-kem"
REPLAY = ROOT / "samples/esp-replay"
PLACES = {"captures", "capture", "frames", "frame", "first_frame", "last_frame", "frame_refs", "filter"}


def audit(program, *arguments):
    done = program("audit", "-f", "json", "--fail-on", "never", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def said(report):
    """What a report says beside where it was seen."""
    def of(value):
        if isinstance(value, dict):
            return {name: of(member) for name, member in value.items() if name not in PLACES}
        if isinstance(value, str):
            return re.sub(r"in frame \d+", "in frame", value)
        return [of(member) for member in value] if isinstance(value, list) else value
    return of({name: value for name, value in report.items() if name != "captures"})


@pytest.mark.parametrize("sample", [HYBRID, REPLAY], ids=lambda sample: sample.name)
@pytest.mark.parametrize("keys", [False, True], ids=["closed", "opened"])
def test_cut_anywhere(program, tmp_path, sample, keys):
    whole = sample / "capture.pcap"
    with_keys = ["--keys", sample / "keys"] if keys and (sample / "keys").exists() else []
    expected = said(audit(program, whole, *with_keys))
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        files = cut(whole, folder, at_random(whole, 5, seed))
        report = audit(program, "--continue", *reversed(files), *with_keys)
        assert said(report) == expected, f"seed {seed}"
        assert [capture["path"] for capture in report["captures"]] == [str(file) for file in files]
        assert sum(capture["packets"] for capture in report["captures"]) == len(records(whole)[1])


def test_cut_between_all_packets(program, tmp_path):
    """Every window edge, fragment and answer lies on a cut."""
    whole = HYBRID / "capture.pcap"
    files = cut(whole, tmp_path, range(1, len(records(whole)[1])))
    one = audit(program, whole, "--keys", HYBRID / "keys")
    assert said(audit(program, "--continue", tmp_path, "--keys", HYBRID / "keys")) == said(one)
    assert len(files) == one["captures"][0]["packets"]


def test_frames_are_those_of_their_files(program, tmp_path):
    whole = REPLAY / "capture.pcap"
    marks = [3, 7, 20]
    files = cut(whole, tmp_path, marks)
    starts = [0, *marks]

    def place(frame):
        file = max(index for index, start in enumerate(starts) if start < frame)
        return file, frame - starts[file]

    one, continued = audit(program, whole), audit(program, "--continue", *files)
    assert one["findings"] and one["flows"]
    for before, after in zip(one["findings"], continued["findings"]):
        places = [place(frame) for frame in before["frames"]]
        assert after["frame_refs"] == [f"{files[file]}:{frame}" for file, frame in places]
        assert after["captures"] == sorted({file for file, _ in places})
        assert after["capture"] == places[0][0]
        assert after["frames"] == [frame for file, frame in places if file == after["capture"]]
    for before, after in zip(one["flows"], continued["flows"]):
        first, last = place(before["first_frame"]), place(before["last_frame"])
        assert (after["capture"], after["first_frame"], after["last_frame"]) == (first[0], first[1], last[1])
        assert after["captures"] == list(range(first[0], last[0] + 1))
        assert after["frame_refs"] == [f"{files[first[0]]}:{first[1]}", f"{files[last[0]]}:{last[1]}"]
    text = program("audit", "--continue", *files).stdout.decode()
    assert f"{files[0]} and 3 files that continue it" in text
    assert one["findings"][0]["frames"] and continued["findings"][0]["frame_refs"][0] in text.replace("\n", "")


@pytest.mark.parametrize("names", [
    ["trace.pcap", "trace.pcap1", "trace.pcap2", "trace.pcap10"],
    ["trace.pcap0", "trace.pcap1", "trace.pcap2", "trace.pcap3"],
    ["trace-20261129-080000.pcap", "trace-20261129-090000.pcap", "trace-20261129-100000.pcap", "trace-20261129-110000.pcap"],
    ["trace_2026-11-29_08.00.00.pcap", "trace_2026-11-29_09.00.00.pcap", "trace_2026-11-29_10.00.00.pcap1", "trace_2026-11-30_00.00.00.pcap"],
    ["trace.1795939200.pcap", "trace.1795942800.pcap", "trace.1795946400.pcap", "trace.1795950000.pcap"],
    ["trace_00001_20261129080000.pcapng", "trace_00002_20261129090000.pcapng", "trace_00003_20261129100000.pcapng", "trace_00010_20261129110000.pcapng"],
], ids=["tcpdump -C", "tcpdump -C -W", "tcpdump -G", "tcpdump -G -C", "seconds", "dumpcap"])
def test_one_file_brings_its_rotation(program, tmp_path, names):
    files = cut(REPLAY / "capture.pcap", tmp_path, [3, 7, 20])
    renamed = [file.rename(tmp_path / f"_{name}") for file, name in zip(files, names)]
    for other in ("other.pcap", "_trace", "_other_00001_20261129080000.pcapng", "_more.20261129.pcap"):
        shutil.copy(HYBRID / "capture.pcap", tmp_path / other)
    for start in renamed:
        report = audit(program, "--continue", start)
        assert [capture["path"] for capture in report["captures"]] == [str(path) for path in renamed]


@pytest.mark.parametrize(("names", "missing", "holes"), [
    (["trace.pcap", "trace.pcap1", "trace.pcap2", "trace.pcap3"], [1], ["trace.pcap1 is not among the files: what it held was not seen"]),
    (["trace.pcap", "trace.pcap1", "trace.pcap2", "trace.pcap3"], [1, 2],
     ["trace.pcap1 to _trace.pcap2 are not among the files: what they held was not seen"]),
    (["trace.pcap08", "trace.pcap09", "trace.pcap10", "trace.pcap11"], [1], ["trace.pcap09 is not among the files"]),
    (["trace.pcap1", "trace.pcap2", "trace.pcap3", "trace.pcap4"], [0, 3], []),  # nobody knows what stood at the ends
    (["trace_00007_20261129080000.pcapng", "trace_00008_20261129090000.pcapng", "trace_00009_20261129100000.pcapng",
      "trace_00010_20261129110000.pcapng"], [2], ["trace_00009_*.pcapng is not among the files"]),
    (["trace_00007_20261129080000.pcapng", "trace_00008_20261129090000.pcapng", "trace_00001_20261129100000.pcapng",
      "trace_00002_20261129110000.pcapng"], [], []),  # begun anew
    (["trace.pcap20261128", "trace.pcap20261129", "trace.pcap20261130", "trace.pcap20261201"], [1], []),  # a date is no number
], ids=["one", "two", "padded", "ends", "dumpcap", "begun anew", "dates"])
def test_a_hole_is_told(program, tmp_path, names, missing, holes):
    files = cut(REPLAY / "capture.pcap", tmp_path, [3, 7, 20])
    renamed = [file.rename(tmp_path / f"_{name}") for file, name in zip(files, names)]
    for number in missing:
        renamed[number].unlink()
    given = [path for path in renamed if path.exists()]
    notes = [note for note in audit(program, "--continue", *given)["coverage"]["notes"] if "not among the files" in note]
    assert len(notes) == len(holes), notes
    assert all(f"_{hole}" in note for hole, note in zip(holes, notes)), notes


def test_one_file_continues(program, tmp_path):
    files = cut(REPLAY / "capture.pcap", tmp_path, [3])
    assert f"{files[0]} and 1 file that continues it" in program("audit", "--continue", *files).stdout.decode()


def test_a_name_without_rotation_stays_alone(program, tmp_path):
    for name in ("alice.pcap", "bob.pcap", "site1.pcap", "site2.pcap"):
        shutil.copy(REPLAY / "capture.pcap", tmp_path / name)
    for name in ("alice.pcap", "site1.pcap"):
        assert len(audit(program, "--continue", tmp_path / name)["captures"]) == 1


def test_a_file_counts_once(program, tmp_path):
    """By whatever name: the same file again, a link to it, its folder."""
    capture = Path(shutil.copy(REPLAY / "capture.pcap", tmp_path / "a.pcap"))
    os.link(capture, tmp_path / "b.pcap")
    (tmp_path / "c.pcap").symlink_to(capture)
    once = audit(program, capture)
    for arguments in ([capture, capture], [capture, tmp_path / "c.pcap"], [capture, tmp_path], [capture, f"{tmp_path}/./a.pcap"], [tmp_path, capture]):
        report = audit(program, *arguments)
        assert [report["summary"], report["flows"], len(report["captures"])] == [once["summary"], once["flows"], 1]
    assert len(audit(program, "--continue", capture, capture)["captures"]) == 1


def test_what_cannot_be_read_is_said(program, tmp_path):
    files = cut(REPLAY / "capture.pcap", tmp_path, [3, 7])
    files[1].write_bytes(files[1].read_bytes()[:-5])
    done = program("audit", "--continue", "-f", "json", *files)
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert [bool(capture["problem"]) for capture in report["captures"]] == [False, True, False]
    assert str(files[1]) in done.stderr.decode()
    assert program("audit", "--continue", "--same-traffic", *files[:2]).returncode == 2


def test_forms_name_the_file(program, tmp_path):
    """Of a finding the file in which it shows first."""
    files = cut(REPLAY / "capture.pcap", tmp_path, [3, 7, 20])
    expected = [report["captures"][finding["capture"]]["path"] for report in [audit(program, "--continue", *files)] for finding in report["findings"]]
    assert len(set(expected)) > 1

    def output(form):
        return program("audit", "--continue", "-f", form, *files).stdout.decode()
    assert [row["capture"] for row in csv.DictReader(output("csv").splitlines())] == expected
    assert [issue["location"]["path"] for issue in json.loads(output("gitlab"))] == expected
    assert [line.split("file=")[1].split(",")[0] for line in output("github").splitlines()] == expected
    run = json.loads(output("sarif"))["runs"][0]
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == list(map(str, files))
    assert [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]] == expected
    for form in ("junit", "markdown"):
        assert all(f"{path}:" in output(form) for path in set(expected)), form
