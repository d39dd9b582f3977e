# SPDX-License-Identifier: GPL-2.0-or-later
"""No silent green: what a report without findings rests on, and what makes it exit 3 when it rests on nothing."""
import json
import struct

import pytest
from check import ROOT

SAMPLE = ROOT / "samples/hybrid-ml-kem"
CAPTURE = SAMPLE / "capture.pcap"
KEYS = SAMPLE / "keys"


@pytest.fixture
def no_ipsec(tmp_path):
    """One Ethernet frame with an ARP request."""
    frame = b"\xff" * 6 + b"\x02\0\0\0\0\1" + b"\x08\x06" + bytes(28)
    path = tmp_path / "arp.pcap"
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + struct.pack("<IIII", 1, 0, len(frame), len(frame)) + frame)
    return path


def notes(program, *arguments):
    return json.loads(program("audit", "-f", "json", *arguments).stdout)["coverage"]["notes"]


def test_a_capture_without_ipsec_says_so(program, no_ipsec):
    done = program("audit", no_ipsec)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[-1] == "nothing found in what could be seen: no IPsec packet; exit 0 (--fail-on high)"
    assert any("nothing was audited" in note for note in notes(program, no_ipsec))
    assert not any("nothing was audited" in note for note in notes(program, CAPTURE))


def test_require_ipsec(program, no_ipsec):
    assert program("audit", "--require-ipsec", CAPTURE).returncode == 0
    done = program("audit", "--require-ipsec", CAPTURE, no_ipsec)
    assert done.returncode == 3
    assert f"{no_ipsec}: --require-ipsec: no packet was recognised as IPsec" in done.stderr.decode()
    assert json.loads(program("audit", "--require-ipsec", "-f", "json", no_ipsec).stdout)["summary"]["exit"] == 3


def test_require_opened(program):
    done = program("audit", "--require-opened", CAPTURE)
    assert done.returncode == 3
    assert "--require-opened: only 0 of " in done.stderr.decode()
    done = program("audit", "--require-opened", "--keys", KEYS, CAPTURE)
    assert done.returncode == 0
    assert "--require-opened" not in done.stderr.decode()


def test_require_opened_wants_something_that_can_be_opened(program, no_ipsec):
    """A gate for the tunnel must not be green where there is none; one sentence says it, whichever option asks."""
    done = program("audit", "--require-opened", "--keys", KEYS, CAPTURE, no_ipsec)
    assert done.returncode == 3
    assert f"{no_ipsec}: --require-opened: nothing was opened, no packet was recognised as IPsec" in done.stderr.decode()
    done = program("audit", "--require-opened", "--require-ipsec", no_ipsec)
    assert done.returncode == 3 and done.stderr.count(b"no packet was recognised as IPsec") == 1


def test_one_key_file_that_is_not_known_among_good_ones_warns_and_goes_on(program, tmp_path):
    strange = tmp_path / "strange.txt"
    strange.write_text("nothing that any key source says\n")
    done = program("audit", "-f", "json", "--keys", KEYS, "--keys", strange, CAPTURE)
    assert done.returncode == 0
    assert str(strange) in done.stderr.decode()
    assert json.loads(done.stdout)["coverage"]["ike_decrypted"] > 0
    alone = program("audit", "--keys", strange, CAPTURE)
    assert alone.returncode == 2


@pytest.mark.parametrize("keys, ike, esp", [((), 0, 0), (("--keys", KEYS / "ike.jsonl"), 24, 129), (("--keys", KEYS), 24, 201)])
def test_a_report_without_findings_says_what_it_rests_on(program, keys, ike, esp):
    """README of the sample: 24 encrypted IKE messages; 227 packets, of them 201 ESP."""
    lines = program("audit", "--select", "ip-fragments-overlap", *keys, CAPTURE).stdout.decode().splitlines()
    said = " ".join(line.strip() for line in lines[-3:])
    assert (f"nothing found in what could be seen: {ike} of 24 encrypted IKE messages opened, "
            f"{esp} of 201 ESP and AH packets authenticated; exit 0") in said
