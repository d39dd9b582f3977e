# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures in formats that only Wireshark's libwiretap reads: as their pcap, and nobody else pays for it."""
import gzip
import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from check import ROOT, Program, environment

SAMPLE = ROOT / "samples/hybrid-ml-kem"
CAPTURE = SAMPLE / "capture.pcap"
FORMATS = ("netmon1", "netmon2", "5views", "commview-ncf", "k12text", "lanalyzer", "nettl", "ngsniffer", "ngwsniffer_2_0", "visual")
PCAPS = ("nokiapcap", "rh6_1pcap", "suse6_3pcap", "modpcap", "nsecpcap")  # read without libwiretap


@pytest.fixture(scope="module")
def wiretap(program):
    if not (Path(program.path).parent / "espect_wiretap.so").is_file():
        pytest.skip("built without libwiretap")
    return program


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    if shutil.which("editcap") is None:
        pytest.skip("no editcap here")
    folder = tmp_path_factory.mktemp("formats")
    for name in FORMATS + PCAPS:
        subprocess.run(["editcap", "-F", name, CAPTURE, folder / f"capture.{name}"], check=True, capture_output=True)
    return folder


def audit(program, *arguments):
    """(JSON report or None, the run)"""
    done = program("audit", "--fail-on", "never", "-f", "json", "--keys", SAMPLE / "keys", *arguments)
    return (json.loads(done.stdout) if done.stdout else None), done


def what(report, capture=0):
    """What does not hang on the resolution of time stamps, nor on what else was audited."""
    about = report["captures"][capture]
    assert about["problem"] is None
    return about["packets"], about["ipsec_packets"]


def test_each_format_holds_what_its_pcap_holds(wiretap, converted):
    names = FORMATS + PCAPS
    report, done = audit(wiretap, CAPTURE, *[converted / f"capture.{name}" for name in names])
    assert done.returncode == 0, done.stderr
    formats = [capture["format"] for capture in report["captures"]]
    assert formats[0] == "pcap" and set(formats[-len(PCAPS):]) == {"pcap"}
    assert not set(formats[1:1 + len(FORMATS)]) & {"pcap", "pcapng", "snoop", ""}
    wanted, flows = what(report), [(flow["spi"], flow["icv_ok"]) for flow in report["flows"] if flow["capture"] == 0]
    assert wanted[0] > 200 and sum(number for _, number in flows) == 201
    for number in range(1, len(formats)):
        assert what(report, number) == wanted, formats[number]
        assert [(flow["spi"], flow["icv_ok"]) for flow in report["flows"] if flow["capture"] == number] == flows, formats[number]


def test_in_the_sandbox_and_compressed(wiretap, converted, tmp_path):
    packed = tmp_path / "capture.netmon2.gz"
    packed.write_bytes(gzip.compress((converted / "capture.netmon2").read_bytes()))
    confined, done = audit(wiretap, converted / "capture.netmon2", packed)
    free, _ = audit(wiretap, "--no-sandbox", converted / "capture.netmon2", packed)
    assert done.returncode == 0 and b"netmon2" not in done.stderr and confined == free
    assert [capture["packets"] for capture in confined["captures"]] == [227, 227]


def test_erf(wiretap, tmp_path):
    """Records of Endace: 16 octets of header and two of padding before each Ethernet frame."""
    records = CAPTURE.read_bytes()[24:]
    made = b""
    while records:
        seconds, micros, captured, length = struct.unpack_from("<IIII", records)
        frame, records = records[16:16 + captured], records[16 + captured:]
        made += struct.pack("<II", (micros << 32) // 1000000, seconds) + struct.pack(">BBHHH", 2, 4, 18 + captured, 0, length) + b"\0\0" + frame
    path = tmp_path / "capture.erf"
    path.write_bytes(made)
    report, done = audit(wiretap, path)
    assert done.returncode == 0, done.stderr
    assert report["captures"][0]["format"] == "erf" and sum(flow["icv_ok"] for flow in report["flows"]) == 201


def test_damage_is_told_and_what_was_read_is_kept(wiretap, converted, tmp_path):
    path = tmp_path / "cut.5views"
    path.write_bytes((converted / "capture.5views").read_bytes()[:-100])
    report, done = audit(wiretap, path)
    assert done.returncode == 3 and f"{path}, offset " in done.stderr.decode()
    assert report["captures"][0]["packets"] > 200


def test_what_is_no_capture_stays_none(wiretap, tmp_path):
    """Wireshark opens pictures, certificates and JSON; nothing of a network is in them."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "picture.png").write_bytes(bytes.fromhex("89504e470d0a1a0a0000000d494844520000000100000001080600000000") + bytes(40))
    (folder / "some.json").write_text('{"a": 1}\n')
    (folder / "zeros").write_bytes(bytes(4096))
    for path in folder.iterdir():
        done = wiretap("audit", path)
        assert done.returncode == 3 and b"not a pcap, pcapng or snoop capture" in done.stderr, path
    shutil.copy(CAPTURE, folder)
    report, done = audit(wiretap, folder)
    assert done.returncode == 0 and len(report["captures"]) == 1


def loads(program, path):
    done = subprocess.run([program.path, "audit", "--fail-on", "never", path], env={**environment(), "LD_DEBUG": "files"}, capture_output=True, check=False)
    return b"espect_wiretap" in done.stderr


def test_only_other_formats_load_it(wiretap, converted, tmp_path):
    text = tmp_path / "folder/notes.txt"
    text.parent.mkdir()
    text.write_text("0000  45 00\n")
    shutil.copy(CAPTURE, text.parent)
    assert loads(wiretap, converted / "capture.netmon2")
    assert not loads(wiretap, CAPTURE) and not loads(wiretap, converted / "capture.nokiapcap") and not loads(wiretap, text.parent)


def test_without_the_module_the_format_is_named(program, converted, tmp_path):
    alone = Program(shutil.copy(program.path, tmp_path / "espect"))
    done = alone("audit", converted / "capture.netmon2")
    assert done.returncode == 3
    assert b"a capture of Microsoft Network Monitor 2.x, which is not read: editcap -F pcapng makes one that is" in done.stderr
